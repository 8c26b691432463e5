//! XMP is told by its structure: faces, steps, places, what stands behind the picture.

use safelight_sanitize::Reveals::{
    EditHistory, HiddenPicture, HiddenVideo, Location, Name, Provenance, Text,
};

use crate::common::look;
use crate::findings::assert_tells;
use crate::jpeg::{baseline, behind_soi, named};

fn with(packet: &[u8]) -> Vec<u8> {
    behind_soi(
        &baseline(),
        &named(0xE1, b"http://ns.adobe.com/xap/1.0/\0", packet),
    )
}

fn packet(properties: &str) -> Vec<u8> {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><rdf:Description rdf:about=''>{properties}\
         </rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    .into_bytes()
}

#[test]
fn faces_are_told_with_their_names_and_places() {
    let file = with(&packet(
        "<mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:RegionList><rdf:Bag>\
         <rdf:li><rdf:Description mwg-rs:Name='Anna Example' mwg-rs:Type='Face'>\
         <mwg-rs:Area stArea:x='0.2' stArea:y='0.1' stArea:w='0.1' stArea:h='0.1'/></rdf:Description></rdf:li>\
         <rdf:li rdf:parseType='Resource'><mwg-rs:Type>Face</mwg-rs:Type>\
         <mwg-rs:Area rdf:parseType='Resource'><stArea:x>0.9</stArea:x><stArea:y>0.9</stArea:y></mwg-rs:Area></rdf:li>\
         </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>\
         <MP:RegionInfo><rdf:Description><MPRI:Regions><rdf:Bag><rdf:li MPReg:Rectangle='0.4, 0.4, 0.2, 0.2' \
         MPReg:PersonDisplayName='Bob Example'/></rdf:Bag></MPRI:Regions></rdf:Description></MP:RegionInfo>",
    ));
    assert_tells(
        &file,
        &[
            (Name, "Face of Anna Example, in the upper left"),
            (Name, "Face of Bob Example, in the middle"),
            (Text, "A face is marked, in the lower right"),
        ],
    );
}

#[test]
fn a_position_is_told_as_a_place_on_earth() {
    let file = with(&packet(
        "<exif:GPSLatitude>33,51.4S</exif:GPSLatitude><exif:GPSLongitude>151,12.9E</exif:GPSLongitude>",
    ));
    assert_tells(&file, &[(Location, "33° 51′ 24″ south, 151° 12′ 54″ east")]);
    let found = look(&file).expect("the file is read").findings(&file);
    let at = found
        .iter()
        .find_map(|finding| finding.position)
        .expect("a place");
    assert!((at.latitude + 33.856_667).abs() < 1e-5 && (at.longitude - 151.215).abs() < 1e-5);
    for nowhere in ["91,0N", "NaN", "51", ""] {
        let file = with(&packet(&format!(
            "<exif:GPSLatitude>{nowhere}</exif:GPSLatitude><exif:GPSLongitude>999</exif:GPSLongitude>"
        )));
        let found = look(&file).expect("the file is read").findings(&file);
        assert!(
            found.iter().all(|finding| finding.position.is_none()),
            "{nowhere}"
        );
    }
}

#[test]
fn steps_people_places_and_contacts_are_told() {
    let file = with(&packet(
        "<xmpMM:History><rdf:Seq><rdf:li stEvt:action='saved' stEvt:softwareAgent='Photoshop CS6' \
         stEvt:when='2019-03-02T12:00:00Z'/></rdf:Seq></xmpMM:History>\
         <xmpMM:DerivedFrom stRef:filePath='/home/ada/clinic/original.dng'/>\
         <photoshop:DocumentAncestors><rdf:Bag><rdf:li>adobe:docid:77</rdf:li></rdf:Bag></photoshop:DocumentAncestors>\
         <Iptc4xmpExt:PersonInImageWDetails><rdf:Bag><rdf:li><rdf:Description><Iptc4xmpExt:PersonName><rdf:Alt>\
         <rdf:li>Carl Example</rdf:li></rdf:Alt></Iptc4xmpExt:PersonName></rdf:Description></rdf:li></rdf:Bag>\
         </Iptc4xmpExt:PersonInImageWDetails>\
         <Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li Iptc4xmpExt:Sublocation='Ward 3' Iptc4xmpExt:City='Xanadu' \
         Iptc4xmpExt:CountryName='Utopia'/></rdf:Bag></Iptc4xmpExt:LocationCreated>\
         <Iptc4xmpCore:CreatorContactInfo Iptc4xmpCore:CiEmailWork='ada@example.org' \
         Iptc4xmpCore:CiTelWork='555 0100' Iptc4xmpCore:CiAdrExtadr='1 Main Street'/>\
         <lr:hierarchicalSubject><rdf:Bag><rdf:li>Patients|Example|Knee</rdf:li></rdf:Bag></lr:hierarchicalSubject>\
         <dc:description><rdf:Alt><rdf:li>Tom &amp; Ada&#x2019;s knee</rdf:li></rdf:Alt></dc:description>\
         <crs:Exposure2012>+0.5</crs:Exposure2012><crs:Contrast2012>3</crs:Contrast2012>",
    ));
    assert_tells(
        &file,
        &[
            (EditHistory, "Step: Photoshop CS6, saved 2019-03-02 12:00:00 UTC"),
            (EditHistory, "Made from the file: /home/ada/clinic/original.dng"),
            (
                EditHistory,
                "Number of a document it was made from: adobe:docid:77",
            ),
            (Name, "Person in the picture: Carl Example"),
            (Location, "Place: Ward 3, Xanadu, Utopia"),
            (Name, "E-mail of the photographer: ada@example.org"),
            (Name, "Telephone of the photographer: 555 0100"),
            (Location, "Address of the photographer: 1 Main Street"),
            (Text, "Keyword: Patients / Example / Knee"),
            (Text, "Description: Tom & Ada’s knee"),
            (EditHistory, "2 settings of a raw developer"),
        ],
    );
}

#[test]
fn what_google_and_iptc_add_is_told() {
    let file = with(&packet(
        "<GCamera:MotionPhoto>1</GCamera:MotionPhoto>\
         <GCamera:MotionPhotoPresentationTimestampUs>1250000</GCamera:MotionPhotoPresentationTimestampUs>\
         <Container:Directory><rdf:Seq><rdf:li><Container:Item Item:Mime='image/jpeg' Item:Semantic='Primary'/></rdf:li>\
         <rdf:li><Container:Item Item:Mime='image/jpeg' Item:Semantic='GainMap' Item:Length='24000'/></rdf:li>\
         <rdf:li><Container:Item Item:Mime='video/mp4' Item:Semantic='MotionPhoto' Item:Length='3400000'/></rdf:li>\
         </rdf:Seq></Container:Directory><GDepth:Data>AAAABBBBCCCC</GDepth:Data><GAudio:Data>AAAA</GAudio:Data>\
         <Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\
         </Iptc4xmpExt:DigitalSourceType><Iptc4xmpExt:AIPromptInformation>a knee</Iptc4xmpExt:AIPromptInformation>",
    ));
    assert_tells(
        &file,
        &[
            (HiddenVideo, "A video behind the picture, 3.4 MB"),
            (HiddenVideo, "1.2 seconds into the video"),
            (HiddenPicture, "gain map"),
            (HiddenPicture, "24 kB"),
            (HiddenPicture, "A map of the distance to each thing, 9 bytes"),
            (HiddenVideo, "A sound recording, 3 bytes"),
            (Provenance, "Made: by artificial intelligence"),
            (Text, "Prompt: a knee"),
        ],
    );
}

#[test]
fn a_packet_in_utf_16_is_read() {
    let text = String::from_utf8(packet(
        "<dc:creator><rdf:Seq><rdf:li>Ada Müller</rdf:li></rdf:Seq></dc:creator>",
    ));
    let text = text.expect("text");
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_tells(&with(&little), &[(Name, "Author: Ada Müller")]);
    assert_tells(&with(&big), &[(Name, "Author: Ada Müller")]);
}

#[test]
fn an_extended_packet_is_put_together_from_its_segments_in_any_order() {
    let packet = packet("<dc:creator>Ada Author</dc:creator><GDepth:Data>AAAABBBBCCCC</GDepth:Data>");
    let half = packet.len() / 2;
    let share = |at: usize, bytes: &[u8]| {
        let head = [
            b"0123456789ABCDEF0123456789ABCDEF".as_slice(),
            &(packet.len() as u32).to_be_bytes(),
            &(at as u32).to_be_bytes(),
            bytes,
        ];
        named(0xE1, b"http://ns.adobe.com/xmp/extension/\0", &head.concat())
    };
    let shares = [share(0, &packet[..half]), share(half, &packet[half..])];
    for order in [[0, 1], [1, 0]] {
        let segments = order.map(|index| shares[index].clone()).concat();
        let file = behind_soi(&baseline(), &segments);
        assert_tells(
            &file,
            &[
                (Name, "Author: Ada Author"),
                (HiddenPicture, "A map of the distance to each thing, 9 bytes"),
            ],
        );
    }
}
