//! What cameras and phones put behind the picture.

use std::ops::Range;

use super::{pictures, samsung};
use crate::bytes::{from, part};
use crate::embedded::jpeg_sides;
use crate::finding::{Place, Told};
use crate::jpeg::walk::{What, walk};
use crate::words::size;
use crate::{Finding, Reveals, isobmff, movie};

pub(super) fn findings(source: &[u8], trailer: Range<usize>) -> Vec<Finding> {
    let place = |range: &Range<usize>| Place {
        part: "bytes behind the picture",
        bytes: range.len(),
        offset: range.start,
    };
    let data = part(source, trailer.clone());
    let mut told = Told::new(place(&trailer));
    let mut taken = Vec::new();
    if data.ends_with(b"SEFT") || memchr::memmem::rfind(data, b"SEFT").is_some() {
        taken = samsung::tell(source, &trailer, &mut told);
        if told.is_empty() {
            told.tell(Reveals::Device, "Samsung's own notes, with the time");
        }
    }
    let is_told = |at: usize| taken.iter().any(|range| range.contains(&at));
    if let Some(start) = memchr::memmem::find_iter(data, b"ftyp")
        .filter_map(|at| Some(trailer.start + at.checked_sub(4)?))
        .filter(|start| !is_told(*start))
        .find(|start| isobmff::brand(from(source, *start)).is_some())
    {
        let video = start..movie::end(source, start);
        told.extend(movie::findings(source, video.clone(), place(&video)));
    }
    for picture in jpegs(source, &trailer) {
        if !is_told(picture.start) {
            let data = part(source, picture.clone());
            let what = if pictures::is_gain_map(data) {
                crate::xmp::GAIN_MAP
            } else {
                "Another picture"
            };
            let mut one = Told::new(place(&picture));
            one.show(Some(picture.clone()), pictures::described(what, data, data.len()));
            one.extend(pictures::exif_of(source, &picture, &told));
            told.extend(one.finish());
        }
    }
    if told.is_empty() && data != b"\r\n" {
        let what = match data.iter().all(|byte| Some(byte) == data.first()) {
            true => "Empty room behind the picture",
            false => "Data behind the picture",
        };
        told.tell(Reveals::Unknown, format!("{what}, {}", size(data.len())));
    }
    told.finish()
}

/// The JPEG pictures in a range, each up to its end. A broken one goes up to the end of the range; bytes that only
/// begin as one are none.
fn jpegs(source: &[u8], range: &Range<usize>) -> Vec<Range<usize>> {
    const MOST: usize = 16;
    let mut found = Vec::new();
    let mut at = range.start;
    let mut tries = 10_000;
    while found.len() < MOST
        && tries > 0
        && let Some(start) = memchr::memmem::find(part(source, at..range.end), b"\xFF\xD8\xFF")
    {
        let start = at + start;
        let data = part(source, start..range.end);
        if jpeg_sides(data).is_none() {
            at = start + 3;
            tries -= 1;
            continue;
        }
        let end = walk(data)
            .ok()
            .and_then(|(items, _)| items.into_iter().find(|item| matches!(item.what, What::Trailer)))
            .map_or(range.end, |item| start + item.range.start);
        found.push(start..end);
        at = end.max(start + 3);
    }
    found
}
