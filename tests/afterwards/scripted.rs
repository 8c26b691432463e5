//! The same on the command line.

use image::imageops::FilterType;
use serde_json::json;

use crate::common::command::Place;
use crate::common::{only_file, put};
use crate::whose::{as_jpeg, drawn};

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
