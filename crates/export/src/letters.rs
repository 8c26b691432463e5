//! Letters that follow a copy: the receipt for the person in it, and the request that it be taken down.
//!
//! Source: UK GDPR, Articles 7(3) and 17(2): as easy to withdraw as to give, and those who were given the data are told.

use jiff::civil::Date;
use safelight_consent::{Effect, Profile, Record, Register, TakedownOutcome, UseRow, Withdrawal, Withdrawn};
use uuid::Uuid;

use crate::certificate::{phrase, shown};
use crate::failure::{Code, Failure};
use crate::followed::{Followed, follow_under};
use crate::ledger::Row;
use crate::paper::Paper;

/// The setting that says whom to write to: it stands in receipts and letters where nobody says otherwise.
pub const CONTACT: &str = "contact";

/// The words of a profile that letters need.
struct Words {
    person: &'static str,
    permission: &'static str,
    unaffected: &'static str,
}

const fn words(profile: Profile) -> Words {
    match profile {
        Profile::Clinical => Words {
            person: "patient",
            permission: "consent",
            unaffected: "Care does not depend on it.",
        },
        Profile::Charity => Words {
            person: "person",
            permission: "permission",
            unaffected: "Help does not depend on it.",
        },
        Profile::School => Words {
            person: "child",
            permission: "permission",
            unaffected: "Nothing at school depends on it.",
        },
    }
}

/// For the person of a record, or who signed for them: what was agreed, what copies were made, how to take it back.
/// `contact` says whom to tell.
///
/// # Errors
/// [`Failure`] of the register.
pub fn receipt(register: &Register, record: Uuid, contact: &str, today: Date) -> Result<Paper, Failure> {
    let Words {
        permission,
        unaffected,
        ..
    } = words(register.profile()?);
    let record = register.record(record)?;
    let copies = follow_under(register, record.id)?;
    let mut paper = Paper::new(format!("Your {permission}, and the copies made under it"));
    let signed = record.terms.signed_on.map(|day| format!(", signed on {day}"));
    paper.text(format!(
        "This is about pictures of {}{}. Issued on {today}.",
        record.terms.person,
        signed.unwrap_or_default()
    ));
    paper.field("Reference", record.id.to_string());
    agreed(&mut paper, &record, Effect::Permit, "You said yes to");
    agreed(&mut paper, &record, Effect::Deny, "You said no to");
    taken_back(&mut paper, &record);
    paper.heading("Copies made");
    if copies.is_empty() {
        paper.text("None up to today.");
    }
    for Followed { row, places, .. } in &copies {
        let places: Vec<&str> = places.iter().map(|it| it.place.as_str()).collect();
        let went = match places.is_empty() {
            true => String::new(),
            false => format!("; went to {}", places.join(", ")),
        };
        paper.item(format!(
            "Copy {} of {}: {}{went}",
            row.seq,
            row.at.strftime("%Y-%m-%d"),
            phrase(&row.copy.usage)
        ));
    }
    paper.heading(format!("How to take your {permission} back"));
    let contact = contact.trim();
    let whom = if contact.is_empty() {
        "whoever gave you this".to_owned()
    } else {
        contact.to_owned()
    };
    paper.text(format!(
        "You can take it back at any time, all of it or one use, without a reason, and as easily as you gave it. Tell \
         {whom}, and name the reference above. {unaffected}"
    ));
    paper.text(
        "From that moment no new copy is made, and each place that a copy went to is asked to take it down. What was \
         published or passed on may stay on other people's machines: nobody can promise that every copy goes.",
    );
    Ok(paper)
}

/// To a place that copies went to: the person took this back, please take the copies down and answer. It names nobody.
/// `from` says who asks and where the answer goes.
///
/// # Errors
/// [`Failure`] where no copy under this record that was withdrawn is still out there, and those of the register.
pub fn takedown_letter(
    register: &Register,
    record: Uuid,
    place: &str,
    from: &str,
    today: Date,
) -> Result<Paper, Failure> {
    let Words {
        person, permission, ..
    } = words(register.profile()?);
    let record = register.record(record)?;
    let copies = to_take_down(register, record.id, place)?;
    if copies.is_empty() {
        let why = "Nothing is left to ask for there: no copy whose use was withdrawn went to this place, or all were \
                   taken down.";
        return Err(Failure::new(Code::NotFound, why));
    }
    let mut paper = Paper::new("Please take these pictures down");
    paper.field("To", place);
    if !from.trim().is_empty() {
        paper.field("From", from.trim());
    }
    paper.field("Date", today.to_string());
    let on = record.withdrawals.last().map(|it| format!(" on {}", it.on));
    paper.text(format!(
        "The {person} who can be seen in the pictures listed below has taken back the {permission} to their use{}. They \
         were passed to you, or published with you. Please",
        on.unwrap_or_default()
    ));
    paper.item("remove each of them from wherever you show or keep it: pages, feeds, archives, drives, printed stock;");
    paper.item("ask the same of everybody to whom you passed it on;");
    paper.item("answer this letter, copy by copy: taken down, and on which day; or why that cannot be done.");
    paper.heading("The pictures");
    for row in &copies {
        paper.item(format!(
            "Copy {}: file {}, made on {}, for {}; SHA-256 {}",
            row.seq,
            name(&row.copy.output),
            row.at.strftime("%Y-%m-%d"),
            phrase(&row.copy.usage),
            row.copy.output_sha256,
        ));
    }
    paper.text(
        "The file may have been renamed or saved anew since. We know that copies may remain which neither you nor we can \
         reach; please tell us of those that you know of.",
    );
    Ok(paper)
}

/// The copies under a record whose use was withdrawn and that are not yet known to be gone from a place.
fn to_take_down(register: &Register, record: Uuid, place: &str) -> Result<Vec<Row>, Failure> {
    let mut copies = follow_under(register, record)?;
    copies.retain(|copy| {
        let mut places = copy.places.iter();
        copy.withdrawn.contains(&record)
            && places.any(|it| it.place == place && it.outcome != TakedownOutcome::Done)
    });
    Ok(copies.into_iter().map(|copy| copy.row).collect())
}

fn agreed(paper: &mut Paper, record: &Record, effect: Effect, heading: &str) {
    let rows: Vec<&UseRow> = record
        .terms
        .uses
        .iter()
        .filter(|it| it.effect == effect)
        .collect();
    if rows.is_empty() {
        return;
    }
    paper.heading(heading);
    for row in rows {
        let until = row.until.map(|day| format!(", until {day}"));
        paper.item(format!("{}{}", phrase(&row.usage), until.unwrap_or_default()));
    }
}

fn taken_back(paper: &mut Paper, record: &Record) {
    if record.withdrawals.is_empty() {
        return;
    }
    paper.heading("You took back");
    for Withdrawal {
        on, entered_at, what, ..
    } in &record.withdrawals
    {
        let what = match what {
            Withdrawn::Everything => "everything".to_owned(),
            Withdrawn::Uses(uses) => uses.iter().map(phrase).collect::<Vec<_>>().join("; "),
        };
        paper.item(format!("{on}: {what} (written down {})", shown(*entered_at)));
    }
}

/// The last part of a path, whichever system wrote it.
fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
