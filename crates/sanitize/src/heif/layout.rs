//! What a clean file is made of: the items that are shown, their data where it was in the source, their properties.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::bytes::part;
use crate::error::malformed;
use crate::heif::derived::{self, Input};
use crate::heif::hevc::{self, Record};
use crate::heif::meta::{Item, Meta, Method};
use crate::heif::property::{self, Properties};
use crate::heif::shown::{Kept, Shown};
use crate::heif::unit::{Segment, Unit, lay};
use crate::heif::{Codec, av1};
use crate::part::Size;
use crate::{Error, Limits};

/// The data of all items together may be this many times as long as the file: items may share it.
const MOST_SHARED: usize = 8;

pub(super) struct Layout {
    pub(super) brands: Vec<u8>,
    pub(super) items: Vec<Placed>,
    pub(super) properties: Properties,
    /// The data that stays where it is, in the order of the file.
    pub(super) segments: Vec<Segment>,
    /// The data of items that stay as it was in the source, all of it.
    pub(super) whole: Vec<Range<usize>>,
    pub(super) coded: Vec<Range<usize>>,
    pub(super) size: Size,
}

/// The configuration records by their places among the properties.
type Records<'a> = HashMap<usize, Option<Record<'a>>>;

/// The record of an item; items share one.
fn record<'a, 'b>(
    source: &'a [u8],
    meta: &Meta,
    item: &Item,
    records: &'b mut Records<'a>,
) -> Option<&'b Record<'a>> {
    let (place, found, _) = meta
        .properties_of(item)
        .find(|(_, found, _)| found.kind == *b"hvcC")?;
    records
        .entry(place)
        .or_insert_with(|| Record::read(part(source, found.body.clone())))
        .as_ref()
}

/// An item that stays, with its data and its properties.
pub(super) struct Placed {
    pub(super) kept: Kept,
    pub(super) in_idat: bool,
    pub(super) segments: Vec<Segment>,
    pub(super) properties: Vec<usize>,
}

impl Layout {
    /// `bodies` are those of the boxes that hold the items' data, in order.
    pub(super) fn read(
        source: &[u8],
        meta: &Meta,
        shown: Shown,
        codec: Codec,
        bodies: &[Range<usize>],
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
            properties: Properties::of(source.len()),
            segments: Vec::new(),
            whole: Vec::new(),
            coded: Vec::new(),
            size: Size { width: 0, height: 0 },
        };
        let pictures: Vec<Input> = shown
            .items
            .iter()
            .map(|kept| Input {
                size: kept.size,
                shown: property::shown(source, meta, kept),
                transparent: kept.transparent,
            })
            .collect();
        let mut records = Records::new();
        let mut left = source.len().saturating_mul(MOST_SHARED);
        for kept in shown.items {
            let data = Data::of(source, meta, kept.item(meta)?, &kept, bodies)?;
            let length: usize = data.extents.iter().map(Range::len).sum();
            left = left.checked_sub(length).ok_or(malformed(
                "iloc",
                0,
                "The pictures in this file lie over one another",
            ))?;
            let inputs: Vec<Input> = kept
                .inputs
                .iter()
                .filter_map(|place| pictures.get(*place).copied())
                .collect();
            layout.place(source, meta, kept, &data, &inputs, &mut records)?;
            layout.whole.extend(data.extents);
        }
        layout.join()?;
        layout.number_properties();
        let primary = layout.items.first();
        layout.size = primary.map_or(layout.size, |primary| {
            layout.properties.shown(primary.kept.size, &primary.properties)
        });
        Ok(layout)
    }

    fn place<'a>(
        &mut self,
        source: &'a [u8],
        meta: &Meta,
        kept: Kept,
        data: &Data,
        inputs: &[Input],
        records: &mut Records<'a>,
    ) -> Result<(), Error> {
        let item = kept.item(meta)?;
        let bytes = joined(source, &data.extents);
        let at = data.extents.first().map_or(0, |extent| extent.start);
        let (units, coded);
        let mut picture = None;
        if kept.is_derived() {
            let made = derived::fields(&bytes, &kept, inputs, at)?;
            units = vec![Unit {
                range: 0..made.len(),
                made: Some(made),
            }];
            coded = kept.size;
        } else if kept.kind == *b"hvc1" {
            let record = record(source, meta, item, records);
            let record = record.ok_or(malformed("hvcC", at, "A picture does not say how it is coded"))?;
            let mut read = hevc::picture(&bytes, record, at)?;
            (units, coded) = (std::mem::take(&mut read.units), read.coded);
            picture = Some((record, read));
        } else {
            (units, coded) = av1::units(&bytes, at)?;
        }
        property::check_crop(coded, kept.size, at)?;
        let coding = picture.as_ref().map(|(record, picture)| (*record, picture));
        let properties = self.properties.of_item(source, meta, item, &kept, coding)?;
        let segments = lay(units, &data.extents);
        if !kept.is_derived() {
            let stays = segments.iter().filter(|segment| segment.made.is_none());
            self.coded.extend(stays.map(|segment| segment.range.clone()));
        }
        self.items.push(Placed {
            kept,
            in_idat: data.in_idat && !segments.is_empty(),
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
}

pub(super) fn joined<'a>(source: &'a [u8], extents: &[Range<usize>]) -> Cow<'a, [u8]> {
    match extents {
        [whole] => Cow::Borrowed(part(source, whole.clone())),
        several => several
            .iter()
            .flat_map(|extent| part(source, extent.clone()))
            .copied()
            .collect(),
    }
}

/// Where an item's data lies.
struct Data {
    in_idat: bool,
    /// Places in the file.
    extents: Vec<Range<usize>>,
}

impl Data {
    fn of(
        source: &[u8],
        meta: &Meta,
        item: &Item,
        kept: &Kept,
        bodies: &[Range<usize>],
    ) -> Result<Self, Error> {
        let outside = || malformed("iloc", 0, "The picture data is not in the file");
        let Some(location) = &item.location else {
            let none = Self {
                in_idat: false,
                extents: Vec::new(),
            };
            return (kept.kind == *b"iden").then_some(none).ok_or_else(outside);
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
            let place = bodies.partition_point(|body| body.start <= extent.start);
            let body = place.checked_sub(1).and_then(|place| bodies.get(place));
            body.is_some_and(|body| extent.end <= body.end)
        };
        if extents.len() > usize::from(u16::MAX) || !in_idat && !extents.iter().all(holds) {
            return Err(outside());
        }
        Ok(Self { in_idat, extents })
    }
}
