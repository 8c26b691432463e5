//! Looking at copies that were made, so that they are known again where they are saved anew. It takes far longer than making
//! them: a pass of its own, behind the copies, that may be ended and gone on with at any time.

use std::path::Path;

use safelight_consent::{PhotoDigest, Register};
use safelight_sanitize::Limits;

use crate::batch::each;
use crate::dropped::Dropped;
use crate::failure::Failure;
use crate::job::Reins;
use crate::likeness;

/// How many are looked at between two waits for the register.
const GROUP: u32 = 64;

/// What a pass came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looked {
    /// How many copies were looked at.
    pub copies: u64,
    /// How many are not where they were written any more, or are other files by now.
    pub gone: u64,
}

/// Looks at each copy behind row `after` of the ledger that nothing has looked at and that is still where it was written,
/// with `workers` threads; `done` hears how far it is. Ended by `reins`, it may be called again.
///
/// # Errors
/// [`Failure`] of the register; what was kept until then stays.
pub fn look(
    register: &mut Register,
    mut after: u64,
    workers: usize,
    reins: &Reins,
    mut done: impl FnMut(Looked),
) -> Result<Looked, Failure> {
    let mut looked = Looked::default();
    while reins.may_go_on() {
        let copies = register.without_likeness(after, GROUP)?;
        let Some((last, ..)) = copies.last() else { break };
        after = *last;
        let mut seen = Vec::new();
        each(
            copies,
            workers,
            |(row, digest, place)| (row, seen_at(place.as_ref(), digest)),
            |one| seen.push(one),
        )?;
        register.together(|register| {
            for (row, seen) in &seen {
                match seen {
                    Some(hash) => {
                        likeness::keep(register, *row, *hash)?;
                        looked.copies += 1;
                    }
                    None => looked.gone += 1,
                }
            }
            Ok::<_, Failure>(())
        })?;
        done(looked);
    }
    Ok(looked)
}

/// What a copy looks like, itself none where it shows nothing; none where it is not there.
fn seen_at(place: &Path, digest: PhotoDigest) -> Option<Option<u64>> {
    let file = Dropped::open(place, &Limits::default()).ok()?;
    (file.digest() == digest).then(|| likeness::of_file(file))
}
