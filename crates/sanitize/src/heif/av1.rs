//! AV1 pictures as items (AV1-AVIF 1.1, 2.1) and their configuration (AV1-ISOBMFF 2.3.3).

mod header;

use crate::Error;
use crate::bytes::{array, part};
use crate::error::malformed;
use crate::heif::unit::Unit;
use crate::part::Size;
use header::Sequence;

const SEQUENCE_HEADER: u8 = 1;
const TEMPORAL_DELIMITER: u8 = 2;
const FRAME_HEADER: u8 = 3;
const TILE_GROUP: u8 = 4;
const FRAME: u8 = 6;
const PADDING: u8 = 15;

pub(super) const LAYERS: Error = Error::Unsupported {
    what: "An AVIF picture in layers, of which viewers show one",
    remedy: crate::format::SAVE_JPEG,
};

/// The OBUs of one picture, in order, from the first that stays to the last, and the sides of its frame.
pub(super) fn units(data: &[u8], at: usize) -> Result<(Vec<Unit>, Size), Error> {
    let mut units: Vec<Unit> = Vec::new();
    let mut seen = Seen::default();
    let (mut next, mut last) = (0, 0);
    while next < data.len() {
        let obu =
            Obu::read(data, next).ok_or(malformed("picture data", at, "The picture data is cut off"))?;
        if seen.ends_before(&obu) {
            break;
        }
        let stays = seen.keeps(&obu, data, at)?;
        if stays {
            last = units.len() + 1;
        }
        if last > 0 {
            units.push(Unit {
                range: next..obu.end,
                made: (!stays).then(|| padding(obu.end - next)),
            });
        }
        next = obu.end;
    }
    units.truncate(last);
    match seen.frame {
        Some(size) => Ok((units, size)),
        None => Err(broken(at)),
    }
}

fn broken(at: usize) -> Error {
    malformed("picture data", at, "The picture data is missing or damaged")
}

/// What of the picture has been met.
#[derive(Default)]
struct Seen {
    sequence: Option<Sequence>,
    frame: Option<Size>,
}

impl Seen {
    /// Whether another picture begins, which no viewer shows: the first frame is shown and stands by itself.
    fn ends_before(&self, obu: &Obu) -> bool {
        self.frame.is_some() && matches!(obu.kind, TEMPORAL_DELIMITER | FRAME_HEADER | FRAME)
    }

    fn keeps(&mut self, obu: &Obu, data: &[u8], at: usize) -> Result<bool, Error> {
        let payload = || part(data, obu.payload..obu.end);
        match (obu.kind, &self.sequence, self.frame) {
            (SEQUENCE_HEADER, None, _) => {
                let sequence = Sequence::read(payload()).ok_or_else(|| broken(at))?;
                if sequence.layers {
                    return Err(LAYERS);
                }
                self.sequence = Some(sequence);
            }
            (FRAME_HEADER | FRAME, Some(sequence), None) => {
                self.frame = Some(sequence.frame(payload())?.ok_or_else(|| broken(at))?);
            }
            (TILE_GROUP, _, Some(_)) => {}
            _ => return Ok(false),
        }
        if obu.layer == 0 { Ok(true) } else { Err(LAYERS) }
    }
}

/// An open bitstream unit (AV1, 5.3).
struct Obu {
    kind: u8,
    /// The extension (5.3.3): the layers it is of.
    layer: u8,
    payload: usize,
    end: usize,
}

impl Obu {
    fn read(data: &[u8], at: usize) -> Option<Self> {
        let head = *data.get(at)?;
        if head & 0x80 != 0 {
            return None;
        }
        let kind = head >> 3 & 15;
        let (layer, mut payload) = if head & 4 == 0 {
            (0, at + 1)
        } else {
            (*data.get(at + 1)?, at + 2)
        };
        let end = if head & 2 != 0 {
            let (length, bytes) = leb128(data, payload)?;
            payload += bytes;
            payload.checked_add(length)?
        } else {
            data.len()
        };
        (payload <= end && end <= data.len()).then_some(Self {
            kind,
            layer,
            payload,
            end,
        })
    }
}

/// leb128() (4.10.5): the number and how many bytes it takes.
fn leb128(data: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut number = 0_u64;
    for (count, byte) in part(data, at..data.len().min(at + 8)).iter().enumerate() {
        number |= u64::from(byte & 0x7F) << (7 * count);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(number).ok()?, count + 1));
        }
    }
    None
}

/// A padding OBU (5.8) of so many bytes, at least two.
fn padding(whole: usize) -> Vec<u8> {
    let field = (1..8)
        .find(|bytes| whole.saturating_sub(1 + bytes) >> (7 * bytes) == 0)
        .unwrap_or(8);
    let length = whole.saturating_sub(1 + field);
    let mut made = vec![PADDING << 3 | 2];
    made.extend((0..field).map(|byte| {
        let more = if byte + 1 < field { 0x80 } else { 0 };
        (length >> (7 * byte)) as u8 & 0x7F | more
    }));
    made.resize(whole, 0);
    if let Some(last) = made.last_mut().filter(|_| length > 0) {
        *last = 0x80;
    }
    made
}

/// The configuration record without OBUs: the picture data holds its own sequence header (AV1-AVIF, 2.1).
pub(super) fn config(source: &[u8]) -> Option<Vec<u8>> {
    let [marker, profile, depth, _] = array(source, 0)?;
    (marker == 0x81).then(|| vec![marker, profile, depth, 0])
}

#[cfg(test)]
mod tests {
    use super::{Obu, padding};

    #[test]
    fn padding_takes_the_room_it_is_given() {
        for whole in (2..400).chain(16_380..16_400) {
            let made = padding(whole);
            let obu = Obu::read(&made, 0).expect("an OBU");
            assert_eq!((made.len(), obu.kind, obu.end), (whole, super::PADDING, whole));
        }
    }
}
