//! TIFF structures with Exif in them, in either byte order.

#[derive(Clone, Copy)]
pub(crate) struct Order {
    pub(crate) big: bool,
}

pub(crate) struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    value: Vec<u8>,
}

impl Order {
    pub(crate) fn u16(self, value: u16) -> [u8; 2] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    pub(crate) fn u32(self, value: u32) -> [u8; 4] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    pub(crate) fn short(self, tag: u16, value: u16) -> Entry {
        Entry {
            tag,
            kind: 3,
            count: 1,
            value: self.u16(value).to_vec(),
        }
    }

    pub(crate) fn long(self, tag: u16, value: u32) -> Entry {
        Entry {
            tag,
            kind: 4,
            count: 1,
            value: self.u32(value).to_vec(),
        }
    }

    pub(crate) fn ascii(self, tag: u16, value: &str) -> Entry {
        let value = [value.as_bytes(), b"\0"].concat();
        Entry {
            tag,
            kind: 2,
            count: value.len() as u32,
            value,
        }
    }

    pub(crate) fn undefined(self, tag: u16, value: &[u8]) -> Entry {
        Entry {
            tag,
            kind: 7,
            count: value.len() as u32,
            value: value.to_vec(),
        }
    }

    pub(crate) fn rationals(self, tag: u16, values: &[(u32, u32)]) -> Entry {
        let value = values
            .iter()
            .flat_map(|(a, b)| [self.u32(*a), self.u32(*b)].concat())
            .collect();
        Entry {
            tag,
            kind: 5,
            count: values.len() as u32,
            value,
        }
    }

    pub(crate) fn ifd(self, at: usize, entries: &[Entry], next: usize) -> Vec<u8> {
        let mut ifd = self.u16(entries.len() as u16).to_vec();
        let mut values = Vec::new();
        for entry in entries {
            ifd.extend(self.u16(entry.tag));
            ifd.extend(self.u16(entry.kind));
            ifd.extend(self.u32(entry.count));
            if entry.value.len() <= 4 {
                let mut value = entry.value.clone();
                value.resize(4, 0);
                ifd.extend(value);
            } else {
                let place = at + 2 + entries.len() * 12 + 4 + values.len();
                ifd.extend(self.u32(place as u32));
                values.extend(&entry.value);
                values.resize(values.len().next_multiple_of(2), 0);
            }
        }
        ifd.extend(self.u32(next as u32));
        ifd.extend(values);
        ifd
    }

    /// A whole structure: IFD0 with pointers to Exif and GPS, and IFD1 with a thumbnail.
    pub(crate) fn block(
        self,
        mut main: Vec<Entry>,
        exif: &[Entry],
        gps: &[Entry],
        thumbnail: &[u8],
    ) -> Vec<u8> {
        main.extend([self.long(0x8769, 0), self.long(0x8825, 0)]);
        let exif_at = 8 + self.ifd(8, &main, 0).len();
        let gps_at = exif_at + self.ifd(exif_at, exif, 0).len();
        let next_at = gps_at + self.ifd(gps_at, gps, 0).len();
        let thumbnail_at = next_at + 2 + 2 * 12 + 4;
        let pointers = main.len() - 2;
        main[pointers] = self.long(0x8769, exif_at as u32);
        main[pointers + 1] = self.long(0x8825, gps_at as u32);
        let next = [
            self.long(0x0201, thumbnail_at as u32),
            self.long(0x0202, thumbnail.len() as u32),
        ];
        let head = if self.big {
            b"MM\0*\0\0\0\x08"
        } else {
            b"II*\0\x08\0\0\0"
        };
        [
            head.to_vec(),
            self.ifd(8, &main, next_at),
            self.ifd(exif_at, exif, 0),
            self.ifd(gps_at, gps, 0),
            self.ifd(next_at, &next, 0),
            thumbnail.to_vec(),
        ]
        .concat()
    }

    /// The orientation alone, with another tag before it.
    pub(crate) fn turned(self, orientation: u16) -> Vec<u8> {
        let entries = vec![self.ascii(0x010F, "Maker"), self.short(0x0112, orientation)];
        self.block(entries, &[], &[], b"")
    }
}

pub(crate) const BIG: Order = Order { big: true };
pub(crate) const LITTLE: Order = Order { big: false };

/// A structure that tells where, when, by whom and with what. Every text holds `text`.
pub(crate) fn telling(order: Order, text: &str, orientation: u16) -> Vec<u8> {
    let comment = [b"ASCII\0\0\0", text.as_bytes()].concat();
    order.block(
        vec![
            order.ascii(0x010E, &format!("Caption {text}")),
            order.ascii(0x010F, &format!("Maker {text}")),
            order.ascii(0x0110, &format!("Model {text}")),
            order.short(0x0112, orientation),
            order.ascii(0x0131, &format!("Program {text}")),
            order.ascii(0x013B, &format!("Artist {text}")),
            order.ascii(0x8298, &format!("Rights {text}")),
        ],
        &[
            order.ascii(0x9003, "2026:05:04 03:02:01"),
            order.undefined(0x927C, &[b"MakerNote ".as_slice(), text.as_bytes()].concat()),
            order.undefined(0x9286, &comment),
            order.ascii(0xA430, &format!("Owner {text}")),
            order.ascii(0xA431, &format!("Serial {text}")),
        ],
        &[
            order.ascii(1, "N"),
            order.rationals(2, &[(51, 1), (30, 1), (3, 1)]),
            order.ascii(3, "W"),
            order.rationals(4, &[(0, 1), (7, 1), (29, 1)]),
            order.undefined(0x1C, &comment),
            order.ascii(0x1D, "2026:05:04"),
        ],
        &[b"\xFF\xD8\xFF\xDB".as_slice(), text.as_bytes(), b"\xFF\xD9"].concat(),
    )
}
