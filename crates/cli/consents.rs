//! Records of written consent.

use std::path::Path;

use jiff::civil::Date;
use safelight_consent::{
    FormError, FormFile, FormState, NewRecord, NewWithdrawal, Record, Register, Status as Standing, Unfit,
    Withdrawn,
};
use safelight_export::{Code, Failure, ledger};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::args::{Add, Change, Consent};
use crate::fhir;
use crate::ledger::copy;
use crate::report::{Report, Status, Stop};
use crate::session::{Session, random};

pub(crate) fn run(
    command: &Consent,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    match command {
        Consent::Add(record) => add(record, register, session, report),
        Consent::Change(record) => change(record, register, session, report),
        Consent::List => {
            for record in register.records()? {
                report.line(&record, || line(&record, session.today()));
            }
            Ok(())
        }
        Consent::Show { id } => {
            let record = register.record(*id)?;
            report.line(&record, || shown(&record, session.today()));
            Ok(())
        }
        Consent::Verify => verify(register, report),
        Consent::Status { id, status } => set_status(*id, *status, register, session, report),
        Consent::Versions { id } => versions(*id, register, report),
        Consent::Withdraw {
            id,
            by,
            how,
            recorded_by,
            on,
            uses,
        } => {
            let what = if uses.is_empty() {
                Withdrawn::Everything
            } else {
                Withdrawn::Uses(uses.clone())
            };
            let withdrawal = NewWithdrawal {
                recorded_by: recorded_by.clone(),
                what,
                ..NewWithdrawal::of_everything(on.unwrap_or_else(|| session.today()), by, how)
            };
            withdraw(*id, withdrawal, register, session, report)
        }
        Consent::Fhir(words) => fhir::write(words, register, report),
        Consent::Import(words) => fhir::import(words, register, session, report),
    }
}

fn add(add: &Add, register: &mut Register, session: &Session, report: &mut Report) -> Result<(), Stop> {
    let form = add.fields.form.as_deref().map(form).transpose()?;
    let mut terms = NewRecord::of(&add.person);
    add.fields.put_into(&mut terms);
    let unfit = terms.unfit(session.today());
    let record = register.add_record(terms, form.as_ref(), random()?, session.now())?;
    entered(&record, "was entered", &unfit, report);
    Ok(())
}

fn change(
    change: &Change,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let form = change.fields.form.as_deref().map(form).transpose()?;
    let before = register.record(change.id)?;
    let mut terms = cleared(before.terms, &change.clear)?;
    change.fields.put_into(&mut terms);
    terms.objection &= !change.no_objection;
    let unfit = terms.unfit(session.today());
    let record = register.change_record(change.id, before.version, terms, form.as_ref(), session.now())?;
    entered(&record, "was changed", &unfit, report);
    Ok(())
}

/// The terms with some fields blank.
fn cleared(terms: NewRecord, fields: &[String]) -> Result<NewRecord, Stop> {
    let mut said = json!(terms);
    let blank = json!(NewRecord::of(&terms.person));
    for field in fields {
        let empty = blank
            .get(field)
            .filter(|_| !["person", "status"].contains(&field.as_str()));
        let (Some(place), Some(empty)) = (said.get_mut(field), empty) else {
            return Err(Stop::WrongUse(format!(
                "“{field}” is no field that can be cleared."
            )));
        };
        *place = empty.clone();
    }
    serde_json::from_value(said).map_err(|error| Stop::WrongUse(error.to_string()))
}

/// A record that is incomplete is kept all the same: the gate refuses until it is mended.
fn entered(record: &Record, what: &str, unfit: &[Unfit], report: &mut Report) {
    let object = json!({"record": record.id, "person": record.terms.person, "status": record.status()});
    report.line(&object, || {
        let mut text = format!("Record {} of {} {what}.", record.id, record.terms.person);
        for it in unfit {
            text.push_str(&format!("\n  {}: {}", it.field, it.message));
        }
        text
    });
}

/// Each version with the fields that it set otherwise than the one before.
fn versions(id: Uuid, register: &Register, report: &mut Report) -> Result<(), Stop> {
    let mut before = json!({});
    for record in register.versions_as_entered(id)? {
        let terms = json!(record.terms);
        let changed: Vec<String> = (terms.as_object().into_iter().flatten())
            .filter(|(field, value)| before.get(field) != Some(value))
            .filter(|(_, value)| record.version > 1 || !is_blank(value))
            .map(|(field, value)| format!("\n  {field}: {value}"))
            .collect();
        report.line(&record, || {
            format!(
                "version {}  {}{}",
                record.version,
                record.told_at(),
                changed.concat()
            )
        });
        before = terms;
    }
    Ok(())
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || *value == json!(false) || *value == json!([])
}

fn form(path: &Path) -> Result<FormFile, Failure> {
    FormFile::open(path).map_err(|error| match error {
        FormError::Unreadable(kind) => Failure::io(&kind.into(), path),
        FormError::Unsupported | FormError::TooLarge => {
            Failure::new(Code::Unsupported, format!("The form: {error}."))
        }
    })
}

fn verify(register: &Register, report: &mut Report) -> Result<(), Stop> {
    for (record, state) in register.verify_forms()? {
        if state != FormState::Sound {
            report.worsen(Status::Failed);
        }
        report.line(&json!({"record": record, "form": state}), || {
            format!("{record}: {}", state.label())
        });
    }
    Ok(())
}

fn set_status(
    id: Uuid,
    status: Standing,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let now = register.record(id)?.version;
    let record = register.set_status(id, now, status, session.now())?;
    report.line(&record, || {
        format!(
            "Record {id} of {} is {} from now on.",
            record.terms.person,
            status.label()
        )
    });
    Ok(())
}

fn withdraw(
    id: Uuid,
    withdrawal: NewWithdrawal,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let uses = match &withdrawal.what {
        Withdrawn::Everything => None,
        Withdrawn::Uses(uses) => Some(uses.clone()),
    };
    let record = register.withdraw(id, withdrawal, session.now())?;
    let mut copies = ledger::copies_under(register, id)?;
    if let Some(uses) = &uses {
        copies.retain(|row| uses.iter().any(|it| it.refuses(&row.copy.usage)));
    }
    let mut object = json!(record);
    if let Value::Object(fields) = &mut object {
        fields.insert("copies".into(), copies.iter().map(copy).collect());
    }
    report.line(&object, || {
        let what = uses.as_ref().map(|uses| {
            let uses: Vec<String> = uses.iter().map(ToString::to_string).collect();
            format!(" to {}", uses.join(", "))
        });
        let mut text = format!(
            "The consent of {}{} is withdrawn: no new copies from now on.\n{} copies were made before.",
            record.terms.person,
            what.unwrap_or_default(),
            copies.len()
        );
        for row in &copies {
            text.push_str(&format!(
                "\n  {}  {}  {}",
                row.at, row.copy.usage, row.copy.output
            ));
        }
        text
    });
    Ok(())
}

fn line(record: &Record, today: Date) -> String {
    format!(
        "{}  {:<12}  {}",
        record.id,
        standing(record, today),
        record.terms.person
    )
}

fn standing(record: &Record, today: Date) -> &'static str {
    match record.status() {
        Standing::Active if record.last_day().is_some_and(|last| last < today) => "expired",
        status => status.id(),
    }
}

fn shown(record: &Record, today: Date) -> String {
    let terms = &record.terms;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let facts = [
        ("person", Some(terms.person.clone())),
        ("name", terms.name.clone()),
        ("status", Some(standing(record, today).to_owned())),
        ("signed", day(terms.signed_on).or_else(|| Some("not said".into()))),
        ("by", terms.signer.map(|it| it.label().to_owned())),
        ("signer", terms.signed_by.clone()),
        (
            "form",
            terms.form_version.clone().or_else(|| Some("not said".into())),
        ),
        ("original", terms.original_held.clone()),
        ("born", day(terms.date_of_birth)),
        ("age", terms.age_band.map(|it| it.label().to_owned())),
        ("died", day(terms.died_on)),
        ("capacity", terms.capacity.map(|it| it.label().to_owned())),
        ("minor", terms.competence_note.clone()),
        ("interest", terms.best_interests_note.clone()),
        ("objects", terms.objection.then(|| "yes".to_owned())),
        ("language", terms.language.clone()),
        ("through", terms.interpreter.clone()),
        ("witness", terms.witness.clone()),
        ("covers", Some(terms.covers.to_string())),
        ("until", day(terms.valid_until)),
        ("review", day(terms.review_on)),
        ("basis", terms.lawful_basis.clone()),
    ];
    let mut text = record.id.to_string();
    for (name, value) in facts {
        if let Some(value) = value {
            text.push_str(&format!("\n  {name:<8} {value}"));
        }
    }
    for row in &terms.uses {
        text.push_str(&format!("\n  {:<8} {}", row.effect.id(), row.usage));
        if let Some(until) = row.until {
            text.push_str(&format!(", until {until}"));
        }
        if let Some(most) = row.max_copies {
            text.push_str(&format!(", {most} copies in all"));
        }
    }
    for condition in &terms.conditions {
        text.push_str(&format!("\n  {:<8} {condition}", "asked"));
    }
    text
}
