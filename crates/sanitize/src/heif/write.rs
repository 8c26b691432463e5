//! The clean file's boxes, written afresh.

use std::ops::Range;

use crate::bytes::part;
use crate::error::malformed;
use crate::heif::fields::{boxed, version};
use crate::heif::layout::Layout;
use crate::heif::unit::Segment;
use crate::{Error, Output};

impl Layout {
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

    /// The same without the room before the data; none where there is much room in it.
    pub(super) fn write_small(mut self, source: &[u8]) -> Option<Output> {
        const LONGEST_HEAD: usize = 16;
        const MOST_ROOM: usize = 1 << 16;
        let first = self.segments.first().map_or(0, |segment| segment.range.start);
        let end = self.segments.last().map_or(0, |segment| segment.range.end);
        let data: usize = self.segments.iter().map(|segment| segment.range.len()).sum();
        if end - first > data + MOST_ROOM {
            return None;
        }
        let before = first.saturating_sub(self.brands.len() + LONGEST_HEAD);
        let move_up = |segment: &mut Segment| {
            segment.range = segment.range.start - before..segment.range.end - before;
        };
        self.segments.iter_mut().for_each(move_up);
        for item in &mut self.items {
            if item.in_idat {
                for segment in &mut item.segments {
                    let bytes = part(source, segment.range.clone());
                    segment.made.get_or_insert_with(|| bytes.to_vec());
                }
            } else {
                item.segments.iter_mut().for_each(move_up);
            }
        }
        Some(self.write().ok()?.moved(|at| at + before))
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
                vec![Range {
                    start,
                    end: idat.len(),
                }]
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
                    entries.extend(((*place as u16 + 1) | (u16::from(essential) << 15)).to_be_bytes());
                } else {
                    entries.push((*place as u8 + 1) | (u8::from(essential) << 7));
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
