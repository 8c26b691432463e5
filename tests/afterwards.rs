//! What follows an export: whose a file is, certificates, receipts, and the follow-up of a withdrawal.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::path::Path;

use common::command::Place;
use common::desk::{CHEAP, Desk, PASSPHRASE, TODAY, now, teaching};
use common::picture::{HEIGHT, PLAIN, WIDTH, jpeg, scene};
use common::{contains, files, only_file, put};
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use safelight_consent::{
    COPY_FAILED, NewRecord, NewWithdrawal, Passphrase, Profile, Register, TakedownOutcome, Use, UseRow,
    Withdrawn,
};
use safelight_export::{
    Certificate, Code, Dropped, Known, Note, Standing, Wanted, follow, ledger, newest, note, receipt, save,
    takedown_letter, whose,
};
use safelight_sanitize::Limits;
use serde_json::json;
use uuid::Uuid;

/// A desk with one copy of a photo of P1, its record, and the copy's row.
fn copied() -> (Desk, Uuid, u64) {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let terms = NewRecord {
        name: Some("Wilhelmina Quxley".into()),
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    let row = desk.exported(&photo).row();
    (desk, record, row)
}

/// A picture of light and dark patches, another for each number, as a camera sees the world from afar.
fn drawn(number: u64) -> RgbImage {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state >> 33).unwrap() % below
    };
    let (width, height) = (WIDTH * 2, HEIGHT * 2);
    let sky = [next(256), next(256), next(256)];
    let slope = next(200) as i32 - 100;
    let patches: Vec<[u32; 7]> = (0..14)
        .map(|_| {
            let colour = [next(256), next(256), next(256)];
            [
                next(width),
                next(height),
                8 + next(60),
                8 + next(60),
                colour[0],
                colour[1],
                colour[2],
            ]
        })
        .collect();
    RgbImage::from_fn(width, height, |x, y| {
        let within = |it: &&[u32; 7]| {
            let apart = |a: u32, b: u32, r: u32| (f64::from(a) - f64::from(b)) / f64::from(r);
            apart(x, it[0], it[2]).powi(2) + apart(y, it[1], it[3]).powi(2) < 1.0
        };
        match patches.iter().rev().find(within) {
            Some(patch) => Rgb([patch[4] as u8, patch[5] as u8, patch[6] as u8]),
            None => {
                let shade = slope * (y as i32) / height as i32;
                Rgb(sky.map(|it| (it as i32 + shade).clamp(0, 255) as u8))
            }
        }
    })
}

fn as_jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .unwrap();
    bytes
}

fn dropped(path: &Path) -> Dropped {
    Dropped::open(path, &Limits::default()).unwrap()
}

/// The copies that a file made of these bytes is taken for.
fn taken_for(desk: &Desk, bytes: &[u8]) -> Vec<(Known, u64)> {
    let file = desk.dir.path().join("found");
    put(&file, bytes);
    whose(&desk.register, dropped(&file))
        .unwrap()
        .into_iter()
        .map(|(known, followed)| (known, followed.row.seq))
        .collect()
}

#[test]
fn a_copy_is_known_again_smaller_saved_anew_and_in_another_format() {
    let mut desk = Desk::new();
    let mut rows = Vec::new();
    for number in 0..24 {
        let photo = desk.photo(&format!("{number}.jpg"), &as_jpeg(&drawn(number), 92));
        desk.nobody(&photo);
        let exported = desk.exported(&photo);
        assert_eq!(
            taken_for(&desk, &std::fs::read(&photo).unwrap())[0],
            (Known::Source, exported.row())
        );
        let copy = std::fs::read(exported.path()).unwrap();
        assert_eq!(taken_for(&desk, &copy)[0], (Known::Copy, exported.row()));
        rows.push((exported.row(), image::load_from_memory(&copy).unwrap()));
    }
    for (row, copy) in rows {
        let sized = |width, height| {
            copy.resize_exact(width, height, FilterType::CatmullRom)
                .into_rgb8()
        };
        let mut png = std::io::Cursor::new(Vec::new());
        DynamicImage::from(sized(96, 72))
            .write_to(&mut png, ImageFormat::Png)
            .unwrap();
        let brighter = copy.brighten(18).into_rgb8();
        for again in [
            as_jpeg(&copy.to_rgb8(), 40),
            as_jpeg(&sized(160, 120), 75),
            as_jpeg(&sized(640, 480), 60),
            as_jpeg(&sized(80, 60), 30),
            as_jpeg(&brighter, 80),
            png.into_inner(),
        ] {
            assert_eq!(taken_for(&desk, &again), [(Known::Alike, row)]);
        }
    }
}

#[test]
fn a_copy_that_was_not_made_after_all_is_not_looked_for() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &as_jpeg(&drawn(1), 92));
    desk.nobody(&photo);
    desk.exported(&photo);
    let row = &ledger::list(&desk.register).unwrap()[0];
    let failed = format!("{{\"copy\":{},\"code\":\"io\"}}", row.seq);
    let source = Some(row.copy.source_sha256);
    assert_eq!(taken_for(&desk, &as_jpeg(&drawn(1), 70)).len(), 1);
    desk.register
        .append(COPY_FAILED, &failed, &[], source, now())
        .unwrap();
    assert_eq!(taken_for(&desk, &as_jpeg(&drawn(1), 70)), []);
    let code = Certificate::of(&desk.register, row.seq, now()).unwrap_err().code;
    assert_eq!(code, Code::NotFound);
    assert_eq!(
        follow(&desk.register, row.seq).unwrap().unwrap().standing,
        Standing::Failed
    );
}

#[test]
fn another_picture_is_not_taken_for_a_copy() {
    let mut desk = Desk::new();
    for number in 0..40 {
        let photo = desk.photo(&format!("{number}.jpg"), &as_jpeg(&drawn(number), 92));
        desk.nobody(&photo);
        desk.exported(&photo);
    }
    for number in 1_000..1_400 {
        let found = taken_for(&desk, &as_jpeg(&drawn(number), 85));
        assert_eq!(found, [], "drawn picture {number}");
    }
    // A picture of one colour looks like every other: it is taken for none.
    let plain = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([90, 90, 90]));
    let photo = desk.photo("plain.jpg", &as_jpeg(&plain, 92));
    desk.nobody(&photo);
    desk.exported(&photo);
    assert_eq!(taken_for(&desk, &as_jpeg(&plain, 50)), []);
    assert_eq!(taken_for(&desk, b"no picture at all"), []);
}

#[test]
fn a_copy_whose_pixels_were_not_looked_at_is_known_by_its_digest_alone() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &as_jpeg(&drawn(1), 92));
    desk.nobody(&photo);
    let verified = desk.verified(&photo);
    let cleared = verified.clear(&desk.register, Some(&teaching()), &now(), TODAY);
    let copies = desk.copies();
    let cleared = cleared
        .unwrap()
        .unwrap_or_else(|refused| panic!("{}", refused.refusals));
    let exported = cleared
        .export(&mut desk.register, &copies, [1; 5], &now(), TODAY)
        .unwrap();
    let copy = std::fs::read(exported.path()).unwrap();
    assert_eq!(taken_for(&desk, &copy), [(Known::Copy, 1)]);
    assert_eq!(taken_for(&desk, &as_jpeg(&drawn(1), 70)), []);
}

#[test]
fn a_certificate_agrees_with_the_ledger_and_names_nobody() {
    let (desk, record, row) = copied();
    let certificate = Certificate::of(&desk.register, row, now()).unwrap();
    let json = certificate.to_json().unwrap();
    let pdf = certificate.to_paper().unwrap().to_pdf().unwrap();
    let text = certificate.to_paper().unwrap().to_text();
    let copy = dropped(&only_file(&desk.copies())).digest();
    for file in [json.as_bytes(), &pdf] {
        let checked = Certificate::check(&desk.register, file, Some(copy)).unwrap();
        assert_eq!(checked.flaws, [""; 0]);
        assert_eq!(checked.certificate, certificate);
        assert_eq!(checked.pages_compared, file.starts_with(b"%PDF"));
    }
    assert_eq!(certificate.output_sha256, copy);
    assert_eq!(certificate.people, 1);
    assert_eq!(
        (certificate.records[0].record, certificate.records[0].version),
        (record, 1)
    );
    assert!(text.contains(&copy.to_string()) && text.contains(&record.to_string()));
    let home = desk.dir.path().to_str().unwrap();
    for name in ["P1", "Quxley", "Dr A", home, "a.jpg"] {
        for file in [json.as_bytes(), text.as_bytes(), &pdf] {
            assert!(!contains(file, name.as_bytes()), "{name}");
        }
    }
}

#[test]
fn a_certificate_that_was_edited_or_whose_ledger_was_is_found_out() {
    let (mut desk, _, row) = copied();
    let earlier = desk.dir.path().join("earlier");
    std::fs::create_dir(&earlier).unwrap();
    let flaws =
        |register: &Register, file: &[u8]| Certificate::check(register, file, None).unwrap().flaws.len();
    let other = desk.photo("b.jpg", &jpeg(PLAIN, scene(1)));
    desk.nobody(&other);
    let second = desk.exported(&other).row();
    let certificate = Certificate::of(&desk.register, row, now()).unwrap();
    let json = certificate.to_json().unwrap();
    assert_eq!(flaws(&desk.register, json.as_bytes()), 0);
    for (from, to) in [
        ("\"purpose\":\"teaching\"", "\"purpose\":\"press\""),
        ("\"people\":1", "\"people\":0"),
        ("\"version\":1", "\"version\":2"),
        (&*format!("\"row\":{row}"), &*format!("\"row\":{second}")),
        ("\"rows\":2", "\"rows\":1"),
        ("\"made_with\":\"", "\"made_with\":\"9."),
    ] {
        let edited = json.replacen(from, to, 1);
        assert_ne!(edited, json, "{from}");
        assert_eq!(flaws(&desk.register, edited.as_bytes()), 1, "{to}");
    }
    let pdf = certificate.to_paper().unwrap().to_pdf().unwrap();
    let stream = pdf.windows(6).rposition(|it| it == b"stream").unwrap();
    let mut edited = pdf.clone();
    edited[stream - 40] ^= 1;
    assert_eq!(flaws(&desk.register, &edited), 1, "edited pages");
    let another = Certificate::check(&desk.register, json.as_bytes(), Some(certificate.source_sha256));
    assert_eq!(another.unwrap().flaws.len(), 1, "of another file");
    // The same copies made again in a register of its own: a chain that is whole, and not the one certified.
    let (rebuilt, _, _) = copied();
    assert!(flaws(&rebuilt.register, json.as_bytes()) > 0);
    for (file, code) in [
        (&b"{}"[..], Code::Malformed),
        (b"%PDF-1.7 nothing", Code::Malformed),
        (b"", Code::Malformed),
    ] {
        assert_eq!(
            Certificate::check(&desk.register, file, None).unwrap_err().code,
            code
        );
    }
    assert_eq!(
        Certificate::of(&desk.register, 99, now()).unwrap_err().code,
        Code::NotFound
    );
}

#[test]
fn a_document_is_the_same_bytes_for_the_same_words_and_tells_no_more_than_they_do() {
    let (desk, record, _) = copied();
    let paper = receipt(&desk.register, record, "Żaneta Ångström, Ελλάδα, Москва", TODAY).unwrap();
    let pdf = paper.to_pdf().unwrap();
    assert_eq!(pdf, paper.to_pdf().unwrap());
    for told in [
        "/Producer",
        "/Creator",
        "/Author",
        "/CreationDate",
        "/ModDate",
        "/ID",
        "xmp",
        "/Keywords",
    ] {
        assert!(!contains(&pdf, told.as_bytes()), "{told}");
    }
    assert!(
        contains(&pdf, b"/FontFile2") && pdf.len() < 60_000,
        "{} bytes",
        pdf.len()
    );
    assert!(paper.to_text().contains("Żaneta Ångström, Ελλάδα, Москва"));
    let to = desk.dir.path().join("receipt.pdf");
    save(&pdf, &to, false).unwrap();
    assert_eq!(save(b"other", &to, false).unwrap_err().code, Code::Exists);
    assert_eq!(std::fs::read(&to).unwrap(), pdf);
    save(b"other", &to, true).unwrap();
    assert_eq!(std::fs::read(&to).unwrap(), b"other");
    assert!(
        !files(desk.dir.path())
            .iter()
            .any(|it| it.extension().is_some_and(|end| end == "part"))
    );
}

#[test]
fn a_receipt_says_what_was_agreed_and_made_and_how_to_take_it_back_in_the_profile_s_words() {
    let (mut desk, record, row) = copied();
    let went = Note {
        place: "Ward newsletter".into(),
        ..Note::default()
    };
    note(&mut desk.register, row, went, now(), TODAY).unwrap();
    for (profile, word) in [
        (Profile::Clinical, "consent"),
        (Profile::Charity, "permission"),
        (Profile::School, "permission"),
    ] {
        desk.register.set_profile(profile).unwrap();
        let text = receipt(&desk.register, record, "the ward office", TODAY)
            .unwrap()
            .to_text();
        for said in [
            &*format!("How to take your {word} back"),
            "You said yes to",
            "- teaching, seen by the institution",
            "Copy 1 of 2026-06-15: teaching, seen by the institution; went to Ward newsletter",
            "Tell the ward office",
            "nobody can promise that every copy goes",
            &record.to_string(),
        ] {
            assert!(text.contains(said), "{said}\n{text}");
        }
        assert!(!text.contains("Quxley") && !text.contains("Dr A"), "{text}");
    }
}

#[test]
fn a_withdrawal_is_followed_from_place_to_place_until_each_has_answered() {
    let (mut desk, record, row) = copied();
    let at = |place: &str| Note {
        place: place.into(),
        ..Note::default()
    };
    for place in ["Journal of Light", "ward newsletter"] {
        note(&mut desk.register, row, at(place), now(), TODAY).unwrap();
    }
    let letter =
        |desk: &Desk, place: &str| takedown_letter(&desk.register, record, place, "Dr A, Ward 3", TODAY);
    assert_eq!(
        letter(&desk, "Journal of Light").unwrap_err().code,
        Code::NotFound
    );
    assert_eq!(
        follow(&desk.register, row).unwrap().unwrap().standing,
        Standing::Exported
    );

    let withdrawal = NewWithdrawal::of_everything(TODAY, "P1", "by letter");
    desk.register.withdraw(record, withdrawal, now()).unwrap();
    assert_eq!(
        follow(&desk.register, row).unwrap().unwrap().standing,
        Standing::Withdrawn
    );
    let text = letter(&desk, "Journal of Light").unwrap().to_text();
    let copy = only_file(&desk.copies());
    for said in [
        "To: Journal of Light",
        "From: Dr A, Ward 3",
        "Date: 2026-06-15",
        "taken back the consent to their use on 2026-06-15",
        copy.file_name().unwrap().to_str().unwrap(),
        &dropped(&copy).digest().to_string(),
        "made on 2026-06-15",
        "answer this letter",
        "copies may remain",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    for name in ["P1", "Quxley", "newsletter", desk.copies().to_str().unwrap()] {
        assert!(!text.contains(name), "{name}\n{text}");
    }

    let asked = Note {
        asked_on: Some(TODAY),
        ..at("Journal of Light")
    };
    note(&mut desk.register, row, asked, now(), TODAY).unwrap();
    let done = Note {
        answer: Some("retracted".into()),
        outcome: Some(TakedownOutcome::Done),
        ..at("Journal of Light")
    };
    let line = note(&mut desk.register, row, done, now(), TODAY).unwrap();
    assert_eq!((line.asked_on, line.settled_on), (Some(TODAY), Some(TODAY)));
    let places = follow(&desk.register, row).unwrap().unwrap().places;
    assert_eq!(
        places.iter().map(|it| &*it.place).collect::<Vec<_>>(),
        ["Journal of Light", "ward newsletter"]
    );
    assert_eq!(
        letter(&desk, "Journal of Light").unwrap_err().code,
        Code::NotFound
    );
    assert!(letter(&desk, "ward newsletter").is_ok());
    assert_eq!(
        note(&mut desk.register, 99, at("x"), now(), TODAY)
            .unwrap_err()
            .code,
        Code::Register
    );
    assert_eq!(
        note(&mut desk.register, row, at(" "), now(), TODAY)
            .unwrap_err()
            .code,
        Code::Register
    );
}

#[test]
fn taking_one_use_back_marks_its_copies_and_leaves_those_of_another() {
    let mut desk = Desk::new();
    let research: Use = "research:treating-team".parse().unwrap();
    let terms = NewRecord {
        uses: vec![UseRow::permit(teaching()), UseRow::permit(research.clone())],
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    desk.linked(&photo, record);
    desk.exported(&photo);
    desk.export(&photo, Some(&research));
    let withdrawal = NewWithdrawal {
        what: Withdrawn::Uses(vec![teaching()]),
        ..NewWithdrawal::of_everything(TODAY, "P1", "by telephone")
    };
    desk.register.withdraw(record, withdrawal, now()).unwrap();
    let followed = |row| follow(&desk.register, row).unwrap().unwrap().withdrawn;
    assert_eq!((followed(1), followed(2)), (vec![record], vec![]));
    let standing = |standing, text| {
        let wanted = Wanted {
            text,
            standing,
            before: None,
            most: 10,
        };
        let (copies, more) = newest(&desk.register, &wanted).unwrap();
        assert!(!more);
        copies
            .into_iter()
            .map(|it| (it.row.seq, it.standing))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        standing(None, ""),
        [(2, Standing::Exported), (1, Standing::Withdrawn)]
    );
    assert_eq!(
        standing(Some(Standing::Withdrawn), ""),
        [(1, Standing::Withdrawn)]
    );
    assert_eq!(standing(None, "RESEARCH p1"), [(2, Standing::Exported)]);
    assert_eq!(standing(None, "research nobody"), []);
}

#[test]
fn a_long_list_of_copies_comes_page_by_page_the_newest_first() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    desk.nobody(&photo);
    for _ in 0..7 {
        desk.exported(&photo);
    }
    let mut before = None;
    let mut pages = Vec::new();
    loop {
        let wanted = Wanted {
            text: "",
            standing: None,
            before,
            most: 3,
        };
        let (copies, more) = newest(&desk.register, &wanted).unwrap();
        let rows: Vec<u64> = copies.iter().map(|it| it.row.seq).collect();
        before = rows.last().copied();
        pages.push(rows);
        if !more {
            break;
        }
    }
    assert_eq!(pages, [vec![7, 6, 5], vec![4, 3, 2], vec![1]]);
}

#[test]
fn the_command_line_certifies_sends_follows_up_and_finds() {
    let place = Place::new();
    place.photo("a.jpg", &as_jpeg(&drawn(3), 92));
    let record = place.record(&["--permit", "teaching:institution", "--permit", "journal:public"]);
    let a = "photos/a.jpg";
    place
        .json(["link", "--record", &record, "--person", "P1", a])
        .ended(0);
    place.json(["people", "--count", "1", a]).ended(0);
    place.json(["review", "--by", "Dr A", a]).ended(0);
    place.export(&place.photos()).ended(0);
    let copy = only_file(&place.copies());

    for name in ["c.pdf", "c.json"] {
        place.json(["certificate", "write", "1", "--to", name]).ended(0);
        place.json(["certificate", "write", "1", "--to", name]).ended(2);
        let copy = copy.to_str().unwrap();
        let checked = place
            .json(["certificate", "check", name, "--copy", copy])
            .ended(0)
            .object();
        assert_eq!((&checked["whole"], &checked["flaws"]), (&json!(true), &json!([])));
        place.json(["certificate", "check", name, "--copy", a]).ended(2);
    }
    place
        .json(["certificate", "write", "1", "--to", "c.txt"])
        .ended(64);
    place.json(["certificate", "check", a]).ended(2);

    let known = |file: &str| place.json(["whose", file]).ended(0).object();
    assert_eq!(known(copy.to_str().unwrap())["known"], "copy");
    assert_eq!(known(a)["known"], "source");
    put(
        &place.path("small.jpg"),
        &as_jpeg(
            &image::imageops::resize(&drawn(3), 90, 68, FilterType::Triangle),
            60,
        ),
    );
    assert_eq!(known("small.jpg")["known"], "alike");
    put(&place.path("other.jpg"), &as_jpeg(&drawn(4), 60));
    place.json(["whose", "other.jpg"]).ended(2);

    let sent = place
        .json(["sent", "1", "--place", "Journal", "--by", "Dr A"])
        .ended(0)
        .object();
    assert_eq!(
        (&sent["place"], &sent["outcome"]),
        (&json!("Journal"), &json!("open"))
    );
    assert_eq!(
        place.json(["takedown", "list"]).ended(0).objects(),
        [] as [serde_json::Value; 0]
    );
    let withdrawn = [
        "consent", "withdraw", &record, "--by", "P1", "--how", "letter", "--use",
    ];
    let with = |usage| {
        place
            .json(withdrawn.iter().copied().chain([usage]))
            .ended(0)
            .object()
    };
    assert_eq!(with("journal:public")["copies"], json!([]));
    assert_eq!(place.json(["takedown", "list"]).ended(0).objects().len(), 0);
    assert_eq!(
        with("teaching:institution")["copies"].as_array().unwrap().len(),
        1
    );
    let listed = place
        .json(["takedown", "list", "--record", &record])
        .ended(0)
        .object();
    assert_eq!(
        (&listed["standing"], &listed["places"][0]["place"]),
        (&json!("withdrawn"), &json!("Journal"))
    );
    let words = ["letter", &record, "--place", "Journal", "--from", "Dr A", "--to"];
    for name in ["l.pdf", "l.txt"] {
        place.json(words.iter().copied().chain([name])).ended(0);
    }
    assert!(
        std::fs::read_to_string(place.path("l.txt"))
            .unwrap()
            .contains("To: Journal")
    );
    let note = [
        "takedown",
        "note",
        "1",
        "--place",
        "Journal",
        "--asked-on",
        "2026-06-16",
        "--outcome",
        "done",
    ];
    let noted = place.json(note).ended(0).object();
    assert_eq!(
        (&noted["asked_on"], &noted["outcome"]),
        (&json!("2026-06-16"), &json!("done"))
    );
    place.json(words.iter().copied().chain(["again.pdf"])).ended(2);
    place
        .json(["receipt", &record, "--contact", "Ward 3", "--to", "r.pdf"])
        .ended(0);
    assert!(std::fs::read(place.path("r.pdf")).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn what_a_copy_looks_like_and_where_it_went_lie_encrypted() {
    let (mut desk, _, row) = copied();
    let went = Note {
        place: "Quondam Gazette".into(),
        ..Note::default()
    };
    note(&mut desk.register, row, went, now(), TODAY).unwrap();
    let kept = desk.register.likenesses("dct-63").unwrap();
    assert_eq!(kept.len(), 1);
    drop(std::mem::replace(&mut desk.register, Desk::new().register));
    for file in files(&desk.dir.path().join("register")) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!contains(&bytes, b"Quondam Gazette") && !contains(&bytes, &kept[0].hash));
    }
    let passphrase = Passphrase::new(PASSPHRASE);
    let register = Register::open(&desk.dir.path().join("register"), &passphrase, CHEAP).unwrap();
    assert_eq!(register.likenesses("dct-63").unwrap(), kept);
}
