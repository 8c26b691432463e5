//! The items that no viewer shows: what each of them is.

use std::collections::HashMap;
use std::ops::Range;

use crate::bytes::part;
use crate::finding::Embedded;
use crate::heif::meta::{Item, Meta};
use crate::heif::shown::{Shown, auxiliary};
use crate::heif::{Codec, File};
use crate::{Limits, Output};

/// An item that goes.
pub(super) struct Hidden {
    /// Its number in the file.
    pub(super) id: u32,
    /// The name of its rule.
    pub(super) rule: &'static str,
    /// The item that is made of it, where it is itself one that goes.
    pub(super) within: Option<u32>,
    /// Where its data lies.
    pub(super) extents: Vec<Range<usize>>,
}

/// All items but those that stay.
pub(super) fn find(source: &[u8], meta: &Meta, stay: &HashMap<u32, usize>) -> Vec<Hidden> {
    let parents = parents(meta, stay);
    let gone = meta.items.iter().filter(|(id, _)| !stay.contains_key(id));
    gone.map(|(id, item)| {
        let extents = item
            .location
            .as_ref()
            .filter(|location| location.inside)
            .and_then(|location| location.ranges(source.len(), &meta.idat));
        let within = parents.get(id).copied();
        let top = within.and_then(|within| Some((within, meta.items.get(&within)?)));
        let (id_of_kind, kind_of) = top.unwrap_or((*id, item));
        Hidden {
            id: *id,
            rule: if kind_of.kind == *b"tmap" && within.is_some() {
                "gain map"
            } else {
                kind(source, meta, id_of_kind, kind_of)
            },
            within: within.filter(|_| kind_of.kind != *b"tmap"),
            extents: extents.unwrap_or_default(),
        }
    })
    .collect()
}

/// An item that goes as a picture file of its own.
pub(super) fn picture(source: &[u8], file: &File, codec: Codec, item: &Hidden) -> Option<Embedded> {
    let kind = file.meta.items.get(&item.id)?.kind;
    match (&kind, item.extents.as_slice()) {
        (b"jpeg", [whole]) => Some(Embedded::File(whole.clone())),
        _ => made(source, file, codec, item.id).map(Embedded::Made),
    }
}

/// The clean file of which that item were the primary one.
fn made(source: &[u8], file: &File, codec: Codec, id: u32) -> Option<Output> {
    let shown = Shown::of(source, &file.meta, codec, id).ok()?;
    let layout = file.layout(source, shown, codec, &Limits::default()).ok()?;
    layout.write_small(source)
}

/// Of each item that goes, the one made of it.
fn parents(meta: &Meta, stay: &HashMap<u32, usize>) -> HashMap<u32, u32> {
    let mut parents = HashMap::new();
    for ((kind, from), to) in &meta.references {
        if kind == b"dimg" && !stay.contains_key(from) {
            for to in to {
                let first = parents.entry(*to).or_insert(*from);
                *first = (*first).min(*from);
            }
        }
    }
    parents
}

fn kind(source: &[u8], meta: &Meta, id: u32, item: &Item) -> &'static str {
    if !meta.references_of(b"thmb", id).is_empty() {
        return "thumbnail";
    }
    if let Some(name) = auxiliary(source, meta, item) {
        return if holds(name, b"gainmap") {
            "gain map"
        } else {
            "auxiliary picture"
        };
    }
    match &item.kind {
        b"Exif" => "Exif",
        b"mime" if holds(part(source, item.content_type.clone()), b"rdf+xml") => "XMP",
        b"mime" | b"uri " => "metadata item",
        b"tmap" => "gain map",
        b"hvc1" | b"av01" | b"grid" | b"iden" | b"iovl" | b"jpeg" | b"avc1" | b"j2k1" | b"vvc1" | b"unci"
        | b"lhv1" => "other picture",
        _ => "unknown item",
    }
}

pub(super) fn holds(text: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(text, word).is_some()
}
