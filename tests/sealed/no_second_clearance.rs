//! One permission writes one file.

use safelight_consent::Clearance;
use safelight_export::Cleared;

fn twice(clearance: Clearance) -> [Clearance; 2] {
    [clearance.clone(), clearance]
}

fn both(cleared: Cleared) -> [Cleared; 2] {
    [cleared.clone(), cleared]
}

fn main() {}
