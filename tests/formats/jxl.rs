//! JPEG XLs for the tests, bit by bit. Only the coded sections come from an encoder.

use jxl_oxide::JxlImage;

/// The section of 6 by 5 RGB pixels whose red grows to the right and green downwards, made by
/// `cjxl -d 0 -e 3 --container=0` (libjxl 0.7.0).
pub(crate) const SECTION: &[u8] =
    b"\x4b\x12\xc5\x82\x85\x24\xd2\xaa\xca\x58\x21\x07\xce\x98\xda\xbe\xd7\x64\xf7\x00\xec\x42\x08\x21\
\xbe\xc8\x77\x04\xb1\x3d\xd0\xe9\x44\x04\x04\xb5\xd1\x85\x20\xaf\x92\x82\x82\x82\x02\x7f\x69\xf6\xc9\
\x66\x09\x72\x92\x1f\x1b\x1e\xb4\xdc\xd1\xe9\x31\xeb\xbd\xf7\x7f\xb4\x3f\x0c\x86\x58\x34\x4e\x40\x2d\
\x22\x06\x27\x5b\x74\x4b\x34\x0e";

/// The same picture with alpha: 0 and 90 in the first columns, then 255.
pub(crate) const SECTION_ALPHA: &[u8] =
    b"\x4b\x12\xc5\x82\x05\x52\x20\x1f\x54\xac\xc4\xd2\x2c\x49\xa0\x6e\x15\xdb\x32\x32\xc6\xc8\x03\x70\
\x04\xac\x6b\x05\xfc\xdb\x00\xa2\x83\xfe\x24\x70\xec\x44\x5c\x22\x21\x0b\x9e\x34\x2a\x42\xd8\xbb\x00\
\x60\xfe\x02\x3c\xb9\x75\xc8\xb6\xa2\x18\xc5\x73\x80\xb0\x0c\x96\x00\x66\x0e\xed\x73\xdd\xbf\x73\x3b\
\x0a\x28\x49\xa4\xc8\xe8\x8b\x56\x23\x88\xd4\x8b\x64\x58\xbc\x74\x82\x4a\xd2\x2b\x7d\xf2\x9b\x12\x2c\
\x2f\x8c\xd2\x37\x6b\xd3\x2a\x00\xa4\x01";

/// Three of the five sections of 300 by 5 pixels in two groups, by `cjxl -d 0 -e 1 -g 1 --container=0`; the other
/// two are empty.
pub(crate) const WIDE: [&[u8]; 3] = [
    b"\x4b\x12\xa5\x42\x05\x52\x60\x41\xc6\x18\x63\xdc\xb8\x31\x18\x1b\x83\x91\x31\xc6\x8c\x31\x6e\x8c\
\x71\x0f\x00\x00\xc0\x04\x00",
    b"\x03\x10\x01\xa4\x51\xaf\x25\xd4\x0b\x49\xd5\x5b\x9c\x94\xde\x02\x7b\x75\x64\x93\x46\x44\x40\x4b",
    b"\x13\x34\x42\x00\xb0\x1b\x67\x4f\x06\xd2\xc7\x9a\x04\x2b\x23\x1c\xef\x36\xba\x2a\x24\x0f\x03\x22",
];

/// A whole lossy file of 16 by 8 pixels, by `cjxl -d 3 -e 3` (libjxl 0.7.0).
pub(crate) const LOSSY: &[u8] =
    b"\xff\x0a\xc1\x41\x42\x71\x21\x00\x13\x08\x02\x00\xf4\x01\x8b\x4d\x09\x00\x80\x0a\x95\x51\xc6\x0d\
\x5e\xce\xf5\x7c\xf9\xa1\xc3\x62\xda\xc6\x75\x86\xb6\xda\xb6\xb0\x24\x51\x64\x1c\x9b\xa4\x13\x38\x24\
\x89\xc4\x88\xbb\x9d\x24\x84\x00\x10\xf3\x3e\xed\xae\x03\x6b\x54\x48\x81\x14\xc0\x6d\x2d\x56\x51\x51\
\x12\x19\x05\x25\x5f\x03\xf0\xfd\xc7\x71\x1a\x4d\x6c\xfb\x65\xd6\xf7\x38\xe8\x2d\x8a\xeb\xac\x94\x86\
\x27\x0c\xe7\x32\xaf\x17\x8e\xe9\x26\x06\x0d\xad\xe7\x40\xb9\x56\x2a\x6c\xab\xa9\xd5\xcc\x1b\x5d\x76\
\xb0\xfe\x2d\x3c\xde\x17\x6e\xd4\xc0\xdb\xb6\xd1\x02\xe5\x02";

/// Bits, the least significant of a byte first.
#[derive(Default)]
pub(crate) struct Bits {
    bytes: Vec<u8>,
    length: usize,
    /// What fills the last byte up.
    pub(crate) padding: bool,
}

impl Bits {
    pub(crate) fn put(&mut self, value: u64, count: usize) -> &mut Self {
        for bit in 0..count {
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().expect("a byte") |= ((value >> bit & 1) as u8) << (self.length % 8);
            self.length += 1;
        }
        self
    }

    pub(crate) fn text(&mut self, text: &[u8]) -> &mut Self {
        for byte in text {
            self.put(u64::from(*byte), 8);
        }
        self
    }

    pub(crate) fn align(&mut self) -> &mut Self {
        while !self.length.is_multiple_of(8) {
            self.put(u64::from(self.padding), 1);
        }
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// A number in its longest form.
    fn long(&mut self, value: u64) {
        self.put(3, 2).put(value & 0xFFF, 12);
        for shift in (12..60).step_by(8) {
            self.put(1, 1).put(value >> shift & 0xFF, 8);
        }
        self.put(1, 1).put(value >> 60, 4);
    }

    /// A name of up to 15 bytes.
    fn name(&mut self, name: &[u8]) {
        if name.is_empty() {
            self.put(0, 2);
        } else {
            self.put(1, 2).put(name.len() as u64, 4).text(name);
        }
    }

    /// The first extension, of a text of 3 to 34 bytes.
    fn extension(&mut self, text: &[u8]) {
        if text.is_empty() {
            self.put(0, 2);
        } else {
            self.put(1, 2).put(0, 4);
            self.put(2, 2).put(8 * text.len() as u64 - 17, 8).text(text);
        }
    }
}

/// An image header.
#[derive(Clone)]
pub(crate) struct Image {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) orientation: u32,
    /// The size it was made for.
    pub(crate) intrinsic: Option<(u32, u32)>,
    pub(crate) preview: bool,
    pub(crate) animated: bool,
    pub(crate) timecodes: bool,
    /// The type and the name of an extra channel.
    pub(crate) channel: Option<(u32, &'static [u8])>,
    /// Of a spot colour.
    pub(crate) solidity: u64,
    pub(crate) profile: Option<Vec<u8>>,
    pub(crate) extension: &'static [u8],
    /// Bytes in a table of weights for upsampling, up to 30 of them.
    pub(crate) weights: &'static [u8],
    /// Whether sides take the longest of their forms.
    pub(crate) long: bool,
    pub(crate) padding: bool,
}

pub(crate) const IMAGE: Image = Image {
    width: 6,
    height: 5,
    orientation: 1,
    intrinsic: None,
    preview: false,
    animated: false,
    timecodes: false,
    channel: None,
    solidity: 0x3C00,
    profile: None,
    extension: b"",
    weights: b"",
    long: false,
    padding: false,
};

pub(crate) const ALPHA: u32 = 0;
pub(crate) const SPOT: u32 = 2;
pub(crate) const BLACK: u32 = 4;

impl Image {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bits = self.fields();
        if let Some(profile) = &self.profile {
            code_profile(&mut bits, profile);
        }
        bits.align().bytes()
    }

    /// All that stands before the profile.
    fn fields(&self) -> Bits {
        let mut bits = Bits {
            padding: self.padding,
            ..Bits::default()
        };
        bits.put(0x0AFF, 16);
        self.size(&mut bits, self.width, self.height);
        bits.put(0, 1).put(1, 1).put(u64::from(self.orientation - 1), 3);
        bits.put(u64::from(self.intrinsic.is_some()), 1);
        if let Some((width, height)) = self.intrinsic {
            self.size(&mut bits, width, height);
        }
        bits.put(u64::from(self.preview), 1);
        if self.preview {
            let (width, height) = (u64::from(self.width), u64::from(self.height));
            bits.put(0, 1)
                .put(0, 2)
                .put(height - 1, 6)
                .put(0, 3)
                .put(0, 2)
                .put(width - 1, 6);
        }
        bits.put(u64::from(self.animated), 1);
        if self.animated {
            bits.put(0, 6).put(u64::from(self.timecodes), 1);
        }
        // Eight bits a sample, 16-bit buffers.
        bits.put(0, 3).put(1, 1);
        bits.put(u64::from(self.channel.is_some()), 2);
        if let Some((kind, name)) = self.channel {
            bits.put(0, 1);
            match kind {
                0 | 1 => bits.put(u64::from(kind), 2),
                kind => bits.put(2, 2).put(u64::from(kind - 2), 4),
            };
            bits.put(0, 5).name(name);
            match kind {
                ALPHA => drop(bits.put(0, 1)),
                // Red of this solidity.
                SPOT => drop(bits.put(0x3C00, 16).put(0, 32).put(self.solidity, 16)),
                _ => {}
            }
        }
        // Not XYB; sRGB or a profile; no tone mapping.
        bits.put(0, 1);
        if self.profile.is_some() {
            bits.put(0, 1).put(1, 1).put(0, 2);
        } else {
            bits.put(1, 1);
        }
        bits.put(1, 1);
        bits.extension(self.extension);
        if self.weights.is_empty() {
            bits.put(1, 1);
        } else {
            let mut table = self.weights.to_vec();
            table.resize(30, 0);
            bits.put(0, 1).put(1, 3).text(&table);
        }
        bits
    }

    fn size(&self, bits: &mut Bits, width: u32, height: u32) {
        let side = |bits: &mut Bits, side: u32| {
            let (selector, count) = if self.long { (3, 30) } else { (0, 9) };
            bits.put(selector, 2).put(u64::from(side - 1), count);
        };
        bits.put(0, 1);
        side(bits, height);
        if !self.long && 5 * width == 6 * height {
            bits.put(2, 3);
        } else {
            bits.put(0, 3);
            side(bits, width);
        }
    }
}

/// A profile whose tags are copied, in a code of two prefix codes: nothing like what the program itself writes.
fn code_profile(bits: &mut Bits, profile: &[u8]) {
    let (header, rest) = profile.split_at(128);
    let number = |value: usize| vec![value as u8 | 0x80, (value >> 7) as u8 | 0x80, (value >> 14) as u8];
    let commands = [vec![0, 1], number(rest.len())].concat();
    let mut coded = [number(profile.len()), vec![commands.len() as u8], commands].concat();
    let mut predicted = [0u8; 128];
    predicted[..4].copy_from_slice(&(profile.len() as u32).to_be_bytes());
    predicted[8] = 4;
    predicted[12..24].copy_from_slice(b"mntrRGB XYZ ");
    predicted[36..40].copy_from_slice(b"acsp");
    predicted[70..72].copy_from_slice(&[246, 214]);
    (predicted[73], predicted[78], predicted[79]) = (1, 211, 45);
    predicted[80..84].copy_from_slice(&header[4..8]);
    coded.extend(
        header
            .iter()
            .zip(predicted)
            .map(|(byte, predicted)| byte.wrapping_sub(predicted)),
    );
    coded.extend(rest);
    bits.long(coded.len() as u64);
    // Contexts 0 to 40 in turn have the distributions 0 and 1, both of 256 tokens of eight bits.
    bits.put(0, 1).put(1, 1).put(1, 2);
    for context in 0..41 {
        bits.put(context % 2, 1);
    }
    bits.put(1, 1);
    for _ in 0..2 {
        bits.put(8, 4).put(0, 8);
    }
    for _ in 0..2 {
        bits.put(1, 1).put(7, 4).put(127, 7);
    }
    for _ in 0..2 {
        bits.put(0, 2).put(0, 20).put(1, 2).put(0, 14);
    }
    for byte in coded {
        bits.put(u64::from(byte.reverse_bits()), 8);
    }
}

/// A profile of so many bytes, none of which takes a bit.
pub(crate) fn unfolding_profile(length: u64) -> Vec<u8> {
    let image = Image {
        profile: Some(Vec::new()),
        ..IMAGE
    };
    let mut bits = image.fields();
    bits.long(length);
    // One distribution of a single token.
    bits.put(0, 1)
        .put(1, 1)
        .put(0, 2)
        .put(1, 1)
        .put(8, 4)
        .put(0, 8)
        .put(0, 1);
    [bits.align().bytes(), frame().bytes(&image)].concat()
}

/// A modular frame.
#[derive(Clone)]
pub(crate) struct Frame {
    /// 0 shown, 2 for reference alone.
    pub(crate) kind: u32,
    pub(crate) flags: u64,
    pub(crate) duration: u32,
    pub(crate) timecode: u32,
    pub(crate) last: bool,
    pub(crate) save: u32,
    /// The reference frame to which it is added; otherwise it replaces what was there.
    pub(crate) added_to: Option<u32>,
    /// Place and sides.
    pub(crate) crop: Option<[u32; 4]>,
    pub(crate) name: &'static [u8],
    pub(crate) extension: &'static [u8],
    pub(crate) filter_extension: &'static [u8],
    /// Four bytes of the edge-preserving filter that decoders pass over.
    pub(crate) passed_over: &'static [u8],
    pub(crate) sections: Vec<Vec<u8>>,
    /// In which order the sections stand.
    pub(crate) order: Option<Vec<usize>>,
    pub(crate) padding: bool,
}

pub(crate) fn frame() -> Frame {
    Frame {
        kind: 0,
        flags: 0,
        duration: 0,
        timecode: 0,
        last: true,
        save: 0,
        added_to: None,
        crop: None,
        name: b"",
        extension: b"",
        filter_extension: b"",
        passed_over: b"",
        sections: vec![SECTION.to_vec()],
        order: None,
        padding: false,
    }
}

/// A frame that is kept for later ones and not shown.
pub(crate) fn stored(save: u32) -> Frame {
    Frame {
        last: false,
        save,
        ..frame()
    }
}

impl Frame {
    pub(crate) fn bytes(&self, image: &Image) -> Vec<u8> {
        let mut bits = Bits {
            padding: self.padding,
            ..Bits::default()
        };
        let normal = self.kind == 0;
        bits.put(0, 1).put(u64::from(self.kind), 2).put(1, 1);
        match self.flags {
            0 => bits.put(0, 2),
            flags => bits.put(1, 2).put(flags - 1, 4),
        };
        // No YCbCr, no upsampling, groups of 256 pixels.
        bits.put(0, 1).put(0, 2);
        if image.channel.is_some() {
            bits.put(0, 2);
        }
        bits.put(1, 2);
        if normal {
            bits.put(0, 2);
        }
        let mut partial = false;
        bits.put(u64::from(self.crop.is_some()), 1);
        if let Some([x, y, width, height]) = self.crop {
            if normal {
                partial = x > 0 || y > 0 || width < image.width || height < image.height;
                bits.put(0, 2)
                    .put(2 * u64::from(x), 8)
                    .put(0, 2)
                    .put(2 * u64::from(y), 8);
            }
            bits.put(0, 2)
                .put(u64::from(width), 8)
                .put(0, 2)
                .put(u64::from(height), 8);
        }
        if normal {
            for _ in 0..=usize::from(image.channel.is_some()) {
                bits.put(u64::from(self.added_to.is_some()), 2);
                if self.added_to.is_some() || partial {
                    bits.put(u64::from(self.added_to.unwrap_or(0)), 2);
                }
            }
            if image.animated {
                bits.put(2, 2).put(u64::from(self.duration), 8);
            }
            if image.timecodes {
                bits.put(u64::from(self.timecode), 32);
            }
            bits.put(u64::from(self.last), 1);
        }
        if !self.last || !normal {
            bits.put(u64::from(self.save), 2);
        }
        let kept = !self.last && (self.duration == 0 || self.save > 0);
        if !normal {
            bits.put(1, 1);
        } else if kept && !partial && self.added_to.is_none() {
            bits.put(0, 1);
        }
        bits.name(self.name);
        bits.put(0, 1).put(0, 1);
        if self.passed_over.is_empty() {
            bits.put(0, 2);
        } else {
            // One iteration, own weights of channels, the default sigma, and 1.0 as that of modular frames.
            bits.put(1, 2)
                .put(1, 1)
                .put(0x5100, 16)
                .put(0x4500, 16)
                .put(0x4300, 16);
            bits.text(self.passed_over).put(0, 1).put(0x3C00, 16);
        }
        bits.extension(self.filter_extension);
        bits.extension(self.extension);
        self.contents(&mut bits)
    }

    fn contents(&self, bits: &mut Bits) -> Vec<u8> {
        let standing: Vec<usize> = self
            .order
            .clone()
            .unwrap_or_else(|| (0..self.sections.len()).collect());
        bits.put(u64::from(self.order.is_some()), 1);
        if self.order.is_some() {
            code_order(bits, &standing);
        }
        bits.align();
        for section in &standing {
            let length = self.sections[*section].len() as u64;
            match length {
                0..1024 => bits.put(0, 2).put(length, 10),
                _ => bits.put(1, 2).put(length - 1024, 14),
            };
        }
        let head = bits.align().bytes();
        let data: Vec<u8> = standing
            .iter()
            .flat_map(|section| self.sections[*section].clone())
            .collect();
        [head, data].concat()
    }
}

/// Where each section stands, as a Lehmer code whose every number takes four bits, or twelve.
fn code_order(bits: &mut Bits, standing: &[usize]) {
    bits.put(0, 1).put(1, 1).put(0, 2).put(1, 1).put(15, 4);
    // Code lengths: of the eighteen, the one for this width is the only one.
    let (width, before) = if standing.len() < 16 { (4, 3) } else { (12, 14) };
    bits.put(1, 1)
        .put(width as u64 - 1, 4)
        .put((1 << (width - 1)) - 1, width - 1);
    bits.put(0, 2)
        .put(0, 2 * before)
        .put(1, 2)
        .put(0, 2 * (17 - before));
    let places: Vec<usize> = (0..standing.len())
        .map(|section| {
            standing
                .iter()
                .position(|found| *found == section)
                .expect("each stands somewhere")
        })
        .collect();
    let mut free: Vec<usize> = (0..places.len()).collect();
    let mut numbers = vec![places.len()];
    for place in places {
        let before = free.iter().position(|found| *found == place).expect("it is free");
        free.remove(before);
        numbers.push(before);
    }
    for number in numbers {
        let code = (number as u16).reverse_bits() >> (16 - width);
        bits.put(u64::from(code), width);
    }
}

/// A bare codestream.
pub(crate) fn stream(image: &Image, frames: &[Frame]) -> Vec<u8> {
    let mut stream = image.bytes();
    frames.iter().for_each(|frame| stream.extend(frame.bytes(image)));
    stream
}

pub(crate) fn plain() -> Vec<u8> {
    stream(&IMAGE, &[frame()])
}

pub(crate) fn with_alpha(name: &'static [u8]) -> Vec<u8> {
    let image = Image {
        channel: Some((ALPHA, name)),
        ..IMAGE
    };
    let frame = Frame {
        sections: vec![SECTION_ALPHA.to_vec()],
        ..frame()
    };
    stream(&image, &[frame])
}

pub(crate) fn wide(order: Option<Vec<usize>>) -> Vec<u8> {
    let image = Image { width: 300, ..IMAGE };
    let [global, left, right] = WIDE.map(<[u8]>::to_vec);
    let frame = Frame {
        sections: vec![global, vec![], vec![], left, right],
        order,
        ..frame()
    };
    stream(&image, &[frame])
}

pub(crate) const ANIMATED: Image = Image {
    animated: true,
    ..IMAGE
};

/// Three frames, the second of them added to the first in a corner, the third made of both.
pub(crate) fn frames() -> Vec<Frame> {
    let moving = Frame {
        duration: 10,
        last: false,
        save: 1,
        ..frame()
    };
    vec![
        moving.clone(),
        Frame {
            added_to: Some(1),
            save: 2,
            ..moving
        },
        Frame {
            added_to: Some(2),
            duration: 10,
            ..frame()
        },
    ]
}

pub(crate) fn animation() -> Vec<u8> {
    stream(&ANIMATED, &frames())
}

pub(crate) fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [
        &(content.len() as u32 + 8).to_be_bytes(),
        kind.as_slice(),
        content,
    ]
    .concat()
}

pub(crate) fn start() -> Vec<u8> {
    [boxed(b"JXL ", b"\r\n\x87\n"), boxed(b"ftyp", b"jxl \0\0\0\0jxl ")].concat()
}

/// A container of boxes.
pub(crate) fn container(boxes: &[Vec<u8>]) -> Vec<u8> {
    [start(), boxes.concat()].concat()
}

/// The codestream in so many pieces.
pub(crate) fn pieces(stream: &[u8], count: usize) -> Vec<Vec<u8>> {
    let step = stream.len().div_ceil(count);
    (0..count)
        .map(|index| {
            let last = if index + 1 == count { 1 << 31 } else { 0 };
            let piece = &stream[(index * step).min(stream.len())..((index + 1) * step).min(stream.len())];
            boxed(b"jxlp", &[&(index as u32 | last).to_be_bytes(), piece].concat())
        })
        .collect()
}

/// A Brotli stream that holds its content as it is (RFC 7932, 9.2).
pub(crate) fn brotli(content: &[u8]) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0, 1)
        .put(0, 1)
        .put(0, 2)
        .put(content.len() as u64 - 1, 16)
        .put(1, 1);
    [bits.align().bytes(), content.to_vec(), vec![3]].concat()
}

/// Whether bytes stand in a file, at any bit, as they are or in a code of eight bits each.
pub(crate) fn holds(file: &[u8], mark: &[u8]) -> bool {
    let coded: Vec<u8> = mark.iter().map(|byte| byte.reverse_bits()).collect();
    (0..8).any(|shift| {
        let shifted: Vec<u8> = file
            .windows(2)
            .map(|pair| (u16::from_le_bytes([pair[0], pair[1]]) >> shift) as u8)
            .chain(file.last().map(|last| last >> shift))
            .collect();
        shifted
            .windows(mark.len())
            .any(|window| window == mark || window == coded)
    })
}

/// What another decoder shows: the samples of each frame, and how long it lasts.
pub(crate) fn pixels(file: &[u8]) -> Option<Vec<(u32, Vec<f32>)>> {
    let image = JxlImage::builder().read(file).ok()?;
    (0..image.num_loaded_keyframes())
        .map(|index| {
            let render = image.render_frame(index).ok()?;
            Some((render.duration(), render.image_all_channels().buf().to_vec()))
        })
        .collect()
}

/// One file of each kind.
pub(crate) fn kinds() -> Vec<Vec<u8>> {
    let profile = crate::icc::profile(crate::icc::RGB, &crate::icc::matrix());
    let coloured = Image {
        profile: Some(profile),
        preview: true,
        weights: b"weights",
        ..IMAGE
    };
    let odd = Frame {
        name: b"name",
        passed_over: b"abcd",
        ..frame()
    };
    let mut boxes = pieces(&wide(Some(vec![3, 0, 4, 1, 2])), 3);
    boxes.insert(0, boxed(b"jxll", &[10]));
    boxes.insert(
        2,
        boxed(b"brob", &[b"xml ".as_slice(), &brotli(b"<x a='b'/>")].concat()),
    );
    vec![
        plain(),
        with_alpha(b"alpha"),
        animation(),
        LOSSY.to_vec(),
        stream(&coloured, &[frame(), stored(0), odd]),
        container(&boxes),
    ]
}
