//! Every shape hides what it goes round and a margin, in every style, and nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use common::{BASELINE, Jpeg, SEED, displayed, gaussian, scene, scene_with_secret};
use proptest::prelude::*;
use safelight_redact::{
    Area, Concealed, NoPolygon, Polygon, Region, Rgb, Shape, Size, Style, Upright, jpeg, png as redact,
};

/// Of every shape here: its larger side is below 160 pixels.
const PADDING: u32 = 8;

fn polygon(corners: &[[i32; 2]]) -> Shape {
    Shape::Polygon(Polygon::try_from(corners.to_vec()).unwrap())
}

fn region(shape: Shape, style: Style) -> Region {
    Region {
        shape,
        style,
        face: false,
        name: None,
    }
}

const STYLES: [Style; 3] = [
    Style::Blur,
    Style::Mosaic,
    Style::Fill(Rgb {
        red: 200,
        green: 40,
        blue: 90,
    }),
];

fn shapes() -> Vec<Shape> {
    let (x, y, width, height) = (40, 30, 50, 36);
    vec![
        Shape::Rectangle { x, y, width, height },
        Shape::Ellipse { x, y, width, height },
        polygon(&[[40, 30], [90, 40], [60, 66]]),
        // A horseshoe and a star, which crosses itself.
        polygon(&[
            [40, 30],
            [90, 30],
            [90, 66],
            [80, 66],
            [80, 40],
            [50, 40],
            [50, 66],
            [40, 66],
        ]),
        polygon(&[[65, 30], [80, 66], [40, 43], [90, 43], [50, 66]]),
        // Over the corner of the picture, and without any extent.
        polygon(&[[-20, -20], [30, 0], [0, 30]]),
        polygon(&[[50, 50], [50, 50], [50, 50]]),
    ]
}

fn png_of(width: u32, height: u32, picture: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let samples: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| picture(x, y))
        .collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&samples).unwrap();
    writer.finish().unwrap();
    file
}

fn pixels(file: &[u8]) -> Vec<[u8; 3]> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut samples = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut samples).unwrap();
    samples.as_chunks::<3>().0.to_vec()
}

const SIZE: Size = Size {
    width: 130,
    height: 98,
};

type Conceal = fn(&[u8], &[Region]) -> Concealed;
type Draw = fn(&dyn Fn(u32, u32) -> [u8; 3]) -> Vec<u8>;

fn codings() -> [(&'static str, Draw, Conceal); 3] {
    let of_jpeg: Conceal = |file, regions| jpeg::conceal(file, regions, Upright::TopLeft, &SEED).unwrap();
    let baseline: Draw = |picture| BASELINE.of(130, 98, picture);
    let progressive: Draw = |picture| {
        Jpeg {
            progressive: true,
            ..BASELINE
        }
        .of(130, 98, picture)
    };
    [
        (
            "PNG",
            |picture| png_of(130, 98, picture),
            |file, regions| redact::conceal(file, regions, Upright::TopLeft, &SEED).unwrap(),
        ),
        ("baseline JPEG", baseline, of_jpeg),
        ("progressive JPEG", progressive, of_jpeg),
    ]
}

#[test]
fn pictures_that_differ_only_inside_come_out_alike_in_every_shape_and_style() {
    for (coding, draw, conceal) in codings() {
        let plain = draw(&scene);
        for (shape, style) in shapes()
            .into_iter()
            .flat_map(|shape| STYLES.map(|style| (shape.clone(), style)))
        {
            let regions = [region(shape, style)];
            let Concealed { bytes, area } = conceal(&plain, &regions);
            let secret = draw(&scene_with_secret(&area));
            assert!(secret != plain, "{coding}: {regions:?}");
            assert!(conceal(&secret, &regions).bytes == bytes, "{coding}: {regions:?}");
            // The canary: a blur of what is there tells the two apart.
            let blurred = [
                draw(&gaussian(scene, &area)),
                draw(&gaussian(scene_with_secret(&area), &area)),
            ];
            assert!(blurred[0] != blurred[1], "{coding}: {regions:?}");
        }
    }
}

#[test]
fn outside_nothing_changes_and_inside_all_is_painted() {
    let source = png_of(130, 98, |_, _| [3, 250, 7]);
    for shape in shapes() {
        let fill = [region(shape, Style::Fill(Rgb::default()))];
        let Concealed { bytes, area } = redact::conceal(&source, &fill, Upright::TopLeft, &SEED).unwrap();
        for (at, pixel) in pixels(&bytes).into_iter().enumerate() {
            let hidden = area.contains(at as u32 % 130, at as u32 / 130);
            assert_eq!(pixel, if hidden { [0; 3] } else { [3, 250, 7] });
        }
        let of_jpeg = BASELINE.of(130, 98, scene);
        let Concealed { bytes, area } = jpeg::conceal(&of_jpeg, &fill, Upright::TopLeft, &SEED).unwrap();
        assert_eq!(jpeg::differences_outside(&of_jpeg, &bytes, &area).unwrap(), 0);
    }
}

#[test]
fn a_mosaic_has_one_colour_a_square() {
    let source = png_of(400, 400, scene);
    let shape = Shape::Rectangle {
        x: 100,
        y: 100,
        width: 176,
        height: 176,
    };
    // Padded by 5 %, its sides are 194 pixels: eight squares of 25, the last cut.
    let Concealed { bytes, area } =
        redact::conceal(&source, &[region(shape, Style::Mosaic)], Upright::TopLeft, &SEED).unwrap();
    let rect = area.masks().next().unwrap().rect();
    assert_eq!((rect.left, rect.top, rect.right), (91, 91, 285));
    let pixels = pixels(&bytes);
    let at = |x: u32, y: u32| pixels[(y * 400 + x) as usize];
    let mut colours = std::collections::BTreeSet::new();
    for (x, y) in area.pixels() {
        let (column, row) = ((x - rect.left) / 25, (y - rect.top) / 25);
        assert_eq!(at(x, y), at(rect.left + column * 25, rect.top + row * 25));
        colours.insert((at(x, y), column, row));
    }
    assert_eq!(colours.len(), 64);
    assert!(
        colours
            .iter()
            .map(|it| it.0)
            .collect::<std::collections::BTreeSet<_>>()
            .len()
            > 20
    );
}

#[test]
fn a_fill_covers_a_mosaic_and_a_mosaic_a_blur() {
    let source = png_of(130, 98, scene);
    let at = |inset: i32| Shape::Rectangle {
        x: 20 + inset,
        y: 20 + inset,
        width: (80 - 2 * inset) as u32,
        height: (60 - 2 * inset) as u32,
    };
    let red = Style::Fill(Rgb {
        red: 255,
        green: 0,
        blue: 0,
    });
    let hidden = |regions: &[Region]| {
        let concealed = redact::conceal(&source, regions, Upright::TopLeft, &SEED).unwrap();
        pixels(&concealed.bytes)
    };
    let all = hidden(&[
        region(at(20), red),
        region(at(10), Style::Mosaic),
        region(at(0), Style::Blur),
    ]);
    assert_eq!(all[50 * 130 + 60], [255, 0, 0]);
    // One square of the mosaic, whatever the blur below would show.
    assert_eq!(all[26 * 130 + 40], all[27 * 130 + 41]);
}

#[test]
fn what_an_outline_goes_round_twice_or_backwards_is_hidden_too() {
    let star = |corners: &[[i32; 2]]| {
        let source = png_of(300, 300, scene);
        let regions = [region(polygon(corners), Style::Blur)];
        redact::conceal(&source, &regions, Upright::TopLeft, &SEED)
            .unwrap()
            .area
    };
    let mut corners = vec![[150, 20], [230, 260], [20, 110], [280, 110], [70, 260]];
    assert!(star(&corners).contains(150, 150));
    corners.reverse();
    assert!(star(&corners).contains(150, 150));
    assert!(!star(&corners).contains(60, 200), "between two of its arms");
}

#[test]
fn a_polygon_has_at_least_three_corners_and_no_endless_number() {
    assert_eq!(Polygon::try_from(vec![[0, 0]; 2]), Err(NoPolygon(2)));
    assert_eq!(Polygon::try_from(vec![[0, 0]; 1001]), Err(NoPolygon(1001)));
    assert!(Polygon::try_from(vec![[0, 0]; 1000]).is_ok());
}

fn area_of(shape: &Shape, upright: Upright, stored: Size) -> Area {
    let source = png_of(stored.width, stored.height, |_, _| [0; 3]);
    let fill = [region(shape.clone(), Style::Fill(Rgb::default()))];
    redact::conceal(&source, &fill, upright, &SEED).unwrap().area
}

#[test]
fn a_shape_is_turned_with_the_picture() {
    for shape in shapes() {
        let shown = area_of(&shape, Upright::TopLeft, SIZE);
        for upright in Upright::ALL {
            let stored = upright.displayed(SIZE);
            let area = area_of(&shape, upright, stored);
            for (x, y) in (0..stored.height).flat_map(|y| (0..stored.width).map(move |x| (x, y))) {
                let (shown_x, shown_y) = displayed(upright, stored, x, y);
                assert_eq!(
                    area.contains(x, y),
                    shown.contains(shown_x, shown_y),
                    "{upright:?} {shape:?}"
                );
            }
        }
    }
}

/// Whether a point is in a shape: an ellipse by its equation, a polygon by the angle that its outline turns round it.
fn holds(shape: &Shape, x: f64, y: f64) -> bool {
    match shape {
        Shape::Ellipse {
            x: left,
            y: top,
            width,
            height,
        } => {
            let (a, b) = (f64::from(*width) / 2.0, f64::from(*height) / 2.0);
            let (dx, dy) = ((x - f64::from(*left) - a) / a, (y - f64::from(*top) - b) / b);
            dx * dx + dy * dy <= 1.0
        }
        Shape::Polygon(polygon) => {
            let corners = polygon.corners();
            let angle: f64 = (0..corners.len())
                .map(|at| {
                    let [a, b] = [corners[at], corners[(at + 1) % corners.len()]]
                        .map(|[cx, cy]| (f64::from(cx) - x, f64::from(cy) - y));
                    (a.0 * b.1 - a.1 * b.0).atan2(a.0 * b.0 + a.1 * b.1)
                })
                .sum();
            angle.abs() > 1.0
        }
        Shape::Rectangle { .. } => false,
    }
}

/// Whether each pixel of −32..96 has a point of the shape in it, row by row: on a grid, and on its outline too.
fn touched(shape: &Shape, outline: bool) -> Vec<bool> {
    let mut touched = vec![false; 128 * 128];
    let mut touch = |x: f64, y: f64| {
        let (column, row) = (x.floor() as i64 + 32, y.floor() as i64 + 32);
        if (0..128).contains(&column) && (0..128).contains(&row) {
            touched[(row * 128 + column) as usize] = true;
        }
    };
    let grid = || (0..512).map(|step| f64::from(step) / 4.0 - 31.9);
    grid()
        .flat_map(|y| grid().map(move |x| (x, y)))
        .filter(|&(x, y)| holds(shape, x, y))
        .for_each(|(x, y)| touch(x, y));
    if let (Shape::Polygon(polygon), true) = (shape, outline) {
        let corners = polygon.corners();
        for (at, start) in corners.iter().enumerate() {
            let end = corners[(at + 1) % corners.len()];
            let along = |axis: usize, step: u32| {
                let (from, to) = (f64::from(start[axis]), f64::from(end[axis]));
                from + (to - from) * f64::from(step) / 1000.0
            };
            (0..=1000).for_each(|step| touch(along(0, step), along(1, step)));
        }
    }
    touched
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_hidden_pixels_are_the_shape_and_its_margin(
        corners in prop::collection::vec([-10_i32..50, -10_i32..50], 3..7),
        round in any::<bool>(),
    ) {
        let shape = if round {
            let [[x, y], [width, height]] = [corners[0], corners[1]];
            Shape::Ellipse { x, y, width: width.unsigned_abs() + 1, height: height.unsigned_abs() + 1 }
        } else {
            polygon(&corners)
        };
        let (inside, all) = (touched(&shape, false), touched(&shape, true));
        let within = |touched: &[bool], x: u32, y: u32, margin: u32| {
            let near = |at: u32| (at + 32 - margin..=at + 32 + margin).map(|at| at as usize);
            near(y).any(|row| near(x).any(|column| touched[row * 128 + column]))
        };
        let area = area_of(&shape, Upright::TopLeft, Size { width: 64, height: 64 });
        for (x, y) in (0..64).flat_map(|y| (0..64).map(move |x| (x, y))) {
            prop_assert!(!within(&inside, x, y, PADDING) || area.contains(x, y), "{x}, {y} is open");
            // A pixel that is touched is hidden whole, and the grid leaves out what is thinner than itself.
            prop_assert!(within(&all, x, y, PADDING + 2) || !area.contains(x, y), "{x}, {y} is hidden");
        }
    }
}
