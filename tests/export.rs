//! What is written: the row first, then one file that says nothing beside the picture, and never over another.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use common::command::{Place, SAFELIGHT, export_words};
use common::desk::{CHEAP, Desk, PASSPHRASE, TODAY, blur, now, teaching};
use common::picture::{NEEDLE, PLAIN, RECT, avif, bmp, gif, heic, jpeg, jxl, png, scene, tiff, webp};
use common::{contains, digest, files, is_neutral, only_file, put};
use safelight_consent::{
    COPY, COPY_FAILED, Condition, NewRecord, NewWithdrawal, Passphrase, Register, RegisterError, RuleId,
};
use safelight_export::{Code, Failure, Stopped, ledger, set_marks};
use safelight_sanitize::Reveals;
use sha2::{Digest, Sha256};

#[test]
fn the_ledger_tells_what_the_file_is() {
    let mut desk = Desk::new();
    let source = jpeg(PLAIN, scene(0));
    let photo = desk.photo("a.jpg", &source);
    let record = desk.record(1, Desk::terms());
    desk.linked(&photo, record);
    let exported = desk.exported(&photo);
    let written = std::fs::read(exported.path()).unwrap();
    let sha256 = |bytes: &[u8]| {
        let digits = Sha256::digest(bytes);
        digits
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let rows = ledger::list(&desk.register).unwrap();
    let [row] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(row.copy.output_sha256.to_string(), sha256(&written));
    assert_eq!(row.copy.source_sha256.to_string(), sha256(&source));
    assert_eq!(row.copy.output, exported.path().to_str().unwrap());
    assert_eq!(row.copy.usage, teaching());
    assert_eq!(row.copy.people, ["P1"]);
    assert_eq!(row.copy.records, [(record, 1)]);
    assert!(row.copy.rules.contains(&RuleId::G01.to_string()));
    assert_eq!(row.copy.removed.get(&Reveals::Location), Some(&1));
    assert_eq!(row.copy.removed.get(&Reveals::Name), Some(&1));
    assert_eq!(row.copy.review.as_ref().unwrap().by, "Dr A");
    assert!((row.seq, row.failed) == (exported.row(), false));
    assert_eq!(desk.rows(), 1);
    for digest in [exported.source_digest(), exported.output_digest()] {
        assert_eq!(ledger::find(&desk.register, digest).unwrap(), rows);
    }
}

#[test]
fn nothing_but_the_picture_is_in_the_copy_and_the_source_is_untouched() {
    let mut desk = Desk::new();
    for (n, bytes) in [jpeg(PLAIN, scene(0)), png(PLAIN, scene(0))].iter().enumerate() {
        assert!(contains(bytes, NEEDLE.as_bytes()));
        let photo = desk.photo(&format!("{n} {NEEDLE}.jpg"), bytes);
        desk.nobody(&photo);
        let before = std::fs::metadata(&photo).unwrap();
        let exported = desk.exported(&photo);
        let copy = std::fs::read(exported.path()).unwrap();
        for word in [NEEDLE, "GPS", "II*", "Author"] {
            assert!(!contains(&copy, word.as_bytes()), "{word}");
        }
        let after = std::fs::metadata(&photo).unwrap();
        assert!(std::fs::read(&photo).unwrap() == *bytes);
        assert_eq!(before.modified().unwrap(), after.modified().unwrap());
        assert_eq!((before.mode(), before.ino()), (after.mode(), after.ino()));
    }
}

#[test]
fn the_name_is_neutral_and_its_extension_is_the_contents() {
    let mut desk = Desk::new();
    for (name, bytes, extension) in [
        ("png.jpg", png(PLAIN, scene(0)), "png"),
        ("jpeg.png", jpeg(PLAIN, scene(0)), "jpg"),
        ("JPEG", jpeg(PLAIN, scene(1)), "jpg"),
        ("webp.txt", webp(), "webp"),
        ("tiff.bmp", tiff(), "tif"),
        ("jxl.webp", jxl(), "jxl"),
        ("gif.png", gif(), "gif"),
        ("bmp", bmp(), "bmp"),
        ("heic.jpg", heic(), "heic"),
        ("avif.heic", avif(), "avif"),
    ] {
        let photo = desk.photo(name, &bytes);
        desk.nobody(&photo);
        let exported = desk.exported(&photo);
        assert!(
            is_neutral(exported.path(), extension),
            "{name}: {}",
            exported.path().display()
        );
        assert_eq!(exported.path().parent().unwrap(), desk.copies());
    }
}

#[test]
fn a_heic_and_an_avif_are_shown_upright() {
    let desk = Desk::new();
    let shown = desk.verified(&desk.photo("a.heic", &heic())).render(32).unwrap();
    assert_eq!((shown.width(), shown.height()), (32, 24));
    assert_eq!(shown.to_rgba()[3], 128, "its transparency is kept");
    let turned = include_bytes!("pictures/avif/turned.avif");
    let shown = desk.verified(&desk.photo("a.avif", turned)).render(500).unwrap();
    assert_eq!((shown.width(), shown.height()), (72, 96));
}

/// 2000-01-01, whenever it was made, and nothing in extended attributes.
#[test]
fn the_file_system_tells_nothing_of_the_source() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    xattr::set(&photo, "user.who", NEEDLE.as_bytes()).unwrap();
    desk.nobody(&photo);
    let exported = desk.exported(&photo);
    let metadata = std::fs::metadata(exported.path()).unwrap();
    assert_eq!((metadata.mtime(), metadata.mtime_nsec()), (946_684_800, 0));
    assert_eq!((metadata.atime(), metadata.atime_nsec()), (946_684_800, 0));
    let mut attributes = xattr::list(exported.path()).unwrap();
    // The machine's own labels say nothing of the source.
    assert!(!attributes.any(|name| name.to_string_lossy().starts_with("user.")));
}

#[test]
fn the_mode_is_what_the_umask_leaves() {
    let place = Place::new();
    for (n, umask, mode) in [(0, "022", 0o644), (1, "077", 0o600), (2, "002", 0o664)] {
        let photo = place.photo("a.jpg", &jpeg(PLAIN, scene(n)));
        std::fs::set_permissions(&photo, std::fs::Permissions::from_mode(0o755)).unwrap();
        place.nobody_in_photos();
        let run = place
            .command("sh")
            .args(["-c", r#"umask "$0"; exec "$@""#, umask, SAFELIGHT])
            .args(export_words(&place.copies(), &photo))
            .output();
        assert!(run.unwrap().status.success());
        let copy = only_file(&place.copies());
        assert_eq!(std::fs::metadata(&copy).unwrap().mode() & 0o7777, mode);
        std::fs::remove_file(copy).unwrap();
    }
}

#[test]
fn nothing_is_overwritten() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    desk.nobody(&photo);
    let copies = desk.copies();
    let first = desk
        .cleared(&photo)
        .export(&mut desk.register, &copies, [7; 5], &now(), TODAY)
        .unwrap();
    put(first.path(), b"mine by now");
    let again = desk
        .cleared(&photo)
        .export(&mut desk.register, &copies, [7; 5], &now(), TODAY);
    let Err(Stopped::Failed(failure)) = again else {
        panic!("{again:?}");
    };
    assert_eq!(failure.code, Code::Exists);
    let name = first.path().file_name().unwrap().to_str().unwrap();
    assert_eq!(
        failure.message,
        format!("{name} is there already. Nothing was overwritten.")
    );
    assert_eq!(std::fs::read(first.path()).unwrap(), b"mine by now");
    assert_eq!(files(&copies), [first.path()], "a temporary file stayed");
    let rows = ledger::list(&desk.register).unwrap();
    assert_eq!(
        rows.iter().map(|row| row.failed).collect::<Vec<_>>(),
        [false, true]
    );
    let entries = desk.register.entries().unwrap();
    let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, [COPY, COPY, COPY_FAILED]);
    assert!(entries[2].body.contains(r#""code":"exists""#));
    assert_eq!(desk.rows(), 3);
}

/// While another program holds the register no row can be added, and so no file is written.
#[test]
fn no_file_is_written_without_its_row() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    desk.nobody(&photo);
    let cleared = desk.cleared(&photo);
    let (dir, copies) = (desk.dir.path().join("register"), desk.copies());
    let mut other = Register::open(&dir, &Passphrase::new(PASSPHRASE), CHEAP).unwrap();
    let stopped = other.together(|_| {
        Ok::<_, RegisterError>(cleared.export(&mut desk.register, &copies, [1; 5], &now(), TODAY))
    });
    let Ok(Err(Stopped::Failed(failure))) = stopped else {
        panic!("{stopped:?}");
    };
    assert_eq!(failure.code, Code::Register);
    assert_eq!(failure.message, "Another program is using the register.");
    assert!(files(&copies).is_empty());
    assert_eq!(desk.rows(), 0);
}

#[test]
fn the_gate_is_asked_again_just_before_the_file_is_written() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    desk.linked(&photo, record);
    let cleared = desk.cleared(&photo);
    desk.register
        .withdraw(
            record,
            NewWithdrawal::of_everything(TODAY, "P1", "by letter"),
            now(),
        )
        .unwrap();
    let copies = desk.copies();
    let stopped = cleared.export(&mut desk.register, &copies, [1; 5], &now(), TODAY);
    let Err(Stopped::Refused(refusals)) = stopped else {
        panic!("{stopped:?}");
    };
    assert!(refusals.has(RuleId::G05));
    assert!(files(&copies).is_empty());
    assert_eq!(desk.rows(), 0);
}

#[test]
fn regions_that_changed_since_the_copy_was_made_stop_it() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let digest = desk.nobody(&photo);
    let cleared = desk.cleared(&photo);
    set_marks(&mut desk.register, digest, &[blur(RECT)]).unwrap();
    let copies = desk.copies();
    let stopped = cleared.export(&mut desk.register, &copies, [1; 5], &now(), TODAY);
    assert!(
        matches!(
            stopped,
            Err(Stopped::Failed(Failure {
                code: Code::Changed,
                ..
            }))
        ),
        "{stopped:?}"
    );
    assert!(files(&copies).is_empty());
    assert_eq!(desk.rows(), 0);
}

/// Each program asks and logs as one: of many at once, one copy is one copy.
#[test]
fn programs_side_by_side_make_one_copy_where_one_was_agreed() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let terms = NewRecord {
        conditions: vec![Condition::OneTime],
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    let (copies, dir) = (desk.copies(), desk.dir.path().join("register"));
    let cleared: Vec<_> = (0..6u8).map(|n| (n, desk.cleared(&photo))).collect();
    std::thread::scope(|scope| {
        for (n, cleared) in cleared {
            let (copies, dir) = (&copies, &dir);
            scope.spawn(move || {
                let mut register = Register::open(dir, &Passphrase::new(PASSPHRASE), CHEAP).unwrap();
                cleared.export(&mut register, copies, [n; 5], &now(), TODAY).ok();
            });
        }
    });
    assert_eq!(files(&copies).len(), 1);
}

/// The folder goes between the gate's answer and the writing.
#[test]
fn a_failed_copy_leaves_nothing_and_is_none_of_the_copies_under_a_record() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let terms = NewRecord {
        conditions: vec![Condition::OneTime],
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    let cleared = desk.cleared(&photo);
    std::fs::remove_dir(desk.copies()).unwrap();
    let copies = desk.copies();
    let stopped = cleared.export(&mut desk.register, &copies, [1; 5], &now(), TODAY);
    let Err(Stopped::Failed(failure)) = stopped else {
        panic!("{stopped:?}");
    };
    assert_eq!(failure.code, Code::NotFound);
    assert_eq!(failure.message, "copies is not there any more.");
    assert!(ledger::copies_under(&desk.register, record).unwrap().is_empty());
    assert!(!copies.exists());
    let last = desk.register.entries().unwrap().pop().unwrap();
    assert_eq!(last.kind, COPY_FAILED);
    assert_eq!(last.body, r#"{"copy":1,"code":"not-found"}"#);
    assert_eq!(last.about, [record]);
    assert_eq!(desk.rows(), 2);
    // The one copy that was agreed to may still be made.
    std::fs::create_dir(&copies).unwrap();
    desk.exported(&photo);
    assert!(desk.refusals(&photo, Some(&teaching())).has(RuleId::G06));
}

/// Two copies of one photo are the same file under two names.
#[test]
fn the_same_photo_gives_the_same_copy() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    desk.nobody(&photo);
    let (one, other) = (desk.exported(&photo), desk.exported(&photo));
    assert_ne!(one.path(), other.path());
    assert_eq!(digest(one.path()), digest(other.path()));
    assert_eq!(digest(one.path()), one.output_digest());
}

/// Its decoder turns it; nobody turns it again. jxl-oxide finds neither name nor box in the copy.
#[test]
fn a_jpeg_xl_is_drawn_upright_before_and_after() {
    let desk = Desk::new();
    let photo = desk.photo("a.jxl", &jxl());
    let drawings = [
        desk.inspected(&photo).render(100).unwrap(),
        desk.verified(&photo).render(100).unwrap(),
    ];
    for drawing in &drawings {
        assert_eq!((drawing.width(), drawing.height()), (5, 6));
        let pixels = drawing.to_rgba();
        let pixel = |x: usize, y: usize| pixels[4 * (5 * y + x)..][..4].to_vec();
        // What lay at the lower left is at the upper left: no red, the most green.
        assert_eq!(pixel(0, 0), [0, 200, 7, 255]);
        assert_eq!(pixel(4, 5), [200, 0, 7, 255]);
    }
    assert_eq!(drawings[0].to_rgba(), drawings[1].to_rgba());
    assert!(drawings[0].encode().is_ok());
}
