//! HEIFs for the tests, box by box.

use image::RgbaImage;

/// Made by heifer 0.3.22 of a picture of 16 by 16 pixels: the HEVC of its colours, then of its transparency, each
/// with its configuration (the first 13 bytes and the sets alone differ).
pub(crate) const COLOUR: &[u8] =
    b"\0\0\0\x23\x26\x01\xaf\xc0\xef\x74\x3d\x06\xfd\x6b\x78\x0d\x3b\x5d\x91\xca\x38\x6f\x75\x43\x15\xe8\
\x76\x67\x5e\x5a\x55\x02\x8a\x71\x41\x2e\x24\xc9\xe0";
pub(crate) const ALPHA: &[u8] = b"\0\0\0\x0d\x26\x01\xaf\x80\xb9\x17\x63\xb2\xb3\xd9\x3d\x19\x7f";
pub(crate) const COLOUR_CONFIG: &[u8] =
    b"\x01\x01\x40\0\0\0\x90\0\0\0\0\0\x1e\xf0\0\xfc\xfd\xf8\xf8\0\0\x0f\x03\xa0\0\x01\0\x17\x40\
\x01\x0c\x01\xff\xff\x01\x60\0\0\x03\0\x90\0\0\x03\0\0\x03\0\x1e\xf0\x24\xa1\0\x01\0\x1f\x42\x01\x01\x01\x60\0\0\x03\0\x90\0\0\x03\0\0\
\x03\0\x1e\xa0\x88\x45\x97\xe4\x92\xca\x66\xe0\x21\xa0\xc0\x10\xa2\0\x01\0\x07\x44\x01\xc1\x63\x16\0\x48";
pub(crate) const ALPHA_CONFIG: &[u8] =
    b"\x01\x01\x40\0\0\0\x90\0\0\0\0\0\x1e\xf0\0\xfc\xfc\xf8\xf8\0\0\x0f\x03\xa0\0\x01\0\x17\x40\
\x01\x0c\x01\xff\xff\x01\x60\0\0\x03\0\x90\0\0\x03\0\0\x03\0\x1e\xf0\x24\xa1\0\x01\0\x1f\x42\x01\x01\x01\x60\0\0\x03\0\x90\0\0\x03\0\0\
\x03\0\x1e\xc2\x21\x16\x5f\x92\x4b\x29\x9b\x81\x01\x01\0\x40\xa2\0\x01\0\x07\x44\x01\xc1\x64\x58\x01\x20";
pub(crate) const SIDE: u32 = 16;

/// The same configuration with a sequence parameter set of 96 by 16 pixels (ISO/IEC 23008-2, 7.3.2.2.1).
pub(crate) fn coded_wide() -> Vec<u8> {
    let set = [&COLOUR_CONFIG[56..74], &[0xa0, 0x30, 0x84, 0x40, 0x80]].concat();
    let length = (set.len() as u16).to_be_bytes();
    [&COLOUR_CONFIG[..54], &length, &set, &COLOUR_CONFIG[87..]].concat()
}

/// The video parameter set of the configuration as it stands among coded data, and the configuration without it.
pub(crate) fn parted() -> (Vec<u8>, Vec<u8>) {
    let set = &COLOUR_CONFIG[28..28 + 0x17];
    let config = [&COLOUR_CONFIG[..22], &[2], &COLOUR_CONFIG[28 + 0x17..]].concat();
    ([&(set.len() as u32).to_be_bytes(), set].concat(), config)
}

/// Made by Pillow 13 (libavif, quality 30) of a picture of 32 by 24 pixels: a temporal delimiter, a sequence header,
/// a frame.
pub(crate) const AV1: &[u8] = b"\x12\0\x0a\x09\x18\x11\x3f\x76\x88\x08\x68\x34\x20\x32\x28\x1c\x47\x87\x85\xdd\xd3\x4d\x34\xc2\xc5\0\0\x8b\
\x2a\xe7\xd9\xf4\x70\x3d\x42\xfa\x68\x2f\xfa\xb3\x71\x2d\x56\x27\xa8\x90\xfe\x65\x0a\x13\x98\x7f\xfd\x3e\x64";

pub(crate) const URN_ALPHA: &[u8] = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0";

/// A box.
pub(crate) fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), kind.as_slice(), body].concat()
}

/// A box with a version and flags.
pub(crate) fn full(kind: &[u8; 4], version: u8, flags: u8, body: &[u8]) -> Vec<u8> {
    boxed(kind, &[&[version, 0, 0, flags], body].concat())
}

#[derive(Clone, Default)]
pub(crate) struct Item {
    pub(crate) kind: [u8; 4],
    pub(crate) hidden: bool,
    pub(crate) name: Vec<u8>,
    /// What stands behind the name in its entry.
    pub(crate) more: Vec<u8>,
    /// Its data, in as many extents.
    pub(crate) extents: Vec<Vec<u8>>,
    pub(crate) in_idat: bool,
    pub(crate) properties: Vec<(Vec<u8>, bool)>,
    /// Types of references and the items they are to, from 1 on.
    pub(crate) references: Vec<([u8; 4], Vec<u16>)>,
}

/// A file whose slots can be filled.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) brands: Vec<[u8; 4]>,
    pub(crate) minor: [u8; 4],
    pub(crate) primary: u16,
    pub(crate) items: Vec<Item>,
    pub(crate) handler_name: Vec<u8>,
    /// Properties of no item.
    pub(crate) spare: Vec<Vec<u8>>,
    /// Boxes behind the others in `meta`.
    pub(crate) in_meta: Vec<u8>,
    /// Bytes behind the fields of each list.
    pub(crate) behind: [(&'static [u8; 4], Vec<u8>); 4],
    pub(crate) in_idat: Vec<u8>,
    pub(crate) before_meta: Vec<u8>,
    pub(crate) before_data: Vec<u8>,
    /// Bytes in `mdat` before each extent, and behind the last.
    pub(crate) between: Vec<u8>,
    pub(crate) tail: Vec<u8>,
    /// Whether `meta` stands behind `mdat`.
    pub(crate) late: bool,
    /// Size and type of `mdat`, by the length of its body.
    pub(crate) head: fn(usize) -> Vec<u8>,
    /// Version of `iloc`.
    pub(crate) version: u8,
}

pub(crate) fn ispe(width: u32, height: u32) -> (Vec<u8>, bool) {
    (
        full(
            b"ispe",
            0,
            0,
            &[width.to_be_bytes(), height.to_be_bytes()].concat(),
        ),
        false,
    )
}

pub(crate) fn hevc(config: &[u8], data: &[u8]) -> Item {
    Item {
        kind: *b"hvc1",
        extents: vec![data.to_vec()],
        properties: vec![ispe(SIDE, SIDE), (boxed(b"hvcC", config), true)],
        ..Item::default()
    }
}

pub(crate) fn colour() -> Item {
    let mut item = hevc(COLOUR_CONFIG, COLOUR);
    item.properties
        .push((boxed(b"colr", b"nclx\0\x01\0\x0d\0\x06\x80"), false));
    item.properties.push((full(b"pixi", 0, 0, &[3, 8, 8, 8]), false));
    item
}

/// An auxiliary picture of the first item.
pub(crate) fn auxiliary(urn: &[u8]) -> Item {
    let mut item = hevc(ALPHA_CONFIG, ALPHA);
    item.references = vec![(*b"auxl", vec![1])];
    item.properties.push((full(b"auxC", 0, 0, urn), false));
    item
}

pub(crate) fn av1() -> Item {
    Item {
        kind: *b"av01",
        extents: vec![AV1.to_vec()],
        properties: vec![
            ispe(32, 24),
            (boxed(b"av1C", &[0x81, 0, 0x0C, 0]), true),
            (full(b"pixi", 0, 0, &[3, 8, 8, 8]), false),
        ],
        ..Item::default()
    }
}

/// An item that describes the first.
pub(crate) fn about(kind: &[u8; 4], more: &[u8], data: &[u8]) -> Item {
    Item {
        kind: *kind,
        more: more.to_vec(),
        extents: vec![data.to_vec()],
        references: vec![(*b"cdsc", vec![1])],
        ..Item::default()
    }
}

impl File {
    pub(crate) fn of(items: Vec<Item>) -> Self {
        Self {
            brands: vec![*b"heic", *b"mif1", *b"heic", *b"miaf"],
            minor: [0; 4],
            primary: 1,
            items,
            handler_name: Vec::new(),
            spare: Vec::new(),
            in_meta: Vec::new(),
            behind: [b"pitm", b"iloc", b"ipma", b"hdlr"].map(|kind| (kind, Vec::new())),
            in_idat: Vec::new(),
            before_meta: Vec::new(),
            before_data: Vec::new(),
            between: Vec::new(),
            tail: Vec::new(),
            late: false,
            head: |body| boxed(b"mdat", &vec![0; body])[..8].to_vec(),
            version: 0,
        }
    }

    /// An opaque picture.
    pub(crate) fn plain() -> Self {
        Self::of(vec![colour()])
    }

    /// A picture with transparency.
    pub(crate) fn transparent() -> Self {
        Self::of(vec![colour(), auxiliary(URN_ALPHA)])
    }

    /// Two by two tiles, turned; the grid's own fields in `idat`.
    pub(crate) fn grid() -> Self {
        let grid = Item {
            kind: *b"grid",
            extents: vec![vec![0, 0, 1, 1, 0, 30, 0, 28]],
            in_idat: true,
            properties: vec![ispe(30, 28), (boxed(b"irot", &[1]), true)],
            references: vec![(*b"dimg", vec![2, 3, 4, 5])],
            ..Item::default()
        };
        let tile = Item {
            hidden: true,
            ..colour()
        };
        let mut file = Self::of(vec![grid, tile.clone(), tile.clone(), tile.clone(), tile]);
        file.version = 1;
        file
    }

    pub(crate) fn avif() -> Self {
        let mut file = Self::of(vec![av1()]);
        file.brands = vec![*b"avif", *b"mif1", *b"avif", *b"miaf"];
        file
    }

    pub(crate) fn with(mut self, item: Item) -> Self {
        self.items.push(item);
        self
    }

    pub(crate) fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let brands: Vec<u8> = self.brands[1..].concat();
        let ftyp = boxed(
            b"ftyp",
            &[self.brands[0].as_slice(), &self.minor, &brands].concat(),
        );
        let (body, places) = self.data();
        let head = (self.head)(body.len());
        let lead = ftyp.len() + self.before_meta.len();
        let length = if self.late { 0 } else { self.meta(0, &places).len() };
        let start = lead + length + self.before_data.len() + head.len();
        let meta = self.meta(start, &places);
        let data = [self.before_data.clone(), head, body].concat();
        let rest = if self.late { [data, meta] } else { [meta, data] };
        [ftyp, self.before_meta.clone(), rest.concat(), self.tail.clone()].concat()
    }

    /// The body of `mdat`, and where in it, or in `idat`, each extent begins.
    fn data(&self) -> (Vec<u8>, Vec<Vec<usize>>) {
        let (mut body, mut idat) = (Vec::new(), 0);
        let places = self
            .items
            .iter()
            .map(|item| {
                item.extents
                    .iter()
                    .map(|extent| {
                        if item.in_idat {
                            idat += extent.len();
                            return idat - extent.len();
                        }
                        body.extend(&self.between);
                        body.extend(extent);
                        body.len() - extent.len()
                    })
                    .collect()
            })
            .collect();
        body.extend(&self.between);
        (body, places)
    }

    fn meta(&self, start: usize, places: &[Vec<usize>]) -> Vec<u8> {
        let behind = |kind: &[u8; 4]| {
            self.behind
                .iter()
                .find(|(of, _)| *of == kind)
                .expect("a list")
                .1
                .clone()
        };
        let count = (self.items.len() as u16).to_be_bytes();
        let mut infes = count.to_vec();
        let mut iloc = vec![0x44, 0];
        let mut refs = Vec::new();
        let mut properties: Vec<&Vec<u8>> = Vec::new();
        let mut ipma = (self.items.len() as u32).to_be_bytes().to_vec();
        let wide = |id: u16| {
            if self.version == 2 {
                u32::from(id).to_be_bytes().to_vec()
            } else {
                id.to_be_bytes().to_vec()
            }
        };
        iloc.extend(wide(self.items.len() as u16));
        for ((id, item), places) in (1_u16..).zip(&self.items).zip(places) {
            let entry = [
                &id.to_be_bytes(),
                [0, 0].as_slice(),
                &item.kind,
                &item.name,
                &[0],
                &item.more,
            ]
            .concat();
            infes.extend(full(b"infe", 2, u8::from(item.hidden), &entry));
            iloc.extend(wide(id));
            if self.version > 0 {
                iloc.extend([0, u8::from(item.in_idat)]);
            }
            iloc.extend([0, 0]);
            iloc.extend((item.extents.len() as u16).to_be_bytes());
            for (place, extent) in places.iter().zip(&item.extents) {
                let from = if item.in_idat { 0 } else { start };
                iloc.extend(((from + place) as u32).to_be_bytes());
                iloc.extend((extent.len() as u32).to_be_bytes());
            }
            for (kind, to) in &item.references {
                let mut fields = [id.to_be_bytes(), (to.len() as u16).to_be_bytes()].concat();
                fields.extend(to.iter().flat_map(|to| to.to_be_bytes()));
                refs.extend(boxed(kind, &fields));
            }
            ipma.extend(id.to_be_bytes());
            ipma.push(item.properties.len() as u8);
            for (property, essential) in &item.properties {
                let known = properties.iter().position(|known| *known == property);
                let place = known.unwrap_or_else(|| {
                    properties.push(property);
                    properties.len() - 1
                });
                ipma.push((place as u8 + 1) | u8::from(*essential) << 7);
            }
        }
        properties.extend(&self.spare);
        let ipco: Vec<u8> = properties.into_iter().flatten().copied().collect();
        let hdlr = [
            &[0; 4],
            b"pict".as_slice(),
            &[0; 12],
            &self.handler_name,
            &[0],
            &behind(b"hdlr"),
        ]
        .concat();
        let mut idat: Vec<u8> = self
            .items
            .iter()
            .filter(|item| item.in_idat)
            .flat_map(|item| item.extents.concat())
            .collect();
        idat.extend(&self.in_idat);
        let body = [
            full(b"hdlr", 0, 0, &hdlr),
            full(
                b"pitm",
                0,
                0,
                &[self.primary.to_be_bytes().as_slice(), &behind(b"pitm")].concat(),
            ),
            full(b"iloc", self.version, 0, &[iloc, behind(b"iloc")].concat()),
            full(b"iinf", 0, 0, &infes),
            full(b"iref", 0, 0, &refs),
            boxed(
                b"iprp",
                &[
                    boxed(b"ipco", &ipco),
                    full(b"ipma", 0, 0, &[ipma, behind(b"ipma")].concat()),
                ]
                .concat(),
            ),
            if idat.is_empty() {
                Vec::new()
            } else {
                boxed(b"idat", &idat)
            },
            self.in_meta.clone(),
        ];
        full(b"meta", 0, 0, &body.concat())
    }
}

/// One file of each kind.
pub(crate) fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("opaque", File::plain().bytes()),
        ("transparent", File::transparent().bytes()),
        ("grid", File::grid().bytes()),
        ("AVIF", File::avif().bytes()),
        (
            "list behind the data",
            File::transparent().change(|file| file.late = true).bytes(),
        ),
    ]
}

/// What another decoder shows of a HEIC.
pub(crate) fn pixels(file: &[u8]) -> Option<RgbaImage> {
    let shown = heifer::decode_rgba8(file, &heifer::Options::default()).ok()?;
    RgbaImage::from_raw(shown.width, shown.height, shown.data)
}
