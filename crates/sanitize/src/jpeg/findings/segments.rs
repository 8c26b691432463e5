//! What several segments hold together.

use std::collections::HashSet;

use crate::bytes::{array, be16, be32, from};
use crate::embedded::Joined;
use crate::jpeg::behind_name;
use crate::part::Picture;

/// Contents by the segment that each is told at.
#[derive(Default)]
pub(super) struct Segments {
    joined: Vec<(usize, Joined)>,
    /// Where every segment begins that belongs to one of them.
    members: HashSet<usize>,
}

/// A segment's share: which content it belongs to, which share it is, its bytes.
struct Share<'a> {
    content: Content<'a>,
    order: u64,
    segment: usize,
    offset: usize,
    bytes: &'a [u8],
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Content<'a> {
    /// By the digest of the whole (ISO 16684-3, 1.1.3.1).
    Xmp(&'a [u8]),
    /// By the box's number (ISO/IEC 19566-5, D.2).
    Jumbf(u16),
    Photoshop,
    Flir,
}

impl Segments {
    /// More contents than any writer makes.
    const MOST: usize = 32;

    pub(super) fn join(picture: &Picture, source: &[u8]) -> Self {
        let mut shares: Vec<Vec<Share<'_>>> = Vec::new();
        for part in &picture.parts {
            let payload = behind_name(source, &part.range, part.rule.part);
            let Some(share) = share(part.rule.part, payload, part.range.start, part.range.end) else {
                continue;
            };
            let is_same = |content: &Vec<Share<'_>>| {
                content
                    .first()
                    .is_some_and(|first| first.content == share.content)
            };
            let known = shares.iter().position(is_same);
            if known.is_none() && shares.len() < Self::MOST {
                shares.push(Vec::new());
            }
            let index = known.unwrap_or(shares.len().saturating_sub(1));
            if let Some(content) = shares.get_mut(index)
                && (known.is_some() || content.is_empty())
            {
                content.push(share);
            }
        }
        let mut segments = Self::default();
        for mut content in shares {
            let first = content.first().map_or(0, |share| share.segment);
            content.sort_by_key(|share| share.order);
            let mut joined = Joined::default();
            for share in content {
                joined.push(share.bytes, share.offset);
                segments.members.insert(share.segment);
            }
            segments.joined.push((first, joined));
        }
        segments
    }

    /// The content that is told at the segment that begins here.
    pub(super) fn begun_at(&self, segment: usize) -> Option<&Joined> {
        let (_, joined) = self.joined.iter().find(|(first, _)| *first == segment)?;
        Some(joined)
    }

    /// Whether the segment that begins here belongs to a content.
    pub(super) fn holds(&self, segment: usize) -> bool {
        self.members.contains(&segment)
    }
}

fn share<'a>(name: &str, payload: &'a [u8], segment: usize, end: usize) -> Option<Share<'a>> {
    let (content, order, bytes) = match name {
        "Photoshop" => (Content::Photoshop, 0, payload),
        "extended XMP" => {
            // The digest, the length of the whole, the place of this share.
            let payload = payload.strip_prefix(b"http://ns.adobe.com/xmp/extension/\0")?;
            let order = u64::from(be32(payload, 36)?);
            (Content::Xmp(payload.get(..32)?), order, from(payload, 40))
        }
        "JUMBF" => {
            // "JP", the box's number, the share's number; every share but the first repeats the box's header.
            let number = be16(payload, 2)?;
            let order = u64::from(be32(payload, 4)?);
            let header = match (order, be32(payload, 8)?) {
                (..=1, _) => 0,
                (_, 1) => 16,
                _ => 8,
            };
            (Content::Jumbf(number), order, from(payload, 8 + header))
        }
        "FLIR thermal data" => {
            // "FLIR", a version, the share's number from 0, the number of the last.
            let [_, order, _] = array(payload, 5)?;
            (Content::Flir, u64::from(order), from(payload, 8))
        }
        _ => return None,
    };
    Some(Share {
        content,
        order,
        segment,
        offset: end - bytes.len(),
        bytes,
    })
}
