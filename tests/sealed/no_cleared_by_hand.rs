//! Only the gate's yes makes a cleared copy.

use safelight_consent::Clearance;
use safelight_export::{Cleared, Verified};

fn forge(verified: Verified, clearance: Clearance) -> Cleared {
    Cleared { verified, clearance }
}

fn main() {}
