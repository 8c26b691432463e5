//! FLIR's thermal data ("FFF" files): temperatures behind the visible picture, and the camera that took them.

use crate::Reveals::{Device, HiddenPicture};
use crate::bytes::{array, be16, be32, le16, le32, part};
use crate::embedded::Joined;
use crate::finding::Told;
use crate::words::{size, text};

pub(super) fn tell(joined: &Joined, told: &mut Told<'_>) {
    const MOST_RECORDS: usize = 100;
    let data = joined.data.as_slice();
    let bytes = size(data.len());
    // Its numbers are in the order in which its version reads as 100 to 199.
    let big_endian = be32(data, 20).is_some_and(|version| (100..200).contains(&version));
    let number = |at| {
        let number = if big_endian {
            be32(data, at)
        } else {
            le32(data, at)
        };
        usize::try_from(number?).ok()
    };
    let (Some(first), Some(count)) = (number(24), number(28)) else {
        told.tell(HiddenPicture, format!("FLIR thermal data, {bytes}"));
        return;
    };
    let mut sides = None;
    for index in 0..count.min(MOST_RECORDS) {
        let entry = first.saturating_add(index * 32);
        let kind = if big_endian {
            be16(data, entry)
        } else {
            le16(data, entry)
        };
        let (Some(kind), Some(at), Some(length)) = (kind, number(entry + 12), number(entry + 16)) else {
            break;
        };
        let record = part(data, at..at.saturating_add(length));
        match kind {
            0x01 => sides = le16(record, 2).zip(le16(record, 4)),
            0x20 => camera(record, told),
            _ => {}
        }
    }
    let sides = sides.map_or_else(String::new, |(width, height)| {
        format!(", {width} × {height} points")
    });
    told.tell(
        HiddenPicture,
        format!("FLIR thermal data{sides}: the temperature of every point, {bytes}"),
    );
}

fn camera(record: &[u8], told: &mut Told<'_>) {
    for (at, length, label) in [
        (0xD4, 32, "Model"),
        (0x104, 16, "Serial number of the camera"),
        (0x170, 32, "Lens"),
        (0x1A0, 16, "Serial number of the lens"),
    ] {
        told.tell_of(Device, label, &text(part(record, at..at + length)));
    }
    if let Some(seconds) = array(record, 0x384).map(u32::from_le_bytes)
        && seconds > 0
    {
        told.tell_of(
            crate::Reveals::Time,
            "Taken",
            &crate::words::moment(i64::from(seconds)),
        );
    }
}
