//! Photoshop image resources (Adobe Photoshop file format, "Image resources section") and the IPTC-IIM
//! 4.2 data sets inside them.

use crate::Finding;
use crate::bytes::{array, be16, be32};
use crate::finding::Place;
use crate::finding::Reveals::{self, EditHistory, HiddenPicture, Location, Name, Text, Time};
use crate::words::{excerpt, size};

/// What an APP13 "Photoshop 3.0" payload gives away, behind that name.
pub(crate) fn findings(resources: &[u8], place: Place<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut at = 0;
    while let Some((id, data, next)) = resource(resources, at) {
        match id {
            0x0404 => findings.extend(told(data, place)),
            0x0409 | 0x040C => {
                findings.push(place.found(
                    HiddenPicture,
                    format!("A small copy made by Photoshop, {}", size(data.len())),
                ));
            }
            _ => {}
        }
        at = next;
    }
    if findings.is_empty() {
        findings.push(place.found(
            EditHistory,
            format!("Photoshop's own data, {}", size(place.bytes)),
        ));
    }
    findings
}

/// What data sets give away, where they stand by themselves.
pub(crate) fn told(data: &[u8], place: Place<'_>) -> Vec<Finding> {
    data_sets(data)
        .into_iter()
        .map(|(reveals, value)| place.found(reveals, value))
        .collect()
}

/// One resource: its id, its data and where the next begins.
fn resource(data: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    if array(data, at)? != *b"8BIM" {
        return None;
    }
    let id = be16(data, at + 4)?;
    let name = usize::from(*data.get(at + 6)?);
    let start = at + 6 + (name + 1).next_multiple_of(2) + 4;
    let length = usize::try_from(be32(data, start.checked_sub(4)?)?).ok()?;
    let end = start.checked_add(length)?;
    Some((id, data.get(start..end)?, end.checked_next_multiple_of(2)?))
}

/// Data sets of record 2 whose value is shown (IIM 4.2, chapter 6).
const DATA_SETS: &[(u8, Reveals, &str)] = &[
    (5, Text, "Title"),
    (25, Text, "Keyword"),
    (55, Time, "Made on"),
    (80, Name, "Photographer"),
    (90, Location, "City"),
    (92, Location, "Place"),
    (95, Location, "Region"),
    (101, Location, "Country"),
    (105, Text, "Headline"),
    (110, Name, "Credit"),
    (115, Name, "Source"),
    (116, Name, "Copyright"),
    (118, Name, "Contact"),
    (120, Text, "Caption"),
    (122, Name, "Writer of the caption"),
];

fn data_sets(data: &[u8]) -> Vec<(Reveals, String)> {
    let mut values = Vec::new();
    let mut at = 0;
    while let Some([0x1C, record, number]) = array(data, at) {
        let Some(length) = be16(data, at + 3).map(usize::from) else {
            break;
        };
        let Some(value) = data.get(at + 5..at + 5 + length) else {
            break;
        };
        if let Some((_, reveals, label)) = DATA_SETS
            .iter()
            .find(|(known, ..)| record == 2 && *known == number)
        {
            values.push((
                *reveals,
                format!("{label}: {}", excerpt(&String::from_utf8_lossy(value))),
            ));
        }
        at += 5 + length;
    }
    values
}
