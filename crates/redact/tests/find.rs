//! What is suggested: faces, lines of print and codes, where they are and no others.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed, as it should"
)]

mod drawn;

use drawn::{Canvas, GLYPH, barcode, qr, write};
use proptest::prelude::*;
use safelight_redact::find::{Kind, Suggestion, codes, faces, suggestions, text};
use safelight_redact::{Pixels, Shape, Size, jpeg};

/// A portrait (see `pictures/README.md`), 256 × 256 pixels.
const FACE: &[u8] = include_bytes!("pictures/face.jpg");
/// Where the head is in it, hair and chin: left, top, right, bottom.
const HEAD: [i64; 4] = [58, 22, 198, 178];

fn portrait() -> Canvas {
    Canvas::of(&jpeg::render(FACE, 256).unwrap())
}

fn sides(suggestion: &Suggestion) -> [i64; 4] {
    let Shape::Rectangle { x, y, width, height } = suggestion.shape else {
        panic!("a rectangle is suggested");
    };
    let (x, y) = (i64::from(x), i64::from(y));
    [x, y, x + i64::from(width), y + i64::from(height)]
}

/// That one thing is suggested, that it covers `wanted`, and that it is not much larger.
#[track_caller]
fn assert_covers(found: &[Suggestion], kind: Kind, wanted: [i64; 4]) {
    assert_eq!(found.len(), 1, "one suggestion for {wanted:?}: {found:?}");
    assert_eq!(found[0].kind, kind);
    let [left, top, right, bottom] = sides(&found[0]);
    let covers = left <= wanted[0] && top <= wanted[1] && right >= wanted[2] && bottom >= wanted[3];
    assert!(covers, "{found:?} covers {wanted:?}");
    let (width, height) = (wanted[2] - wanted[0], wanted[3] - wanted[1]);
    let room = (width.min(height) * 8 / 10).max(15);
    let close = right - left <= width + 2 * room && bottom - top <= height + 2 * room;
    assert!(close, "{found:?} is close around {wanted:?}");
}

#[test]
fn a_face_has_one_box_that_covers_its_head_however_the_picture_is_turned() {
    let (width, height) = (420, 300);
    let mut picture = Canvas::plain(420, 300, 160);
    picture.put(&portrait(), 130, 30);
    let [left, top, right, bottom] = [130 + HEAD[0], 30 + HEAD[1], 130 + HEAD[2], 30 + HEAD[3]];
    let turned = [
        [left, top, right, bottom],
        [height - bottom, left, height - top, right],
        [width - right, height - bottom, width - left, height - top],
        [top, width - right, bottom, width - left],
    ];
    for head in turned {
        assert_covers(&picture.faces(1), Kind::Face, head);
        picture = picture.turned();
    }
}

#[test]
fn a_face_in_a_large_picture_is_where_it_is_displayed() {
    let mut picture = Canvas::plain(1500, 1100, 140);
    picture.put(&portrait(), 900, 700);
    let [left, top, right, bottom] = HEAD;
    let head = [900 + left, 700 + top, 900 + right, 700 + bottom].map(|place| 3 * place);
    assert_covers(&picture.faces(3), Kind::Face, head);
}

#[test]
fn every_face_of_a_group_has_its_box() {
    let mut picture = Canvas::plain(1300, 620, 90);
    let places = [(20, 40), (350, 10), (680, 300), (1000, 60)];
    for (x, y) in places {
        picture.put(&portrait(), x, y);
    }
    let mut found: Vec<_> = picture.faces(1).iter().map(sides).collect();
    found.sort_unstable();
    let near = |(place, found): (&(u32, u32), &[i64; 4])| {
        let middle = (found[0].midpoint(found[2]), found[1].midpoint(found[3]));
        (middle.0 - i64::from(place.0) - 128).abs() < 25 && (middle.1 - i64::from(place.1) - 98).abs() < 25
    };
    assert!(
        found.len() == 4 && places.iter().zip(&found).all(near),
        "{found:?}"
    );
}

#[test]
fn nothing_is_found_in_flat_noisy_and_shaded_pictures() {
    let flat = Canvas::plain(400, 300, 200);
    let noise = Canvas::drawn(400, 300, drawn::noise);
    let shade = Canvas::drawn(400, 300, |x, y| ((x + y) / 5) as u8);
    for picture in [flat, noise, shade] {
        let pixels = picture.pixels();
        assert_eq!(suggestions(&pixels, pixels.size), []);
    }
}

#[test]
fn a_line_of_print_has_one_box_dark_on_light_and_light_on_dark_small_and_large() {
    for size in [2, 3, 5, 9] {
        for (paper, ink) in [(230, 40), (30, 220), (150, 80)] {
            let mut picture = Canvas::plain(1300, 500, paper);
            let width = write(&mut picture, "PATIENT 0815 WARD 7", (200, 300), size, ink);
            let line = [200, 300, 200 + i64::from(width), 300 + i64::from(GLYPH.1 * size)];
            assert_covers(&picture.text(1), Kind::Text, line);
        }
    }
}

/// Of a name, the initial behind it is as telling.
#[test]
fn the_box_of_a_line_holds_a_letter_behind_a_gap_and_one_before_it() {
    for (ink, paper) in [(30, 220), (220, 40)] {
        for [before, behind] in [["", "  D"], ["", "  1"], ["A  ", ""], ["A  ", "  D"]] {
            let mut picture = Canvas::plain(1300, 500, paper);
            let print = format!("{before}PATIENT 0815{behind}");
            let width = write(&mut picture, &print, (200, 300), 4, ink);
            let line = [200, 300, 200 + i64::from(width), 300 + i64::from(4 * GLYPH.1)];
            assert_covers(&picture.text(1), Kind::Text, line);
        }
    }
}

#[test]
fn a_line_of_print_that_goes_up_is_found_too() {
    let mut picture = Canvas::plain(900, 1200, 210);
    let width = write(&mut picture, "PATIENT 0815 WARD 7", (100, 300), 4, 30);
    let [left, right] = [100, 100 + i64::from(width)];
    let (top, bottom) = (300, 300 + i64::from(4 * GLYPH.1));
    let line = [1200 - bottom, left, 1200 - top, right];
    assert_covers(&picture.turned().text(1), Kind::Text, line);
}

#[test]
fn a_line_of_print_is_where_it_is_displayed() {
    let mut picture = Canvas::plain(1000, 700, 220);
    let width = write(&mut picture, "WARD 7 PATIENT 0815", (150, 500), 3, 20);
    let line = [150, 500, 150 + i64::from(width), 500 + i64::from(3 * GLYPH.1)].map(|place| 4 * place);
    assert_covers(&picture.text(4), Kind::Text, line);
}

#[test]
fn a_qr_code_is_found_whichever_way_it_is_turned_small_and_large() {
    for (module, angle) in [(2, 0.0), (3, 90.0), (4, 30.0), (8, 45.0), (20, 10.0)] {
        let code = qr(module);
        let mut picture = Canvas::plain(1600, 1200, 180);
        let wanted = picture.put_turned(&code, (800, 600), angle);
        assert_covers(&picture.codes(1), Kind::Code, wanted);
    }
}

#[test]
fn a_light_qr_code_on_a_dark_ground_is_found() {
    let code = qr(5).inverted();
    let mut picture = Canvas::plain(1200, 900, 20);
    let wanted = picture.put_turned(&code, (500, 400), 0.0);
    assert_covers(&picture.codes(2), Kind::Code, wanted.map(|place| 2 * place));
}

#[test]
fn a_barcode_is_found_whichever_way_it_is_turned_small_and_large() {
    for (module, angle) in [(2, 0.0), (2, 90.0), (3, 30.0), (6, 45.0), (9, 170.0)] {
        let code = barcode(module);
        let mut picture = Canvas::plain(1600, 1200, 190);
        let wanted = picture.put_turned(&code, (800, 600), angle);
        let found = picture.codes(1);
        assert_covers(&found, Kind::Code, wanted);
    }
}

#[test]
fn a_fence_is_no_barcode() {
    let fence = Canvas::drawn(800, 600, |x, _| if x / 4 % 2 == 0 { 40 } else { 210 });
    assert_eq!(fence.codes(1), []);
}

#[test]
fn the_largest_sizes_are_worked_on_within_bounds_and_false_ones_not_at_all() {
    for (width, height) in [
        (1, 1),
        (3, 4000),
        (4000, 3),
        (40, 40),
        (39, 41),
        (1, 5000),
        (2000, 40),
    ] {
        let picture = Canvas::drawn(width, height, drawn::noise).pixels();
        for displayed in [picture.size, size(1, 1), size(u32::MAX, u32::MAX)] {
            assert_inside(&suggestions(&picture, displayed), displayed);
        }
    }
    let no_pixels = Pixels {
        size: size(0, 7),
        rgb: Vec::new(),
    };
    let too_few = Pixels {
        size: size(500, 500),
        rgb: vec![0; 30],
    };
    let too_many = Pixels {
        size: size(u32::MAX, u32::MAX),
        rgb: Vec::new(),
    };
    for picture in [no_pixels, too_few, too_many] {
        assert_eq!(suggestions(&picture, size(500, 500)), []);
    }
}

#[test]
fn a_picture_of_nothing_but_faces_has_a_box_for_each_in_bounded_work() {
    let small = portrait().halved();
    let mut picture = Canvas::plain(1536, 1152, 128);
    for y in 0..9 {
        (0..12).for_each(|x| picture.put(&small, 128 * x, 128 * y));
    }
    let found = picture.faces(1);
    assert_eq!(found.len(), 12 * 9);
}

#[test]
fn what_is_suggested_is_written_in_the_words_of_the_window() {
    let suggestion = portrait().faces(1).pop().unwrap();
    let written = serde_json::to_value(&suggestion).unwrap();
    assert_eq!(written["kind"], "face");
    assert!(written["shape"]["rectangle"]["width"].is_u64(), "{written}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_picture_of_any_size_has_suggestions_within_it(
        width in 1_u32..300,
        height in 1_u32..300,
        shown in (1_u32..5000, 1_u32..5000),
        seed in any::<u32>(),
        coarse in 1_u32..40,
        levels in 1_u8..=255,
    ) {
        let picture = Canvas::drawn(width, height, |x, y| {
            drawn::noise((x / coarse).wrapping_add(seed), y / coarse) / levels * levels
        });
        let displayed = size(shown.0, shown.1);
        assert_inside(&suggestions(&picture.pixels(), displayed), displayed);
    }
}

const fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

#[track_caller]
fn assert_inside(found: &[Suggestion], displayed: Size) {
    for suggestion in found {
        let [left, top, right, bottom] = sides(suggestion);
        let inside = 0 <= left && 0 <= top && left < right && top < bottom;
        assert!(
            inside && right <= i64::from(displayed.width) && bottom <= i64::from(displayed.height),
            "{suggestion:?} is within {displayed:?}"
        );
    }
}

/// What is found in the picture when it is displayed `times` as large.
impl Canvas {
    fn found(&self, times: u32, find: fn(&Pixels, Size) -> Vec<Suggestion>) -> Vec<Suggestion> {
        let pixels = self.pixels();
        find(
            &pixels,
            size(times * pixels.size.width, times * pixels.size.height),
        )
    }

    fn faces(&self, times: u32) -> Vec<Suggestion> {
        self.found(times, faces)
    }

    fn text(&self, times: u32) -> Vec<Suggestion> {
        self.found(times, text)
    }

    fn codes(&self, times: u32) -> Vec<Suggestion> {
        self.found(times, codes)
    }
}
