//! Many photos: finding them in folders, and working on several at once.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use walkdir::{DirEntry, WalkDir};

use crate::failure::{Code, Failure};

/// What lies at a path.
#[derive(Debug)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// Whether this very path was asked for, rather than a folder around it.
    pub named: bool,
    /// Whether its own name, or that of a folder between it and what was asked for, begins with a dot.
    pub hidden: bool,
    /// Why it cannot be looked at.
    pub seen: Result<(), Failure>,
}

/// The files under each path, sorted by name, folder by folder, each once however often it is named. Links inside a
/// folder are not followed, so that nothing outside the tree is taken for part of it.
pub fn walk(paths: &[PathBuf]) -> impl Iterator<Item = Found> + Send {
    files(paths, None)
}

/// The same, without what lies in the folder `copies` where that is inside one of the paths: no copy is made of a copy.
pub fn walk_without(paths: &[PathBuf], copies: &Path) -> impl Iterator<Item = Found> + Send {
    files(paths, Some(place(copies)))
}

fn files(paths: &[PathBuf], copies: Option<PathBuf>) -> impl Iterator<Item = Found> + Send {
    distinct(paths).into_iter().flat_map(move |(path, place)| {
        let left_out = copies
            .as_ref()
            .and_then(|copies| copies.strip_prefix(place).ok())
            .filter(|inside| !inside.as_os_str().is_empty())
            .map(|inside| path.join(inside));
        WalkDir::new(path)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(move |entry| left_out.as_deref() != Some(entry.path()))
            .filter_map(move |entry| match entry {
                Ok(entry) => file(entry, path),
                Err(error) => Some(unseen(&error, path)),
            })
    })
}

/// The paths with the places they lead to, without those that lie in another of them or lead where an earlier one does.
fn distinct(paths: &[PathBuf]) -> Vec<(&PathBuf, PathBuf)> {
    let places: Vec<PathBuf> = paths.iter().map(|path| place(path)).collect();
    let known: HashSet<PathBuf> = places.iter().cloned().collect();
    let mut seen = HashSet::new();
    paths
        .iter()
        .zip(places)
        .filter(|(_, place)| {
            let inside_another = place.ancestors().skip(1).any(|above| known.contains(above));
            !inside_another && seen.insert(place.clone())
        })
        .collect()
}

/// Where a path leads, free of links; what is not there leads to itself.
fn place(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn file(entry: DirEntry, asked: &Path) -> Option<Found> {
    let named = entry.depth() == 0;
    let link = entry.path_is_symlink();
    // A folder that was named by a link to it is walked, yet met as a link first.
    if entry.file_type().is_dir() || link && named && entry.path().is_dir() {
        return None;
    }
    let seen = if link && !named {
        Err(Failure::new(
            Code::Unsupported,
            "This is a link to another place. Choose the file itself.",
        ))
    } else {
        Ok(())
    };
    let path = entry.into_path();
    let hidden = !named && is_hidden(path.strip_prefix(asked).unwrap_or(&path));
    Some(Found {
        path,
        named,
        hidden,
        seen,
    })
}

fn is_hidden(inside: &Path) -> bool {
    inside
        .components()
        .any(|it| it.as_os_str().as_encoded_bytes().starts_with(b"."))
}

fn unseen(error: &walkdir::Error, path: &Path) -> Found {
    let at = error.path().unwrap_or(path).to_path_buf();
    let failure = match error.io_error() {
        Some(io) => Failure::io(io, &at),
        None => Failure::new(Code::Io, "This folder contains itself."),
    };
    Found {
        path: at,
        named: error.depth() == 0,
        hidden: false,
        seen: Err(failure),
    }
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
    std::thread::scope(move |scope| {
        scope.spawn(move || {
            pool.install(|| {
                // Nobody listens any more only where the caller's thread is gone.
                items
                    .into_par_iter()
                    .for_each_with(sender, |sender, item| sender.send(work(item)).unwrap_or_default());
            });
        });
        // Taken by value: should `done` panic, nobody listens any more, and no thread waits to be heard.
        results.into_iter().for_each(&mut done);
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It would wait for ever, did the threads wait for a listener who is gone.
    #[test]
    fn a_panic_among_the_results_ends_the_work() {
        let work = || each((0..1000).collect(), 2, |n: u32| n, |n| assert_eq!(n, 1000));
        assert!(std::panic::catch_unwind(work).is_err());
    }

    #[test]
    fn every_item_is_worked_on_once() {
        let mut seen = Vec::new();
        each((0..1000).collect(), 3, |n: u32| n, |n| seen.push(n)).expect("threads");
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..1000));
    }
}
