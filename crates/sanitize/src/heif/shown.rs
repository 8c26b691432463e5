//! Which items a viewer needs: the primary item, what it is made of, and the transparency of each.

use std::collections::HashMap;

use crate::Error;
use crate::bytes::part;
use crate::error::malformed;
use crate::heif::Codec;
use crate::heif::fields::Fields;
use crate::heif::meta::{Item, Meta};
use crate::part::Size;

/// A picture made of others in more than this many steps is refused.
const MOST_STEPS: usize = 32;

/// The items that stay, the primary first, each before what it is made of.
pub(super) struct Shown {
    pub(super) items: Vec<Kept>,
    /// Their places by their numbers in the source.
    pub(super) places: HashMap<u32, usize>,
}

/// An item that stays.
pub(super) struct Kept {
    /// Its number in the source.
    pub(super) id: u32,
    pub(super) kind: [u8; 4],
    pub(super) size: Size,
    /// Places of the items it is made of.
    pub(super) inputs: Vec<usize>,
    /// Whether another item that stays is made of it.
    pub(super) is_input: bool,
    /// Of a transparency: the places of the items it is for.
    pub(super) alpha_of: Vec<usize>,
    /// Place of the transparency that its colours are multiplied with.
    pub(super) premultiplied_by: Option<usize>,
    /// Pixels to decode for it, counted as often as they are used.
    pub(super) pixels: u64,
}

impl Kept {
    pub(super) fn is_derived(&self) -> bool {
        matches!(&self.kind, b"grid" | b"iden" | b"iovl")
    }
}

struct Search<'a> {
    source: &'a [u8],
    meta: &'a Meta,
    codec: Codec,
    /// Transparencies by the item they are for.
    alphas: HashMap<u32, u32>,
    found: Vec<Kept>,
    places: HashMap<u32, usize>,
    /// Whether everything an item is made of has been found.
    done: Vec<bool>,
}

impl Shown {
    pub(super) fn find(source: &[u8], meta: &Meta, codec: Codec) -> Result<Self, Error> {
        let mut primary = meta.primary.ok_or(malformed(
            "pitm",
            0,
            "The file does not say which picture is shown",
        ))?;
        // A tone map's first input is the picture without it (23008-12, 6.6.2.4).
        if meta.items.get(&primary).is_some_and(|item| item.kind == *b"tmap") {
            primary = meta
                .references_of(b"dimg", primary)
                .first()
                .copied()
                .unwrap_or(primary);
        }
        Self::of(source, meta, codec, primary)
    }

    /// The same where another item were the primary one.
    pub(super) fn of(source: &[u8], meta: &Meta, codec: Codec, id: u32) -> Result<Self, Error> {
        let mut search = Search {
            source,
            meta,
            codec,
            alphas: alphas(source, meta),
            found: Vec::new(),
            places: HashMap::new(),
            done: Vec::new(),
        };
        search.visit(id, 0, false)?;
        Ok(Self {
            items: search.found,
            places: search.places,
        })
    }
}

impl Search<'_> {
    fn visit(&mut self, id: u32, steps: usize, is_alpha: bool) -> Result<usize, Error> {
        let broken = |why| Err(malformed("iref", 0, why));
        if let Some(place) = self.places.get(&id).copied() {
            return match self.done.get(place) {
                Some(true) => Ok(place),
                _ => broken("A picture is made of itself"),
            };
        }
        let Some(item) = self.meta.items.get(&id).filter(|_| steps <= MOST_STEPS) else {
            return broken("A picture is made of one that is missing");
        };
        self.codec.check(item)?;
        let place = self.found.len();
        if place >= usize::from(u16::MAX) {
            return broken("The picture is made of too many others");
        }
        self.places.insert(id, place);
        self.done.push(false);
        let size = self.size(item)?;
        self.found.push(Kept {
            id,
            kind: item.kind,
            size,
            inputs: Vec::new(),
            is_input: false,
            alpha_of: Vec::new(),
            premultiplied_by: None,
            pixels: u64::from(size.width) * u64::from(size.height),
        });
        let meta = self.meta;
        if !meta.references_of(b"pred", id).is_empty() {
            return Err(Error::Unsupported {
                what: "A HEIF picture that is coded as a change of another",
                remedy: crate::format::SAVE_JPEG,
            });
        }
        if matches!(&item.kind, b"grid" | b"iden" | b"iovl") {
            for input in meta.references_of(b"dimg", id) {
                let input = self.visit(*input, steps + 1, is_alpha)?;
                let pixels = self.found.get_mut(input).map_or(0, |input| {
                    input.is_input = true;
                    input.pixels
                });
                if let Some(kept) = self.found.get_mut(place) {
                    kept.inputs.push(input);
                    kept.pixels = kept.pixels.saturating_add(pixels);
                }
            }
        }
        if let Some(alpha) = self.alphas.get(&id).copied().filter(|_| !is_alpha) {
            self.visit_alpha(alpha, place, steps)?;
        }
        if let Some(done) = self.done.get_mut(place) {
            *done = true;
        }
        Ok(place)
    }

    fn visit_alpha(&mut self, alpha: u32, of: usize, steps: usize) -> Result<(), Error> {
        let premultiplied = self
            .found
            .get(of)
            .is_some_and(|kept| self.meta.references_of(b"prem", kept.id).contains(&alpha));
        let alpha = self.visit(alpha, steps + 1, true)?;
        let pixels = self.found.get_mut(alpha).map_or(0, |alpha| {
            alpha.alpha_of.push(of);
            alpha.pixels
        });
        if let Some(kept) = self.found.get_mut(of) {
            kept.pixels = kept.pixels.saturating_add(pixels);
            kept.premultiplied_by = premultiplied.then_some(alpha);
        }
        Ok(())
    }

    fn size(&self, item: &Item) -> Result<Size, Error> {
        size(self.source, self.meta, item).ok_or(malformed(
            "ispe",
            0,
            "A picture does not say how large it is",
        ))
    }
}

/// The sides of an item (`ispe`, 23008-12, 6.5.3).
pub(super) fn size(source: &[u8], meta: &Meta, item: &Item) -> Option<Size> {
    let (_, ispe, _) = meta
        .properties_of(item)
        .find(|(_, found, _)| found.kind == *b"ispe")?;
    let mut fields = Fields::new(source, &ispe.body);
    fields.version()?;
    let [width, height] = [fields.u32()?, fields.u32()?];
    (width > 0 && height > 0).then_some(Size { width, height })
}

/// What kind of auxiliary picture an item is, in the words of its `auxC` (23008-12, 6.5.8).
pub(super) fn auxiliary<'a>(source: &'a [u8], meta: &Meta, item: &Item) -> Option<&'a [u8]> {
    let (_, aux, _) = meta
        .properties_of(item)
        .find(|(_, found, _)| found.kind == *b"auxC")?;
    let mut fields = Fields::new(source, &aux.body);
    fields.version()?;
    Some(part(source, fields.text()))
}

/// The names of transparency (23008-12, 6.5.8 and B.2.4; 23091-2).
pub(super) const ALPHA: [&[u8]; 2] = [
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
    b"urn:mpeg:hevc:2015:auxid:1",
];

fn alphas(source: &[u8], meta: &Meta) -> HashMap<u32, u32> {
    let mut alphas = HashMap::new();
    for (id, item) in &meta.items {
        let of = meta.references_of(b"auxl", *id);
        if !of.is_empty() && auxiliary(source, meta, item).is_some_and(|kind| ALPHA.contains(&kind)) {
            of.iter().for_each(|of| {
                alphas.entry(*of).or_insert(*id);
            });
        }
    }
    alphas
}
