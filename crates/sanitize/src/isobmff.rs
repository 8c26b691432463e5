//! ISO base media files (ISO/IEC 14496-12), as far as telling them apart and finding them in a trailer.

use crate::bytes::{array, be32};

/// The major brand of a file that begins with a `ftyp` box (4.3).
pub(crate) fn brand(data: &[u8]) -> Option<[u8; 4]> {
    if array(data, 4)? != *b"ftyp" || be32(data, 0)? < 16 {
        return None;
    }
    array(data, 8)
}
