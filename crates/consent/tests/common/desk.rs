//! A register on the disk, and a photo that it clears.

use std::path::Path;

use safelight_consent::*;
use tempfile::TempDir;
use uuid::Uuid;

use super::{TODAY, now, terms, usage};

pub(crate) const CHEAP: KeyCost = KeyCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

pub(crate) fn passphrase() -> Passphrase {
    Passphrase::new("correct horse")
}

pub(crate) fn create(dir: &TempDir) -> Register {
    Register::create(dir.path(), &passphrase(), [5; 16], CHEAP).unwrap()
}

pub(crate) fn open(dir: &TempDir) -> Result<Register, RegisterError> {
    Register::open(dir.path(), &passphrase(), CHEAP)
}

pub(crate) fn form(text: &str) -> FormFile {
    FormFile::parse(format!("%PDF-1.7 {text}").into_bytes()).unwrap()
}

pub(crate) fn source() -> &'static Path {
    Path::new("/photos/a.jpg")
}

/// A register whose photo is cleared for teaching, as soon as its copy is proved.
pub(crate) fn lawful(register: &mut Register) -> (Uuid, PhotoDigest) {
    let digest = PhotoDigest::of(b"photo");
    let record = register
        .add_record(terms("P1"), Some(&form("signed")), [1; 16], now())
        .unwrap();
    register.link(record.id, "P1", digest, source(), now()).unwrap();
    register.set_people(digest, 1).unwrap();
    register.review(digest, &Review::complete("Dr A", now())).unwrap();
    (record.id, digest)
}

pub(crate) fn ask(register: &Register, digest: PhotoDigest, text: &str) -> Result<Clearance, Refusals> {
    let mut input = register.gate_input(digest, source(), now()).unwrap();
    input.photo.proved = true;
    input.decide(Some(&usage(text)), TODAY)
}
