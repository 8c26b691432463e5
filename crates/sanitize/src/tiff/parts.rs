//! Every byte of a file, named: what its directories, values and strips take, and what nothing takes.

use std::collections::HashSet;
use std::ops::Range;

use super::directories::{Aside, Directories};
use super::page::Page;
use super::{rule, tags};
use crate::ifd::Directory;
use crate::part::{Part, Rule};

type Claim = (Range<usize>, &'static Rule);

/// The parts of a file. Where structures lie over one another, the first byte belongs to the first.
pub(super) fn parts(found: &Directories<'_>, pages: &[Page]) -> Vec<Part> {
    let source = found.tiff.data;
    let mut claims = vec![(0..if found.tiff.wide { 16 } else { 8 }, rule("header"))];
    let step = if found.tiff.wide { 20 } else { 12 };
    for directory in &found.pages {
        page_claims(directory, step, &mut claims);
    }
    for page in pages {
        for strip in &page.strips {
            claims.push((strip.range.start..strip.kept.end, rule("strip")));
            if strip.range.end < source.len() {
                claims.push((strip.kept.end..strip.range.end, rule("bytes behind a strip")));
            }
        }
        claims.extend(page.claims.iter().cloned());
        let unneeded = page.unneeded.iter().cloned();
        claims.extend(unneeded.map(|range| (range, rule("unneeded strip"))));
    }
    for (aside, directory) in &found.aside {
        let rule = rule(match aside {
            Aside::Exif => "Exif",
            Aside::Gps => "GPS",
            _ => "further directory",
        });
        claims.push((directory.range.clone(), rule));
        claims.extend(directory.entries.iter().map(|entry| (entry.values.clone(), rule)));
        claims.extend(found.pictures(directory).map(|range| (range, rule)));
    }
    claims.sort_by_key(|(range, _)| range.start);
    tile(source, claims)
}

fn page_claims(directory: &Directory, step: usize, claims: &mut Vec<Claim>) {
    let mut at = directory.range.start;
    let mut known = HashSet::new();
    for entry in &directory.entries {
        claims.push((at..entry.at, rule("IFD")));
        let rule = if known.insert(entry.tag) {
            tags::of(entry.tag)
        } else {
            rule("unneeded field")
        };
        at = entry.at + step;
        claims.push((entry.at..at, rule));
        claims.push((entry.values.clone(), rule));
    }
    claims.push((at..directory.range.end, rule("IFD")));
}

fn tile(source: &[u8], claims: Vec<Claim>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(claims.len());
    let mut at = 0;
    let mut push = |range: Range<usize>, rule: &'static Rule| match parts.last_mut() {
        _ if range.is_empty() => {}
        Some(last) if last.rule == rule && last.rule.part == "IFD" => last.range.end = range.end,
        _ => parts.push(Part { rule, range }),
    };
    for (range, rule) in claims {
        let end = range.end.min(source.len());
        if range.start > at && range.start <= source.len() {
            push(at..range.start, nothing(source, at..range.start));
            at = range.start;
        }
        if end > at {
            push(at..end, rule);
            at = end;
        }
    }
    push(at..source.len(), nothing(source, at..source.len()));
    parts
}

/// The rule for bytes that nothing takes: padding is one zero at an odd place.
fn nothing(source: &[u8], range: Range<usize>) -> &'static Rule {
    rule(if range.start % 2 == 1 && source.get(range) == Some(&[0]) {
        "padding"
    } else {
        "bytes of no structure"
    })
}
