//! Many photos: finding them in folders, and working on several at once.

use std::path::PathBuf;
use std::sync::mpsc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use walkdir::WalkDir;

use crate::failure::{Code, Failure};

/// What lies at a path: a file to be worked on, or why a folder or file cannot be looked at.
pub type Found = Result<PathBuf, (PathBuf, Failure)>;

/// The files under each path, sorted by name, folder by folder. Links inside a folder are not followed, so that
/// nothing outside the tree is taken for part of it.
pub fn walk(paths: &[PathBuf]) -> impl Iterator<Item = Found> {
    paths.iter().flat_map(|path| {
        WalkDir::new(path)
            .sort_by_file_name()
            .into_iter()
            .filter_map(move |entry| match entry {
                Ok(entry) if entry.file_type().is_dir() => None,
                Ok(entry) if entry.path_is_symlink() && entry.depth() > 0 => {
                    let failure = Failure::new(
                        Code::Unsupported,
                        "This is a link to another place. Choose the file itself.",
                    );
                    Some(Err((entry.into_path(), failure)))
                }
                Ok(entry) => Some(Ok(entry.into_path())),
                Err(error) => {
                    let at = error.path().unwrap_or(path).to_path_buf();
                    let failure = match error.io_error() {
                        Some(io) => Failure::io(io, &at),
                        None => Failure::new(Code::Io, "This folder contains itself."),
                    };
                    Some(Err((at, failure)))
                }
            })
    })
}

/// Works on each item with `jobs` threads and hands every result to `done`, on the caller's thread, as it comes.
///
/// # Errors
/// [`Failure`] where the threads cannot be started.
pub fn each<T, R>(
    items: Vec<T>,
    jobs: usize,
    work: impl Fn(T) -> R + Sync + Send,
    mut done: impl FnMut(R),
) -> Result<(), Failure>
where
    T: Send,
    R: Send,
{
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.max(1))
        .build()
        .map_err(|error| Failure::new(Code::Io, format!("The work cannot be started: {error}.")))?;
    // At most as many results wait as there are threads, so that memory stays flat.
    let (sender, results) = mpsc::sync_channel(jobs.max(1));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            pool.install(|| {
                // Nobody listens any more only where the caller's thread is gone.
                items
                    .into_par_iter()
                    .for_each_with(sender, |sender, item| sender.send(work(item)).unwrap_or_default());
            });
        });
        results.iter().for_each(&mut done);
    });
    Ok(())
}
