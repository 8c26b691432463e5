//! What a part tells about people.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The kinds of things a file gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reveals {
    /// Where the photo was taken, or where somebody lives or works.
    Location,
    /// When it was taken or changed.
    Time,
    /// The camera or phone, its serial numbers and its settings.
    Device,
    /// Names of people.
    Name,
    /// Another picture: a thumbnail, the uncropped original, a depth map.
    HiddenPicture,
    /// Video or sound.
    HiddenVideo,
    /// The programs that edited it and what they did.
    EditHistory,
    /// Captions, comments, keywords, prompts.
    Text,
    /// Content credentials: who made the picture and how.
    Provenance,
    /// Data of an unknown kind.
    Unknown,
}

impl Reveals {
    /// Every kind, in the order in which a person is shown them.
    pub const ALL: [Self; 10] = [
        Self::Location,
        Self::Name,
        Self::HiddenPicture,
        Self::HiddenVideo,
        Self::Time,
        Self::Device,
        Self::Text,
        Self::EditHistory,
        Self::Provenance,
        Self::Unknown,
    ];

    /// The same for people, as a heading.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Location => "Where",
            Self::Time => "When",
            Self::Device => "Camera or phone",
            Self::Name => "Names of people",
            Self::HiddenPicture => "Hidden pictures",
            Self::HiddenVideo => "Hidden video or sound",
            Self::EditHistory => "Editing history",
            Self::Text => "Text",
            Self::Provenance => "Who made the picture and how",
            Self::Unknown => "Unknown data",
        }
    }

    /// The stable id that scripts and the window use.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Location => "location",
            Self::Time => "time",
            Self::Device => "device",
            Self::Name => "name",
            Self::HiddenPicture => "hidden-picture",
            Self::HiddenVideo => "hidden-video",
            Self::EditHistory => "edit-history",
            Self::Text => "text",
            Self::Provenance => "provenance",
            Self::Unknown => "unknown",
        }
    }
}

/// One thing that a part of the file gives away. It goes when the photo is cleaned.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub reveals: Reveals,
    /// The part of the file it stands in, in the words of its format.
    pub part: String,
    /// A value that a person can read.
    pub value: String,
    /// How many bytes of the file the part takes.
    pub bytes: usize,
    /// Where the part begins, in bytes from the start of the file.
    pub offset: usize,
    /// The place on earth, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The picture that it hides, where that can be shown.
    #[serde(skip)]
    pub picture: Option<Embedded>,
}

/// A place on earth (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Position {
    /// Degrees, north positive, -90 to 90.
    pub latitude: f64,
    /// Degrees, east positive, -180 to 180.
    pub longitude: f64,
}

/// Where a picture inside a file can be taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Embedded {
    /// A whole picture file of its own, such as an Exif thumbnail: its bytes in the source.
    File(Range<usize>),
    /// A picture that shares the file's structures: a clean file made of it alone, read together with the source.
    Made(crate::Output),
}

/// Where findings stand: a part of the file, by its name and place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) part: &'a str,
    pub(crate) bytes: usize,
    pub(crate) offset: usize,
}

impl Place<'_> {
    pub(crate) fn found(&self, reveals: Reveals, value: impl Into<String>) -> Finding {
        let Self { part, bytes, offset } = *self;
        Finding {
            reveals,
            part: part.into(),
            value: value.into(),
            bytes,
            offset,
            position: None,
            picture: None,
        }
    }
}
