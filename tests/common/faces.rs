//! Faces that are drawn.

/// Sides of a picture of [`drawn_faces`].
pub(crate) const FACES_SIZE: [u32; 2] = [480, 360];

/// Drawn faces, each 110 pixels wide from its left and top side, such as the finder takes for faces.
pub(crate) fn drawn_faces(places: &[[f32; 2]]) -> impl Fn(u32, u32) -> [u8; 3] {
    // Centre and half sides in shares of the width, and the grey: hair, face, then for each eye white, iris and brow, then
    // nose and mouth.
    const PARTS: [([f32; 4], f32); 10] = [
        ([0.50, 0.51, 0.58, 0.66], 60.0),
        ([0.50, 0.65, 0.50, 0.65], 200.0),
        ([0.30, 0.57, 0.12, 0.05], 235.0),
        ([0.70, 0.57, 0.12, 0.05], 235.0),
        ([0.30, 0.57, 0.06, 0.065], 40.0),
        ([0.70, 0.57, 0.06, 0.065], 40.0),
        ([0.30, 0.43, 0.14, 0.025], 70.0),
        ([0.70, 0.43, 0.14, 0.025], 70.0),
        ([0.50, 0.84, 0.09, 0.035], 130.0),
        ([0.50, 1.00, 0.17, 0.05], 110.0),
    ];
    let places = places.to_vec();
    move |x, y| {
        let mut grey = 150.0;
        for [left, top] in &places {
            for ([cx, cy, a, b], shade) in PARTS {
                let [a, b] = [a * 110.0, b * 110.0];
                let across = (x as f32 - left - cx * 110.0) / a;
                let down = (y as f32 - top - cy * 110.0) / b;
                // Soft over some pixels, as what a lens draws is.
                let inside = (1.0 - across.hypot(down)) * a.min(b) / 3.0 + 0.5;
                grey += (shade - grey) * inside.clamp(0.0, 1.0);
            }
        }
        [grey as u8; 3]
    }
}
