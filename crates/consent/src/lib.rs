//! Safelight: consent.
#![forbid(unsafe_code)]
