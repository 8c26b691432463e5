//! Photoshop image resources (Adobe Photoshop file format, "Image resources section") and the IPTC-IIM
//! 4.2 data sets inside them.

use std::ops::Range;

use crate::Finding;
use crate::bytes::{array, be16, be32, from, part};
use crate::embedded::{Joined, is_picture};
use crate::finding::Place;
use crate::finding::Reveals::{self, EditHistory, HiddenPicture, Location, Name, Text, Time};
use crate::finding::Told;
use crate::words::{date, excerpt, size, text, utf16};
use crate::{exif, icc, xmp};

/// What an APP13 "Photoshop 3.0" payload gives away, behind that name.
pub(crate) fn findings(resources: &[u8], place: Place<'_>) -> Vec<Finding> {
    let mut joined = Joined::default();
    joined.data.extend_from_slice(resources);
    tell(&joined, place, true)
}

/// The same for resources inside an Exif block. Exif inside them again is not read: such a nest has no end.
pub(crate) fn findings_in_exif(resources: &[u8], place: Place<'_>) -> Vec<Finding> {
    let mut joined = Joined::default();
    joined.data.extend_from_slice(resources);
    tell(&joined, place, false)
}

/// The same for resources that were put together from several places of the file.
pub(crate) fn findings_in(resources: &Joined, place: Place<'_>) -> Vec<Finding> {
    tell(resources, place, true)
}

fn tell(resources: &Joined, place: Place<'_>, exif_inside: bool) -> Vec<Finding> {
    let mut told = Told::new(place);
    let mut at = 0;
    while let Some(resource) = Resource::read(&resources.data, at) {
        if exif_inside || !matches!(resource.id, 0x0422 | 0x0423) {
            resource.tell(resources, &mut told);
        }
        at = resource.next;
    }
    if told.is_empty() {
        told.tell(
            EditHistory,
            format!("Photoshop's own data, {}", size(place.bytes)),
        );
    }
    told.finish()
}

struct Resource {
    id: u16,
    data: Range<usize>,
    next: usize,
}

impl Resource {
    fn read(data: &[u8], at: usize) -> Option<Self> {
        if !matches!(&array(data, at)?, b"8BIM" | b"PHUT" | b"AgHg" | b"DCSR" | b"MeSa") {
            return None;
        }
        let id = be16(data, at + 4)?;
        let name = usize::from(*data.get(at + 6)?);
        let start = at + 6 + (name + 1).next_multiple_of(2) + 4;
        let length = usize::try_from(be32(data, start.checked_sub(4)?)?).ok()?;
        let end = start.checked_add(length)?;
        data.get(start..end)?;
        Some(Self {
            id,
            data: start..end,
            next: end.checked_next_multiple_of(2)?,
        })
    }

    fn tell(&self, resources: &Joined, told: &mut Told<'_>) {
        let data = part(&resources.data, self.data.clone());
        match self.id {
            0x0404 => told.extend(data_sets(data, told.place)),
            0x0409 | 0x040C => {
                // Behind the header that tells its size ("Thumbnail resource format").
                let picture = self.data.start.saturating_add(28)..self.data.end;
                let shown = resources.in_file(&picture).filter(|_| is_picture(from(data, 28)));
                told.show(
                    shown,
                    format!("A small copy made by Photoshop, {}", size(data.len())),
                );
            }
            0x0422 | 0x0423 => {
                let offset = resources.in_file(&self.data).map(|range| range.start);
                told.extend(exif::findings_at(exif::tiff(data), offset, told.place));
            }
            0x0424 => told.extend(xmp::findings(data, told.place)),
            0x040F => {
                if let Some(name) = icc::description(data) {
                    told.tell_of(EditHistory, "Colour profile", &excerpt(&name));
                }
            }
            0x03F0 => told.tell_of(Text, "Caption", &pascal(data).unwrap_or_default()),
            0x040B => told.tell_of(Text, "Web page", &text(data)),
            0x040A if data.first() == Some(&1) => told.tell(Text, "Marked as copyrighted"),
            0x03EE => {
                for name in pascals(data) {
                    told.tell_of(EditHistory, "Name of a channel", &name);
                }
            }
            0x0415 => {
                for name in unicodes(data) {
                    told.tell_of(EditHistory, "Name of a channel", &name);
                }
            }
            0x041A => {
                let name = be32(data, 20)
                    .and_then(|length| unicode(from(data, 24), length))
                    .unwrap_or_default();
                told.tell_of(EditHistory, "Name of the file in Photoshop", &name);
            }
            0x0421 => {
                for name in unicodes(from(data, 5)).into_iter().take(2) {
                    told.tell_of(EditHistory, "Program", &name);
                }
            }
            0x07D0..=0x0BB6 => told.tell(EditHistory, "A path drawn in Photoshop"),
            0x0BB7 => told.tell_of(EditHistory, "Name of a path", &pascal(data).unwrap_or_default()),
            0x041B => told.tell(EditHistory, "Who worked on it with others (WorkGroup)"),
            0x0435 | 0x0436 => told.tell(EditHistory, "Which layers were chosen"),
            0x0438 => told.tell(EditHistory, format!("Notes on its print: {}", size(data.len()))),
            0x0FA0..=0x1387 => told.tell(EditHistory, "Settings of a Photoshop extension"),
            _ => {}
        }
    }
}

/// Text behind its length in a byte.
fn pascal(data: &[u8]) -> Option<String> {
    let length = usize::from(*data.first()?);
    Some(text(data.get(1..1 + length)?))
}

fn pascals(mut data: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(name) = pascal(data) {
        data = from(data, 1 + usize::from(data.first().copied().unwrap_or(0)));
        names.push(name);
    }
    names
}

/// UTF-16 text of so many characters.
fn unicode(data: &[u8], length: u32) -> Option<String> {
    let length = usize::try_from(length).ok()?.checked_mul(2)?;
    Some(utf16(data.get(..length)?, true))
}

fn unicodes(mut data: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(length) = be32(data, 0)
        && let Some(name) = unicode(from(data, 4), length)
    {
        data = from(data, 4 + usize::try_from(length).unwrap_or(0) * 2);
        names.push(name);
    }
    names
}

/// Data sets whose value is shown (IIM 4.2, chapter 6). The date's time stands in a set of its own.
const DATA_SETS: &[(u8, Reveals, &str)] = &[
    (92, Location, "Place"),
    (90, Location, "City"),
    (95, Location, "Region"),
    (101, Location, "Country"),
    (100, Location, "Country"),
    (26, Location, "Place"),
    (27, Location, "Place"),
    (80, Name, "Photographer"),
    (85, Name, "Author's position"),
    (110, Name, "Credit"),
    (115, Name, "Source"),
    (116, Name, "Copyright"),
    (118, Name, "Contact"),
    (122, Name, "Writer of the caption"),
    (5, Text, "Title"),
    (105, Text, "Headline"),
    (120, Text, "Caption"),
    (25, Text, "Keyword"),
    (15, Text, "Category"),
    (20, Text, "Category"),
    (12, Text, "Subject"),
    (22, Text, "Number of the job"),
    (40, Text, "Instructions"),
    (103, Text, "Number of the job"),
    (7, Text, "Editorial status"),
    (65, EditHistory, "Program"),
    (70, EditHistory, "Version of the program"),
];

const DATES: &[(u8, u8, &str)] = &[
    (55, 60, "Made"),
    (62, 63, "Digitised"),
    (30, 35, "To be published from"),
    (37, 38, "To be published until"),
];

/// What IPTC data sets give away.
pub(crate) fn data_sets(data: &[u8], place: Place<'_>) -> Vec<Finding> {
    let sets = read_sets(data);
    let mut told = Told::new(place);
    for (day, time, label) in DATES {
        let value = |number| {
            sets.iter()
                .find(|(found, _)| *found == number)
                .map(|(_, value)| text(value))
        };
        if let Some(day) = value(*day) {
            let time = value(*time).map_or_else(String::new, |time| clock(&time));
            told.tell_of(Time, label, format!("{} {time}", date(&day)).trim());
        }
    }
    for (number, value) in &sets {
        if let Some((_, reveals, label)) = DATA_SETS.iter().find(|(known, ..)| known == number) {
            told.tell_of(*reveals, label, &text(value));
        }
        if matches!(number, 202) {
            told.tell(
                HiddenPicture,
                format!("A preview of the picture, {}", size(value.len())),
            );
        }
    }
    told.finish()
}

/// The data sets of the application record: number and value.
fn read_sets(data: &[u8]) -> Vec<(u8, &[u8])> {
    const MOST: usize = 2_000;
    let mut sets = Vec::new();
    let mut at = 0;
    while sets.len() < MOST
        && let Some([0x1C, record, number]) = array(data, at)
        && let Some(length) = be16(data, at + 3).map(usize::from)
    {
        // Of more than 32,767 bytes: the length of the length (IIM 4.2, 1.6).
        let (start, length) = match length {
            0x8004 => (
                at + 9,
                usize::try_from(be32(data, at + 5).unwrap_or(0)).unwrap_or(0),
            ),
            0x8000.. => break,
            _ => (at + 5, length),
        };
        let end = start.saturating_add(length);
        let Some(value) = data.get(start..end) else {
            break;
        };
        if record == 2 {
            sets.push((number, value));
        }
        at = end;
    }
    sets
}

/// "HHMMSS±HHMM" as a clock shows it.
fn clock(text: &str) -> String {
    let pair = |at: usize| {
        text.get(at..at + 2)
            .filter(|pair| pair.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match (pair(0), pair(2), pair(4)) {
        (Some(hour), Some(minute), Some(second)) => {
            let zone = match (text.get(6..7), pair(7), pair(9)) {
                (Some(sign @ ("+" | "-")), Some(hour), Some(minute)) => format!(" {sign}{hour}:{minute}"),
                _ => String::new(),
            };
            format!("{hour}:{minute}:{second}{zone}")
        }
        _ => String::new(),
    }
}
