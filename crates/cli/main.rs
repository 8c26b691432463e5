//! The `safelight` command.
#![forbid(unsafe_code)]

fn main() {}
