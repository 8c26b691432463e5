//! No stage gives out the picture's bytes.

use safelight_export::{Cleaned, Cleared, Dropped, Inspected, Verified};

fn source(dropped: Dropped) -> Vec<u8> {
    dropped.bytes
}

fn inspected(inspected: Inspected) -> Vec<u8> {
    inspected.dropped.bytes
}

fn cleaned(cleaned: Cleaned) -> Vec<u8> {
    cleaned.written
}

fn verified(verified: Verified) -> Vec<u8> {
    verified.cleaned.written
}

fn cleared(cleared: Cleared) -> Vec<u8> {
    cleared.verified.cleaned.written
}

fn main() {}
