//! Exif 3.0 (CIPA DC-008): the orientation that a viewer needs, and findings for all the rest.

mod gps;
mod maker;
mod tags;
mod value;

use crate::finding::Place;
use crate::finding::Reveals::{self, Device, Location, Text, Time};
use crate::finding::Told;
use crate::ifd::{Directory, Entry, Tiff};
use crate::words::{date, excerpt, size};
use crate::{Finding, Orientation, iptc, xmp};
use tags::{Form, TAGS};

const ORIENTATION: u16 = 0x0112;

/// The orientation in a TIFF structure's first IFD, as viewers read it: a SHORT (TIFF 6.0, section 8).
pub(crate) fn orientation(tiff: &[u8]) -> Option<Orientation> {
    let tiff = Tiff::new(tiff).filter(|tiff| !tiff.wide)?;
    let ifd = tiff.directory(tiff.first()?)?;
    let entry = ifd.find(ORIENTATION)?;
    (entry.kind == 3).then(|| Orientation::from_tiff(tiff.u16(entry.at + 8)?))?
}

/// The TIFF structure of a chunk that holds Exif; some writers put the name of JPEG's segment before it.
pub(crate) fn tiff(chunk: &[u8]) -> &[u8] {
    chunk.strip_prefix(b"Exif\0\0").unwrap_or(chunk)
}

/// What an Exif block gives away. `part` and its place are those of the part that holds it.
pub(crate) fn findings(tiff: &[u8], place: Place<'_>) -> Vec<Finding> {
    findings_at(tiff, None, place)
}

/// The same for a block that stands in one piece in the file, at `offset`: its pictures can be shown.
pub(crate) fn findings_at(tiff: &[u8], offset: Option<usize>, place: Place<'_>) -> Vec<Finding> {
    let Some(block) = Block::read(tiff, offset) else {
        return vec![place.found(
            Reveals::Unknown,
            format!("Camera data that cannot be read, {}", size(place.bytes)),
        )];
    };
    let mut told = Told::new(place);
    block.tell_position(&mut told);
    block.tell_dates(&mut told);
    block.tell_tags(&mut told);
    block.tell_thumbnails(&mut told);
    block.tell_maker_notes(&mut told);
    block.tell_others(&mut told);
    told.finish()
}

/// A TIFF structure with its directories.
struct Block<'a> {
    tiff: Tiff<'a>,
    /// Where it stands in the file.
    offset: Option<usize>,
    /// The directories of pictures, thumbnails and camera data.
    directories: Vec<Directory>,
    gps: Option<Directory>,
}

impl<'a> Block<'a> {
    /// Follows every directory that is named once; a structure whose directories lie over one another is as large
    /// as it claims to be, so their number is bounded.
    fn read(data: &'a [u8], offset: Option<usize>) -> Option<Self> {
        const MOST_DIRECTORIES: usize = 32;
        const MOST_ENTRIES: usize = 20_000;
        const SUB_DIRECTORIES: [u16; 3] = [0x014A, 0x8769, 0xA005];
        let tiff = Tiff::new(data)?;
        let mut places = vec![tiff.first()?];
        let mut directories: Vec<Directory> = Vec::new();
        let mut gps = None;
        let mut entries = 0;
        while let Some(at) = places
            .get(directories.len())
            .copied()
            .filter(|_| entries < MOST_ENTRIES)
        {
            let Some(directory) = tiff.directory(at) else {
                places.retain(|place| *place != at);
                continue;
            };
            let subs = directory
                .entries
                .iter()
                .filter(|entry| SUB_DIRECTORIES.contains(&entry.tag));
            let subs = subs.flat_map(|entry| (0..entry.count.min(8)).map(move |index| (entry, index)));
            let found = subs
                .filter_map(|(entry, index)| usize::try_from(tiff.number(entry, index)?).ok())
                .chain([directory.next]);
            for place in found {
                if place > 0 && !places.contains(&place) && places.len() < MOST_DIRECTORIES {
                    places.push(place);
                }
            }
            gps = gps.or_else(|| {
                let at = tiff.number(directory.find(0x8825)?, 0)?;
                tiff.directory(at.try_into().ok()?)
            });
            entries += directory.entries.len();
            directories.push(directory);
        }
        (!directories.is_empty()).then_some(Self {
            tiff,
            offset,
            directories,
            gps,
        })
    }

    fn find(&self, tag: u16) -> Option<&Entry> {
        self.directories.iter().find_map(|directory| directory.find(tag))
    }

    fn text(&self, tag: u16) -> Option<String> {
        Some(value::text(&self.tiff, self.find(tag)?))
    }

    fn tell_position(&self, told: &mut Told<'_>) {
        if let Some(gps) = &self.gps
            && let Some((position, words)) = gps::words(&self.tiff, gps)
        {
            told.locate(position, words);
        }
    }

    /// Dates with their fractions of a second and their time zones, which stand in fields of their own (4.6.6.5).
    fn tell_dates(&self, told: &mut Told<'_>) {
        for (tag, fraction, zone, label) in [
            (0x9003, 0x9291, 0x9011, "Taken"),
            (0x9004, 0x9292, 0x9012, "Digitised"),
            (0x0132, 0x9290, 0x9010, "Changed"),
        ] {
            for directory in &self.directories {
                let Some(entry) = directory.find(tag) else {
                    continue;
                };
                let mut value = date(&value::text(&self.tiff, entry));
                if value.is_empty() {
                    continue;
                }
                let digits =
                    |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                if let Some(fraction) = self.text(fraction).filter(digits) {
                    value.push_str(&format!(".{fraction}"));
                }
                if let Some(zone) = self.text(zone).filter(|zone| zone.contains(':')) {
                    value.push_str(&format!(" {zone}"));
                }
                told.tell_of(Time, label, &excerpt(&value));
            }
        }
    }

    fn tell_tags(&self, told: &mut Told<'_>) {
        for tag in TAGS {
            for entry in self.entries(tag.number) {
                let value = self.value(tag.form, entry);
                told.tell_of(tag.reveals, tag.label, &value);
            }
        }
        for entry in self.entries(0x02BC) {
            told.extend(xmp::findings(self.bytes(entry), told.place));
        }
        for entry in self.entries(0x83BB) {
            told.extend(iptc::data_sets(self.bytes(entry), told.place));
        }
        for entry in self.entries(0x8649) {
            told.extend(iptc::findings_in_exif(self.bytes(entry), told.place));
        }
    }

    fn entries(&self, tag: u16) -> impl Iterator<Item = &Entry> {
        let all = self.directories.iter().flat_map(|directory| &directory.entries);
        all.filter(move |entry| entry.tag == tag).take(100)
    }

    fn bytes(&self, entry: &Entry) -> &'a [u8] {
        self.tiff.bytes(entry).unwrap_or_default()
    }

    fn value(&self, form: Form, entry: &Entry) -> String {
        let number = || value::real(&self.tiff, entry, 0);
        match form {
            Form::Text => value::text(&self.tiff, entry),
            Form::Date => date(&value::text(&self.tiff, entry)),
            Form::Utf16 => crate::words::utf16(self.bytes(entry), false),
            Form::Comment => value::comment(&self.tiff, self.bytes(entry)),
            Form::Hex => crate::words::hex(self.bytes(entry)),
            Form::Unit(unit) => number().map_or_else(String::new, |value| format!("{value:.1} {unit}")),
            Form::Present => size(self.bytes(entry).len()),
        }
    }

    /// JPEG pictures beside the main one (4.5.8; TIFF 6.0, section 22).
    fn tell_thumbnails(&self, told: &mut Told<'_>) {
        for directory in &self.directories {
            let number = |tag| {
                let value = self.tiff.number(directory.find(tag)?, 0)?;
                usize::try_from(value).ok().filter(|value| *value > 0)
            };
            let (Some(at), Some(length)) = (number(0x0201), number(0x0202)) else {
                continue;
            };
            let whole = at.saturating_add(length) <= self.tiff.data.len();
            let value = "A small copy of the photo as it was first taken";
            told.show(
                self.picture(at, length),
                match whole {
                    true => format!("{value}, {}", size(length)),
                    false => format!("{value}, cut off"),
                },
            );
        }
    }

    /// Where a picture stands in the file, if one begins there and ends inside the block.
    fn picture(&self, at: usize, length: usize) -> Option<std::ops::Range<usize>> {
        let range = at..at.checked_add(length)?;
        let is_picture = crate::embedded::is_picture(self.tiff.data.get(range.clone())?);
        let offset = self.offset.filter(|_| is_picture)?;
        Some(offset.checked_add(range.start)?..offset.checked_add(range.end)?)
    }

    fn tell_maker_notes(&self, told: &mut Told<'_>) {
        let maker = self.text(0x010F).unwrap_or_default();
        for entry in self.entries(0x927C).take(4) {
            maker::tell(self, entry.values.clone(), &maker, told);
        }
    }

    fn tell_others(&self, told: &mut Told<'_>) {
        const STRUCTURE: [u16; 14] = [
            0x0112, 0x014A, 0x0201, 0x0202, 0x02BC, 0x8649, 0x83BB, 0x8769, 0x8825, 0x927C, 0xA005, 0x0132,
            0x9003, 0x9004,
        ];
        let known = |tag: u16| STRUCTURE.contains(&tag) || TAGS.iter().any(|known| known.number == tag);
        let all = self.directories.iter().flat_map(|directory| &directory.entries);
        match all.filter(|entry| !known(entry.tag)).count() {
            0 => {}
            1 => told.tell(Device, "1 more camera setting"),
            settings => told.tell(Device, format!("{settings} more camera settings")),
        }
        if self.find(0x87AF).is_some() || self.find(0x8482).is_some() {
            told.tell(Location, "Where the picture lies on a map (GeoTIFF)");
        }
        if let Some(sound) = self.text(0xA004).filter(|sound| !sound.is_empty()) {
            told.tell(Text, format!("Name of a sound recording: {sound}"));
        }
    }
}
