//! The parts of a HEIF file: its boxes, and in them the data of each item.

use std::ops::Range;

use crate::bytes::{array, part};
use crate::heif::hidden::Hidden;
use crate::heif::layout::Layout;
use crate::heif::{File, property, rule};
use crate::isobmff::Boxed;
use crate::part::{Part, Rule};

/// `uuid` of C2PA manifests (C2PA 2.1, A.5.1).
const C2PA: [u8; 16] = *b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";

pub(super) fn parts(source: &[u8], file: &File, layout: &Layout, hidden: &[Hidden]) -> Vec<Part> {
    let claims = claims(source, layout, hidden);
    let mut parts = Parts {
        source,
        claims: claims.into_iter().peekable(),
        parts: Vec::new(),
    };
    let has_movie = file.boxes.iter().any(|found| found.kind == *b"moov");
    let stray = if has_movie {
        "media data"
    } else {
        "bytes of no item"
    };
    let mut seen = [false; 2];
    for found in &file.boxes {
        let mut first = |place: usize| {
            seen.get_mut(place)
                .is_some_and(|seen| !std::mem::replace(seen, true))
        };
        match &found.kind {
            b"ftyp" if first(0) => parts.push("ftyp", found.range.clone()),
            b"meta" if first(1) => parts.meta(file, found),
            b"mdat" => {
                parts.push("mdat", found.range.start..found.body.start);
                parts.open(stray, found.body.clone());
            }
            _ => parts.open(outside(source, found), found.range.clone()),
        }
    }
    parts.open("bytes behind the boxes", file.rest.clone());
    parts.parts
}

/// The rule of a box of the file that goes.
fn outside(source: &[u8], found: &Boxed) -> &'static str {
    match &found.kind {
        b"moov" => "moov",
        b"mpvd" => "mpvd",
        b"sefd" => "sefd",
        b"uuid" if array(source, found.body.start.saturating_sub(16)) == Some(C2PA) => "C2PA",
        b"uuid" => "uuid",
        b"free" | b"skip" => "free",
        b"ftyp" | b"meta" => "unneeded box",
        _ => "unknown box",
    }
}

struct Parts<'a, I: Iterator<Item = Part>> {
    source: &'a [u8],
    /// Data of items, in the order of the file.
    claims: std::iter::Peekable<I>,
    parts: Vec<Part>,
}

impl<I: Iterator<Item = Part>> Parts<'_, I> {
    fn push(&mut self, name: &str, range: Range<usize>) {
        if !range.is_empty() {
            self.parts.push(Part {
                rule: rule(name),
                range,
            });
        }
    }

    fn meta(&mut self, file: &File, meta: &Boxed) {
        self.push(
            "meta",
            meta.range.start..(meta.body.start + 4).min(meta.range.end),
        );
        for child in &file.meta.children {
            let range = child.boxed.range.clone();
            let kind = &child.boxed.kind;
            let name = match kind {
                _ if child.property && property::is_known(*kind) => "property",
                b"udes" | b"altt" if child.property => "text property",
                b"cmin" | b"cmex" if child.property => "camera property",
                b"crtt" | b"mdft" if child.property => "time property",
                b"free" | b"skip" => "free",
                _ if child.property => "unneeded property",
                b"hdlr" => "hdlr",
                b"pitm" => "pitm",
                b"iloc" => "iloc",
                b"iinf" => "iinf",
                b"iref" => "iref",
                b"iprp" | b"ipco" | b"ipma" => "iprp",
                b"idat" => {
                    self.push("idat", range.start..child.boxed.body.start);
                    self.open("bytes of no item", child.boxed.body.clone());
                    continue;
                }
                b"dinf" | b"grpl" | b"ipro" => "unneeded box",
                b"xml " | b"bxml" => "unknown box",
                b"uuid" => outside(self.source, &child.boxed),
                _ => "unknown box",
            };
            self.push(name, range);
        }
    }

    /// A range in which data of items may lie; what is of none of them is of this rule.
    fn open(&mut self, name: &str, range: Range<usize>) {
        let mut at = range.start;
        while let Some(claim) = self.claims.next_if(|claim| claim.range.start < range.end) {
            // Claims follow one another, so the part of one that lies before this range is another box's.
            let start = claim.range.start.max(at);
            let end = claim.range.end.min(range.end);
            if start < end {
                self.unclaimed(name, at..start);
                self.parts.push(Part {
                    rule: claim.rule,
                    range: start..end,
                });
                at = end;
            }
        }
        self.unclaimed(name, at..range.end);
    }

    fn unclaimed(&mut self, name: &str, range: Range<usize>) {
        let room = matches!(name, "bytes of no item" | "media data");
        if room && part(self.source, range.clone()).iter().all(|byte| *byte == 0) {
            self.push("unused room, zeroed", range);
        } else {
            self.push(name, range);
        }
    }
}

/// The data of all items, in the order of the file and without overlap: what stays comes before what goes.
fn claims(source: &[u8], layout: &Layout, hidden: &[Hidden]) -> Vec<Part> {
    let mut stay: Vec<(Range<usize>, &'static Rule)> = layout
        .stays()
        .map(|(segment, derived)| {
            let same = |made: &Vec<u8>| *made == *part(source, segment.range.clone());
            let name = match &segment.made {
                Some(made) if !derived && !same(made) => "bytes beside the picture",
                Some(_) if !derived => "filler",
                _ => "picture data",
            };
            (segment.range.clone(), rule(name))
        })
        .collect();
    stay.dedup();
    let stay = overlay(&[], stay);
    let beside = layout
        .whole
        .iter()
        .map(|range| (range.clone(), rule("bytes beside the picture")));
    let hidden = hidden.iter().flat_map(|item| {
        let rule = rule(item.rule);
        item.extents.iter().map(move |range| (range.clone(), rule))
    });
    overlay(&overlay(&stay, beside.collect()), hidden.collect())
}

/// Puts ranges below others that are in order and do not overlap: only what is free of them counts.
fn overlay(above: &[Part], mut below: Vec<(Range<usize>, &'static Rule)>) -> Vec<Part> {
    below.sort_by_key(|(range, _)| (range.start, range.end));
    let mut all = Vec::with_capacity(above.len() + below.len());
    let mut above = above.iter().peekable();
    let mut at = 0;
    for (range, rule) in below {
        at = range.start.max(at);
        while at < range.end {
            while let Some(done) = above.next_if(|part| part.range.end <= at) {
                all.push(done.clone());
            }
            let next = above.peek().map_or(usize::MAX, |part| part.range.start);
            if next <= at {
                at = above.peek().map_or(at, |part| part.range.end);
                continue;
            }
            let end = range.end.min(next);
            all.push(Part { rule, range: at..end });
            at = end;
        }
    }
    all.extend(above.cloned());
    all
}
