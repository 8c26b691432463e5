//! A record leaves as a FHIR R4 Consent and comes back; what is not understood never permits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod definition;
mod drawn;
mod foreign;
mod hostile;
mod round_trip;
