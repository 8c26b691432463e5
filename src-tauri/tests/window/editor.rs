//! The region editor: by mouse, by keyboard alone, what stays, what is seen, and what is in the copy then.

use std::path::{Path, PathBuf};

use image::{Rgb, RgbImage};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::access::usable;
use crate::faces::{FACES_SIZE, drawn_faces};
use crate::journey::{PASSPHRASE, choose_use, open_first, open_register};
use crate::screen::{Screen, put};

pub(crate) const WIDTH: u32 = 2400;
pub(crate) const HEIGHT: u32 = 1800;
/// What the mouse draws, in displayed pixels.
const DRAWN: [u32; 4] = [240, 180, 720, 540];
/// A quarter of the picture, in its middle: where what is added by a key stands.
const ADDED: [u32; 4] = [900, 675, 600, 450];
const CORNERS: [[u32; 2]; 3] = [[1800, 200], [2200, 200], [2000, 600]];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn regions_are_made_by_mouse_and_by_keys_and_stay_and_are_hidden_in_the_copy() {
    let mut screen = Screen::start("Adwaita").await;
    open_register(&screen).await;
    screen.see("Drop photos here").await;
    let photo = screen.folder.path().join("pattern.png");
    put(&photo, &png(WIDTH, HEIGHT, |x, y| pattern(x, y).0));
    open(&screen, &photo).await;

    screen.pick("[name=style]", "[value=fill]").await;
    drag(&screen, [DRAWN[0], DRAWN[1]], [DRAWN[2], DRAWN[3]]).await;
    let drawn = region(&screen, 0).await;
    assert!(drawn.starts_with("Region 1, rectangle, fill, "), "{drawn}");
    near(
        &drawn,
        [DRAWN[2] - DRAWN[0], DRAWN[3] - DRAWN[1], DRAWN[0], DRAWN[1]],
    );

    an_ellipse_is_made_by_keys_alone(&screen).await;
    a_polygon_is_clicked_moved_and_put_back(&screen).await;
    usable(&screen, "the region editor").await;
    the_original_is_seen_while_the_key_is_held(&screen).await;
    let seen = what_is_seen_at_its_own_size(&screen).await;

    screen.click("[data-place=settings]").await;
    screen.press("Lock now").await;
    unlock(&screen).await;
    open_first(&screen).await;
    assert_eq!(kinds(&screen).await, ["rectangle", "ellipse", "polygon"]);
    screen.again().await;
    unlock(&screen).await;
    screen.see("Drop photos here").await;
    open(&screen, &photo).await;
    assert_eq!(kinds(&screen).await, ["rectangle", "ellipse", "polygon"]);

    let copy = image::open(exported(&screen).await).expect("a copy").to_rgb8();
    for hidden in [[480, 360], [1200, 900], [920, 900], [2000, 300]] {
        assert_eq!(copy.get_pixel(hidden[0], hidden[1]), &Rgb([0; 3]), "{hidden:?}");
    }
    for untouched in [[20, 20], [900, 675], [1700, 600], [2390, 1790]] {
        let [x, y] = untouched;
        assert_eq!(copy.get_pixel(x, y), &pattern(x, y), "{untouched:?}");
    }
    assert_eq!(copy.get_pixel(seen.0[0], seen.0[1]), &pattern(840, 860));
    assert_eq!(copy.get_pixel(seen.0[0] + 49, seen.0[1]), &Rgb([0; 3]));
    for (x, y, pixel) in seen.1.enumerate_pixels() {
        let at = [seen.0[0] + x, seen.0[1] + y];
        assert_eq!(pixel, copy.get_pixel(at[0], at[1]), "what was seen at {at:?}");
    }
    screen.end().await;
}

async fn an_ellipse_is_made_by_keys_alone(screen: &Screen) {
    screen.key(&[], Key::Escape).await;
    screen.key(&[], "e").await;
    screen.key(&[], Key::Enter).await;
    let [x, y, width, height] = ADDED;
    let label =
        |x: u32, width: u32| format!("Region 2, ellipse, fill, {width} by {height} pixels at {x}, {y}");
    assert_eq!(region(screen, 1).await, label(x, width));
    let step = step(screen).await;
    screen.key(&[], Key::Left).await;
    assert_eq!(
        region(screen, 1).await,
        label(x - step, width),
        "one pixel of the screen"
    );
    screen.key(&[Key::Alt], Key::Right).await;
    assert_eq!(region(screen, 1).await, label(x - step, width + step));
    screen.key(&[Key::Control], "z").await;
    screen.key(&[Key::Control], "z").await;
    assert_eq!(region(screen, 1).await, label(x, width));
    screen.key(&[Key::Control], "d").await;
    assert_eq!(kinds(screen).await, ["rectangle", "ellipse", "ellipse"]);
    screen.key(&[], Key::Delete).await;
    assert_eq!(kinds(screen).await, ["rectangle", "ellipse"]);
}

async fn a_polygon_is_clicked_moved_and_put_back(screen: &Screen) {
    screen.click("[data-tool=polygon]").await;
    for corner in CORNERS {
        let [x, y] = at(screen, corner).await;
        screen
            .mouse(&["mousemove", &x, &y, "mousedown", "1", "mouseup", "1"])
            .await;
    }
    screen.see("3 corners").await;
    screen.key(&[], Key::Enter).await;
    let made = region(screen, 2).await;
    assert!(made.starts_with("Region 3, polygon, fill, "), "{made}");
    near(&made, [400, 400, 1800, 200]);
    drag(screen, [2000, 320], [2000, 620]).await;
    let moved = "return document.querySelector('[data-region=\"2\"]').ariaLabel !== ";
    screen
        .until("the polygon moves", &format!("{moved}{}", json!(made)))
        .await;
    near(&region(screen, 2).await, [400, 400, 1800, 500]);
    screen.press("Undo").await;
    assert_eq!(region(screen, 2).await, made);
}

/// Holds a key and sees the original where a region is hidden.
async fn the_original_is_seen_while_the_key_is_held(screen: &Screen) {
    let middle = [1200, 900];
    let shows = |view: &str| {
        format!(
            "return document.querySelector('.layer[data-view={view}]:not(.away) img[data-shown=true]') !== null"
        )
    };
    screen.click(".stage").await;
    screen.key(&[], Key::Escape).await;
    screen.until("the copy", &shows("output")).await;
    assert_eq!(pixel(screen, middle).await, Rgb([0; 3]));
    let chain = screen.web.action_chain();
    chain.key_down('c').perform().await.expect("a key is held");
    screen.until("the original", &shows("original")).await;
    assert_ne!(pixel(screen, middle).await, Rgb([0; 3]));
    let chain = screen.web.action_chain();
    chain.key_up('c').perform().await.expect("it is let go");
    screen.until("the copy again", &shows("output")).await;
    assert_eq!(pixel(screen, middle).await, Rgb([0; 3]));
}

/// At 1:1, the pixels of the screen where the ellipse's hidden area begins, left of its outline, and the first of them in
/// the picture.
async fn what_is_seen_at_its_own_size(screen: &Screen) -> ([u32; 2], RgbImage) {
    screen.key(&[], "1").await;
    screen
        .until(
            "the exact parts",
            "const all = [...document.querySelectorAll('.part img')]; \
             return all.length > 0 && all.every((it) => it.dataset.shown === 'true')",
        )
        .await;
    let from = [840, 860];
    let [left, top] = at(screen, from)
        .await
        .map(|it| it.parse::<u32>().expect("a place"));
    let seen = shot(screen).await;
    let part = image::imageops::crop_imm(&seen, left, top, 50, 60).to_image();
    screen.key(&[], "0").await;
    (from, part)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suggestions_hide_nothing_until_they_are_accepted_and_regions_go_to_a_burst() {
    let screen = Screen::start("Adwaita").await;
    open_register(&screen).await;
    screen.see("Drop photos here").await;
    let [width, height] = FACES_SIZE;
    let faces = drawn_faces(&[[80.0, 90.0], [280.0, 100.0]]);
    let names = ["burst 1.png", "burst 2.png"].map(|name| screen.folder.path().join(name));
    put(&names[0], &png(width, height, &faces));
    put(&names[1], &png(width, height, |x, y| faces(x + 3, y)));
    screen.drop(&names).await;
    screen
        .until(
            "two tiles",
            "return document.querySelectorAll('[role=option]').length === 2",
        )
        .await;
    open_first(&screen).await;
    screen.see("; check yourself").await;
    let offered = "return document.querySelectorAll('[data-offer]').length";
    let offered_first = screen.js(offered).await.as_u64().expect("a number");
    assert!(offered_first >= 2, "both faces are suggested");
    assert_eq!(kinds(&screen).await, [""; 0], "nothing is hidden by itself");
    usable(&screen, "suggestions").await;

    screen.click("[data-offer='0'] button:first-of-type").await;
    let label = region(&screen, 0).await;
    assert!(label.starts_with("Region 1, ellipse, blur, face, "), "{label}");
    screen.click("[data-offer='1'] button:last-of-type").await;
    screen.see("1 set aside").await;
    let left = screen.js(offered).await;
    assert_eq!(left, json!(offered_first - 2));

    screen.press("Use these regions on other photos…").await;
    screen.click("[data-carry='1']").await;
    usable(&screen, "carrying regions over").await;
    screen.press("Use on 1 photo").await;
    screen
        .until("the dialog is done", "return !document.querySelector('dialog')")
        .await;
    screen.press("Next photo").await;
    screen.see("burst 2.png").await;
    assert_eq!(kinds(&screen).await, ["ellipse"]);
    screen.end().await;
}

/// Drops a photo on the empty list and opens it.
pub(crate) async fn open(screen: &Screen, photo: &Path) {
    screen.drop(&[photo.to_path_buf()]).await;
    open_first(screen).await;
    screen.find("[data-view=output] img[data-shown=true]").await;
}

async fn unlock(screen: &Screen) {
    screen.write("[name=passphrase]", PASSPHRASE).await;
    screen.press("Unlock").await;
    screen.find("[data-place=photos]").await;
}

/// Says all that the gate asks of a picture of nobody, and exports it.
async fn exported(screen: &Screen) -> PathBuf {
    screen.press("It shows nobody").await;
    screen.write("[name=declared-by]", "A. Reader").await;
    screen.write("[name=declared-reason]", "A pattern").await;
    screen.press("Declare that nobody is shown").await;
    screen.see("Declared by A. Reader").await;
    choose_use(screen, "teaching", "institution").await;
    screen
        .js("document.querySelectorAll('[data-part=checklist] [type=checkbox]').forEach((box) => box.click())")
        .await;
    screen.write("[name=checked-by]", "A. Reader").await;
    screen.press("I have looked for each of these").await;
    screen.find("[data-outcome=clear]").await;
    let out = screen.folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder for copies");
    screen.choose(&out);
    screen.press("Export a clean copy").await;
    let name = "return document.querySelector('[data-exported]')?.dataset.exported";
    let name = screen.until("the copy's name", name).await;
    out.join(name.as_str().expect("a name"))
}

/// Where a displayed pixel is on the screen.
pub(crate) async fn at(screen: &Screen, [x, y]: [u32; 2]) -> [String; 2] {
    let place = format!(
        "const b = document.querySelector('.paper').getBoundingClientRect(); const width = Number(\
         document.querySelector('.facts').textContent.match(/(\\d+) ×/)[1]); \
         return [b.left + {x} * b.width / width, b.top + {y} * b.width / width].map(Math.round)"
    );
    let place = screen.js(&place).await;
    [0, 1].map(|i| place[i].as_i64().expect("a place").to_string())
}

/// How many of the picture's pixels make one of the screen.
async fn step(screen: &Screen) -> u32 {
    let step = format!(
        "return Math.round({WIDTH} / document.querySelector('.paper').getBoundingClientRect().width)"
    );
    let step = screen.js(&step).await.as_u64().expect("a number");
    u32::try_from(step).expect("a small number")
}

async fn drag(screen: &Screen, from: [u32; 2], to: [u32; 2]) {
    let middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    let [x, y] = at(screen, from).await;
    screen.mouse(&["mousemove", &x, &y, "mousedown", "1"]).await;
    for place in [middle, to] {
        let [x, y] = at(screen, place).await;
        screen.mouse(&["mousemove", &x, &y]).await;
    }
    screen.mouse(&["mouseup", "1"]).await;
}

/// What a screen reader hears of a region, once it is there.
pub(crate) async fn region(screen: &Screen, index: usize) -> String {
    screen.find(&format!("[data-region='{index}']")).await;
    let label =
        format!("return document.querySelector(\"[data-region='{index}']\").getAttribute('aria-label')");
    screen.js(&label).await.as_str().expect("a label").to_owned()
}

/// Width, height, left and top in a region's label, each within what a pixel of the screen makes of it.
pub(crate) fn near(label: &str, expected: [u32; 4]) {
    let numbers: Vec<u32> = label
        .split(|it: char| !it.is_ascii_digit())
        .filter_map(|it| it.parse().ok())
        .skip(1)
        .collect();
    assert_eq!(numbers.len(), 4, "{label}");
    for (number, expected) in numbers.iter().zip(expected) {
        assert!(number.abs_diff(expected) <= 8, "{label}: {expected}");
    }
}

/// The shapes that the list of regions says, in its order.
pub(crate) async fn kinds(screen: &Screen) -> Vec<String> {
    screen.find("[data-part=regions]").await;
    let listed = "return [...document.querySelectorAll('#regions-list > [role=option]')].map((it) => \
                  it.ariaLabel.split(', ')[1])";
    let listed = screen.js(listed).await;
    let kinds = listed.as_array().expect("a list").iter();
    kinds.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The screen as it is once everything is drawn.
async fn shot(screen: &Screen) -> RgbImage {
    let settled = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))";
    let settled = screen.web.execute_async(settled, Vec::new()).await;
    settled.expect("two frames");
    let file = screen.folder.path().join("shot.png");
    screen.shoot(file.to_str().expect("a path")).await;
    image::open(&file).expect("a picture of the screen").to_rgb8()
}

async fn pixel(screen: &Screen, place: [u32; 2]) -> Rgb<u8> {
    let [x, y] = at(screen, place).await.map(|it| it.parse().expect("a place"));
    *shot(screen).await.get_pixel(x, y)
}

/// Other at every pixel than beside it.
pub(crate) fn pattern(x: u32, y: u32) -> Rgb<u8> {
    Rgb([x * 7 + y * 3, 40 + (x ^ y) % 200, x / 10 + y * 5].map(|it| (it % 256) as u8))
}

pub(crate) fn png(width: u32, height: u32, shade: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb(shade(x, y)));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a PNG");
    bytes.into_inner()
}
