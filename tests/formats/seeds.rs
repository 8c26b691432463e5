//! What the fuzzer starts from: every small picture that a test builds and cleans.

use std::path::PathBuf;

use safelight_sanitize::Picture;
use sha2::{Digest, Sha256};

/// Beyond this a picture slows the fuzzer more than it teaches it.
const LARGEST: usize = 16 << 10;

/// Puts the file into a folder of its format below `SAFELIGHT_SEEDS`, where that is set (`node dev.mjs fuzz` does).
#[allow(clippy::disallowed_methods, reason = "pictures that tests build are nobody's")]
pub(crate) fn gather(picture: &Picture, file: &[u8]) {
    let Some(seeds) = std::env::var_os("SAFELIGHT_SEEDS").map(PathBuf::from) else {
        return;
    };
    if file.len() <= LARGEST {
        let folder = seeds.join(picture.format.extension);
        std::fs::create_dir_all(&folder).expect("the folder is made");
        let name = format!("{:x}", Sha256::digest(file));
        std::fs::write(folder.join(name), file).expect("the seed is written");
    }
}
