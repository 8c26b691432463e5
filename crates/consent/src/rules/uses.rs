//! Whether a form says yes to this very use, still.

use super::{Case, Fill, when};
use crate::limit::Condition;
use crate::photo::HeldRecord;
use crate::usage::{Effect, Purpose, Use, UseRow};

pub(super) fn no_use(case: &Case) -> Option<Fill> {
    when(case.requested.is_none())
}

/// The permits of the requested purpose.
fn for_purpose<'a>(requested: &Use, held: &'a HeldRecord) -> Vec<&'a UseRow> {
    held.record
        .terms
        .rows(Effect::Permit)
        .filter(|row| row.usage.purpose == requested.purpose)
        .collect()
}

pub(super) fn purpose(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let requested = case.requested?;
    if !for_purpose(requested, held).is_empty() {
        return None;
    }
    let mut agreed: Vec<Purpose> = held
        .record
        .terms
        .rows(Effect::Permit)
        .map(|row| row.usage.purpose)
        .collect();
    agreed.sort_unstable();
    agreed.dedup();
    Some(vec![
        (
            "purposes",
            either(agreed.into_iter().map(Purpose::label), "nothing"),
        ),
        ("purpose", requested.purpose.label().to_owned()),
    ])
}

pub(super) fn audience(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let requested = case.requested?;
    let widest = for_purpose(requested, held)
        .iter()
        .map(|row| row.usage.audience)
        .max()?;
    (requested.audience > widest).then(|| vec![("audience", widest.label().to_owned())])
}

pub(super) fn outlet(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let requested = case.requested?;
    let wide_enough: Vec<&UseRow> = for_purpose(requested, held)
        .into_iter()
        .filter(|row| requested.audience <= row.usage.audience)
        .collect();
    if wide_enough.is_empty() || wide_enough.iter().any(|row| row.usage.permits_outlet(requested)) {
        return None;
    }
    let agreed = wide_enough.iter().filter_map(|row| row.usage.outlet.as_deref());
    Some(vec![("outlets", either(agreed, "nothing"))])
}

pub(super) fn record_ended(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let ended = held.record.expired_on(case.today)?;
    Some(vec![("date", ended.to_string())])
}

/// The permits of this very use, whatever their date and count.
fn permits<'a>(case: &Case, held: &'a HeldRecord) -> Vec<&'a UseRow> {
    case.requested.map_or_else(Vec::new, |requested| {
        held.record
            .terms
            .rows(Effect::Permit)
            .filter(|row| row.usage.permits(requested))
            .collect()
    })
}

fn in_time(case: &Case, row: &UseRow) -> bool {
    row.until.is_none_or(|until| case.today <= until)
}

pub(super) fn use_ended(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let permits = permits(case, held);
    if permits.iter().any(|row| in_time(case, row)) {
        return None;
    }
    let ended = permits.iter().filter_map(|row| row.until).max()?;
    Some(vec![("date", ended.to_string())])
}

pub(super) fn copies_used(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let permits = permits(case, held);
    let mut in_time = permits.iter().filter(|row| in_time(case, row)).peekable();
    in_time.peek()?;
    let left = |row: &&UseRow| row.max_copies.is_none_or(|max| made(held, row) < max as usize);
    (!in_time.any(left)).then(|| vec![("n", held.copies.len().to_string())])
}

fn made(held: &HeldRecord, row: &UseRow) -> usize {
    held.copies
        .iter()
        .filter(|copy| copy.as_ref().is_none_or(|made| row.usage.permits(made)))
        .count()
}

pub(super) fn one_time_used(_: &Case, held: &HeldRecord) -> Option<Fill> {
    let once = held.record.terms.conditions.contains(&Condition::OneTime);
    (once && !held.copies.is_empty()).then(|| vec![("n", held.copies.len().to_string())])
}

/// "a, b or c".
fn either<'a>(items: impl Iterator<Item = &'a str>, none: &str) -> String {
    let items: Vec<&str> = items.collect();
    match items.as_slice() {
        [] => none.to_owned(),
        [one] => (*one).to_owned(),
        [many @ .., last] => format!("{} or {last}", many.join(", ")),
    }
}
