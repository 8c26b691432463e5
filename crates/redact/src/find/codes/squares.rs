//! QR codes (ISO/IEC 18004:2024, 6.3.3): three position detection patterns, each a square of three by three modules in a
//! ring of seven by seven.

use crate::find::Found;
use crate::find::ink::Blot;

/// A ring with a square in its middle.
#[derive(Clone, Copy)]
struct Corner {
    x: f32,
    y: f32,
    /// The ring's extent: seven modules in a code that stands upright, up to 1.41 times that in a turned one.
    side: f32,
}

/// Rings that are looked at, the largest first: more than any picture of codes has.
const MOST: usize = 300;

/// The codes that `blots` form.
pub(super) fn codes(blots: &[Blot]) -> Vec<Found> {
    let corners = corners(blots);
    let mut found = Vec::new();
    for (place, first) in corners.iter().enumerate() {
        let rest = corners.get(place + 1..).unwrap_or_default();
        for (place, second) in rest.iter().enumerate() {
            let rest = rest.get(place + 1..).unwrap_or_default();
            found.extend(rest.iter().filter_map(|third| code([*first, *second, *third])));
        }
    }
    found
}

fn corners(blots: &[Blot]) -> Vec<Corner> {
    let mut squares: Vec<_> = blots
        .iter()
        .filter(|it| is_square(it) && it.filled() >= 0.45)
        .collect();
    squares.sort_by_key(|it| it.left);
    let rings = blots
        .iter()
        .filter(|it| is_square(it) && it.width() >= 7.0 && (0.15..=0.7).contains(&it.filled()));
    let corners = rings.filter_map(|ring| {
        let from = squares.partition_point(|square| square.left <= ring.left);
        let inside = squares.get(from..).unwrap_or_default();
        let mut inside = inside.iter().take_while(|square| square.left < ring.right);
        inside.any(|square| is_middle(square, ring)).then(|| Corner {
            x: middle(ring.left, ring.right),
            y: middle(ring.top, ring.bottom),
            side: ring.width().midpoint(ring.height()),
        })
    });
    let mut corners: Vec<_> = corners.collect();
    corners.sort_by(|a, b| b.side.total_cmp(&a.side));
    corners.truncate(MOST);
    corners
}

fn is_square(blot: &Blot) -> bool {
    let (width, height) = (blot.width(), blot.height());
    width.max(height) <= 1.5 * width.min(height)
}

/// Three sevenths as large as the ring, and in its middle.
fn is_middle(square: &Blot, ring: &Blot) -> bool {
    let part = (square.width() + square.height()) / (ring.width() + ring.height());
    let off = |a: (u32, u32), b: (u32, u32)| (middle(a.0, a.1) - middle(b.0, b.1)).abs();
    let room = 0.1 * ring.width().max(ring.height()) + 0.5;
    (0.28..=0.6).contains(&part)
        && off((square.left, square.right), (ring.left, ring.right)) <= room
        && off((square.top, square.bottom), (ring.top, ring.bottom)) <= room
}

fn middle(from: u32, to: u32) -> f32 {
    (from + to) as f32 / 2.0
}

/// The code of which these are three corners, if they are of one size and stand at a right angle, equally far apart.
fn code(corners: [Corner; 3]) -> Option<Found> {
    let largest = corners.iter().map(|it| it.side).fold(0.0, f32::max);
    let smallest = corners.iter().map(|it| it.side).fold(f32::INFINITY, f32::min);
    let [a, b, c] = corners;
    let apart = |a: Corner, b: Corner| (a.x - b.x).hypot(a.y - b.y);
    let (ab, bc, ca) = (apart(a, b), apart(b, c), apart(c, a));
    // The corner at the right angle is opposite the longest side.
    let (corner, others, legs) = if bc >= ab && bc >= ca {
        (a, [b, c], [ab, ca])
    } else if ca >= ab {
        (b, [a, c], [ab, bc])
    } else {
        (c, [a, b], [ca, bc])
    };
    let [one, other] = others;
    let (short, long) = (legs[0].min(legs[1]), legs[0].max(legs[1]));
    let cosine = ((one.x - corner.x) * (other.x - corner.x) + (one.y - corner.y) * (other.y - corner.y))
        / (short * long);
    // Between the middles of two corners lie 14 modules at least (21 less 7), and 170 at most (177 less 7).
    let modules = long / (largest / 7.0);
    if largest > 1.4 * smallest
        || long > 1.4 * short
        || cosine.abs() > 0.3
        || !(9.0..=200.0).contains(&modules)
    {
        return None;
    }
    let fourth = Corner {
        x: one.x + other.x - corner.x,
        y: one.y + other.y - corner.y,
        side: largest,
    };
    let all = || corners.into_iter().chain([fourth]);
    // Half a corner, and a quarter more for a code that is seen aslant.
    let room = 0.75 * largest;
    Some(Found {
        left: all().map(|it| it.x).fold(f32::INFINITY, f32::min) - room,
        top: all().map(|it| it.y).fold(f32::INFINITY, f32::min) - room,
        right: all().map(|it| it.x).fold(f32::NEG_INFINITY, f32::max) + room,
        bottom: all().map(|it| it.y).fold(f32::NEG_INFINITY, f32::max) + room,
    })
}
