//! A clearance cannot be kept and read back.

use safelight_consent::Clearance;

fn read() -> Option<Clearance> {
    serde_json::from_str("{}").ok()
}

fn main() {}
