//! Records as FHIR R4 Consents, out and in.

use safelight_consent::{FHIR_LIMIT, FhirError, Include, Received, Register, from_fhir, to_fhir};
use safelight_export::{Code, Failure, document, sentence};
use serde_json::json;

use crate::args::{Fhir, Import};
use crate::report::{Report, Stop};
use crate::session::{Session, random};

pub(crate) fn write(words: &Fhir, register: &Register, report: &mut Report) -> Result<(), Stop> {
    let record = register.record(words.id)?;
    let form = match words.with_form {
        true => Some(
            register
                .form(words.id)?
                .ok_or_else(|| Failure::new(Code::NotFound, "This record has no signed form."))?,
        ),
        false => None,
    };
    let photos = register.photos_of(words.id)?;
    let include = Include {
        names: words.with_name,
        form: form.as_ref(),
    };
    let consent = to_fhir(&record, &photos, include).map_err(|error| failure(&error, Code::Unsupported))?;
    report.line(&consent, || format!("{consent:#}"));
    Ok(())
}

pub(crate) fn import(
    words: &Import,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let mut received = from_fhir(document(&words.file, FHIR_LIMIT as u64)?).map_err(|error| {
        let code = match error {
            FhirError::TooLarge => Code::TooLarge,
            FhirError::NotConsent(_) | FhirError::Modifier(_) | FhirError::Scope(_) => Code::Unsupported,
            _ => Code::Malformed,
        };
        failure(&error, code)
    })?;
    received.terms.person = person(words, &received, register)?;
    let record = register.receive(&received, random()?, session.now())?;
    let object = json!({
        "record": record.id,
        "person": record.terms.person,
        "status": record.status(),
        "left_out": received.left_out,
    });
    report.line(&object, || {
        let mut text = format!(
            "Record {} of {} was entered: {}.",
            record.id,
            record.terms.person,
            record.status().label()
        );
        for part in &received.left_out {
            text.push_str(&format!("\n  {}: {}", part.element, part.taken));
        }
        text
    });
    Ok(())
}

/// A pseudonym is one register's own: the same one in a document may be somebody else.
fn person(words: &Import, received: &Received, register: &Register) -> Result<String, Stop> {
    if let Some(person) = &words.person {
        return Ok(person.clone());
    }
    let person = received.terms.person.clone();
    if person.is_empty() {
        return Err(Stop::WrongUse("Say whom it is about: --person PSEUDONYM.".into()));
    }
    if register
        .records()?
        .iter()
        .any(|record| record.terms.person == person)
    {
        let which =
            format!("There is a {person} in this register. If it is the same person, say --person {person}.");
        return Err(Stop::WrongUse(which));
    }
    Ok(person)
}

fn failure(error: &FhirError, code: Code) -> Failure {
    Failure::new(code, sentence(&error.to_string()))
}
