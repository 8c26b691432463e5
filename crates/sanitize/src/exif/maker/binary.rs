//! Notes that are no directories: fields at fixed places.

use crate::Reveals::{Device, Location, Text};
use crate::bytes::{from, le16, part};
use crate::finding::Told;
use crate::words::{text, utf16};

pub(super) fn tell(note: &[u8], told: &mut Told<'_>) {
    if let Some(camera) = TRAIL_CAMERAS.iter().find(|camera| note.starts_with(camera.start)) {
        camera.tell(note, told);
    }
    tell_serial_line(note, told);
}

/// A kind of trail camera (Reconyx): where its fields stand.
struct TrailCamera {
    start: &'static [u8],
    serial: std::ops::Range<usize>,
    serial_is_utf16: bool,
    label: std::ops::Range<usize>,
    moon: usize,
    celsius: usize,
}

const TRAIL_CAMERAS: &[TrailCamera] = &[
    TrailCamera {
        start: b"\x01\xF1",
        serial: 42..72,
        serial_is_utf16: true,
        label: 86..108,
        moon: 36,
        celsius: 40,
    },
    TrailCamera {
        start: b"RECONYXUF\0",
        serial: 75..90,
        serial_is_utf16: false,
        label: 90..111,
        moon: 67,
        celsius: 70,
    },
    TrailCamera {
        start: b"RECONYXH2\0",
        serial: 126..156,
        serial_is_utf16: true,
        label: 0..0,
        moon: 76,
        celsius: 80,
    },
];

impl TrailCamera {
    fn tell(&self, note: &[u8], told: &mut Told<'_>) {
        const MOON: [&str; 8] = [
            "new",
            "waxing crescent",
            "first quarter",
            "waxing, more than half",
            "full",
            "waning, more than half",
            "last quarter",
            "waning crescent",
        ];
        let serial = part(note, self.serial.clone());
        let serial = if self.serial_is_utf16 {
            utf16(serial, false)
        } else {
            text(serial)
        };
        told.tell_of(Device, "Serial number of the camera", &serial);
        told.tell_of(Text, "Label", &text(part(note, self.label.clone())));
        let moon = note.get(self.moon).and_then(|moon| MOON.get(usize::from(*moon)));
        told.tell_of(Location, "Moon", moon.copied().unwrap_or_default());
        if let Some(celsius) = le16(note, self.celsius).map(u16::cast_signed)
            && (-60..80).contains(&celsius)
        {
            told.tell(Location, format!("Air temperature: {celsius} °C"));
        }
    }
}

/// Hewlett-Packard's and others' line of text.
fn tell_serial_line(note: &[u8], told: &mut Told<'_>) {
    const NAME: &[u8] = b"SERIAL NUMBER:";
    const LONGEST: usize = 32;
    if let Some(at) = memchr::memmem::find(note, NAME) {
        let line = from(note, at + NAME.len());
        let line = part(line, 0..line.len().min(LONGEST));
        let end = line.iter().position(|byte| !matches!(byte, 0x20..=0x7E));
        let serial = text(part(line, 0..end.unwrap_or(line.len())));
        told.tell_of(Device, "Serial number of the camera", &serial);
    }
}
