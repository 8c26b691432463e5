//! Safelight: redact.
#![deny(unsafe_code)]
