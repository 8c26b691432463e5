//! A record as the fields of the window give it, read into the library's types: what does not fit is told at its field.

use std::fmt::Display;
use std::str::FromStr;

use jiff::civil::Date;
use safelight_consent::{Condition, Covers, Effect, NewRecord, Session, Use, UseRow};

use crate::records::shown;
use crate::wire::{self, FieldFailure, PermittedUse, RecordDraft};

/// The terms of a record as the form's fields give them.
pub(crate) fn draft(terms: &NewRecord) -> RecordDraft {
    let day = |day: Date| day.to_string();
    RecordDraft {
        form: None,
        status: terms.status.id().to_owned(),
        person: terms.person.clone(),
        name: terms.name.clone(),
        signed_on: terms.signed_on.map(day).unwrap_or_default(),
        role: terms.signer.map(|it| it.id().to_owned()).unwrap_or_default(),
        signed_by: terms.signed_by.clone(),
        competence_note: terms.competence_note.clone(),
        authority_on_file: terms.authority_on_file,
        capacity: terms.capacity.map(|it| it.id().to_owned()),
        best_interests_note: terms.best_interests_note.clone(),
        date_of_birth: terms.date_of_birth.map(day),
        age_band: terms.age_band.map(|it| it.id().to_owned()),
        died_on: terms.died_on.map(day),
        objection: terms.objection,
        language: terms.language.clone(),
        interpreter: terms.interpreter.clone(),
        witness: terms.witness.clone(),
        form_version: terms.form_version.clone().unwrap_or_default(),
        original_held: terms.original_held.clone(),
        uses: terms.uses.iter().map(permitted).collect(),
        covers: match terms.covers {
            Covers::Photos => wire::Covers::Photos,
            Covers::Session(session) => wire::Covers::Session {
                from: day(session.from()),
                to: day(session.to()),
            },
        },
        until: terms.valid_until.map(day),
        review_on: terms.review_on.map(day),
        lawful_basis: terms.lawful_basis.clone(),
        conditions: terms.conditions.iter().map(Condition::to_string).collect(),
    }
}

/// A row of the form as the window gives it.
pub(crate) fn permitted(row: &UseRow) -> PermittedUse {
    let wire::Use {
        purpose,
        audience,
        outlet,
    } = shown(&row.usage);
    PermittedUse {
        permit: row.effect == Effect::Permit,
        purpose,
        audience,
        outlet,
        until: row.until.map(|day| day.to_string()),
        max_copies: row.max_copies.map(|it| it.to_string()),
    }
}

/// What the form's fields say, as the register takes it.
///
/// # Errors
/// Each field that is not what it asks for, or that the record still needs.
pub(crate) fn terms(draft: &RecordDraft, today: Date) -> Result<NewRecord, Vec<FieldFailure>> {
    let mut fields = Fields::default();
    let optional = |text: &Option<String>| given(text.as_deref());
    let (lines, uses): (Vec<usize>, Vec<UseRow>) = (draft.uses.iter().enumerate())
        .filter_map(|(at, row)| Some((at, fields.row(at, row)?)))
        .unzip();
    let terms = NewRecord {
        person: draft.person.trim().to_owned(),
        name: optional(&draft.name),
        status: fields
            .term("status", &draft.status)
            .unwrap_or(safelight_consent::Status::Draft),
        signed_on: fields.day("signedOn", Some(&draft.signed_on)),
        signer: fields.term("role", &draft.role),
        signed_by: optional(&draft.signed_by),
        competence_note: optional(&draft.competence_note),
        authority_on_file: draft.authority_on_file,
        capacity: fields.term("capacity", draft.capacity.as_deref().unwrap_or_default()),
        best_interests_note: optional(&draft.best_interests_note),
        date_of_birth: fields.day("dateOfBirth", draft.date_of_birth.as_deref()),
        age_band: fields.term("ageBand", draft.age_band.as_deref().unwrap_or_default()),
        died_on: fields.day("diedOn", draft.died_on.as_deref()),
        objection: draft.objection,
        language: optional(&draft.language),
        interpreter: optional(&draft.interpreter),
        witness: optional(&draft.witness),
        form_version: given(Some(&draft.form_version)),
        original_held: optional(&draft.original_held),
        covers: fields.covers(&draft.covers),
        uses,
        conditions: (draft.conditions.iter())
            .filter_map(|text| fields.read("conditions", text))
            .collect(),
        valid_until: fields.day("until", draft.until.as_deref()),
        review_on: fields.day("reviewOn", draft.review_on.as_deref()),
        lawful_basis: optional(&draft.lawful_basis),
    };
    // One word a field: what cannot be read is not also missing.
    for unfit in terms.unfit(today) {
        fields.refuse(&in_draft(&unfit.field, &lines), unfit.message);
    }
    if fields.failures.is_empty() {
        Ok(terms)
    } else {
        Err(fields.failures)
    }
}

/// A text, unless it is blank.
pub(crate) fn given(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// The draft's name of a field of the record; `lines` says which line of the draft each use was read from.
fn in_draft(field: &str, lines: &[usize]) -> String {
    match field {
        "signer" => return "role".into(),
        "valid_until" => return "until".into(),
        _ => (),
    }
    let of_use = field.strip_prefix("uses.").and_then(|rest| rest.split_once('.'));
    if let Some((use_, name)) = of_use {
        let line = use_.parse().ok().and_then(|it: usize| lines.get(it).copied());
        return format!("uses.{}.{}", line.unwrap_or_default(), in_draft(name, lines));
    }
    let mut parts = field.split('_');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        name.extend(letters.next().map(|it| it.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// The fields as they are read, and what was wrong with them.
#[derive(Default)]
struct Fields {
    failures: Vec<FieldFailure>,
}

impl Fields {
    fn refuse(&mut self, field: &str, message: impl Into<String>) {
        let of_a_line = |it: &FieldFailure| field == "uses" && it.field.starts_with("uses.");
        if !self.failures.iter().any(|it| it.field == field || of_a_line(it)) {
            self.failures.push(FieldFailure {
                field: field.to_owned(),
                message: message.into(),
            });
        }
    }

    fn read<T: FromStr<Err: Display>>(&mut self, field: &str, text: &str) -> Option<T> {
        text.trim()
            .parse()
            .map_err(|why: T::Err| self.refuse(field, safelight_export::sentence(&why.to_string())))
            .ok()
    }

    /// One of a list; nothing where nothing was chosen.
    fn term<T: FromStr<Err: Display>>(&mut self, field: &str, id: &str) -> Option<T> {
        given(Some(id)).and_then(|id| self.read(field, &id))
    }

    fn day(&mut self, field: &str, text: Option<&str>) -> Option<Date> {
        let text = given(text)?;
        let day = text.parse();
        if day.is_err() {
            self.refuse(field, "Write the day as year, month and day, as in 2026-05-31.");
        }
        day.ok()
    }

    fn covers(&mut self, covers: &wire::Covers) -> Covers {
        let wire::Covers::Session { from, to } = covers else {
            return Covers::Photos;
        };
        const NEEDED: &str = "Enter the first and the last day of the session.";
        let days = [("from", from), ("to", to)].map(|(field, text)| {
            let day = self.day(field, Some(text));
            if day.is_none() {
                self.refuse(field, NEEDED);
            }
            day
        });
        let [Some(from), Some(to)] = days else {
            return Covers::Photos;
        };
        match Session::new(from, to) {
            Ok(session) => Covers::Session(session),
            Err(why) => {
                self.refuse("to", safelight_export::sentence(&why.to_string()));
                Covers::Photos
            }
        }
    }

    /// A line of the form; one in which nothing was chosen says nothing.
    fn row(&mut self, at: usize, row: &PermittedUse) -> Option<UseRow> {
        let field = |name: &str| format!("uses.{at}.{name}");
        let until = self.day(&field("until"), row.until.as_deref());
        let max_copies = given(row.max_copies.as_deref()).and_then(|text| {
            let count = text.parse().ok();
            if count.is_none() {
                self.refuse(&field("maxCopies"), "Write a number, as in 3.");
            }
            count
        });
        let outlet = given(row.outlet.as_deref());
        let chosen = [&row.purpose, &row.audience].map(|it| given(Some(it)));
        if chosen == [None, None] && outlet.is_none() && until.is_none() && max_copies.is_none() {
            return None;
        }
        const CHOOSE: &str = "Choose a purpose and who will see it.";
        let [Some(purpose), Some(audience)] = chosen else {
            self.refuse(&field("purpose"), CHOOSE);
            return None;
        };
        Some(UseRow {
            effect: if row.permit { Effect::Permit } else { Effect::Deny },
            usage: Use {
                purpose: self.read(&field("purpose"), &purpose)?,
                audience: self.read(&field("audience"), &audience)?,
                outlet,
            },
            until,
            max_copies,
        })
    }
}

#[cfg(test)]
mod tests {
    use safelight_consent::{AgeBand, Capacity, Signer};

    use super::*;

    fn today() -> Date {
        jiff::civil::date(2026, 6, 1)
    }

    fn whole() -> Result<NewRecord, Box<dyn std::error::Error>> {
        let text = |text: &str| Some(text.to_owned());
        Ok(NewRecord {
            name: text("Jo Bloggs"),
            signed_on: Some("2026-01-12".parse()?),
            signer: Some(Signer::Guardian),
            signed_by: text("G. Uardian"),
            competence_note: text("understood"),
            authority_on_file: true,
            capacity: Some(Capacity::Lacks),
            best_interests_note: text("for the ward"),
            date_of_birth: Some("1950-02-03".parse()?),
            age_band: Some(AgeBand::Adult),
            died_on: Some("2026-02-03".parse()?),
            objection: true,
            language: text("Welsh"),
            interpreter: text("I. Nterpreter"),
            witness: text("W. Itness"),
            form_version: text("2026-1"),
            original_held: text("Box 7"),
            covers: "session:2026-01-12..2026-01-13".parse()?,
            uses: vec![
                UseRow {
                    until: Some("2027-01-01".parse()?),
                    max_copies: Some(3),
                    ..UseRow::permit("journal:public:The Journal".parse()?)
                },
                UseRow::deny("press:public".parse()?),
            ],
            conditions: vec![Condition::ObscureMark("tattoo".into()), Condition::NoName],
            valid_until: Some("2028-01-01".parse()?),
            review_on: Some("2027-01-01".parse()?),
            lawful_basis: text("public task"),
            ..NewRecord::of("Case 0042")
        })
    }

    #[test]
    fn every_field_of_a_record_goes_to_the_window_and_comes_back() -> Result<(), Box<dyn std::error::Error>> {
        let before = whole()?;
        assert_eq!(terms(&draft(&before), today()), Ok(before.clone()));
        let json = serde_json::to_value(&before)?;
        let empty = serde_json::to_value(NewRecord::of("Case 0042"))?;
        let fields = json.as_object().ok_or("no object")?;
        for (name, value) in fields
            .iter()
            .filter(|it| !["person", "status"].contains(&it.0.as_str()))
        {
            assert_ne!(empty.get(name), Some(value), "{name} is not asked in this test");
        }
        Ok(())
    }

    #[test]
    fn what_does_not_fit_is_told_at_its_field_once() -> Result<(), Box<dyn std::error::Error>> {
        let mut wrong = draft(&whole()?);
        wrong.person = " ".into();
        wrong.signed_on = "12/01/2026".into();
        wrong.role = "anybody".into();
        wrong.covers = wire::Covers::Session {
            from: "2026-01-12".into(),
            to: "2026-01-11".into(),
        };
        wrong.until = Some("2025-12-31".into());
        wrong.conditions.push("hide-everything".into());
        for row in &mut wrong.uses {
            row.max_copies = Some("many".into());
            row.purpose = String::new();
        }
        let told = terms(&wrong, today()).err().unwrap_or_default();
        let fields: Vec<&str> = told.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "uses.0.maxCopies",
                "uses.0.purpose",
                "uses.1.maxCopies",
                "uses.1.purpose",
                "signedOn",
                "role",
                "to",
                "conditions",
                "person",
            ]
        );
        Ok(())
    }

    #[test]
    fn a_draft_may_be_kept_with_little_in_it_and_says_which_uses_are_unclear() {
        let mut early = draft(&NewRecord::of("Case 0042"));
        early.status = "draft".into();
        early.uses = vec![PermittedUse {
            permit: true,
            purpose: String::new(),
            audience: String::new(),
            outlet: None,
            until: None,
            max_copies: None,
        }];
        assert_eq!(terms(&early, today()).map(|it| it.uses), Ok(Vec::new()));
        early.status = "active".into();
        let told = terms(&early, today()).err().unwrap_or_default();
        let fields: Vec<&str> = told.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["role", "signedOn", "formVersion", "uses"]);

        let line = |until: &str| PermittedUse {
            permit: true,
            purpose: "teaching".into(),
            audience: "public".into(),
            outlet: None,
            until: Some(until.into()),
            max_copies: None,
        };
        early.status = "draft".into();
        early.signed_on = "2026-01-12".into();
        early.uses.push(line("2026-01-11"));
        let told = terms(&early, today()).err().unwrap_or_default();
        assert_eq!(told.first().map(|it| it.field.as_str()), Some("uses.1.until"));
    }
}
