//! Ends programs at random moments, as a power switch does: they cannot tidy up.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A row of moments, the same each time for one seed.
pub(crate) struct Kills {
    random: u64,
    /// How many programs were killed before they ended by themselves.
    pub(crate) killed: u32,
}

impl Kills {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self {
            random: seed,
            killed: 0,
        }
    }

    /// A number below `bound`, by a linear congruence (Knuth, MMIX).
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % bound
    }

    /// Starts a program and kills it after a random time between the two. Where it ends before that, `to` comes nearer:
    /// other programs run beside the tests, not always the same.
    pub(crate) fn kill(&mut self, program: &mut Command, from: Duration, to: &mut Duration) {
        let span = to.saturating_sub(from).as_micros().max(1) as u64;
        let wait = from + Duration::from_micros(self.below(span));
        let mut child = program
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(wait);
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            self.killed += 1;
        } else {
            *to = (*to * 7 / 8).max(from);
        }
        child.wait().unwrap();
    }
}

/// How long a program takes that is not killed.
pub(crate) fn lasts(program: &mut Command) -> Duration {
    let began = Instant::now();
    let output = program.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    began.elapsed()
}
