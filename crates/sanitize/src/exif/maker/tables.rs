//! The makers whose notes are directories, and the tags in them that tell something.

use crate::Reveals::{self, Device, EditHistory, HiddenPicture, HiddenVideo, Location, Name, Text, Time};

/// One kind of note.
pub(super) struct Maker {
    pub(super) head: Head,
    /// Where its directory stands, counted from the base, or from the note where that is the block.
    pub(super) directory: usize,
    /// Where the place of its directory is written, if it is.
    pub(super) directory_at: Option<usize>,
    pub(super) base: Base,
    pub(super) order: Order,
    pub(super) tags: &'static [Known],
}

/// How a note is told apart: by its first bytes or by the camera's maker.
pub(super) enum Head {
    Starts(&'static [u8]),
    Make(&'static str),
}

/// What places in a note count from: the Exif block, the note, or so many bytes into the note.
#[derive(Clone, Copy)]
pub(super) enum Base {
    Block,
    Note,
    At(usize),
}

/// The order of a note's bytes: the block's, its own, or what is written at a place of the note.
#[derive(Clone, Copy)]
pub(super) enum Order {
    Block,
    Big,
    Little,
    Written(usize),
    Guessed,
}

/// One tag that tells something.
pub(super) struct Known {
    pub(super) tag: u16,
    pub(super) reveals: Reveals,
    pub(super) label: &'static str,
    pub(super) form: Form,
}

/// How a tag's value is read.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// By its type.
    Text,
    Date,
    Hex,
    /// The first bytes in hexadecimal digits.
    HexStart(usize),
    /// A whole number of at least so many digits.
    Digits(usize),
    Number,
    /// A folder's number and a picture's.
    FileNumber,
    Celsius,
    Days,
    Faces,
    /// Three numbers.
    Vector,
    /// A year in two bytes, a month, a day.
    DayAndMonth,
    /// Another directory.
    Directory(&'static [Known]),
    /// Where a picture begins; its length stands in another tag.
    Preview {
        length: u16,
    },
    /// Canon's description of a picture that stands elsewhere.
    PreviewInfo,
    /// The picture itself.
    Picture,
}

const fn maker(head: Head, directory: usize, base: Base, order: Order, tags: &'static [Known]) -> Maker {
    Maker {
        head,
        directory,
        directory_at: None,
        base,
        order,
        tags,
    }
}

const fn text(tag: u16, reveals: Reveals, label: &'static str) -> Known {
    of(tag, reveals, label, Form::Text)
}

const fn of(tag: u16, reveals: Reveals, label: &'static str, form: Form) -> Known {
    Known {
        tag,
        reveals,
        label,
        form,
    }
}

const fn directory(tag: u16, tags: &'static [Known]) -> Known {
    of(tag, Device, "", Form::Directory(tags))
}

const fn preview(start: u16, length: u16) -> Known {
    of(start, HiddenPicture, "", Form::Preview { length })
}

const fn picture(tag: u16) -> Known {
    of(tag, HiddenPicture, "", Form::Picture)
}

const BODY: &str = "Serial number of the camera";
const INSIDE: &str = "Serial number inside the camera";
const LENS: &str = "Serial number of the lens";
const OWNER: &str = "Owner of the camera";
const COUNT: &str = "Pictures taken with the camera so far";
const PROGRAM: &str = "Program in the camera";
const FACES: &str = "Found by the camera";
const THIS: &str = "Number of this one picture";

use Base::{At, Block, Note};
use Head::{Make, Starts};

/// The first that fits is taken: notes with a header of their own, then those known by the camera's maker.
pub(super) const MAKERS: &[Maker] = &[
    maker(Starts(b"Apple iOS\0"), 14, Note, Order::Written(12), APPLE),
    Maker {
        directory_at: Some(4),
        ..maker(Starts(b"Nikon\0\x02"), 8, At(10), Order::Written(10), NIKON)
    },
    maker(Starts(b"Nikon\0\x01"), 8, Block, Order::Block, NIKON),
    maker(Starts(b"OLYMPUS\0"), 12, Note, Order::Written(8), OLYMPUS),
    maker(Starts(b"OM SYSTEM\0"), 16, Note, Order::Written(12), OLYMPUS),
    maker(Starts(b"OLYMP\0"), 8, Block, Order::Guessed, OLYMPUS),
    maker(Starts(b"EPSON\0"), 8, Block, Order::Guessed, OLYMPUS),
    maker(Starts(b"AGFA"), 8, Block, Order::Guessed, OLYMPUS),
    maker(Starts(b"CAMER\0"), 8, Block, Order::Guessed, OLYMPUS),
    maker(Starts(b"MINOL\0"), 8, Block, Order::Guessed, OLYMPUS),
    maker(Starts(b"SONY PI\0"), 12, Block, Order::Guessed, OLYMPUS),
    maker(Starts(b"SANYO\0"), 8, Block, Order::Guessed, SANYO),
    Maker {
        directory_at: Some(8),
        ..maker(Starts(b"FUJIFILM"), 12, Note, Order::Little, FUJIFILM)
    },
    Maker {
        directory_at: Some(8),
        ..maker(Starts(b"GENERALE"), 12, Note, Order::Little, FUJIFILM)
    },
    maker(Starts(b"Panasonic\0"), 12, Block, Order::Guessed, PANASONIC),
    maker(Starts(b"LEICA\0\0\0"), 8, Block, Order::Guessed, PANASONIC),
    maker(Starts(b"LEICA CAMERA AG\0"), 18, Note, Order::Guessed, LEICA),
    maker(Starts(b"LEICA0"), 8, Note, Order::Guessed, LEICA),
    maker(Starts(b"LEICA\0"), 8, Note, Order::Guessed, LEICA),
    maker(Starts(b"PENTAX \0"), 10, Note, Order::Written(8), PENTAX),
    maker(Starts(b"AOC\0"), 6, Block, Order::Guessed, PENTAX),
    maker(Starts(b"RICOH\0II"), 8, Note, Order::Little, PENTAX),
    maker(Starts(b"RICOH\0MM"), 8, Note, Order::Big, PENTAX),
    maker(Starts(b"Ricoh"), 8, Block, Order::Guessed, RICOH),
    maker(Starts(b"RICOH"), 8, Block, Order::Guessed, RICOH),
    maker(Starts(b"QVC\0"), 6, Block, Order::Guessed, CASIO_2),
    maker(Starts(b"DCI\0"), 6, Block, Order::Guessed, CASIO_2),
    maker(Starts(b"SONY"), 12, Block, Order::Guessed, SONY),
    maker(Starts(b"VHAB"), 12, Block, Order::Guessed, SONY),
    maker(Starts(b"SIGMA\0"), 10, Block, Order::Guessed, SIGMA),
    maker(Starts(b"FOVEON\0"), 10, Block, Order::Guessed, SIGMA),
    maker(Starts(b"MOT\0"), 8, Note, Order::Guessed, MOTOROLA),
    maker(Starts(b"KDK"), 8, Note, Order::Guessed, KODAK),
    maker(Make("CANON"), 0, Block, Order::Guessed, CANON),
    maker(Make("NIKON"), 0, Block, Order::Guessed, NIKON),
    maker(Make("SONY"), 0, Block, Order::Guessed, SONY),
    maker(Make("HASSELBLAD"), 0, Block, Order::Guessed, SONY),
    maker(Make("SAMSUNG"), 0, Note, Order::Guessed, SAMSUNG),
    maker(Make("MINOLTA"), 0, Block, Order::Guessed, MINOLTA),
    maker(Make("KONICA"), 0, Block, Order::Guessed, MINOLTA),
    maker(Make("OLYMPUS"), 8, Block, Order::Guessed, OLYMPUS),
    maker(Make("PENTAX"), 0, Block, Order::Guessed, PENTAX),
    maker(Make("ASAHI"), 0, Block, Order::Guessed, PENTAX),
    maker(Make("DJI"), 0, Block, Order::Guessed, DJI),
    maker(Make("HASSELBLAD"), 0, Block, Order::Guessed, DJI),
    maker(Make("LEICA"), 0, Block, Order::Guessed, PANASONIC),
    maker(Make("FLIR"), 0, Block, Order::Guessed, FLIR),
    maker(Make("KODAK"), 0, Block, Order::Guessed, KODAK),
];

const APPLE: &[Known] = &[
    text(0x000B, Device, "Number shared by a burst of pictures"),
    of(
        0x0011,
        HiddenVideo,
        "Live Photo: number that it shares with its video",
        Form::Text,
    ),
    text(0x0015, Device, THIS),
    text(0x002B, Device, "Number of this one picture in the photo library"),
    of(
        0x0008,
        Device,
        "How the phone was held (acceleration along three axes)",
        Form::Vector,
    ),
];

const CANON: &[Known] = &[
    text(0x0009, Name, OWNER),
    of(0x000C, Device, BODY, Form::Digits(10)),
    text(0x0096, Device, INSIDE),
    of(0x4019, Device, LENS, Form::HexStart(5)),
    text(0x0095, Device, "Lens"),
    text(0x0007, Device, PROGRAM),
    of(
        0x0008,
        Device,
        "Number of the picture on the camera",
        Form::FileNumber,
    ),
    of(0x0028, Device, THIS, Form::Hex),
    of(0x00B6, HiddenPicture, "", Form::PreviewInfo),
];

const NIKON: &[Known] = &[
    text(0x001D, Device, BODY),
    text(0x00A0, Device, BODY),
    of(0x00A5, Device, COUNT, Form::Number),
    of(
        0x00A6,
        Device,
        "Pictures deleted from the camera so far",
        Form::Number,
    ),
    of(0x00A7, Device, COUNT, Form::Number),
    of(
        0x0037,
        Device,
        "Times that the shutter has opened so far",
        Form::Number,
    ),
    text(0x009E, EditHistory, "Changes made in the camera"),
    directory(0x0011, &[preview(0x0201, 0x0202)]),
    preview(0x0201, 0x0202),
];

const OLYMPUS: &[Known] = &[
    directory(
        0x2010,
        &[
            text(0x0101, Device, BODY),
            text(0x0102, Device, INSIDE),
            text(0x0203, Device, "Lens"),
            text(0x0202, Device, LENS),
            text(0x0302, Device, "Serial number of the extender"),
            text(0x1003, Device, "Serial number of the flash"),
        ],
    ),
    directory(
        0x2020,
        &[
            preview(0x0101, 0x0102),
            of(0x0908, Time, "Taken (UTC)", Form::Date),
        ],
    ),
    text(0x0404, Device, BODY),
    text(0x101A, Device, BODY),
    text(0x0207, Device, "Kind of camera"),
    text(0x0209, Device, "Name the camera gives itself"),
    text(0x0405, Device, PROGRAM),
    picture(0x0081),
    picture(0x0100),
    picture(0x0280),
    preview(0x0088, 0x0089),
    preview(0x1036, 0x1037),
];

const SANYO: &[Known] = &[picture(0x0100)];

const FUJIFILM: &[Known] = &[
    text(0x0010, Device, INSIDE),
    of(0x1438, Device, COUNT, Form::Number),
    of(0x4100, Text, FACES, Form::Faces),
    text(0x4282, Name, "Names the camera gave to faces"),
    of(0x8002, Device, "Order number", Form::Number),
];

const PANASONIC: &[Known] = &[
    text(0x0066, Name, "Child or pet in the picture"),
    text(0x0033, Name, "Age of the child"),
    text(0x8010, Name, "Age of the child"),
    text(0x0067, Location, "Place"),
    text(0x0069, Location, "Country"),
    text(0x006B, Location, "Region"),
    text(0x006D, Location, "City"),
    text(0x006F, Location, "Landmark"),
    text(0x0080, Location, "City"),
    text(0x0065, Text, "Title"),
    of(0x0036, Time, "Travel", Form::Days),
    text(0x0025, Device, INSIDE),
    text(0x0052, Device, LENS),
    text(0x0054, Device, "Serial number of an accessory"),
    of(0x003F, Text, FACES, Form::Faces),
    text(0x0061, Name, "Names the camera gave to faces"),
    of(0x0303, Device, BODY, Form::Number),
];

const LEICA: &[Known] = &[
    of(0x0303, Device, BODY, Form::Number),
    of(0x0305, Device, BODY, Form::Number),
    of(0x0321, Device, LENS, Form::Number),
    of(0x0500, Device, INSIDE, Form::Text),
    text(0x0407, EditHistory, "Name of the file as it was taken"),
    picture(0x0300),
    directory(
        0x3400,
        &[text(0x3103, Device, BODY), text(0x3109, Device, PROGRAM)],
    ),
];

const PENTAX: &[Known] = &[
    text(0x0229, Device, BODY),
    text(0x022E, Name, "Photographer"),
    text(0x022F, Name, "Copyright"),
    text(0x0230, Device, PROGRAM),
    of(0x0006, Time, "Taken on", Form::DayAndMonth),
    of(0x0047, Device, "Temperature of the camera", Form::Celsius),
    preview(0x0004, 0x0003),
];

const RICOH: &[Known] = &[
    of(0x0005, Device, INSIDE, Form::Hex),
    text(0x0002, Device, PROGRAM),
    directory(
        0x2001,
        &[
            text(0x0004, Device, "Camera made on"),
            text(0x0005, Device, "Camera made on"),
        ],
    ),
];

const CASIO_2: &[Known] = &[
    picture(0x2000),
    preview(0x0004, 0x0003),
    text(0x3006, Location, "Home town set in the camera"),
    of(0x211C, Text, FACES, Form::Faces),
];

const SONY: &[Known] = &[
    text(0x2031, Device, INSIDE),
    picture(0x2001),
    of(0x0088, HiddenPicture, "", Form::Preview { length: 0x0089 }),
];

const SIGMA: &[Known] = &[
    text(0x0002, Device, BODY),
    text(0x0017, Device, PROGRAM),
    preview(0x001A, 0x001B),
];

const MOTOROLA: &[Known] = &[
    text(0x5501, Device, "Serial number of the phone"),
    of(0x6705, Device, "Phone made on", Form::Date),
];

const KODAK: &[Known] = &[
    text(0xFA04, Device, BODY),
    text(0xFA19, Device, BODY),
    text(0x03E9, EditHistory, "Name of the file as it was taken"),
];

const SAMSUNG: &[Known] = &[
    text(0xA002, Device, BODY),
    text(0xA005, Device, LENS),
    text(0xA001, Device, PROGRAM),
    text(0x0030, Location, "Place"),
    text(0x0031, Location, "Place"),
    text(0x0123, Name, "Name the camera gave to a face"),
    of(0x0100, Text, FACES, Form::Faces),
    of(0x0043, Device, "Temperature of the camera", Form::Celsius),
    directory(0x0035, &[preview(0x0201, 0x0202)]),
];

const MINOLTA: &[Known] = &[picture(0x0081), preview(0x0088, 0x0089)];

const DJI: &[Known] = &[
    of(
        0x0003,
        Location,
        "Speed of the drone northwards (m/s)",
        Form::Text,
    ),
    of(0x0004, Location, "Speed of the drone eastwards (m/s)", Form::Text),
    of(0x0005, Location, "Speed of the drone downwards (m/s)", Form::Text),
    of(0x0007, Location, "Heading of the drone (degrees)", Form::Text),
];

const FLIR: &[Known] = &[
    of(0x0001, Device, "Highest temperature in the picture", Form::Text),
    of(0x0002, Device, "Lowest temperature in the picture", Form::Text),
];
