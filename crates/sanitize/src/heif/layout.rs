//! The clean file: every coded byte where it was in the source, and the boxes written afresh around them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::bytes::part;
use crate::error::malformed;
use crate::heif::fields::{boxed, version};
use crate::heif::meta::{Item, Meta, Method};
use crate::heif::property::{self, Properties};
use crate::heif::shown::{Kept, Shown};
use crate::heif::unit::{Segment, Unit, lay};
use crate::heif::{Codec, av1, hevc};
use crate::part::Size;
use crate::{Error, Limits, Output};

/// The data of all items together may be this many times as long as the file: items may share it.
const MOST_SHARED: usize = 8;

pub(super) struct Layout {
    brands: Vec<u8>,
    items: Vec<Placed>,
    properties: Properties,
    /// The data that stays where it is, in the order of the file.
    segments: Vec<Segment>,
    /// The data of items that stay as it was in the source, all of it.
    pub(super) whole: Vec<Range<usize>>,
    pub(super) coded: Vec<Range<usize>>,
    pub(super) size: Size,
}

/// An item that stays, with its data and its properties.
struct Placed {
    kept: Kept,
    in_idat: bool,
    segments: Vec<Segment>,
    properties: Vec<usize>,
}

impl Layout {
    /// `data` are the bodies of the boxes that hold the items' data.
    pub(super) fn read(
        source: &[u8],
        meta: &Meta,
        shown: Shown,
        codec: Codec,
        data: &[Range<usize>],
        limits: &Limits,
    ) -> Result<Self, Error> {
        for kept in &shown.items {
            limits.check_pixels(kept.size.width, kept.size.height)?;
        }
        let pixels = shown.items.first().map_or(0, |primary| primary.pixels);
        limits.check_decoded(pixels.saturating_mul(4))?;
        let mut layout = Self {
            brands: codec.brands(source),
            items: Vec::new(),
            properties: Properties::default(),
            segments: Vec::new(),
            whole: Vec::new(),
            coded: Vec::new(),
            size: Size { width: 0, height: 0 },
        };
        let sizes: Vec<Size> = shown.items.iter().map(|kept| kept.size).collect();
        let mut left = source.len().saturating_mul(MOST_SHARED);
        for kept in shown.items {
            let item = meta.items.get(&kept.id);
            let item = item.ok_or(malformed("iinf", 0, "A picture is missing"))?;
            let (in_idat, extents) = extents(source, meta, item, &kept, data)?;
            let length: usize = extents.iter().map(Range::len).sum();
            left = left.checked_sub(length).ok_or(malformed(
                "iloc",
                0,
                "The pictures in this file lie over one another",
            ))?;
            let inputs: Vec<Size> = kept
                .inputs
                .iter()
                .filter_map(|place| sizes.get(*place).copied())
                .collect();
            layout.place(source, meta, item, kept, in_idat, &extents, &inputs)?;
            layout.whole.extend(extents);
        }
        layout.join()?;
        layout.number_properties();
        let primary = layout.items.first();
        layout.size = primary.map_or(layout.size, |primary| {
            layout.properties.shown(primary.kept.size, &primary.properties)
        });
        Ok(layout)
    }

    #[allow(clippy::too_many_arguments, reason = "all of it is of one item")]
    fn place(
        &mut self,
        source: &[u8],
        meta: &Meta,
        item: &Item,
        kept: Kept,
        in_idat: bool,
        extents: &[Range<usize>],
        inputs: &[Size],
    ) -> Result<(), Error> {
        let bytes = joined(source, extents);
        let at = extents.first().map_or(0, |extent| extent.start);
        let mut used = BTreeSet::new();
        let units = if kept.is_derived() {
            let made = property::derived(&bytes, &kept, inputs);
            let made = made.ok_or(malformed(
                "derived picture",
                at,
                "A picture made of others is broken",
            ))?;
            vec![Unit {
                range: 0..made.len(),
                made: Some(made),
            }]
        } else if kept.kind == *b"hvc1" {
            let config = meta
                .properties_of(item)
                .find(|(_, found, _)| found.kind == *b"hvcC");
            let size = config.and_then(|(_, found, _)| hevc::length_size(part(source, found.body.clone())));
            let size = size.ok_or(malformed("hvcC", at, "A picture does not say how it is coded"))?;
            let (units, sets) = hevc::units(&bytes, size, at)?;
            used = sets;
            units
        } else {
            av1::units(&bytes, at)?
        };
        let segments = lay(units, extents);
        if !kept.is_derived() {
            let stays = segments.iter().filter(|segment| segment.made.is_none());
            self.coded.extend(stays.map(|segment| segment.range.clone()));
        }
        let properties = self.properties.of_item(source, meta, item, &kept, &used)?;
        self.items.push(Placed {
            kept,
            in_idat: in_idat && !segments.is_empty(),
            segments,
            properties,
        });
        Ok(())
    }

    /// Brings the data of all items into the order of the file.
    fn join(&mut self) -> Result<(), Error> {
        self.whole.sort_unstable_by_key(|range| (range.start, range.end));
        let in_file = self.items.iter().filter(|item| !item.in_idat);
        self.segments = in_file.flat_map(|item| item.segments.iter().cloned()).collect();
        self.segments
            .sort_by_key(|segment| (segment.range.start, segment.range.end));
        self.segments.dedup();
        if self.properties.made.len() > 0x7FFF {
            return Err(malformed("ipco", 0, "The pictures have too many properties"));
        }
        for both in self.segments.windows(2) {
            if let [first, second] = both
                && second.range.start < first.range.end
            {
                return Err(malformed(
                    "iloc",
                    second.range.start,
                    "The pictures in this file lie over one another",
                ));
            }
        }
        Ok(())
    }

    /// Puts the properties into the order in which the items name them.
    fn number_properties(&mut self) {
        let mut order: Vec<Option<usize>> = vec![None; self.properties.made.len()];
        let mut next = 0;
        for place in self.items.iter_mut().flat_map(|item| &mut item.properties) {
            if let Some(number) = order.get_mut(*place) {
                *place = *number.get_or_insert_with(|| {
                    next += 1;
                    next - 1
                });
            }
        }
        let mut made: Vec<_> = std::mem::take(&mut self.properties.made)
            .into_iter()
            .zip(order)
            .collect();
        made.sort_by_key(|(_, number)| number.unwrap_or(usize::MAX));
        self.properties.made = made.into_iter().map(|(property, _)| property).collect();
    }

    /// The data of all items that stay, and whether it tells what a picture is made of.
    pub(super) fn stays(&self) -> impl Iterator<Item = (&Segment, bool)> {
        self.items.iter().flat_map(|item| {
            item.segments
                .iter()
                .map(|segment| (segment, item.kept.is_derived()))
        })
    }

    pub(super) fn write(&self) -> Result<Output, Error> {
        let meta = self.meta();
        let first = self.segments.first().map_or(0, |segment| segment.range.start);
        let end = self.segments.last().map_or(0, |segment| segment.range.end);
        let mut output = Output::default();
        output.make(&self.brands);
        if self.segments.is_empty() {
            output.append(meta);
            return Ok(output);
        }
        let leads = first >= self.brands.len() + meta.len() + head(self.brands.len() + meta.len(), end);
        let meta = if leads {
            output.append(meta);
            None
        } else {
            Some(meta)
        };
        let start = output.len();
        if first < start + head(start, end) {
            return Err(malformed("mdat", first, "The picture data begins too early"));
        }
        match u32::try_from(end - start) {
            Ok(length) => {
                output.make(length.to_be_bytes());
                output.make(b"mdat");
            }
            Err(_) => {
                output.make(b"\0\0\0\x01mdat");
                output.make(((end - start) as u64).to_be_bytes());
            }
        }
        for segment in &self.segments {
            output.make(vec![0; segment.range.start - output.len()]);
            segment.write(&mut output);
        }
        output.append(meta.unwrap_or_default());
        Ok(output)
    }

    fn meta(&self) -> Output {
        let mut idat = Output::default();
        let iloc = self.locations(&mut idat);
        let mut body = Output::default();
        body.make(version(0, 0));
        body.make(boxed(
            *b"hdlr",
            &[&version(0, 0), &[0; 4], b"pict", &[0; 12], &[0]],
        ));
        body.make(boxed(*b"pitm", &[&version(0, 0), &[0, 1]]));
        body.make(iloc);
        body.make(self.entries());
        body.make(self.references());
        body.make(self.properties());
        if !idat.is_empty() {
            body.make(((idat.len() + 8) as u32).to_be_bytes());
            body.make(b"idat");
            body.append(idat);
        }
        let mut meta = Output::default();
        meta.make(((body.len() + 8) as u32).to_be_bytes());
        meta.make(b"meta");
        meta.append(body);
        meta
    }

    /// The places of the items' data (14496-12, 8.11.3); what lies in `idat` is put there.
    fn locations(&self, idat: &mut Output) -> Vec<u8> {
        let end = self.segments.last().map_or(0, |segment| segment.range.end);
        let wide = u32::try_from(end).is_err();
        let number = |fields: &mut Vec<u8>, value: usize| {
            let bytes = (value as u64).to_be_bytes();
            fields.extend_from_slice(if wide { &bytes } else { part(&bytes, 4..8) });
        };
        let methods = self.items.iter().any(|item| item.in_idat);
        let mut fields = vec![if wide { 0x88 } else { 0x44 }, 0];
        fields.extend((self.items.len() as u16).to_be_bytes());
        for (id, item) in (1_u16..).zip(&self.items) {
            fields.extend(id.to_be_bytes());
            if methods {
                fields.extend([0, u8::from(item.in_idat)]);
            }
            fields.extend([0, 0]);
            let start = idat.len();
            let extents = if item.in_idat {
                item.segments.iter().for_each(|segment| segment.write(idat));
                vec![start..idat.len()]
            } else {
                merged(&item.segments)
            };
            let extents: Vec<_> = extents.into_iter().filter(|extent| !extent.is_empty()).collect();
            fields.extend((extents.len() as u16).to_be_bytes());
            for extent in extents {
                number(&mut fields, extent.start);
                number(&mut fields, extent.len());
            }
        }
        boxed(*b"iloc", &[&version(u8::from(methods), 0), &fields])
    }

    /// The items' types (8.11.6), without names; what others are made of is not shown by itself.
    fn entries(&self) -> Vec<u8> {
        let mut entries = (self.items.len() as u16).to_be_bytes().to_vec();
        for (id, item) in (1_u16..).zip(&self.items) {
            let head = version(2, u8::from(item.kept.is_input));
            entries.extend(boxed(
                *b"infe",
                &[&head, &id.to_be_bytes(), &[0; 2], &item.kept.kind, &[0]],
            ));
        }
        boxed(*b"iinf", &[&version(0, 0), &entries])
    }

    fn references(&self) -> Vec<u8> {
        let mut references = Vec::new();
        for (id, item) in (1_u16..).zip(&self.items) {
            let mut refer = |kind: &[u8; 4], to: &[usize]| {
                if !to.is_empty() {
                    let mut fields = [id.to_be_bytes(), (to.len() as u16).to_be_bytes()].concat();
                    fields.extend(to.iter().flat_map(|place| (*place as u16 + 1).to_be_bytes()));
                    references.extend(boxed(*kind, &[&fields]));
                }
            };
            refer(b"dimg", &item.kept.inputs);
            refer(b"auxl", &item.kept.alpha_of);
            refer(b"prem", item.kept.premultiplied_by.as_slice());
        }
        match references.is_empty() {
            true => Vec::new(),
            false => boxed(*b"iref", &[&version(0, 0), &references]),
        }
    }

    /// The properties, each once, and which items have them (8.11.14).
    fn properties(&self) -> Vec<u8> {
        let wide = self.properties.made.len() > 0x7F;
        let all: Vec<u8> = self
            .properties
            .made
            .iter()
            .flat_map(|made| made.bytes.clone())
            .collect();
        let mut entries = (self.items.len() as u32).to_be_bytes().to_vec();
        for (id, item) in (1_u16..).zip(&self.items) {
            entries.extend(id.to_be_bytes());
            entries.push(item.properties.len() as u8);
            for place in &item.properties {
                let essential = self
                    .properties
                    .made
                    .get(*place)
                    .is_some_and(|made| made.essential);
                if wide {
                    entries.extend((*place as u16 + 1 | u16::from(essential) << 15).to_be_bytes());
                } else {
                    entries.push(*place as u8 + 1 | u8::from(essential) << 7);
                }
            }
        }
        let ipma = boxed(*b"ipma", &[&version(0, u8::from(wide)), &entries]);
        boxed(*b"iprp", &[&boxed(*b"ipco", &[&all]), &ipma])
    }
}

impl Segment {
    fn write(&self, output: &mut Output) {
        match &self.made {
            Some(made) => output.make(made),
            None => output.copy(self.range.clone()),
        }
    }
}

/// Bytes of the head of a box from `start` to `end`.
fn head(start: usize, end: usize) -> usize {
    match u32::try_from(end.saturating_sub(start)) {
        Ok(_) => 8,
        Err(_) => 16,
    }
}

fn merged(segments: &[Segment]) -> Vec<Range<usize>> {
    let mut extents: Vec<Range<usize>> = Vec::new();
    for segment in segments {
        match extents.last_mut() {
            Some(last) if last.end == segment.range.start => last.end = segment.range.end,
            _ => extents.push(segment.range.clone()),
        }
    }
    extents
}

fn joined<'a>(source: &'a [u8], extents: &[Range<usize>]) -> Cow<'a, [u8]> {
    match extents {
        [whole] => Cow::Borrowed(part(source, whole.clone())),
        several => several
            .iter()
            .flat_map(|extent| part(source, extent.clone()))
            .copied()
            .collect(),
    }
}

/// Where an item's data lies: whether in `idat`, and the extents as places in the file.
fn extents(
    source: &[u8],
    meta: &Meta,
    item: &Item,
    kept: &Kept,
    data: &[Range<usize>],
) -> Result<(bool, Vec<Range<usize>>), Error> {
    let outside = || malformed("iloc", 0, "The picture data is not in the file");
    let Some(location) = &item.location else {
        return if kept.kind == *b"iden" {
            Ok((false, Vec::new()))
        } else {
            Err(outside())
        };
    };
    if item.protected || !location.inside || location.method == Method::Other {
        return Err(Error::Unsupported {
            what: "A picture that is encrypted or lies in several files",
            remedy: crate::format::SAVE_JPEG,
        });
    }
    let extents = location.ranges(source.len(), &meta.idat).ok_or_else(outside)?;
    let in_idat = location.method == Method::Idat;
    let holds = |extent: &Range<usize>| {
        let place = data.partition_point(|body| body.start <= extent.start);
        let body = place.checked_sub(1).and_then(|place| data.get(place));
        body.is_some_and(|body| extent.end <= body.end)
    };
    if extents.len() > usize::from(u16::MAX) || !in_idat && !extents.iter().all(holds) {
        return Err(outside());
    }
    Ok((in_idat, extents))
}
