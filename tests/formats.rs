//! What stays of a photo file and what goes: planted marks in every slot, the same picture afterwards, hostile
//! files, findings. Every picture is built here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

#[path = "formats/bounded.rs"]
mod bounded;
#[path = "formats/common.rs"]
mod common;
#[path = "formats/findings.rs"]
mod findings;
#[path = "formats/heif.rs"]
mod heif;
#[path = "formats/hostile.rs"]
mod hostile;
#[path = "formats/icc.rs"]
mod icc;
#[path = "formats/jpeg.rs"]
mod jpeg;
#[path = "formats/pictures.rs"]
mod pictures;
#[path = "formats/planted_heif.rs"]
mod planted_heif;
#[path = "formats/planted_jpeg.rs"]
mod planted_jpeg;
#[path = "formats/planted_png.rs"]
mod planted_png;
#[path = "formats/planted_webp.rs"]
mod planted_webp;
#[path = "formats/png.rs"]
mod png;
#[path = "formats/properties.rs"]
mod properties;
#[path = "formats/tiff.rs"]
mod tiff;
#[path = "formats/webp.rs"]
mod webp;
