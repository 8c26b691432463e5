//! There is no copy to prove yet.

use safelight_export::Dropped;

fn prove(dropped: Dropped) {
    let _ = dropped.verify();
}

fn main() {}
