//! How stored pixels become displayed ones.

use serde::{Deserialize, Serialize};

use crate::{Bounds, Size};

/// The eight orientations of TIFF 6.0 and Exif (tag 274), named by where the stored row 0 and column 0 are displayed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Upright {
    /// 1: stored as displayed.
    #[default]
    TopLeft,
    /// 2: mirrored left to right.
    TopRight,
    /// 3: turned by 180°.
    BottomRight,
    /// 4: mirrored top to bottom.
    BottomLeft,
    /// 5: mirrored along the diagonal from top left.
    LeftTop,
    /// 6: to be turned by 90° clockwise.
    RightTop,
    /// 7: mirrored along the diagonal from top right.
    RightBottom,
    /// 8: to be turned by 90° counter-clockwise.
    LeftBottom,
}

impl Upright {
    /// All eight, in the order of their TIFF values.
    pub const ALL: [Self; 8] = [
        Self::TopLeft,
        Self::TopRight,
        Self::BottomRight,
        Self::BottomLeft,
        Self::LeftTop,
        Self::RightTop,
        Self::RightBottom,
        Self::LeftBottom,
    ];

    /// Reads the value of the Orientation tag; `None` for anything but 1 to 8.
    #[must_use]
    pub fn from_tiff(value: u8) -> Option<Self> {
        Self::ALL.get(usize::from(value).checked_sub(1)?).copied()
    }

    /// The value of the Orientation tag, 1 to 8.
    #[must_use]
    pub const fn to_tiff(self) -> u8 {
        self as u8 + 1
    }

    /// Whether displayed rows are stored columns.
    #[must_use]
    pub const fn swaps_sides(self) -> bool {
        matches!(
            self,
            Self::LeftTop | Self::RightTop | Self::RightBottom | Self::LeftBottom
        )
    }

    /// The size at which a picture stored at `stored` is displayed.
    #[must_use]
    pub const fn displayed(self, stored: Size) -> Size {
        if self.swaps_sides() {
            Size {
                width: stored.height,
                height: stored.width,
            }
        } else {
            stored
        }
    }

    /// Where a displayed rectangle lies among the stored pixels of a picture of size `stored`.
    pub(crate) fn to_stored(self, shown: Bounds, stored: Size) -> Bounds {
        let (width, height) = (i64::from(stored.width), i64::from(stored.height));
        let (across, down) = if self.swaps_sides() {
            ((shown.y0, shown.y1), (shown.x0, shown.x1))
        } else {
            ((shown.x0, shown.x1), (shown.y0, shown.y1))
        };
        let (from_right, from_bottom) = self.reverses();
        let (x0, x1) = if from_right {
            (width - across.1, width - across.0)
        } else {
            across
        };
        let (y0, y1) = if from_bottom {
            (height - down.1, height - down.0)
        } else {
            down
        };
        Bounds { x0, y0, x1, y1 }
    }

    /// Whether stored columns are counted from the right, and stored rows from the bottom, on the screen.
    pub(crate) const fn reverses(self) -> (bool, bool) {
        let from_right = matches!(
            self,
            Self::TopRight | Self::BottomRight | Self::RightBottom | Self::LeftBottom
        );
        let from_bottom = matches!(
            self,
            Self::BottomRight | Self::BottomLeft | Self::RightTop | Self::RightBottom
        );
        (from_right, from_bottom)
    }
}
