//! A consent that asks for a hidden face or mark, from what was found and what was marked to the disk: refused until
//! the copy itself hides it, and again as soon as something else is found.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::path::{Path, PathBuf};

use common::desk::{Desk, TODAY, blur, now, only_refusal, teaching};
use common::faces::{FACES_SIZE, drawn_faces};
use common::picture::{PLAIN, jpeg, png, scene, sized_jpeg};
use common::{digest, files};
use safelight_consent::{Condition, NewRecord, Review, RuleId};
use safelight_export::suggestions::{dismiss, found, restore, set_found};
use safelight_export::{Code, Question, Stopped, ask, copy_marks, marks, set_marks};
use safelight_redact::find::{Kind, Suggestion};
use safelight_redact::{Polygon, Region, Shape, Style};
use safelight_sanitize::Size;

/// Where a face is, in the 160 × 120 pixels of the test pictures.
const FACE: [u32; 4] = [40, 40, 50, 50];
/// A bar over its eyes: with its padding of 8 pixels it hides 22 of 50 rows.
const EYE_BAR: [u32; 4] = [40, 52, 50, 6];

fn face(at: [u32; 4]) -> Suggestion {
    Suggestion {
        kind: Kind::Face,
        shape: blur(at).shape,
        core: blur(at).shape,
    }
}

fn named(name: &str, at: [u32; 4]) -> Region {
    Region {
        name: Some(name.into()),
        ..blur(at)
    }
}

/// A photo of P1, whose consent has conditions.
fn asked_for(desk: &mut Desk, conditions: Vec<Condition>) -> PathBuf {
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let terms = NewRecord {
        conditions,
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    photo
}

/// Marks regions, and goes through the checklist again.
fn mark(desk: &mut Desk, photo: &Path, regions: &[Region]) {
    let digest = digest(photo);
    set_marks(&mut desk.register, digest, regions).unwrap();
    let review = Review::complete("Dr A", now());
    desk.register.review(digest, &review).unwrap();
}

fn ids(desk: &mut Desk, photo: &Path) -> Vec<RuleId> {
    let refusals = desk.refusals(photo, Some(&teaching()));
    refusals.iter().map(|refusal| refusal.id).collect()
}

#[test]
fn a_face_that_is_to_be_hidden_is_hidden_whole_or_there_is_no_copy() {
    let mut desk = Desk::new();
    let photo = asked_for(&mut desk, vec![Condition::ObscureFace]);
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G22),
        "Consent needs the face hidden."
    );
    set_found(&mut desk.register, digest(&photo), vec![face(FACE)]).unwrap();
    assert_eq!(ids(&mut desk, &photo), [RuleId::G22]);
    mark(&mut desk, &photo, &[blur([120, 20, 8, 8])]);
    assert_eq!(ids(&mut desk, &photo), [RuleId::G22], "beside it");
    mark(&mut desk, &photo, &[blur(EYE_BAR)]);
    assert_eq!(ids(&mut desk, &photo), [RuleId::G22, RuleId::G23]);
    let marked = Region {
        face: true,
        ..blur(EYE_BAR)
    };
    mark(&mut desk, &photo, &[marked]);
    assert_eq!(
        ids(&mut desk, &photo),
        [RuleId::G22, RuleId::G23],
        "a bar is none the less a bar when it is marked as a face"
    );
    mark(&mut desk, &photo, &[blur(FACE)]);
    desk.exported(&photo);
}

#[test]
fn an_ellipse_or_a_polygon_over_a_face_hides_it() {
    let mut desk = Desk::new();
    let photo = asked_for(&mut desk, vec![Condition::ObscureFace]);
    set_found(&mut desk.register, digest(&photo), vec![face(FACE)]).unwrap();
    let of = |shape| Region { shape, ..blur(FACE) };
    let ellipse = Shape::Ellipse {
        x: 40,
        y: 40,
        width: 50,
        height: 50,
    };
    mark(&mut desk, &photo, &[of(ellipse)]);
    desk.exported(&photo);
    let corners = vec![[65, 40], [90, 65], [65, 90], [40, 65]];
    let polygon = Shape::Polygon(Polygon::try_from(corners).unwrap());
    mark(&mut desk, &photo, &[of(polygon)]);
    desk.exported(&photo);
    let sliver = Shape::Polygon(Polygon::try_from(vec![[0, 0], [45, 0], [45, 45]]).unwrap());
    mark(&mut desk, &photo, &[of(sliver)]);
    assert_eq!(ids(&mut desk, &photo), [RuleId::G22, RuleId::G23]);
}

/// As displayed, not as stored: the face is where it is found, whichever way up the camera lay.
#[test]
fn regions_and_faces_meet_in_a_picture_that_is_turned() {
    for orientation in 1..=8 {
        let mut desk = Desk::new();
        let kind = common::picture::Kind { orientation, ..PLAIN };
        let photo = desk.photo("a.jpg", &jpeg(kind, scene(0)));
        let record = desk.record(1, Desk::terms());
        desk.linked(&photo, record);
        set_found(&mut desk.register, digest(&photo), vec![face([4, 70, 40, 40])]).unwrap();
        mark(&mut desk, &photo, &[blur([4, 84, 40, 4])]);
        assert_eq!(ids(&mut desk, &photo), [RuleId::G23], "{orientation}");
        mark(&mut desk, &photo, &[blur([4, 70, 40, 40])]);
        desk.exported(&photo);
    }
}

#[test]
fn an_eye_bar_is_refused_whatever_the_consent_asks() {
    let mut desk = Desk::new();
    let photo = asked_for(&mut desk, vec![]);
    set_found(&mut desk.register, digest(&photo), vec![face(FACE)]).unwrap();
    mark(&mut desk, &photo, &[blur(EYE_BAR)]);
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G23),
        "An eye bar does not hide identity."
    );
    mark(&mut desk, &photo, &[]);
    desk.exported(&photo);
}

#[test]
fn a_named_mark_is_hidden_by_a_region_of_that_name_alone() {
    let mut desk = Desk::new();
    let conditions = vec![
        Condition::ObscureMark("Tattoo".into()),
        Condition::ObscureMark("scar".into()),
    ];
    let photo = asked_for(&mut desk, conditions);
    for (regions, open) in [
        (vec![blur(FACE)], "Tattoo, scar"),
        (vec![named("tattoos", FACE)], "Tattoo, scar"),
        (vec![named(" tattoo ", FACE)], "scar"),
        (
            vec![named("tattoo", FACE), named("scar", [400, 400, 20, 20])],
            "scar",
        ),
    ] {
        mark(&mut desk, &photo, &regions);
        let refusals = desk.refusals(&photo, Some(&teaching()));
        assert_eq!(
            only_refusal(&refusals, RuleId::G22),
            format!("Consent needs this hidden: {open}.")
        );
    }
    mark(
        &mut desk,
        &photo,
        &[named("tattoo", FACE), named("SCAR", [120, 20, 8, 8])],
    );
    desk.exported(&photo);
}

#[test]
fn more_faces_than_people_are_refused_until_one_is_said_to_be_none() {
    let mut desk = Desk::new();
    let photo = asked_for(&mut desk, vec![]);
    let digest = digest(&photo);
    desk.register.set_people(digest, 2).unwrap();
    let record = desk.record(
        2,
        NewRecord {
            person: "P2".into(),
            ..Desk::terms()
        },
    );
    desk.register.link(record, "P2", digest, &photo, now()).unwrap();
    let three = [face(FACE), face([100, 10, 20, 20]), face([130, 60, 20, 20])];
    assert_eq!(found(&desk.register, digest).unwrap(), None);
    set_found(&mut desk.register, digest, three.to_vec()).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G03),
        "3 possible faces were found; 2 people are listed."
    );
    dismiss(&mut desk.register, digest, &three[1]).unwrap();
    desk.exported(&photo);

    // Looked at again, and restored.
    let kept = set_found(&mut desk.register, digest, three.to_vec()).unwrap();
    assert_eq!(found(&desk.register, digest).unwrap(), Some(kept));
    desk.exported(&photo);
    restore(&mut desk.register, digest, &three[1]).unwrap();
    assert_eq!(ids(&mut desk, &photo), [RuleId::G03]);
    let gone = dismiss(&mut desk.register, digest, &face([0, 0, 9, 9]));
    assert_eq!(gone.unwrap_err().code, Code::NotFound);
}

#[test]
fn a_face_in_a_photo_of_nobody_is_refused() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.png", &png(PLAIN, scene(0)));
    let digest = desk.nobody(&photo);
    set_found(&mut desk.register, digest, vec![face(FACE)]).unwrap();
    assert_eq!(ids(&mut desk, &photo), [RuleId::G03]);
    dismiss(&mut desk.register, digest, &face(FACE)).unwrap();
    desk.exported(&photo);
}

/// The answer just before writing counts, and it is about what is hidden in this copy.
#[test]
fn what_is_found_or_marked_between_the_answer_and_the_copy_counts() {
    let mut desk = Desk::new();
    let photo = asked_for(&mut desk, vec![Condition::ObscureFace]);
    let digest = digest(&photo);
    set_found(&mut desk.register, digest, vec![face(FACE)]).unwrap();
    mark(&mut desk, &photo, &[blur(FACE)]);
    let copies = desk.copies();

    let cleared = desk.cleared(&photo);
    let two = vec![face(FACE), face([100, 10, 20, 20])];
    set_found(&mut desk.register, digest, two).unwrap();
    let stopped = cleared.export(&mut desk.register, &copies, [1; 5], &now(), TODAY);
    let Err(Stopped::Refused(refusals)) = stopped else {
        panic!("{stopped:?}");
    };
    assert!(
        refusals.has(RuleId::G22) && refusals.has(RuleId::G03),
        "{refusals}"
    );

    set_found(&mut desk.register, digest, vec![face(FACE)]).unwrap();
    let cleared = desk.cleared(&photo);
    mark(&mut desk, &photo, &[]);
    let stopped = cleared.export(&mut desk.register, &copies, [1; 5], &now(), TODAY);
    assert!(
        matches!(&stopped, Err(Stopped::Failed(failure)) if failure.code == Code::Changed),
        "{stopped:?}"
    );

    // A copy that was made without regions is open, whatever is marked by now.
    let open = desk.verified(&photo);
    mark(&mut desk, &photo, &[blur(FACE)]);
    let refused = open.clear(&desk.register, Some(&teaching()), &now(), TODAY);
    let refused = refused.unwrap().expect_err("cleared");
    assert!(refused.refusals.has(RuleId::G22), "{}", refused.refusals);
    assert!(files(&copies).is_empty());
    assert_eq!(desk.rows(), 0);
}

#[test]
fn what_cannot_be_read_of_what_was_found_is_no_answer_until_it_is_looked_for_again() {
    let mut desk = Desk::new();
    let photo = asked_for(&mut desk, vec![]);
    let digest = digest(&photo);
    desk.register.set_found(digest, r#"[{"kind":"aura"}]"#).unwrap();
    let inspected = desk.inspected(&photo);
    let copy = Question {
        photo: &inspected,
        regions: &[],
        output: Some(digest),
        folder: None,
    };
    let failed = ask(&desk.register, copy, Some(&teaching()), &now(), TODAY);
    assert_eq!(failed.unwrap_err().code, Code::Register);
    let suggestions = inspected.suggestions().unwrap();
    set_found(&mut desk.register, digest, suggestions).unwrap();
    assert!(found(&desk.register, digest).unwrap().is_some());
}

/// They are looked at smaller, and found in the pixels of the photo.
#[test]
fn faces_of_a_large_photo_are_found_where_they_are_in_it() {
    let desk = Desk::new();
    let small = drawn_faces(&[[80.0, 90.0], [280.0, 100.0]]);
    let [width, height] = FACES_SIZE.map(|side| side * 5);
    let photo = sized_jpeg(PLAIN, width, height, |x, y| small(x / 5, y / 5));
    let photo = desk.photo("a.jpg", &photo);
    let suggestions = desk.inspected(&photo).suggestions().unwrap();
    let faces = suggestions.iter().filter(|it| it.kind == Kind::Face);
    let mut boxes: Vec<_> = faces.map(|it| it.shape.bounds()).collect();
    boxes.sort_by_key(|it| it.x0);
    assert_eq!(boxes.len(), 2);
    for (found, [left, top]) in boxes.iter().zip([[400, 450], [1400, 500]]) {
        let features = [left + 80, top + 220, left + 470, top + 580];
        let inside = found.x0 < features[0]
            && found.y0 < features[1]
            && features[2] < found.x1
            && features[3] < found.y1;
        assert!(inside, "{found:?} round {features:?}");
        assert!(
            found.x1 - found.x0 < 1200 && found.y1 - found.y0 < 1400,
            "{found:?}"
        );
    }
}

#[test]
fn what_cannot_be_drawn_cannot_be_looked_at() {
    let desk = Desk::new();
    let photo = desk.photo("a.avif", &common::picture::undrawn_avif());
    let failed = desk.inspected(&photo).suggestions();
    assert_eq!(failed.unwrap_err().code, Code::NoPreview);
}

#[test]
fn regions_are_carried_over_to_a_photo_of_the_same_size_alone() {
    let mut desk = Desk::new();
    let one = digest(&desk.photo("a.jpg", &jpeg(PLAIN, scene(0))));
    let other = digest(&desk.photo("b.jpg", &sized_jpeg(PLAIN, 160, 120, scene(1))));
    let size = |width, height| Size { width, height };
    let register = &mut desk.register;
    let none = copy_marks(register, (one, size(160, 120)), (other, size(160, 120)));
    assert_eq!(none.unwrap_err().code, Code::NotFound);

    let regions = [named("tattoo", FACE), blur(EYE_BAR)];
    let own = blur([120, 20, 8, 8]);
    set_marks(register, one, &regions).unwrap();
    set_marks(register, other, &[own.clone(), regions[1].clone()]).unwrap();
    let turned = copy_marks(register, (one, size(160, 120)), (other, size(120, 160)));
    let turned = turned.unwrap_err();
    assert_eq!(turned.code, Code::Unsupported);
    assert_eq!(
        turned.message,
        "The regions are for a picture of 160 × 120 pixels; this one has 120 × 160. Mark it by hand."
    );
    for _ in 0..2 {
        copy_marks(register, (one, size(160, 120)), (other, size(160, 120))).unwrap();
        let all = [own.clone(), regions[1].clone(), regions[0].clone()];
        assert_eq!(marks(register, other).unwrap(), all);
    }
}

/// What a register holds from before regions had names, ellipses and polygons.
#[test]
fn regions_of_an_older_version_are_read_and_hidden() {
    let mut desk = Desk::new();
    let photo = asked_for(&mut desk, vec![Condition::ObscureFace]);
    let digest = digest(&photo);
    let json = r#"[{"shape":{"rectangle":{"x":40,"y":40,"width":50,"height":50}},"style":"blur","face":true},
        {"shape":{"rectangle":{"x":-3,"y":0,"width":9,"height":9}},"style":{"fill":{"red":1,"green":2,"blue":3}},"face":false}]"#;
    desk.register.set_marks(digest, json).unwrap();
    let review = Review::complete("Dr A", now());
    desk.register.review(digest, &review).unwrap();
    let regions = marks(&desk.register, digest).unwrap();
    assert!(regions[0].face && regions[0].name.is_none());
    assert_eq!(regions[0].shape, blur(FACE).shape);
    assert!(matches!(regions[1].style, Style::Fill(_)));
    desk.exported(&photo);
    // Kept again as they are, they are no other regions: nobody has to go through the checklist again.
    let compact: String = json.split_whitespace().collect();
    desk.register.set_marks(digest, &compact).unwrap();
    desk.register.review(digest, &review).unwrap();
    set_marks(&mut desk.register, digest, &regions).unwrap();
    assert!(desk.register.reviewed(digest).unwrap().is_some());
}
