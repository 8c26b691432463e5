//! What a WebP's chunks tell, in words.

use crate::bytes::{array, from, le32, part};
use crate::finding::{Place, Told};
use crate::part::{Part, Picture};
use crate::words::{excerpt, size, text};
use crate::{Finding, Reveals, c2pa, exif, icc, xmp};

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    picture.parts.iter().flat_map(|part| of(source, part)).collect()
}

fn of(source: &[u8], of: &Part) -> Vec<Finding> {
    let place = of.place();
    let Place {
        part: name, offset, ..
    } = place;
    let length = le32(source, offset + 4)
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or(0);
    let data = part(
        source,
        offset + 8..of.range.end.min((offset + 8).saturating_add(length)),
    );
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    match name {
        "EXIF" => {
            let block = exif::tiff(data);
            let at = offset + 8 + data.len() - block.len();
            exif::findings_at(block, Some(at), place)
        }
        "XMP" => xmp::findings(data, place),
        "C2PA" => c2pa::findings_at(data, offset + 8, place),
        "ICCP" => icc::description(data)
            .map(|text| found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))))
            .unwrap_or_default(),
        "LIST" => list(data, place),
        _ => of.told_by_rule(),
    }
}

/// RIFF's list of notes (Microsoft RIFF 1991, INFO): chunks of text.
fn list(data: &[u8], place: Place<'_>) -> Vec<Finding> {
    const NOTES: [(&[u8; 4], Reveals, &str); 12] = [
        (b"IART", Reveals::Name, "Author"),
        (b"IENG", Reveals::Name, "Engineer"),
        (b"ICOP", Reveals::Name, "Copyright"),
        (b"ICMS", Reveals::Name, "Commissioned by"),
        (b"INAM", Reveals::Text, "Title"),
        (b"ICMT", Reveals::Text, "Comment"),
        (b"ISBJ", Reveals::Text, "Subject"),
        (b"IKEY", Reveals::Text, "Keywords"),
        (b"ICRD", Reveals::Time, "Made"),
        (b"IARL", Reveals::Location, "Where it is kept"),
        (b"ISFT", Reveals::EditHistory, "Program"),
        (b"ISRC", Reveals::Name, "Source"),
    ];
    let mut told = Told::new(place);
    let mut at = 4;
    while let (Some(name), Some(length)) = (array::<4>(data, at), le32(data, at + 4)) {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let value = text(part(
            data,
            at + 8..(at + 8).saturating_add(length).min(data.len()),
        ));
        if let Some((_, reveals, label)) = NOTES.iter().find(|(known, ..)| **known == name) {
            told.tell_of(*reveals, label, &value);
        }
        at = (at + 8).saturating_add(length.saturating_add(length & 1));
    }
    if told.is_empty() {
        told.tell(Reveals::Text, format!("Notes, {}", size(data.len())));
        told.tell_of(Reveals::Text, "Notes", &text(from(data, 4)));
    }
    told.finish()
}
