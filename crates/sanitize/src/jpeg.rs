//! JPEG (ITU-T T.81, ISO/IEC 10918-1): its rules and its writer.

mod findings;
mod tables;
mod walk;

use crate::bytes::{array, be16, from, part};
use crate::error::malformed;
use crate::format::Kind;
use crate::icc::{self, Model, Profile};
use crate::part::{Coded, Part, Picture, Rule, Size, drops, keep};
use crate::{Error, Format, Limits, Orientation, Output, Reveals, exif};
use tables::{Tables, Use};
use walk::{Item, Segment, What};

pub(crate) const FORMAT: Format = Format {
    kind: Kind::Jpeg,
    name: "JPEG",
    extension: "jpg",
    media_type: "image/jpeg",
    sniff: |bytes| bytes.starts_with(b"\xFF\xD8\xFF"),
    rules: RULES,
    read,
    findings: findings::findings,
};

/// What stays of a JPEG and what goes. Segments are told apart by marker and by the name they begin with.
static RULES: &[Rule] = &[
    keep("SOI", "T.81 B.2.1"),
    keep("EOI", "T.81 B.2.1"),
    keep("SOF", "T.81 B.2.2"),
    keep("SOS", "T.81 B.2.3"),
    keep("scan", "T.81 B.2.1"),
    keep("DQT", "T.81 B.2.4.1"),
    keep("DHT", "T.81 B.2.4.2"),
    keep("DAC", "T.81 B.2.4.3"),
    keep("DRI", "T.81 B.2.4.4"),
    keep("JFIF", "T.871 10.1: only where pixels are not square"),
    keep("Adobe", "T.872 6.5.3: only where the colour transform needs it"),
    keep("ICC profile", "ICC.1 B.4: rebuilt"),
    keep("Exif orientation", "Exif 3.0 4.6.5.1.6: the one tag"),
    drops("unused table", Some(Reveals::Unknown), "T.81 B.2.4"),
    drops("fill bytes", None, "T.81 B.1.1.2"),
    drops("bytes between segments", Some(Reveals::Unknown), "none"),
    drops("JFXX thumbnail", Some(Reveals::HiddenPicture), "T.871 10.2"),
    drops("APP0", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("Exif", None, "Exif 3.0 4.7.2"),
    drops("XMP", None, "ISO 16684-3 1.1.3"),
    drops("extended XMP", Some(Reveals::EditHistory), "ISO 16684-3 1.1.3.1"),
    drops("FLIR thermal data", Some(Reveals::HiddenPicture), "none"),
    drops("APP1", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops(
        "MPF index of further pictures",
        Some(Reveals::HiddenPicture),
        "CIPA DC-007 5.2",
    ),
    drops("FPXR", Some(Reveals::Unknown), "Exif 3.0 4.7.3"),
    drops("APP2", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP3", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP4", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP5", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP6", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP7", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP8", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP9", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP10", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("JUMBF", Some(Reveals::Provenance), "ISO/IEC 19566-5 D.2"),
    drops("APP11", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("Ducky", Some(Reveals::Text), "none"),
    drops("APP12", Some(Reveals::Device), "T.81 B.2.4.6"),
    drops("Photoshop", None, "Adobe Photoshop file format"),
    drops("APP13", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP14", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP15", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("COM", Some(Reveals::Text), "T.81 B.2.4.5"),
    drops("JPGn", Some(Reveals::Unknown), "T.81 B.1.1.3"),
    drops("bytes behind the picture", None, "none"),
];

/// The rule of a part. Every name used in this module stands in the table, which a test checks.
fn rule(name: &str) -> &'static Rule {
    static NONE: Rule = drops("part", Some(Reveals::Unknown), "none");
    RULES.iter().find(|rule| rule.part == name).unwrap_or(&NONE)
}

fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let walk = walk::walk(source)?;
    let frame = Frame::find(source, &walk)?;
    limits.check_pixels(frame.size.width, frame.size.height)?;
    let samples = u64::from(frame.size.width) * u64::from(frame.size.height) * frame.components.len() as u64;
    limits.check_decoded(samples * u64::from(frame.precision.div_ceil(8)))?;
    let tables = Tables::read(source, &walk, &frame)?;
    let header = Header::read(source, &walk);

    let mut output = Output::default();
    output.make(b"\xFF\xD8");
    header.write(&frame, &mut output);
    let mut parts = Vec::with_capacity(walk.len());
    let mut coded = Vec::new();
    for (index, item) in walk.iter().enumerate() {
        let name = match &item.what {
            What::Segment(segment) => write_segment(source, index, segment, &frame, &tables, &mut output),
            What::Scan => {
                output.copy(item.range.clone());
                coded.push(item.range.clone());
                "scan"
            }
            What::Soi => "SOI",
            What::Eoi => "EOI",
            What::Fill => "fill bytes",
            What::Between => "bytes between segments",
            What::Trailer => "bytes behind the picture",
        };
        parts.push(Part {
            rule: rule(name),
            range: item.range.clone(),
        });
    }
    output.make(b"\xFF\xD9");
    let orientation = header.orientation;
    Ok(Picture {
        format: &FORMAT,
        stored: frame.size,
        orientation,
        parts,
        coded: Coded::Copied(coded),
        output,
    })
}

/// Writes what stays of a segment and names the segment.
fn write_segment(
    source: &[u8],
    index: usize,
    segment: &Segment,
    frame: &Frame,
    tables: &Tables,
    output: &mut Output,
) -> &'static str {
    let payload = part(source, segment.payload.clone());
    match segment.marker {
        marker @ (0xDB | 0xC4 | 0xCC | 0xDD) => {
            let name = match marker {
                0xDB => "DQT",
                0xC4 => "DHT",
                0xCC => "DAC",
                _ => "DRI",
            };
            match tables.used_in(index) {
                Use::All => output.copy(segment.range.clone()),
                Use::Some(kept) => write_made(marker, &kept, output),
                Use::None => return "unused table",
            }
            name
        }
        0xDA => {
            write_scan_header(payload, segment, frame, output);
            "SOS"
        }
        marker if is_frame(marker) => {
            output.copy(segment.range.clone());
            "SOF"
        }
        _ => named(segment.marker, payload),
    }
}

/// A sequential scan always spans the whole block (T.81 B.2.3, table B.3); what else stands there is ignored
/// by decoders, and so is no place for anything.
fn write_scan_header(payload: &[u8], segment: &Segment, frame: &Frame, output: &mut Output) {
    let spectral = payload.len().saturating_sub(3);
    if frame.progressive || part(payload, spectral..payload.len()) == [0, 63, 0] {
        output.copy(segment.range.clone());
    } else {
        write_made(0xDA, &[part(payload, 0..spectral), &[0, 63, 0]].concat(), output);
    }
}

fn write_made(marker: u8, payload: &[u8], output: &mut Output) {
    let length = (payload.len() as u16).saturating_add(2);
    output.make([0xFF, marker]);
    output.make(length.to_be_bytes());
    output.make(payload);
}

/// The part's name for a segment that is no table, frame or scan.
fn named(marker: u8, payload: &[u8]) -> &'static str {
    const BY_CONTENT: &[(u8, &[u8], &str)] = &[
        (0xE0, b"JFIF\0", "JFIF"),
        (0xE0, b"JFXX\0", "JFXX thumbnail"),
        (0xE1, b"Exif\0", "Exif"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0", "XMP"),
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0", "extended XMP"),
        (0xE1, b"FLIR\0", "FLIR thermal data"),
        (0xE2, b"ICC_PROFILE\0", "ICC profile"),
        (0xE2, b"MPF\0", "MPF index of further pictures"),
        (0xE2, b"FPXR\0", "FPXR"),
        (0xEB, b"JP", "JUMBF"),
        (0xEC, b"Ducky", "Ducky"),
        (0xED, b"Photoshop 3.0\0", "Photoshop"),
        (0xEE, b"Adobe", "Adobe"),
    ];
    const BY_MARKER: [&str; 16] = [
        "APP0", "APP1", "APP2", "APP3", "APP4", "APP5", "APP6", "APP7", "APP8", "APP9", "APP10", "APP11",
        "APP12", "APP13", "APP14", "APP15",
    ];
    if marker == 0xE1 && is_orientation_alone(payload) {
        return "Exif orientation";
    }
    let by_content = BY_CONTENT
        .iter()
        .find(|(of, start, _)| *of == marker && payload.starts_with(start));
    match (by_content, marker) {
        (Some((.., name)), _) => name,
        (None, 0xFE) => "COM",
        (None, 0xE0..=0xEF) => BY_MARKER.get(usize::from(marker & 15)).copied().unwrap_or("APP0"),
        _ => "JPGn",
    }
}

/// The Exif block that this program writes itself.
fn is_orientation_alone(payload: &[u8]) -> bool {
    payload.strip_prefix(b"Exif\0\0").is_some_and(|tiff| {
        exif::orientation(tiff).is_some_and(|orientation| *tiff == orientation.tiff_block())
    })
}

/// SOF0 to SOF15, without DHT, JPG and DAC (T.81 table B.1).
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// The frame header (T.81 B.2.2).
struct Frame {
    size: Size,
    precision: u8,
    progressive: bool,
    arithmetic: bool,
    components: Vec<Component>,
}

/// One component of the frame.
struct Component {
    id: u8,
    /// The quantisation table's slot.
    table: u8,
}

impl Frame {
    fn find(source: &[u8], walk: &[Item]) -> Result<Self, Error> {
        let mut frames = walk.iter().filter_map(|item| match &item.what {
            What::Segment(segment) if is_frame(segment.marker) => Some(segment),
            _ => None,
        });
        let first = frames
            .next()
            .ok_or(malformed("SOF", source.len(), "The picture has no frame header"))?;
        if let Some(second) = frames.next() {
            return Err(malformed(
                "SOF",
                second.range.start,
                "The picture has two frame headers",
            ));
        }
        Self::parse(part(source, first.payload.clone()), first)
    }

    fn parse(payload: &[u8], segment: &Segment) -> Result<Self, Error> {
        let broken = || malformed("SOF", segment.range.start, "The frame header is broken");
        let refused = |what| Error::Unsupported {
            what,
            remedy: "Open it in your photo program and save it as a new JPEG first.",
        };
        let (progressive, arithmetic) = match segment.marker {
            0xC0 | 0xC1 => (false, false),
            0xC2 => (true, false),
            0xC9 => (false, true),
            0xCA => (true, true),
            0xC3 | 0xCB => return Err(refused("A lossless JPEG")),
            _ => return Err(refused("A hierarchical JPEG")),
        };
        let precision = *payload.first().ok_or_else(broken)?;
        let height = be16(payload, 1).ok_or_else(broken)?;
        let width = be16(payload, 3).ok_or_else(broken)?;
        let count = usize::from(*payload.get(5).ok_or_else(broken)?);
        if payload.len() != 6 + 3 * count || count == 0 || width == 0 || !matches!(precision, 8 | 12) {
            return Err(broken());
        }
        if height == 0 {
            return Err(refused("A JPEG that gives its height only at its end"));
        }
        let components = from(payload, 6)
            .chunks_exact(3)
            .filter_map(|c| {
                Some(Component {
                    id: *c.first()?,
                    table: *c.get(2)?,
                })
            })
            .collect();
        let size = Size {
            width: width.into(),
            height: height.into(),
        };
        Ok(Self {
            size,
            precision,
            progressive,
            arithmetic,
            components,
        })
    }

    fn component(&self, id: u8) -> Option<&Component> {
        self.components.iter().find(|component| component.id == id)
    }

    fn model(&self) -> Model {
        match self.components.len() {
            1 | 2 => Model::Grey,
            3 => Model::Rgb,
            _ => Model::Cmyk,
        }
    }
}

/// What the segments before the first scan say that a viewer needs.
#[derive(Default)]
struct Header {
    jfif: bool,
    /// Width and height of a pixel, where they differ.
    density: Option<(u16, u16)>,
    adobe: Option<u8>,
    icc: Vec<u8>,
    orientation: Orientation,
}

impl Header {
    fn read(source: &[u8], walk: &[Item]) -> Self {
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
                "JFIF" if payload.len() >= 12 => {
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

    fn write(&self, frame: &Frame, output: &mut Output) {
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
                let ours = is_rgb(self.density.is_some(), None, &ids);
                let theirs = is_rgb(self.jfif, self.adobe, &ids);
                (ours != theirs).then_some(u8::from(!theirs))
            }
            4 => self.adobe.map(|transform| if transform == 0 { 0 } else { 2 }),
            _ => None,
        }
    }
}

/// Whether three components are red, green and blue, as decoders tell it: by JFIF, by Adobe's mark, by their names.
fn is_rgb(jfif: bool, adobe: Option<u8>, ids: &[u8]) -> bool {
    match (jfif, adobe) {
        (true, _) => false,
        (false, Some(transform)) => transform == 0,
        (false, None) => ids == b"RGB",
    }
}

fn reduced(x: u16, y: u16) -> (u16, u16) {
    let (mut a, mut b) = (x, y);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (x / a.max(1), y / a.max(1))
}

/// The name a JPEG's segment begins with, for its findings.
fn signature_length(name: &str) -> usize {
    match name {
        "Exif" => 6,
        "XMP" => 29,
        "Photoshop" => 14,
        "ICC profile" => 14,
        _ => 0,
    }
}

/// The payload of a segment that begins with a name, behind that name.
fn behind_name<'a>(source: &'a [u8], range: &std::ops::Range<usize>, name: &str) -> &'a [u8] {
    part(source, range.start + 4 + signature_length(name)..range.end)
}

fn starts(source: &[u8], at: usize, with: &[u8; 2]) -> bool {
    array(source, at) == Some(*with)
}
