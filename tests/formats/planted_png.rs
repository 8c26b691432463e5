//! Marks in every slot of a PNG.

use crate::common::{MARK, Slot, assert_gone, clean, holds, look, pixels, slot, slot_of};
use crate::png::{Kind, RGB, animation, bytes, chunk, fctl, fdat, file, iccp, zlib};
use crate::tiff::{BIG, telling};

#[test]
fn nothing_stays_in_a_chunk() {
    let compressed = zlib(MARK);
    let mut slots: Vec<Slot> = [
        "caBX", "gdAT", "iDOT", "vpAg", "mkBF", "sPLT", "hIST", "oFFs", "pCAL", "sCAL", "sTER", "dSIG",
        "tIME", "prVt", "zzZz", "acTL", "fcTL", "fdAT", "tEXt", "gAMA", "sRGB", "sBIT", "cICP", "cLLI",
        "mDCV", "pHYs", "PLTE", "tRNS", "bKGD", "cHRM", "eXIf", "iCCP",
    ]
    .map(|name| {
        slot(
            name,
            RGB.with(name.as_bytes().try_into().expect("four letters"), MARK),
        )
    })
    .into();
    let with = |name: &[u8; 4], data: &[&[u8]]| RGB.with(name, &data.concat());
    slots.extend([
        slot("tEXt keyword", with(b"tEXt", &[MARK, b"\0text"])),
        slot("tEXt text", with(b"tEXt", &[b"Comment\0", MARK])),
        slot("zTXt", with(b"zTXt", &[b"Comment\0\0", &compressed])),
        slot("iTXt", with(b"iTXt", &[b"Comment\0\0\0en\0Kommentar\0", MARK])),
        slot(
            "iTXt, compressed",
            with(b"iTXt", &[b"XML:com.adobe.xmp\0\x01\0\0\0", &compressed]),
        ),
        slot("eXIf", with(b"eXIf", &[&telling(BIG, "PLANTED-MARK", 1)])),
        slot("eXIf, turned", with(b"eXIf", &[&telling(BIG, "PLANTED-MARK", 6)])),
        slot(
            "eXIf with the JPEG name",
            with(b"eXIf", &[b"Exif\0\0", &telling(BIG, "PLANTED-MARK", 1)]),
        ),
        slot("a tRNS of more samples", with(b"tRNS", &[&[0; 6], MARK])),
        slot(
            "an iCCP name",
            with(
                b"iCCP",
                &[&iccp(
                    MARK,
                    &crate::icc::profile(crate::icc::RGB, &crate::icc::matrix()),
                )],
            ),
        ),
        slot(
            "behind the iCCP stream",
            with(
                b"iCCP",
                &[
                    &iccp(b"x", &crate::icc::profile(crate::icc::RGB, &crate::icc::matrix())),
                    MARK,
                ],
            ),
        ),
        slot_of(
            "primaries that are text",
            with(b"cHRM", &[b"32 letters make eight primaries."]),
            b"32 letters",
        ),
        slot("a truecolour palette", with(b"PLTE", &[MARK])),
    ]);
    slots.extend(crate::icc::planted().iter().map(|(name, profile, mark)| {
        slot_of(
            format!("iCCP {name}"),
            with(b"iCCP", &[&iccp(b"x", profile)]),
            mark,
        )
    }));
    assert_gone(&slots);
}

#[test]
fn nothing_stays_in_a_second_copy_or_behind_the_picture() {
    let chunks = RGB.chunks();
    let whole = file(&chunks);
    let with = |place: usize, name: &[u8; 4], data: &[u8]| {
        let mut chunks = chunks.clone();
        chunks.insert(place, chunk(name, data));
        file(&chunks)
    };
    let mut gamma = RGB.chunks();
    gamma.splice(1..1, [chunk(b"gAMA", &[0, 0, 177, 143]), chunk(b"gAMA", b"PLNT")]);
    let mut damaged = bytes(&chunk(b"tEXt", MARK));
    *damaged.last_mut().expect("a checksum") ^= 1;
    let cut = whole.len() - 12;
    assert_gone(&[
        slot_of("a second gAMA", file(&gamma), b"PLNT"),
        slot("tEXt behind IDAT", with(2, b"tEXt", MARK)),
        slot("a private chunk behind IDAT", with(2, b"prVt", MARK)),
        slot("IDAT behind another chunk", {
            let mut chunks = chunks.clone();
            chunks.splice(2..2, [chunk(b"tIME", &[0; 7]), chunk(b"IDAT", MARK)]);
            file(&chunks)
        }),
        slot("bytes behind IEND", [whole.as_slice(), MARK].concat()),
        slot(
            "an older picture behind IEND",
            [whole.as_slice(), &RGB.with(b"tEXt", MARK)].concat(),
        ),
        slot(
            "data of IEND",
            [&whole[..cut], &bytes(&chunk(b"IEND", MARK))].concat(),
        ),
        slot(
            "a chunk of a wrong checksum",
            [&whole[..33], &damaged, &whole[33..]].concat(),
        ),
        slot(
            "a damaged chunk behind IDAT",
            [&whole[..cut], &damaged, &whole[cut..]].concat(),
        ),
        slot(
            "rubbish in IEND's place",
            [&whole[..cut], b"\0\0\0\x0c1234", MARK].concat(),
        ),
    ]);
}

#[test]
fn nothing_stays_in_the_image_data() {
    let rows = RGB.rows(|number| (number * 37 % 251) as u8);
    let stream = zlib(&rows);
    let of = |data: Vec<Vec<u8>>| {
        let data = data.iter().map(|data| chunk(b"IDAT", data));
        file(&[vec![RGB.ihdr()], data.collect(), vec![chunk(b"IEND", b"")]].concat())
    };
    assert_gone(&[
        slot(
            "behind the stream, same chunk",
            of(vec![[stream.as_slice(), MARK].concat()]),
        ),
        slot(
            "behind the stream, next chunk",
            of(vec![stream.clone(), MARK.to_vec()]),
        ),
        slot(
            "behind the stream, later chunk",
            of(vec![stream.clone(), vec![], MARK[..5].to_vec(), MARK.to_vec()]),
        ),
        slot("a second stream", of(vec![stream.clone(), zlib(MARK)])),
        slot(
            "behind the last row",
            of(vec![zlib(&[rows.as_slice(), MARK].concat())]),
        ),
        slot(
            "behind the last row and the stream",
            of(vec![
                [zlib(&[rows.as_slice(), &[0; 9]].concat()).as_slice(), MARK].concat(),
            ]),
        ),
    ]);
    let checksum = of(vec![[&stream[..stream.len() - 4], MARK.as_slice()].concat()]);
    assert!(look(&checksum).is_err(), "a mark in place of the checksum");
}

/// A picture whose every pixel is transparent, its colours the mark.
#[test]
fn no_colour_stays_under_full_transparency() {
    let mut slots = Vec::new();
    for interlaced in [false, true] {
        for (depth, colour) in [(8, 4), (8, 6), (16, 4), (16, 6)] {
            let kind = Kind {
                width: 24,
                height: 2,
                depth,
                colour,
                interlaced,
            };
            let (pixel, sample) = (kind.row_bytes(1), usize::from(depth / 8));
            let mut hidden = Vec::new();
            let rows: Vec<u8> = {
                let plain = kind.rows(|number| {
                    let place = number % pixel;
                    if place < pixel - sample {
                        MARK[number % 12]
                    } else {
                        0
                    }
                });
                hidden.extend(plain.iter().copied());
                plain
            };
            let file = file(&[kind.ihdr(), chunk(b"IDAT", &zlib(&rows)), chunk(b"IEND", b"")]);
            // The longest run of the mark that a row holds is what must be gone.
            let mark = hidden
                .windows(pixel - sample)
                .find(|window| window.iter().all(|byte| MARK.contains(byte)))
                .expect("colours stand there")
                .to_vec();
            slots.push(slot_of(
                format!("depth {depth}, type {colour}, interlaced {interlaced}"),
                file.clone(),
                &mark,
            ));
            assert!(
                rows_of(&clean(&file), rows.len()).iter().all(|byte| *byte <= 4),
                "only filter types are left"
            );
        }
    }
    assert!(slots.len() == 8 && slots.iter().all(|slot| holds(&slot.file, &slot.mark)));
}

/// The inflated data of a file of one IDAT.
fn rows_of(file: &[u8], length: usize) -> Vec<u8> {
    let at = file
        .windows(4)
        .position(|window| window == b"IDAT")
        .expect("a picture")
        + 4;
    let mut rows = vec![0; length];
    flate2::Decompress::new(true)
        .decompress(&file[at..], &mut rows, flate2::FlushDecompress::Finish)
        .expect("a sound stream");
    rows
}

fn palette(kind: Kind, colours: &[u8], alpha: &[u8], index: impl Fn(usize) -> u8) -> Vec<u8> {
    let rows = kind.rows(index);
    file(&[
        kind.ihdr(),
        chunk(b"PLTE", colours),
        chunk(b"tRNS", alpha),
        chunk(b"IDAT", &zlib(&rows)),
        chunk(b"IEND", b""),
    ])
}

#[test]
fn nothing_stays_in_a_palette() {
    let kind = Kind::new(8, 3);
    let unshown = [[9; 12].as_slice(), MARK, &[7; 3]].concat();
    let long = [[5; 12].as_slice(), MARK].concat();
    let shallow = Kind::new(2, 3);
    assert_gone(&[
        slot(
            "colours that no pixel has",
            palette(kind, &unshown, &[255], |n| if n % 2 == 0 { 0 } else { 8 }),
        ),
        slot(
            "colours behind the last that a pixel has",
            palette(kind, &unshown, &[255], |n| (n % 4) as u8),
        ),
        slot(
            "colours beyond the depth",
            palette(shallow, &long, &[255], |n| n as u8),
        ),
        slot(
            "alpha of colours that no pixel has",
            palette(kind, &[1; 60], &[[200; 4].as_slice(), MARK].concat(), |n| {
                (n % 4) as u8
            }),
        ),
        slot(
            "alpha between colours that pixels have",
            palette(
                kind,
                &[1; 63],
                &[[200; 4].as_slice(), MARK, &[100; 5]].concat(),
                |n| if n % 2 == 0 { 0 } else { 20 },
            ),
        ),
        slot(
            "alpha behind the palette",
            palette(kind, &[1; 12], &[[200; 4].as_slice(), MARK].concat(), |n| {
                (n % 4) as u8
            }),
        ),
        slot(
            "colours that are transparent",
            palette(kind, &long, &[255, 255, 255, 255, 0, 0, 0, 0], |n| (n % 8) as u8),
        ),
    ]);
}

/// Several transparent colours would draw a picture that nobody sees.
#[test]
fn transparent_colours_of_a_palette_become_one() {
    for (depth, indices) in [(8, 4u8), (4, 4), (2, 4), (1, 2)] {
        let kind = Kind::new(depth, 3);
        let packed = |n: usize, offset: usize| {
            (0..8 / depth).fold(0u8, |byte, pixel| {
                byte.checked_shl(depth.into()).unwrap_or(0)
                    | ((n * 3 + offset + usize::from(pixel)) % usize::from(indices)) as u8
            })
        };
        let make = |offset| {
            palette(
                kind,
                &[3; 12][..3 * usize::from(indices)],
                &[0, 0, 0, 0][..usize::from(indices)],
                |n| packed(n, offset),
            )
        };
        assert_ne!(make(0), make(1));
        assert_eq!(clean(&make(0)), clean(&make(1)), "depth {depth}");
    }
}

/// A row of 13 pixels of one bit ends with three bits of no pixel.
#[test]
fn spare_bits_of_a_row_are_cleared() {
    for (depth, colour) in [(1, 0), (2, 0), (4, 0), (1, 3), (2, 3), (4, 3)] {
        let kind = Kind::new(depth, colour);
        let mut chunks = kind.chunks();
        let plain = kind.file();
        let mut rows = kind.rows(|number| (number * 37 % 251) as u8);
        let row = 1 + kind.row_bytes(kind.width);
        rows.chunks_mut(row)
            .for_each(|row| *row.last_mut().expect("a byte") |= 1);
        let place = chunks
            .iter()
            .position(|(name, _)| name == b"IDAT")
            .expect("a picture");
        chunks[place].1 = zlib(&rows);
        let dirty = file(&chunks);
        let written = clean(&dirty);
        assert_eq!(pixels(&written), pixels(&plain));
        assert!(
            rows_of(&written, rows.len())
                .chunks(row)
                .all(|row| row[row.len() - 1] & 1 == 0)
        );
    }
}

#[test]
fn nothing_stays_in_an_animation() {
    let chunks = animation();
    assert!(holds(&file(&chunks), b"fdAT"));
    let with = |place: usize, chunk| {
        let mut chunks = chunks.clone();
        chunks.insert(place, chunk);
        file(&chunks)
    };
    let names: Vec<_> = chunks.iter().map(|(name, _)| *name).collect();
    let second = names
        .iter()
        .rposition(|name| name == b"fcTL")
        .expect("a second frame");
    let mut odd = fctl(4, 4, 3, 2, 1);
    odd.1.extend(MARK);
    let still = RGB.chunks();
    assert_gone(&[
        slot(
            "a private chunk between frames",
            with(second, chunk(b"prVt", MARK)),
        ),
        slot(
            "tEXt between the parts of a frame",
            with(second + 2, chunk(b"tEXt", MARK)),
        ),
        slot("a long fcTL", with(chunks.len() - 1, odd)),
        slot(
            "fcTL without a frame",
            with(chunks.len() - 1, fctl(4, 4, 3, u32::from_be_bytes(*b"PLAN"), 1)),
        )
        .because(b"PLAN"),
        slot(
            "fdAT behind the last frame's stream",
            with(chunks.len() - 1, fdat(4, MARK)),
        ),
        slot("fdAT before IDAT", with(3, fdat(1, MARK))),
        slot(
            "fdAT without acTL",
            file(&[&still[..2], &[fdat(0, MARK)], &still[2..]].concat()),
        ),
        slot("data behind a frame's last row", {
            let small = Kind {
                width: 4,
                height: 3,
                ..RGB
            };
            let rows = [small.rows(|_| 9), MARK.to_vec()].concat();
            let mut chunks = chunks.clone();
            chunks.splice(second + 1..second + 3, [fdat(2, &zlib(&rows))]);
            file(&chunks)
        }),
    ]);
}

impl Slot {
    fn because(mut self, mark: &[u8]) -> Self {
        self.mark = mark.to_vec();
        self
    }
}

/// Both frames of the animation are still there, whatever stood between their parts.
#[test]
fn a_chunk_inside_a_frame_costs_no_frame() {
    let chunks = animation();
    let mut parted = chunks.clone();
    let last = parted.len() - 2;
    parted.insert(last, chunk(b"tEXt", MARK));
    assert_eq!(clean(&file(&parted)), clean(&file(&chunks)));
    assert!(holds(&clean(&file(&chunks)), b"fdAT"));
}
