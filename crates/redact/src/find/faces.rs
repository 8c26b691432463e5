//! Faces: SeetaFace's frontal detector, upright and, where that finds nothing, with the picture turned.

mod funnel;
mod model;
mod patch;

use image::{GrayImage, imageops};

use super::{Found, Kind, Suggestion, grey};
use crate::{Pixels, Size};
use model::Model;

/// The picture is looked at so large, in pixels on its longer side: faces down to a fortieth of it are found.
const LONGER_SIDE: u32 = 1600;
/// Smaller pictures are looked at enlarged, so often at most.
const TIMES: u32 = 2;
/// How sure the detector must be of an upright face, and of one in a turned picture: on 100 photos of cameras, faces
/// scored from 2.5 to 50, and all else, but for 3 boxes, at most 2.4.
const LEAST: f32 = 2.4;
const LEAST_TURNED: f32 = 4.0;

/// The faces of a picture, each with its head, the surest first.
///
/// `picture` and `displayed` are as for [`suggestions`](super::suggestions).
#[must_use]
pub fn faces(picture: &Pixels, displayed: Size) -> Vec<Suggestion> {
    let Some((picture, model)) = grey(picture, LONGER_SIDE, TIMES).zip(Model::of_this_program()) else {
        return Vec::new();
    };
    let seen = picture.dimensions();
    let mut found = heads(&picture, model, Turn::None);
    if found.is_empty() {
        found = [Turn::Right, Turn::Half, Turn::Left]
            .into_iter()
            .flat_map(|turn| heads(&picture, model, turn))
            .collect();
    }
    let found = found.into_iter();
    found
        .filter_map(|it| it.suggestion(Kind::Face, seen, displayed))
        .collect()
}

/// How a picture is turned before faces are looked for.
#[derive(Clone, Copy)]
enum Turn {
    None,
    /// By 90° clockwise.
    Right,
    Half,
    /// By 90° counter-clockwise.
    Left,
}

/// The heads of a picture that is to be turned, where they are before it is.
fn heads(picture: &GrayImage, model: &Model, turn: Turn) -> Vec<Found> {
    let turned = match turn {
        Turn::None => picture,
        Turn::Right => &imageops::rotate90(picture),
        Turn::Half => &imageops::rotate180(picture),
        Turn::Left => &imageops::rotate270(picture),
    };
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let least = if let Turn::None = turn {
        LEAST
    } else {
        LEAST_TURNED
    };
    alone(funnel::faces(turned, model, least))
        .into_iter()
        .map(head)
        .map(
            |Found {
                 left,
                 top,
                 right,
                 bottom,
             }| match turn {
                Turn::None => Found {
                    left,
                    top,
                    right,
                    bottom,
                },
                Turn::Right => Found {
                    left: top,
                    top: height - right,
                    right: bottom,
                    bottom: height - left,
                },
                Turn::Half => Found {
                    left: width - right,
                    top: height - bottom,
                    right: width - left,
                    bottom: height - top,
                },
                Turn::Left => Found {
                    left: width - bottom,
                    top: left,
                    right: width - top,
                    bottom: right,
                },
            },
        )
        .collect()
}

/// One square for every face: of two of which one lies mostly in the other, the surer.
fn alone(faces: Vec<funnel::Found>) -> Vec<funnel::Found> {
    let mut kept: Vec<funnel::Found> = Vec::new();
    for face in faces {
        if kept.iter().all(|other| other.covered(face) < 0.6) {
            kept.push(face);
        }
    }
    kept
}

/// A found square goes from the forehead to the chin: hair, ears and jaw lie around it.
fn head(face: funnel::Found) -> Found {
    let (x, y, side) = (face.x as f32, face.y as f32, face.side as f32);
    Found {
        left: x - 0.2 * side,
        top: y - 0.4 * side,
        right: x + 1.2 * side,
        bottom: y + 1.2 * side,
    }
}
