//! What a part tells about people.

use std::collections::{HashMap, HashSet};
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

/// What one part tells, without repetitions and up to a bound, because a small part can claim very much.
pub(crate) struct Told<'a> {
    pub(crate) place: Place<'a>,
    findings: Vec<Finding>,
    more: usize,
}

impl<'a> Told<'a> {
    const MOST: usize = 300;

    pub(crate) fn new(place: Place<'a>) -> Self {
        Self {
            place,
            findings: Vec::new(),
            more: 0,
        }
    }

    /// A value as it is.
    pub(crate) fn tell(&mut self, reveals: Reveals, value: impl Into<String>) {
        self.add(self.place.found(reveals, value));
    }

    /// A value under its name; nothing where the value is empty.
    pub(crate) fn tell_of(&mut self, reveals: Reveals, label: &str, value: &str) {
        if !value.is_empty() {
            self.tell(reveals, format!("{label}: {value}"));
        }
    }

    /// A place on earth.
    pub(crate) fn locate(&mut self, position: Option<Position>, value: impl Into<String>) {
        self.add(Finding {
            position,
            ..self.place.found(Reveals::Location, value)
        });
    }

    /// A hidden picture, which can be shown where its bytes stand together in the file.
    pub(crate) fn show(&mut self, picture: Option<Range<usize>>, value: impl Into<String>) {
        self.add(Finding {
            picture: picture.map(Embedded::File),
            ..self.place.found(Reveals::HiddenPicture, value)
        });
    }

    pub(crate) fn add(&mut self, finding: Finding) {
        if self.findings.contains(&finding) {
            return;
        }
        if self.findings.len() < Self::MOST {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }

    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    pub(crate) fn finish(mut self) -> Vec<Finding> {
        if self.more > 0 {
            let value = format!("And {} more of this part", self.more);
            self.findings.push(self.place.found(Reveals::Unknown, value));
        }
        self.findings
    }
}

/// The findings of a whole file in the order of their kinds, places on earth first, each thing said once, and a
/// bounded number of them.
pub(crate) fn tidy(findings: Vec<Finding>) -> Vec<Finding> {
    /// Of one kind in parts of one name.
    const MOST: usize = 300;
    let mut said: HashSet<(Reveals, String)> = HashSet::new();
    let mut positions: Vec<Position> = Vec::new();
    let mut shown: HashSet<usize> = HashSet::new();
    let mut counts: HashMap<(Reveals, String), usize> = HashMap::new();
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let new = match (&finding.picture, finding.position) {
            (Some(Embedded::File(range)), _) => shown.insert(range.start),
            (Some(Embedded::Made(_)), _) => true,
            (None, Some(position)) => {
                let new = !positions.iter().any(|other| other.is_near(position));
                if new && positions.len() < MOST {
                    positions.push(position);
                }
                new
            }
            (None, None) => said.insert((finding.reveals, said_by(&finding).to_owned())),
        };
        if !new {
            continue;
        }
        let count = counts.entry((finding.reveals, finding.part.clone())).or_default();
        *count += 1;
        match *count {
            ..=MOST => kept.push(finding),
            count if count == MOST + 1 => kept.push(Finding {
                value: "And more of the same kind".into(),
                position: None,
                picture: None,
                ..finding
            }),
            _ => {}
        }
    }
    kept.sort_by_key(|finding| {
        let kind = Reveals::ALL.iter().position(|each| *each == finding.reveals);
        (kind, finding.position.is_none())
    });
    kept
}

/// What makes a finding the same as another: words or a long value under whatever name, or all of it.
fn said_by(finding: &Finding) -> &str {
    match finding.value.split_once(": ") {
        Some((_, value)) if value.len() >= 8 || value.chars().filter(|c| c.is_alphabetic()).count() >= 3 => {
            value
        }
        _ => &finding.value,
    }
}

impl Position {
    /// A position that is one: finite, on earth.
    pub(crate) fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let holds = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        holds.then_some(Self { latitude, longitude })
    }

    /// Whether both are the same but for rounding.
    fn is_near(self, other: Self) -> bool {
        (self.latitude - other.latitude).abs() < 3e-4 && (self.longitude - other.longitude).abs() < 3e-4
    }
}
