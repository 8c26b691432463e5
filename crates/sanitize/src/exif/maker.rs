//! What cameras write for themselves into MakerNote (Exif 3.0, 4.6.6.6.1): the serial numbers, counters, names of
//! people and pictures that stand there in plain.

mod binary;
mod tables;

use std::ops::Range;

use super::{Block, value};
use crate::Reveals::Device;
use crate::bytes::part;
use crate::finding::Told;
use crate::ifd::{Directory, Entry, Tiff};
use crate::words::{date, hex, size};
use tables::{Base, Form, Head, Known, MAKERS, Maker, Order};

pub(super) fn tell(block: &Block<'_>, note: Range<usize>, maker: &str, told: &mut Told<'_>) {
    let bytes = part(block.tiff.data, note.clone());
    if bytes.is_empty() {
        return;
    }
    told.tell(
        Device,
        format!(
            "Maker's own notes, {}, which often hold serial numbers and counters",
            size(bytes.len())
        ),
    );
    binary::tell(bytes, told);
    if let Some(found) = MAKERS.iter().find(|known| known.head.fits(bytes, maker))
        && let Some(reader) = Reader::open(block, &note, found)
        && let Some(directory) = reader.directory(&note)
    {
        reader.tell(&directory, found.tags, told);
    }
}

impl Head {
    fn fits(&self, note: &[u8], maker: &str) -> bool {
        match self {
            Self::Starts(start) => note.starts_with(start),
            Self::Make(name) => maker
                .get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name)),
        }
    }
}

/// A picture file of fewer bytes is none.
const SMALLEST_PICTURE: usize = 100;

/// Whether a camera's text is one: places that lead astray give others' bytes.
fn is_readable(bytes: &[u8], text: &str) -> bool {
    let plain = text
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == ' ')
        .count();
    !bytes.iter().any(|byte| matches!(byte, 1..=8 | 14..=31)) && plain * 2 >= text.chars().count()
}

/// A maker's directory and what its places count from.
struct Reader<'a> {
    tiff: Tiff<'a>,
    first: usize,
    /// Where the counting begins in the Exif block.
    base: usize,
    block: &'a Block<'a>,
}

impl<'a> Reader<'a> {
    fn open(block: &'a Block<'a>, note: &Range<usize>, maker: &Maker) -> Option<Self> {
        let whole = block.tiff.data;
        let data = part(whole, note.clone());
        let base = match maker.base {
            Base::Block => 0,
            Base::Note => note.start,
            Base::At(at) => note.start + at,
        };
        let data = match maker.base {
            Base::Block => whole,
            // Some cameras write past the end that they give the note.
            Base::Note => whole.get(note.start..)?,
            Base::At(at) => data.get(at..)?,
        };
        let first = match maker.base {
            Base::Block => note.start + maker.directory,
            Base::Note | Base::At(_) => maker.directory,
        };
        let mut tiff = Tiff {
            data,
            big_endian: block.tiff.big_endian,
            wide: false,
        };
        match maker.order {
            Order::Block => {}
            Order::Big => tiff.big_endian = true,
            Order::Little => tiff.big_endian = false,
            Order::Written(at) => match part(whole, note.start + at..note.start + at + 2) {
                b"MM" => tiff.big_endian = true,
                b"II" => tiff.big_endian = false,
                _ => {}
            },
            Order::Guessed => {
                // A directory never has so many entries that the other order would make fewer.
                let count = tiff.u16(first)?;
                tiff.big_endian ^= count > count.swap_bytes();
            }
        }
        // Nikon's and Fujifilm's notes say where their directory stands.
        let first = match maker.directory_at {
            Some(at) => usize::try_from(tiff.u32(at)?).ok()?,
            None => first,
        };
        Some(Self {
            tiff,
            first,
            base,
            block,
        })
    }

    /// A directory with its values where they are now: a program that moved the note left the places of its values
    /// as they were. They follow the directory, so that the first of them tells how far it was moved.
    fn directory(&self, note: &Range<usize>) -> Option<Directory> {
        let mut directory = self.tiff.directory(self.first)?;
        // Four bytes stand in the entry itself.
        let apart = |entry: &&mut Entry| entry.values.len() > 4;
        let note = note.start.saturating_sub(self.base)..note.end.saturating_sub(self.base);
        let own = directory.range.clone();
        let astray = |entry: &mut Entry| {
            let values = &entry.values;
            let over_directory = values.start < own.end && values.end > own.start;
            values.start < note.start || values.end > note.end || over_directory
        };
        let astray = directory.entries.iter_mut().filter(apart).any(astray);
        let first = directory
            .entries
            .iter_mut()
            .filter(apart)
            .map(|entry| entry.values.start)
            .min();
        if let Some(first) = first.filter(|_| astray) {
            let end = directory.range.end;
            let moved = |values: &Range<usize>| {
                let start = (values.start - first).checked_add(end)?;
                Some(start..start.checked_add(values.len())?)
            };
            let fits = |entry: &mut Entry| moved(&entry.values).is_some_and(|values| values.end <= note.end);
            if directory.entries.iter_mut().filter(apart).all(fits) {
                for entry in directory.entries.iter_mut().filter(apart) {
                    entry.values = moved(&entry.values).unwrap_or_default();
                }
            }
        }
        Some(directory)
    }

    fn tell(&self, directory: &Directory, tags: &'static [Known], told: &mut Told<'_>) {
        for known in tags {
            let Some(entry) = directory.find(known.tag) else {
                continue;
            };
            match known.form {
                Form::Directory(tags) => {
                    if let Some(directory) = self.below(entry) {
                        self.tell(&directory, tags, told);
                    }
                }
                Form::Preview { length } => self.tell_preview(directory, entry, length, told),
                Form::Picture => self.tell_picture(entry, told),
                Form::PreviewInfo => {
                    let number = |index| usize::try_from(self.tiff.number(entry, index)?).ok();
                    if let (Some(length), Some(at)) = (number(2), number(5)) {
                        self.tell_picture_at(at, length, told);
                    }
                }
                _ => {
                    let value = self.value(known.form, entry).unwrap_or_default();
                    let value = value.trim();
                    if !value.bytes().all(|byte| matches!(byte, b'0' | b' ' | b'-')) {
                        told.tell_of(known.reveals, known.label, value);
                    }
                }
            }
        }
    }

    /// A directory inside the note: by its place, or as the entry's own bytes.
    fn below(&self, entry: &Entry) -> Option<Directory> {
        let at = match entry.kind {
            4 | 13 => usize::try_from(self.tiff.number(entry, 0)?).ok()?,
            _ => entry.values.start,
        };
        self.tiff.directory(at)
    }

    fn value(&self, form: Form, entry: &Entry) -> Option<String> {
        let bytes = self.tiff.bytes(entry)?;
        let number = || self.tiff.number(entry, 0);
        Some(match form {
            Form::Text => Some(value::text(&self.tiff, entry))
                .filter(|text| entry.kind != 2 || is_readable(bytes, text))?,
            Form::Date => date(&value::text(&self.tiff, entry)),
            Form::Hex => hex(bytes).trim_end_matches("00").to_owned(),
            Form::Digits(width) => format!("{:0width$}", number()?),
            Form::HexStart(count) => hex(bytes.get(..count)?),
            Form::Number => number().filter(|number| *number > 0)?.to_string(),
            Form::FileNumber => {
                let number = number().filter(|number| *number > 0)?;
                format!("{:03}-{:04}", number / 10_000, number % 10_000)
            }
            Form::Celsius => {
                let value = value::real(&self.tiff, entry, 0)?;
                format!("{value:.0} °C")
            }
            Form::Days => Some(number()?)
                .filter(|days| *days < 65_535)
                .map(|days| format!("day {days}"))?,
            Form::Faces => match number().filter(|count| *count < 100)? {
                0 => return None,
                1 => "1 face".into(),
                count => format!("{count} faces"),
            },
            Form::Vector => {
                let values = (0..3).filter_map(|index| value::real(&self.tiff, entry, index));
                let values: Vec<_> = values.map(|value| format!("{value:.2}")).collect();
                values.join(", ")
            }
            Form::DayAndMonth => {
                let year = self.tiff.u16(entry.values.start)?;
                let [month, day] = crate::bytes::array(bytes, 2)?;
                date(&format!("{year:04}:{month:02}:{day:02}"))
            }
            Form::Directory(_) | Form::Preview { .. } | Form::Picture | Form::PreviewInfo => return None,
        })
    }

    fn tell_preview(&self, directory: &Directory, start: &Entry, length: u16, told: &mut Told<'_>) {
        let number = |entry: &Entry| usize::try_from(self.tiff.number(entry, 0)?).ok();
        let length = directory.find(length).and_then(number);
        if let (Some(at), Some(length)) = (number(start), length) {
            self.tell_picture_at(at, length, told);
        }
    }

    /// A larger copy at a place that counts from the note's base or from the block's beginning.
    fn tell_picture_at(&self, at: usize, length: usize, told: &mut Told<'_>) {
        if length < SMALLEST_PICTURE {
            return;
        }
        let pictures = [self.base.saturating_add(at), at].map(|at| self.block.picture(at, length));
        let shown = pictures.into_iter().flatten().next();
        told.show(
            shown,
            format!("A larger copy of the photo, made by the camera, {}", size(length)),
        );
    }

    /// A copy among the entry's own bytes, behind a header of a few.
    fn tell_picture(&self, entry: &Entry, told: &mut Told<'_>) {
        const LONGEST_HEADER: usize = 64;
        let bytes = self.tiff.bytes(entry).unwrap_or_default();
        let head = part(bytes, 0..bytes.len().min(LONGEST_HEADER));
        if bytes.len() < SMALLEST_PICTURE {
            return;
        }
        let at = memchr::memmem::find(head, b"\xFF\xD8\xFF").unwrap_or(0);
        let start = self.base + entry.values.start + at;
        told.show(
            self.block.picture(start, bytes.len() - at),
            format!("A copy of the photo, made by the camera, {}", size(bytes.len())),
        );
    }
}
