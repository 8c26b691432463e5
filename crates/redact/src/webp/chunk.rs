//! The chunks of a WebP and the frames among them (RFC 9649, 2.3 to 2.7).

use crate::canvas::bounded;
use crate::raster::Place;
use crate::{Error, MAX_PIXELS, Size};

/// One chunk (2.3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk<'a> {
    pub(super) name: [u8; 4],
    pub(super) data: &'a [u8],
}

/// A whole file.
pub(super) struct Layout<'a> {
    pub(super) size: Size,
    /// VP8X, where there is one.
    pub(super) header: Option<&'a [u8]>,
    /// What stands before the pictures, and behind them.
    pub(super) before: Vec<Chunk<'a>>,
    pub(super) behind: Vec<Chunk<'a>>,
    /// The frames, or the one picture.
    pub(super) frames: Vec<Frame<'a>>,
}

/// One picture.
pub(super) struct Frame<'a> {
    pub(super) place: Place,
    /// How an animation shows it.
    pub(super) control: Option<Control>,
    /// `ALPH`, `VP8 ` or `VP8L`.
    pub(super) chunks: Vec<Chunk<'a>>,
}

/// Duration and flags of a frame (2.7.1.1).
#[derive(Clone, Copy, Default)]
pub(super) struct Control([u8; 4]);

/// The flag of a frame that is not blended.
const REPLACES: u8 = 0x02;
/// The flag of a frame that is disposed of.
const CLEARS: u8 = 0x01;

/// The flag of VP8X that tells of transparency.
const ALPHA: u8 = 0x10;
/// The flag of VP8X that tells of an animation.
const ANIMATION: u8 = 0x02;

impl<'a> Layout<'a> {
    pub(super) fn read(file: &'a [u8]) -> Result<Self, Error> {
        let broken = |part| Error::Malformed { part, offset: 12 };
        let chunks = match file.split_first_chunk::<12>() {
            Some(([b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'], body)) => chunks(body),
            _ => None,
        };
        let chunks = chunks.ok_or(broken("RIFF"))?;
        let header = chunks
            .first()
            .filter(|chunk| chunk.name == *b"VP8X")
            .map(|chunk| chunk.data);
        let moves = header
            .and_then(<[u8]>::first)
            .is_some_and(|flags| flags & ANIMATION != 0);
        let size = match header {
            Some(header) => canvas(header).ok_or(broken("VP8X"))?,
            None => still(&chunks).ok_or(broken("VP8"))?,
        };
        limited(size)?;
        let is_picture = |chunk: &Chunk<'_>| match &chunk.name {
            b"ANMF" => moves,
            b"ALPH" | b"VP8 " | b"VP8L" => !moves,
            _ => false,
        };
        let all = chunks.get(usize::from(header.is_some())..).unwrap_or_default();
        let first = all.iter().position(is_picture).ok_or(broken("VP8"))?;
        let last = all.iter().rposition(is_picture).unwrap_or(first);
        let pictures = all.get(first..=last).unwrap_or_default();
        if !pictures.iter().all(is_picture) {
            return Err(broken("order of chunks"));
        }
        let frames: Option<Vec<Frame<'_>>> = if moves {
            pictures
                .iter()
                .map(|chunk| Frame::read(chunk.data, size))
                .collect()
        } else {
            Some(vec![Frame {
                place: Place::whole(size),
                control: None,
                chunks: pictures.to_vec(),
            }])
        };
        let frames = frames.ok_or(broken("ANMF"))?;
        bounded(size, frames.len() as u64)?;
        Ok(Self {
            size,
            header,
            before: all.get(..first).unwrap_or_default().to_vec(),
            behind: all.get(last + 1..).unwrap_or_default().to_vec(),
            frames,
        })
    }

    /// The chunks of a picture that does not move.
    pub(super) fn still(&self) -> Option<&[Chunk<'a>]> {
        match self.frames.as_slice() {
            [
                Frame {
                    control: None,
                    chunks,
                    ..
                },
            ] => Some(chunks),
            _ => None,
        }
    }

    /// The file with other pictures. VP8X stays where other chunks need it: VP8L tells of its transparency itself, and a
    /// header that was there for nothing else would tell that something hidden had some.
    pub(super) fn written(&self, transparent: bool, pictures: &[u8]) -> Vec<u8> {
        let mut body = Vec::new();
        if let Some((flags, rest)) = self.header.and_then(<[u8]>::split_first)
            && self.needs_header()
        {
            let flags = flags & !ALPHA | if transparent { ALPHA } else { 0 };
            body.extend(riff(b"VP8X", &[&[flags], rest].concat()));
        }
        let all = |chunks: &[Chunk<'_>]| -> Vec<u8> {
            chunks
                .iter()
                .flat_map(|chunk| riff(&chunk.name, chunk.data))
                .collect()
        };
        body.extend(all(&self.before));
        body.extend(pictures);
        body.extend(all(&self.behind));
        [
            &b"RIFF"[..],
            &(body.len() as u32 + 4).to_le_bytes(),
            b"WEBP",
            &body,
        ]
        .concat()
    }

    fn needs_header(&self) -> bool {
        self.still().is_none() || !self.before.is_empty() || !self.behind.is_empty()
    }

    /// The flags and sides of VP8X, without that of transparency; none where nothing needs it.
    pub(super) fn kept_header(&self) -> Option<Vec<u8>> {
        let (flags, rest) = self.header.filter(|_| self.needs_header())?.split_first()?;
        Some([&[flags & !ALPHA], rest].concat())
    }
}

fn limited(Size { width, height }: Size) -> Result<(), Error> {
    if (Size { width, height }).pixels() > MAX_PIXELS {
        return Err(Error::Limit { width, height });
    }
    Ok(())
}

impl<'a> Frame<'a> {
    fn read(data: &'a [u8], canvas: Size) -> Option<Self> {
        let (&header, inner) = data.split_first_chunk::<16>()?;
        let [x0, x1, x2, y0, y1, y2, w0, w1, w2, h0, h1, h2, control @ ..] = header;
        let long = |low, middle, high| u32::from_le_bytes([low, middle, high, 0]);
        let place = Place {
            left: 2 * long(x0, x1, x2),
            top: 2 * long(y0, y1, y2),
            size: Size {
                width: long(w0, w1, w2) + 1,
                height: long(h0, h1, h2) + 1,
            },
        };
        let rect = place.rect();
        let inside = rect.right <= canvas.width && rect.bottom <= canvas.height;
        inside.then_some(Self {
            place,
            control: Some(Control(control)),
            chunks: chunks(inner)?,
        })
    }
}

impl Control {
    /// The header of a frame that replaces what is at a place, and stays.
    pub(super) fn written(self, at: Place) -> Vec<u8> {
        let Self([d0, d1, d2, _]) = self;
        let sides = [
            at.left / 2,
            at.top / 2,
            at.size.width.saturating_sub(1),
            at.size.height.saturating_sub(1),
        ];
        let fields = sides.into_iter().map(u32::to_le_bytes);
        let mut header: Vec<u8> = fields
            .flat_map(|[low, middle, high, _]| [low, middle, high])
            .collect();
        header.extend([d0, d1, d2, REPLACES]);
        header
    }

    /// In milliseconds.
    pub(super) const fn duration(self) -> u32 {
        let Self([d0, d1, d2, _]) = self;
        u32::from_le_bytes([d0, d1, d2, 0])
    }

    /// Whether its place becomes transparent behind it.
    pub(super) const fn clears(self) -> bool {
        let Self([.., flags]) = self;
        flags & CLEARS != 0
    }

    /// Whether it is laid over what is there, rather than in its stead.
    pub(super) const fn blends(self) -> bool {
        let Self([.., flags]) = self;
        flags & REPLACES == 0
    }
}

/// A chunk with its padding.
pub(super) fn riff(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [name, &(data.len() as u32).to_le_bytes()[..], data, padding].concat()
}

/// The chunks of a file or a frame; none where one is cut off.
pub(super) fn chunks(mut body: &[u8]) -> Option<Vec<Chunk<'_>>> {
    let mut chunks = Vec::new();
    while !body.is_empty() {
        let (&name, rest) = body.split_first_chunk::<4>()?;
        let (&length, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(length) as usize;
        chunks.push(Chunk {
            name,
            data: rest.get(..length)?,
        });
        body = rest.get(length.next_multiple_of(2)..).unwrap_or_default();
    }
    Some(chunks)
}

/// The sides of VP8X (2.7.1).
fn canvas(header: &[u8]) -> Option<Size> {
    let &[_, _, _, _, w0, w1, w2, h0, h1, h2] = header else {
        return None;
    };
    Some(Size {
        width: 1 + u32::from_le_bytes([w0, w1, w2, 0]),
        height: 1 + u32::from_le_bytes([h0, h1, h2, 0]),
    })
}

/// The sides of a picture, as its own data says them (RFC 6386, 9.1; RFC 9649, 3.4).
pub(super) fn still(chunks: &[Chunk<'_>]) -> Option<Size> {
    let chunk = chunks
        .iter()
        .find(|chunk| matches!(&chunk.name, b"VP8 " | b"VP8L"))?;
    if chunk.name == *b"VP8L" {
        let &[0x2F, b0, b1, b2, b3, ..] = chunk.data else {
            return None;
        };
        let bits = u32::from_le_bytes([b0, b1, b2, b3]);
        return Some(Size {
            width: (bits & 0x3FFF) + 1,
            height: (bits >> 14 & 0x3FFF) + 1,
        });
    }
    let &[_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..] = chunk.data else {
        return None;
    };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    Some(Size {
        width: side(w0, w1),
        height: side(h0, h1),
    })
}
