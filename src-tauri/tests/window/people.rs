//! Forms let go on photos, and people who are listed before anybody signed.

use serde_json::json;
use thirtyfour::Key;

use crate::access::usable;
use crate::journey::{FORM, open_first, open_register};
use crate::picture::telling;
use crate::screen::{Screen, put};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_let_go_on_a_photo_is_linked_to_it() {
    let screen = Screen::start("Adwaita").await;
    open_register(&screen).await;
    screen.see("Drop photos here").await;
    let (photo, form) = (
        screen.folder.path().join("photo.jpg"),
        screen.folder.path().join("signed form.pdf"),
    );
    put(&photo, &telling());
    put(&form, FORM);
    screen.drop(std::slice::from_ref(&photo)).await;
    screen
        .drop_on(std::slice::from_ref(&form), "[role=option] .thumb")
        .await;
    screen.see("Once it is kept it is linked to photo.jpg.").await;
    usable(&screen, "a record that is entered for a photo").await;
    screen.write("[name=person]", "Case 0042").await;
    screen.write("[name=form-version]", "2026-1").await;
    screen.write("[name=signed-on]", "2026-01-12").await;
    screen.pick("[name=use-purpose]", "[value=teaching]").await;
    screen.pick("[name=use-audience]", "[value=institution]").await;
    screen.press("Keep the record").await;
    screen.see("1 person · 1 of 1 linked").await;
    usable(&screen, "people on a tile").await;

    // The same paper again, on the open photo: the register knows it.
    open_first(&screen).await;
    screen.find("[data-person='Case 0042']").await;
    screen
        .click("[data-person='Case 0042'] .line > .button:last-child")
        .await;
    screen
        .until("nobody in it", "return !document.querySelector('[data-person]')")
        .await;
    screen.drop_on(std::slice::from_ref(&form), "[name=listed]").await;
    screen.see("signed form.pdf is in the register already.").await;
    usable(&screen, "a form that is known").await;
    screen.press("Link the record of Case 0042").await;
    screen.find("[data-person='Case 0042']").await;

    somebody_is_still_to_ask(&screen).await;
    a_picture_on_a_photo_is_asked_about(&screen).await;
    screen.end().await;
}

/// Who is listed without a record is refused by name, stands at a place that is drawn, and is taken off.
async fn somebody_is_still_to_ask(screen: &Screen) {
    screen.write("[name=count]", "2").await;
    screen.press("Save").await;
    screen.write("[name=listed]", "Case 7").await;
    screen.press("Add").await;
    screen.see("No written consent is linked for Case 7.").await;
    screen.click("[data-person='Case 7'] [aria-expanded]").await;
    screen.press("Draw it").await;
    screen.key(&[], Key::Enter).await;
    let placed =
        "return [...document.querySelectorAll('.stage text')].some((it) => it.textContent === 'Case 7')";
    screen.until("their place on the picture", placed).await;
    usable(screen, "people with places").await;
    screen.press("Enter a new record for Case 7").await;
    let person = screen
        .until(
            "the person",
            "return document.querySelector('[name=person]')?.value",
        )
        .await;
    assert_eq!(person, json!("Case 7"));
    screen.press("Cancel").await;
    screen.click("[data-place=photos]").await;
}

async fn a_picture_on_a_photo_is_asked_about(screen: &Screen) {
    screen.press("All photos").await;
    let second = screen.folder.path().join("second.jpg");
    put(&second, &[&telling()[..], b"\n"].concat());
    screen
        .drop_on(std::slice::from_ref(&second), "[role=option] .thumb")
        .await;
    screen.see("What is this picture?").await;
    usable(screen, "a picture on a photo").await;
    screen.press("Another photo").await;
    let two = "return document.querySelectorAll('[role=option]').length === 2";
    screen.until("two photos", two).await;
}
