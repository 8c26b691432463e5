//! PNG: hidden pixels are replaced and all others are kept (PNG, third edition).

mod chunk;
mod compare;
mod paint;
mod palette;
mod raster;

use chunk::{Chunk, Header, SIGNATURE, chunks, written};
use palette::Palette;
use raster::{Raster, entries};

pub use compare::differences_outside;

use crate::{Area, Concealed, Error, Region, Seed, Size, Upright};

/// Chunks that restate the pixels, hidden ones with them: a histogram, suggested palettes.
const RESTATING: [[u8; 4]; 2] = [*b"hIST", *b"sPLT"];

/// Hides `regions` of a PNG that the sanitizer has written.
///
/// Hidden pixels are painted from the pixels around them alone and become opaque; depth and colour type stay. IDAT is
/// made anew, not interlaced. In a picture with a palette, PLTE and tRNS are made of what is used outside the hidden area
/// and what its paint needs, and bKGD follows them; without one, a suggested PLTE goes, as do hIST and sPLT. Every other
/// chunk stays byte for byte and in its place. Without a region that touches the picture the file comes back as it is.
///
/// # Errors
/// [`Error::Unsupported`] for animations and for a palette full of transparent colours, [`Error::Limit`] for too many
/// pixels, [`Error::Malformed`] and [`Error::Codec`] for broken files.
pub fn conceal(clean: &[u8], regions: &[Region], upright: Upright, seed: &Seed) -> Result<Concealed, Error> {
    let (chunks, header) = opened(clean)?;
    let pixel = Size { width: 1, height: 1 };
    let area = Area::new(regions, upright, header.size, pixel);
    if area.is_empty() {
        return Ok(Concealed {
            bytes: clean.to_vec(),
            area,
        });
    }
    let mut raster = Raster::decoded(header, &chunks)?;
    let palette = if header.colour == ::png::ColorType::Indexed {
        let old = Palette::read(&chunks);
        let background = background(&chunks);
        let new = paint::indices(&mut raster, &old, &area, regions, seed, background)?;
        Some((
            new.clone(),
            background.and_then(|index| new.index(old.entry(index))),
        ))
    } else {
        paint::samples(
            &mut raster,
            &area,
            regions,
            seed,
            transparent(&chunks, header).as_deref(),
        );
        None
    };
    let bytes = assembled(&chunks, &raster, palette)?;
    Ok(Concealed { bytes, area })
}

/// A file's chunks and header, as far as they can be worked on.
fn opened(file: &[u8]) -> Result<(Vec<Chunk<'_>>, Header), Error> {
    let chunks = chunks(file)?;
    let header = Header::read(&chunks)?;
    if chunks
        .iter()
        .any(|chunk| matches!(&chunk.kind, b"acTL" | b"fcTL" | b"fdAT"))
    {
        return Err(Error::Unsupported {
            what: "an animated PNG",
        });
    }
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

/// The source's chunks with the new picture among them.
fn assembled(
    chunks: &[Chunk<'_>],
    raster: &Raster,
    palette: Option<(Palette, Option<u16>)>,
) -> Result<Vec<u8>, Error> {
    let (header, picture) = raster.encoded()?;
    let mut bytes = SIGNATURE.to_vec();
    let mut idat = false;
    for chunk in chunks {
        match (&chunk.kind, &palette) {
            (b"IHDR", _) => bytes.extend(&header),
            (b"IDAT", _) if idat => {}
            (b"IDAT", _) => {
                idat = true;
                bytes.extend(&picture);
            }
            (b"PLTE", Some((palette, _))) => bytes.extend(entries(*b"PLTE", &palette.chunks().0)),
            (b"tRNS", Some((palette, _))) => bytes.extend(entries(*b"tRNS", &palette.chunks().1)),
            (b"bKGD", Some((_, index))) => bytes.extend(
                index
                    .map(|index| written(*b"bKGD", &[index as u8]))
                    .unwrap_or_default(),
            ),
            (b"PLTE", None) => {}
            (kind, _) if RESTATING.contains(kind) => {}
            _ => bytes.extend(chunk.whole),
        }
    }
    Ok(bytes)
}
