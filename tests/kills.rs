//! Whatever ends the program, and whenever: the register opens, its ledger holds, and it tells the truth about each copy.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use common::command::{Place, SAFELIGHT, entry_words, export_words};
use common::desk::{PASSPHRASE, now};
use common::kills::{Kills, lasts};
use common::picture::{PLAIN, scene, sized_jpeg};
use common::{digest, files, put};
use safelight_consent::{FormState, KeyCost, Passphrase, Register};
use safelight_export::{Recovered, ledger, recover};

const KILLS: u32 = 100;

fn opened(place: &Place) -> Register {
    Register::open(
        &place.path("register"),
        &Passphrase::new(PASSPHRASE),
        KeyCost::default(),
    )
    .unwrap()
}

/// Opens the register as every program does, and holds each copy behind row `from` against it, to the bit; none may be
/// there, or lack, beside.
fn whole(place: &Place, from: &mut u64) -> (Register, Recovered) {
    let mut register = opened(place);
    let recovered = recover(&mut register, now()).unwrap();
    register.verify_chain().unwrap().unwrap();
    assert_eq!(register.pending().unwrap(), []);
    let rows = ledger::list(&register).unwrap();
    let made: BTreeSet<PathBuf> = rows
        .iter()
        .filter(|row| !row.failed)
        .map(|row| {
            let output = PathBuf::from(&row.copy.output);
            if row.seq > *from {
                assert_eq!(digest(&output), row.copy.output_sha256, "row {}", row.seq);
            }
            output
        })
        .collect();
    let there: BTreeSet<PathBuf> = files(&place.copies()).into_iter().collect();
    *from = rows.last().map_or(0, |row| row.seq);
    assert_eq!(there, made, "a file without its row, or half of one");
    (register, recovered)
}

fn cli(place: &Place, words: impl IntoIterator<Item = impl Into<std::ffi::OsString>>) -> Command {
    let mut command = place.command(SAFELIGHT);
    command.arg("--json").args(words.into_iter().map(Into::into));
    command
}

#[test]
fn killed_at_any_moment_of_entry_or_export_the_register_opens_and_each_row_has_its_file_or_is_closed() {
    // Two places side by side: most of a run is waiting.
    let halves: Vec<Recovered> = std::thread::scope(|scope| {
        let halves = [5, 6].map(|seed| scope.spawn(move || half_of_the_kills(seed)));
        halves.into_iter().map(|half| half.join().unwrap()).collect()
    });
    let settled: u64 = halves.iter().map(|half| half.failed + half.whole).sum();
    println!("of {KILLS} kills: {halves:?}");
    assert!(settled > 0, "no kill fell between a row and the end of its copy");
}

fn half_of_the_kills(seed: u64) -> Recovered {
    let place = Place::new();
    // Small ones: most of the time goes into rows and files, not into pictures.
    for n in 0..12 {
        place.photo(&format!("{n}.jpg"), &sized_jpeg(PLAIN, 16, 16, scene(n)));
    }
    place.nobody_in_photos();
    let form = [b"%PDF-1.7 ".to_vec(), vec![b'x'; 1 << 20]].concat();
    put(&place.path("form.pdf"), &form);
    let export = || cli(&place, export_words(&place.copies(), &place.photos()));
    let entry = || cli(&place, entry_words());
    // Opening alone takes a while, in which nothing is at stake: most kills are to come after it.
    let opening = lasts(&mut cli(&place, ["ledger", "verify"]));
    let [mut exporting, mut entering] = [lasts(&mut export()), lasts(&mut entry())];

    let mut kills = Kills::seeded(seed);
    let mut all = Recovered::default();
    let mut entered = 1;
    let (mut runs, mut seen) = (0, 0);
    while kills.killed < KILLS / 2 {
        runs += 1;
        assert!(runs < 2 * KILLS, "programs end before they can be killed");
        let from = if runs % 8 == 0 {
            Duration::ZERO
        } else {
            opening / 2
        };
        if runs % 3 == 0 {
            kills.kill(&mut entry(), from, &mut entering);
        } else {
            kills.kill(&mut export(), from, &mut exporting);
        }
        let (register, recovered) = whole(&place, &mut seen);
        all.whole += recovered.whole;
        all.failed += recovered.failed;
        let records = register.records().unwrap();
        assert!(records.len() == entered || records.len() == entered + 1);
        entered = records.len();
        let forms = register.verify_forms().unwrap();
        assert!(
            forms.iter().all(|(_, form)| *form == FormState::Sound),
            "{forms:?}"
        );
    }
    place.json(["ledger", "verify"]).ended(0);
    export().output().unwrap();
    assert_eq!(whole(&place, &mut 0).1, Recovered::default());
    all
}

#[test]
fn killed_while_the_passphrase_changes_one_of_the_two_opens_the_whole_register() {
    let place = Place::new();
    let form = [b"%PDF-1.7 ".to_vec(), vec![b'x'; 4 << 20]].concat();
    put(&place.path("form.pdf"), &form);
    cli(&place, entry_words()).output().unwrap();
    let both = ["battery staple", "correct horse"];
    let change = |now: &str, then: &str| {
        let mut command = cli(&place, ["passphrase"]);
        command
            .env("SAFELIGHT_PASSPHRASE", now)
            .env("SAFELIGHT_NEW_PASSPHRASE", then);
        command
    };
    let mut now = "correct horse";
    let lasting = lasts(&mut change(now, both[0]));
    now = both[0];
    let mut kills = Kills::seeded(11);
    let mut changed = 0;
    for _ in 0..25 {
        let then = if now == both[0] { both[1] } else { both[0] };
        kills.kill(&mut change(now, then), lasting / 4, &mut (lasting * 11 / 10));
        let opens = |words: &str| {
            Register::open(
                &place.path("register"),
                &Passphrase::new(words),
                KeyCost::default(),
            )
        };
        let register = match opens(now) {
            Ok(register) => register,
            Err(_) => {
                now = then;
                changed += 1;
                opens(then).unwrap()
            }
        };
        register.verify_chain().unwrap().unwrap();
        let record = register.records().unwrap().remove(0).id;
        assert_eq!(register.form(record).unwrap().unwrap().bytes(), form);
        drop(register);
        let names = files(&place.path("register"));
        let half = |path: &PathBuf| path.to_string_lossy().contains(".new");
        assert!(!names.iter().any(half), "{names:?}");
    }
    println!("{} killed, {changed} changed", kills.killed);
    assert!(kills.killed > 5);
}
