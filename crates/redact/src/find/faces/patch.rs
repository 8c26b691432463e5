//! What a network sees of a window: sums of gradients (SURF-like, Li and Zhang, CVPR 2013).

/// The side of a window, in pixels.
pub(super) const SIDE: usize = 40;
/// Numbers that describe one patch: eight sums for each of its two by two cells.
pub(super) const VALUES: usize = 2 * 2 * SUMS;
/// ∂x and |∂x| where ∂y is not negative, then where it is; ∂y and |∂y| where ∂x is not negative, then where it is.
const SUMS: usize = 8;

/// A rectangle in a window.
#[derive(Clone, Copy)]
pub(super) struct Patch {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

impl Patch {
    /// All patches a network may choose from, in the order of their numbers in the model.
    pub(super) fn pool() -> Vec<Self> {
        const LEAST: usize = 16;
        const STEP: usize = 16;
        let mut pool = Vec::new();
        for (across, down) in [(1, 1), (1, 2), (2, 1), (2, 3), (3, 2)] {
            for height in (LEAST..=SIDE).filter(|height| height % 2 == 0 && height % down == 0) {
                let width = height / down * across;
                if width % 2 != 0 || !(LEAST..=SIDE).contains(&width) {
                    continue;
                }
                for y in (0..=SIDE - height).step_by(STEP) {
                    pool.extend(
                        (0..=SIDE - width)
                            .step_by(STEP)
                            .map(|x| Self { x, y, width, height }),
                    );
                }
            }
        }
        pool
    }
}

/// The gradients of one window, summed up from its top left corner.
pub(super) struct Gradients([[[i32; SUMS]; SIDE + 1]; SIDE + 1]);

impl Gradients {
    pub(super) fn of(window: &[[u8; SIDE]; SIDE]) -> Self {
        let mut sums = [[[0; SUMS]; SIDE + 1]; SIDE + 1];
        let mut over = [[0; SUMS]; SIDE + 1];
        for ((y, row), sums) in window.iter().enumerate().zip(sums.iter_mut().skip(1)) {
            let above = window.get(y.saturating_sub(1)).unwrap_or(row);
            let below = window.get(y + 1).unwrap_or(row);
            let across = across(row);
            let mut before = [0; SUMS];
            let pixels = across.iter().zip(above).zip(below);
            for (((&dx, &up), &down), over) in pixels.zip(over.iter_mut().skip(1)) {
                let channels = channels(dx, difference(up, down, y));
                for ((before, channel), over) in before.iter_mut().zip(channels).zip(over) {
                    *before += channel;
                    *over += *before;
                }
            }
            *sums = over;
        }
        Self(sums)
    }

    /// Appends the patch's [`VALUES`], of length one together.
    pub(super) fn describe(&self, patch: Patch, into: &mut Vec<f32>) {
        let (width, height) = (patch.width / 2, patch.height / 2);
        let first = into.len();
        for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let (x, y) = (patch.x + column * width, patch.y + row * height);
            let corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)];
            let [a, b, c, d] = corners.map(|(x, y)| {
                self.0
                    .get(y)
                    .and_then(|row| row.get(x))
                    .copied()
                    .unwrap_or_default()
            });
            into.extend(
                d.iter()
                    .zip(c)
                    .zip(b)
                    .zip(a)
                    .map(|(((d, c), b), a)| (d - c - b + a) as f32),
            );
        }
        let values = into.get_mut(first..).unwrap_or_default();
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        if length > 0.0 {
            values.iter_mut().for_each(|value| *value /= length);
        }
    }
}

/// ∂x of every pixel of a row.
fn across(row: &[u8; SIDE]) -> [i32; SIDE] {
    std::array::from_fn(|x| {
        let left = row.get(x.saturating_sub(1)).copied().unwrap_or_default();
        let right = row.get((x + 1).min(SIDE - 1)).copied().unwrap_or_default();
        difference(left, right, x)
    })
}

/// Across two pixels; at the border, where one of them is missing, twice that across one.
fn difference(before: u8, after: u8, place: usize) -> i32 {
    let difference = i32::from(after) - i32::from(before);
    if place == 0 || place == SIDE - 1 {
        2 * difference
    } else {
        difference
    }
}

fn channels(dx: i32, dy: i32) -> [i32; SUMS] {
    // All bits where the other gradient is negative, none where it is not.
    let (down, right) = (dy >> 31, dx >> 31);
    let (x, y) = ([dx, dx.abs()], [dy, dy.abs()]);
    [
        x[0] & !down,
        x[1] & !down,
        x[0] & down,
        x[1] & down,
        y[0] & !right,
        y[1] & !right,
        y[0] & right,
        y[1] & right,
    ]
}
