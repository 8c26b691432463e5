//! The `meta` box (ISO/IEC 14496-12, 8.11): items, where their data lies, what they refer to, their properties.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::Error;
use crate::error::malformed;
use crate::heif::fields::Fields;
use crate::isobmff::{Boxed, boxes};

/// The boxes of a file that hold its items.
#[derive(Debug, Default)]
pub(super) struct Meta {
    /// The item that is shown (8.11.4).
    pub(super) primary: Option<u32>,
    pub(super) items: BTreeMap<u32, Item>,
    /// References by type and by the item that refers (8.11.12).
    pub(super) references: HashMap<([u8; 4], u32), Vec<u32>>,
    /// The property boxes, in order; items name them by their place, from 1 on.
    pub(super) properties: Vec<Boxed>,
    /// The body of the item data box (8.11.11).
    pub(super) idat: Range<usize>,
    /// All boxes inside: each child, but of `iprp` and `ipco` the head and then their own children.
    pub(super) children: Vec<Child>,
}

/// A box inside `meta`.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) boxed: Boxed,
    /// Whether it stands among the properties.
    pub(super) property: bool,
}

/// One item (8.11.6).
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) kind: [u8; 4],
    pub(super) protected: bool,
    pub(super) name: Range<usize>,
    pub(super) content_type: Range<usize>,
    pub(super) location: Option<Location>,
    /// Places among the properties, from 1 on, and whether a reader must understand each.
    pub(super) properties: Vec<(usize, bool)>,
}

/// Where an item's data lies (8.11.3).
#[derive(Debug)]
pub(super) struct Location {
    pub(super) method: Method,
    /// Whether it is in this very file.
    pub(super) inside: bool,
    /// Offsets, from the beginning of the file or of `idat`, and lengths; length 0 is up to the end.
    extents: Vec<(u64, u64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    File,
    Idat,
    Other,
}

impl Location {
    /// The extents as places in the file; none where one of them leaves it.
    pub(super) fn ranges(&self, whole: usize, idat: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let space = match self.method {
            Method::File => 0..whole,
            Method::Idat => idat.clone(),
            Method::Other => return None,
        };
        let mut ranges: Vec<Range<usize>> = Vec::with_capacity(self.extents.len());
        for (offset, length) in &self.extents {
            let start = space.start.checked_add(usize::try_from(*offset).ok()?)?;
            let end = match length {
                0 => space.end,
                length => start.checked_add(usize::try_from(*length).ok()?)?,
            };
            if start > end || end > space.end {
                return None;
            }
            match ranges.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ if start == end => {}
                _ => ranges.push(start..end),
            }
        }
        Some(ranges)
    }
}

impl Meta {
    pub(super) fn read(source: &[u8], meta: &Boxed) -> Result<Self, Error> {
        let mut read = Self::default();
        let broken =
            |child: &Boxed, name| malformed(name, child.range.start, "The list of pictures is broken");
        let body = meta.body.start.saturating_add(4)..meta.body.end;
        read.children(source, body, "meta")?;
        let children = std::mem::take(&mut read.children);
        let lists = || {
            children
                .iter()
                .filter(|child| !child.property)
                .map(|child| &child.boxed)
        };
        let only = |kind: &[u8; 4]| lists().find(|list| list.kind == *kind);
        for kind in [
            b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"ipco", b"idat",
        ] {
            if let Some(second) = lists().filter(|list| list.kind == *kind).nth(1) {
                return Err(broken(second, "meta"));
            }
        }
        if let Some(iinf) = only(b"iinf") {
            read.items(source, iinf).ok_or_else(|| broken(iinf, "iinf"))?;
        }
        if let Some(pitm) = only(b"pitm") {
            read.primary(source, pitm).ok_or_else(|| broken(pitm, "pitm"))?;
        }
        if let Some(iloc) = only(b"iloc") {
            read.locations(source, iloc).ok_or_else(|| broken(iloc, "iloc"))?;
        }
        if let Some(iref) = only(b"iref") {
            read.references(source, iref)
                .ok_or_else(|| broken(iref, "iref"))?;
        }
        for ipma in lists().filter(|list| list.kind == *b"ipma") {
            read.associations(source, ipma)
                .ok_or_else(|| broken(ipma, "ipma"))?;
        }
        read.idat = only(b"idat").map_or(0..0, |idat| idat.body.clone());
        read.children = children;
        Ok(read)
    }

    /// Lists the boxes of a range and of the property boxes in it, each container as its head alone.
    fn children(&mut self, source: &[u8], range: Range<usize>, of: &'static str) -> Result<(), Error> {
        let mut inside = boxes(source, range);
        for child in inside.by_ref() {
            let nested = match (of, &child.kind) {
                ("meta", b"iprp") => "iprp",
                ("iprp", b"ipco") => "ipco",
                _ => {
                    let property = of == "ipco";
                    if property {
                        self.properties.push(child.clone());
                    }
                    self.children.push(Child {
                        boxed: child,
                        property,
                    });
                    continue;
                }
            };
            let head = Boxed {
                kind: child.kind,
                range: child.range.start..child.body.start,
                body: child.body.start..child.body.start,
            };
            self.children.push(Child {
                boxed: head,
                property: false,
            });
            self.children(source, child.body, nested)?;
        }
        match inside.rest() {
            rest if rest.is_empty() => Ok(()),
            rest => Err(malformed(of, rest.start, "A box is longer than what holds it")),
        }
    }

    fn primary(&mut self, source: &[u8], pitm: &Boxed) -> Option<()> {
        let mut fields = Fields::new(source, &pitm.body);
        let wide = fields.version()?.0 > 0;
        self.primary = Some(id(&mut fields, wide)?);
        Some(())
    }

    fn items(&mut self, source: &[u8], iinf: &Boxed) -> Option<()> {
        let mut fields = Fields::new(source, &iinf.body);
        let wide = fields.version()?.0 > 0;
        id(&mut fields, wide)?;
        let mut entries = boxes(source, fields.rest());
        for entry in entries.by_ref().filter(|entry| entry.kind == *b"infe") {
            let mut fields = Fields::new(source, &entry.body);
            let version = fields.version()?.0;
            if version < 2 {
                continue;
            }
            let id = id(&mut fields, version > 2)?;
            let mut item = Item {
                protected: fields.u16()? != 0,
                kind: fields.name()?,
                name: fields.text(),
                ..Item::default()
            };
            if matches!(&item.kind, b"mime" | b"uri ") {
                item.content_type = fields.text();
            }
            if self.items.insert(id, item).is_some() {
                return None;
            }
        }
        entries.rest().is_empty().then_some(())
    }

    fn locations(&mut self, source: &[u8], iloc: &Boxed) -> Option<()> {
        let mut fields = Fields::new(source, &iloc.body);
        let version = fields.version()?.0;
        let sizes = fields.u16()?;
        let [offset, length, base, index] =
            [sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15].map(usize::from);
        let index = if version > 0 { index } else { 0 };
        if version > 2
            || [offset, length, base, index]
                .iter()
                .any(|size| ![0, 4, 8].contains(size))
        {
            return None;
        }
        let count = id(&mut fields, version > 1)?;
        for _ in 0..count {
            let id = id(&mut fields, version > 1)?;
            let method = match if version > 0 { fields.u16()? & 15 } else { 0 } {
                0 => Method::File,
                1 => Method::Idat,
                _ => Method::Other,
            };
            let inside = fields.u16()? == 0;
            let start = fields.number(base)?;
            let extents = fields.u16()?;
            // Extents that take no room could be told in any number.
            if extents > 1 && index + offset + length == 0 {
                return None;
            }
            let extents = (0..extents)
                .map(|_| {
                    fields.take(index)?;
                    Some((start.checked_add(fields.number(offset)?)?, fields.number(length)?))
                })
                .collect::<Option<Vec<_>>>()?;
            let location = Location {
                method,
                inside,
                extents,
            };
            if let Some(item) = self.items.get_mut(&id)
                && item.location.replace(location).is_some()
            {
                return None;
            }
        }
        Some(())
    }

    fn references(&mut self, source: &[u8], iref: &Boxed) -> Option<()> {
        let mut fields = Fields::new(source, &iref.body);
        let wide = fields.version()?.0 > 0;
        let mut entries = boxes(source, fields.rest());
        for entry in entries.by_ref() {
            let mut fields = Fields::new(source, &entry.body);
            let from = id(&mut fields, wide)?;
            let count = fields.u16()?;
            let to = (0..count)
                .map(|_| id(&mut fields, wide))
                .collect::<Option<Vec<_>>>()?;
            let known = self.references.entry((entry.kind, from)).or_default();
            // The inputs of a derived picture stand in one list.
            if entry.kind == *b"dimg" && !known.is_empty() {
                return None;
            }
            known.extend(to);
        }
        entries.rest().is_empty().then_some(())
    }

    fn associations(&mut self, source: &[u8], ipma: &Boxed) -> Option<()> {
        let mut fields = Fields::new(source, &ipma.body);
        let (version, flags) = fields.version()?;
        let count = fields.u32()?;
        for _ in 0..count {
            let id = id(&mut fields, version > 0)?;
            let count = fields.u8()?;
            for _ in 0..count {
                let (place, essential) = if flags & 1 == 1 {
                    let entry = fields.u16()?;
                    (entry & 0x7FFF, entry & 0x8000 != 0)
                } else {
                    let entry = fields.u8()?;
                    (u16::from(entry & 0x7F), entry & 0x80 != 0)
                };
                if let Some(item) = self.items.get_mut(&id)
                    && place > 0
                {
                    item.properties.push((usize::from(place), essential));
                }
            }
        }
        Some(())
    }

    /// The property boxes of an item, each with its place and whether a reader must understand it.
    pub(super) fn properties_of<'a>(
        &'a self,
        item: &'a Item,
    ) -> impl Iterator<Item = (usize, &'a Boxed, bool)> {
        item.properties
            .iter()
            .filter_map(|(place, essential)| Some((*place, self.properties.get(place - 1)?, *essential)))
    }

    pub(super) fn references_of(&self, kind: &[u8; 4], from: u32) -> &[u32] {
        self.references.get(&(*kind, from)).map_or(&[], Vec::as_slice)
    }
}

fn id(fields: &mut Fields<'_>, wide: bool) -> Option<u32> {
    if wide {
        fields.u32()
    } else {
        fields.u16().map(u32::from)
    }
}
