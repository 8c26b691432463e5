//! Samsung's directory at the end of a photo: named entries, each with its own bytes.

use std::ops::Range;

use crate::Reveals::{Device, HiddenVideo, Location, Time};
use crate::bytes::{array, from, le16, le32, part};
use crate::embedded::is_picture;
use crate::finding::Told;
use crate::words::{moment, size, text};
use crate::{Finding, movie};

/// One entry: its name and where its bytes stand in the file.
struct Entry {
    name: String,
    data: Range<usize>,
}

/// What the directory tells, if the bytes end with one, and the ranges that its entries take.
pub(crate) fn tell(source: &[u8], trailer: &Range<usize>, told: &mut Told<'_>) -> Vec<Range<usize>> {
    let entries = entries(source, trailer).unwrap_or_default();
    for entry in &entries {
        let found = entry.tell(source, told);
        told.extend(found);
    }
    entries.into_iter().map(|entry| entry.data).collect()
}

/// "SEFH", a version, a count, entries of 12 bytes, the length of all that, "SEFT".
fn entries(source: &[u8], trailer: &Range<usize>) -> Option<Vec<Entry>> {
    const MOST: usize = 200;
    let data = part(source, trailer.clone());
    let end = memchr::memmem::rfind(data, b"SEFT")?;
    let length = usize::try_from(le32(data, end.checked_sub(4)?)?).ok()?;
    let start = end.checked_sub(4)?.checked_sub(length)?;
    if array(data, start)? != *b"SEFH" {
        return None;
    }
    let count = usize::try_from(le32(data, start + 8)?).ok()?;
    let entries = (0..count.min(MOST)).map_while(|index| {
        let at = start + 12 + index * 12;
        let back = usize::try_from(le32(data, at + 4)?).ok()?;
        let length = usize::try_from(le32(data, at + 8)?).ok()?;
        let first = start.checked_sub(back)?;
        let whole = data.get(first..first.checked_add(length)?)?;
        // Two bytes, its type, the length of its name, its name.
        let name = usize::try_from(le32(whole, 4)?).ok()?;
        le16(whole, 2)?;
        let body = 8usize.checked_add(name)?;
        Some(Entry {
            name: text(whole.get(8..body)?),
            data: trailer.start + first + body..trailer.start + first + length,
        })
    });
    Some(entries.collect())
}

impl Entry {
    fn tell(&self, source: &[u8], told: &mut Told<'_>) -> Vec<Finding> {
        let data = part(source, self.data.clone());
        let name = self.name.as_str();
        match name {
            "Image_UTC_Data" => {
                let seconds = text(data).parse::<i64>().ok().map(|time| time / 1_000);
                told.tell_of(Time, "Taken", &seconds.map(moment).unwrap_or_default());
            }
            "MCC_Data" => {
                let code = text(data);
                let country = COUNTRIES.iter().find(|(known, _)| *known == code);
                let words = country.map_or_else(|| format!("code {code}"), |(_, name)| (*name).to_owned());
                told.tell_of(Location, "Country of the mobile network", &words);
            }
            _ if movie_start(data).is_some() => {
                return movie::findings(source, self.data.clone(), told.place);
            }
            _ if name.contains("SoundShot") || name.contains("Audio") || name.contains("Sound") => {
                told.tell(HiddenVideo, format!("A sound recording, {}", size(data.len())));
            }
            _ if is_picture(data) => {
                let what = format!("Another picture ({name})");
                told.show(
                    Some(self.data.clone()),
                    super::pictures::described(&what, data, data.len()),
                );
            }
            _ if data.len() <= 64
                && data.iter().all(|byte| matches!(byte, 0x20..=0x7E))
                && !data.is_empty() =>
            {
                told.tell_of(
                    Device,
                    &format!("Samsung's note {}", name.replace('_', " ")),
                    &text(data),
                );
            }
            _ => told.tell(
                Device,
                format!("Samsung's note {}, {}", name.replace('_', " "), size(data.len())),
            ),
        }
        Vec::new()
    }
}

fn movie_start(data: &[u8]) -> Option<()> {
    (array(from(data, 4), 0)? == *b"ftyp").then_some(())
}

/// Mobile country codes (ITU-T E.212), those of many phones.
const COUNTRIES: &[(&str, &str)] = &[
    ("202", "Greece"),
    ("204", "the Netherlands"),
    ("206", "Belgium"),
    ("208", "France"),
    ("214", "Spain"),
    ("216", "Hungary"),
    ("222", "Italy"),
    ("226", "Romania"),
    ("228", "Switzerland"),
    ("230", "the Czech Republic"),
    ("231", "Slovakia"),
    ("232", "Austria"),
    ("234", "the United Kingdom"),
    ("235", "the United Kingdom"),
    ("238", "Denmark"),
    ("240", "Sweden"),
    ("242", "Norway"),
    ("244", "Finland"),
    ("250", "Russia"),
    ("255", "Ukraine"),
    ("260", "Poland"),
    ("262", "Germany"),
    ("268", "Portugal"),
    ("272", "Ireland"),
    ("286", "Türkiye"),
    ("302", "Canada"),
    ("310", "the United States"),
    ("311", "the United States"),
    ("312", "the United States"),
    ("334", "Mexico"),
    ("404", "India"),
    ("405", "India"),
    ("410", "Pakistan"),
    ("424", "the United Arab Emirates"),
    ("425", "Israel"),
    ("440", "Japan"),
    ("450", "South Korea"),
    ("454", "Hong Kong"),
    ("460", "China"),
    ("466", "Taiwan"),
    ("502", "Malaysia"),
    ("505", "Australia"),
    ("510", "Indonesia"),
    ("515", "the Philippines"),
    ("520", "Thailand"),
    ("525", "Singapore"),
    ("530", "New Zealand"),
    ("602", "Egypt"),
    ("621", "Nigeria"),
    ("655", "South Africa"),
    ("716", "Peru"),
    ("722", "Argentina"),
    ("724", "Brazil"),
    ("730", "Chile"),
    ("732", "Colombia"),
];
