//! The coded data of one strip or tile: where it ends, and what it holds beyond what is shown.

use std::borrow::Cow;
use std::io::Write;
use std::ops::Range;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};

use super::rows::{Rows, Seen, Shape};
use super::{fax, lzw, packbits, unpack};
use crate::bytes::{from, le32, part};
use crate::error::malformed;
use crate::format::SAVE_JPEG;
use crate::jpeg::SharedTables;
use crate::part::{Coded, Shows};
use crate::{Error, Limits, Output, webp};

/// Where coded data ends.
pub(super) struct End {
    /// How many bytes it takes.
    pub(super) bytes: usize,
    /// Whether these hold nothing but what was asked for.
    pub(super) exact: bool,
}

/// A compression that is read (TIFF 6.0, section 8 and 13, and its supplements).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    None,
    Lzw,
    Deflate,
    PackBits,
    /// Written as Deflate, as is [`Self::Xz`].
    Zstd,
    Xz,
    Fax(fax::Kind),
    Jpeg,
    /// Each strip is a WebP file.
    WebP,
    /// TIFF 6.0, section 22: read by [`super::old_jpeg`].
    OldJpeg,
}

impl Codec {
    /// Whether its rows are written as Deflate.
    pub(super) const fn is_recoded(self) -> bool {
        matches!(self, Self::Zstd | Self::Xz)
    }
}

/// How the strips and tiles of a page are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coding {
    pub(super) codec: Codec,
    /// FillOrder 2: the first bit of a byte is its least.
    pub(super) reversed: bool,
}

/// What stays of a strip or tile.
pub(super) struct Kept {
    /// Where what is needed of it ends in the source.
    pub(super) end: usize,
    pub(super) output: Output,
    /// The copied bytes that code the picture; none where it is coded anew.
    pub(super) coded: Vec<Range<usize>>,
    pub(super) anew: bool,
    /// Whether the source's data holds more than is shown.
    pub(super) hides: bool,
}

impl Kept {
    fn copied(range: Range<usize>) -> Self {
        let mut output = Output::default();
        output.copy(range.clone());
        Self {
            end: range.end,
            output,
            coded: vec![range],
            anew: false,
            hides: false,
        }
    }

    fn made(end: usize, bytes: impl AsRef<[u8]>) -> Self {
        let mut output = Output::default();
        output.make(bytes);
        Self {
            end,
            output,
            coded: Vec::new(),
            anew: true,
            hides: false,
        }
    }
}

impl Coding {
    /// What stays of the data in a range, or none where it is broken or ends too soon.
    pub(super) fn keep(
        self,
        source: &[u8],
        range: &Range<usize>,
        shape: &Shape,
        tables: &mut SharedTables,
        seen: &mut Seen,
    ) -> Result<Option<Kept>, Error> {
        let start = range.start;
        match self.codec {
            Codec::Jpeg => {
                let (output, coded) = crate::jpeg::abbreviated(source, range, shape.piece, tables)?;
                let end = coded.last().map_or(start, |scan| scan.end);
                let end = (end + 2).min(range.end);
                Ok(Some(Kept {
                    end,
                    output,
                    coded,
                    anew: false,
                    hides: false,
                }))
            }
            Codec::WebP => keep_webp(source, range, shape).map(Some),
            Codec::Fax(kind) => self.keep_fax(source, range, kind, shape),
            _ => Ok(self.keep_rows(source, range, shape, seen)),
        }
    }

    fn keep_fax(
        self,
        source: &[u8],
        range: &Range<usize>,
        kind: fax::Kind,
        shape: &Shape,
    ) -> Result<Option<Kept>, Error> {
        let data = part(source, range.clone());
        let walked = fax::walk(
            data,
            kind,
            self.reversed,
            shape.piece.width,
            shape.rows,
            shape.shown,
        );
        match walked {
            Some(walked) if walked.hides => Err(Error::Unsupported {
                what: "A TIFF whose fax-coded tiles hold something beyond its picture",
                remedy: SAVE_JPEG,
            }),
            walked => Ok(walked.and_then(|walked| self.cut_fax(source, range, walked.bits))),
        }
    }

    /// So many bits of a fax, and zeros behind them.
    fn cut_fax(self, source: &[u8], range: &Range<usize>, bits: usize) -> Option<Kept> {
        let end = range.start + bits.div_ceil(8);
        let last = part(source, end.saturating_sub(1)..end).first().copied()?;
        let spare = (8 - bits as u32 % 8) % 8;
        let clean = if self.reversed {
            last << spare >> spare
        } else {
            last >> spare << spare
        };
        if clean == last {
            return Some(Kept::copied(range.start..end));
        }
        let mut kept = Kept::copied(range.start..end - 1);
        kept.output.make([clean]);
        Some(Kept {
            end,
            anew: true,
            ..kept
        })
    }

    fn keep_rows(self, source: &[u8], range: &Range<usize>, shape: &Shape, seen: &mut Seen) -> Option<Kept> {
        let want = shape.bytes()?;
        let mut rows = Rows::new(shape, seen);
        let end = if self.codec == Codec::None && !rows.needs_samples() {
            part(source, range.clone()).get(..want)?;
            End {
                bytes: want,
                exact: true,
            }
        } else {
            self.decode(source, range, want, &mut |bytes| rows.push(bytes))?
        };
        let exact = end.exact && !rows.hides;
        let end = range.start + end.bytes;
        if exact {
            Some(Kept::copied(range.start..end))
        } else {
            let hides = rows.hides || self.decode(source, range, want + 1, &mut |_| ()).is_some();
            let rows = self.rows(source, range, shape)?;
            Some(Kept {
                hides,
                ..Kept::made(end, self.encode(&rows, shape))
            })
        }
    }

    /// The decoded rows of a strip or tile, without what is not shown of them; none of a fax or a JPEG.
    pub(super) fn rows(self, source: &[u8], range: &Range<usize>, shape: &Shape) -> Option<Vec<u8>> {
        let mut rows = Vec::new();
        self.decode(source, range, shape.bytes()?, &mut |bytes| {
            rows.extend_from_slice(bytes);
        })?;
        shape.clear(&mut rows);
        Some(rows)
    }

    fn decode(
        self,
        source: &[u8],
        range: &Range<usize>,
        want: usize,
        sink: &mut dyn FnMut(&[u8]),
    ) -> Option<End> {
        // No coding here takes more than half as much again as what it codes.
        let most = want.saturating_mul(2).saturating_add(4096);
        let data = part(
            source,
            range.start..range.end.min(range.start.saturating_add(most)),
        );
        let data = if self.reversed {
            Cow::Owned(data.iter().map(|byte| byte.reverse_bits()).collect())
        } else {
            Cow::Borrowed(data)
        };
        match self.codec {
            Codec::None => {
                sink(data.get(..want)?);
                Some(End {
                    bytes: want,
                    exact: true,
                })
            }
            Codec::Lzw => lzw::decode(&data, want, sink),
            Codec::Deflate => inflate(&data, want, sink),
            Codec::PackBits => packbits::decode(&data, want, sink),
            Codec::Zstd => unpack::zstd(&data, want, sink),
            Codec::Xz => unpack::xz(&data, want, sink),
            Codec::Fax(_) | Codec::Jpeg | Codec::WebP | Codec::OldJpeg => None,
        }
    }

    fn encode(self, rows: &[u8], shape: &Shape) -> Vec<u8> {
        let mut data = match self.codec {
            Codec::Lzw => lzw::encode(rows),
            Codec::Deflate | Codec::Zstd | Codec::Xz => deflate(rows),
            Codec::PackBits => packbits::encode(rows, shape.row_bytes),
            Codec::None | Codec::Fax(_) | Codec::Jpeg | Codec::WebP | Codec::OldJpeg => rows.to_vec(),
        };
        if self.reversed {
            data.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
        }
        data
    }
}

/// A strip that is a WebP file, cleaned as one.
fn keep_webp(source: &[u8], range: &Range<usize>, shape: &Shape) -> Result<Kept, Error> {
    const EVERY_SIZE: Limits = Limits {
        pixels: u64::MAX,
        decoded: u64::MAX,
    };
    let broken = |why| malformed("strip", range.start, why);
    let data = part(source, range.clone());
    let in_source = |at: usize| range.start + at;
    if !(webp::FORMAT.sniff)(data) {
        return Err(broken("A strip does not begin as a WebP does"));
    }
    let picture = (webp::FORMAT.read)(data, &EVERY_SIZE).map_err(|error| error.moved(in_source))?;
    let (size, most) = (picture.stored, shape.piece);
    if size.width > most.width || size.height > most.height || picture.shows != Shows::Still {
        return Err(broken("A strip's picture is larger than the strip"));
    }
    let Coded::Copied(coded) = picture.coded else {
        return Err(broken("A strip's picture is damaged"));
    };
    let riff = le32(data, 4)
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(0);
    Ok(Kept {
        end: range.end.min(range.start + 8 + riff),
        output: picture.output.moved(in_source),
        coded: coded
            .into_iter()
            .map(|coded| in_source(coded.start)..in_source(coded.end))
            .collect(),
        anew: false,
        hides: false,
    })
}

/// Inflates a zlib stream (RFC 1950). A missing or wrong checksum behind the last row is no reason to stop.
fn inflate(data: &[u8], want: usize, sink: &mut dyn FnMut(&[u8])) -> Option<End> {
    let mut zlib = Decompress::new(true);
    let mut buffer = vec![0; want.clamp(1, 65_536)];
    let mut left = want;
    while left > 0 {
        let (read, written) = (zlib.total_in(), zlib.total_out());
        let most = left.min(buffer.len());
        let out = buffer.get_mut(..most)?;
        let status = zlib
            .decompress(
                from(data, usize::try_from(read).ok()?),
                out,
                FlushDecompress::None,
            )
            .ok()?;
        let new = usize::try_from(zlib.total_out() - written).ok()?;
        sink(part(&buffer, 0..new));
        left -= new;
        let stuck = new == 0 && zlib.total_in() == read;
        if left > 0 && (stuck || status == Status::StreamEnd) {
            return None;
        }
    }
    let mut more = [0];
    let rest = from(data, usize::try_from(zlib.total_in()).ok()?);
    let status = zlib.decompress(rest, &mut more, FlushDecompress::None);
    let exact = matches!(status, Ok(Status::StreamEnd)) && zlib.total_out() == want as u64;
    Some(End {
        bytes: usize::try_from(zlib.total_in()).ok()?,
        exact,
    })
}

fn deflate(rows: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory cannot fail; an empty stream would be refused by the reading that follows.
    encoder
        .write_all(rows)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}
