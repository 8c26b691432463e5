//! A stage is consumed by the next.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use safelight_consent::Register;
use safelight_export::{Cleaned, Cleared, Depth, Dropped, Inspected, Verified};
use safelight_redact::Seed;

fn inspect(dropped: Dropped) {
    let _ = dropped.inspect();
    let _ = dropped.inspect();
}

fn clean(inspected: Inspected) {
    let _ = inspected.clean(&[], &Seed([0; 32]), Depth::Plain);
    let _ = inspected.clean(&[], &Seed([0; 32]), Depth::Plain);
}

fn verify(cleaned: Cleaned) {
    let _ = cleaned.verify();
    let _ = cleaned.verify();
}

fn clear(verified: Verified, register: &Register, now: Timestamp, today: Date) {
    let _ = verified.clear(register, None, &now, today);
    let _ = verified.clear(register, None, &now, today);
}

fn export(cleared: Cleared, register: &mut Register, now: Timestamp, today: Date) {
    let _ = cleared.export(register, Path::new("."), [0; 5], &now, today);
    let _ = cleared.export(register, Path::new("."), [1; 5], &now, today);
}

fn main() {}
