//! The real window, from first run to export, and every way out of it. What is needed and missing fails the test:
//! `Xvfb`, `WebKitWebDriver`, `xdotool`, `ImageMagick`, Python with GTK 3, and `ui/node_modules` for axe.
#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that it cannot do"
)]

#[path = "window/access.rs"]
mod access;
#[path = "window/editor.rs"]
mod editor;
#[path = "../../tests/common/faces.rs"]
mod faces;
#[path = "window/journey.rs"]
mod journey;
#[path = "window/people.rs"]
mod people;
#[path = "window/picture.rs"]
mod picture;
#[path = "window/screen.rs"]
mod screen;
#[path = "window/touch.rs"]
mod touch;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use access::usable;
use journey::{journey, open_first, open_register};
use picture::{png, telling, twelve_bits};
use screen::{Screen, put};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_goes_from_the_first_run_to_a_clean_copy() {
    let screen = Screen::start("Adwaita").await;
    journey(&screen, false).await;
    screen.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_way_can_be_gone_in_the_dark() {
    let screen = Screen::start("Adwaita:dark").await;
    journey(&screen, true).await;
    screen.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_files_are_named_and_the_good_one_works() {
    let screen = Screen::start("Adwaita").await;
    open_register(&screen).await;
    screen.see("Drop photos here").await;
    let files = screen.folder.path().join("files");
    let inner = files.join("in a folder");
    std::fs::create_dir_all(&inner).expect("folders");
    put(&files.join("empty.jpg"), b"");
    put(&files.join("text.jpg"), b"This is no picture.\n");
    put(&inner.join(OsStr::from_bytes(b"not \xff text.jpg")), &telling());
    std::os::unix::fs::symlink("/nonexistent/gone.jpg", inner.join("gone.jpg")).expect("a link to nothing");
    put(&files.join("good.jpg"), &telling());
    let whole = telling();
    put(&files.join("cut.jpg"), &whole[..whole.len() * 2 / 3]);
    put(&files.join("bad data.png"), &png([64, 64], b"no zlib stream"));
    put(&files.join("huge.png"), &png([60_000, 60_000], b""));
    let names = [
        "empty.jpg",
        "good.jpg",
        "text.jpg",
        "cut.jpg",
        "bad data.png",
        "huge.png",
    ];
    let names = names.map(|name| files.join(name));
    let dropped: Vec<PathBuf> = names.into_iter().chain([inner]).collect();
    screen.drop(&dropped).await;
    screen
        .until(
            "eight tiles",
            "return document.querySelectorAll('[role=option]').length === 8",
        )
        .await;
    for name in [
        "empty.jpg",
        "text.jpg",
        "cut.jpg",
        "bad data.png",
        "huge.png",
        "gone.jpg",
        "not \u{fffd} text.jpg",
        "good.jpg",
    ] {
        screen.see(name).await;
    }
    let failed = screen
        .js("return document.querySelectorAll('[role=option] [data-code]').length")
        .await;
    assert_eq!(failed, json!(6), "each broken file says why");
    for sentence in [
        "The file is empty",
        "This kind of file is not supported.",
        "The file is cut off",
        "The picture data is damaged",
        "The picture is too large",
    ] {
        screen.see(sentence).await;
    }
    let shown = "return [...document.querySelectorAll('[role=option] img')].filter((it) => it.naturalWidth > 0).length === 2";
    screen.until("both good pictures", shown).await;
    usable(&screen, "broken files").await;
    screen.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_without_a_preview_is_not_drawn_on_and_has_to_be_looked_at_elsewhere() {
    let screen = Screen::start("Adwaita").await;
    open_register(&screen).await;
    screen.see("Drop photos here").await;
    let photo = screen.folder.path().join("twelve bits.jpg");
    put(&photo, &twelve_bits());
    screen.drop(&[photo]).await;
    screen.find("[role=option] [data-code=no-preview]").await;
    usable(&screen, "a tile without a preview").await;
    open_first(&screen).await;
    screen.see("No preview for this picture here").await;
    screen
        .until(
            "no region to add",
            "return document.querySelector('.tools button').disabled",
        )
        .await;
    screen.see("The picture itself, opened in another program").await;
    usable(&screen, "a photo without a preview").await;
    screen.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_no_way_out_of_the_window() {
    let screen = Screen::start("Adwaita").await;
    screen.find("[name=again]").await;
    let outside = std::net::TcpListener::bind("127.0.0.1:0").expect("a server outside");
    outside
        .set_nonblocking(true)
        .expect("a server that does not wait");
    let url = format!("http://{}", outside.local_addr().expect("its address"));
    let tried = access::ways_out(&screen, &url).await;
    let open: Vec<_> = tried
        .iter()
        .filter(|(_, refused)| !refused)
        .map(|(way, _)| way)
        .collect();
    assert!(
        tried.len() >= 18 && open.is_empty(),
        "ways out of the window: {open:?} of {tried:?}"
    );
    assert!(outside.accept().is_err(), "something left the window");
    let saved = screen.folder.path().join("downloads").read_dir();
    let saved: Vec<_> = saved.expect("the folder for downloads").flatten().collect();
    assert!(saved.is_empty(), "the window saved {saved:?}");
    screen.find("[name=again]").await;
    let here = screen.js("return location.origin").await;
    assert_eq!(here, json!("tauri://localhost"));
    screen.end().await;
}
