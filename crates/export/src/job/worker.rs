//! Those who read, clean and prove. Several work side by side.

use std::path::PathBuf;
use std::sync::mpsc::SyncSender;
use std::sync::{Mutex, PoisonError};

use safelight_consent::Register;

use super::before::Before;
use super::room::{Room, Share};
use super::{Counted, Done, Job, Outcome, Random, Reins};
use crate::approval::copy_seed;
use crate::batch::Found;
use crate::dropped::Dropped;
use crate::failure::Failure;
use crate::marks::marks;
use crate::verified::{Unproved, Verified};

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct Worker<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) before: &'a Before<'a>,
    pub(super) register: &'a Mutex<Register>,
    pub(super) room: &'a Room,
    pub(super) random: Random<'a>,
}

/// What is handed to the one who writes.
pub(super) enum Ready<'a> {
    Counted(Counted),
    Ended(Done),
    Copy(Photo, Copy<'a>),
    Unproved(Photo, Box<Unproved>),
}

/// A file of the job.
pub(super) struct Photo {
    pub(super) source: PathBuf,
    pub(super) bytes: u64,
}

/// A proved copy that waits to be written, and the room it takes.
pub(super) struct Copy<'a> {
    pub(super) verified: Box<Verified>,
    pub(super) share: Share<'a>,
}

/// How far a photo came.
enum Made<'a> {
    Copy(Copy<'a>),
    Unproved(Box<Unproved>),
    Ended(Outcome),
}

impl Photo {
    pub(super) fn done(self, outcome: Outcome) -> Done {
        let Self { source, bytes } = self;
        Done {
            source,
            bytes,
            outcome,
        }
    }
}

impl<'a> Worker<'a> {
    /// Works until nothing is found any more, the job is ended, or nobody listens.
    pub(super) fn work(
        self,
        found: &Mutex<impl Iterator<Item = Found>>,
        reins: &Reins,
        sender: &SyncSender<Ready<'a>>,
    ) {
        while reins.may_go_on() {
            let next = found.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(found) = next else { return };
            if sender.send(self.one(found)).is_err() {
                return;
            }
        }
    }

    fn one(self, found: Found) -> Ready<'a> {
        let mut bytes = 0;
        let made = Failure::guard(|| self.made(&found, &mut bytes));
        let source = found.path;
        let photo = Photo { source, bytes };
        match made {
            Ok(Made::Copy(copy)) => Ready::Copy(photo, copy),
            Ok(Made::Unproved(unproved)) => Ready::Unproved(photo, unproved),
            Ok(Made::Ended(outcome)) => Ready::Ended(photo.done(outcome)),
            Err(failure) => Ready::Ended(photo.done(Outcome::Failed(failure))),
        }
    }

    fn made(self, found: &Found, bytes: &mut u64) -> Result<Made<'a>, Failure> {
        *bytes = std::fs::metadata(&found.path).map_or(0, |metadata| metadata.len());
        if let Some(left_out) = found.left_out()? {
            return Ok(Made::Ended(Outcome::LeftOut(left_out)));
        }
        // The photo and its copy.
        let mut share = self.room.take(bytes.saturating_mul(2));
        let dropped = Dropped::open(&found.path, &self.job.limits)?;
        let digest = dropped.digest();
        let (regions, seed) = {
            let register = self.register.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(copy) = self.before.skips(&register, digest)? {
                return Ok(Made::Ended(Outcome::Before(copy)));
            }
            let mut fresh = [0; 32];
            (self.random)(&mut fresh)?;
            (marks(&register, digest)?, copy_seed(&register, digest, fresh)?)
        };
        let cleaned = dropped.inspect()?.clean(&regions, &seed, self.job.depth)?;
        Ok(match cleaned.verify() {
            Ok(verified) => {
                share.shrink(verified.bytes() as u64);
                let verified = Box::new(verified);
                Made::Copy(Copy { verified, share })
            }
            Err(unproved) => Made::Unproved(unproved),
        })
    }
}
