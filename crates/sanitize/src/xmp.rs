//! XMP packets (ISO 16684-1), as far as a finding needs.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::Finding;
use crate::finding::Place;
use crate::finding::Reveals::{
    self, Device, EditHistory, HiddenPicture, Location, Name, Provenance, Text, Time,
};
use crate::words::{excerpt, size};

/// What a packet gives away.
pub(crate) fn findings(packet: &[u8], place: Place<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (property, value) in properties(packet) {
        let Some((_, reveals, label)) = PROPERTIES.iter().find(|(name, ..)| *name == property) else {
            continue;
        };
        let value = if *reveals == HiddenPicture {
            size(value.len())
        } else {
            excerpt(&value)
        };
        let finding = place.found(*reveals, format!("{label}: {value}"));
        if !value.is_empty() && !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    if findings.is_empty() {
        findings.push(place.found(
            EditHistory,
            format!("Notes left by editing programs (XMP), {}", size(place.bytes)),
        ));
    }
    findings
}

/// Properties whose value is shown, by local name.
const PROPERTIES: &[(&str, Reveals, &str)] = &[
    ("GPSLatitude", Location, "Latitude"),
    ("GPSLongitude", Location, "Longitude"),
    ("Location", Location, "Place"),
    ("City", Location, "City"),
    ("State", Location, "Region"),
    ("Country", Location, "Country"),
    ("CreateDate", Time, "Made"),
    ("DateCreated", Time, "Made"),
    ("DateTimeOriginal", Time, "Taken"),
    ("ModifyDate", Time, "Changed"),
    ("MetadataDate", Time, "Notes changed"),
    ("when", Time, "Step of editing"),
    ("creator", Name, "Author"),
    ("rights", Name, "Rights"),
    ("PersonInImage", Name, "Person in the picture"),
    ("PersonDisplayName", Name, "Person in the picture"),
    ("Name", Name, "Marked face or thing"),
    ("CaptionWriter", Name, "Writer of the caption"),
    ("Credit", Name, "Credit"),
    ("title", Text, "Title"),
    ("description", Text, "Description"),
    ("subject", Text, "Keyword"),
    ("Headline", Text, "Headline"),
    ("UserComment", Text, "Comment"),
    ("Make", Device, "Maker"),
    ("Model", Device, "Model"),
    ("SerialNumber", Device, "Serial number of the camera"),
    ("Lens", Device, "Lens"),
    ("CreatorTool", EditHistory, "Program"),
    ("softwareAgent", EditHistory, "Program"),
    ("DocumentID", EditHistory, "Number of the document"),
    ("OriginalDocumentID", EditHistory, "Number of the original"),
    ("InstanceID", EditHistory, "Number of this version"),
    ("action", EditHistory, "Step of editing"),
    ("RawFileName", EditHistory, "Name of the raw file"),
    ("DigitalSourceType", Provenance, "How it was made"),
    ("image", HiddenPicture, "A small copy of the picture"),
    ("Data", HiddenPicture, "A second picture"),
];

/// Every attribute, and every text under the nearest element that is not one of RDF's own.
fn properties(packet: &[u8]) -> Vec<(String, String)> {
    const MOST: usize = 2_000;
    let mut reader = Reader::from_reader(packet);
    reader.config_mut().check_end_names = false;
    let mut values = Vec::new();
    let mut open: Vec<String> = Vec::new();
    while values.len() < MOST && open.len() < 100 {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                attributes(&element, &mut values);
                open.push(local(element.name().local_name().as_ref()));
            }
            Ok(Event::Empty(element)) => attributes(&element, &mut values),
            Ok(Event::End(_)) => {
                open.pop();
            }
            Ok(Event::Text(text)) => {
                let text = text.trim().to_owned();
                let name = open
                    .iter()
                    .rev()
                    .find(|name| !["li", "Alt", "Bag", "Seq", "Description"].contains(&name.as_str()));
                if let Some(name) = name.filter(|_| !text.is_empty()) {
                    values.push((name.clone(), text));
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    values
}

fn attributes(element: &quick_xml::events::BytesStart<'_>, values: &mut Vec<(String, String)>) {
    for attribute in element.attributes().with_checks(false).flatten() {
        let value = attribute.value.to_string();
        values.push((local(attribute.key.local_name().as_ref()), value));
    }
}

fn local(name: &str) -> String {
    name.to_owned()
}
