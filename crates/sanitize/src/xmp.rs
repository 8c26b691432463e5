//! XMP packets (ISO 16684-1): what they tell, by the local names of their properties.

mod faces;
mod history;
mod properties;
mod tree;

use crate::finding::Place;
use crate::finding::Reveals::{EditHistory, HiddenPicture, HiddenVideo, Location, Name, Text};
use crate::finding::Told;
use crate::words::{date, excerpt, position, size};
use crate::{Finding, Position};
use properties::{Form, IGNORED, PROPERTIES};
use tree::{Node, Tree};

/// What a packet gives away.
pub(crate) fn findings(packet: &[u8], place: Place<'_>) -> Vec<Finding> {
    let tree = Tree::read(packet);
    let mut packet = Packet {
        tree: &tree,
        told: Told::new(place),
        adjustments: 0,
        others: 0,
    };
    packet.tell_position();
    packet.tell_all(tree.root());
    packet.finish()
}

/// A packet while it is told.
struct Packet<'a> {
    tree: &'a Tree,
    told: Told<'a>,
    /// Properties of a raw developer's settings.
    adjustments: usize,
    /// Properties of no known name.
    others: usize,
}

impl Packet<'_> {
    fn finish(mut self) -> Vec<Finding> {
        let bytes = self.told.place.bytes;
        match self.adjustments {
            0 => {}
            1 => self.told.tell(EditHistory, "1 setting of a raw developer"),
            count => self
                .told
                .tell(EditHistory, format!("{count} settings of a raw developer")),
        }
        match (self.told.is_empty(), self.others) {
            (true, _) => self.told.tell(
                EditHistory,
                format!("Notes left by editing programs (XMP), {}", size(bytes)),
            ),
            (false, 0) => {}
            (false, 1) => self.told.tell(EditHistory, "1 more note by editing programs"),
            (false, others) => self
                .told
                .tell(EditHistory, format!("{others} more notes by editing programs")),
        }
        self.told.finish()
    }

    /// Latitude and longitude stand in two properties, wherever they are (Exif for XMP, ISO 16684-1 8.6).
    fn tell_position(&mut self) {
        let find = |names: &[&str]| {
            let node = self
                .tree
                .nodes()
                .find(|node| names.contains(&node.name.as_str()))?;
            coordinate(node.text.trim())
        };
        let latitude = find(&["GPSLatitude", "GpsLatitude"]);
        let longitude = find(&["GPSLongitude", "GpsLongitude", "GpsLongtitude"]);
        if let (Some(latitude), Some(longitude)) = (latitude, longitude)
            && let Some(at) = Position::new(latitude, longitude)
        {
            self.told.locate(Some(at), position(latitude, longitude));
        }
    }

    fn tell_all(&mut self, node: &Node) {
        for child in self.tree.children(node) {
            if child.is_structure() {
                self.tell_all(child);
            } else {
                self.tell(child);
            }
        }
    }

    fn tell(&mut self, node: &Node) {
        match (node.prefix.as_str(), node.name.as_str()) {
            (_, "Regions" | "RegionInfo") => faces::tell(self.tree, node, &mut self.told),
            (_, "History") if !node.is_leaf() => history::tell(self.tree, node, &mut self.told),
            (_, "DerivedFrom" | "ManagedFrom" | "RenditionOf" | "Ingredients" | "Pantry") => {
                history::tell_source(self.tree, node, &mut self.told);
            }
            (_, "CreatorContactInfo") => self.tell_contact(node),
            (_, "LocationCreated" | "LocationShown") => self.tell_place(node),
            (_, "PersonInImageWDetails") => self.tell_people(node),
            (_, "Directory") => self.tell_items(node),
            ("crs", name) if name != "RawFileName" => self.adjustments += 1,
            (_, "TextLayers") => {
                for text in self.tree.texts_named(node, "LayerText") {
                    self.told
                        .tell_of(Text, "Text in the picture's layers", &excerpt(&text));
                }
            }
            ("hdrgm", "Version") => self.told.tell(HiddenPicture, GAIN_MAP),
            ("hdrgm", _) => {}
            (prefix, "Data") => self.tell_data(prefix, node),
            (_, name) => match PROPERTIES.iter().find(|property| property.name == name) {
                Some(property) => {
                    for value in self.tree.values(node) {
                        let value = property.form.value(&value);
                        self.told.tell_of(property.reveals, property.label, &value);
                    }
                }
                None if !node.is_leaf() => self.tell_all(node),
                None if IGNORED.contains(&name) => {}
                None => self.others += 1,
            },
        }
    }

    /// IPTC Core, "Creator's contact info".
    fn tell_contact(&mut self, node: &Node) {
        const FIELDS: [(&str, &str); 8] = [
            ("CiAdrExtadr", "Address"),
            ("CiAdrPcode", "Post code"),
            ("CiAdrCity", "City"),
            ("CiAdrRegion", "Region"),
            ("CiAdrCtry", "Country"),
            ("CiTelWork", "Telephone"),
            ("CiEmailWork", "E-mail"),
            ("CiUrlWork", "Web page"),
        ];
        for (name, label) in FIELDS {
            for text in self.tree.texts_named(node, name) {
                let label = format!("{label} of the photographer");
                let reveals = if name.starts_with("CiAdr") { Location } else { Name };
                self.told.tell_of(reveals, &label, &excerpt(&text));
            }
        }
    }

    /// IPTC Extension, "Location": from the smallest to the largest.
    fn tell_place(&mut self, node: &Node) {
        const FIELDS: [&str; 6] = [
            "LocationName",
            "Sublocation",
            "City",
            "ProvinceState",
            "CountryName",
            "WorldRegion",
        ];
        let words: Vec<String> = FIELDS
            .iter()
            .flat_map(|name| self.tree.texts_named(node, name))
            .take(20)
            .collect();
        self.told.tell_of(Location, "Place", &excerpt(&words.join(", ")));
    }

    fn tell_people(&mut self, node: &Node) {
        for (name, label) in [
            ("PersonName", "Person in the picture"),
            ("PersonDescription", "About the person"),
            ("PersonId", "Identifier of the person"),
            ("PersonCharacteristic", "About the person"),
        ] {
            for text in self.tree.texts_named(node, name) {
                self.told.tell_of(Name, label, &excerpt(&text));
            }
        }
    }

    /// What stands behind the picture, by Google's "Container" schema.
    fn tell_items(&mut self, node: &Node) {
        for item in self.tree.below(node) {
            let text = |name| self.tree.child_text(item, name);
            let Some(semantic) = text("Semantic") else {
                continue;
            };
            let length = text("Length").and_then(|length| length.parse::<usize>().ok());
            let length = length
                .filter(|length| *length > 0)
                .map_or_else(String::new, |length| format!(", {}", size(length)));
            match semantic.as_str() {
                "Primary" => {}
                "GainMap" => self.told.tell(HiddenPicture, format!("{GAIN_MAP}{length}")),
                "MotionPhoto" => self
                    .told
                    .tell(HiddenVideo, format!("A video behind the picture{length}")),
                "Depth" => self.told.tell(
                    HiddenPicture,
                    format!("A map of the distance to each thing{length}"),
                ),
                "Original" => self.told.tell(
                    HiddenPicture,
                    format!("The picture before it was changed{length}"),
                ),
                other => self.told.tell(
                    HiddenPicture,
                    format!("Another picture ({}){length}", excerpt(other)),
                ),
            }
        }
    }

    /// Whole files in base64, by Google's "GDepth", "GImage" and "GAudio" schemas.
    fn tell_data(&mut self, prefix: &str, node: &Node) {
        let length = size(crate::embedded::base64_length(&node.text));
        match prefix {
            "GAudio" => self
                .told
                .tell(HiddenVideo, format!("A sound recording, {length}")),
            "GDepth" => self.told.tell(
                HiddenPicture,
                format!("A map of the distance to each thing, {length}"),
            ),
            _ => self
                .told
                .tell(HiddenPicture, format!("A second picture, {length}")),
        }
    }
}

pub(crate) const GAIN_MAP: &str = "A second picture with its brightness (gain map), without which the photo looks less bright on HDR screens";

impl Form {
    fn value(self, text: &str) -> String {
        match self {
            Self::Text => excerpt(text),
            Self::Date => date(text),
            Self::Path => excerpt(&text.replace('|', " / ")),
            Self::Base64 => size(crate::embedded::base64_length(text)),
            Self::Source => source_type(text),
            Self::Microseconds => match text.trim().parse::<f64>() {
                Ok(time) if time >= 0.0 => format!("{:.1} seconds into the video", time / 1e6),
                _ => String::new(),
            },
            Self::Yes => match text.trim() {
                "1" | "True" | "true" => "yes".into(),
                _ => String::new(),
            },
        }
    }
}

/// IPTC NewsCodes, "Digital Source Type".
pub(crate) fn source_type(text: &str) -> String {
    let code = text.trim().rsplit('/').next().unwrap_or_default();
    match code {
        "trainedAlgorithmicMedia" => "by artificial intelligence".into(),
        "compositeWithTrainedAlgorithmicMedia" => "in part by artificial intelligence".into(),
        "algorithmicMedia" => "by a program".into(),
        "digitalCapture" => "with a camera".into(),
        "computationalCapture" => "with a camera, from several shots".into(),
        "negativeFilm" | "positiveFilm" | "print" => "from film or paper".into(),
        "humanEdits" | "minorHumanEdits" => "edited by a person".into(),
        "composite" | "compositeCapture" | "compositeSynthetic" => "from several pictures".into(),
        "screenCapture" => "as a picture of a screen".into(),
        "digitalCreation" | "digitalArt" | "virtualRecording" => "on a computer".into(),
        _ => excerpt(text),
    }
}

/// Degrees as XMP writes them: "51,30.05N", "51,30,3N", or a number (ISO 16684-1, 8.2.2.5 GPSCoordinate).
fn coordinate(text: &str) -> Option<f64> {
    let (text, sign) = match text.chars().last()? {
        'N' | 'E' | 'n' | 'e' => (text.get(..text.len() - 1)?, 1.0),
        'S' | 'W' | 's' | 'w' => (text.get(..text.len() - 1)?, -1.0),
        _ => (text, 1.0),
    };
    let mut value = 0.0;
    for (part, unit) in text.split(',').zip([1.0, 60.0, 3_600.0]) {
        value += part.trim().parse::<f64>().ok()? / unit;
    }
    value.is_finite().then_some(sign * value)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_coordinate_is_read_in_each_form() {
        let near =
            |text, wanted: f64| super::coordinate(text).is_some_and(|value| (value - wanted).abs() < 1e-9);
        assert!(near("51,30.05N", 51.500_833_333_333_33));
        assert!(near("33,51,24S", -33.856_666_666_666_66));
        assert!(near("-122.5", -122.5));
        assert_eq!(super::coordinate("nowhere"), None);
        assert_eq!(super::coordinate(""), None);
    }
}
