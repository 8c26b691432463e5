//! Records of written consent.

use std::path::Path;

use jiff::civil::Date;
use safelight_consent::{
    FormError, FormFile, FormState, NewRecord, NewWithdrawal, Record, Register, Status as Standing, UseRow,
    Withdrawn,
};
use safelight_export::{Code, Failure, ledger};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::args::{Add, Consent};
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
        Consent::Withdraw {
            id,
            by,
            how,
            recorded_by,
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
                ..NewWithdrawal::of_everything(session.today(), by, how)
            };
            withdraw(*id, withdrawal, register, session, report)
        }
        Consent::Fhir(words) => fhir::write(words, register, report),
        Consent::Import(words) => fhir::import(words, register, session, report),
    }
}

fn add(add: &Add, register: &mut Register, session: &Session, report: &mut Report) -> Result<(), Stop> {
    let form = match &add.form {
        None => None,
        Some(path) => Some(form(path)?),
    };
    let rows = add
        .permit
        .iter()
        .cloned()
        .map(UseRow::permit)
        .chain(add.deny.iter().cloned().map(UseRow::deny));
    let record = NewRecord {
        name: add.name.clone(),
        status: add.status,
        signed_on: add.signed_on,
        signer: add.signer,
        signed_by: add.signed_by.clone(),
        form_version: add.form_version.clone(),
        competence_note: add.competence.clone(),
        date_of_birth: add.born,
        age_band: add.age_band,
        died_on: add.died,
        capacity: add.capacity,
        best_interests_note: add.best_interests.clone(),
        authority_on_file: add.authority_on_file,
        objection: add.objection,
        covers: add.covers,
        uses: rows.collect(),
        conditions: add.condition.clone(),
        valid_until: add.until,
        ..NewRecord::of(&add.person)
    };
    let record = register.add_record(record, form.as_ref(), random()?, session.now())?;
    let object = json!({"record": record.id, "person": record.terms.person, "status": record.status()});
    report.line(&object, || {
        format!("Record {} of {} was entered.", record.id, record.terms.person)
    });
    Ok(())
}

fn form(path: &Path) -> Result<FormFile, Failure> {
    FormFile::open(path).map_err(|error| match error {
        FormError::Unreadable(kind) => Failure::io(&kind.into(), path),
        FormError::Unsupported | FormError::TooLarge => Failure {
            code: Code::Unsupported,
            message: format!("The form: {error}."),
        },
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
        Standing::Active if record.expired_on(today).is_some() => "expired",
        status => status.id(),
    }
}

fn shown(record: &Record, today: Date) -> String {
    let terms = &record.terms;
    let none = || "not said".to_owned();
    let mut text = format!(
        "{}\n  person   {}\n  status   {}\n  signed   {} by {}\n  form     {}",
        record.id,
        terms.person,
        standing(record, today),
        terms.signed_on.map_or_else(none, |day| day.to_string()),
        terms.signer.map_or_else(none, |signer| signer.label().to_owned()),
        terms.form_version.clone().unwrap_or_else(none),
    );
    for row in &terms.uses {
        text.push_str(&format!("\n  {:<8} {}", row.effect.id(), row.usage));
    }
    text
}
