//! PNG: hidden pixels are replaced and all others are kept (PNG, third edition).

mod chunk;
mod compare;
mod frame;
mod inside;
mod raster;

use chunk::{Chunk, Header, SIGNATURE, chunks, written};
use frame::{Control, Frame, frames};
use raster::Raster;

pub use compare::differences_outside;
pub use inside::differences_inside;

use crate::palette::{Entry, Palette};
use crate::raster::{PIXEL, Paint, Place, Repainting};
use crate::{Area, Concealed, Error, Region, Seed, Upright};

/// Chunks that restate the pixels, hidden ones with them: a histogram, suggested palettes.
const RESTATING: [[u8; 4]; 2] = [*b"hIST", *b"sPLT"];

/// Hides `regions` of a PNG that the sanitizer has written.
///
/// Hidden pixels are painted from the pixels around them alone and become opaque; depth and colour type stay. IDAT is
/// made anew, not interlaced. An animation keeps its frames, their places, times and blending, and shows one paint in all
/// of them; a frame that lies wholly under the hidden area becomes one painted pixel, for its place tells what is hidden. In a picture with a palette, PLTE and tRNS are made of what is used outside the hidden area
/// and what its paint needs, and bKGD follows them; without one, a suggested PLTE goes, as do hIST and sPLT. Every other
/// chunk stays byte for byte and in its place. Without a region that touches the picture the file comes back as it is.
///
/// # Errors
/// [`Error::Unsupported`] for a palette full of transparent colours, [`Error::Limit`] for too many pixels, [`Error::Malformed`] and [`Error::Codec`] for broken files.
pub fn conceal(clean: &[u8], regions: &[Region], upright: Upright, seed: &Seed) -> Result<Concealed, Error> {
    let (chunks, header) = opened(clean)?;
    let area = Area::new(regions, upright, header.size, PIXEL);
    if area.is_empty() {
        return Ok(Concealed {
            bytes: clean.to_vec(),
            area,
        });
    }
    let frames = frames(&chunks, header)?;
    let painted = if header.colour == ::png::ColorType::Indexed {
        indexed(&chunks, header, &frames, &area, regions, seed)?
    } else {
        coloured(&chunks, header, &frames, &area, regions, seed)?
    };
    let bytes = assembled(&chunks, header, &painted);
    Ok(Concealed { bytes, area })
}

/// Whether regions can be hidden in a PNG that the sanitizer has written, as far as it tells without being decoded.
///
/// # Errors
/// As for [`conceal`].
pub fn check(clean: &[u8]) -> Result<(), Error> {
    let (chunks, header) = opened(clean)?;
    frames(&chunks, header).map(drop)
}

/// The new pictures, and the palette that they share.
struct Painted {
    frames: Vec<Written>,
    palette: Option<(Palette, Option<u16>)>,
}

/// One of them: where it lies, how an animation shows it, and its zlib stream in pieces.
struct Written {
    place: Place,
    control: Option<Control>,
    data: Vec<Vec<u8>>,
}

/// Paints pictures without a palette.
fn coloured(
    chunks: &[Chunk<'_>],
    header: Header,
    frames: &[Frame<'_>],
    area: &Area,
    regions: &[Region],
    seed: &Seed,
) -> Result<Painted, Error> {
    let key = transparent(chunks, header);
    let key = key.as_deref();
    let mut written = Vec::with_capacity(frames.len());
    let mut paint = None;
    for (number, frame) in frames.iter().enumerate() {
        let (place, control) = frame.settled(area);
        let mut raster = opened_frame(header, chunks, frame, place)?;
        if begins(frames, number) {
            let rect = place.rect();
            paint = Some(Paint::new(
                area,
                regions,
                seed,
                raster.colours(),
                |x, y, channel| {
                    let within = rect.contains(x, y);
                    within.then(|| raster.level(x - rect.left, y - rect.top, channel, key))?
                },
            ));
        }
        if let Some(paint) = &paint {
            raster.paint(place, area, paint, key);
        }
        written.push(Written {
            place,
            control,
            data: raster.encoded()?,
        });
    }
    Ok(Painted {
        frames: written,
        palette: None,
    })
}

/// Paints pictures with a palette. All frames are looked at before any is written: they share their colours.
fn indexed(
    chunks: &[Chunk<'_>],
    header: Header,
    frames: &[Frame<'_>],
    area: &Area,
    regions: &[Region],
    seed: &Seed,
) -> Result<Painted, Error> {
    let old = palette(chunks);
    let mut repainting = Repainting::new(&old, area);
    let mut paints = Vec::new();
    for (number, frame) in frames.iter().enumerate() {
        let (place, _) = frame.settled(area);
        let mut raster = opened_frame(header, chunks, frame, place)?;
        repainting.outside(&mut raster, place);
        if begins(frames, number) {
            paints.push(repainting.surrounded(&raster, place, regions, seed));
        }
    }
    let background = background(chunks).filter(|&index| index <= header.max());
    let background = background.map(|index| repainting.keep(index));
    for paint in &paints {
        repainting.colours(paint, usize::from(header.max()) + 1);
    }
    let mut paints = paints.into_iter();
    let mut paint = None;
    let mut written = Vec::with_capacity(frames.len());
    for (number, frame) in frames.iter().enumerate() {
        let (place, control) = frame.settled(area);
        let mut raster = opened_frame(header, chunks, frame, place)?;
        repainting.outside(&mut raster, place);
        if begins(frames, number) {
            paint = paints.next();
        }
        if let Some(paint) = &paint {
            repainting.paint(&mut raster, place, paint)?;
        }
        written.push(Written {
            place,
            control,
            data: raster.encoded()?,
        });
    }
    Ok(Painted {
        frames: written,
        palette: Some((repainting.palette().clone(), background)),
    })
}

/// Whether the paint is made anew from what surrounds it in this frame: the first, and the first of an animation that
/// the first is no part of. The others show the same paint, so that it does not flicker.
fn begins(frames: &[Frame<'_>], number: usize) -> bool {
    let still = frames.first().is_some_and(|first| first.control.is_none());
    number == 0 || number == 1 && still
}

/// A frame's samples; those of one that has another place now are blank.
fn opened_frame(
    header: Header,
    chunks: &[Chunk<'_>],
    frame: &Frame<'_>,
    place: Place,
) -> Result<Raster, Error> {
    if place == frame.place {
        Raster::decoded(header, chunks, frame)
    } else {
        Ok(Raster::blank(header, place.size))
    }
}

/// A file's chunks and header, as far as they can be worked on.
fn opened(file: &[u8]) -> Result<(Vec<Chunk<'_>>, Header), Error> {
    let chunks = chunks(file)?;
    let header = Header::read(&chunks)?;
    // Clause 5.6: one run of IDAT, behind PLTE and tRNS; each of these once.
    let place = |chunk: &Chunk<'_>| match &chunk.kind {
        b"PLTE" => 1,
        b"tRNS" | b"bKGD" => 2,
        b"IDAT" => 3,
        b"IEND" => 4,
        _ => 0,
    };
    let places: Vec<u8> = chunks.iter().map(place).filter(|&place| place > 0).collect();
    let once = |kind: [u8; 4]| chunks.iter().filter(|chunk| chunk.kind == kind).count() <= 1;
    let runs = chunks
        .chunk_by(|a, b| a.kind == b.kind)
        .filter(|run| run.first().is_some_and(|c| c.kind == *b"IDAT"))
        .count();
    let palette = header.colour != ::png::ColorType::Indexed || places.contains(&1);
    let sole = [*b"IHDR", *b"PLTE", *b"tRNS", *b"bKGD"].into_iter().all(once);
    if !places.is_sorted() || runs != 1 || !sole || !palette {
        return Err(Error::Malformed {
            part: "order of chunks",
            offset: SIGNATURE.len(),
        });
    }
    Ok((chunks, header))
}

/// PLTE and tRNS of colour type 3 (clauses 11.2.2 and 11.3.1.1).
fn palette(chunks: &[Chunk<'_>]) -> Palette {
    let data = |kind: [u8; 4]| {
        let chunk = chunks.iter().find(|chunk| chunk.kind == kind);
        chunk.map_or(&[][..], |chunk| chunk.data)
    };
    let alphas = data(*b"tRNS").iter().copied().chain(std::iter::repeat(255));
    let colours = data(*b"PLTE").as_chunks::<3>().0.iter().zip(alphas);
    let entries = colours.map(|(&[red, green, blue], alpha)| Entry::of_bytes([red, green, blue, alpha]));
    entries.take(256).collect()
}

/// PLTE's and tRNS's data; tRNS ends with the last entry that is not opaque.
fn palette_data(palette: &Palette) -> (Vec<u8>, Vec<u8>) {
    let entries = || palette.entries().iter().map(|entry| entry.bytes());
    let end = entries()
        .rposition(|[.., alpha]| alpha < 255)
        .map_or(0, |last| last + 1);
    (
        entries()
            .flat_map(|[red, green, blue, _]| [red, green, blue])
            .collect(),
        entries().take(end).map(|[.., alpha]| alpha).collect(),
    )
}

/// The index that bKGD gives (clause 11.3.4.1).
fn background(chunks: &[Chunk<'_>]) -> Option<u16> {
    let chunk = chunks.iter().find(|chunk| chunk.kind == *b"bKGD")?;
    chunk.data.first().copied().map(u16::from)
}

/// The colour that tRNS makes transparent in a picture without alpha or palette (clause 11.3.1.1).
fn transparent(chunks: &[Chunk<'_>], header: Header) -> Option<Vec<u16>> {
    let data = chunks
        .iter()
        .find(|chunk| chunk.kind == *b"tRNS")?
        .data
        .as_chunks::<2>()
        .0;
    let key: Vec<u16> = data.iter().map(|&sample| u16::from_be_bytes(sample)).collect();
    let plain = matches!(header.colour, ::png::ColorType::Grayscale | ::png::ColorType::Rgb);
    (plain && key.len() == header.colour.samples()).then_some(key)
}

/// The source's chunks with the new pictures among them.
fn assembled(chunks: &[Chunk<'_>], header: Header, painted: &Painted) -> Vec<u8> {
    let plain = Header {
        interlaced: false,
        ..header
    };
    let (mut pictures, mut number) = (painted.frames.iter(), 0);
    let palette = painted.palette.as_ref().map(|(palette, _)| palette_data(palette));
    let mut bytes = SIGNATURE.to_vec();
    for chunk in chunks {
        let first_data = matches!(&chunk.kind, b"IDAT") && pictures.len() == painted.frames.len();
        match (&chunk.kind, &palette) {
            (b"IHDR", _) => bytes.extend(written(*b"IHDR", &plain.written())),
            (b"IDAT", _) if first_data => picture(pictures.next(), true, &mut number, &mut bytes),
            (b"IDAT" | b"fcTL" | b"fdAT", _) => {}
            (b"IEND", _) => {
                for frame in pictures.by_ref() {
                    picture(Some(frame), false, &mut number, &mut bytes);
                }
                bytes.extend(chunk.whole);
            }
            (b"PLTE", Some((colours, _))) => bytes.extend(entries(*b"PLTE", colours)),
            (b"tRNS", Some((_, alphas))) => bytes.extend(entries(*b"tRNS", alphas)),
            (b"bKGD", Some(_)) => {
                let index = painted.palette.as_ref().and_then(|(_, index)| *index);
                bytes.extend(index.map_or(Vec::new(), |index| written(*b"bKGD", &[index as u8])));
            }
            (b"PLTE", None) => {}
            (kind, _) if RESTATING.contains(kind) => {}
            _ => bytes.extend(chunk.whole),
        }
    }
    bytes
}

/// The chunks of one picture; `number` counts those of an animation (clause 11.3.6.1).
fn picture(frame: Option<&Written>, still: bool, number: &mut u32, bytes: &mut Vec<u8>) {
    let Some(Written { place, control, data }) = frame else {
        return;
    };
    let mut next = || {
        *number += 1;
        *number - 1
    };
    if let Some(control) = control {
        bytes.extend(written(*b"fcTL", &control.written(next(), *place)));
    }
    for data in data {
        if still {
            bytes.extend(written(*b"IDAT", data));
        } else {
            bytes.extend(written(*b"fdAT", &[&next().to_be_bytes()[..], data].concat()));
        }
    }
}

/// A chunk of entries, or nothing where there are none.
fn entries(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    if data.is_empty() {
        Vec::new()
    } else {
        written(kind, data)
    }
}
