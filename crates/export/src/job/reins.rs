//! Holding a job: pausing it, going on, and ending it early.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What a person wants of a job while it runs. Photos under way are finished in any case.
#[derive(Debug, Default)]
pub struct Reins {
    wanted: Mutex<Wanted>,
    changed: Condvar,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    #[default]
    Go,
    Pause,
    End,
}

impl Reins {
    /// No further photo is begun until [`Self::go_on`].
    pub fn pause(&self) {
        self.want(|wanted| match wanted {
            Wanted::Go => Wanted::Pause,
            other => other,
        });
    }

    /// Photos are begun again. A job that was ended stays ended.
    pub fn go_on(&self) {
        self.want(|wanted| match wanted {
            Wanted::Pause => Wanted::Go,
            other => other,
        });
    }

    /// No further photo is begun. Finished copies stay.
    pub fn end(&self) {
        self.want(|_| Wanted::End);
    }

    /// Whether the job was ended.
    pub fn is_ended(&self) -> bool {
        *self.wanted() == Wanted::End
    }

    /// Waits while the job is paused; whether it goes on.
    pub(crate) fn may_go_on(&self) -> bool {
        let paused = |wanted: &mut Wanted| *wanted == Wanted::Pause;
        let wanted = self.changed.wait_while(self.wanted(), paused);
        *wanted.unwrap_or_else(PoisonError::into_inner) == Wanted::Go
    }

    fn want(&self, next: impl FnOnce(Wanted) -> Wanted) {
        let mut wanted = self.wanted();
        *wanted = next(*wanted);
        drop(wanted);
        self.changed.notify_all();
    }

    fn wanted(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
