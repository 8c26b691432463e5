//! Videos behind or inside photos (QuickTime; ISO/IEC 14496-12): how long, with sound or not, when, where and with
//! what they were made.

use std::ops::Range;

use crate::bytes::{array, be16, be32, from, part};
use crate::finding::Reveals::{Device, EditHistory, HiddenVideo, Time};
use crate::finding::{Place, Told};
use crate::isobmff::{Boxed, boxes};
use crate::words::{date, excerpt, moment, position, size, text};
use crate::{Finding, Position};

/// What the video gives away that fills a range of the data. Boxes behind the range are not looked at.
pub(crate) fn findings(data: &[u8], video: Range<usize>, place: Place<'_>) -> Vec<Finding> {
    let bytes = size(video.len());
    let mut movie = Movie {
        data,
        told: Told::new(place),
        seconds: None,
        made: None,
        sound: false,
        pictures: false,
        left: 10_000,
    };
    let body = video.clone();
    movie.read(body, 0);
    let what = match (movie.pictures, movie.sound) {
        (false, true) => "A sound recording",
        (true, false) => "A moving picture without sound",
        _ => "A moving picture with sound",
    };
    let mut words = vec![what.to_owned()];
    words.extend(movie.seconds.map(|seconds| format!("{seconds:.1} seconds")));
    words.extend(movie.made.map(|seconds| format!("made on {}", moment(seconds))));
    words.push(bytes);
    let mut findings = vec![place.found(HiddenVideo, words.join(", "))];
    findings.extend(movie.told.finish());
    findings
}

/// Where the video ends that begins at a place: behind the last of the boxes that follow one another and have
/// names of letters.
pub(crate) fn end(data: &[u8], start: usize) -> usize {
    boxes(data, start..data.len())
        .take_while(|found| {
            found
                .kind
                .iter()
                .all(|letter| letter.is_ascii_graphic() || *letter == 0xA9)
        })
        .last()
        .map_or(data.len(), |found| found.range.end)
}

struct Movie<'a> {
    data: &'a [u8],
    told: Told<'a>,
    seconds: Option<f64>,
    /// In seconds since 1970.
    made: Option<i64>,
    sound: bool,
    pictures: bool,
    /// How many more boxes are read.
    left: usize,
}

impl Movie<'_> {
    fn read(&mut self, range: Range<usize>, depth: usize) {
        const DEEPEST: usize = 6;
        let data = self.data;
        for found in boxes(data, range) {
            if self.left == 0 || depth > DEEPEST {
                return;
            }
            self.left -= 1;
            let body = part(data, found.body.clone());
            match &found.kind {
                b"moov" | b"trak" | b"mdia" | b"udta" => self.read(found.body, depth + 1),
                b"meta" => self.read_meta(&found, depth),
                b"mvhd" => self.read_header(body),
                b"hdlr" => match array(body, 8).as_ref() {
                    Some(b"soun") => self.sound = true,
                    Some(b"vide" | b"pict") => self.pictures = true,
                    _ => {}
                },
                kind @ [0xA9, ..] => self.tell_user_data(*kind, body),
                b"loci" => self.tell_loci(body),
                b"mdln" | b"modl" => self.told.tell_of(Device, "Model", &text(from(body, 0))),
                b"auth" => {
                    self.told
                        .tell_of(crate::Reveals::Name, "Author of the video", &text(from(body, 6)));
                }
                _ => {}
            }
        }
    }

    /// The movie's header (8.2.2): seconds since 1904, units a second, length in units.
    fn read_header(&mut self, body: &[u8]) {
        const FROM_1904_TO_1970: i64 = 2_082_844_800;
        let wide = |at| array(body, at).map(u64::from_be_bytes);
        let narrow = |at| be32(body, at).map(u64::from);
        let (made, units, length) = match body.first() {
            Some(1) => (wide(4), narrow(20), wide(24)),
            _ => (narrow(4), narrow(12), narrow(16)),
        };
        self.made = made
            .and_then(|made| i64::try_from(made).ok())
            .filter(|made| (1..FROM_1904_TO_1970 * 3).contains(made))
            .map(|made| made - FROM_1904_TO_1970);
        if let (Some(units @ 1..), Some(length)) = (units, length) {
            self.seconds = Some(length as f64 / units as f64).filter(|seconds| *seconds < 1e6);
        }
    }

    /// QuickTime's user data: its length, its language, text.
    fn tell_user_data(&mut self, kind: [u8; 4], body: &[u8]) {
        let length = be16(body, 0).map_or(0, usize::from);
        let value = text(part(body, 4..4 + length.min(body.len().saturating_sub(4))));
        match &kind[1..] {
            b"xyz" => self.tell_position(&value),
            b"mak" => self.told.tell_of(Device, "Maker", &value),
            b"mod" => self.told.tell_of(Device, "Model", &value),
            b"swr" | b"too" => self.told.tell_of(EditHistory, "Program", &value),
            b"day" => self.told.tell_of(Time, "Video made", &date(&value)),
            _ => {}
        }
    }

    /// A place by 3GPP TS 26.244, 8.13: a name, then longitude and latitude in 65,536ths of a degree.
    fn tell_loci(&mut self, body: &[u8]) {
        let name = from(body, 6);
        let Some(end) = name.iter().position(|byte| *byte == 0) else {
            return;
        };
        let degrees = |at| Some(f64::from(be32(name, at)?.cast_signed()) / 65_536.0);
        if let (Some(longitude), Some(latitude)) = (degrees(end + 2), degrees(end + 6))
            && let Some(at) = Position::new(latitude, longitude)
        {
            self.told.locate(
                Some(at),
                format!("Video made at {}", position(latitude, longitude)),
            );
        }
    }

    /// QuickTime's metadata: names in `keys`, values in `ilst` by their numbers. In MP4 the box has a version.
    fn read_meta(&mut self, meta: &Boxed, depth: usize) {
        let data = self.data;
        let body = meta.body.clone();
        let body = match array(data, body.start + 4).as_ref() {
            Some(b"hdlr") => body,
            _ => body.start.saturating_add(4)..body.end,
        };
        let inside: Vec<Boxed> = boxes(data, body).take(20).collect();
        let find = |kind: &[u8; 4]| inside.iter().find(|found| found.kind == *kind);
        let Some(values) = find(b"ilst") else {
            return;
        };
        let names: Vec<String> = find(b"keys").map_or_else(Vec::new, |keys| {
            boxes(data, keys.body.start.saturating_add(8)..keys.body.end)
                .take(200)
                .map(|key| text(part(data, key.body)))
                .collect()
        });
        for value in boxes(data, values.body.clone()).take(200) {
            let Some(inner) = boxes(data, value.body.clone()).next() else {
                continue;
            };
            let content = text(from(part(data, inner.body), 8));
            let number = u32::from_be_bytes(value.kind) as usize;
            match number.checked_sub(1).and_then(|index| names.get(index)) {
                Some(name) => self.tell_named(name, &content),
                None if depth <= 4 => {
                    let kind = value.kind;
                    match &kind {
                        b"\xA9xyz" => self.tell_position(&content),
                        b"\xA9mak" => self.told.tell_of(Device, "Maker", &content),
                        b"\xA9mod" => self.told.tell_of(Device, "Model", &content),
                        b"\xA9too" => self.told.tell_of(EditHistory, "Program", &content),
                        b"\xA9day" => self.told.tell_of(Time, "Video made", &date(&content)),
                        _ => {}
                    }
                }
                None => {}
            }
        }
    }

    fn tell_named(&mut self, name: &str, value: &str) {
        let name = name.strip_prefix("com.apple.quicktime.").unwrap_or(name);
        match name {
            "location.ISO6709" => self.tell_position(value),
            "make" | "com.android.manufacturer" => self.told.tell_of(Device, "Maker", value),
            "model" | "com.android.model" => self.told.tell_of(Device, "Model", value),
            "software" => self.told.tell_of(EditHistory, "Program", value),
            "creationdate" => self.told.tell_of(Time, "Video made", &date(value)),
            "content.identifier" => {
                self.told
                    .tell_of(HiddenVideo, "Number it shares with its photo", value);
            }
            "author" | "artist" => self
                .told
                .tell_of(crate::Reveals::Name, "Author of the video", value),
            _ => {}
        }
    }

    /// A place by ISO 6709, annex H: "+48.8577+002.295/".
    fn tell_position(&mut self, text: &str) {
        if let Some(at) = iso_6709(text) {
            let words = format!("Video made at {}", position(at.latitude, at.longitude));
            self.told.locate(Some(at), words);
        } else if !text.is_empty() {
            self.told.locate(None, format!("Video made at {}", excerpt(text)));
        }
    }
}

fn iso_6709(text: &str) -> Option<Position> {
    let text = text.trim_end_matches('/');
    let mut numbers = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices().chain([(text.len(), '+')]) {
        if matches!(letter, '+' | '-') && at > start {
            numbers.push(text.get(start..at)?);
            start = at;
        }
    }
    let degrees = |index: usize, whole: usize| {
        let text = numbers.get(index)?;
        let value: f64 = text.parse().ok()?;
        // Degrees alone, or with minutes, or with minutes and seconds, by the number of digits.
        let digits = text.get(1..)?.split('.').next()?.len();
        let size = value.abs();
        let degrees = match digits.checked_sub(whole) {
            Some(2) => (size / 100.0).trunc() + size % 100.0 / 60.0,
            Some(4) => {
                (size / 10_000.0).trunc() + (size / 100.0).trunc() % 100.0 / 60.0 + size % 100.0 / 3_600.0
            }
            _ => size,
        };
        Some(degrees.copysign(value))
    };
    Position::new(degrees(0, 2)?, degrees(1, 3)?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_place_is_read_in_each_form_of_iso_6709() {
        for (text, latitude, longitude) in [
            ("+48.8577+002.2950/", 48.857_7, 2.295),
            ("+4851.462+00217.7+35/", 48.857_7, 2.295),
            ("-335124+1511255/", -33.856_666_7, 151.215_277_8),
        ] {
            let at = super::iso_6709(text).unwrap();
            assert!((at.latitude - latitude).abs() < 1e-6, "{at:?}");
            assert!((at.longitude - longitude).abs() < 1e-6, "{at:?}");
        }
        assert_eq!(super::iso_6709("nowhere"), None);
        assert_eq!(super::iso_6709("+91.0+000.0/"), None);
    }
}
