//! What hiding regions does to a copy, known from the photo's headers alone.

use heifer::heifer_isobmff::HeifFile;
use jxl_oxide::JxlImage;
use safelight_redact::{bmp, gif, jpeg, png, tiff, webp};
use safelight_sanitize::{FORMATS, Format, Kind, Picture, Shows};

use crate::avif;
use crate::failure::{Code, Failure};

/// What hiding regions does to a copy.
#[derive(Debug, Clone)]
pub enum Hiding {
    /// Outside the regions every coefficient or pixel stays as it is coded.
    InPlace,
    /// Outside the regions every pixel stays just as it is shown; what was coded with loss is stored without, and takes
    /// more room.
    Lossless {
        /// Whether its encoder predicted pixels outside the regions from those inside, and left traces of them there.
        predicted: bool,
    },
    /// The copy is of another format; what the source's encoder predicted from the regions stays outside them.
    Converted(&'static Format),
    /// No region can be hidden: what [`Inspected::clean`](crate::Inspected::clean) fails with.
    Impossible(Failure),
}

impl Hiding {
    /// How it goes with a clean photo. Damage in its coded data is found only when they are decoded.
    pub(crate) fn of(picture: &Picture, clean: &[u8]) -> Self {
        Self::known(picture, clean).unwrap_or_else(Self::Impossible)
    }

    fn known(picture: &Picture, clean: &[u8]) -> Result<Self, Failure> {
        let stored = |lossy, predicted| match lossy {
            true => Self::Lossless { predicted },
            false => Self::InPlace,
        };
        match picture.format.kind {
            Kind::Jpeg => jpeg::check(clean)?,
            Kind::Png => png::check(clean)?,
            Kind::Gif => gif::check(clean)?,
            Kind::Bmp => bmp::check(clean)?,
            Kind::WebP => return Ok(stored(webp::has_loss(clean)?, true)),
            Kind::Tiff => {
                // What is drawn on the page that is shown lies there on all.
                let pages = tiff::pages(clean)?;
                if pages.iter().any(|size| Some(size) != pages.first()) {
                    return Err(impossible(OTHER_PAGES));
                }
                return Ok(stored(tiff::has_loss(clean)?, false));
            }
            Kind::Jxl | Kind::Heic | Kind::Avif if picture.shows != Shows::Still => {
                return Err(impossible(MOVES));
            }
            Kind::Heic => return Self::converted(heif_is_transparent(clean)),
            Kind::Jxl => return Self::converted(jxl_is_transparent(clean)),
            Kind::Avif => {
                avif::check(clean).map_err(|_| impossible(SAVE))?;
                return Self::converted(heif_is_transparent(clean));
            }
        }
        Ok(Self::InPlace)
    }

    /// A PNG keeps transparency.
    fn converted(transparent: bool) -> Result<Self, Failure> {
        let kind = if transparent { Kind::Png } else { Kind::Jpeg };
        let format = FORMATS.iter().find(|format| format.kind == kind);
        format.map(Self::Converted).ok_or_else(|| impossible(SAVE))
    }

    /// What keeps regions from being hidden; nothing where they can be.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Impossible(failure) => Some(failure),
            Self::InPlace | Self::Lossless { .. } | Self::Converted(_) => None,
        }
    }

    /// A plain sentence for the person; none where there is nothing to tell.
    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::InPlace => None,
            Self::Lossless { predicted } => {
                let margin = if *predicted { MARGIN } else { "" };
                Some(format!(
                    "To hide regions, the copy stores the picture just as it is shown, without further loss. It takes more room than the photo.{margin}"
                ))
            }
            Self::Converted(format) => Some(format!(
                "To hide regions, the copy becomes a {} picture: this format cannot be written here.{MARGIN}",
                format.name
            )),
            Self::Impossible(failure) => Some(failure.message.clone()),
        }
    }
}

/// A sentence more, where pixels beside what is hidden hang on it.
const MARGIN: &str = " In photos of this format, what is just beside a region can hold faint traces of what it hides: leave a wide margin around it. If there is an original JPEG, hide it there instead.";

const MOVES: &str = "It holds several pictures. Save it as a GIF, an animated PNG or a TIFF first.";

const OTHER_PAGES: &str = "Its pages differ in size, and a region drawn on one would lie elsewhere on another. Save each page as a picture of its own first.";

const SAVE: &str = "Save it as a JPEG or PNG first.";

fn impossible(remedy: &str) -> Failure {
    let why = format!("Regions cannot be hidden in this picture. {remedy}");
    Failure::new(Code::Unsupported, why)
}

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
