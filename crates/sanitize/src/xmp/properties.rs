//! Properties whose value is shown, by local name.

use crate::Reveals::{
    self, Device, EditHistory, HiddenPicture, HiddenVideo, Location, Name, Provenance, Text, Time,
};

/// One property of XMP's, IPTC's, Adobe's and others' schemas.
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) reveals: Reveals,
    pub(super) label: &'static str,
    pub(super) form: Form,
}

/// How a value is shown.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Text,
    Date,
    /// Words from the widest to the narrowest, with bars between them.
    Path,
    /// Only the size of what it holds.
    Base64,
    /// One of IPTC's codes.
    Source,
    Microseconds,
    /// Only where it says yes.
    Yes,
}

const fn text(name: &'static str, reveals: Reveals, label: &'static str) -> Property {
    of(name, reveals, label, Form::Text)
}

const fn of(name: &'static str, reveals: Reveals, label: &'static str, form: Form) -> Property {
    Property {
        name,
        reveals,
        label,
        form,
    }
}

const fn time(name: &'static str, label: &'static str) -> Property {
    of(name, Time, label, Form::Date)
}

pub(super) const PROPERTIES: &[Property] = &[
    text("Location", Location, "Place"),
    text("City", Location, "City"),
    text("State", Location, "Region"),
    text("Country", Location, "Country"),
    text("CountryCode", Location, "Country"),
    text("GPSAreaInformation", Location, "Place"),
    text("AbsoluteAltitude", Location, "Height of the drone (m)"),
    text(
        "RelativeAltitude",
        Location,
        "Height of the drone over its start (m)",
    ),
    text("FlightYawDegree", Location, "Heading of the drone (degrees)"),
    text(
        "GimbalYawDegree",
        Location,
        "Heading of the drone's camera (degrees)",
    ),
    text("PoseHeadingDegrees", Location, "Heading of the camera (degrees)"),
    time("DateTimeOriginal", "Taken"),
    time("DateTimeDigitized", "Digitised"),
    time("CreateDate", "Made"),
    time("DateCreated", "Made"),
    time("DateTime", "Changed"),
    time("ModifyDate", "Changed"),
    time("MetadataDate", "Notes changed"),
    time("FirstPhotoDate", "First shot"),
    time("LastPhotoDate", "Last shot"),
    time("DateAcquired", "Copied from the camera"),
    text("PersonInImage", Name, "Person in the picture"),
    text("PersonDisplayName", Name, "Person in the picture"),
    text("People", Name, "Person in the picture"),
    text("creator", Name, "Author"),
    text("Artist", Name, "Photographer"),
    text("author", Name, "Author"),
    text("contributor", Name, "Contributor"),
    text("publisher", Name, "Publisher"),
    text("Owner", Name, "Owner"),
    text("OwnerName", Name, "Owner of the camera"),
    text("CameraOwnerName", Name, "Owner of the camera"),
    text("rights", Name, "Copyright"),
    text("Copyright", Name, "Copyright"),
    text("UsageTerms", Name, "Terms of use"),
    text("WebStatement", Name, "Web page about the rights"),
    text("AuthorsPosition", Name, "Author's position"),
    text("CaptionWriter", Name, "Writer of the caption"),
    text("Credit", Name, "Credit"),
    text("Source", Name, "Source"),
    text("ImageCreatorName", Name, "Author"),
    text("CopyrightOwnerName", Name, "Owner of the copyright"),
    text("LicensorName", Name, "Licensor"),
    text("LicensorEmail", Name, "E-mail of the licensor"),
    text("LicensorTelephone1", Name, "Telephone of the licensor"),
    text("AIPromptWriterName", Name, "Writer of the prompt"),
    text("title", Text, "Title"),
    text("description", Text, "Description"),
    text("ImageDescription", Text, "Description"),
    text("AltTextAccessibility", Text, "Description for blind people"),
    text("ExtDescrAccessibility", Text, "Description for blind people"),
    text("Headline", Text, "Headline"),
    text("Instructions", Text, "Instructions"),
    text("Category", Text, "Category"),
    text("SupplementalCategories", Text, "Category"),
    text("Event", Text, "Event"),
    text("OrganisationInImageName", Text, "Organisation in the picture"),
    text("OrganisationInImageCode", Text, "Organisation in the picture"),
    text("Label", Text, "Label"),
    text("Nickname", Text, "Nickname"),
    text("TransmissionReference", Text, "Number of the job"),
    text("jobRef", Text, "Job"),
    text("UserComment", Text, "Comment"),
    text("subject", Text, "Keyword"),
    of("hierarchicalSubject", Text, "Keyword", Form::Path),
    of("TagsList", Text, "Keyword", Form::Path),
    text("LastKeywordXMP", Text, "Keyword"),
    text("CatalogSets", Text, "Keyword"),
    text("AIPromptInformation", Text, "Prompt"),
    text("Prompt", Text, "Prompt"),
    text("prompt", Text, "Prompt"),
    text("Make", Device, "Maker"),
    text("Model", Device, "Model"),
    text("SerialNumber", Device, "Serial number of the camera"),
    text("BodySerialNumber", Device, "Serial number of the camera"),
    text("CameraSerialNumber", Device, "Serial number of the camera"),
    text("DroneSerialNumber", Device, "Serial number of the drone"),
    text("LensSerialNumber", Device, "Serial number of the lens"),
    text("DroneModel", Device, "Model"),
    text("Lens", Device, "Lens"),
    text("LensModel", Device, "Lens"),
    text("Firmware", Device, "Program in the camera"),
    text("ImageNumber", Device, "Number of the picture on the camera"),
    text("ImageUniqueID", Device, "Number of this one picture"),
    text("DigitalImageGUID", Device, "Number of this one picture"),
    text("ContentIdentifier", Device, "Number of this one picture"),
    text("BurstID", Device, "Number shared by a burst of pictures"),
    text("BurstUUID", Device, "Number shared by a burst of pictures"),
    text("CreatorTool", EditHistory, "Program"),
    text("Software", EditHistory, "Program"),
    text("softwareAgent", EditHistory, "Program"),
    text(
        "StitchingSoftware",
        EditHistory,
        "Program that joined the pictures",
    ),
    text("CaptureSoftware", EditHistory, "Program that took the picture"),
    text("HostComputer", EditHistory, "Computer or phone"),
    text("History", EditHistory, "Steps of editing"),
    text("DocumentID", EditHistory, "Number of the document"),
    text("OriginalDocumentID", EditHistory, "Number of the original"),
    text("InstanceID", EditHistory, "Number of this version"),
    text(
        "DocumentAncestors",
        EditHistory,
        "Number of a document it was made from",
    ),
    text("PreservedFileName", EditHistory, "Name of the file before"),
    text("RawFileName", EditHistory, "Name of the raw file"),
    text("ICCProfileName", EditHistory, "Colour profile"),
    text("AISystemUsed", Provenance, "Made by the AI system"),
    text("AISystemVersionUsed", Provenance, "Version of the AI system"),
    of("DigitalSourceType", Provenance, "Made", Form::Source),
    of("DigitalSourceFileType", Provenance, "Made", Form::Source),
    text("CreditLine", Name, "Credit"),
    text("provenance", Provenance, "Where its content credentials stand"),
    of(
        "image",
        HiddenPicture,
        "A small copy of the picture",
        Form::Base64,
    ),
    of(
        "HDRGainMapVersion",
        HiddenPicture,
        "A second picture with its brightness (gain map), version",
        Form::Text,
    ),
    of(
        "MotionPhoto",
        HiddenVideo,
        "A video behind the picture",
        Form::Yes,
    ),
    of("MicroVideo", HiddenVideo, "A video behind the picture", Form::Yes),
    of(
        "MicroVideoPresentationTimestampUs",
        HiddenVideo,
        "The photo was taken",
        Form::Microseconds,
    ),
    of(
        "MotionPhotoPresentationTimestampUs",
        HiddenVideo,
        "The photo was taken",
        Form::Microseconds,
    ),
];

/// Leaves that tell nothing on their own, or that others tell.
pub(super) const IGNORED: &[&str] = &[
    "GPSLatitude",
    "GPSLongitude",
    "GpsLatitude",
    "GpsLongitude",
    "GpsLongtitude",
    "format",
    "Orientation",
    "ColorSpace",
    "ColorMode",
    "PixelXDimension",
    "PixelYDimension",
    "ImageWidth",
    "ImageLength",
    "XResolution",
    "YResolution",
    "ResolutionUnit",
    "BitsPerSample",
    "Compression",
    "PhotometricInterpretation",
    "SamplesPerPixel",
    "PlanarConfiguration",
    "YCbCrPositioning",
    "ExifVersion",
    "FlashpixVersion",
    "resource",
];
