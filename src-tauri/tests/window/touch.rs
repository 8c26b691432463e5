//! The region editor by touch. WebKitWebDriver (2.50) takes pointers of type touch and makes mouse events of them, so that
//! a script in the real web view puts the finger down.

use serde_json::json;

use crate::editor::{HEIGHT, WIDTH, at, kinds, near, open, pattern, png, region};
use crate::journey::open_register;
use crate::screen::{Screen, put};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_region_is_drawn_and_moved_by_touch_events_of_a_script() {
    let screen = Screen::start("Adwaita").await;
    open_register(&screen).await;
    screen.see("Drop photos here").await;
    let photo = screen.folder.path().join("pattern.png");
    put(&photo, &png(WIDTH, HEIGHT, |x, y| pattern(x, y).0));
    open(&screen, &photo).await;

    swipe(&screen, [240, 180], [720, 540]).await;
    let drawn = region(&screen, 0).await;
    assert!(drawn.starts_with("Region 1, rectangle, "), "{drawn}");
    near(&drawn, [480, 360, 240, 180]);

    swipe(&screen, [480, 360], [880, 660]).await;
    let moved = "return document.querySelector('[data-region=\"0\"]').ariaLabel !== ";
    screen
        .until("the region moves", &format!("{moved}{}", json!(drawn)))
        .await;
    near(&region(&screen, 0).await, [480, 360, 640, 480]);
    assert_eq!(kinds(&screen).await, ["rectangle"], "nothing more was drawn");
    screen.end().await;
}

/// Puts one finger down, draws it over the picture and lifts it, in displayed pixels.
async fn swipe(screen: &Screen, from: [u32; 2], to: [u32; 2]) {
    let middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    for (event, place) in [
        ("pointerdown", from),
        ("pointermove", middle),
        ("pointermove", to),
        ("pointerup", to),
    ] {
        let [x, y] = at(screen, place).await;
        // No finger can be captured that is not there.
        let touch = format!(
            "const it = document.elementFromPoint({x}, {y}); \
             document.querySelector('.stage').setPointerCapture = () => {{}}; \
             it.dispatchEvent(new PointerEvent('{event}', {{pointerType: 'touch', pointerId: 7, isPrimary: true, \
             clientX: {x}, clientY: {y}, button: '{event}' === 'pointermove' ? -1 : 0, \
             buttons: '{event}' === 'pointerup' ? 0 : 1, bubbles: true, cancelable: true}}))"
        );
        screen.js(&touch).await;
        let settled =
            "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
        screen.js(settled).await;
    }
}
