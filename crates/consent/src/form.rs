//! The signed form as a file: kept as evidence, never shown to the web.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::digest::hex_bytes;
use crate::term::terms;

/// The largest form the register takes, in bytes (64 MiB).
pub const FORM_LIMIT: usize = 64 << 20;

terms! {
    /// What kind of file a signed form is.
    MediaType, "media type" {
        Pdf = "application/pdf", "PDF";
        Jpeg = "image/jpeg", "JPEG";
        Png = "image/png", "PNG";
        Heic = "image/heic", "HEIC";
    }
}

/// A signed form's bytes. They are wiped from memory when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct FormFile {
    bytes: Zeroizing<Vec<u8>>,
    media_type: MediaType,
}

impl FormFile {
    /// Takes a file for what its content says it is; its name plays no part.
    ///
    /// # Errors
    /// [`FormError`] if it is none of the four kinds, or longer than [`FORM_LIMIT`].
    pub fn parse(bytes: Vec<u8>) -> Result<Self, FormError> {
        let bytes = Zeroizing::new(bytes);
        if bytes.len() > FORM_LIMIT {
            return Err(FormError::TooLarge);
        }
        let media_type = detect(&bytes).ok_or(FormError::Unsupported)?;
        Ok(Self { bytes, media_type })
    }

    /// Reads the file at a path. What is no regular file, such as a pipe, is not waited for.
    ///
    /// # Errors
    /// [`FormError`] as for [`Self::parse`], or where it cannot be read.
    pub fn open(path: &Path) -> Result<Self, FormError> {
        let unreadable = |error: std::io::Error| FormError::Unreadable(error.kind());
        let metadata = std::fs::metadata(path).map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(FormError::Unsupported);
        }
        if metadata.len() > FORM_LIMIT as u64 {
            return Err(FormError::TooLarge);
        }
        Self::parse(std::fs::read(path).map_err(unreadable)?)
    }

    /// The file, byte for byte.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What kind of file it is.
    pub const fn media_type(&self) -> MediaType {
        self.media_type
    }

    /// SHA-256 of the file.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&*self.bytes).into()
    }

    /// The form as a record names it.
    pub(crate) fn reference(&self) -> FormRef {
        FormRef {
            sha256: self.sha256(),
            media_type: self.media_type,
        }
    }
}

impl fmt::Debug for FormFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FormFile({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// Why a file cannot be a signed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The content is none of PDF, JPEG, PNG and HEIC.
    #[error("a signed form is a PDF, JPEG, PNG or HEIC file; this is none of them")]
    Unsupported,
    /// Longer than [`FORM_LIMIT`].
    #[error("a signed form may be 64 MiB at most")]
    TooLarge,
    /// It cannot be read.
    #[error("the file of the form cannot be read: {0}")]
    Unreadable(std::io::ErrorKind),
}

/// A form as a record names it: enough to find the file and to see whether it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRef {
    /// SHA-256 of the file, when it was attached.
    #[serde(with = "hex_bytes")]
    pub sha256: [u8; 32],
    /// What kind of file it is.
    pub media_type: MediaType,
}

fn detect(bytes: &[u8]) -> Option<MediaType> {
    if bytes.starts_with(b"%PDF-") {
        Some(MediaType::Pdf)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some(MediaType::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(MediaType::Png)
    } else {
        is_heic(bytes).then_some(MediaType::Heic)
    }
}

/// ISO/IEC 23008-12, Annex B: a `ftyp` box whose major or compatible brands hold an HEVC one.
fn is_heic(bytes: &[u8]) -> bool {
    let Some((size, rest)) = bytes.split_first_chunk::<4>() else {
        return false;
    };
    let size = u32::from_be_bytes(*size) as usize;
    let Some(brands) = bytes.get(8..size).filter(|_| rest.starts_with(b"ftyp")) else {
        return false;
    };
    const HEVC: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"];
    brands.chunks(4).any(|brand| HEVC.contains(&brand))
}
