//! Only proof makes a verified copy, not its constructor.

use safelight_export::{Cleaned, Verified};

fn made(cleaned: Cleaned) -> Verified {
    Verified::new(cleaned)
}

fn main() {}
