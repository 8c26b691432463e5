//! AV1 pictures as items (AV1-AVIF 1.1, 2.1) and their configuration (AV1-ISOBMFF 2.3.3).

use crate::Error;
use crate::bytes::{array, part};
use crate::error::malformed;
use crate::heif::unit::Unit;

const SEQUENCE_HEADER: u8 = 1;
const TEMPORAL_DELIMITER: u8 = 2;
const FRAME_HEADER: u8 = 3;
const TILE_GROUP: u8 = 4;
const FRAME: u8 = 6;
const PADDING: u8 = 15;

/// The OBUs of one picture, in order, from the first that stays to the last.
pub(super) fn units(data: &[u8], at: usize) -> Result<Vec<Unit>, Error> {
    let mut units: Vec<Unit> = Vec::new();
    let mut seen = Seen::default();
    let (mut next, mut last) = (0, 0);
    while next < data.len() {
        let obu =
            Obu::read(data, next).ok_or(malformed("picture data", at, "The picture data is cut off"))?;
        if seen.ends_before(&obu) {
            break;
        }
        let stays = seen.keeps(&obu, data);
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
    if seen.sequence && seen.frame {
        Ok(units)
    } else {
        Err(malformed(
            "picture data",
            at,
            "The picture data is missing or damaged",
        ))
    }
}

/// What of the picture has been met.
#[derive(Default)]
struct Seen {
    sequence: bool,
    /// Whether the sequence header says that there is one frame alone.
    still: bool,
    frame: bool,
}

impl Seen {
    /// Whether another picture begins, which no viewer shows: a second temporal unit, or a second frame of a
    /// sequence that is a still picture.
    fn ends_before(&self, obu: &Obu) -> bool {
        self.frame
            && (obu.kind == TEMPORAL_DELIMITER || self.still && matches!(obu.kind, FRAME_HEADER | FRAME))
    }

    fn keeps(&mut self, obu: &Obu, data: &[u8]) -> bool {
        match obu.kind {
            SEQUENCE_HEADER if !self.sequence => {
                self.sequence = true;
                // seq_profile has three bits, still_picture one (AV1, 5.5.1).
                self.still = data.get(obu.payload).is_some_and(|byte| byte & 0x10 != 0);
                true
            }
            TEMPORAL_DELIMITER => obu.payload == obu.end,
            FRAME_HEADER | FRAME => {
                self.frame = true;
                true
            }
            TILE_GROUP => true,
            _ => false,
        }
    }
}

/// An open bitstream unit (AV1, 5.3).
struct Obu {
    kind: u8,
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
        let mut payload = at + 1 + usize::from(head & 4 != 0);
        let end = if head & 2 != 0 {
            let (length, bytes) = leb128(data, payload)?;
            payload += bytes;
            payload.checked_add(length)?
        } else {
            data.len()
        };
        (payload <= end && end <= data.len()).then_some(Self { kind, payload, end })
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
