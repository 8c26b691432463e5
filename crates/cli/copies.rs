//! Asking the gate whether copies may be made.

use std::sync::{Mutex, PoisonError};

use safelight_consent::{Refusals, Register, Use};
use safelight_export::{Depth, Failure, Found, Inspected, Unproved, Verified, copy_seed, each, marks, walk};
use safelight_redact::Region;
use serde_json::{Value, json};

use crate::args::Check;
use crate::photos::{is_photo, read};
use crate::regions::described;
use crate::report::{Report, Status, Stop};
use crate::session::{Session, random};

/// The gate's answer about one photo.
enum Answer {
    Clear,
    Refused(Refusals),
    Failed(Failure),
}

impl Answer {
    const fn id(&self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Refused(_) => "refused",
            Self::Failed(_) => "failed",
        }
    }
}

pub(crate) fn check(
    check: &Check,
    register: Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let usage = check.usage.whole();
    let register = Mutex::new(register);
    let mut found: Vec<Found> = walk(&check.paths.paths).collect();
    found.retain(|found| is_photo(found, report));
    let work = |found| {
        let (source, inspected) = read(found);
        (source, one(inspected, usage.as_ref(), &register, session))
    };
    each(found, check.jobs.count(), work, |(source, (answer, regions))| {
        say(&source, &answer, &regions, report);
    })?;
    Ok(())
}

/// Asks about one photo. The regions are those that its copy would hide.
fn one(
    inspected: Result<Inspected, Failure>,
    usage: Option<&Use>,
    register: &Mutex<Register>,
    session: &Session,
) -> (Answer, Vec<Region>) {
    let verified = match Failure::guard(|| inspected.and_then(|photo| cleaned(photo, register))) {
        Ok(verified) => verified,
        Err(failure) => return (Answer::Failed(failure), Vec::new()),
    };
    let hidden = verified.as_ref().map_or(&[][..], Verified::regions);
    let regions = hidden.to_vec();
    // A panic in another thread cannot leave the register half-written: every write is a transaction.
    let register = register.lock().unwrap_or_else(PoisonError::into_inner);
    let (clock, today) = (|| session.now(), session.today());
    let answer = match verified {
        Ok(verified) => verified
            .clear(&register, usage, &clock, today)
            .map(|cleared| match cleared {
                Ok(_) => Answer::Clear,
                Err(refused) => Answer::Refused(refused.refusals),
            }),
        Err(unproved) => unproved
            .refusals(&register, usage, &clock, today)
            .map(Answer::Refused),
    };
    (answer.unwrap_or_else(Answer::Failed), regions)
}

fn cleaned(photo: Inspected, register: &Mutex<Register>) -> Result<Result<Verified, Box<Unproved>>, Failure> {
    let (regions, seed) = {
        let register = register.lock().unwrap_or_else(PoisonError::into_inner);
        let regions = marks(&register, photo.digest())?;
        (regions, copy_seed(&register, photo.digest(), random()?)?)
    };
    Ok(photo.clean(&regions, &seed, Depth::Plain)?.verify())
}

fn say(source: &str, answer: &Answer, regions: &[Region], report: &mut Report) {
    let refusals: Vec<Value> = match answer {
        Answer::Refused(refusals) => refusals.iter().map(|it| json!(it)).collect(),
        _ => Vec::new(),
    };
    let mut object =
        json!({"source": source, "outcome": answer.id(), "regions": regions, "refusals": refusals});
    let hidden = || {
        let lines = regions
            .iter()
            .map(|region| format!("\n     hides  {}", described(region)));
        lines.collect::<String>()
    };
    match answer {
        Answer::Clear => report.line(&object, || format!("clear     {source}{}", hidden())),
        Answer::Refused(refusals) => {
            report.worsen(Status::Refused);
            report.line(&object, || {
                format!("refused   {source}{}{}", hidden(), reasons(refusals))
            });
        }
        Answer::Failed(failure) => {
            if let Value::Object(fields) = &mut object {
                fields.insert("code".into(), json!(failure.code));
                fields.insert("message".into(), json!(failure.message));
            }
            report.failed(source, failure, &object);
        }
    }
}

/// Each refusal with its remedy, on lines of their own.
pub(crate) fn reasons(refusals: &Refusals) -> String {
    let reasons = refusals.iter().map(|refusal| {
        format!(
            "\n  {}  {}\n       {}",
            refusal.id, refusal.sentence, refusal.remedy
        )
    });
    reasons.collect()
}
