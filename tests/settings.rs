//! How a register is kept, by the command line: how strict it is, whose words it speaks, and the keychain.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::command::{Place, Run, SAFELIGHT};
use common::picture::{PLAIN, png, scene};

#[test]
fn how_strict_a_register_is_and_whose_words_it_speaks_is_told_and_set() {
    let place = Place::new();
    let told = |words: &[&str]| place.json(words).ended(0).object();
    assert_eq!(told(&["register", "strictness"])["strictness"], "strict");
    assert_eq!(told(&["register", "profile"])["profile"], "clinical");
    assert_eq!(told(&["register", "profile", "school"])["profile"], "school");
    assert_eq!(told(&["register", "profile"])["profile"], "school");
    place.json(["register", "strictness", "lax"]).ended(64);
    let photo = place.photo("a.png", &png(PLAIN, scene(0)));
    let clinical = [
        "declare",
        "no-person",
        "--by",
        "Dr A",
        "--reason",
        "an X-ray",
        "--kind",
        "clinical",
        "photos/a.png",
    ];
    place.json(clinical).ended(0);
    place.json(["review", "--by", "Dr A", "photos/a.png"]).ended(0);
    let refused = place.export(&photo).ended(1).about("a.png");
    assert_eq!(refused["refusals"][0]["remedies"][2]["step"], "change-strictness");
    told(&["register", "strictness", "clinical-declared"]);
    place.export(&photo).ended(0);
}

#[test]
fn a_computer_without_a_keychain_says_so_in_a_sentence_and_the_passphrase_opens_the_register() {
    let place = Place::new();
    let run = |words: &[&str]| {
        let mut command = place.command(SAFELIGHT);
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        command.env_remove("XDG_RUNTIME_DIR");
        Run::of(&command.arg("--json").args(words).output().unwrap())
    };
    assert_eq!(
        run(&["register", "keychain"]).ended(0).object()["keychain"],
        "off"
    );
    let none = run(&["register", "keychain", "on"]).ended(2);
    assert!(none.stderr.contains("no keychain"), "{}", none.stderr);
    assert_eq!(
        run(&["register", "keychain", "off"]).ended(0).object()["keychain"],
        "off"
    );
    // Somebody's note of an entry that no keychain holds.
    let salt = &std::fs::read(place.path("register/register.safelight")).unwrap()[..16];
    let name: String = salt.iter().map(|byte| format!("{byte:02x}")).collect();
    common::put(&place.path("register/keychain"), name.as_bytes());
    assert_eq!(run(&["register", "keychain"]).ended(0).object()["keychain"], "on");
    run(&["ledger", "verify"]).ended(0);
    let mut command = place.command(SAFELIGHT);
    command.env("DBUS_SESSION_BUS_ADDRESS", "tcp:host=127.0.0.1,port=1");
    command.env_remove("SAFELIGHT_PASSPHRASE");
    let unasked = Run::of(&command.args(["ledger", "verify"]).output().unwrap()).ended(64);
    assert!(unasked.stderr.contains("no keychain"), "{}", unasked.stderr);
}
