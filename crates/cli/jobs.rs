//! Making copies of whole folders.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use safelight_consent::Register;
use safelight_export::{
    Again, Depth, Done, Exported, Failure, Given, Job, News, Outcome, Reins, Sheet, look, save,
};
use safelight_sanitize::{Limits, Reveals};
use serde_json::{Map, Value, json};

use crate::args::Export;
use crate::copies::reasons;
use crate::photos::shown;
use crate::report::{Report, Status, Stop};
use crate::session::{Session, fill};

pub(crate) fn export(
    export: &Export,
    mut register: Register,
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
    let usage = export.check.usage.whole();
    let job = Job {
        paths: &export.check.paths.paths,
        folder: &folder,
        usage: usage.as_ref(),
        depth: if export.deep { Depth::Deep } else { Depth::Plain },
        limits: Limits::default(),
        again: match (export.once, export.resume) {
            (true, _) => Again::Once,
            (false, true) => Again::Resume,
            (false, false) => Again::Copy,
        },
        workers: export.check.jobs.count(),
    };
    let (started, first) = (
        Instant::now(),
        register.last_entry()?.map_or(0, |entry| entry.seq),
    );
    let reins = held();
    let mut counts = Counts::default();
    let mut sheet = export.report.as_ref().map(|_| Sheet::default());
    let progress = progress("{bytes} of {total_bytes}  {decimal_bytes_per_sec}", report);
    let clock = || session.now();
    let given = Given {
        clock: &clock,
        today: session.today(),
        random: &fill,
    };
    job.run(&mut register, &given, &reins, |news| match news {
        News::Counted(counted) => {
            progress.set_length(counted.bytes);
            counts.files = Some(counted.files);
        }
        News::Done(done) => {
            counts.add(&done);
            progress.inc(done.bytes);
            progress.set_message(counts.of());
            progress.suspend(|| say(&done, report));
            if let Some(sheet) = &mut sheet {
                sheet.add(&done);
            }
        }
    })?;
    progress.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64();
    let summary = json!({"summary": counts.summary(seconds)});
    report.line(&summary, || counts.line(seconds));
    if let (Some(to), Some(sheet)) = (&export.report, sheet) {
        save(&sheet.end()?, to, false)?;
    }
    if !export.no_likeness {
        look_at_copies(&mut register, first, job.workers, &reins, report)?;
    }
    if reins.is_ended() {
        report.worsen(Status::Interrupted);
    }
    Ok(())
}

/// Looks at the copies that were just made; nobody waits for it, and it may be interrupted.
fn look_at_copies(
    register: &mut Register,
    after: u64,
    workers: usize,
    reins: &Reins,
    report: &Report,
) -> Result<(), Stop> {
    let progress = progress("{pos}", report);
    progress.set_message("looking at the copies, so that they are known again");
    look(register, after, workers, reins, |looked| {
        progress.set_position(looked.copies + looked.gone);
    })?;
    progress.finish_and_clear();
    Ok(())
}

/// Each key is always there, `null` where there is nothing to say.
fn say(done: &Done, report: &mut Report) {
    let source = shown(&done.source);
    let id = done.outcome.id();
    let mut object = json!({
        "source": source, "outcome": id, "output": null, "source_sha256": null, "output_sha256": null,
        "removed": null, "note": null, "refusals": [], "code": null, "message": null, "left_out": null,
    });
    let mut set = |key: &str, value: Value| {
        if let Value::Object(fields) = &mut object {
            fields.insert(key.into(), value);
        }
    };
    match &done.outcome {
        Outcome::Exported(exported) => {
            let output = shown(exported.path());
            set("output", json!(output));
            set("source_sha256", json!(exported.source_digest()));
            set("output_sha256", json!(exported.output_digest()));
            set("removed", json!(removed(exported)));
            set("note", json!(exported.note()));
            let note = exported.note().map(|note| format!("\n            {note}"));
            let note = note.unwrap_or_default();
            report.line(&object, || {
                format!("exported  {source}\n       to   {output}{note}")
            });
        }
        Outcome::Before(copy) => {
            let output = shown(copy);
            set("output", json!(output));
            report.line(&object, || format!("before    {source}\n       is   {output}"));
        }
        Outcome::Refused(refusals) => {
            report.worsen(Status::Refused);
            set("refusals", json!(refusals));
            report.line(&object, || format!("refused   {source}{}", reasons(refusals)));
        }
        Outcome::Failed(failure) => {
            set("code", json!(failure.code));
            set("message", json!(failure.message));
            report.failed(&source, failure, &object);
        }
        Outcome::LeftOut(left_out) => {
            set("left_out", json!(left_out.id()));
            set("message", json!(left_out.sentence()));
            report.line(&object, || {
                format!("left out  {source}\n            {}", left_out.sentence())
            });
        }
    }
}

fn removed(exported: &Exported) -> Map<String, Value> {
    exported
        .removed()
        .iter()
        .map(|(reveals, count): (&Reveals, _)| (reveals.id().to_owned(), json!(count)))
        .collect()
}

/// How many files came to which end.
#[derive(Default)]
struct Counts {
    /// How many there are, once they are counted.
    files: Option<u64>,
    done: u64,
    bytes: u64,
    by_outcome: BTreeMap<&'static str, u64>,
}

impl Counts {
    fn add(&mut self, done: &Done) {
        self.done += 1;
        self.bytes += done.bytes;
        *self.by_outcome.entry(done.outcome.id()).or_default() += 1;
    }

    fn number(&self, outcome: &str) -> u64 {
        self.by_outcome.get(outcome).copied().unwrap_or_default()
    }

    /// How far it is.
    fn of(&self) -> String {
        match self.files {
            Some(files) => format!("{} of {files}", self.done),
            None => self.done.to_string(),
        }
    }

    fn summary(&self, seconds: f64) -> Value {
        json!({
            "exported": self.number("exported"), "refused": self.number("refused"),
            "failed": self.number("failed"), "before": self.number("before"),
            "left_out": self.number("left-out"), "bytes": self.bytes, "seconds": seconds,
        })
    }

    fn line(&self, seconds: f64) -> String {
        let mut line = format!(
            "{} exported, {} refused, {} failed",
            self.number("exported"),
            self.number("refused"),
            self.number("failed")
        );
        for (outcome, words) in [("before", "copied before"), ("left-out", "left out")] {
            if self.number(outcome) > 0 {
                line = format!("{line}, {} {words}", self.number(outcome));
            }
        }
        format!("{line}: {} in {seconds:.1} s", HumanBytes(self.bytes))
    }
}

/// What ends the job when the person interrupts: photos under way are finished, no further one is begun.
fn held() -> Arc<Reins> {
    let reins = Arc::new(Reins::default());
    let ended = Arc::clone(&reins);
    // Where no handler can be set, an interruption ends the program at once, as it would without one.
    ctrlc::set_handler(move || ended.end()).ok();
    reins
}

fn progress(counted: &str, report: &Report) -> ProgressBar {
    let target = if report.is_json() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    match ProgressStyle::with_template(&format!("{{msg}}  {counted}  {{eta}} left {{wide_bar}}")) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
