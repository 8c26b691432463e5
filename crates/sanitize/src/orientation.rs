//! Which way up a picture is shown: tag 0x0112 of TIFF 6.0 and Exif 3.0 (4.6.5.1.6).

/// The eight ways stored pixels may lie. The names say what stands in the stored first row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Orientation {
    /// Row 0 is the top, column 0 the left side: upright.
    #[default]
    TopLeft = 1,
    /// Mirrored left to right.
    TopRight = 2,
    /// Turned by 180°.
    BottomRight = 3,
    /// Mirrored top to bottom.
    BottomLeft = 4,
    /// Mirrored along the main diagonal.
    LeftTop = 5,
    /// To be turned clockwise by 90°.
    RightTop = 6,
    /// Mirrored along the other diagonal.
    RightBottom = 7,
    /// To be turned counter-clockwise by 90°.
    LeftBottom = 8,
}

impl Orientation {
    /// The orientation of a tag's value; values outside 1 to 8 mean nothing.
    pub const fn from_tiff(value: u16) -> Option<Self> {
        Some(match value {
            1 => Self::TopLeft,
            2 => Self::TopRight,
            3 => Self::BottomRight,
            4 => Self::BottomLeft,
            5 => Self::LeftTop,
            6 => Self::RightTop,
            7 => Self::RightBottom,
            8 => Self::LeftBottom,
            _ => return None,
        })
    }

    /// The tag's value, 1 to 8.
    pub const fn tiff(self) -> u8 {
        self as u8
    }

    /// Whether width and height change places when the picture is shown.
    pub const fn swaps_sides(self) -> bool {
        self as u8 >= 5
    }

    /// The smallest TIFF structure that carries the tag: a header, one IFD of one entry, 26 bytes.
    pub(crate) fn tiff_block(self) -> [u8; 26] {
        let mut block = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
        if let Some(value) = block.get_mut(19) {
            *value = self.tiff();
        }
        block
    }
}
