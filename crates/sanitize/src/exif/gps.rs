//! The position with all that stands beside it, in words (Exif 3.0, 4.6.7).

use super::value::{comment, real, text};
use crate::Position;
use crate::ifd::{Directory, Tiff};
use crate::words::{date, heading, position};

/// The position where it is one, and words for it; nothing where only the version of the fields is written.
pub(super) fn words(tiff: &Tiff<'_>, ifd: &Directory) -> Option<(Option<Position>, String)> {
    let gps = Gps { tiff, ifd };
    let at = gps.position(1);
    let words: Vec<String> = [
        at.map(|at| position(at.latitude, at.longitude)),
        gps.number(0x1F)
            .filter(|_| at.is_some())
            .map(|metres| format!("to within about {metres:.0} m")),
        gps.height(),
        gps.speed(),
        gps.direction(0x0F, "moving towards"),
        gps.direction(0x11, "facing"),
        gps.position(0x13)
            .map(|at| format!("looking at {}", position(at.latitude, at.longitude))),
        gps.time(),
        gps.place(0x1C),
        gps.place(0x1B).map(|how| match how.as_str() {
            "GPS" => "by satellite".to_owned(),
            "CELLID" => "by mobile phone network".to_owned(),
            "WLAN" => "by wireless network".to_owned(),
            "MANUAL" => "entered by hand".to_owned(),
            _ => how,
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let fields = ifd.entries.iter().filter(|entry| entry.tag > 0).count();
    match (words.is_empty(), fields) {
        (true, 0) => None,
        (true, _) => Some((None, "Location fields without a position".into())),
        _ => Some((at, words.join(", "))),
    }
}

struct Gps<'a> {
    tiff: &'a Tiff<'a>,
    ifd: &'a Directory,
}

impl Gps<'_> {
    fn number(&self, tag: u16) -> Option<f64> {
        real(self.tiff, self.ifd.find(tag)?, 0)
    }

    fn letter(&self, tag: u16) -> Option<char> {
        text(self.tiff, self.ifd.find(tag)?).chars().next()
    }

    /// Latitude and longitude in four tags, of which the first is given.
    fn position(&self, first: u16) -> Option<Position> {
        let angle = |side: u16, negative: char| {
            let entry = self.ifd.find(side + 1)?;
            let part = |index, unit| match index < entry.count {
                true => Some(real(self.tiff, entry, index)? / unit),
                false => Some(0.0),
            };
            let degrees = real(self.tiff, entry, 0)?;
            // Some writers leave the seconds as 0/0.
            let value = degrees + part(1, 60.0).unwrap_or(0.0) + part(2, 3_600.0).unwrap_or(0.0);
            let turned = self
                .letter(side)
                .is_some_and(|letter| letter.eq_ignore_ascii_case(&negative));
            Some(if turned { -value } else { value })
        };
        Position::new(angle(first, 'S')?, angle(first + 2, 'W')?)
    }

    fn height(&self) -> Option<String> {
        let height = self.number(0x06)?;
        let side = self.ifd.find(0x05).and_then(|entry| self.tiff.number(entry, 0));
        let side = if side.is_some_and(|side| side % 2 == 1) || height < 0.0 {
            "below"
        } else {
            "above"
        };
        Some(format!("{:.0} m {side} sea level", height.abs()))
    }

    fn speed(&self) -> Option<String> {
        let speed = self.number(0x0D).filter(|speed| *speed > 0.0)?;
        let speed = match self.letter(0x0C) {
            Some('M') => speed * 1.609_344,
            Some('N') => speed * 1.852,
            _ => speed,
        };
        Some(format!("moving at {speed:.0} km/h"))
    }

    fn direction(&self, tag: u16, words: &str) -> Option<String> {
        let degrees = self
            .number(tag)
            .filter(|degrees| (0.0..=360.0).contains(degrees))?;
        Some(format!("{words} {}", heading(degrees)))
    }

    fn time(&self) -> Option<String> {
        let day = self
            .ifd
            .find(0x1D)
            .map(|entry| date(&text(self.tiff, entry)))
            .filter(|day| !day.is_empty());
        let time = self.ifd.find(0x07).and_then(|entry| {
            let part = |index| real(self.tiff, entry, index).filter(|part| (0.0..=61.0).contains(part));
            let (hour, minute, second) = (part(0)?, part(1)?, part(2)?);
            Some(format!("{hour:02.0}:{minute:02.0}:{second:02.0} UTC"))
        });
        match (day, time) {
            (Some(day), Some(time)) => Some(format!("on {day} {time}")),
            (Some(day), None) => Some(format!("on {day}")),
            (None, Some(time)) => Some(format!("at {time}")),
            (None, None) => None,
        }
    }

    fn place(&self, tag: u16) -> Option<String> {
        let bytes = self.tiff.bytes(self.ifd.find(tag)?)?;
        Some(comment(self.tiff, bytes)).filter(|text| !text.is_empty())
    }
}
