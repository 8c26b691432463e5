//! Tags whose value is shown: what each reveals, and its label in plain words.

use crate::Reveals::{self, Device, EditHistory, HiddenPicture, Location, Name, Text, Time};

/// One tag of Exif 3.0, TIFF 6.0, DNG 1.7 or Windows.
pub(super) struct Tag {
    pub(super) number: u16,
    pub(super) reveals: Reveals,
    pub(super) label: &'static str,
    pub(super) form: Form,
}

/// How a value is read.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// By its type.
    Text,
    /// Text that is a date.
    Date,
    /// Windows' text: UTF-16, its first byte the least.
    Utf16,
    /// Text behind the name of its encoding (Exif 3.0, 4.6.6.4.2).
    Comment,
    /// Bytes that are no text.
    Hex,
    /// A number with a unit.
    Unit(&'static str),
    /// Only its size.
    Present,
}

const fn text(number: u16, reveals: Reveals, label: &'static str) -> Tag {
    of(number, reveals, label, Form::Text)
}

const fn of(number: u16, reveals: Reveals, label: &'static str, form: Form) -> Tag {
    Tag {
        number,
        reveals,
        label,
        form,
    }
}

pub(super) const TAGS: &[Tag] = &[
    of(0xC71B, Time, "Preview made", Form::Date),
    of(0x882A, Time, "Hours from UTC", Form::Text),
    text(0x013B, Name, "Photographer"),
    text(0xA437, Name, "Photographer"),
    text(0xA430, Name, "Owner of the camera"),
    text(0xFDE8, Name, "Owner of the camera"),
    text(0xC353, Name, "Owner of the camera"),
    text(0x8298, Name, "Copyright"),
    text(0xA438, Name, "Image editor"),
    of(0x9C9D, Name, "Author", Form::Utf16),
    text(0xA436, Text, "Title"),
    of(0x9C9B, Text, "Title", Form::Utf16),
    text(0x010D, Text, "Name of the document"),
    text(0x011D, Text, "Name of the page"),
    text(0x010E, Text, "Description"),
    of(0x9C9C, Text, "Comment", Form::Utf16),
    of(0x9286, Text, "Comment", Form::Comment),
    of(0x9C9E, Text, "Keywords", Form::Utf16),
    of(0x9C9F, Text, "Subject", Form::Utf16),
    text(0x9212, Text, "Security class"),
    of(0x9400, Location, "Air temperature", Form::Unit("°C")),
    of(0x9401, Location, "Humidity", Form::Unit("%")),
    of(0x9402, Location, "Air pressure", Form::Unit("hPa")),
    of(0x9403, Location, "Depth under water", Form::Unit("m")),
    text(0x010F, Device, "Maker"),
    text(0x0110, Device, "Model"),
    text(0xC614, Device, "Model"),
    text(0xC615, Device, "Model"),
    text(0xA431, Device, "Serial number of the camera"),
    text(0xC62F, Device, "Serial number of the camera"),
    text(0xFDE9, Device, "Serial number of the camera"),
    text(0xC354, Device, "Serial number of the camera"),
    text(0xA433, Device, "Maker of the lens"),
    text(0xA434, Device, "Lens"),
    text(0xFDEA, Device, "Lens"),
    text(0xA435, Device, "Serial number of the lens"),
    text(0xA420, Device, "Number of this one picture"),
    of(0xC65D, Device, "Number of this one picture", Form::Hex),
    text(0x9211, Device, "Number of the picture on the camera"),
    text(0xA439, Device, "Program in the camera"),
    of(0xC634, Device, "The maker's private data", Form::Present),
    of(0x935C, HiddenPicture, "Photoshop's layers", Form::Present),
    text(0x0131, EditHistory, "Program"),
    text(0x000B, EditHistory, "Program"),
    text(0xA43A, EditHistory, "Program for raw pictures"),
    text(0xA43B, EditHistory, "Program for editing"),
    text(0xA43C, EditHistory, "Program for the notes"),
    text(0x013C, EditHistory, "Computer or phone"),
    text(0x9213, EditHistory, "Steps of editing"),
    text(0xC68B, EditHistory, "Name of the raw file"),
    of(
        0xC68C,
        EditHistory,
        "The whole raw file inside this one",
        Form::Present,
    ),
];
