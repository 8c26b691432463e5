//! What hiding regions does to a copy, by the photo's format.

use heifer::heifer_isobmff::HeifFile;
use jxl_oxide::JxlImage;
use safelight_redact::Error;
use safelight_sanitize::{FORMATS, Format, Kind, Picture, Shows};

/// What hiding regions does to a copy.
#[derive(Debug, Clone, Copy)]
pub enum Hiding {
    /// Outside the regions every coefficient or pixel stays as it is coded.
    InPlace,
    /// Outside the regions every pixel stays just as it is shown; what was coded with loss is stored without, and takes
    /// more room.
    Lossless,
    /// The copy is of another format.
    Converted(&'static Format),
    /// No region can be hidden; what the person can do instead, a plain sentence.
    Impossible(&'static str),
}

impl Hiding {
    /// How it goes with a clean photo.
    pub(crate) fn of(picture: &Picture, clean: &[u8]) -> Self {
        let stored = |lossy: Result<bool, Error>| match lossy {
            Ok(true) => Self::Lossless,
            Ok(false) => Self::InPlace,
            Err(_) => Self::Impossible(SAVE),
        };
        match picture.format.kind {
            Kind::Jpeg | Kind::Png | Kind::Gif | Kind::Bmp => Self::InPlace,
            Kind::WebP => stored(safelight_redact::webp::has_loss(clean)),
            Kind::Tiff => stored(safelight_redact::tiff::has_loss(clean)),
            Kind::Jxl | Kind::Heic | Kind::Avif if picture.shows != Shows::Still => Self::Impossible(
                "It holds several pictures. Save it as a GIF, an animated PNG or a TIFF first.",
            ),
            Kind::Heic | Kind::Avif => Self::converted(heif_is_transparent(clean)),
            Kind::Jxl => Self::converted(jxl_is_transparent(clean)),
        }
    }

    /// A PNG keeps transparency.
    fn converted(transparent: bool) -> Self {
        let kind = if transparent { Kind::Png } else { Kind::Jpeg };
        let format = FORMATS.iter().find(|format| format.kind == kind);
        format.map_or(Self::Impossible(SAVE), Self::Converted)
    }

    /// A plain sentence for the person; none where there is nothing to tell.
    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::InPlace => None,
            Self::Lossless => Some(
                "To hide regions, the copy stores the picture just as it is shown, without further loss. It takes more room than the photo."
                    .into(),
            ),
            Self::Converted(format) => Some(format!(
                "To hide regions, the copy becomes a {} picture: this format cannot be written here.",
                format.name
            )),
            Self::Impossible(remedy) => Some(format!("Regions cannot be hidden in this picture. {remedy}")),
        }
    }
}

const SAVE: &str = "Save it as a JPEG or PNG first.";

fn heif_is_transparent(clean: &[u8]) -> bool {
    let alpha = |file: HeifFile<'_>| {
        file.references
            .iter()
            .any(|reference| reference.ref_type.0 == *b"auxl")
    };
    HeifFile::parse(clean).is_ok_and(alpha)
}

fn jxl_is_transparent(clean: &[u8]) -> bool {
    let alpha = |image: JxlImage| {
        let channels = &image.image_header().metadata.ec_info;
        channels.iter().any(|channel| channel.is_alpha())
    };
    JxlImage::builder().read(clean).is_ok_and(alpha)
}
