//! What every format of pixels promises, asked of each of its kinds.
#![allow(dead_code, reason = "each test target uses a part of it")]

use safelight_redact::{Area, Concealed, Error, Polygon, Region, Rgb, Seed, Shape, Style, Upright};

use super::{SEED, filled, gaussian, region, scene, secret};

/// A picture: the frame or page, then column and row.
pub(crate) type Drawn<'a> = &'a dyn Fn(u32, u32, u32) -> [u8; 3];

/// A file of a width and a height.
type Written = dyn Fn(u32, u32, Drawn<'_>) -> Vec<u8>;

pub(crate) type Conceal = fn(&[u8], &[Region], Upright, &Seed) -> Result<Concealed, Error>;

type Differences = fn(&[u8], &[u8], &Area, &[Region]) -> Result<u64, Error>;

/// What under the area is not the paint of [`SEED`].
type Inside = fn(&[u8], &[u8], &Area, &[Region]) -> Result<u64, Error>;

/// One way in which a format is written.
pub(crate) struct Kind {
    pub(crate) name: String,
    pub(crate) of: Box<Written>,
}

pub(crate) struct Format {
    pub(crate) conceal: Conceal,
    pub(crate) differences: Differences,
    pub(crate) inside: Inside,
    /// Every frame as it is shown, red, green, blue, alpha, by another decoder where there is one.
    pub(crate) shown: fn(&[u8]) -> Vec<Vec<[u8; 4]>>,
    pub(crate) kinds: Vec<Kind>,
}

const WIDTH: u32 = 97;
const HEIGHT: u32 = 71;

/// What a frame of the first picture shows.
pub(crate) fn moving(frame: u32, x: u32, y: u32) -> [u8; 3] {
    scene(x + 5 * frame, y + 3 * frame)
}

fn with_secret(area: &Area) -> impl Fn(u32, u32, u32) -> [u8; 3] {
    |frame, x, y| {
        if area.contains(x, y) {
            secret(x + frame, y)
        } else {
            moving(frame, x, y)
        }
    }
}

/// Whether two pictures with the same surround come out as one file.
fn tells_nothing(first: &[u8], second: &[u8]) -> bool {
    first == second
}

/// All shapes and styles, some of them over one another.
pub(crate) fn shapes() -> Vec<Vec<Region>> {
    let corners = vec![[20, 15], [60, 22], [33, 48]];
    let (x, y, width, height) = (30, 20, 25, 17);
    let shapes = [
        Shape::Rectangle { x, y, width, height },
        Shape::Ellipse { x, y, width, height },
        Shape::Polygon(Polygon::try_from(corners).unwrap()),
    ];
    let fill = Style::Fill(Rgb {
        red: 200,
        green: 10,
        blue: 90,
    });
    let of = |shape: &Shape, style| Region {
        shape: shape.clone(),
        style,
        face: false,
        name: None,
    };
    let mut all: Vec<Vec<Region>> = shapes
        .iter()
        .flat_map(|shape| [Style::Blur, Style::Mosaic, fill].map(|style| vec![of(shape, style)]))
        .collect();
    all.push(vec![
        region(30, 20, 21, 15),
        filled(61, 10, 10, 30, [200, 10, 90]),
        region(40, 30, 15, 12),
    ]);
    all
}

impl Format {
    pub(crate) fn concealed(&self, file: &[u8], regions: &[Region]) -> Concealed {
        (self.conceal)(file, regions, Upright::TopLeft, &SEED).unwrap()
    }

    /// Pictures that differ only where they are hidden become one file, whatever the shape and style.
    pub(crate) fn one_file(&self) {
        for kind in &self.kinds {
            let plain = (kind.of)(WIDTH, HEIGHT, &moving);
            for regions in shapes() {
                let Concealed { bytes, area } = self.concealed(&plain, &regions);
                let other = (kind.of)(WIDTH, HEIGHT, &with_secret(&area));
                assert_ne!(plain, other, "{}: the sources are one", kind.name);
                let between = (self.differences)(&plain, &other, &area, &regions).unwrap();
                assert_eq!(between, 0, "{}: the pair is not one", kind.name);
                let other = self.concealed(&other, &regions).bytes;
                assert!(tells_nothing(&bytes, &other), "{} {regions:?}", kind.name);
            }
        }
    }

    /// The same question finds a Gaussian blur out.
    pub(crate) fn canary(&self) {
        let regions = [region(30, 20, 21, 15)];
        for kind in &self.kinds {
            let area = self.concealed(&(kind.of)(WIDTH, HEIGHT, &moving), &regions).area;
            let hidden = with_secret(&area);
            let blurred = |drawn: Drawn<'_>| {
                (kind.of)(WIDTH, HEIGHT, &|frame, x, y| {
                    gaussian(|x, y| drawn(frame, x, y), &area)(x, y)
                })
            };
            let (first, second) = (blurred(&moving), blurred(&hidden));
            let between = (self.differences)(&first, &second, &area, &regions).unwrap();
            assert_eq!(between, 0, "{}: the pair is not one", kind.name);
            assert!(!tells_nothing(&first, &second), "{}", kind.name);
        }
    }

    /// Outside, nothing changes, as another decoder sees it; inside, all is opaque and a fill has its colour.
    pub(crate) fn outside_stays(&self) {
        for kind in &self.kinds {
            let plain = (kind.of)(WIDTH, HEIGHT, &moving);
            for regions in shapes() {
                let Concealed { bytes, area } = self.concealed(&plain, &regions);
                assert!(!area.is_empty() && bytes != plain, "{}", kind.name);
                let differences = (self.differences)(&plain, &bytes, &area, &regions).unwrap();
                assert_eq!(differences, 0, "{} {regions:?}", kind.name);
                let (before, after) = ((self.shown)(&plain), (self.shown)(&bytes));
                assert_eq!(before.len(), after.len(), "{}: frames", kind.name);
                for (frame, (before, after)) in before.iter().zip(&after).enumerate() {
                    assert_eq!(before.len(), after.len(), "{}: size", kind.name);
                    let mut changed = 0;
                    for (at, (old, new)) in (0..).zip(before.iter().zip(after)) {
                        let (x, y) = (at % WIDTH, at / WIDTH);
                        if area.contains(x, y) {
                            assert_eq!(new[3], 255, "{} {frame}: {x}, {y} is not opaque", kind.name);
                            changed += u32::from(old != new);
                        } else {
                            assert_eq!(old, new, "{} {frame}: {x}, {y}", kind.name);
                        }
                    }
                    assert!(changed > 0, "{} {frame}: {changed}", kind.name);
                }
            }
        }
    }

    /// Any picture and any region will do.
    pub(crate) fn any_region(&self) {
        let regions = [
            vec![region(0, 0, 1, 1)],
            vec![region(-5, -5, 5000, 5000)],
            vec![region(0, 0, 3, 3), region(2, 2, 4, 4)],
            vec![region(14, 10, 1, 1), filled(0, 15, 300, 1, [9, 9, 9])],
            vec![region(-30, 4, 24, 8)],
            vec![region(i32::MAX, i32::MAX, u32::MAX, u32::MAX), region(0, 0, 0, 0)],
        ];
        for kind in &self.kinds {
            for (width, height) in [(1, 1), (3, 2), (17, 16), (33, 47), (1, 100)] {
                let plain = (kind.of)(width, height, &moving);
                for regions in &regions {
                    let Concealed { bytes, area } = self.concealed(&plain, regions);
                    let name = format!("{} {width}×{height} {regions:?}", kind.name);
                    let differences = (self.differences)(&plain, &bytes, &area, regions).unwrap();
                    assert_eq!(differences, 0, "{name}");
                    let inside = (self.inside)(&plain, &bytes, &area, regions).unwrap();
                    assert_eq!(inside, 0, "{name}");
                    let other = (kind.of)(width, height, &with_secret(&area));
                    assert!(
                        tells_nothing(&bytes, &self.concealed(&other, regions).bytes),
                        "{name}"
                    );
                    (self.shown)(&bytes);
                }
                let off = [region(-900, 0, 50, 50)];
                let Concealed { bytes, area } = self.concealed(&plain, &off);
                let inside = (self.inside)(&plain, &bytes, &area, &off).unwrap();
                assert_eq!(inside, 0, "{}: off the picture", kind.name);
                assert!(
                    area.is_empty() && bytes == plain,
                    "{}: off the picture",
                    kind.name
                );
            }
        }
    }

    /// A changed pixel outside is counted.
    pub(crate) fn changes_are_counted(&self) {
        for kind in &self.kinds {
            let plain = (kind.of)(WIDTH, HEIGHT, &moving);
            let regions = [region(30, 20, 21, 15)];
            let area = self.concealed(&plain, &regions).area;
            let touched = (kind.of)(WIDTH, HEIGHT, &|frame, x, y| {
                if (x, y) == (90, 60) {
                    moving(frame, x, y).map(|level| !level)
                } else {
                    moving(frame, x, y)
                }
            });
            let differences = (self.differences)(&plain, &touched, &area, &regions).unwrap();
            assert!(differences > 0, "{}", kind.name);
        }
    }

    /// What a concealer leaves of the source inside is counted, all of it or one pixel. Gives how many kinds can hold a
    /// copy's very colours with one of them changed.
    pub(crate) fn leftovers_are_counted(&self) -> usize {
        let one_pixel = |kind: &&Kind| {
            let plain = (kind.of)(WIDTH, HEIGHT, &moving);
            for regions in shapes() {
                let Concealed { bytes, area } = self.concealed(&plain, &regions);
                let inside = |copy: &[u8]| (self.inside)(&plain, copy, &area, &regions).unwrap();
                assert_eq!(inside(&bytes), 0, "{} {regions:?}", kind.name);
                assert!(inside(&plain) > 0, "{} {regions:?}", kind.name);
            }
            let regions = [region(30, 20, 21, 15)];
            let Concealed { bytes, area } = self.concealed(&plain, &regions);
            let frames = (self.shown)(&bytes);
            let shown = |frame: u32, x: u32, y: u32| {
                let frame = &frames[frame as usize % frames.len()];
                // Some encoders ask for what lies beyond the picture.
                let pixel = frame.get((y * WIDTH + x) as usize).unwrap_or(&[0; 4]);
                [pixel[0], pixel[1], pixel[2]]
            };
            let touched = |frame, x, y| {
                let is_last = frame as usize + 1 == frames.len();
                let one = shown(frame, x, y);
                if is_last && (x, y) == (40, 28) {
                    one.map(|level| !level)
                } else {
                    one
                }
            };
            let inside = |drawn: Drawn<'_>| {
                let copy = (kind.of)(WIDTH, HEIGHT, drawn);
                (self.inside)(&plain, &copy, &area, &regions)
            };
            let exact = !frames.is_empty() && inside(&shown).is_ok_and(|count| count == 0);
            assert!(
                !exact || inside(&touched).unwrap() > 0,
                "{}: one pixel",
                kind.name
            );
            exact
        };
        self.kinds.iter().filter(one_pixel).count()
    }

    /// Files that are cut off or changed end in a value, and what comes out of them is sound.
    pub(crate) fn survives(&self, mended: impl Fn(Vec<u8>) -> Vec<u8>) {
        for kind in &self.kinds {
            let file = (kind.of)(40, 33, &moving);
            let step = file.len().div_ceil(50);
            for length in (0..file.len()).step_by(step) {
                self.survive(&mended(file[..length].to_vec()));
            }
            let all = file.len().min(100);
            for at in (0..all).chain((all..file.len()).step_by(step)) {
                for value in [0, 0xFF, file[at] ^ 0x80] {
                    let mut file = file.clone();
                    file[at] = value;
                    self.survive(&mended(file));
                }
            }
        }
    }

    fn survive(&self, file: &[u8]) {
        let upright = Upright::RightTop;
        let regions = [region(12, 12, 4, 4)];
        if let Ok(concealed) = (self.conceal)(file, &regions, upright, &SEED)
            && !concealed.area.is_empty()
        {
            let differences = (self.differences)(file, &concealed.bytes, &concealed.area, &regions);
            assert_eq!(differences.unwrap(), 0);
            let inside = (self.inside)(file, &concealed.bytes, &concealed.area, &regions);
            assert_eq!(inside.unwrap(), 0);
        }
    }
}
