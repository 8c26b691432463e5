//! What the window may ask for, one file a place.

pub(crate) mod after;
pub(crate) mod consents;
pub(crate) mod exports;
pub(crate) mod fhir;
pub(crate) mod forms;
mod gate;
pub(crate) mod keeping;
pub(crate) mod keychain;
pub(crate) mod people;
pub(crate) mod photos;
pub(crate) mod settings;
pub(crate) mod showing;
pub(crate) mod suggestions;

pub(crate) use forms::form_page;
#[cfg(test)]
pub(crate) use gate::tests::cleared;

use std::num::NonZero;

use tauri::async_runtime::spawn_blocking;
use uuid::Uuid;

use crate::failure::Problem;
use crate::wire::Failure;

/// Runs what takes long away from the thread that draws.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    spawn_blocking(work).await.map_err(|_| Problem::Stopped)?
}

/// How many photos are worked on at the same time.
pub(crate) fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Random bytes from the operating system.
fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Problem::NoRandomness)?;
    Ok(bytes)
}

fn record_id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::Unfit("the id of a record"))
}
