//! The zlib streams of a PNG, row by row (PNG 7, 9, 10): where they end, and what lies under full transparency.

use std::io::Write;
use std::ops::Range;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};

use super::broken;
use super::chunks::Chunk;
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
    fn step(&self) -> usize {
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
    fn alpha_sample(&self) -> Option<usize> {
        matches!(self.colour, 4 | 6).then_some(usize::from(self.depth / 8))
    }

    /// Whether a fully transparent pixel of the row has a colour.
    fn hides_colour(&self, row: &[u8]) -> bool {
        self.alpha_sample().is_some_and(|sample| {
            row.chunks_exact(self.step()).any(|pixel| {
                let (colour, alpha) = pixel.split_at(self.step() - sample);
                alpha.iter().all(|byte| *byte == 0) && colour.iter().any(|byte| *byte != 0)
            })
        })
    }

    /// Clears the colour of fully transparent pixels.
    fn clear_hidden(&self, row: &mut [u8]) {
        let Some(sample) = self.alpha_sample() else { return };
        for pixel in row.chunks_exact_mut(self.step()) {
            let (colour, alpha) = pixel.split_at_mut(self.step() - sample);
            if alpha.iter().all(|byte| *byte == 0) {
                colour.fill(0);
            }
        }
    }
}

/// What reading a whole zlib stream showed.
pub(super) struct Stream {
    /// How many bytes of the runs the stream takes.
    pub(super) end: usize,
    /// The stream coded anew, where it held more than the shown picture.
    pub(super) recoded: Option<Vec<u8>>,
}

impl Stream {
    pub(super) fn read(source: &[u8], header: &Header, runs: &[Range<usize>]) -> Result<Self, Error> {
        let mut rows = Rows::new(source, header, runs, header.alpha_sample().is_some());
        let mut hides = false;
        while rows.advance()? {
            hides = hides || header.hides_colour(&rows.row);
        }
        let (end, exact) = rows.finish()?;
        let recoded = if hides || !exact {
            Some(recode(source, header, runs)?)
        } else {
            None
        };
        Ok(Self { end, recoded })
    }
}

/// The same rows, filtered as they were, without hidden colour and without anything behind the last.
fn recode(source: &[u8], header: &Header, runs: &[Range<usize>]) -> Result<Vec<u8>, Error> {
    let mut rows = Rows::new(source, header, runs, true);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let failed = |_| broken("IDAT", 0);
    let mut before: Vec<u8> = Vec::new();
    while rows.advance()? {
        let mut row = rows.row.clone();
        header.clear_hidden(&mut row);
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
    let (first, second) = (shown_frames(a)?, shown_frames(b)?);
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
            header.clear_hidden(&mut row);
            header.clear_hidden(&mut other_row);
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

fn shown_frames(source: &[u8]) -> Result<Vec<ShownFrame>, Error> {
    let (chunks, _) = super::chunks::walk(source)?;
    let header = Header::read(source, chunks.first())?;
    let frames = super::Layout::read(source, &chunks, header).frames(&chunks);
    Ok(frames
        .into_iter()
        .map(|frame| (header.of(frame.size), frame.data))
        .collect())
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

/// Undoes a row's filter (9.2).
fn unfilter(filter: u8, step: usize, before: &[u8], row: &mut [u8]) {
    for index in 0..row.len() {
        let predicted = predict(filter, step, before, row, index);
        if let Some(byte) = row.get_mut(index) {
            *byte = byte.wrapping_add(predicted);
        }
    }
}

/// Filters a row (9.2).
fn filtered(filter: u8, step: usize, before: &[u8], row: &[u8]) -> Vec<u8> {
    row.iter()
        .enumerate()
        .map(|(index, byte)| byte.wrapping_sub(predict(filter, step, before, row, index)))
        .collect()
}

fn predict(filter: u8, step: usize, before: &[u8], row: &[u8], index: usize) -> u8 {
    let at =
        |bytes: &[u8], index: Option<usize>| index.and_then(|index| bytes.get(index)).copied().unwrap_or(0);
    let left = index.checked_sub(step);
    let (a, b, c) = (at(row, left), at(before, Some(index)), at(before, left));
    match filter {
        1 => a,
        2 => b,
        3 => u8::midpoint(a, b),
        4 => paeth(a, b, c),
        _ => 0,
    }
}

/// The Paeth predictor (9.4).
fn paeth(a: u8, b: u8, c: u8) -> u8 {
    let [ia, ib, ic] = [a, b, c].map(i16::from);
    let p = ia + ib - ic;
    let [pa, pb, pc] = [ia, ib, ic].map(|value| (p - value).abs());
    if pa <= pb && pa <= pc {
        a
    } else if pb <= pc {
        b
    } else {
        c
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
