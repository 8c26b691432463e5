//! Marks in every slot of a WebP.

use crate::common::{MARK, Slot, assert_gone, clean, look, slot, slot_of};
use crate::tiff::{BIG, telling};
use crate::webp::{
    ALPHA, Chunk, HEIGHT, LOSSY, WIDTH, animation, anmf, bytes, chunk, kinds, lossless, raw_alpha, riff,
    vp8x, vp8x_of, wrap,
};

fn extended(flags: u8, more: &[Chunk]) -> Vec<u8> {
    riff(&[&[vp8x(flags), chunk(b"VP8 ", LOSSY)], more].concat())
}

#[test]
fn nothing_stays_in_a_chunk() {
    let mut slots: Vec<Slot> = [
        b"EXIF", b"XMP ", b"C2PA", b"LIST", b"zzZZ", b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ICCP",
    ]
    .map(|name| {
        slot(
            format!("{} behind", String::from_utf8_lossy(name)),
            extended(0x2C, &[chunk(name, MARK)]),
        )
    })
    .into();
    slots.extend([
        slot(
            "EXIF, turned",
            extended(0x08, &[chunk(b"EXIF", &telling(BIG, "PLANTED-MARK", 6))]),
        ),
        slot(
            "EXIF with the JPEG name",
            extended(
                0x08,
                &[chunk(
                    b"EXIF",
                    &[b"Exif\0\0".as_slice(), &telling(BIG, "PLANTED-MARK", 1)].concat(),
                )],
            ),
        ),
        slot(
            "a second EXIF",
            extended(0x08, &[chunk(b"EXIF", &BIG.turned(6)), chunk(b"EXIF", MARK)]),
        ),
        slot(
            "ANMF without ANIM",
            extended(0, &[anmf(WIDTH, HEIGHT, &[chunk(b"VP8L", MARK)])]),
        ),
        slot(
            "an unknown chunk before the picture",
            riff(&[vp8x(0), chunk(b"abcd", MARK), chunk(b"VP8 ", LOSSY)]),
        ),
        slot(
            "alpha of a lossless picture",
            riff(&[
                vp8x(0x10),
                chunk(b"ALPH", MARK),
                chunk(b"VP8L", &lossless(WIDTH, HEIGHT)),
            ]),
        ),
        slot(
            "behind a simple picture",
            riff(&[chunk(b"VP8 ", LOSSY), chunk(b"EXIF", MARK)]),
        ),
        slot(
            "a second simple picture",
            riff(&[chunk(b"VP8 ", LOSSY), chunk(b"VP8L", MARK)]),
        ),
        slot("behind the header's fields", {
            let (name, data) = vp8x(0);
            riff(&[(name, [data.as_slice(), MARK].concat()), chunk(b"VP8 ", LOSSY)])
        }),
        slot(
            "behind raw alpha",
            riff(&[
                vp8x(0x10),
                chunk(b"ALPH", &[raw_alpha().as_slice(), MARK].concat()),
                chunk(b"VP8 ", LOSSY),
            ]),
        ),
        slot("bytes behind RIFF", [extended(0, &[]).as_slice(), MARK].concat()),
    ]);
    slots.extend(crate::icc::planted().iter().map(|(name, profile, mark)| {
        slot_of(
            format!("ICCP {name}"),
            riff(&[vp8x(0x20), chunk(b"ICCP", profile), chunk(b"VP8 ", LOSSY)]),
            mark,
        )
    }));
    assert_gone(&slots);
}

#[test]
fn nothing_stays_in_an_animation() {
    let with = |place: usize, chunk: Chunk| {
        let mut chunks = animation();
        chunks.insert(place, chunk);
        riff(&chunks)
    };
    let inside = |more: &[Chunk]| {
        let frame = [&[chunk(b"VP8L", &lossless(WIDTH, HEIGHT))], more].concat();
        with(2, anmf(WIDTH, HEIGHT, &frame))
    };
    assert_gone(&[
        slot("an unknown chunk between frames", with(3, chunk(b"abcd", MARK))),
        slot("XMP between frames", with(3, chunk(b"XMP ", MARK))),
        slot("a still beside the frames", with(5, chunk(b"VP8L", MARK))),
        slot("a second ANIM", with(2, chunk(b"ANIM", &MARK[..]))),
        slot("behind ANIM's fields", {
            let mut chunks = animation();
            chunks[1].1.extend(MARK);
            riff(&chunks)
        }),
        slot("an unknown chunk in a frame", inside(&[chunk(b"abcd", MARK)])),
        slot("EXIF in a frame", inside(&[chunk(b"EXIF", MARK)])),
        slot("a second picture in a frame", inside(&[chunk(b"VP8L", MARK)])),
        slot("alpha behind a frame's picture", inside(&[chunk(b"ALPH", MARK)])),
    ]);
}

/// Padding bytes, reserved bits and flags of what is not there carry nothing.
#[test]
fn what_no_viewer_reads_is_written_afresh() {
    for (name, file) in kinds() {
        let plain = clean(&file);
        let mut odd = file.clone();
        if file[12..16] == *b"VP8X" {
            odd[20] |= 0xC1 | 0x04 | 0x08;
            odd[21..24].copy_from_slice(b"abc");
        }
        assert_eq!(clean(&odd), plain, "{name}");
    }
    let padded = |padding: u8| {
        let mut alpha = bytes(&chunk(b"ALPH", ALPHA));
        assert_eq!(ALPHA.len() % 2, 1);
        *alpha.last_mut().expect("a byte") = padding;
        wrap(&[bytes(&vp8x(0x10)), alpha, bytes(&chunk(b"VP8 ", LOSSY))].concat())
    };
    assert_eq!(clean(&padded(0x41)), clean(&padded(0)));
    let reserved = |bits: u8| {
        let mut alpha = raw_alpha();
        alpha[0] |= bits;
        riff(&[vp8x(0x10), chunk(b"ALPH", &alpha), chunk(b"VP8 ", LOSSY)])
    };
    assert_eq!(clean(&reserved(0x40)), clean(&reserved(0)));
    let frame = |bits: u8| {
        let mut chunks = animation();
        chunks[2].1[15] |= bits;
        riff(&chunks)
    };
    assert_eq!(clean(&frame(0xFC)), clean(&frame(0)));
    assert_ne!(clean(&frame(0x01)), clean(&frame(0)));
}

/// Sizes that contradict the picture are ones no viewer shows; they would be room for text.
#[test]
fn headers_that_contradict_their_picture_are_refused() {
    assert!(look(&riff(&[vp8x_of(0, 0x4D41, 0x4B52), chunk(b"VP8 ", LOSSY)])).is_err());
    for place in 0..12 {
        let mut chunks = animation();
        chunks[3].1[place] = b'M';
        assert!(look(&riff(&chunks)).is_err(), "byte {place}");
    }
}
