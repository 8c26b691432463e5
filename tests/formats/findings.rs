//! What is planted is named to the person, with its kind.

use safelight_sanitize::Reveals::{
    self, Device, EditHistory, HiddenPicture, HiddenVideo, Location, Name, Provenance, Text, Time, Unknown,
};

use crate::common::look;
use crate::heif;
use crate::jpeg::{baseline, behind_soi, changed, iptc, named, segment};
use crate::jxl;
use crate::png::{self, RGB, chunk, iccp, zlib};
use crate::tiff::{BIG, LITTLE, telling};
use crate::webp;

pub(crate) fn assert_tells(file: &[u8], wanted: &[(Reveals, &str)]) {
    let findings = look(file).expect("the file is read").findings(file);
    for (reveals, text) in wanted {
        assert!(
            findings
                .iter()
                .any(|finding| finding.reveals == *reveals && finding.value.contains(text)),
            "{reveals:?} \"{text}\" is not among {findings:#?}"
        );
    }
    for finding in &findings {
        assert!(
            finding.offset + finding.bytes <= file.len() && finding.bytes > 0,
            "{finding:?}"
        );
    }
}

const EXIF: &[(Reveals, &str)] = &[
    (Location, "51° 30′ 03″ north, 0° 07′ 29″ west"),
    (Location, "on 2026-05-04"),
    (Location, "Xanadu"),
    (Time, "Taken: 2026-05-04 03:02:01"),
    (Name, "Photographer: Artist Xanadu"),
    (Name, "Owner of the camera: Owner Xanadu"),
    (Name, "Copyright: Rights Xanadu"),
    (Text, "Description: Caption Xanadu"),
    (Text, "Comment: Xanadu"),
    (Device, "Maker: Maker Xanadu"),
    (Device, "Model: Model Xanadu"),
    (Device, "Serial number of the camera: Serial Xanadu"),
    (Device, "Maker's own notes"),
    (EditHistory, "Program: Program Xanadu"),
    (
        HiddenPicture,
        "A small copy of the photo as it was first taken, 12 bytes",
    ),
];

#[test]
fn exif_is_told_in_every_format_and_byte_order() {
    for order in [BIG, LITTLE] {
        let block = telling(order, "Xanadu", 6);
        assert_tells(&behind_soi(&baseline(), &named(0xE1, b"Exif\0\0", &block)), EXIF);
        assert_tells(&RGB.with(b"eXIf", &block), EXIF);
        let still = webp::chunk(b"VP8 ", webp::LOSSY);
        assert_tells(
            &webp::riff(&[webp::vp8x(8), still, webp::chunk(b"EXIF", &block)]),
            EXIF,
        );
        let offset = [b"\0\0\0\0", block.as_slice()].concat();
        let boxes = [jxl::boxed(b"jxlc", &jxl::plain()), jxl::boxed(b"Exif", &offset)];
        assert_tells(&jxl::container(&boxes), EXIF);
        for file in [heif::File::plain(), heif::File::avif()] {
            let exif = heif::about(b"Exif", b"", &offset);
            assert_tells(&file.change(|file| file.items.push(exif)).bytes(), EXIF);
        }
    }
}

const PACKET: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><rdf:Description exif:GPSLatitude='51,30.05N' \
exif:GPSLongitude='0,7.48W' photoshop:City='Xanadu' xmp:CreatorTool='Editor 3' xmpMM:DocumentID='doc:77'>\
<dc:creator><rdf:Seq><rdf:li>Ada Author</rdf:li></rdf:Seq></dc:creator>\
<dc:description><rdf:Alt><rdf:li>A long day</rdf:li></rdf:Alt></dc:description>\
<mwg-rs:Regions><mwg-rs:RegionList><rdf:Bag><rdf:li mwg-rs:Name='Bob Boy' mwg-rs:Type='Face'/></rdf:Bag>\
</mwg-rs:RegionList></mwg-rs:Regions><exif:DateTimeOriginal>2026-05-04</exif:DateTimeOriginal>\
<xmpGImg:image>AAAABBBB</xmpGImg:image></rdf:Description></rdf:RDF></x:xmpmeta>";

const XMP: &[(Reveals, &str)] = &[
    (Location, "51° 30′ 03″ north, 0° 07′ 29″ west"),
    (Location, "City: Xanadu"),
    (Name, "Author: Ada Author"),
    (Name, "Face of Bob Boy"),
    (Text, "Description: A long day"),
    (Time, "Taken: 2026-05-04"),
    (EditHistory, "Program: Editor 3"),
    (EditHistory, "Number of the document: doc:77"),
    (HiddenPicture, "6 bytes"),
];

#[test]
fn xmp_is_told_in_every_format() {
    let packet = PACKET.as_bytes();
    assert_tells(
        &behind_soi(
            &baseline(),
            &named(0xE1, b"http://ns.adobe.com/xap/1.0/\0", packet),
        ),
        XMP,
    );
    assert_tells(
        &RGB.with(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", packet].concat()),
        XMP,
    );
    assert_tells(
        &RGB.with(
            b"iTXt",
            &[b"XML:com.adobe.xmp\0\x01\0\0\0".as_slice(), &zlib(packet)].concat(),
        ),
        XMP,
    );
    let still = webp::chunk(b"VP8 ", webp::LOSSY);
    assert_tells(
        &webp::riff(&[webp::vp8x(4), still, webp::chunk(b"XMP ", packet)]),
        XMP,
    );
    let boxes = [jxl::boxed(b"jxlc", &jxl::plain()), jxl::boxed(b"xml ", packet)];
    assert_tells(&jxl::container(&boxes), XMP);
    let compressed = [b"xml ", jxl::brotli(packet).as_slice()].concat();
    let boxes = [
        jxl::boxed(b"jxlc", &jxl::plain()),
        jxl::boxed(b"brob", &compressed),
    ];
    assert_tells(&jxl::container(&boxes), XMP);
    for file in [heif::File::plain(), heif::File::avif()] {
        let xmp = heif::about(b"mime", b"application/rdf+xml\0", packet);
        assert_tells(&file.change(|file| file.items.push(xmp)).bytes(), XMP);
    }
}

/// A JUMBF box with a claim generator in CBOR, as C2PA writes it.
fn manifest() -> Vec<u8> {
    [
        b"\0\0\0\x40jumbc2pa\xA1".as_slice(),
        b"\x6Fclaim_generator",
        b"\x6AMaker/1.25",
    ]
    .concat()
}

#[test]
fn what_stands_in_jpeg_segments_is_told() {
    let with = |bytes: &[u8]| behind_soi(&baseline(), bytes);
    assert_tells(
        &with(&iptc(&[
            (80, b"Ada Author"),
            (90, b"Xanadu"),
            (120, b"A long day"),
            (25, b"family"),
            (55, b"20260504"),
        ])),
        &[
            (Name, "Photographer: Ada Author"),
            (Location, "City: Xanadu"),
            (Text, "Caption: A long day"),
            (Text, "Keyword: family"),
            (Time, "Made: 2026-05-04"),
        ],
    );
    assert_tells(
        &with(&named(0xEB, b"JP\0\x01\0\0\0\x01", &manifest())),
        &[(Provenance, "Maker/1.25")],
    );
    assert_tells(&with(&segment(0xFE, b"by Ada")), &[(Text, "Comment: by Ada")]);
    assert_tells(
        &with(&named(0xE0, b"JFXX\0\x10", &[0; 94])),
        &[(HiddenPicture, "104 bytes")],
    );
    assert_tells(&with(&named(0xE2, b"MPF\0", b"II")), &[(HiddenPicture, "MPF")]);
    assert_tells(&with(&named(0xE1, b"FLIR\0", b"II")), &[(HiddenPicture, "FLIR")]);
    assert_tells(
        &with(&segment(0xE5, b"12345678")),
        &[(Unknown, "Data of an unknown kind (APP5), 12 bytes")],
    );
    assert_tells(
        &with(&named(0xEE, b"Adobe\0\x64\0\0\0\0\x01", b"serial")),
        &[(Unknown, "6 bytes")],
    );
    let thumbnail = [b"JFIF\0\x01\x01\0\0\x01\0\x01\x02\x02".as_slice(), &[9; 12]].concat();
    assert_tells(
        &changed(&baseline(), 0xE0, |_| thumbnail),
        &[(HiddenPicture, "A small copy of the photo")],
    );
}

#[test]
fn what_stands_behind_a_jpeg_is_told() {
    let with = |bytes: &[u8]| [baseline().as_slice(), bytes].concat();
    let video = [b"\0\0\0\x18ftypmp42\0\0\0\0isommp42".as_slice(), &[0; 76]].concat();
    assert_tells(
        &with(&video),
        &[(HiddenVideo, "A moving picture with sound, 24 bytes")],
    );
    assert_tells(&with(&baseline()), &[(HiddenPicture, "Another picture")]);
    assert_tells(
        &with(b"Image_UTC_Data1777860121SEFH\0\0SEFT"),
        &[(Device, "Samsung")],
    );
    assert_tells(&with(b"just words"), &[(Unknown, "10 bytes")]);
}

#[test]
fn what_stands_in_png_chunks_is_told() {
    let text = |name: &[u8; 4], parts: &[&[u8]]| RGB.with(name, &parts.concat());
    assert_tells(
        &text(b"tEXt", &[b"Author\0Ada Author"]),
        &[(Name, "Author: Ada Author")],
    );
    assert_tells(
        &text(b"tEXt", &[b"parameters\0a cat, masterpiece"]),
        &[(Text, "Prompt: a cat"), (Provenance, "artificial intelligence")],
    );
    assert_tells(
        &text(b"zTXt", &[b"Comment\0\0", &zlib(b"A long day")]),
        &[(Text, "Comment: A long day")],
    );
    assert_tells(
        &text(b"iTXt", &[b"Title\0\0\0en\0Titel\0", b"A long day"]),
        &[(Text, "Title: A long day")],
    );
    assert_tells(
        &text(b"iTXt", &[b"Title\0\x01\0en\0Titel\0", &zlib(b"A long day")]),
        &[(Text, "Title: A long day")],
    );
    assert_tells(
        &text(b"tEXt", &[b"Software\0Editor 3"]),
        &[(EditHistory, "Editor 3")],
    );
    assert_tells(
        &text(b"tIME", &[&[7, 234, 5, 4, 3, 2, 1]]),
        &[(Time, "2026-05-04 03:02:01 UTC")],
    );
    assert_tells(&text(b"caBX", &[&manifest()]), &[(Provenance, "Maker/1.25")]);
    assert_tells(&text(b"prVt", &[b"12345678"]), &[(Unknown, "prVt, 20 bytes")]);
    let behind = [RGB.file(), RGB.file()].concat();
    assert_tells(&behind, &[(HiddenPicture, "The rest of an earlier picture")]);
    let hidden = png::Kind::new(8, 6);
    let rows = hidden.rows(|number| if number % 4 == 3 { 0 } else { 77 });
    let hidden = [hidden.ihdr(), chunk(b"IDAT", &zlib(&rows)), chunk(b"IEND", b"")];
    assert_tells(
        &png::file(&hidden),
        &[(HiddenPicture, "Colours under transparent places")],
    );
}

#[test]
fn what_stands_in_webp_chunks_and_profiles_is_told() {
    let with = |name: &[u8; 4], data: &[u8]| {
        webp::riff(&[
            webp::vp8x(0),
            webp::chunk(b"VP8 ", webp::LOSSY),
            webp::chunk(name, data),
        ])
    };
    assert_tells(&with(b"C2PA", &manifest()), &[(Provenance, "Maker/1.25")]);
    assert_tells(
        &with(b"LIST", b"INFOIART\x0A\0\0\0Ada Author"),
        &[(Name, "Author: Ada Author")],
    );
    assert_tells(&with(b"zzzz", b"12345678"), &[(Unknown, "16 bytes")]);
    assert_tells(
        &[with(b"zzzz", b"1"), b"12345678".to_vec()].concat(),
        &[(Unknown, "8 bytes")],
    );
    let described = [b"desc\0\0\0\0\0\0\0\x0E".as_slice(), b"Ada's display\0"].concat();
    let profile = crate::icc::profile(
        crate::icc::RGB,
        &[crate::icc::matrix(), vec![(b"desc", described)]].concat(),
    );
    let wanted = &[(Device, "Colour profile: Ada's display")];
    assert_tells(
        &behind_soi(&baseline(), &named(0xE2, b"ICC_PROFILE\0\x01\x01", &profile)),
        wanted,
    );
    assert_tells(&RGB.with(b"iCCP", &iccp(b"x", &profile)), wanted);
    assert_tells(
        &webp::riff(&[
            webp::vp8x(0x20),
            webp::chunk(b"ICCP", &profile),
            webp::chunk(b"VP8 ", webp::LOSSY),
        ]),
        wanted,
    );
}
