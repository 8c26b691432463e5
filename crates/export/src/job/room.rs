//! How much of a folder is in memory at once.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes that may be held by all photos under way together. One that is larger is worked on alone.
const MOST: u64 = 24 << 20;

/// The room that is taken just now.
#[derive(Debug, Default)]
pub(super) struct Room {
    taken: Mutex<u64>,
    freed: Condvar,
}

/// Some of it, given back when this goes.
#[derive(Debug)]
pub(super) struct Share<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Room {
    /// Waits until there is room for so many bytes.
    pub(super) fn take(&self, bytes: u64) -> Share<'_> {
        let full = |taken: &mut u64| *taken > 0 && taken.saturating_add(bytes) > MOST;
        let taken = self.freed.wait_while(self.taken(), full);
        *taken.unwrap_or_else(PoisonError::into_inner) += bytes;
        Share { room: self, bytes }
    }

    fn taken(&self) -> MutexGuard<'_, u64> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share<'_> {
    /// Gives back what is above so many bytes.
    pub(super) fn shrink(&mut self, bytes: u64) {
        let spare = self.bytes.saturating_sub(bytes);
        self.bytes -= spare;
        *self.room.taken() -= spare;
        self.room.freed.notify_all();
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.shrink(0);
    }
}
