//! Faces: SeetaFace's frontal detector, upright and, where that finds nothing, with the picture turned.

mod funnel;
mod model;
mod patch;

use std::ops::RangeInclusive;

use image::{GrayImage, imageops};

use super::{Found, Kind, Suggestion, grey};
use crate::{Pixels, Size};
use model::Model;

/// The picture is looked at so large, in pixels on its longer side: faces of 40 of these pixels are found.
const LONGER_SIDE: RangeInclusive<u32> = 1600..=1600;
/// How sure the detector must be of an upright face, and of one in a turned picture: of 64 boxes on 100 photos of
/// cameras, some 7 are then no faces, and lower limits gain more of those than of faces.
const LEAST: f32 = 2.4;
const LEAST_TURNED: f32 = 4.0;

/// The faces of a picture, each with its head, the surest first.
///
/// `picture` and `displayed` are as for [`suggestions`](super::suggestions).
#[must_use]
pub fn faces(picture: &Pixels, displayed: Size) -> Vec<Suggestion> {
    let Some((picture, model)) = grey(picture, LONGER_SIDE).zip(Model::of_this_program()) else {
        return Vec::new();
    };
    let seen = picture.dimensions();
    let mut found = heads(&picture, model, LEAST);
    if found.is_empty() {
        let mut turned = picture;
        for turns in 1..=3 {
            let (width, height) = (turned.width() as f32, turned.height() as f32);
            turned = imageops::rotate90(&turned);
            let heights = [height, width, height];
            let upright = |it: Found| {
                heights
                    .iter()
                    .take(turns)
                    .fold(it, |it, &height| it.turned_back(height))
            };
            let faces = heads(&turned, model, LEAST_TURNED).into_iter();
            found.extend(faces.map(|(face, head)| (upright(face), upright(head))));
        }
    }
    let found = found.into_iter();
    found
        .filter_map(|(face, head)| {
            Some(Suggestion {
                core: face.shape(seen, displayed)?,
                ..head.suggestion(Kind::Face, seen, displayed)?
            })
        })
        .collect()
}

/// The faces in a picture of which the detector is so sure at least, each with its head.
fn heads(picture: &GrayImage, model: &Model, least: f32) -> Vec<(Found, Found)> {
    let found = alone(funnel::faces(picture, model, least)).into_iter();
    found.map(|found| (square(found), head(found))).collect()
}

fn square(face: funnel::Found) -> Found {
    let (x, y, side) = (face.x as f32, face.y as f32, face.side as f32);
    Found {
        left: x,
        top: y,
        right: x + side,
        bottom: y + side,
    }
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
    let Found {
        left,
        top,
        right,
        bottom,
    } = square(face);
    let side = face.side as f32;
    Found {
        left: left - 0.3 * side,
        top: top - 0.55 * side,
        right: right + 0.3 * side,
        bottom: bottom + 0.25 * side,
    }
}
