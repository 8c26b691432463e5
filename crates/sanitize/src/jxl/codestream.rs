//! The walk of a codestream (ISO/IEC 18181-1): which frames a viewer needs, and the stream written without the rest.

use std::ops::Range;

use super::bits::{Bits, Recode};
use super::frame::Frame;
use super::header::{ALPHA, BLACK, Channel, GREY, Header, RGB, SPOT_COLOUR, Wanted};
use super::profile;
use crate::error::malformed;
use crate::icc::{self, Model, Profile};
use crate::{Error, Limits};

/// A codestream that has been read. Its ranges are places in the stream.
#[derive(Debug)]
pub(super) struct Codestream {
    pub(super) header: Header,
    /// The coded profile, as it stood in the source.
    pub(super) profile: Option<Vec<u8>>,
    /// The frames up to the last, each with whether it stays.
    pub(super) frames: Vec<(Frame, bool)>,
    /// Where the header ends, with the profile.
    pub(super) head: usize,
    /// The small copy of the picture for lists, which goes.
    pub(super) preview: Option<Range<usize>>,
    /// Where the last frame ends.
    pub(super) end: usize,
    /// The header as it is written.
    pub(super) written: Vec<u8>,
    /// How many bits of the headers say something that no viewer reads.
    pub(super) unread: u64,
}

pub(super) const SIGNATURE: &[u8] = b"\xFF\x0A";
const REMEDY: &str = "Open it in your photo program and save it as a JPEG first.";
/// Reordered frames, each of which may take a third of a million steps to read, twice where they do not move.
const MOST_REORDERED: usize = 512;

impl Codestream {
    /// Reads a stream; `place` gives where a byte of it stands in the file.
    pub(super) fn read(
        stream: &[u8],
        limits: &Limits,
        place: impl Fn(usize) -> usize,
    ) -> Result<Self, Error> {
        let broken = |part, at| malformed(part, place(at), "The picture is damaged, or its end is missing");
        if !stream.starts_with(SIGNATURE) {
            return Err(broken("codestream header", 0));
        }
        let mut bits = Recode::new(Bits::new(stream, SIGNATURE.len()));
        let everything = Wanted {
            weights: 7,
            timed: true,
            srgb: false,
        };
        let header = Header::recode(&mut bits, everything).ok_or_else(|| broken("codestream header", 0))?;
        limits.check_pixels(header.size.width, header.size.height)?;
        header.check_channels()?;
        let profile = if header.profile {
            let profile = profile::read(&mut bits.from, stream)?;
            Some(profile.ok_or_else(|| broken("codestream header", 0))?)
        } else {
            None
        };
        let head = bits.from.byte();
        let canonical = profile
            .as_deref()
            .map(|profile| header.canonical(profile))
            .transpose()?;
        let mut at = head;
        let mut preview = None;
        if let Some(size) = header.preview {
            let frame = Frame::read(stream, at, &header, size)?.ok_or_else(|| broken("preview frame", at))?;
            at = frame.range.end;
            preview = Some(frame.range);
        }
        let (frames, end) = frames(stream, at, &header, limits, broken)?;
        let mut codestream = Self {
            header,
            profile,
            frames,
            head,
            preview,
            end,
            written: Vec::new(),
            unread: 0,
        };
        codestream.choose()?;
        codestream
            .stop(stream)?
            .ok_or_else(|| broken("frame header", at))?;
        codestream.written = codestream
            .rewrite(stream, canonical)
            .ok_or_else(|| broken("codestream header", 0))?;
        Ok(codestream)
    }

    pub(super) fn kept(&self) -> impl Iterator<Item = &Frame> {
        self.frames
            .iter()
            .filter(|(_, kept)| *kept)
            .map(|(frame, _)| frame)
    }

    /// Keeps the frames that are shown, and those of which shown ones are made.
    fn choose(&mut self) -> Result<(), Error> {
        let mut wanted = 0;
        for (frame, kept) in self.frames.iter_mut().rev() {
            *kept = frame.shown || frame.saved & wanted != 0;
            if *kept {
                wanted = wanted & !frame.saved | frame.uses;
            }
        }
        if self.kept().any(|frame| frame.leaves(self.header.size)) {
            return Err(Error::Unsupported {
                what: "A JPEG XL picture with a layer that is larger than what it shows",
                remedy: REMEDY,
            });
        }
        Ok(())
    }

    /// Writes what shows one frame alone without timing.
    fn stop(&mut self, stream: &[u8]) -> Result<Option<()>, Error> {
        if !self.header.animated || self.kept().filter(|frame| frame.shown).count() > 1 {
            return Ok(Some(()));
        }
        self.header.timed = false;
        for (frame, _) in self.frames.iter_mut().filter(|(_, kept)| *kept) {
            let Some(still) = Frame::read(stream, frame.range.start, &self.header, self.header.size)? else {
                return Ok(None);
            };
            (frame.head, frame.unread) = (still.head, still.unread);
        }
        Ok(Some(()))
    }

    fn rewrite(&mut self, stream: &[u8], profile: Option<Profile>) -> Option<Vec<u8>> {
        // A channel of fewer samples is upsampled whatever its frame says.
        let shrunk = self.header.channels.iter().any(|channel| channel.shrunk);
        let weights = self.kept().fold(0, |all, frame| all | frame.weights);
        let wanted = Wanted {
            weights: if shrunk { 7 } else { weights },
            timed: self.header.timed,
            srgb: profile == Some(Profile::Srgb),
        };
        let mut bits = Recode::new(Bits::new(stream, SIGNATURE.len()));
        Header::recode(&mut bits, wanted)?;
        self.unread = self.kept().fold(bits.unread, |all, frame| all + frame.unread);
        if let Some(Profile::Rebuilt(profile)) = profile {
            profile::write(&mut bits.to, &profile);
        }
        Some([SIGNATURE, &bits.to.into_bytes()].concat())
    }
}

fn frames(
    stream: &[u8],
    mut at: usize,
    header: &Header,
    limits: &Limits,
    broken: impl Fn(&'static str, usize) -> Error,
) -> Result<(Vec<(Frame, bool)>, usize), Error> {
    let mut frames = Vec::new();
    let (mut decoded, mut reordered) = (0u64, 0);
    loop {
        let frame =
            Frame::read(stream, at, header, header.size)?.ok_or_else(|| broken("frame header", at))?;
        limits.check_pixels(frame.size.width, frame.size.height)?;
        let pixels = u64::from(frame.size.width) * u64::from(frame.size.height);
        decoded = decoded.saturating_add(pixels.saturating_mul(4));
        limits.check_decoded(decoded)?;
        reordered += usize::from(frame.reordered);
        if reordered > MOST_REORDERED {
            return Err(Error::Limit {
                what: "its count of reordered frames",
                found: reordered as u64,
                limit: MOST_REORDERED as u64,
            });
        }
        at = frame.range.end;
        let last = frame.last;
        frames.push((frame, false));
        if last {
            return Ok((frames, at));
        }
    }
}

impl Header {
    /// Viewers show colours, one transparency, and inks; other channels cannot be taken out of the coded picture.
    fn check_channels(&self) -> Result<(), Error> {
        let refused = |what| Err(Error::Unsupported { what, remedy: REMEDY });
        for channel in &self.channels {
            match channel.kind {
                ALPHA | SPOT_COLOUR | BLACK => {}
                1 => return refused("A JPEG XL picture with a hidden depth map"),
                3 => return refused("A JPEG XL picture with a hidden selection"),
                6 => return refused("A JPEG XL picture with a hidden heat picture"),
                _ => return refused("A JPEG XL picture with a hidden channel"),
            }
        }
        // The code of a tenth, which can be seen; lesser, negative and endless numbers cannot.
        let visible = |channel: &Channel| (0x2E66..=0x3C00).contains(&channel.solidity);
        let mut channels = self.channels.iter();
        if channels.any(|channel| channel.kind == SPOT_COLOUR && !visible(channel)) {
            return refused("A JPEG XL picture with a hidden spot colour");
        }
        let count = |kind| {
            self.channels
                .iter()
                .filter(|channel| channel.kind == kind)
                .count()
        };
        if count(ALPHA) > 1 || count(BLACK) > 1 {
            return refused("A JPEG XL picture with a hidden second transparency");
        }
        // Viewers print black through the profile alone, which must be one of CMYK.
        if count(BLACK) > 0 && !(self.profile && self.space == RGB) {
            return refused("A JPEG XL picture with a hidden black channel");
        }
        Ok(())
    }

    /// The profile that stays.
    fn canonical(&self, profile: &[u8]) -> Result<Profile, Error> {
        let black = self.channels.iter().any(|channel| channel.kind == BLACK);
        let model = match self.space {
            RGB if black => Some(Model::Cmyk),
            RGB => Some(Model::Rgb),
            GREY => Some(Model::Grey),
            _ => None,
        };
        match model.map(|model| icc::canonical(profile, model)) {
            None | Some(Profile::Unusable) => Err(Error::Unsupported {
                what: "A JPEG XL picture with an unusual colour profile",
                remedy: REMEDY,
            }),
            Some(profile) => Ok(profile),
        }
    }
}
