//! What lies among photos and is none.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use safelight_sanitize::{FORMATS, Other, detect, other};

use crate::batch::Found;
use crate::failure::Failure;

/// Why a file in a folder is not exported. One that was named itself is taken for a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// It is hidden, or lies in a hidden folder.
    Hidden,
    /// It goes with a photo and holds its edits or data.
    Sidecar,
    /// A film, such as that of a Live Photo.
    Movie,
    /// It is something else.
    NotAPicture,
}

/// Enough of a file to tell what it is.
const HEAD: u64 = 4096;

const SIDECARS: &[&str] = &["xmp", "aae", "dop", "pp3", "on1"];

/// Extensions of pictures that are known by them alone: a file of one that is something else is a broken picture.
const PICTURES: &[&str] = &[
    "jpe", "jfif", "heif", "arw", "cr2", "cr3", "dng", "nef", "orf", "pef", "raf", "raw", "rw2", "sr2",
    "srw", "psd", "jp2",
];

impl LeftOut {
    /// Its name for scripts.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Sidecar => "sidecar",
            Self::Movie => "movie",
            Self::NotAPicture => "not-a-picture",
        }
    }

    /// A plain sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Hidden => "A hidden file, or one in a hidden folder. Name it itself to export it.",
            Self::Sidecar => "It holds a photo's edits or data and is no picture.",
            Self::Movie => "A film, such as that of a Live Photo. Only still pictures are cleaned.",
            Self::NotAPicture => "This is not a picture.",
        }
    }

    fn by_content(path: &Path, head: &[u8]) -> Option<Self> {
        if detect(head).is_ok() {
            return None;
        }
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        let is_one_of = |extensions: &[&str]| extensions.iter().any(|it| extension == **it);
        let of_a_picture = is_one_of(PICTURES) || FORMATS.iter().any(|format| extension == format.extension);
        match other(head) {
            _ if is_one_of(SIDECARS) => Some(Self::Sidecar),
            Other::Movie => Some(Self::Movie),
            Other::Unknown if !of_a_picture => Some(Self::NotAPicture),
            Other::Picture | Other::Unknown => None,
        }
    }
}

impl Found {
    /// Why it is not to be taken for a photo; by its place, its name and its first bytes.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be looked at.
    pub fn left_out(&self) -> Result<Option<LeftOut>, Failure> {
        self.seen.clone()?;
        if self.named {
            return Ok(None);
        }
        if self.hidden {
            return Ok(Some(LeftOut::Hidden));
        }
        let io = |error: std::io::Error| Failure::io(&error, &self.path);
        // Opening a pipe would wait until somebody writes to it.
        if !std::fs::metadata(&self.path).map_err(io)?.is_file() {
            return Ok(None);
        }
        let mut head = Vec::new();
        File::open(&self.path)
            .and_then(|file| file.take(HEAD).read_to_end(&mut head))
            .map_err(io)?;
        Ok(LeftOut::by_content(&self.path, &head))
    }
}
