//! Asking the gate, and writing copies.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use safelight_consent::{Refusals, Register, Use};
use safelight_export::{
    Asked, Cleared, Depth, Exported, Failure, Found, Inspected, Stopped, Unproved, Verified, copy_seed, each,
    marks, walk, walk_without,
};
use safelight_redact::Region;
use safelight_sanitize::Reveals;
use serde_json::{Map, Value, json};

use crate::args::{Check, Export};
use crate::photos::read;
use crate::regions::described;
use crate::report::{Report, Status, Stop};
use crate::session::{Session, random};

/// What became of one photo.
enum Outcome {
    Clear,
    Exported(Box<Exported>),
    Refused(Refusals),
    Failed(Failure),
}

impl Outcome {
    const fn id(&self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Exported(_) => "exported",
            Self::Refused(_) => "refused",
            Self::Failed(_) => "failed",
        }
    }

    fn refusals(&self) -> Vec<Value> {
        let refusals = match self {
            Self::Refused(refusals) => Some(refusals),
            _ => None,
        };
        refusals.into_iter().flatten().map(|it| json!(it)).collect()
    }
}

pub(crate) fn check(
    check: &Check,
    register: Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let way = Way {
        folder: None,
        depth: Depth::Plain,
        likeness: false,
    };
    run(check, &way, register, session, report)
}

pub(crate) fn export(
    export: &Export,
    register: Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let metadata = std::fs::metadata(&export.to).map_err(|error| Failure::io(&error, &export.to))?;
    if !metadata.is_dir() {
        return Err(Stop::WrongUse(
            "--to names a file. Name a folder for the copies.".into(),
        ));
    }
    let folder = std::path::absolute(&export.to).map_err(|error| Failure::io(&error, &export.to))?;
    let depth = if export.deep { Depth::Deep } else { Depth::Plain };
    let way = Way {
        folder: Some(&folder),
        depth,
        likeness: !export.no_likeness,
    };
    run(&export.check, &way, register, session, report)
}

/// How far photos go, and in which way.
struct Way<'a> {
    /// Where the copies are written; none where the gate is only asked.
    folder: Option<&'a Path>,
    depth: Depth,
    /// Whether copies are known again once they are saved anew.
    likeness: bool,
}

fn run(
    check: &Check,
    way: &Way,
    register: Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let started = Instant::now();
    let usage = check.usage.whole();
    let paths = &check.paths.paths;
    let found: Vec<Found> = match way.folder {
        Some(folder) => walk_without(paths, folder).collect(),
        None => walk(paths).collect(),
    };
    let jobs = check
        .jobs
        .or_else(|| std::thread::available_parallelism().ok().map(usize::from))
        .unwrap_or(1);
    let register = Mutex::new(register);
    let interrupted = interruption();
    let progress = progress(found.len(), report);
    let mut counts = Counts::default();
    let work = |found| {
        if interrupted.load(Ordering::Relaxed) {
            return None;
        }
        let (source, inspected) = read(found);
        Some((source, one(inspected, way, usage.as_ref(), &register, session)))
    };
    each(found, jobs, work, |result| {
        progress.inc(1);
        if let Some((source, (outcome, regions))) = result {
            progress.suspend(|| say(&source, &outcome, &regions, way.folder.is_some(), report));
            counts.add(&outcome);
        }
    })?;
    progress.finish_and_clear();
    if way.folder.is_some() {
        let seconds = started.elapsed().as_secs_f64();
        let Counts {
            exported,
            refused,
            failed,
        } = counts;
        let summary = json!({"exported": exported, "refused": refused, "failed": failed, "seconds": seconds});
        report.line(&json!({"summary": summary}), || {
            format!("{exported} exported, {refused} refused, {failed} failed in {seconds:.1} s")
        });
    }
    if interrupted.load(Ordering::Relaxed) {
        report.worsen(Status::Interrupted);
    }
    Ok(())
}

/// Takes one photo as far as it may go. The regions are those that its copy hides.
fn one(
    inspected: Result<Inspected, Failure>,
    way: &Way,
    usage: Option<&Use>,
    register: &Mutex<Register>,
    session: &Session,
) -> (Outcome, Vec<Region>) {
    let verified = match Failure::guard(|| inspected.and_then(|photo| cleaned(photo, way, register))) {
        Ok(verified) => verified,
        Err(failure) => return (Outcome::Failed(failure), Vec::new()),
    };
    let hidden = verified.as_ref().map_or(&[][..], Verified::regions);
    let regions = hidden.to_vec();
    // A panic in another thread cannot leave the register half-written: every write is a transaction.
    let mut register = register.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = match verified {
        Ok(verified) => asked(verified, way.folder, usage, &mut register, session),
        Err(unproved) => unproved
            .refusals(&register, usage, &|| session.now(), session.today())
            .map(|asked| match asked {
                Asked::Clear(_) => Outcome::Failed(Failure {
                    code: safelight_export::Code::Malformed,
                    message: format!("The copy could not be proved clean: {}.", unproved.why()),
                }),
                Asked::Refused(refusals) => Outcome::Refused(refusals),
            }),
    };
    (answer.unwrap_or_else(Outcome::Failed), regions)
}

fn cleaned(
    photo: Inspected,
    way: &Way,
    register: &Mutex<Register>,
) -> Result<Result<Verified, Box<Unproved>>, Failure> {
    let (regions, seed) = {
        let register = register.lock().unwrap_or_else(PoisonError::into_inner);
        let regions = marks(&register, photo.digest())?;
        (regions, copy_seed(&register, photo.digest(), random()?)?)
    };
    let verified = photo.clean(&regions, &seed, way.depth)?.verify();
    Ok(verified.map(|verified| {
        if way.likeness {
            // Here, where photos are worked on side by side and nobody waits for the register.
            verified.look();
            verified
        } else {
            verified.without_likeness()
        }
    }))
}

fn asked(
    verified: Verified,
    folder: Option<&Path>,
    usage: Option<&Use>,
    register: &mut Register,
    session: &Session,
) -> Result<Outcome, Failure> {
    let (clock, today) = (|| session.now(), session.today());
    let cleared: Cleared = match verified.clear(register, usage, &clock, today)? {
        Ok(cleared) => cleared,
        Err(refused) => return Ok(Outcome::Refused(refused.refusals)),
    };
    let Some(folder) = folder else {
        return Ok(Outcome::Clear);
    };
    match cleared.export(register, folder, random()?, &clock, today) {
        Ok(exported) => Ok(Outcome::Exported(Box::new(exported))),
        Err(Stopped::Refused(refusals)) => Ok(Outcome::Refused(refusals)),
        Err(Stopped::Failed(failure)) => Err(failure),
    }
}

fn say(source: &str, outcome: &Outcome, regions: &[Region], exporting: bool, report: &mut Report) {
    let object = if exporting {
        exported_line(source, outcome)
    } else {
        checked_line(source, outcome, regions)
    };
    let hidden = || {
        let regions = regions.iter().filter(|_| !exporting);
        let lines = regions.map(|region| format!("\n     hides  {}", described(region)));
        lines.collect::<String>()
    };
    match outcome {
        Outcome::Clear => report.line(&object, || format!("clear     {source}{}", hidden())),
        Outcome::Exported(exported) => {
            let output = exported.path().to_string_lossy();
            let note = exported.note().map(|note| format!("\n            {note}"));
            report.line(&object, || {
                format!(
                    "exported  {source}\n       to   {output}{}",
                    note.unwrap_or_default()
                )
            });
        }
        Outcome::Refused(refusals) => {
            report.worsen(Status::Refused);
            report.line(&object, || {
                let reasons = refusals.iter().map(|refusal| {
                    format!(
                        "\n  {}  {}\n       {}",
                        refusal.id, refusal.sentence, refusal.remedy
                    )
                });
                format!("refused   {source}{}{}", hidden(), reasons.collect::<String>())
            });
        }
        Outcome::Failed(failure) => report.failed(source, failure, &object),
    }
}

fn checked_line(source: &str, outcome: &Outcome, regions: &[Region]) -> Value {
    let mut object = json!({
        "source": source, "outcome": outcome.id(), "regions": regions, "refusals": outcome.refusals(),
    });
    if let (Outcome::Failed(failure), Value::Object(fields)) = (outcome, &mut object) {
        fields.insert("code".into(), json!(failure.code));
        fields.insert("message".into(), json!(failure.message));
    }
    object
}

/// Every key is always there, `null` where there is nothing to say.
fn exported_line(source: &str, outcome: &Outcome) -> Value {
    let exported = match outcome {
        Outcome::Exported(exported) => Some(exported),
        _ => None,
    };
    let failure = match outcome {
        Outcome::Failed(failure) => Some(failure),
        _ => None,
    };
    json!({
        "source": source,
        "outcome": outcome.id(),
        "output": exported.map(|exported| exported.path().to_string_lossy()),
        "source_sha256": exported.map(|exported| exported.source_digest()),
        "output_sha256": exported.map(|exported| exported.output_digest()),
        "removed": exported.map(|exported| removed(exported)),
        "note": exported.and_then(|exported| exported.note()),
        "refusals": outcome.refusals(),
        "code": failure.map(|failure| failure.code),
        "message": failure.map(|failure| failure.message.as_str()),
    })
}

fn removed(exported: &Exported) -> Map<String, Value> {
    exported
        .removed()
        .iter()
        .map(|(reveals, count): (&Reveals, _)| (reveals.id().to_owned(), json!(count)))
        .collect()
}

#[derive(Default)]
struct Counts {
    exported: u64,
    refused: u64,
    failed: u64,
}

impl Counts {
    fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Clear => {}
            Outcome::Exported(_) => self.exported += 1,
            Outcome::Refused(_) => self.refused += 1,
            Outcome::Failed(_) => self.failed += 1,
        }
    }
}

/// Set when the person interrupts: the photos under way are finished, no further one is begun.
fn interruption() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    // Where no handler can be set, an interruption ends the program at once, as it would without one.
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).ok();
    interrupted
}

fn progress(files: usize, report: &Report) -> ProgressBar {
    let target = if report.is_json() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(files as u64), target);
    match ProgressStyle::with_template("{pos} of {len}  {per_sec}  {eta} left {wide_bar}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
