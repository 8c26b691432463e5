//! What stays of a photo file and what goes: planted marks in every slot, the same picture afterwards, hostile
//! files, findings. Every picture is built here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

#[path = "formats/bmp.rs"]
mod bmp;
#[path = "formats/bounded.rs"]
mod bounded;
#[path = "formats/common.rs"]
mod common;
#[path = "formats/findings.rs"]
mod findings;
#[path = "formats/findings_credentials.rs"]
mod findings_credentials;
#[path = "formats/findings_hostile.rs"]
mod findings_hostile;
#[path = "formats/findings_maker.rs"]
mod findings_maker;
#[path = "formats/findings_movie.rs"]
mod findings_movie;
#[path = "formats/findings_pictures.rs"]
mod findings_pictures;
#[path = "formats/findings_text.rs"]
mod findings_text;
#[path = "formats/findings_xmp.rs"]
mod findings_xmp;
#[path = "formats/gif.rs"]
mod gif;
#[path = "formats/gif_and_bmp.rs"]
mod gif_and_bmp;
#[path = "formats/heif.rs"]
mod heif;
#[path = "formats/hidden_heif.rs"]
mod hidden_heif;
#[path = "formats/hostile.rs"]
mod hostile;
#[path = "formats/icc.rs"]
mod icc;
#[path = "formats/jpeg.rs"]
mod jpeg;
#[path = "formats/jxl.rs"]
mod jxl;
#[path = "formats/odd_jpeg.rs"]
mod odd_jpeg;
#[path = "formats/pictures.rs"]
mod pictures;
#[path = "formats/planted_bmp.rs"]
mod planted_bmp;
#[path = "formats/planted_gif.rs"]
mod planted_gif;
#[path = "formats/planted_heif.rs"]
mod planted_heif;
#[path = "formats/planted_jpeg.rs"]
mod planted_jpeg;
#[path = "formats/planted_jxl.rs"]
mod planted_jxl;
#[path = "formats/planted_old_jpeg.rs"]
mod planted_old_jpeg;
#[path = "formats/planted_png.rs"]
mod planted_png;
#[path = "formats/planted_tiff.rs"]
mod planted_tiff;
#[path = "formats/planted_tiff_codings.rs"]
mod planted_tiff_codings;
#[path = "formats/planted_webp.rs"]
mod planted_webp;
#[path = "formats/png.rs"]
mod png;
#[path = "formats/properties.rs"]
mod properties;
#[path = "formats/regressions.rs"]
mod regressions;
#[path = "formats/seeds.rs"]
mod seeds;
#[path = "formats/survives.rs"]
mod survives;
#[path = "formats/tiff.rs"]
mod tiff;
#[path = "formats/tiff_file.rs"]
mod tiff_file;
#[path = "formats/webp.rs"]
mod webp;
