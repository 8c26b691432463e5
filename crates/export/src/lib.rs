//! Safelight: export.
#![forbid(unsafe_code)]
