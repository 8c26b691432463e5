//! The register in rough weather: several programs at once, a full disk, backups by the command line.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::process::Stdio;

use common::command::{Place, Run, SAFELIGHT, entry_words, export_words};
use common::picture::{PLAIN, png, scene};
use common::{files, put};

#[test]
fn programs_at_the_same_time_enter_and_export_and_nothing_is_lost() {
    let place = Place::new();
    for n in 0..4 {
        place.photo(&format!("{n}.png"), &png(PLAIN, scene(n)));
    }
    place.nobody_in_photos();
    put(&place.path("form.pdf"), b"%PDF-1.7 signed");
    let entries = (0..4).map(|_| entry_words());
    let exports = (0..3).map(|_| export_words(&place.copies(), &place.photos()));
    let children: Vec<_> = entries
        .chain(exports)
        .map(|words: Vec<std::ffi::OsString>| {
            let mut command = place.command(SAFELIGHT);
            command
                .arg("--json")
                .args(words)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for child in children {
        Run::of(&child.wait_with_output().unwrap()).ended(0);
    }
    assert_eq!(place.json(["consent", "list"]).ended(0).objects().len(), 4);
    let rows = place.json(["ledger", "list"]).ended(0).objects();
    assert_eq!(rows.len(), 12);
    assert_eq!(files(&place.copies()).len(), 12);
    assert!(rows.iter().all(|row| row["outcome"] == "exported"), "{rows:?}");
    place.json(["ledger", "verify"]).ended(0);
}

/// A disk of half a MiB for the register, in a mount namespace of the test's own.
#[test]
fn a_full_disk_under_the_register_loses_nothing_that_was_in_it_and_no_copy_is_made() {
    let place = Place::bare();
    let photo = place.photo("a.png", &png(PLAIN, scene(1)));
    put(&place.path("form.pdf"), b"%PDF-1.7 signed");
    let noise: Vec<u8> = (0..1u32 << 20)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    put(&place.path("large.pdf"), &[b"%PDF-1.7 ", &noise[..]].concat());
    std::fs::create_dir(place.path("register")).unwrap();
    let script = r#"
        mount -t tmpfs -o size=768k none register || exit 99
        safelight() { "$0" --json "$@"; }
        add() { safelight consent add --person P1 --signed-on 2020-06-01 --signer self --form-version v3 \
            --permit teaching:institution --form "$1"; }
        safelight init && add form.pdf && safelight declare no-person --by A --reason corridor "$1" &&
            safelight review --by A "$1" || exit 98
        echo '{"step": "large"}'; add large.pdf; echo "{\"status\": $?}"
        safelight ledger verify || exit 97
        dd if=/dev/zero of=register/filler bs=1k 2>/dev/null
        echo '{"step": "full"}'
        safelight export --purpose teaching --audience institution --to copies "$1"; echo "{\"status\": $?}"
        rm register/filler
        echo '{"step": "after"}'
        safelight ledger verify || exit 96
        safelight consent list || exit 95
        safelight export --purpose teaching --audience institution --to copies "$1" || exit 94
    "#;
    let run = |flags: &str| {
        let mut command = place.command("unshare");
        command.args([flags, "sh", "-c", script, SAFELIGHT]).arg(&photo);
        command.output()
    };
    let run = ["-m", "-Urm"]
        .into_iter()
        .filter_map(|flags| run(flags).ok())
        .map(|output| Run::of(&output))
        .find(|run| !run.stdout.is_empty())
        .expect("this machine lets neither root nor a user mount a small disk, so a full one was not tested")
        .ended(0);
    let lines = run.objects();
    let step = |name: &str| lines.iter().position(|line| line["step"] == name).unwrap();
    let [large, full, after] = ["large", "full", "after"].map(step);
    let between = |from: usize, to: usize| &lines[from + 1..to];
    let failed = &between(large, full)[0];
    assert_eq!(failed["code"], "register");
    let message = failed["message"].as_str().unwrap();
    assert!(message.starts_with("The register's disk: "), "{message}");
    assert_eq!(between(large, full)[1]["status"], 2);
    let stopped = between(full, after);
    assert_eq!(stopped.last().unwrap()["status"], 2, "{stopped:?}");
    let records = lines[after..]
        .iter()
        .filter(|line| line["person"] == "P1")
        .count();
    assert_eq!(records, 1, "the one that fitted, whole");
    assert_eq!(
        files(&place.copies()).len(),
        1,
        "only what was exported once there was room"
    );
}

#[test]
fn a_backup_and_its_restore_by_the_command_line() {
    let place = Place::new();
    put(&place.path("form.pdf"), b"%PDF-1.7 signed");
    place.json(entry_words()).ended(0);
    let made = place.json(["backup", "copies"]).ended(0).object();
    let backup = made["backup"].as_str().unwrap();
    assert!(backup.ends_with(".safelight"), "{backup}");
    let again = place.json(["backup", "copies"]).ended(2).object();
    assert!(
        again["message"]
            .as_str()
            .unwrap()
            .contains("nothing was overwritten")
    );
    place.json(entry_words()).ended(0);

    let mut command = place.command(SAFELIGHT);
    command.env("SAFELIGHT_NEW_PASSPHRASE", "battery staple");
    Run::of(&command.args(["--json", "passphrase"]).output().unwrap()).ended(0);
    place.json(["ledger", "verify"]).ended(2);
    let restored = place.json(["restore", backup]).ended(0).object();
    assert!(restored["kept"].as_str().unwrap().contains("register-"));
    assert_eq!(restored["older"], false);
    assert_eq!(place.json(["consent", "list"]).ended(0).objects().len(), 1);
    let wrong = place.json(["restore", "form.pdf"]).ended(2).object();
    assert!(
        wrong["message"].as_str().unwrap().contains("cut short"),
        "{wrong}"
    );
    assert_eq!(place.json(["consent", "list"]).ended(0).objects().len(), 1);
}
