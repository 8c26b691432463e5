//! The one who asks the gate, keeps the ledger and writes, a group of copies at a time.

use std::sync::mpsc::Receiver;

use safelight_consent::Register;

use super::before::Before;
use super::worker::{Copy, Photo, Ready};
use super::{Done, GROUP, Given, Job, News, Outcome};
use crate::cleared::Stopped;
use crate::failure::Failure;
use crate::gate::Clock;
use crate::noted::{Begun, Ended, Noted, finish, settle};

pub(super) struct Writer<'a, C> {
    job: &'a Job<'a>,
    before: &'a Before<'a>,
    given: &'a Given<'a, C>,
    register: &'a mut Register,
    /// Copies that are there, or failed; the register is told with the next group.
    ended: Vec<Ended>,
}

impl<'a, C: Clock> Writer<'a, C> {
    pub(super) const fn new(
        job: &'a Job<'a>,
        before: &'a Before<'a>,
        given: &'a Given<'a, C>,
        register: &'a mut Register,
    ) -> Self {
        Self {
            job,
            before,
            given,
            register,
            ended: Vec::new(),
        }
    }

    /// Writes whatever comes until nothing can come any more.
    pub(super) fn write_all(mut self, ready: Receiver<Ready<'_>>, news: &mut impl FnMut(News)) {
        while let Ok(first) = ready.recv() {
            let mut group = Vec::new();
            let mut next = Some(first);
            while let Some(it) = next {
                match it {
                    Ready::Counted(counted) => news(News::Counted(counted)),
                    Ready::Ended(done) => news(News::Done(done)),
                    Ready::Unproved(photo, unproved) => {
                        let Given { clock, today, .. } = *self.given;
                        let why = unproved.refusals(self.register, self.job.usage, clock, today);
                        let outcome = why.map_or_else(Outcome::Failed, Outcome::Refused);
                        news(News::Done(photo.done(outcome)));
                    }
                    Ready::Copy(photo, copy) => group.push((photo, copy)),
                }
                next = if group.len() < GROUP {
                    ready.try_recv().ok()
                } else {
                    None
                };
            }
            if !group.is_empty() {
                self.write(group).into_iter().map(News::Done).for_each(&mut *news);
            }
        }
        // Left undone, it is done the next time that the register is opened.
        settle(self.register, &self.ended, self.given.clock).ok();
    }

    fn write(&mut self, group: Vec<(Photo, Copy<'_>)>) -> Vec<Done> {
        let (photos, copies): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        let noted = match self.note(copies) {
            Ok(noted) => noted,
            Err(failure) => {
                let failed = |photo: Photo| photo.done(Outcome::Failed(failure.clone()));
                return photos.into_iter().map(failed).collect();
            }
        };
        let (mut begun, mut done) = (Vec::new(), Vec::new());
        let mut named = Vec::new();
        for (photo, noted) in photos.into_iter().zip(noted) {
            match noted {
                Ok((noted, share)) => {
                    begun.push(Begun::new(noted, self.job.folder));
                    drop(share);
                    named.push(photo);
                }
                Err(outcome) => done.push(photo.done(outcome)),
            }
        }
        let ended = finish(begun, self.job.folder);
        for (photo, ended) in named.into_iter().zip(&ended) {
            done.push(photo.done(match &ended.result {
                Ok(exported) => Outcome::Exported(Box::new(exported.clone())),
                Err(failure) => Outcome::Failed(failure.clone()),
            }));
        }
        self.ended = ended;
        done
    }

    /// Asks the gate of each and adds the rows of those that it lets through, in one transaction.
    ///
    /// # Errors
    /// [`Failure`] of the register: nothing was noted.
    #[expect(clippy::type_complexity, reason = "it is taken apart at once")]
    fn note<'b>(
        &mut self,
        copies: Vec<Copy<'b>>,
    ) -> Result<Vec<Result<(Noted, super::room::Share<'b>), Outcome>>, Failure> {
        let Self {
            job,
            before,
            given,
            ended,
            ..
        } = self;
        let noted = self.register.together(|register| {
            settle(register, ended, given.clock)?;
            let one = |Copy { verified, share }: Copy<'b>| {
                if let Some(copy) = before.is_made(register, verified.digest())? {
                    return Ok(Err(Outcome::Before(copy)));
                }
                let mut random = [0; 5];
                (given.random)(&mut random)?;
                let noted = register.together(|register| {
                    let (clock, today) = (given.clock, given.today);
                    Noted::new(*verified, job.usage, job.folder, random, register, clock, today)
                });
                Ok(match noted {
                    Ok(noted) => Ok((noted, share)),
                    Err(Stopped::Refused(refusals)) => Err(Outcome::Refused(refusals)),
                    Err(Stopped::Failed(failure)) => Err(Outcome::Failed(failure)),
                })
            };
            copies.into_iter().map(one).collect::<Result<Vec<_>, Failure>>()
        })?;
        self.ended.clear();
        Ok(noted)
    }
}
