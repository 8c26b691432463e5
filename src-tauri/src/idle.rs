//! Locks the register once nobody has done anything for a while. The page only says that somebody is there: whatever
//! becomes of it, the clock runs here.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tauri::{AppHandle, Emitter, Manager, Runtime};

use crate::state::Desk;

/// How many minutes may be chosen; 0 never locks.
pub(crate) const CHOICES: [u32; 4] = [0, 5, 15, 60];

/// What holds until something else is chosen.
pub(crate) const DEFAULT_MINUTES: u32 = 15;

/// How often the clock is looked at.
const GLANCE: Duration = Duration::from_secs(2);

/// When somebody was last there. Work that goes on by itself holds the clock.
pub(crate) struct Idle {
    since: Mutex<Since>,
    at_work: AtomicUsize,
}

#[derive(Clone, Copy)]
struct Since {
    minutes: u32,
    /// Never goes back, but may stand still while the computer sleeps.
    ticks: Instant,
    /// Goes on while the computer sleeps, but may be set back.
    clock: SystemTime,
}

/// Work that goes on by itself, while this lives.
pub(crate) struct AtWork<'a>(&'a Idle);

impl Idle {
    pub(crate) fn new() -> Self {
        Self {
            since: Mutex::new(Since {
                minutes: DEFAULT_MINUTES,
                ticks: Instant::now(),
                clock: SystemTime::now(),
            }),
            at_work: AtomicUsize::new(0),
        }
    }

    /// Somebody is there.
    pub(crate) fn stir(&self) {
        self.change(|since| {
            since.ticks = Instant::now();
            since.clock = SystemTime::now();
        });
    }

    pub(crate) fn set_minutes(&self, minutes: u32) {
        self.change(|since| since.minutes = minutes);
        self.stir();
    }

    pub(crate) fn work(&self) -> AtWork<'_> {
        self.at_work.fetch_add(1, Ordering::SeqCst);
        AtWork(self)
    }

    fn is_due(&self, ticks: Instant, clock: SystemTime) -> bool {
        let since = *self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = Duration::from_secs(60 * u64::from(since.minutes));
        let passed = ticks
            .saturating_duration_since(since.ticks)
            .max(clock.duration_since(since.clock).unwrap_or_default());
        since.minutes > 0 && self.at_work.load(Ordering::SeqCst) == 0 && passed >= limit
    }

    fn change(&self, how: impl FnOnce(&mut Since)) {
        how(&mut self.since.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.stir();
        self.0.at_work.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Looks at the clock for as long as the program runs.
pub(crate) fn watch<R: Runtime>(app: AppHandle<R>) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(GLANCE);
            if lock_if_due(&app.state::<Desk>(), Instant::now(), SystemTime::now()) {
                // Where nobody listens there is no page left to tell.
                let _ = app.emit("locked", ());
            }
        }
    });
}

/// Whether the register was open and nobody there for too long. Then it is locked.
fn lock_if_due(desk: &Desk, ticks: Instant, clock: SystemTime) -> bool {
    let due = desk.idle.is_due(ticks, clock) && desk.is_open();
    if due {
        desk.lock();
    }
    due
}

#[cfg(test)]
mod tests {
    use safelight_consent::{KeyCost, Passphrase, Register};

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn after(minutes: u64) -> Duration {
        Duration::from_secs(60 * minutes)
    }

    fn open() -> Result<(tempfile::TempDir, Desk), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let desk = Desk::new(folder.path().join("register"));
        let cheap = KeyCost {
            memory_kib: 8,
            passes: 1,
            lanes: 1,
        };
        let passphrase = Passphrase::new("correct horse");
        desk.open(Register::create(&desk.place, &passphrase, [1; 16], cheap)?);
        Ok((folder, desk))
    }

    #[test]
    fn a_register_that_nobody_uses_locks_by_itself_and_not_before() -> Outcome {
        let (_folder, desk) = open()?;
        let (ticks, clock) = (Instant::now(), SystemTime::now());
        assert!(!lock_if_due(&desk, ticks + after(14), clock + after(14)));
        assert!(desk.is_open());
        assert!(lock_if_due(&desk, ticks + after(16), clock + after(16)));
        assert!(!desk.is_open());
        assert!(desk.register(|register| Ok(register.records()?)).is_err());
        assert!(
            !lock_if_due(&desk, ticks + after(99), clock + after(99)),
            "it is locked"
        );
        Ok(())
    }

    #[test]
    fn sleep_counts_and_a_clock_that_is_set_back_does_not_help() -> Outcome {
        let (_folder, desk) = open()?;
        let (ticks, clock) = (Instant::now(), SystemTime::now());
        assert!(desk.idle.is_due(ticks, clock + after(600)), "the computer slept");
        assert!(desk.idle.is_due(ticks + after(600), clock - after(600)));
        Ok(())
    }

    #[test]
    fn work_holds_the_clock_and_it_begins_anew_once_that_is_done() -> Outcome {
        let (_folder, desk) = open()?;
        let (ticks, clock) = (Instant::now(), SystemTime::now());
        let work = desk.idle.work();
        assert!(!desk.idle.is_due(ticks + after(600), clock + after(600)));
        drop(work);
        assert!(!desk.idle.is_due(ticks + after(14), clock + after(14)));
        assert!(desk.idle.is_due(ticks + after(600), clock + after(600)));
        Ok(())
    }

    #[test]
    fn the_choice_holds_and_none_never_locks() -> Outcome {
        let (_folder, desk) = open()?;
        let (ticks, clock) = (Instant::now(), SystemTime::now());
        for minutes in [5, 60] {
            desk.idle.set_minutes(minutes);
            let minutes = u64::from(minutes);
            assert!(
                !desk
                    .idle
                    .is_due(ticks + after(minutes - 1), clock + after(minutes - 1))
            );
            assert!(
                desk.idle
                    .is_due(ticks + after(minutes + 1), clock + after(minutes + 1))
            );
        }
        desk.idle.set_minutes(0);
        assert!(!desk.idle.is_due(ticks + after(9999), clock + after(9999)));
        Ok(())
    }
}
