//! The container (ISO/IEC 18181-2): boxes, among them the codestream in one piece or several.

use std::borrow::Cow;
use std::ops::Range;

use crate::Error;
use crate::bytes::{be32, from, part};
use crate::error::malformed;
use crate::isobmff::{Boxed, boxes};

pub(super) const SIGNATURE: &[u8; 12] = b"\0\0\0\x0CJXL \r\n\x87\n";
pub(super) const FILE_TYPE: &[u8; 20] = b"\0\0\0\x14ftypjxl \0\0\0\0jxl ";
/// Level 10, which a viewer must know beforehand; without the box a stream is of level 5.
pub(super) const LEVEL_10: &[u8; 9] = b"\0\0\0\x09jxll\x0A";

/// A file: a bare codestream, or boxes.
#[derive(Debug)]
pub(super) struct File<'a> {
    pub(super) boxes: Vec<Boxed>,
    /// What each box is, by its place among the boxes.
    pub(super) names: Vec<&'static str>,
    /// What stands behind the boxes.
    pub(super) rest: Range<usize>,
    /// Whether the stream is of level 10.
    pub(super) level_10: bool,
    pub(super) stream: Stream<'a>,
}

/// The codestream, and where its runs stand in the file.
#[derive(Debug)]
pub(super) struct Stream<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// Where each run begins in the stream, and where it stands.
    runs: Vec<(usize, Range<usize>)>,
}

impl<'a> File<'a> {
    pub(super) fn read(source: &'a [u8]) -> Result<Self, Error> {
        if !source.starts_with(SIGNATURE) {
            return Ok(Self {
                boxes: Vec::new(),
                names: Vec::new(),
                rest: source.len()..source.len(),
                level_10: false,
                stream: Stream::new(source, std::iter::once(0..source.len()).collect()),
            });
        }
        let mut walk = boxes(source, 0..source.len());
        let boxes: Vec<Boxed> = walk.by_ref().collect();
        let mut sorting = Sorting::default();
        let names = boxes
            .iter()
            .enumerate()
            .map(|(place, found)| sorting.name(source, place, found))
            .collect::<Result<Vec<_>, _>>()?;
        if sorting.runs.is_empty() {
            return Err(malformed(
                "jxlc",
                source.len(),
                "The picture is missing from this file",
            ));
        }
        Ok(Self {
            boxes,
            names,
            rest: walk.rest(),
            level_10: sorting.level_10,
            stream: Stream::new(source, sorting.runs),
        })
    }
}

impl File<'_> {
    /// How many bytes of the file type box are not what every writer puts there.
    pub(super) fn unread(&self, source: &[u8]) -> usize {
        let types = self
            .boxes
            .iter()
            .zip(&self.names)
            .filter(|(_, name)| **name == "ftyp");
        let body = types.flat_map(|(found, _)| part(source, found.body.clone()));
        let usual = from(FILE_TYPE, 8).iter().map(Some).chain(std::iter::repeat(None));
        body.zip(usual)
            .filter(|(byte, usual)| Some(*byte) != *usual && **byte != 0)
            .count()
    }
}

/// What has been found so far.
#[derive(Default)]
struct Sorting {
    runs: Vec<Range<usize>>,
    /// Whether the codestream is whole.
    complete: bool,
    level: bool,
    level_10: bool,
}

impl Sorting {
    fn name(&mut self, source: &[u8], place: usize, found: &Boxed) -> Result<&'static str, Error> {
        let at = found.range.start;
        Ok(match &found.kind {
            b"JXL " if place == 0 => "JXL",
            b"ftyp" if place == 1 => "ftyp",
            _ if place == 1 => return Err(malformed("ftyp", at, "The file's header is broken")),
            b"jxll" if !self.level => {
                self.level = true;
                self.level_10 = part(source, found.body.clone()) == [10];
                if self.level_10 { "jxll" } else { "unneeded box" }
            }
            b"jxlc" if !self.complete && self.runs.is_empty() => {
                self.runs.push(found.body.clone());
                self.complete = true;
                "jxlc"
            }
            b"jxlp" if !self.complete => {
                let number = be32(source, found.body.start).filter(|_| found.body.len() >= 4);
                let expected = u32::try_from(self.runs.len()).ok();
                if number.map(|number| number & 0x7FFF_FFFF) != expected {
                    return Err(malformed(
                        "jxlp",
                        at,
                        "The pieces of the picture are not in order",
                    ));
                }
                self.complete = number.is_some_and(|number| number >> 31 == 1);
                self.runs.push(found.body.start + 4..found.body.end);
                "jxlp"
            }
            b"JXL " | b"ftyp" | b"jxll" | b"jxlc" | b"jxlp" => "unneeded box",
            b"Exif" => "Exif",
            b"xml " => "xml",
            b"jumb" => "jumb",
            b"brob" => "brob",
            b"jbrd" => "jbrd",
            b"jhgm" => "jhgm",
            b"jxli" => "jxli",
            b"uuid" => "uuid",
            b"free" | b"skip" => "free",
            _ => "unknown box",
        })
    }
}

impl<'a> Stream<'a> {
    fn new(source: &'a [u8], runs: Vec<Range<usize>>) -> Self {
        let bytes = match runs.as_slice() {
            [one] => Cow::Borrowed(part(source, one.clone())),
            all => Cow::Owned(
                all.iter()
                    .flat_map(|run| part(source, run.clone()))
                    .copied()
                    .collect(),
            ),
        };
        let runs = runs
            .into_iter()
            .scan(0, |start, run| {
                let begin = *start;
                *start += run.len();
                Some((begin, run))
            })
            .collect();
        Self { bytes, runs }
    }

    /// Where a byte of the stream stands in the file.
    pub(super) fn place(&self, at: usize) -> usize {
        let run = self.runs.partition_point(|(begin, _)| *begin <= at);
        let run = run.checked_sub(1).and_then(|run| self.runs.get(run));
        run.map_or(0, |(begin, run)| run.start + (at - begin).min(run.len()))
    }

    /// Where a range of the stream stands in the file, run by run.
    pub(super) fn places(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self
            .runs
            .partition_point(|(begin, run)| begin + run.len() <= range.start);
        self.runs
            .iter()
            .skip(first)
            .take_while({
                let end = range.end;
                move |(begin, _)| *begin < end
            })
            .map(move |(begin, run)| {
                let within = |at: usize| run.start + at.saturating_sub(*begin).min(run.len());
                within(range.start)..within(range.end)
            })
            .filter(|place| !place.is_empty())
    }
}

/// The size and type of a box of so many bytes of content.
pub(super) fn head(kind: [u8; 4], length: usize) -> Vec<u8> {
    match u32::try_from(length + 8) {
        Ok(size) => [size.to_be_bytes(), kind].concat(),
        Err(_) => [
            [0, 0, 0, 1].as_slice(),
            &kind,
            &(length as u64 + 16).to_be_bytes(),
        ]
        .concat(),
    }
}
