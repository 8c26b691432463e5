//! Safelight: sanitize.
#![forbid(unsafe_code)]
