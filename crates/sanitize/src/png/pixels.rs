//! The zlib streams of a PNG, row by row (PNG 7, 10): where they end, and what they hold beyond what is shown.

use std::io::Write;
use std::ops::Range;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};

use super::broken;
use super::chunks::Chunk;
use super::filter::{filtered, unfilter};
use super::hidden::{Hidden, Seen};
use super::layout::Layout;
use crate::Error;
use crate::bytes::{array, be32, part};
use crate::error::malformed;
use crate::part::Size;

/// The image header (11.2.1).
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) size: Size,
    pub(super) depth: u8,
    pub(super) colour: u8,
    interlaced: bool,
}

impl Header {
    pub(super) fn read(source: &[u8], first: Option<&Chunk>) -> Result<Self, Error> {
        let wrong = || malformed("IHDR", 8, "The picture's header is broken");
        let chunk = first.filter(|chunk| chunk.name == *b"IHDR").ok_or_else(wrong)?;
        let data = part(source, chunk.data.clone());
        let [depth, colour, compression, filter, interlace]: [u8; 5] = array(data, 8).ok_or_else(wrong)?;
        let (width, height) = (be32(data, 0).ok_or_else(wrong)?, be32(data, 4).ok_or_else(wrong)?);
        let depths: &[u8] = match colour {
            0 => &[1, 2, 4, 8, 16],
            3 => &[1, 2, 4, 8],
            2 | 4 | 6 => &[8, 16],
            _ => &[],
        };
        let sides = 1..=0x7FFF_FFFF;
        let sound = data.len() == 13
            && sides.contains(&width)
            && sides.contains(&height)
            && depths.contains(&depth)
            && [compression, filter] == [0, 0]
            && interlace <= 1;
        let size = Size { width, height };
        if sound {
            Ok(Self {
                size,
                depth,
                colour,
                interlaced: interlace == 1,
            })
        } else {
            Err(wrong())
        }
    }

    /// The same header for a frame of another size.
    pub(super) const fn of(&self, size: Size) -> Self {
        Self { size, ..*self }
    }

    pub(super) const fn channels(&self) -> u8 {
        match self.colour {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        }
    }

    /// Bytes of all rows, with their filter types.
    pub(super) fn decoded(&self) -> u64 {
        self.passes()
            .iter()
            .map(|(width, rows)| (self.row_bytes(*width) as u64 + 1) * u64::from(*rows))
            .sum()
    }

    fn row_bytes(&self, width: u32) -> usize {
        let bits = u64::from(width) * u64::from(self.channels()) * u64::from(self.depth);
        usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX)
    }

    /// Bytes from a sample to its neighbour on the left, at least 1 (9.2).
    pub(super) fn step(&self) -> usize {
        (usize::from(self.channels()) * usize::from(self.depth)).div_ceil(8)
    }

    /// Width and rows of each pass (8.1, Adam7).
    fn passes(&self) -> Vec<(u32, u32)> {
        if !self.interlaced {
            return vec![(self.size.width, self.size.height)];
        }
        const ADAM7: [(u32, u32, u32, u32); 7] = [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ];
        let sides = |(x, y, dx, dy): (u32, u32, u32, u32)| {
            (
                self.size.width.saturating_sub(x).div_ceil(dx),
                self.size.height.saturating_sub(y).div_ceil(dy),
            )
        };
        ADAM7
            .map(sides)
            .into_iter()
            .filter(|(width, rows)| *width > 0 && *rows > 0)
            .collect()
    }

    /// The bytes of one sample where each pixel has an alpha sample, which comes last.
    pub(super) fn alpha_sample(&self) -> Option<usize> {
        matches!(self.colour, 4 | 6).then_some(usize::from(self.depth / 8))
    }

    /// The bits of a row's last byte that belong to no pixel (7.2).
    pub(super) fn spare_bits(&self, width: u32) -> u32 {
        let bits = u64::from(width) * u64::from(self.channels()) * u64::from(self.depth);
        ((8 - bits % 8) % 8) as u32
    }
}

/// What reading a whole zlib stream showed.
pub(super) struct Stream {
    /// How many bytes of the runs the stream takes; all of them where more than the picture is in it.
    pub(super) end: usize,
    /// The stream coded anew, where it held more than the shown picture.
    pub(super) recoded: Option<Vec<u8>>,
}

impl Stream {
    /// Reads a stream to its end, and notes which colours it shows.
    pub(super) fn read(
        source: &[u8],
        header: &Header,
        hidden: &Hidden,
        runs: &[Range<usize>],
        seen: &mut Seen,
    ) -> Result<Self, Error> {
        let mut rows = Rows::new(source, header, runs, hidden.needs_samples());
        let mut hides = false;
        while rows.advance()? {
            hides = hides || hidden.is_in(&rows.row, rows.width);
            if header.colour == 3 {
                seen.row(hidden, &rows.row, rows.width);
            }
        }
        let (end, exact) = rows.finish()?;
        let recoded = if hides || !exact {
            Some(recode(source, header, hidden, runs)?)
        } else {
            None
        };
        let end = if exact { end } else { usize::MAX };
        Ok(Self { end, recoded })
    }
}

/// The same rows, filtered as they were, without what is not shown and without anything behind the last.
fn recode(source: &[u8], header: &Header, hidden: &Hidden, runs: &[Range<usize>]) -> Result<Vec<u8>, Error> {
    let mut rows = Rows::new(source, header, runs, true);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let failed = |_| broken("IDAT", 0);
    let mut before: Vec<u8> = Vec::new();
    while rows.advance()? {
        let mut row = rows.row.clone();
        hidden.clear(&mut row, rows.width);
        before.resize(row.len(), 0);
        if rows.first_of_pass {
            before.fill(0);
        }
        encoder.write_all(&[rows.filter]).map_err(failed)?;
        encoder
            .write_all(&filtered(rows.filter, header.step(), &before, &row))
            .map_err(failed)?;
        before = row;
    }
    encoder.finish().map_err(failed)
}

/// Whether two files of this format show the same: every sample of every pixel that is not fully transparent.
pub(crate) fn same_shown(a: &[u8], b: &[u8]) -> Result<bool, Error> {
    let ((hidden, first), (other_hidden, second)) = (shown_frames(a)?, shown_frames(b)?);
    if first.len() != second.len() {
        return Ok(false);
    }
    for ((header, runs), (other, other_runs)) in first.iter().zip(&second) {
        let mut rows = Rows::new(a, header, runs, true);
        let mut others = Rows::new(b, other, other_runs, true);
        loop {
            let more = (rows.advance()?, others.advance()?);
            // The rows themselves stay as they are: the next ones are predicted from them.
            let (mut row, mut other_row) = (rows.row.clone(), others.row.clone());
            hidden.clear(&mut row, rows.width);
            other_hidden.clear(&mut other_row, others.width);
            match more {
                (true, true) if row == other_row => {}
                (false, false) => break,
                _ => return Ok(false),
            }
        }
    }
    Ok(true)
}

type ShownFrame = (Header, Vec<Range<usize>>);

fn shown_frames(source: &[u8]) -> Result<(Hidden, Vec<ShownFrame>), Error> {
    let (chunks, _) = super::chunks::walk(source)?;
    let header = Header::read(source, chunks.first())?;
    let mut layout = Layout::read(source, &chunks, header);
    let frames = layout.frames(&chunks);
    let frames = frames
        .into_iter()
        .map(|frame| (header.of(frame.size), frame.data));
    Ok((layout.hidden(), frames.collect()))
}

/// The rows of one zlib stream.
struct Rows<'a> {
    source: &'a [u8],
    header: Header,
    runs: &'a [Range<usize>],
    unfilter: bool,
    zlib: Decompress,
    /// Which run is being read, and how far.
    run: usize,
    at: usize,
    ended: bool,
    passes: Vec<(u32, u32)>,
    pass: usize,
    done: u32,
    filter: u8,
    first_of_pass: bool,
    /// Pixels in the row.
    width: u32,
    row: Vec<u8>,
    before: Vec<u8>,
}

impl<'a> Rows<'a> {
    fn new(source: &'a [u8], header: &Header, runs: &'a [Range<usize>], unfilter: bool) -> Self {
        Self {
            source,
            header: *header,
            runs,
            unfilter,
            zlib: Decompress::new(true),
            run: 0,
            at: 0,
            ended: false,
            passes: header.passes(),
            pass: 0,
            done: 0,
            filter: 0,
            first_of_pass: true,
            width: 0,
            row: Vec::new(),
            before: Vec::new(),
        }
    }

    /// Reads the next row; false behind the last.
    fn advance(&mut self) -> Result<bool, Error> {
        let Some((width, rows)) = self.passes.get(self.pass).copied() else {
            return Ok(false);
        };
        let mut filter = [0];
        if !self.fill(&mut filter)? {
            return Err(self.damaged());
        }
        let [filter] = filter;
        self.filter = filter;
        self.width = width;
        std::mem::swap(&mut self.row, &mut self.before);
        self.first_of_pass = self.done == 0;
        let mut row = std::mem::take(&mut self.row);
        // The row grows with the data that is there, not with what the header claims.
        row.clear();
        let wanted = self.header.row_bytes(width);
        while row.len() < wanted {
            let start = row.len();
            row.resize(wanted.min(start + 65_536), 0);
            if !self.fill(row.get_mut(start..).unwrap_or_default())? {
                return Err(self.damaged());
            }
        }
        self.before.resize(wanted, 0);
        if self.first_of_pass {
            self.before.fill(0);
        }
        if self.filter > 4 {
            return Err(self.damaged());
        }
        if self.unfilter {
            unfilter(self.filter, self.header.step(), &self.before, &mut row);
        }
        self.row = row;
        self.done += 1;
        if self.done == rows {
            self.pass += 1;
            self.done = 0;
        }
        Ok(true)
    }

    /// Behind the last row: how many bytes the stream takes, and whether it ended with that row.
    fn finish(mut self) -> Result<(usize, bool), Error> {
        let more = self.fill(&mut [0])?;
        let exact = !more && self.ended;
        Ok((usize::try_from(self.zlib.total_in()).unwrap_or(usize::MAX), exact))
    }

    /// Inflates until the buffer is full; false where the stream gives less.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<bool, Error> {
        let mut filled = 0;
        while filled < buffer.len() {
            if self.ended {
                return Ok(false);
            }
            let range = self.runs.get(self.run).cloned().unwrap_or(0..0);
            let input = part(self.source, range.start + self.at..range.end);
            let (before_in, before_out) = (self.zlib.total_in(), self.zlib.total_out());
            let out = buffer.get_mut(filled..).unwrap_or_default();
            let status = self
                .zlib
                .decompress(input, out, FlushDecompress::None)
                .map_err(|_| self.damaged())?;
            let read = (self.zlib.total_in() - before_in) as usize;
            let written = (self.zlib.total_out() - before_out) as usize;
            self.at += read;
            filled += written;
            self.ended = status == Status::StreamEnd;
            if self.at >= range.len() && self.run < self.runs.len() {
                self.run += 1;
                self.at = 0;
            } else if read == 0 && written == 0 && !self.ended {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn damaged(&self) -> Error {
        let run = self.runs.get(self.run).or(self.runs.last());
        broken(
            "IDAT",
            run.map_or(0, |range| range.start + self.at.min(range.len())),
        )
    }
}

/// A whole zlib stream of the data.
pub(super) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail; an empty stream would be refused by the reading that follows.
    encoder
        .write_all(data)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}

/// What a zlib stream gives, up to a limit; a missing checksum is no reason to give nothing.
pub(super) fn inflate(data: &[u8], limit: usize) -> Vec<u8> {
    let mut zlib = Decompress::new(true);
    let mut out = Vec::new();
    loop {
        let (read, written) = (zlib.total_in(), zlib.total_out());
        let start = out.len();
        out.resize(limit.min(start + 65_536), 0);
        let input = data.get(read as usize..).unwrap_or_default();
        let status = zlib.decompress(
            input,
            out.get_mut(start..).unwrap_or_default(),
            FlushDecompress::None,
        );
        out.truncate(zlib.total_out() as usize);
        let stuck = zlib.total_in() == read && zlib.total_out() == written;
        if stuck || out.len() >= limit || !matches!(status, Ok(Status::Ok)) {
            return out;
        }
    }
}
