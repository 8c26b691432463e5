//! A folder's photos on their way to copies: several at once, in groups for which the register and the disk are waited
//! for once, with no more of them in memory than fit.

mod before;
mod count;
mod reins;
mod room;

mod worker;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;

use jiff::civil::Date;
use safelight_consent::{Refusals, Register, Use};
use safelight_sanitize::Limits;

use crate::batch::walk_without;
use crate::exported::Exported;
use crate::failure::Failure;
use crate::gate::Clock;
use crate::left_out::LeftOut;
use crate::recoded::Depth;

use before::Before;
pub use count::Counted;
pub use reins::Reins;
use room::Room;
use worker::{Ready, Worker};
use writer::Writer;

/// Photos, and where and what for their copies are.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// Photos and folders of photos.
    pub paths: &'a [PathBuf],
    /// The folder for the copies, an absolute path.
    pub folder: &'a Path,
    /// What the copies are for; where that is not said whole, the gate refuses each (G01).
    pub usage: Option<&'a Use>,
    /// How JPEGs are coded.
    pub depth: Depth,
    /// How large a picture may be.
    pub limits: Limits,
    /// What is done where the folder has a copy already.
    pub again: Again,
    /// How many photos are worked on at once.
    pub workers: usize,
}

/// What is done with a photo of which the folder holds a copy for the same use already, by the ledger and the photo's digest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Again {
    /// One more copy is made.
    #[default]
    Copy,
    /// None is made for as many files of that content as there were copies when the job began: it goes on where an earlier
    /// one stopped.
    Resume,
    /// None is made: of files of one content one is copied.
    Once,
}

/// What happens while a job runs.
#[derive(Debug)]
pub enum News {
    /// How much there is to do, when that is known; photos may be done before.
    Counted(Counted),
    /// A file of the job came to its end.
    Done(Done),
}

/// A file that came to its end.
#[derive(Debug)]
pub struct Done {
    /// Where it lies.
    pub source: PathBuf,
    /// How many bytes it has; 0 where it could not be seen.
    pub bytes: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    /// A copy was made.
    Exported(Box<Exported>),
    /// There is a copy from before; none was made now.
    Before(PathBuf),
    /// The gate held it back, for all these reasons.
    Refused(Refusals),
    /// It could not be copied.
    Failed(Failure),
    /// It is no photo, or was not meant.
    LeftOut(LeftOut),
}

impl Outcome {
    /// Its name for scripts.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Exported(_) => "exported",
            Self::Before(_) => "before",
            Self::Refused(_) => "refused",
            Self::Failed(_) => "failed",
            Self::LeftOut(_) => "left-out",
        }
    }
}

/// Where what a job cannot know comes from.
#[derive(Clone, Copy)]
pub struct Given<'a, C> {
    /// The time.
    pub clock: &'a C,
    /// The day.
    pub today: Date,
    /// Fills a buffer with bytes from the operating system.
    pub random: Random<'a>,
}

/// Fills a buffer with random bytes.
pub type Random<'a> = &'a (dyn Fn(&mut [u8]) -> Result<(), Failure> + Sync);

/// How many copies are noted and written together at most.
const GROUP: usize = 64;

impl Job<'_> {
    /// Takes every file under the paths as far as it may go, and tells `news` of each as it comes to its end, on the
    /// caller's thread. Links are not followed out of the tree; what lies in the folder for the copies is not copied
    /// again. A row stands in the ledger before its file is there. Ended by `reins`, it may be run again with
    /// [`Again::Resume`].
    ///
    /// # Errors
    /// [`Failure`] of the register before the first photo; what fails later is told of each file.
    pub fn run(
        &self,
        register: &mut Register,
        given: &Given<'_, impl Clock>,
        reins: &Reins,
        mut news: impl FnMut(News),
    ) -> Result<(), Failure> {
        let before = Before::new(self, register)?;
        let reading = Mutex::new(register.beside()?);
        let _writing = register.writing()?;
        let room = Room::default();
        let found = Mutex::new(walk_without(self.paths, self.folder));
        // As many may wait as make a group, so that the one who writes finds one.
        let (sender, ready) = sync_channel(GROUP);
        std::thread::scope(|scope| {
            let worker = Worker {
                job: self,
                before: &before,
                register: &reading,
                room: &room,
                random: given.random,
            };
            for _ in 0..self.workers.max(1) {
                let (sender, found) = (sender.clone(), &found);
                scope.spawn(move || worker.work(found, reins, &sender));
            }
            scope.spawn(move || {
                if let Some(counted) = count::count(self.paths, self.folder, reins) {
                    sender.send(Ready::Counted(counted)).unwrap_or_default();
                }
            });
            // Taken by value: should `news` panic, nobody listens any more, and no worker waits to be heard.
            Writer::new(self, &before, given, register).write_all(ready, &mut news);
        });
        Ok(())
    }
}
