//! Names that say nothing.

use safelight_sanitize::Format;

/// A neutral file name: `photo-`, eight letters, the true extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputName(String);

impl OutputName {
    /// The name of five random bytes, in the base 32 of RFC 4648 (clause 6), in small letters.
    pub fn neutral(random: [u8; 5], format: &Format) -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let bits = random
            .iter()
            .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        let letters = (0..8)
            .rev()
            .filter_map(|place| LETTERS.get((bits >> (place * 5) & 31) as usize));
        let letters: String = letters.map(|letter| char::from(*letter)).collect();
        Self(format!("photo-{letters}.{}", format.extension))
    }

    /// What the file is called until it is whole.
    pub(crate) fn while_written(&self) -> String {
        format!(".safelight-{}.part", self.0)
    }

    /// The name, without a folder.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_neutral_and_has_the_true_extension() {
        let format = safelight_sanitize::detect(b"\xFF\xD8\xFF").expect("a JPEG's first bytes");
        assert_eq!(
            OutputName::neutral([0, 0, 0, 0, 1], format).as_str(),
            "photo-aaaaaaab.jpg"
        );
        assert_eq!(
            OutputName::neutral([255; 5], format).as_str(),
            "photo-77777777.jpg"
        );
    }
}
