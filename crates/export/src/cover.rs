//! What the gate is told of a photo's faces and marks: from what was found in it, and from what hides it.

use std::slice;

use safelight_consent::{FaceCover, Person, Photo, Place};
use safelight_redact::find::Kind;
use safelight_redact::{Area, Bounds, Region, Size};

use crate::suggestions::Found;

/// Fills in how many faces a photo shows, how they are hidden (see [`FaceCover`]), those of each person whose place is
/// known among them, and which marks and bystanders are: for a picture displayed at `displayed` pixels that `regions`
/// hide, padded as in every copy, and for what was found in it.
///
/// Of a region that does not touch the picture nothing counts.
pub(crate) fn fill(
    photo: &mut Photo,
    people: &mut [Person],
    displayed: Size,
    regions: &[Region],
    found: Option<&[Found]>,
) {
    let touches = |region: &&Region| !Area::displayed(slice::from_ref(*region), displayed).is_empty();
    let area = Area::displayed(regions, displayed);
    let faces: Option<Vec<(usize, Bounds)>> = found.map(|found| {
        let faces = found.iter().enumerate();
        faces
            .filter(|(_, it)| it.suggestion.kind == Kind::Face && !it.dismissed)
            .map(|(at, it)| (at, it.suggestion.core.bounds()))
            .collect()
    });
    photo.faces = faces
        .as_ref()
        .map(|faces| u32::try_from(faces.len()).unwrap_or(u32::MAX));
    let faces = faces.unwrap_or_default();
    photo.open_faces = faces
        .iter()
        .filter(|(_, face)| one(&area, *face) != FaceCover::Covered)
        .filter_map(|(at, _)| u32::try_from(*at).ok())
        .collect();
    let faces: Vec<Bounds> = faces.into_iter().map(|(_, face)| face).collect();
    photo.face_cover = if faces.is_empty() {
        let marked = regions.iter().filter(|region| region.face).any(|it| touches(&it));
        if marked {
            FaceCover::Covered
        } else {
            FaceCover::Open
        }
    } else {
        all_of(&area, &faces)
    };
    photo.hidden_marks = regions
        .iter()
        .filter(|region| region.name.is_some())
        .filter(touches)
        .filter_map(|region| region.name.clone())
        .collect();
    for bystander in &mut photo.bystanders {
        let (hidden, all) = area.hidden_of(bounds(bystander.place));
        bystander.hidden = all > 0 && hidden == all;
    }
    for person in people {
        person.face_cover = person.place.map(|place| at(&area, place, &faces));
    }
}

/// How the faces at a person's place are hidden: those found whose middle lies in it, or else the place itself.
fn at(area: &Area, place: Place, faces: &[Bounds]) -> FaceCover {
    let place = bounds(place);
    let theirs: Vec<Bounds> = faces
        .iter()
        .copied()
        .filter(|face| has_middle_of(place, *face))
        .collect();
    match theirs.as_slice() {
        [] if area.hidden_of(place).1 == 0 => FaceCover::Open,
        [] => one(area, place),
        theirs => all_of(area, theirs),
    }
}

fn has_middle_of(place: Bounds, face: Bounds) -> bool {
    (place.x0..place.x1).contains(&face.x0.midpoint(face.x1))
        && (place.y0..place.y1).contains(&face.y0.midpoint(face.y1))
}

fn bounds(place: Place) -> Bounds {
    let (x0, y0) = (i64::from(place.x), i64::from(place.y));
    Bounds {
        x0,
        y0,
        x1: x0 + i64::from(place.width.get()),
        y1: y0 + i64::from(place.height.get()),
    }
}

/// How some faces are hidden, at least one. What else is marked as a face makes no difference to them: it is a hidden
/// one beside them, or it lies over one of them.
fn all_of(area: &Area, faces: &[Bounds]) -> FaceCover {
    let covers: Vec<FaceCover> = faces.iter().map(|face| one(area, *face)).collect();
    [FaceCover::EyeBar, FaceCover::Open]
        .into_iter()
        .find(|cover| covers.contains(cover))
        .unwrap_or(FaceCover::Covered)
}

fn one(area: &Area, face: Bounds) -> FaceCover {
    let (hidden, all) = area.hidden_of(face);
    if hidden * 100 < all * FaceCover::OPEN_PERCENT {
        FaceCover::Open
    } else if hidden * 100 < all * FaceCover::HIDDEN_PERCENT {
        FaceCover::EyeBar
    } else {
        FaceCover::Covered
    }
}

#[cfg(test)]
#[allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
mod tests {
    use safelight_consent::{Bystander, PhotoDigest};
    use safelight_redact::find::Suggestion;
    use safelight_redact::{Shape, Style};

    use super::*;

    const DISPLAYED: Size = Size {
        width: 400,
        height: 300,
    };
    const FACE: [i32; 4] = [100, 100, 100, 100];
    const OTHER: [i32; 4] = [300, 100, 50, 50];

    fn rectangle([x, y, width, height]: [i32; 4]) -> Shape {
        Shape::Rectangle {
            x,
            y,
            width: width.unsigned_abs(),
            height: height.unsigned_abs(),
        }
    }

    fn region(at: [i32; 4], face: bool, name: Option<&str>) -> Region {
        Region {
            shape: rectangle(at),
            style: Style::Blur,
            face,
            name: name.map(str::to_owned),
        }
    }

    /// What hides the topmost `rows` rows of [`FACE`], with its padding of 8 pixels.
    fn bar(rows: i32) -> Region {
        region([100, 60, 100, 32 + rows], false, None)
    }

    fn face(at: [i32; 4]) -> Found {
        Found {
            suggestion: Suggestion {
                kind: Kind::Face,
                shape: rectangle(at),
                core: rectangle(at),
            },
            dismissed: false,
        }
    }

    fn dismissed(found: Found) -> Found {
        Found {
            dismissed: true,
            ..found
        }
    }

    fn told(regions: &[Region], found: Option<&[Found]>) -> Photo {
        let mut photo = Photo::unknown(PhotoDigest::of(b""), jiff::Timestamp::UNIX_EPOCH);
        fill(&mut photo, &mut [], DISPLAYED, regions, found);
        photo
    }

    fn place([x, y, width, height]: [i32; 4]) -> Place {
        Place {
            x: x.unsigned_abs(),
            y: y.unsigned_abs(),
            width: width.unsigned_abs().try_into().expect("a width"),
            height: height.unsigned_abs().try_into().expect("a height"),
        }
    }

    fn covered_at(at: [i32; 4], regions: &[Region], found: &[Found]) -> Option<FaceCover> {
        let mut photo = Photo::unknown(PhotoDigest::of(b""), jiff::Timestamp::UNIX_EPOCH);
        let mut people = [Person::at("P1", Some(place(at))), Person::new("P2")];
        fill(&mut photo, &mut people, DISPLAYED, regions, Some(found));
        assert_eq!(people[1].face_cover, None);
        people[0].face_cover
    }

    #[test]
    fn a_persons_faces_are_those_at_their_place_or_else_the_place_itself() {
        let both = [face(FACE), face(OTHER)];
        let whole = region(FACE, true, None);
        let person = [90, 90, 120, 200];
        let hidden = Some(FaceCover::Covered);
        assert_eq!(covered_at(person, slice::from_ref(&whole), &both), hidden);
        assert_eq!(covered_at(person, &[bar(40)], &both), Some(FaceCover::EyeBar));
        assert_eq!(covered_at(person, &[], &both), Some(FaceCover::Open));
        assert_eq!(
            covered_at([290, 90, 80, 80], slice::from_ref(&whole), &both),
            Some(FaceCover::Open)
        );
        // Nothing was found there: the place itself is to be hidden.
        assert_eq!(covered_at(FACE, slice::from_ref(&whole), &[face(OTHER)]), hidden);
        assert_eq!(
            covered_at([100, 100, 100, 200], slice::from_ref(&whole), &[]),
            Some(FaceCover::EyeBar)
        );
        assert_eq!(covered_at([900, 900, 9, 9], &[whole], &[]), Some(FaceCover::Open));
    }

    #[test]
    fn a_bystander_is_hidden_by_regions_that_leave_no_pixel_of_the_place() {
        let hidden = |at, regions: &[Region]| {
            let mut photo = Photo::unknown(PhotoDigest::of(b""), jiff::Timestamp::UNIX_EPOCH);
            photo.bystanders = vec![Bystander {
                place: place(at),
                hidden: true,
            }];
            fill(&mut photo, &mut [], DISPLAYED, regions, None);
            photo.bystanders[0].hidden
        };
        let one = region(FACE, false, None);
        assert!(hidden(FACE, slice::from_ref(&one)));
        assert!(hidden([92, 92, 116, 116], slice::from_ref(&one)), "its margin");
        assert!(
            !hidden([91, 92, 116, 116], slice::from_ref(&one)),
            "one column more"
        );
        let beside = region([200, 100, 100, 100], false, None);
        assert!(!hidden([100, 100, 200, 100], slice::from_ref(&one)));
        assert!(hidden([100, 100, 200, 100], &[one.clone(), beside]));
        assert!(!hidden(FACE, &[]));
        assert!(!hidden([900, 900, 9, 9], &[one]), "nowhere in the picture");
    }

    #[test]
    fn the_faces_left_open_are_named_by_their_place_in_the_list() {
        let found = [dismissed(face(FACE)), face(FACE), face(OTHER)];
        assert_eq!(told(&[], Some(&found)).open_faces, [1, 2]);
        assert_eq!(told(&[region(FACE, true, None)], Some(&found)).open_faces, [2]);
    }

    fn covered(regions: &[Region], found: Option<&[Found]>) -> FaceCover {
        told(regions, found).face_cover
    }

    #[test]
    fn a_face_is_open_below_5_percent_barred_up_to_59_and_hidden_from_60() {
        for rows in -20..=100 {
            let expected = match rows {
                ..=4 => FaceCover::Open,
                5..=59 => FaceCover::EyeBar,
                _ => FaceCover::Covered,
            };
            let found = [face(FACE)];
            assert_eq!(covered(&[bar(rows)], Some(&found)), expected, "{rows}");
        }
    }

    #[test]
    fn a_mask_from_the_forehead_to_the_chin_hides_a_face_and_the_hair_need_not_be() {
        let mut found = face([60, 20, 180, 220]);
        found.suggestion.core = rectangle(FACE);
        let [x, y, width, height] = FACE;
        let (width, height) = (width.unsigned_abs(), height.unsigned_abs());
        let mask = Region {
            shape: Shape::Ellipse { x, y, width, height },
            ..region(FACE, false, None)
        };
        assert_eq!(covered(&[mask], Some(&[found])), FaceCover::Covered);
    }

    #[test]
    fn what_several_regions_hide_of_a_face_counts_once() {
        let found = [face(FACE)];
        let twice = [bar(40), bar(40)];
        assert_eq!(covered(&twice, Some(&found)), FaceCover::EyeBar);
        let below = region([100, 188, 100, 40], false, None);
        assert_eq!(
            covered(&[bar(40), below.clone()], Some(&found)),
            FaceCover::Covered
        );
        assert_eq!(covered(&[bar(39), below], Some(&found)), FaceCover::EyeBar);
    }

    #[test]
    fn one_face_open_or_barred_is_enough_and_a_barred_one_is_named_first() {
        let whole = |at| region(at, true, None);
        let both = [face(FACE), face(OTHER)];
        assert_eq!(covered(&[whole(FACE)], Some(&both)), FaceCover::Open);
        assert_eq!(covered(&[bar(59)], Some(&both)), FaceCover::EyeBar);
        assert_eq!(covered(&[bar(59), whole(OTHER)], Some(&both)), FaceCover::EyeBar);
        assert_eq!(
            covered(&[whole(FACE), whole(OTHER)], Some(&both)),
            FaceCover::Covered
        );
        let one = [face(FACE), dismissed(face(OTHER))];
        assert_eq!(covered(&[whole(FACE)], Some(&one)), FaceCover::Covered);
    }

    #[test]
    fn a_region_marked_as_a_face_counts_where_none_was_found_and_never_instead_of_one() {
        let marked = region(OTHER, true, None);
        assert_eq!(covered(slice::from_ref(&marked), None), FaceCover::Covered);
        assert_eq!(covered(slice::from_ref(&marked), Some(&[])), FaceCover::Covered);
        let gone = [dismissed(face(OTHER))];
        assert_eq!(covered(slice::from_ref(&marked), Some(&gone)), FaceCover::Covered);
        assert_eq!(covered(&[marked], Some(&[face(FACE)])), FaceCover::Open);
        assert_eq!(covered(&[region(OTHER, false, None)], None), FaceCover::Open);
        assert_eq!(
            covered(&[region([900, 0, 50, 50], true, None)], None),
            FaceCover::Open
        );
        assert_eq!(covered(&[], None), FaceCover::Open);
        assert_eq!(covered(&[], Some(&[])), FaceCover::Open);
    }

    #[test]
    fn only_faces_that_nobody_dismissed_are_counted() {
        let text = Found {
            suggestion: Suggestion {
                kind: Kind::Text,
                shape: rectangle(OTHER),
                core: rectangle(OTHER),
            },
            dismissed: false,
        };
        assert_eq!(told(&[], None).faces, None);
        assert_eq!(told(&[], Some(slice::from_ref(&text))).faces, Some(0));
        let found = [face(FACE), text, dismissed(face(OTHER))];
        assert_eq!(told(&[], Some(&found)).faces, Some(1));
    }

    #[test]
    fn a_mark_is_hidden_by_a_region_of_its_name_that_touches_the_picture() {
        let regions = [
            region(FACE, false, Some("tattoo")),
            region(FACE, true, None),
            region([-90, 0, 50, 50], false, Some("scar")),
            region([390, 290, 50, 50], false, Some(" Ring ")),
        ];
        assert_eq!(told(&regions, None).hidden_marks, ["tattoo", " Ring "]);
    }
}
