//! Tags by number (TIFF 6.0, its supplements, TIFF/EP, Exif 3.0, GeoTIFF), and the rule that decides over each.

use super::rule;
use crate::part::Rule;

pub(super) const NEW_SUBFILE_TYPE: u16 = 254;
pub(super) const SUBFILE_TYPE: u16 = 255;
pub(super) const WIDTH: u16 = 256;
pub(super) const LENGTH: u16 = 257;
pub(super) const BITS_PER_SAMPLE: u16 = 258;
pub(super) const COMPRESSION: u16 = 259;
pub(super) const PHOTOMETRIC: u16 = 262;
pub(super) const FILL_ORDER: u16 = 266;
pub(super) const MAKE: u16 = 271;
pub(super) const STRIP_OFFSETS: u16 = 273;
pub(super) const ORIENTATION: u16 = 274;
pub(super) const SAMPLES_PER_PIXEL: u16 = 277;
pub(super) const ROWS_PER_STRIP: u16 = 278;
pub(super) const STRIP_BYTE_COUNTS: u16 = 279;
pub(super) const X_RESOLUTION: u16 = 282;
pub(super) const Y_RESOLUTION: u16 = 283;
pub(super) const PLANAR_CONFIGURATION: u16 = 284;
pub(super) const T4_OPTIONS: u16 = 292;
pub(super) const RESOLUTION_UNIT: u16 = 296;
pub(super) const PREDICTOR: u16 = 317;
pub(super) const COLOR_MAP: u16 = 320;
pub(super) const TILE_WIDTH: u16 = 322;
pub(super) const TILE_LENGTH: u16 = 323;
pub(super) const TILE_OFFSETS: u16 = 324;
pub(super) const TILE_BYTE_COUNTS: u16 = 325;
pub(super) const SUB_IFDS: u16 = 330;
pub(super) const JPEG_TABLES: u16 = 347;
pub(super) const JPEG_FILE: u16 = 513;
pub(super) const JPEG_FILE_LENGTH: u16 = 514;
pub(super) const JPEG_RESTART_INTERVAL: u16 = 515;
pub(super) const JPEG_Q_TABLES: u16 = 519;
pub(super) const JPEG_DC_TABLES: u16 = 520;
pub(super) const JPEG_AC_TABLES: u16 = 521;
pub(super) const YCBCR_SUB_SAMPLING: u16 = 530;
pub(super) const XMP: u16 = 700;
pub(super) const IPTC: u16 = 33723;
pub(super) const PHOTOSHOP: u16 = 34377;
pub(super) const EXIF: u16 = 34665;
pub(super) const ICC_PROFILE: u16 = 34675;
pub(super) const GPS: u16 = 34853;
pub(super) const INTEROPERABILITY: u16 = 40965;
pub(super) const DNG_VERSION: u16 = 50706;

/// The rule of a tag.
pub(super) fn of(tag: u16) -> &'static Rule {
    let name = NAMES.binary_search_by_key(&tag, |(tag, _)| *tag);
    let name = name
        .ok()
        .and_then(|place| NAMES.get(place))
        .map(|(_, name)| *name);
    rule(name.unwrap_or(if tag < 32768 {
        "unknown field"
    } else {
        "private field"
    }))
}

/// In the order of their numbers.
static NAMES: &[(u16, &str)] = &[
    (11, "ProcessingSoftware"),
    (254, "NewSubfileType"),
    (255, "SubfileType"),
    (256, "ImageWidth"),
    (257, "ImageLength"),
    (258, "BitsPerSample"),
    (259, "Compression"),
    (262, "PhotometricInterpretation"),
    (263, "field for printers"),
    (264, "field for printers"),
    (265, "field for printers"),
    (266, "FillOrder"),
    (269, "DocumentName"),
    (270, "ImageDescription"),
    (271, "Make"),
    (272, "Model"),
    (273, "StripOffsets"),
    (274, "Orientation"),
    (277, "SamplesPerPixel"),
    (278, "RowsPerStrip"),
    (279, "StripByteCounts"),
    (280, "field for printers"),
    (281, "field for printers"),
    (282, "XResolution"),
    (283, "YResolution"),
    (284, "PlanarConfiguration"),
    (285, "PageName"),
    (286, "field for printers"),
    (287, "field for printers"),
    (288, "FreeOffsets"),
    (289, "FreeOffsets"),
    (290, "field for printers"),
    (291, "field for printers"),
    (292, "T4Options"),
    (293, "field for printers"),
    (296, "ResolutionUnit"),
    (297, "PageNumber"),
    (301, "field for printers"),
    (305, "Software"),
    (306, "DateTime"),
    (315, "Artist"),
    (316, "HostComputer"),
    (317, "Predictor"),
    (318, "WhitePoint"),
    (319, "PrimaryChromaticities"),
    (320, "ColorMap"),
    (321, "field for printers"),
    (322, "TileWidth"),
    (323, "TileLength"),
    (324, "TileOffsets"),
    (325, "TileByteCounts"),
    (326, "field for faxes"),
    (327, "field for faxes"),
    (328, "field for faxes"),
    (330, "SubIFDs"),
    (332, "InkSet"),
    (333, "InkNames"),
    (334, "NumberOfInks"),
    (336, "field for printers"),
    (337, "TargetPrinter"),
    (338, "ExtraSamples"),
    (339, "SampleFormat"),
    (340, "field for printers"),
    (341, "field for printers"),
    (342, "field for printers"),
    (347, "JPEGTables"),
    (512, "old JPEG tables"),
    (513, "JPEGInterchangeFormat"),
    (514, "JPEGInterchangeFormat"),
    (515, "old JPEG tables"),
    (517, "old JPEG tables"),
    (518, "old JPEG tables"),
    (519, "old JPEG tables"),
    (520, "old JPEG tables"),
    (521, "old JPEG tables"),
    (529, "YCbCrCoefficients"),
    (530, "YCbCrSubSampling"),
    (531, "YCbCrPositioning"),
    (532, "ReferenceBlackWhite"),
    (700, "XMP"),
    (33432, "Copyright"),
    (33550, "GeoTIFF"),
    (33723, "IPTC"),
    (33922, "GeoTIFF"),
    (34264, "GeoTIFF"),
    (34377, "Photoshop"),
    (34665, "Exif"),
    (34675, "ICC profile"),
    (34735, "GeoTIFF"),
    (34736, "GeoTIFF"),
    (34737, "GeoTIFF"),
    (34853, "GPS"),
    (37724, "Photoshop layers"),
    (40091, "XPTitle"),
    (40092, "XPComment"),
    (40093, "XPAuthor"),
    (40094, "XPKeywords"),
    (40095, "XPSubject"),
    (42112, "GDAL"),
    (42113, "GDAL"),
    (50341, "PrintIM"),
    (52545, "C2PA"),
];
