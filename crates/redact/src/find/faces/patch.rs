//! What a network sees of a window: sums of gradients (SURF-like, Li and Zhang, CVPR 2013).

/// The side of a window, in pixels.
pub(super) const SIDE: usize = 40;
/// Numbers that describe one patch: eight sums for each of its two by two cells.
pub(super) const VALUES: usize = 2 * 2 * SUMS;
/// ∂x and |∂x| where ∂y is not negative, then where it is; ∂y and |∂y| where ∂x is not negative, then where it is.
const SUMS: usize = 8;
const STRIDE: usize = SIDE + 1;

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
pub(super) struct Gradients(Vec<[i32; SUMS]>);

impl Gradients {
    /// `window` has [`SIDE`] rows of [`SIDE`] levels.
    pub(super) fn of(window: &[[u8; SIDE]; SIDE]) -> Self {
        let mut sums = vec![[0; SUMS]; STRIDE];
        sums.reserve(SIDE * STRIDE);
        for (y, row) in window.iter().enumerate() {
            let above = window.get(y.saturating_sub(1)).unwrap_or(row);
            let below = window.get(y + 1).unwrap_or(row);
            let mut before = [0; SUMS];
            sums.push(before);
            for (x, (&up, &down)) in above.iter().zip(below).enumerate() {
                let here = row.get(x).copied().unwrap_or_default();
                let left = row.get(x.wrapping_sub(1)).copied().unwrap_or(here);
                let right = row.get(x + 1).copied().unwrap_or(here);
                let dx = difference(left, right, x);
                let dy = difference(up, down, y);
                for (sum, value) in before.iter_mut().zip(channels(dx, dy)) {
                    *sum += value;
                }
                let mut all = before;
                let over = sums.get(sums.len() - STRIDE).copied().unwrap_or_default();
                all.iter_mut().zip(over).for_each(|(sum, over)| *sum += over);
                sums.push(all);
            }
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
            let [a, b, c, d] = corners.map(|(x, y)| self.0.get(y * STRIDE + x).copied().unwrap_or_default());
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
    let (across, down) = ([dx, dx.abs()], [dy, dy.abs()]);
    let [a, b] = if dy >= 0 {
        [across, [0; 2]]
    } else {
        [[0; 2], across]
    };
    let [c, d] = if dx >= 0 { [down, [0; 2]] } else { [[0; 2], down] };
    [a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1]]
}
