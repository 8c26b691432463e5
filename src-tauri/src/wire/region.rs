//! Regions and suggestions, in displayed pixels: origin top left, orientation applied.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A hidden part of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Region {
    pub(crate) shape: Shape,
    pub(crate) style: Style,
    /// Marks a face, which a record may ask to have hidden.
    pub(crate) face: bool,
    /// What it hides, in the words of a record that asks for it.
    pub(crate) name: Option<String>,
}

/// An upright rectangle, the ellipse that fits one, or the corners of a polygon between pixels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Shape {
    Rectangle { x: i32, y: i32, width: u32, height: u32 },
    Ellipse { x: i32, y: i32, width: u32, height: u32 },
    Polygon { corners: Vec<[i32; 2]> },
}

/// How a region is hidden. A colour is `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Style {
    Blur,
    Mosaic,
    Fill { colour: String },
}

/// Something that may have to be hidden. It hides nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Suggestion {
    pub(crate) kind: Suggested,
    pub(crate) shape: Shape,
    /// Whether someone looked and said that it need not be hidden.
    pub(crate) dismissed: bool,
}

/// What the finder takes it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Suggested {
    Face,
    Text,
    Code,
}
