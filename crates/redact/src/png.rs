//! PNG: hidden pixels are replaced and all others are kept (PNG, third edition).

mod chunk;
mod compare;
mod frame;
mod inside;
mod moving;
mod raster;

use chunk::{Chunk, Header, SIGNATURE, chunks, written};
use frame::{Control, Frame, frames};
use moving::{Colours, Moving, apart, entry};
use raster::Raster;

pub use compare::differences_outside;
pub use inside::again;

use crate::palette::{Entry, Palette};
use crate::raster::{PIXEL, Paint, Place, Repainting};
use crate::{Area, Concealed, Error, Region, Seed, Upright};

/// Chunks that restate the pixels, hidden ones with them: a histogram, suggested palettes.
const RESTATING: [[u8; 4]; 2] = [*b"hIST", *b"sPLT"];

/// Hides `regions` of a PNG that the sanitizer has written.
///
/// Hidden pixels are painted from the pixels around them alone and become opaque; depth and colour type stay. IDAT is
/// made anew, not interlaced. In a picture with a palette, PLTE and tRNS are made of what is used outside the hidden area
/// and what its paint needs, and bKGD follows them; without one, a suggested PLTE goes, as do hIST and sPLT, and tRNS where
/// nothing outside has its colour. Every other chunk stays byte for byte and in its place. Without a region that touches the
/// picture the file comes back as it is.
///
/// Of an animation the number of frames, their times and the plays stay, and all frames show one paint. They are composed,
/// and stored anew from what is seen: the first is the whole canvas, each other the least rectangle round what changed, which
/// replaces what was there. What is wholly transparent keeps no colour.
///
/// # Errors
/// [`Error::Unsupported`] for a palette that is full of transparent colours or too small for those of frames laid over one
/// another, and for an animation that becomes transparent where its picture has no transparent colour; [`Error::Limit`] for
/// too many pixels, [`Error::Animation`] for too many frames of them, [`Error::Malformed`] and [`Error::Codec`] for broken
/// files.
pub fn conceal(clean: &[u8], regions: &[Region], upright: Upright, seed: &Seed) -> Result<Concealed, Error> {
    let (chunks, header) = opened(clean)?;
    let area = Area::new(regions, upright, header.size, PIXEL);
    if area.is_empty() {
        return Ok(Concealed {
            bytes: clean.to_vec(),
            area,
        });
    }
    let bytes = painted(&chunks, header, &area, regions, seed)?;
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

fn painted(
    chunks: &[Chunk<'_>],
    header: Header,
    area: &Area,
    regions: &[Region],
    seed: &Seed,
) -> Result<Vec<u8>, Error> {
    let frames = frames(chunks, header)?;
    let painted = if header.colour == ::png::ColorType::Indexed {
        indexed(chunks, header, &frames, area, regions, seed)?
    } else {
        coloured(chunks, header, &frames, area, regions, seed)?
    };
    Ok(assembled(chunks, header, &painted))
}

/// The new pictures, and the palette that they share.
struct Painted {
    frames: Vec<Written>,
    palette: Option<(Palette, Option<u16>)>,
    /// Whether the colour that tRNS makes transparent is seen.
    keyed: bool,
}

/// One of them: where it lies, its times in an animation, and its zlib stream in pieces.
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
    let (still, frames) = apart(frames);
    let mut still = still
        .map(|frame| Raster::decoded(header, chunks, frame))
        .transpose()?;
    let colours = Colours {
        header,
        palette: None,
        key: transparent(chunks, header),
    };
    let mut keyed = false;
    if let Some(key) = colours.key.as_deref() {
        let outside = || {
            Place::whole(header.size)
                .pixels(area)
                .filter(|(.., hidden)| !hidden)
        };
        keyed = still
            .iter()
            .any(|still| outside().any(|(x, y, _)| still.pixel(x, y, Some(key))[3] == 0));
        moving(&colours, chunks, frames, area).survey(|[.., alpha]| {
            keyed |= alpha == 0;
            Ok(())
        })?;
    }
    let mut written = Vec::with_capacity(frames.len() + 1);
    if let Some(raster) = &mut still {
        let seen = colours.key.as_deref();
        let paint = Paint::new(area, regions, seed, raster.colours(), |x, y, channel| {
            raster.level(x, y, channel, seen)
        });
        raster.paint(area, &paint, seen.filter(|_| keyed));
        written.push(Written {
            place: Place::whole(header.size),
            control: None,
            data: raster.encoded()?,
        });
    }
    if !frames.is_empty() {
        let shown = moving(&colours, chunks, frames, area);
        let paint = shown.surrounded(regions, seed)?;
        let mut kept = colours.clone();
        kept.key = kept.key.filter(|_| keyed);
        let key = kept.key.as_deref();
        written.extend(shown.written(&kept, |x, y| Ok(header.painted(&paint, x, y, key)))?);
    }
    Ok(Painted {
        frames: written,
        palette: None,
        keyed,
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
    let (still, frames) = apart(frames);
    let old = palette(chunks);
    let colours = Colours {
        header,
        palette: Some(old.clone()),
        key: None,
    };
    let whole = Place::whole(header.size);
    let room = usize::from(header.max()) + 1;
    let mut repainting = Repainting::new(&old, area);
    let mut still = still
        .map(|frame| Raster::decoded(header, chunks, frame))
        .transpose()?;
    let mut paints = Vec::new();
    if let Some(raster) = &mut still {
        repainting.outside(raster, whole);
        paints.push(repainting.surrounded(raster, whole, regions, seed));
    }
    let shown = moving(&colours, chunks, frames, area);
    shown.survey(|seen| {
        repainting.see(entry(seen));
        fits(repainting.palette(), room)
    })?;
    if !frames.is_empty() {
        paints.push(shown.surrounded(regions, seed)?);
    }
    let background = background(chunks).filter(|&index| index <= header.max());
    let background = background.map(|index| repainting.keep(index));
    fits(repainting.palette(), room)?;
    for paint in &paints {
        repainting.colours(paint, room);
    }
    let mut written = Vec::with_capacity(frames.len() + 1);
    if let (Some(raster), Some(paint)) = (&mut still, paints.first()) {
        repainting.paint(raster, whole, paint)?;
        written.push(Written {
            place: whole,
            control: None,
            data: raster.encoded()?,
        });
    }
    let new = repainting.palette();
    if let Some(paint) = paints.last().filter(|_| !frames.is_empty()) {
        let kept = Colours {
            palette: Some(new.clone()),
            ..colours.clone()
        };
        let painted = |x, y| Ok(moving::seen(new.entry(new.nearest(paint.rgb(x, y))?)));
        written.extend(shown.written(&kept, painted)?);
    }
    Ok(Painted {
        frames: written,
        palette: Some((new.clone(), background)),
        keyed: false,
    })
}

/// Frames laid over one another can show colours that no palette had.
fn fits(palette: &Palette, room: usize) -> Result<(), Error> {
    if palette.len() > room {
        return Err(Error::Unsupported {
            what: "an animation whose frames show more colours together than its palette can hold",
        });
    }
    Ok(())
}

fn moving<'a>(
    colours: &'a Colours,
    chunks: &'a [Chunk<'a>],
    frames: &'a [Frame<'a>],
    area: &'a Area,
) -> Moving<'a> {
    Moving {
        colours,
        chunks,
        frames,
        area,
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
            (b"tRNS", None) if !painted.keyed && transparent(chunks, header).is_some() => {}
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
