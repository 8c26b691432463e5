//! The way of a photo from the first run to a clean copy, and what is given back of it.

use std::path::Path;

use safelight_consent::PhotoDigest;
use serde_json::json;

use crate::access::usable;
use crate::picture::{PLANTED, THUMBNAIL, telling};
use crate::screen::{Screen, bytes, put};

pub(crate) const PASSPHRASE: &str = "four dry words here";

/// What the journey enters or its photo holds: nothing of it may be readable on the disk beside photo, form and copy.
pub(crate) const WORDS: &[&str] = &[
    PASSPHRASE,
    "Case 0042",
    "A. Reader",
    "by letter",
    "% signed",
    "12′ 30″",
    "Planted Person",
    "Planted Caption",
    "Größe & Ort",
    "teaching:institution",
];

pub(crate) async fn journey(screen: &Screen, dark: bool) {
    let theme = screen
        .js("return matchMedia('(prefers-color-scheme: dark)').matches")
        .await;
    assert_eq!(theme, json!(dark), "the page follows the system's colours");
    screen.find("[name=again]").await;
    usable(screen, "the first run").await;
    open_register(screen).await;
    screen.see("Drop photos here").await;
    usable(screen, "no photos").await;

    let photo = screen.folder.path().join("Größe & Ort 1.jpg");
    put(&photo, &telling());
    screen.drop(std::slice::from_ref(&photo)).await;
    screen.see("Where").await;
    usable(screen, "the list of photos").await;
    open_first(screen).await;
    screen.see("48° 12′ 30″ north, 16° 22′ 15″ east").await;
    what_it_gives_away_is_seen(screen).await;
    screen.see(PLANTED[0]).await;
    screen.see("Say exactly what this copy is for.").await;
    assert!(
        export_is_off(screen).await,
        "nothing is exported without a clearance"
    );

    hide_the_middle(screen).await;
    usable(screen, "a photo").await;

    record_consent(screen).await;
    screen.click("[data-place=photos]").await;
    screen.click("[data-refusal=G03] button").await;
    screen.write("[name=count]", "1").await;
    screen.press("Save").await;
    screen
        .until(
            "one person",
            "return !document.querySelector('[data-refusal=G03]')",
        )
        .await;
    assert!(
        export_is_off(screen).await,
        "a person without consent is not exported"
    );
    screen.pick("[name=record]", ":nth-child(2)").await;
    screen.press("Link").await;
    screen
        .until("the link", "return !document.querySelector('[data-refusal=G02]')")
        .await;

    // A use they did not agree to is refused; the one they did agree to is not.
    choose_use(screen, "press", "public").await;
    screen.find("[data-refusal=G08]").await;
    screen.click("[data-refusal=G08] button").await;
    choose_use(screen, "teaching", "institution").await;
    screen
        .until("the use", "return !document.querySelector('[data-refusal=G08]')")
        .await;

    screen.click("[data-refusal=G27] button").await;
    screen
        .js("document.querySelectorAll('[data-part=checklist] [type=checkbox]').forEach((box) => box.click())")
        .await;
    screen.write("[name=checked-by]", "A. Reader").await;
    screen.press("I have looked for each of these").await;
    screen.find("[data-outcome=clear]").await;
    usable(screen, "a cleared photo").await;

    let out = screen.folder.path().join("for sharing");
    std::fs::create_dir(&out).expect("a folder for copies");
    screen.choose(&out);
    screen.press("Export a clean copy").await;
    let name = screen
        .until(
            "the copy's name",
            "return document.querySelector('[data-exported]')?.dataset.exported",
        )
        .await;
    let copy = out.join(name.as_str().expect("a name"));
    the_copy_is_clean(&copy, &photo);

    screen.click("[data-place=exports]").await;
    let digest = PhotoDigest::of(&bytes(&copy)).to_string();
    screen.find(&format!("[data-digest='{digest}']")).await;
    usable(screen, "the ledger").await;
    screen.click("[data-place=settings]").await;
    screen.see("Output folder").await;
    usable(screen, "the settings").await;
    withdraw(screen).await;
    screen.click("[data-place=photos]").await;
    screen.find("[data-refusal=G05]").await;
    assert!(export_is_off(screen).await, "a withdrawn consent exports nothing");
    keep_safe(screen).await;
    assert_eq!(screen.readable(WORDS), [""; 0], "while it runs");
    let planted = screen.folder.path().join("temporary/planted");
    put(&planted, b"about Case 0042");
    assert_eq!(screen.readable(WORDS).len(), 1, "the search finds what is there");
    std::fs::remove_file(planted).expect("the planted file");
}

/// A backup is made, the register locked and forgotten by the page, and the backup restored at the door.
async fn keep_safe(screen: &Screen) {
    screen.click("[data-place=settings]").await;
    let backup = screen.folder.path().join("backup.safelight");
    screen.choose(&backup);
    screen.press("Back up…").await;
    screen.see("Its ledger of").await;
    usable(screen, "settings after a backup").await;
    screen.js("window.before = true").await;
    screen.press("Lock now").await;
    screen.find("[name=passphrase]").await;
    let forgot = screen.js("return window.before === undefined").await;
    assert_eq!(forgot, json!(true), "the page began anew");
    screen.press("Restore a backup…").await;
    usable(screen, "the door for a backup").await;
    screen.write("[name=backup-passphrase]", PASSPHRASE).await;
    screen.press("Choose the backup…").await;
    screen
        .see("The register that was here is kept as register-")
        .await;
    screen.press("Go on").await;
    screen.click("[data-place=consents]").await;
    screen.see("Case 0042").await;
}

pub(crate) async fn open_register(screen: &Screen) {
    screen.write("[name=passphrase]", PASSPHRASE).await;
    screen.write("[name=again]", PASSPHRASE).await;
    screen.press("Make the register").await;
}

pub(crate) async fn open_first(screen: &Screen) {
    screen.find("[role=option]").await;
    screen
        .js("const it = document.querySelector('[role=option]'); it.focus(); \
             it.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))")
        .await;
}

/// The place stands on a map, and the picture that the file hides is looked at, small and large.
async fn what_it_gives_away_is_seen(screen: &Screen) {
    let marked = "const map = document.querySelector('[data-reveals=location] [data-map] .large'); \
         const mark = map?.querySelector('.mark')?.getBoundingClientRect(); \
         if (!mark?.width) return null; const edge = map.getBoundingClientRect(); \
         return [(mark.x + mark.width / 2 - edge.x) / edge.width, (mark.y + mark.height / 2 - edge.y) / edge.height]";
    let marked = screen.until("the place on a map", marked).await;
    for side in marked.as_array().expect("a place") {
        let side = side.as_f64().expect("a part of the map's side");
        assert!((0.4..0.6).contains(&side), "the place is in the middle: {side}");
    }
    let red = |image: &str| {
        format!(
            "const it = document.querySelector('{image}'); \
             return it?.naturalWidth === {THUMBNAIL} && it.complete && it.getBoundingClientRect().width > 0"
        )
    };
    screen
        .until("the hidden picture", &red("[data-hidden] img"))
        .await;
    screen.click("[data-hidden]").await;
    screen
        .until("the hidden picture, large", &red("dialog img"))
        .await;
    usable(screen, "a hidden picture").await;
    screen.press("Close").await;
    screen
        .until("the photo behind it", "return !document.querySelector('dialog')")
        .await;
}

async fn export_is_off(screen: &Screen) -> bool {
    screen
        .js(
            "return [...document.querySelectorAll('button')].find((it) => it.textContent.trim() === \
             'Export a clean copy').disabled",
        )
        .await
        == json!(true)
}

/// Draws a rectangle with the mouse and sees the very output, with it filled, in its place.
async fn hide_the_middle(screen: &Screen) {
    screen.find(".paper img[data-shown=true]").await;
    let at = screen
        .js("const b = document.querySelector('.paper').getBoundingClientRect(); \
             return [b.left + b.width * .25, b.top + b.height * .2, b.left + b.width * .75, b.top + b.height * .8]")
        .await;
    let at: Vec<String> = at
        .as_array()
        .expect("corners")
        .iter()
        .map(|number| (number.as_f64().expect("a number").round() as i64).to_string())
        .collect();
    screen
        .mouse(&["mousemove", &at[0], &at[1], "mousedown", "1"])
        .await;
    screen.mouse(&["mousemove", "600", "400"]).await;
    screen.mouse(&["mousemove", &at[2], &at[3]]).await;
    screen.mouse(&["mouseup", "1"]).await;
    screen.find("[data-region='0']").await;
    screen.pick("[name=style]", "[value=fill]").await;
    screen
        .until(
            "the preview",
            "return document.querySelector('.paper img[data-shown=true]')?.src.includes('%2F2%2Foutput')",
        )
        .await;
    screen
        .js("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        .await;
    let shot = screen.folder.path().join("shot.png");
    screen.shoot(shot.to_str().expect("a path")).await;
    let seen = image::open(&shot).expect("a picture of the screen").to_rgb8();
    let middle = |a: &str, b: &str| (a.parse::<u32>().expect("x") + b.parse::<u32>().expect("x")) / 2;
    let pixel = seen.get_pixel(middle(&at[0], &at[2]), middle(&at[1], &at[3]));
    assert!(
        pixel.0.iter().all(|part| *part < 40),
        "the preview hides the region: {pixel:?}"
    );
}

/// A signed form of one empty page.
pub(crate) const FORM: &[u8] = b"%PDF-1.4
% signed
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>
endobj
trailer
<< /Root 1 0 R >>
%%EOF
";

async fn record_consent(screen: &Screen) {
    screen.click("[data-place=consents]").await;
    screen.see("Drop a signed form here").await;
    usable(screen, "no consents").await;
    let form = screen.folder.path().join("signed form.pdf");
    put(&form, FORM);
    screen.drop(&[form]).await;
    screen.see("New consent record").await;
    screen.see("Page 1 of 1").await;
    screen.find(".page img").await;
    usable(screen, "the record's form").await;
    screen.write("[name=person]", "Case 0042").await;
    screen.write("[name=form-version]", "2026-1").await;
    screen.write("[name=signed-on]", "2026-01-12").await;
    screen.pick("[name=use-purpose]", "[value=teaching]").await;
    screen.pick("[name=use-audience]", "[value=institution]").await;
    screen.press("Keep the record").await;
    screen.see("No copy has been made under this consent.").await;
    usable(screen, "a record").await;
    screen.press("Correct…").await;
    screen.write("[name=form-version]", "2026-2").await;
    screen.press("Keep the record").await;
    screen.see("2026-2").await;
    screen.click("[data-place=consents]").await;
    screen.find("[data-record]").await;
    usable(screen, "the list of consents").await;
}

pub(crate) async fn choose_use(screen: &Screen, purpose: &str, audience: &str) {
    screen.pick("[name=purpose]", &format!("[value={purpose}]")).await;
    screen
        .pick("[name=audience]", &format!("[value={audience}]"))
        .await;
    screen.press("Set the use").await;
}

async fn withdraw(screen: &Screen) {
    screen.click("[data-place=consents]").await;
    screen.click("[data-record]").await;
    screen.press("Withdraw…").await;
    screen.write("[name=withdrawn-by]", "Case 0042").await;
    screen.write("[name=withdrawn-how]", "by letter").await;
    screen.press("Withdraw").await;
    screen
        .see("1 copy was made. Ask for each to be taken down.")
        .await;
    usable(screen, "a withdrawn record").await;
}

fn the_copy_is_clean(copy: &Path, source: &Path) {
    let written = bytes(copy);
    for planted in PLANTED.iter().map(|it| it.as_bytes()).chain([&b"Exif"[..]]) {
        let found = written.windows(planted.len()).any(|part| part == planted);
        assert!(!found, "{} is in the copy", String::from_utf8_lossy(planted));
    }
    let (before, after) = (
        image::open(source).expect("a photo"),
        image::open(copy).expect("a copy"),
    );
    let (before, after) = (before.to_rgb8(), after.to_rgb8());
    assert_eq!(before.dimensions(), after.dimensions());
    assert!(
        after.get_pixel(320, 240).0.iter().all(|part| *part < 20),
        "the region is hidden in the copy"
    );
    assert_eq!(
        before.get_pixel(20, 20),
        after.get_pixel(20, 20),
        "outside it nothing changed"
    );
}
