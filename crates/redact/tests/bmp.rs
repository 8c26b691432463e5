//! What `bmp::conceal` promises.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use std::io::Cursor;

use common::raster::{Drawn, Format, Kind, moving};
use common::{SEED, region};
use safelight_redact::bmp as redact;

fn format() -> Format {
    let mut kinds = Vec::new();
    for top_down in [false, true] {
        for bits in [1, 2, 4, 8, 16, 24, 32] {
            kinds.push(kind(bits, 0, 40, top_down));
        }
        kinds.push(kind(16, 3, 40, top_down));
        kinds.push(kind(32, 3, 108, top_down));
    }
    kinds.push(kind(8, 1, 40, false));
    kinds.push(kind(4, 2, 40, false));
    kinds.push(kind(8, 0, 12, false));
    kinds.push(kind(24, 0, 12, false));
    kinds.push(kind(32, 6, 40, false));
    Format {
        conceal: redact::conceal,
        differences: |source, output, area, _| redact::differences_outside(source, output, area),
        inside: |_, output, area, regions| redact::differences_inside(output, area, regions, &SEED),
        shown,
        kinds,
    }
}

fn kind(bits: u16, coding: u32, header: u32, top_down: bool) -> Kind {
    Kind {
        name: format!("{bits} bits, coding {coding}, header of {header}, top down: {top_down}"),
        of: Box::new(move |width, height, drawn| file(bits, coding, header, top_down, width, height, drawn)),
    }
}

/// Read by the image crate; where it does not know the kind, by nobody.
fn shown(file: &[u8]) -> Vec<Vec<[u8; 4]>> {
    let picture = image::load(Cursor::new(file), image::ImageFormat::Bmp);
    let pixels = picture.map(|picture| picture.into_rgba8().pixels().map(|pixel| pixel.0).collect());
    pixels.into_iter().collect()
}

/// An arbitrary colour.
fn entry(index: u32) -> [u8; 3] {
    [
        (index * 37 % 256) as u8,
        (255 - index) as u8,
        (index * 11 % 256) as u8,
    ]
}

fn masks(bits: u16, coding: u32) -> [u32; 4] {
    match (bits, coding) {
        (16, 3) => [0xF800, 0x07E0, 0x001F, 0],
        (16, _) => [0x7C00, 0x03E0, 0x001F, 0],
        (32, 3 | 6) => [0x3FF0_0000, 0x000F_FC00, 0x0000_03FF, 0xC000_0000],
        (24 | 32, _) => [0x00FF_0000, 0xFF00, 0xFF, 0],
        _ => [0; 4],
    }
}

fn file(
    bits: u16,
    coding: u32,
    header: u32,
    top_down: bool,
    width: u32,
    height: u32,
    drawn: Drawn<'_>,
) -> Vec<u8> {
    let masks = masks(bits, coding);
    let behind: &[u32] = match (header, coding) {
        (40, 3) => &masks[..3],
        (40, 6) => &masks,
        _ => &[],
    };
    let table: Vec<u8> = (0..if bits <= 8 { 1 << bits } else { 0 })
        .flat_map(|index| {
            let [red, green, blue] = entry(index);
            let entry = [blue, green, red, 0];
            entry[..if header == 12 { 3 } else { 4 }].to_vec()
        })
        .collect();
    let value = |x: u32, y: u32| -> u32 {
        let colour = drawn(0, x, y);
        if bits <= 8 {
            return u32::from(colour[0]) >> (8 - bits);
        }
        let mut value = if (x + y) % 9 < 2 { 0 } else { masks[3] };
        for (mask, level) in masks.iter().zip(colour) {
            let shift = mask.trailing_zeros();
            value |= (u32::from(level) * (mask >> shift) / 255) << shift;
        }
        value
    };
    let mut pixels = Vec::new();
    for row in 0..height {
        let y = if top_down { row } else { height - 1 - row };
        match coding {
            1 | 2 => {
                let mut x = 0;
                // Some are left out.
                if y % 5 == 1 && width > 4 {
                    pixels.extend([0, 2, 3, 0]);
                    x = 3;
                }
                while x < width {
                    let count = (x..width)
                        .take(9)
                        .take_while(|&at| value(at, y) == value(x, y))
                        .count() as u32;
                    if count == 1 && width - x >= 4 {
                        let four: Vec<u8> = (x..x + 4).map(|x| value(x, y) as u8).collect();
                        pixels.extend([0, 4]);
                        if coding == 1 {
                            pixels.extend(four);
                        } else {
                            pixels.extend([four[0] << 4 | four[1], four[2] << 4 | four[3]]);
                        }
                        x += 4;
                    } else {
                        let index = value(x, y) as u8;
                        pixels.extend([count as u8, if coding == 1 { index } else { index << 4 | index }]);
                        x += count;
                    }
                }
                pixels.extend([0, 0]);
            }
            _ => {
                let mut data = Vec::new();
                if bits < 8 {
                    let all: Vec<u32> = (0..width).map(|x| value(x, y)).collect();
                    data.extend(all.chunks(8 / usize::from(bits)).map(|cells| {
                        let byte = cells.iter().fold(0, |byte, cell| byte << bits | cell);
                        (byte << (8 - u32::from(bits) * cells.len() as u32)) as u8
                    }));
                } else {
                    for x in 0..width {
                        data.extend(&value(x, y).to_le_bytes()[..usize::from(bits / 8)]);
                    }
                }
                data.resize(data.len().next_multiple_of(4), 0);
                pixels.extend(data);
            }
        }
    }
    if matches!(coding, 1 | 2) {
        pixels.extend([0, 1]);
    }
    let start = 14 + header + 4 * behind.len() as u32 + table.len() as u32;
    let mut file = b"BM".to_vec();
    file.extend((start + pixels.len() as u32).to_le_bytes());
    file.extend([0; 4]);
    file.extend(start.to_le_bytes());
    file.extend(header.to_le_bytes());
    if header == 12 {
        for field in [width as u16, height as u16, 1, bits] {
            file.extend(field.to_le_bytes());
        }
    } else {
        let signed = if top_down { -(height as i32) } else { height as i32 };
        file.extend(width.to_le_bytes());
        file.extend(signed.to_le_bytes());
        file.extend(1_u16.to_le_bytes());
        file.extend(bits.to_le_bytes());
        let colours = if bits <= 8 { 1_u32 << bits } else { 0 };
        for field in [coding, pixels.len() as u32, 0, 0, colours, 0] {
            file.extend(field.to_le_bytes());
        }
        if header == 108 {
            masks.iter().for_each(|mask| file.extend(mask.to_le_bytes()));
            file.extend(b"BGRs");
            file.extend([0; 48]);
        }
    }
    behind.iter().for_each(|mask| file.extend(mask.to_le_bytes()));
    file.extend(table);
    file.extend(pixels);
    file
}

#[test]
fn pictures_that_differ_only_inside_become_one_file() {
    format().one_file();
}

#[test]
fn a_gaussian_blur_would_be_found_out() {
    format().canary();
}

#[test]
fn nothing_outside_changes_and_what_is_hidden_is_opaque() {
    let mut format = format();
    // The image crate shows pixels that run lengths leave out as transparent or not at all: the next test is theirs.
    format
        .kinds
        .retain(|kind| !shown(&(kind.of)(9, 9, &moving)).is_empty());
    assert!(format.kinds.len() >= 14, "{}", format.kinds.len());
    format.outside_stays();
}

#[test]
fn any_picture_and_any_region_will_do() {
    format().any_region();
}

#[test]
fn a_change_outside_is_counted() {
    format().changes_are_counted();
}

#[test]
fn what_is_left_inside_is_counted() {
    assert!(format().leftovers_are_counted() >= 3);
}

#[test]
fn cut_and_changed_files_end_in_a_value() {
    format().survives(|file| file);
}

#[test]
fn the_kind_of_picture_stays() {
    let format = format();
    for kind in &format.kinds {
        let plain = (kind.of)(60, 50, &moving);
        let bytes = format.concealed(&plain, &[region(20, 20, 9, 9)]).bytes;
        // Length of the header, sides, planes, bits and coding.
        let fields = if plain[14] == 12 { 14..26 } else { 14..34 };
        assert_eq!(plain[fields.clone()], bytes[fields], "{}", kind.name);
    }
}

/// A table as long as the source's would tell how many colours were used inside.
#[test]
fn colours_used_only_inside_leave_the_table() {
    let format = format();
    for kind in format.kinds.iter().filter(|kind| kind.name.starts_with("8 bits")) {
        let area = format
            .concealed(&(kind.of)(60, 60, &moving), &[region(20, 20, 20, 20)])
            .area;
        let plain = (kind.of)(60, 60, &|_, x, y| {
            if area.contains(x, y) {
                [(100 + x) as u8, 0, 0]
            } else {
                [(x % 7) as u8, 0, 0]
            }
        });
        let bytes = format.concealed(&plain, &[region(20, 20, 20, 20)]).bytes;
        let start = u32::from_le_bytes(bytes[10..14].try_into().unwrap()) as usize;
        let header = usize::from(bytes[14]);
        let table: Vec<&[u8]> = bytes[14 + header..start]
            .chunks(if header == 12 { 3 } else { 4 })
            .collect();
        let holds = |index: u32| {
            let [red, green, blue] = entry(index);
            table.iter().any(|entry| entry[..3] == [blue, green, red])
        };
        assert!((0..7).all(holds), "{}", kind.name);
        assert!(
            !(100..160).filter(|&i| area.contains(i - 100, 30)).any(holds),
            "{}",
            kind.name
        );
    }
}
