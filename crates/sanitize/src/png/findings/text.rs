//! Text chunks (PNG 11.3.3): the registered keywords, and what programs put under keywords of their own.

use crate::Reveals::{self, Device, EditHistory, Location, Name, Provenance, Time};
use crate::bytes::part;
use crate::finding::{Place, Told};
use crate::png::pixels::inflate;
use crate::words::{date, excerpt, json_texts, moment, size, text};
use crate::{Finding, exif, icc, iptc, xmp};

/// A text chunk's keyword and text.
pub(super) struct Text {
    keyword: String,
    text: Vec<u8>,
}

impl Text {
    /// Reads the content of a chunk. Compressed text is read up to what is left of a file's allowance.
    pub(super) fn read(chunk: &str, data: &[u8], left: &mut usize) -> Option<Self> {
        let end = data.iter().position(|byte| *byte == 0)?;
        let keyword = String::from_utf8_lossy(data.get(..end)?).into_owned();
        let rest = data.get(end + 1..)?;
        let mut inflated = |stream| {
            let text = inflate(stream, *left);
            *left -= text.len();
            text
        };
        let text = match chunk {
            "tEXt" => rest.to_vec(),
            "zTXt" => inflated(rest.get(1..)?),
            _ => {
                let compressed = *rest.first()? == 1;
                let mut fields = rest.get(2..)?.splitn(3, |byte| *byte == 0);
                let text = fields.nth(2)?;
                if compressed { inflated(text) } else { text.to_vec() }
            }
        };
        Some(Self { keyword, text })
    }

    pub(super) fn findings(&self, place: Place<'_>) -> Vec<Finding> {
        let keyword = self.keyword.as_str();
        if keyword == "XML:com.adobe.xmp" {
            return xmp::findings(&self.text, place);
        }
        if let Some(profile) = keyword.strip_prefix("Raw profile type ") {
            return raw_profile(profile, &self.text, place);
        }
        let mut told = Told::new(place);
        let value = text(&self.text);
        match KEYWORDS
            .iter()
            .find(|(known, ..)| known.eq_ignore_ascii_case(keyword))
        {
            Some((_, Time, label)) => told.tell_of(Time, label, &time(&value)),
            Some((_, reveals, label)) => told.tell_of(*reveals, label, &value),
            // ImageMagick copies each field of an Exif block into a text of its own.
            None if keyword.starts_with("exif:") => {
                told.tell(Device, "Camera settings, copied as texts");
            }
            None => match AI_KEYWORDS.iter().find(|(known, _)| *known == keyword) {
                Some((_, program)) => tell_prompt(program, &self.text, &mut told),
                None => told.tell_of(Reveals::Text, &excerpt(keyword), &value),
            },
        }
        if told.is_empty() {
            told.tell(Reveals::Text, format!("{}, without text", excerpt(keyword)));
        }
        told.finish()
    }
}

/// The keywords of PNG 11.3.3.2, of freedesktop.org's thumbnails and of well-known programs.
const KEYWORDS: &[(&str, Reveals, &str)] = &[
    ("Title", Reveals::Text, "Title"),
    ("Author", Name, "Author"),
    ("Artist", Name, "Author"),
    ("Description", Reveals::Text, "Description"),
    ("Copyright", Name, "Copyright"),
    ("Creation Time", Time, "Made"),
    ("CreationTime", Time, "Made"),
    ("create-date", Time, "Made"),
    ("date:create", Time, "Made"),
    ("date:modify", Time, "Changed"),
    ("date:timestamp", Time, "Written"),
    ("modify-date", Time, "Changed"),
    ("Software", EditHistory, "Program"),
    ("Disclaimer", Reveals::Text, "Disclaimer"),
    ("Warning", Reveals::Text, "Warning"),
    ("Source", Device, "Source"),
    ("Comment", Reveals::Text, "Comment"),
    ("Make", Device, "Maker"),
    ("Model", Device, "Model"),
    ("URL", Reveals::Text, "Web page"),
    ("Thumb::URI", EditHistory, "Where the file lay"),
    ("Thumb::MTime", Time, "File changed"),
    (
        "Thumb::Image::Width",
        Device,
        "Width of the picture it was made from",
    ),
    (
        "Thumb::Image::Height",
        Device,
        "Height of the picture it was made from",
    ),
    ("Thumb::Size", Device, "Size of the file it was made from"),
    ("signature", EditHistory, "Signature"),
    ("exif:Artist", Name, "Photographer"),
    ("exif:CameraOwnerName", Name, "Owner of the camera"),
    ("exif:Copyright", Name, "Copyright"),
    ("exif:ImageDescription", Reveals::Text, "Description"),
    ("exif:DocumentName", Reveals::Text, "Name of the document"),
    ("exif:Make", Device, "Maker"),
    ("exif:Model", Device, "Model"),
    ("exif:BodySerialNumber", Device, "Serial number of the camera"),
    ("exif:LensSerialNumber", Device, "Serial number of the lens"),
    ("exif:ImageUniqueID", Device, "Number of this one picture"),
    ("exif:Software", EditHistory, "Program"),
    ("exif:HostComputer", EditHistory, "Computer or phone"),
    ("exif:DateTimeOriginal", Time, "Taken"),
    ("exif:DateTimeDigitized", Time, "Digitised"),
    ("exif:DateTime", Time, "Changed"),
    ("exif:GPSLatitude", Location, "Latitude"),
    ("exif:GPSLongitude", Location, "Longitude"),
    ("File Name", EditHistory, "Name of the file"),
    ("Writer", EditHistory, "Program"),
    ("Timestamp", Time, "Made"),
    ("xmp:CreateDate", Time, "Made"),
    ("xmp:CreatorTool", EditHistory, "Program"),
];

/// Where programs that make pictures by artificial intelligence keep what they were told.
const AI_KEYWORDS: &[(&str, &str)] = &[
    ("parameters", "Stable Diffusion"),
    ("prompt", "ComfyUI"),
    ("workflow", "ComfyUI"),
    ("Dream", "InvokeAI"),
    ("sd-metadata", "InvokeAI"),
    ("invokeai_metadata", "InvokeAI"),
    ("invokeai_graph", "InvokeAI"),
    ("fooocus_scheme", "Fooocus"),
    ("generation_data", "TensorArt"),
];

/// What was asked for. In JSON the prompt is the text of a few names.
fn tell_prompt(program: &str, bytes: &[u8], told: &mut Told<'_>) {
    const NAMES: [&str; 6] = [
        "prompt",
        "positive_prompt",
        "negative_prompt",
        "text",
        "text_g",
        "text_l",
    ];
    told.tell(Provenance, format!("Made by artificial intelligence ({program})"));
    let json = String::from_utf8_lossy(bytes);
    let mut found = false;
    if json.trim_start().starts_with(['{', '[']) {
        for name in NAMES {
            for prompt in json_texts(&json, name).filter(|prompt| prompt.len() > 2).take(20) {
                told.tell_of(Reveals::Text, "Prompt", &excerpt(&prompt.replace("\\n", " ")));
                found = true;
            }
        }
        for name in ["ckpt_name", "model_name", "sd_model_name"] {
            for model in json_texts(&json, name).take(5) {
                told.tell_of(Provenance, "Model", &excerpt(model));
            }
        }
    }
    if !found {
        told.tell_of(Reveals::Text, "Prompt", &text(bytes));
    }
}

/// A date, or a moment in seconds.
fn time(value: &str) -> String {
    match value.trim().parse::<i64>() {
        Ok(seconds) if value.trim().len() > 8 && seconds.unsigned_abs() < 1 << 40 => moment(seconds),
        _ => date(value),
    }
}

/// ImageMagick's and ExifTool's way to keep other formats' blocks: a name, a length, hexadecimal digits.
fn raw_profile(profile: &str, text: &[u8], place: Place<'_>) -> Vec<Finding> {
    let bytes = unhex(text).unwrap_or_default();
    let told = match profile.trim() {
        _ if bytes.is_empty() => Vec::new(),
        "exif" => exif::findings(exif::tiff(&bytes), place),
        "APP1" | "app1" => match bytes.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0") {
            Some(packet) => xmp::findings(packet, place),
            None => exif::findings(exif::tiff(&bytes), place),
        },
        "xmp" => xmp::findings(&bytes, place),
        "8bim" => iptc::findings(&bytes, place),
        "iptc" if bytes.starts_with(b"8BIM") => iptc::findings(&bytes, place),
        "iptc" => iptc::data_sets(&bytes, place),
        // Photoshop's ImageSourceData, by its number in TIFF.
        "tiff:37724" => vec![place.found(
            Reveals::HiddenPicture,
            format!("Photoshop's layers, {}", size(bytes.len())),
        )],
        "icc" | "icm" => icc::description(&bytes)
            .map(|name| place.found(Device, format!("Colour profile: {}", excerpt(&name))))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    };
    if told.is_empty() {
        let value = format!("A block called {}, {}", excerpt(profile), size(place.bytes));
        vec![place.found(EditHistory, value)]
    } else {
        told
    }
}

/// The bytes behind the name and the length, which is in decimal digits.
fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let mut lines = text.splitn(4, |byte| *byte == b'\n');
    let digits = lines.nth(3)?;
    let digits: Vec<u8> = digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    let pairs = digits.chunks_exact(2);
    Some(
        pairs
            .filter_map(|pair| Some(part(pair, 0..1).first()? << 4 | pair.last()?))
            .collect(),
    )
}
