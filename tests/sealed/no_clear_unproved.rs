//! What is not proved clean cannot be cleared.

use jiff::Timestamp;
use jiff::civil::Date;
use safelight_consent::Register;
use safelight_export::{Cleaned, Unproved};

fn ask(cleaned: Cleaned, unproved: Unproved, register: &Register, now: Timestamp, today: Date) {
    let _ = cleaned.clear(register, None, &now, today);
    let _ = unproved.clear(register, None, &now, today);
}

fn main() {}
