//! Every byte of a file, named: what its directories, values and strips take, and what nothing takes.

use std::collections::HashSet;
use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use super::directories::{Aside, Directories};
use super::page::Page;
use super::{rule, tags};
use crate::Error;
use crate::error::malformed;
use crate::ifd::Directory;
use crate::part::{Fate, Part, Rule};

type Claim = (Range<usize>, &'static Rule);

/// The parts of a file. Structures of which one goes may not lie over others: what is told to go would stay.
pub(super) fn parts(found: &Directories<'_>, pages: &[Page]) -> Result<Vec<Part>, Error> {
    let source = found.tiff.data;
    let mut claims = vec![(0..if found.tiff.wide { 16 } else { 8 }, rule("header"))];
    let step = if found.tiff.wide { 20 } else { 12 };
    for directory in &found.pages {
        page_claims(found, directory, step, &mut claims);
    }
    for page in pages {
        let strips = page.strips.iter();
        claims.extend(strips.map(|strip| {
            let hides = strip.kept.hides;
            let name = if hides { "strip that hides" } else { "strip" };
            (strip.range.start..strip.kept.end, rule(name))
        }));
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
    apart(source, &claims)?;
    Ok(tile(source, claims, behind(source, pages)))
}

/// What strips are said to hold behind what is needed of them, in order.
fn behind(source: &[u8], pages: &[Page]) -> Vec<Range<usize>> {
    let of = |page: &Page| {
        let strips = page.strips.iter();
        let behind = strips.map(|strip| strip.kept.end..strip.range.end);
        behind.chain(page.behind.iter().cloned()).collect::<Vec<_>>()
    };
    let mut behind: Vec<_> = pages.iter().flat_map(of).collect();
    behind.retain(|range| range.start < range.end && range.end < source.len());
    behind.sort_by_key(|range| range.start);
    behind
}

/// What may share its bytes with more of the same alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Picture,
    /// Written afresh.
    Field,
    Profile,
    Goes,
}

impl Role {
    const ALL: [Self; 4] = [Self::Picture, Self::Field, Self::Profile, Self::Goes];

    fn of(rule: &Rule) -> Self {
        match (rule.part, rule.fate) {
            ("strip" | "strip that hides" | "used JPEG tables", _) => Self::Picture,
            ("ICC profile", _) => Self::Profile,
            (_, Fate::Keep) => Self::Field,
            (_, Fate::Drop) => Self::Goes,
        }
    }
}

/// Stops where claims of different roles, sorted by their places, lie over one another.
fn apart(source: &[u8], claims: &[Claim]) -> Result<(), Error> {
    let mut ends = Role::ALL.map(|role| (role, 0));
    let inside = |(range, _): &&Claim| range.start < range.end && range.end <= source.len();
    for (range, rule) in claims.iter().filter(inside) {
        let role = Role::of(rule);
        for (other, end) in &mut ends {
            if *other == role {
                *end = range.end.max(*end);
            } else if range.start < *end {
                return Err(malformed(
                    rule.part,
                    range.start,
                    "The structures of this file lie over one another",
                ));
            }
        }
    }
    Ok(())
}

fn page_claims(found: &Directories<'_>, directory: &Directory, step: usize, claims: &mut Vec<Claim>) {
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
        if !found.dangles(entry) {
            claims.push((entry.values.clone(), rule));
        }
    }
    claims.push((at..directory.range.end, rule("IFD")));
}

fn tile(source: &[u8], claims: Vec<Claim>, behind: Vec<Range<usize>>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(claims.len());
    let (mut at, mut behind) = (0, behind.into_iter().peekable());
    for (range, rule) in claims {
        let end = range.end.min(source.len());
        if range.start > at && range.start <= source.len() {
            unclaimed(source, at..range.start, &mut behind, &mut parts);
            at = range.start;
        }
        if end > at {
            push(&mut parts, at..end, rule);
            at = end;
        }
    }
    unclaimed(source, at..source.len(), &mut behind, &mut parts);
    parts
}

fn push(parts: &mut Vec<Part>, range: Range<usize>, rule: &'static Rule) {
    match parts.last_mut() {
        _ if range.is_empty() => {}
        Some(last) if last.rule == rule && last.rule.part == "IFD" => last.range.end = range.end,
        _ => parts.push(Part { rule, range }),
    }
}

/// A run that no structure takes: it stands behind a strip, or nowhere.
fn unclaimed(
    source: &[u8],
    run: Range<usize>,
    behind: &mut Peekable<IntoIter<Range<usize>>>,
    parts: &mut Vec<Part>,
) {
    let mut at = run.start;
    while let Some(next) = behind.peek().filter(|next| next.start < run.end) {
        let (start, end) = (next.start.max(at), next.end.min(run.end).max(at));
        push(parts, at..start, nothing(source, at..start));
        push(parts, start.min(end)..end, rule("bytes behind a strip"));
        at = end.max(start);
        if next.end > run.end {
            break;
        }
        behind.next();
    }
    push(parts, at..run.end, nothing(source, at..run.end));
}

/// The rule for bytes that nothing takes: padding is one zero at an odd place.
fn nothing(source: &[u8], range: Range<usize>) -> &'static Rule {
    rule(if range.start % 2 == 1 && source.get(range) == Some(&[0]) {
        "padding"
    } else {
        "bytes of no structure"
    })
}
