//! What the window has in hand: the open register, the photos on the list, drops and forms that wait. All of it in
//! memory; the register alone keeps anything.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use safelight_consent::{FormFile, PhotoDigest, Received, Register, Use};
use safelight_export::Verified;

use crate::failure::Problem;
use crate::idle::Idle;
use crate::pictures::{Asked, Close, OnScreen, Shelf};
use crate::wire::{Failure, Finding, Picture, Shown, Verdict};

/// Everything behind the window.
pub(crate) struct Desk {
    /// The register's folder.
    pub(crate) place: PathBuf,
    register: Mutex<Option<Register>>,
    photos: Mutex<Photos>,
    drops: Mutex<Waiting<Vec<PathBuf>>>,
    forms: Mutex<Waiting<FormFile>>,
    incoming: Mutex<Waiting<Received>>,
    paper: Mutex<()>,
    pictures: Mutex<Shelf>,
    close: Mutex<Close>,
    on_screen: Mutex<OnScreen>,
    asked: Mutex<Asked>,
    held_copy: Mutex<Option<Held>>,
    /// When somebody was last there.
    pub(crate) idle: Idle,
}

impl Desk {
    pub(crate) fn new(place: PathBuf) -> Self {
        Self {
            place,
            register: Mutex::default(),
            photos: Mutex::default(),
            drops: Mutex::default(),
            forms: Mutex::default(),
            incoming: Mutex::default(),
            paper: Mutex::default(),
            pictures: Mutex::default(),
            close: Mutex::default(),
            on_screen: Mutex::default(),
            asked: Mutex::default(),
            held_copy: Mutex::default(),
            idle: Idle::new(),
        }
    }

    /// Takes an opened register in use.
    pub(crate) fn open(&self, register: Register) {
        let mut open = held(&self.register);
        self.idle.stir();
        *open = Some(register);
    }

    /// Closes the register while its file is made anew; `anew` gives the one to go on with, and what came of it.
    pub(crate) fn reopen<T>(&self, anew: impl FnOnce() -> (Option<Register>, T)) -> T {
        let mut open = held(&self.register);
        *open = None;
        let (register, came) = anew();
        *open = register;
        came
    }

    /// Closes the register and forgets what was drawn, what waits and what the gate answered, which names people. The
    /// list of photos stays.
    pub(crate) fn lock(&self) {
        *held(&self.register) = None;
        held(&self.photos).doubt_all();
        *held(&self.pictures) = Shelf::default();
        *held(&self.close) = Close::default();
        *held(&self.on_screen) = OnScreen::default();
        *held(&self.held_copy) = None;
        *held(&self.forms) = Waiting::default();
        *held(&self.incoming) = Waiting::default();
        *held(&self.drops) = Waiting::default();
    }

    pub(crate) fn is_open(&self) -> bool {
        held(&self.register).is_some()
    }

    /// Works with the register, which nobody else uses meanwhile.
    ///
    /// # Errors
    /// [`Problem::Locked`], and those of the work.
    pub(crate) fn register<T>(
        &self,
        work: impl FnOnce(&mut Register) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut open = held(&self.register);
        work(open.as_mut().ok_or(Problem::Locked)?)
    }

    pub(crate) fn photos(&self) -> MutexGuard<'_, Photos> {
        held(&self.photos)
    }

    pub(crate) fn drops(&self) -> MutexGuard<'_, Waiting<Vec<PathBuf>>> {
        held(&self.drops)
    }

    pub(crate) fn forms(&self) -> MutexGuard<'_, Waiting<FormFile>> {
        held(&self.forms)
    }

    /// Records from other systems that were read and wait to be entered.
    pub(crate) fn incoming(&self) -> MutexGuard<'_, Waiting<Received>> {
        held(&self.incoming)
    }

    /// The turn to draw a page of a form.
    pub(crate) fn paper(&self) -> MutexGuard<'_, ()> {
        held(&self.paper)
    }

    pub(crate) fn pictures(&self) -> MutexGuard<'_, Shelf> {
        held(&self.pictures)
    }

    pub(crate) fn on_screen(&self) -> MutexGuard<'_, OnScreen> {
        held(&self.on_screen)
    }

    pub(crate) fn close(&self) -> MutexGuard<'_, Close> {
        held(&self.close)
    }

    /// The copy that somebody is looking at before it is made.
    pub(crate) fn held_copy(&self) -> MutexGuard<'_, Option<Held>> {
        held(&self.held_copy)
    }

    pub(crate) fn asked(&self) -> MutexGuard<'_, Asked> {
        held(&self.asked)
    }
}

/// A thread that stopped half-way leaves whole values behind here, so the next one may go on.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Things that wait under an opaque number until the window says what they are for.
pub(crate) struct Waiting<T> {
    next: u32,
    things: HashMap<u32, T>,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self {
            next: 0,
            things: HashMap::new(),
        }
    }
}

impl<T> Waiting<T> {
    pub(crate) fn add(&mut self, thing: T) -> u32 {
        self.next = self.next.wrapping_add(1);
        self.things.insert(self.next, thing);
        self.next
    }

    pub(crate) fn get(&self, number: u32) -> Result<&T, Problem> {
        self.things.get(&number).ok_or(Problem::Gone)
    }

    pub(crate) fn take(&mut self, number: u32) -> Result<T, Problem> {
        self.things.remove(&number).ok_or(Problem::Gone)
    }
}

/// The list of photos, in the order in which they came.
#[derive(Default)]
pub(crate) struct Photos {
    list: Vec<Photo>,
    next: u32,
}

impl Photos {
    pub(crate) fn all(&self) -> &[Photo] {
        &self.list
    }

    pub(crate) fn get(&self, id: u32) -> Result<&Photo, Problem> {
        self.list.iter().find(|photo| photo.id == id).ok_or(Problem::Gone)
    }

    /// Puts a photo on the list; one from the same path takes the place of the one that was there.
    pub(crate) fn put(&mut self, path: PathBuf, read: Result<Read, Failure>, seed: [u8; 32]) -> Photo {
        let before = self.list.iter().position(|photo| photo.path == path);
        let known = before.and_then(|at| self.list.get(at));
        let photo = Photo {
            id: known.map_or(self.next, |photo| photo.id),
            version: known.map_or(0, |photo| photo.version + 1),
            requested: known.and_then(|photo| photo.requested.clone()),
            path,
            read,
            seed,
            verdict: None,
            hides: None,
        };
        match before.and_then(|at| self.list.get_mut(at)) {
            Some(place) => *place = photo.clone(),
            None => {
                self.next += 1;
                self.list.push(photo.clone());
            }
        }
        photo
    }

    pub(crate) fn remove(&mut self, ids: &[u32]) {
        self.list.retain(|photo| !ids.contains(&photo.id));
    }

    pub(crate) fn set_use(&mut self, ids: &[u32], requested: Option<&Use>) {
        for photo in self.list.iter_mut().filter(|photo| ids.contains(&photo.id)) {
            photo.requested = requested.cloned();
            photo.verdict = None;
        }
    }

    /// Keeps the gate's answer about a photo, unless the photo is another since it was asked.
    pub(crate) fn set_verdict(&mut self, id: u32, version: u32, verdict: Verdict) {
        let mut list = self.list.iter_mut();
        if let Some(photo) = list.find(|photo| photo.id == id && photo.version == version) {
            photo.verdict = Some(verdict);
        }
    }

    /// Regions can be hidden in this photo, as its file is now; `note` says what else that does to its copy.
    pub(crate) fn hides(&mut self, digest: PhotoDigest, note: Option<&str>) {
        for photo in self
            .list
            .iter_mut()
            .filter(|photo| photo.digest() == Some(digest))
        {
            photo.hides = Some(Hides {
                note: note.map(str::to_owned),
            });
        }
    }

    /// What the register says about a photo changed, so its verdict no longer holds.
    pub(crate) fn doubt(&mut self, digest: PhotoDigest) {
        for photo in self
            .list
            .iter_mut()
            .filter(|photo| photo.digest() == Some(digest))
        {
            photo.verdict = None;
        }
    }

    /// A record changed, which may matter to any photo.
    pub(crate) fn doubt_all(&mut self) {
        for photo in &mut self.list {
            photo.verdict = None;
        }
    }

    /// The picture looks different from now on.
    pub(crate) fn redrawn(&mut self, digest: PhotoDigest, seed: [u8; 32]) {
        for photo in self
            .list
            .iter_mut()
            .filter(|photo| photo.digest() == Some(digest))
        {
            photo.version += 1;
            photo.seed = seed;
        }
        self.doubt(digest);
    }
}

/// One photo on the list.
#[derive(Clone)]
pub(crate) struct Photo {
    pub(crate) id: u32,
    pub(crate) version: u32,
    pub(crate) path: PathBuf,
    pub(crate) read: Result<Read, Failure>,
    /// For the noise of hidden regions: kept while they stay, so that the copy is the very picture that was shown.
    pub(crate) seed: [u8; 32],
    pub(crate) requested: Option<Use>,
    pub(crate) verdict: Option<Verdict>,
    /// There once a region was hidden in it, so that the next ones can be too.
    pub(crate) hides: Option<Hides>,
}

/// A copy in memory, and the photo on the list that it is of.
pub(crate) struct Held {
    pub(crate) shown: Shown,
    pub(crate) copy: Verified,
}

/// What hiding regions does to the copy of a photo.
#[derive(Clone)]
pub(crate) struct Hides {
    /// For the person, where it does more than hide.
    pub(crate) note: Option<String>,
}

/// What reading a photo's file told.
#[derive(Clone)]
pub(crate) struct Read {
    pub(crate) digest: PhotoDigest,
    /// Whether its decoder takes about a second for a phone's picture.
    pub(crate) slow: bool,
    pub(crate) picture: Picture,
    pub(crate) findings: Vec<Finding>,
}

impl Photo {
    pub(crate) fn name(&self) -> String {
        shown(&self.path)
    }

    pub(crate) fn digest(&self) -> Option<PhotoDigest> {
        self.read.as_ref().ok().map(|read| read.digest)
    }

    /// Whether drawing it takes long.
    pub(crate) fn is_slow(&self) -> bool {
        self.read.as_ref().is_ok_and(|read| read.slow)
    }

    /// What reading it told.
    ///
    /// # Errors
    /// Why it could not be read.
    pub(crate) fn read(&self) -> Result<&Read, Failure> {
        self.read.as_ref().map_err(Clone::clone)
    }
}

/// A file's or a folder's own name. Bytes that are no text are shown as replacement characters.
pub(crate) fn shown(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
