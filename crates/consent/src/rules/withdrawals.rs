//! What was taken back, and what was signed since.

use super::people::bears_on;
use super::{Case, Fill};
use crate::photo::HeldRecord;
use crate::record::{Status, Withdrawal, Withdrawn};

pub(super) fn withdrawn(case: &Case, held: &HeldRecord) -> Option<Fill> {
    if held.record.status() != Status::Withdrawn || !bears_on(case, held) {
        return None;
    }
    let whole: Vec<&Withdrawal> = whole(held).collect();
    let date = whole
        .last()
        .map_or("an unknown date".to_owned(), |it| it.on.to_string());
    (!answered(case, held, &whole)).then(|| vec![("date", date), ("n", held.copies.len().to_string())])
}

pub(super) fn use_withdrawn(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let partial: Vec<&Withdrawal> = partial(case, held).collect();
    let date = partial.first()?.on.to_string();
    (!answered(case, held, &partial)).then(|| vec![("date", date), ("n", held.copies.len().to_string())])
}

/// Whether a linked record has no say any more: the person took this use back after it, and has signed again since. What
/// they signed since then is asked in its place.
pub(super) fn is_overtaken(case: &Case, held: &HeldRecord) -> bool {
    let overtakes = |other: &HeldRecord, withdrawals: &[&Withdrawal]| {
        answered(case, other, withdrawals) && !comes_after(held, other, withdrawals)
    };
    case.held_by(&held.record.terms.person)
        .filter(|other| other.record.is_current())
        .any(|other| {
            let whole: Vec<_> = whole(other).collect();
            let partial: Vec<_> = partial(case, other).collect();
            let withdrawn = other.record.status() == Status::Withdrawn && bears_on(case, other);
            withdrawn && overtakes(other, &whole) || overtakes(other, &partial)
        })
}

fn whole(held: &HeldRecord) -> impl Iterator<Item = &Withdrawal> {
    let withdrawals = held.record.withdrawals.iter();
    withdrawals.filter(|it| it.what == Withdrawn::Everything)
}

fn partial<'a>(case: &Case<'a>, held: &'a HeldRecord) -> impl Iterator<Item = &'a Withdrawal> {
    let requested = case.requested;
    held.record.withdrawals.iter().filter(move |it| match &it.what {
        Withdrawn::Everything => false,
        Withdrawn::Uses(uses) => uses
            .iter()
            .any(|usage| requested.is_some_and(|requested| usage.refuses(requested))),
    })
}

/// Whether the person has signed again, for this photo, since these withdrawals of a record.
fn answered(case: &Case, of: &HeldRecord, withdrawals: &[&Withdrawal]) -> bool {
    case.held_by(&of.record.terms.person)
        .any(|held| held.linked && comes_after(held, of, withdrawals))
}

/// Whether a record is a new answer to withdrawals of another: signed on a later day, and entered by someone who could
/// know of them. A withdrawal thus stops whatever is in the register when it is entered.
fn comes_after(held: &HeldRecord, of: &HeldRecord, withdrawals: &[&Withdrawal]) -> bool {
    let record = &held.record;
    record.id != of.record.id
        && record.status() == Status::Active
        && !withdrawals.is_empty()
        && withdrawals.iter().all(|withdrawal| {
            record.entered_at > withdrawal.entered_at
                && record
                    .terms
                    .signed_on
                    .is_some_and(|signed| signed > withdrawal.on)
        })
}
