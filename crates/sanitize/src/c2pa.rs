//! Content credentials (C2PA 2.1) in JUMBF boxes (ISO/IEC 19566-5): who made the picture, how, from what. Nothing is
//! verified: they go with the clean copy.

mod cbor;

use std::ops::Range;

use crate::Finding;
use crate::bytes::{from, part};
use crate::embedded::{Joined, is_picture};
use crate::finding::Reveals::{Name, Provenance, Text, Time};
use crate::finding::{Place, Told};
use crate::isobmff::{Boxed, boxes};
use crate::words::{date, excerpt, size, text};
use cbor::Value;

/// What a manifest store gives away. A whole store is read whose pieces stand anywhere in the file.
pub(crate) fn findings_in(store: &Joined, place: Place<'_>) -> Vec<Finding> {
    let mut read = Store {
        store,
        told: Told::new(place),
        left: 5_000,
    };
    read.boxes(0..store.data.len(), "", 0);
    if read.told.is_empty() {
        let words = provenance(&store.data, place.bytes);
        read.told.tell(Provenance, words);
    }
    read.told.finish()
}

/// The same for a store that stands in one piece in the file, at `offset`.
pub(crate) fn findings_at(store: &[u8], offset: usize, place: Place<'_>) -> Vec<Finding> {
    let mut joined = Joined::default();
    joined.push(store, offset);
    findings_in(&joined, place)
}

/// What made the picture (claim_generator), of a store whose boxes cannot be followed.
fn provenance(data: &[u8], bytes: usize) -> String {
    let generator = memchr::memmem::find(data, b"claim_generator").and_then(|at| {
        // A CBOR text string: its length in the head byte, or in the byte behind it (RFC 8949, 3.1).
        let (head, next) = (*data.get(at + 15)?, *data.get(at + 16)?);
        let (start, length) = match head {
            0x60..=0x77 => (at + 16, usize::from(head & 31)),
            0x78 => (at + 17, usize::from(next)),
            _ => return None,
        };
        std::str::from_utf8(data.get(start..start + length)?).ok()
    });
    match generator {
        Some(name) => format!("Content credentials made by {}", excerpt(name)),
        None => format!("Content credentials (C2PA), {}", size(bytes)),
    }
}

struct Store<'a> {
    store: &'a Joined,
    told: Told<'a>,
    /// How many more boxes are read.
    left: usize,
}

impl Store<'_> {
    /// Boxes in a superbox whose label is given.
    fn boxes(&mut self, range: Range<usize>, label: &str, depth: usize) {
        const DEEPEST: usize = 8;
        let store = self.store;
        let data = store.data.as_slice();
        let mut label = label.to_owned();
        for found in boxes(data, range) {
            if self.left == 0 || depth > DEEPEST {
                return;
            }
            self.left -= 1;
            let body = part(data, found.body.clone());
            match &found.kind {
                b"jumb" => self.boxes(found.body, &label, depth + 1),
                // A type of 16 bytes, a byte of what follows, a label (19566-5, A.2).
                b"jumd" if body.get(16).is_some_and(|toggles| toggles & 2 != 0) => {
                    label = text(from(body, 17));
                }
                b"cbor" => {
                    if let Some(value) = Value::read(body) {
                        self.tell(&label, &value, body);
                    }
                }
                b"json" => self.tell_json(body),
                b"bidb" => self.tell_picture(&found),
                _ => {}
            }
        }
    }

    fn tell(&mut self, label: &str, value: &Value<'_>, bytes: &[u8]) {
        match label.split('.').nth(1).unwrap_or_default() {
            "claim" => self.tell_claim(value),
            name if name.starts_with("actions") => self.tell_actions(value),
            name if name.starts_with("ingredient") => {
                let title = value.text("dc:title").or_else(|| value.text("title"));
                self.told.tell_of(
                    Provenance,
                    "Made from the file",
                    &excerpt(title.unwrap_or_default()),
                );
            }
            name if name.starts_with("signature") => self.tell_signature(bytes),
            "metadata" | "identity" => self.tell_names(value),
            _ => {}
        }
    }

    fn tell_claim(&mut self, claim: &Value<'_>) {
        let info = claim.get("claim_generator_info");
        let info = info.and_then(|info| info.items().next().or(Some(info)));
        let program = |value: &Value<'_>| {
            let name = value.text("name")?;
            Some(match value.text("version") {
                Some(version) => format!("{name} {version}"),
                None => name.to_owned(),
            })
        };
        let generator = info
            .and_then(program)
            .or_else(|| claim.text("claim_generator").map(str::to_owned));
        if let Some(generator) = generator {
            self.told.tell(
                Provenance,
                format!("Content credentials made by {}", excerpt(&generator)),
            );
        }
        let title = claim.text("dc:title").unwrap_or_default();
        self.told.tell_of(Provenance, "Name of the file", &excerpt(title));
    }

    fn tell_actions(&mut self, value: &Value<'_>) {
        let Some(actions) = value.get("actions") else {
            return;
        };
        for action in actions.items() {
            let name = action.text("action").unwrap_or_default();
            let mut words = vec![action_words(name)];
            let agent = action.get("softwareAgent");
            let agent = agent.and_then(|agent| agent.as_text().or_else(|| agent.text("name")));
            words.extend(agent.map(|agent| format!("with {}", excerpt(agent))));
            if let Some(kind) = action.text("digitalSourceType") {
                words.push(crate::xmp::source_type(kind));
            }
            words.extend(action.text("when").map(date));
            words.extend(action.text("description").map(excerpt));
            self.told.tell(Provenance, format!("Step: {}", words.join(", ")));
        }
    }

    /// The certificate's names and the signature's time, which stand in plain in its DER (X.520; RFC 3161).
    fn tell_signature(&mut self, bytes: &[u8]) {
        for (object, label) in [
            (b"\x06\x03\x55\x04\x03", "Signed by"),
            (b"\x06\x03\x55\x04\x0A", "Signed for"),
        ] {
            for at in memchr::memmem::find_iter(bytes, object).take(20) {
                if let Some([0x0C | 0x13 | 0x14 | 0x16, length @ 1..=0x7F]) =
                    crate::bytes::array(bytes, at + 5)
                {
                    let name = part(bytes, at + 7..at + 7 + usize::from(length));
                    self.told.tell_of(Provenance, label, &text(name));
                }
            }
        }
        for at in memchr::memmem::find_iter(bytes, b"\x18\x0F20").take(1) {
            let time = text(part(bytes, at + 2..at + 17));
            let part = |range: Range<usize>| time.get(range).unwrap_or_default();
            let words = format!(
                "{} {}:{}:{} UTC",
                date(part(0..8)),
                part(8..10),
                part(10..12),
                part(12..14)
            );
            self.told.tell_of(Time, "Signed", &words);
        }
    }

    fn tell_names(&mut self, value: &Value<'_>) {
        for (key, label) in [
            ("dc:creator", "Author"),
            ("name", "Name"),
            ("username", "Name of the account"),
        ] {
            for found in value.find_all(key) {
                let texts = found
                    .as_text()
                    .into_iter()
                    .chain(found.items().filter_map(Value::as_text));
                for name in texts {
                    self.told.tell_of(Name, label, &excerpt(name));
                }
            }
        }
    }

    /// Assertions in JSON, such as schema.org's: the values of a few names.
    fn tell_json(&mut self, json: &[u8]) {
        let json = String::from_utf8_lossy(json);
        for (key, reveals, label) in [
            ("name", Name, "Author"),
            ("identifier", Name, "Identifier of the author"),
            ("url", Text, "Web page"),
            ("dc:creator", Name, "Author"),
            ("Iptc4xmpExt:PersonInImage", Name, "Person in the picture"),
            ("exif:GPSLatitude", crate::Reveals::Location, "Latitude"),
            ("exif:GPSLongitude", crate::Reveals::Location, "Longitude"),
            ("exif:DateTimeOriginal", Time, "Taken"),
        ] {
            for value in crate::words::json_texts(&json, key).take(20) {
                self.told.tell_of(reveals, label, &excerpt(value));
            }
        }
    }

    /// A thumbnail of the picture or of one it was made from.
    fn tell_picture(&mut self, found: &Boxed) {
        let data = part(&self.store.data, found.body.clone());
        let shown = self.store.in_file(&found.body).filter(|_| is_picture(data));
        self.told.show(
            shown,
            format!("A small copy in the content credentials, {}", size(data.len())),
        );
    }
}

/// C2PA 2.1, 18.15.
fn action_words(action: &str) -> String {
    match action.strip_prefix("c2pa.").unwrap_or(action) {
        "created" => "created".into(),
        "opened" => "opened".into(),
        "placed" => "another picture put in".into(),
        "edited" | "edited.metadata" => "edited".into(),
        "color_adjustments" | "adjustedColor" => "colours changed".into(),
        "cropped" => "cropped".into(),
        "resized" => "resized".into(),
        "drawing" => "drawn on".into(),
        "converted" => "converted".into(),
        "published" => "published".into(),
        "orientation" => "turned".into(),
        "filtered" => "filtered".into(),
        "redacted" => "something taken out".into(),
        other => excerpt(other),
    }
}
