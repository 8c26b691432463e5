//! The `safelight` command: the library's stages and the register's records, for scripts and terminals.
#![forbid(unsafe_code)]

mod after;
mod args;
mod consents;
mod copies;
mod fhir;
mod jobs;
mod keeping;
mod ledger;
mod people;
mod photos;
mod regions;
mod report;
mod session;
mod shown;
mod suggestions;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use report::{Report, Status};
use session::Session;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version were asked for; everything else is wrong use.
            let status = if error.use_stderr() {
                Status::WrongUse
            } else {
                Status::Done
            };
            return error.print().map_or(Status::Failed, |()| status).into();
        }
    };
    let mut report = Report::new(args.json);
    if let Err(stop) = run(&args, &mut report) {
        report.stop(&stop);
    }
    report.status().into()
}

fn run(args: &Args, report: &mut Report) -> Result<(), report::Stop> {
    let session = Session::new(args);
    match &args.command {
        Command::Init => session.init(report),
        Command::Backup(backup) => keeping::back_up(backup, &session.open()?, &session, report),
        Command::Restore(restore) => keeping::restore(restore, &session, report),
        Command::Passphrase(change) => keeping::change_passphrase(change, &session, report),
        Command::Register(kept) => keeping::kept(kept, &session, report),
        Command::Formats => photos::formats(report),
        Command::Inspect(inspect) => photos::inspect(inspect, report),
        Command::Consent(command) => consents::run(command, &mut session.open()?, &session, report),
        Command::Link(link) => photos::link(link, &mut session.open()?, &session, report),
        Command::Unlink(link) => photos::unlink(link, &mut session.open()?, report),
        Command::People(people) => photos::people(people, &mut session.open()?, report),
        Command::Taken(taken) => photos::taken(taken, &mut session.open()?, report),
        Command::Declare(args::Declare::NoPerson(declare)) => {
            photos::declare(declare, &mut session.open()?, &session, report)
        }
        Command::Declare(args::Declare::Bystander(bystander)) => {
            people::bystander(bystander, &mut session.open()?, &session, report)
        }
        Command::List(list) => people::list(list, &mut session.open()?, &session, report),
        Command::Unlist(unlist) => people::unlist(unlist, &mut session.open()?, report),
        Command::Approve(approve) => shown::approve(approve, &mut session.open()?, &session, report),
        Command::Rules => people::rules(report),
        Command::Mark(mark) => regions::mark(mark, &mut session.open()?, report),
        Command::Suggest(suggest) => suggestions::suggest(suggest, &mut session.open()?, report),
        Command::Review(review) => photos::review(review, &mut session.open()?, &session, report),
        Command::Check(check) => copies::check(check, session.open()?, &session, report),
        Command::Export(export) => jobs::export(export, session.open()?, &session, report),
        Command::Ledger(command) => ledger::run(command, &session.open()?, report),
        Command::Whose { file } => after::whose(file, &session.open()?, report),
        Command::Certificate(command) => after::certificate(command, &session.open()?, &session, report),
        Command::Sent(sent) => after::sent(sent, &mut session.open()?, &session, report),
        Command::Takedown(command) => after::takedown(command, &mut session.open()?, &session, report),
        Command::Receipt(words) => after::receipt(words, &session.open()?, &session, report),
        Command::Letter(words) => after::letter(words, &session.open()?, &session, report),
    }
}
