//! What a JPEG's segments before its first scan say that a viewer needs, read and written afresh.

use super::frame::{Frame, Process};
use super::walk::{Item, What};
use super::{named, write_made};
use crate::bytes::{be16, part};
use crate::icc::{self, Profile};
use crate::{Orientation, Output, exif};

/// What the segments before the first scan say that a viewer needs.
#[derive(Default)]
pub(super) struct Header {
    jfif: bool,
    /// Width and height of a pixel, where they differ.
    density: Option<(u16, u16)>,
    adobe: Option<u8>,
    icc: Vec<u8>,
    pub(super) orientation: Orientation,
}

impl Header {
    pub(super) fn read(source: &[u8], walk: &[Item]) -> Self {
        let mut header = Self::default();
        let mut icc: Vec<(u8, &[u8])> = Vec::new();
        let mut exif = None;
        for item in walk {
            let What::Segment(segment) = &item.what else {
                continue;
            };
            let payload = part(source, segment.payload.clone());
            match named(segment.marker, payload) {
                _ if segment.marker == 0xDA => break,
                "JFIF" if payload.len() >= 14 => {
                    header.jfif = true;
                    let [x, y] = [be16(payload, 8), be16(payload, 10)].map(Option::unwrap_or_default);
                    header.density = (x != y && x > 0 && y > 0).then(|| reduced(x, y));
                }
                "Adobe" => header.adobe = payload.get(11).copied().or(header.adobe),
                "Exif" | "Exif orientation" => exif = exif.or_else(|| payload.get(6..)),
                "ICC profile" => icc.extend(
                    payload
                        .get(12)
                        .zip(payload.get(14..))
                        .map(|(number, data)| (*number, data)),
                ),
                _ => {}
            }
        }
        icc.sort_by_key(|(number, _)| *number);
        header.icc = icc.iter().flat_map(|(_, data)| data.iter().copied()).collect();
        header.orientation = exif.and_then(exif::orientation).unwrap_or_default();
        header
    }

    pub(super) fn write(&self, frame: &Frame, output: &mut Output) {
        if let Some((x, y)) = self.density {
            let [x, y] = [x.to_be_bytes(), y.to_be_bytes()];
            write_made(
                0xE0,
                &[b"JFIF\0\x01\x01\0".as_slice(), &x, &y, &[0, 0]].concat(),
                output,
            );
        }
        if self.orientation != Orientation::TopLeft {
            write_made(
                0xE1,
                &[b"Exif\0\0".as_slice(), &self.orientation.tiff_block()].concat(),
                output,
            );
        }
        if !self.icc.is_empty()
            && let Profile::Rebuilt(profile) = icc::canonical(&self.icc, frame.model())
        {
            const MOST: usize = 65_535 - 2 - 14;
            let chunks: Vec<_> = profile.chunks(MOST).collect();
            for (index, chunk) in chunks.iter().enumerate() {
                let place = [(index + 1) as u8, chunks.len() as u8];
                write_made(
                    0xE2,
                    &[b"ICC_PROFILE\0".as_slice(), &place, chunk].concat(),
                    output,
                );
            }
        }
        if let Some(transform) = self.transform(frame) {
            write_made(
                0xEE,
                &[b"Adobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat(),
                output,
            );
        }
    }

    /// The colour transform to be written down, where a decoder would take the bare picture for another.
    /// Four components keep Adobe's mark in any case: it also says that the inks are inverted.
    fn transform(&self, frame: &Frame) -> Option<u8> {
        let ids: Vec<u8> = frame.components.iter().map(|component| component.id).collect();
        match ids.len() {
            3 => {
                let lossless = frame.process == Process::Lossless;
                let ours = is_rgb(self.density.is_some(), None, &ids, lossless);
                let theirs = is_rgb(self.jfif, self.adobe, &ids, lossless);
                // Of a lossless picture that says nothing, decoders think differently.
                let said = lossless && (self.jfif || self.adobe.is_some());
                (said || ours != theirs).then_some(u8::from(!theirs))
            }
            4 => self.adobe.map(|transform| if transform == 0 { 0 } else { 2 }),
            _ => None,
        }
    }
}

/// Whether three components are red, green and blue, as decoders tell it: by JFIF, by Adobe's mark, by their names.
fn is_rgb(jfif: bool, adobe: Option<u8>, ids: &[u8], lossless: bool) -> bool {
    match (jfif, adobe) {
        (true, _) => false,
        (false, Some(transform)) => transform == 0,
        (false, None) => lossless || ids == b"RGB",
    }
}

fn reduced(x: u16, y: u16) -> (u16, u16) {
    let (mut a, mut b) = (x, y);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (x / a.max(1), y / a.max(1))
}
