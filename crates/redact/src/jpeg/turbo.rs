//! libjpeg-turbo behind safe functions: the one place with `unsafe`.
#![allow(unsafe_code)]

mod codec;

use std::any::Any;
use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;

use codec::{Codec, Output};
use turbojpeg_sys as raw;

use super::frame::{Frame, MAX_SCANS};
use super::segment::EOI;
use crate::{Error, Size, Upright};

/// The 64 coefficients of a block, quantised, in natural order.
pub(crate) type Block = [i16; 64];

/// Works on the coefficients of a picture. A row holds its component's whole blocks alone, none of the padding that fills
/// up the last MCUs; rows count from the top of the component and come in order, component by component.
pub(crate) trait Coefficients {
    /// Called for every row, before any changes.
    fn see(&mut self, component: usize, row: usize, blocks: &[Block]);
    /// Called once all rows were seen, if they are to change.
    fn seen(&mut self) {}
    /// Called for every row again.
    fn change(&mut self, _component: usize, _row: usize, _blocks: &mut [Block]) {}
    /// Called for every row as it has become, if none is coded here.
    fn changed(&mut self, _component: usize, _row: usize, _blocks: &[Block]) {}
}

/// What becomes of a picture whose coded data are damaged or end too soon.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Damage {
    /// libjpeg-turbo makes up for it, as every viewer does.
    MadeUpFor,
    /// It is an error.
    Refused,
}

/// Decodes the coefficients and shows them.
pub(crate) fn read(jpeg: &[u8], frame: &Frame, coefficients: &mut dyn Coefficients) -> Result<(), Error> {
    let mut visitor = Visitor::new(coefficients, frame);
    transform(jpeg, frame, &mut visitor, &[READING], Damage::MadeUpFor).map(drop)
}

/// Decodes the coefficients; an error where any of them is missing.
pub(crate) fn check(jpeg: &[u8], frame: &Frame) -> Result<(), Error> {
    let mut unseen = Unseen;
    let mut visitor = Visitor::new(&mut unseen, frame);
    transform(jpeg, frame, &mut visitor, &[READING], Damage::Refused).map(drop)
}

const READING: Pass = Pass {
    op: raw::TJXOP_TJXOP_NONE,
    options: raw::TJXOPT_NOOUTPUT,
};

struct Unseen;

impl Coefficients for Unseen {
    fn see(&mut self, _component: usize, _row: usize, _blocks: &[Block]) {}
}

/// Decodes the coefficients once, shows them all, has them all changed, and shows what they have become; the largest of
/// these, without its sign.
pub(crate) fn walk(jpeg: &[u8], frame: &Frame, coefficients: &mut dyn Coefficients) -> Result<u16, Error> {
    let mut visitor = Visitor::new(coefficients, frame);
    transform(jpeg, frame, &mut visitor, &[READING; 3], Damage::MadeUpFor)?;
    Ok(visitor.largest)
}

/// Decodes the coefficients once, shows them all, has them all changed, and codes them in the frame's own mode and restart
/// interval. Segments other than tables, frame and scans are libjpeg-turbo's own.
pub(crate) fn rewritten(
    jpeg: &[u8],
    frame: &Frame,
    coefficients: &mut dyn Coefficients,
) -> Result<Vec<u8>, Error> {
    let mut code = |tables| {
        let passes = [raw::TJXOPT_NOOUTPUT, coding(frame) | tables].map(|options| Pass {
            op: raw::TJXOP_TJXOP_NONE,
            options,
        });
        let mut visitor = Visitor::new(coefficients, frame);
        let bytes = transform(jpeg, frame, &mut visitor, &passes, Damage::MadeUpFor);
        (bytes, visitor.largest)
    };
    let (bytes, _) = match code(0) {
        // What K.3 has no code for, libjpeg-turbo writes as if it had.
        (_, largest) if largest > LARGEST => code(raw::TJXOPT_OPTIMIZE),
        coded => coded,
    };
    bytes?.ok_or_else(nothing_written)
}

/// The largest coefficient that the tables of T.81, K.3 have codes for, whatever the difference to the DC before it.
const LARGEST: u16 = 1023;

/// Decodes the coefficients and codes them in the same way with optimised Huffman tables, turned from `upright` so that the picture has the frame
/// `turned`. Segments other than tables, frame and scans are libjpeg-turbo's own.
pub(crate) fn turned(jpeg: &[u8], turned: &Frame, upright: Upright) -> Result<Vec<u8>, Error> {
    let pass = Pass {
        op: match upright {
            Upright::TopLeft => raw::TJXOP_TJXOP_NONE,
            Upright::TopRight => raw::TJXOP_TJXOP_HFLIP,
            Upright::BottomRight => raw::TJXOP_TJXOP_ROT180,
            Upright::BottomLeft => raw::TJXOP_TJXOP_VFLIP,
            Upright::LeftTop => raw::TJXOP_TJXOP_TRANSPOSE,
            Upright::RightTop => raw::TJXOP_TJXOP_ROT90,
            Upright::RightBottom => raw::TJXOP_TJXOP_TRANSVERSE,
            Upright::LeftBottom => raw::TJXOP_TJXOP_ROT270,
        },
        options: coding(turned) | raw::TJXOPT_OPTIMIZE | raw::TJXOPT_PERFECT,
    };
    transform(
        jpeg,
        turned,
        &mut Visitor::new(&mut Unseen, turned),
        &[pass],
        Damage::MadeUpFor,
    )?
    .ok_or_else(nothing_written)
}

/// What makes libjpeg-turbo code as the frame says. Without more it codes baseline data by the tables of T.81, K.3: tables
/// of their own take a second pass over all coefficients, for a few hundredths of the file.
const fn coding(frame: &Frame) -> u32 {
    let scans = if frame.is_progressive() {
        raw::TJXOPT_PROGRESSIVE
    } else {
        0
    };
    let entropy = if frame.is_arithmetic() {
        raw::TJXOPT_ARITHMETIC
    } else {
        0
    };
    scans | entropy
}

fn nothing_written() -> Error {
    Error::Codec {
        library: "libjpeg-turbo",
        message: "no output".to_owned(),
    }
}

/// Decodes to `eighths`/8 of the picture's size: RGB, or CMYK as stored. Rows follow one another without padding.
pub(crate) fn pixels(jpeg: &[u8], frame: &Frame, eighths: u32, cmyk: bool) -> Result<(Vec<u8>, Size), Error> {
    let scaled = |side: u32| (side * eighths).div_ceil(8);
    let size = Size {
        width: scaled(frame.size.width),
        height: scaled(frame.size.height),
    };
    let (format, channels) = if cmyk {
        (raw::TJPF_TJPF_CMYK, 4)
    } else {
        (raw::TJPF_TJPF_RGB, 3)
    };
    let mut pixels = vec![0; size.width as usize * size.height as usize * channels];
    let codec = Codec::new(raw::TJINIT_TJINIT_DECOMPRESS)?;
    codec.set(raw::TJPARAM_TJPARAM_SCANLIMIT, MAX_SCANS.into())?;
    // Factors are known to libjpeg-turbo in lowest terms alone.
    let halvings = eighths.trailing_zeros().min(3);
    let factor = raw::tjscalingfactor {
        num: (eighths >> halvings) as c_int,
        denom: 8 >> halvings,
    };
    // SAFETY: the handle is live; the factor is passed by value.
    codec.check(unsafe { raw::tj3SetScalingFactor(codec.0, factor) })?;
    // SAFETY: the handle is live and `jpeg` is readable for its length.
    codec.check(unsafe { raw::tj3DecompressHeader(codec.0, jpeg.as_ptr(), jpeg.len() as raw::size_t) })?;
    let side = |side: u32| c_int::try_from(side).unwrap_or(c_int::MAX);
    if codec.get(raw::TJPARAM_TJPARAM_JPEGWIDTH) != side(frame.size.width)
        || codec.get(raw::TJPARAM_TJPARAM_JPEGHEIGHT) != side(frame.size.height)
    {
        return Err(Error::Malformed {
            part: "SOF",
            offset: 0,
        });
    }
    // SAFETY: the handle is live, `jpeg` is readable for its length, and the header just read gives the very size that
    // `pixels` was made for: `size.height` rows of `size.width` pixels of `channels` bytes, which a pitch of 0 stands for.
    codec.check(unsafe {
        raw::tj3Decompress8(
            codec.0,
            jpeg.as_ptr(),
            jpeg.len() as raw::size_t,
            pixels.as_mut_ptr(),
            0,
            format,
        )
    })?;
    Ok((pixels, size))
}

/// What the filter needs: whom to show the blocks, and how many there are.
struct Visitor<'a> {
    coefficients: &'a mut dyn Coefficients,
    /// Each component's size, in blocks.
    blocks: Vec<Size>,
    /// The rows of all components.
    rows: u64,
    /// How many were shown, of all passes.
    shown: u64,
    /// The largest coefficient of those that were changed, once they are.
    largest: u16,
    panic: Option<Box<dyn Any + Send>>,
}

impl<'a> Visitor<'a> {
    fn new(coefficients: &'a mut dyn Coefficients, frame: &Frame) -> Self {
        let blocks: Vec<Size> = frame.components.iter().map(|c| frame.blocks(c)).collect();
        let rows = blocks.iter().map(|size| u64::from(size.height)).sum();
        Self {
            coefficients,
            blocks,
            rows,
            shown: 0,
            largest: 0,
            panic: None,
        }
    }

    fn show(&mut self, component: usize, row: usize, blocks: &mut [Block]) {
        match self.shown.checked_div(self.rows) {
            None | Some(0) => self.coefficients.see(component, row, blocks),
            Some(1) => {
                if self.shown == self.rows {
                    self.coefficients.seen();
                }
                self.coefficients.change(component, row, blocks);
                // What was hidden has no say in it.
                let most = |largest: u16, coefficient: &i16| largest.max(coefficient.unsigned_abs());
                self.largest = blocks.as_flattened().iter().fold(self.largest, most);
            }
            Some(_) => self.coefficients.changed(component, row, blocks),
        }
        self.shown += 1;
    }
}

/// One way over all coefficients.
struct Pass {
    op: raw::TJXOP,
    options: u32,
}

/// One decoding and then the `passes` over the same coefficients, which have the frame `frame` behind each; the bytes of
/// the last one, if it has output.
fn transform(
    jpeg: &[u8],
    frame: &Frame,
    visitor: &mut Visitor<'_>,
    passes: &[Pass],
    damage: Damage,
) -> Result<Option<Vec<u8>>, Error> {
    let codec = Codec::new(raw::TJINIT_TJINIT_TRANSFORM)?;
    codec.set(raw::TJPARAM_TJPARAM_SCANLIMIT, MAX_SCANS.into())?;
    let stops = c_int::from(damage == Damage::Refused);
    codec.set(raw::TJPARAM_TJPARAM_STOPONWARNING, stops)?;
    codec.set(raw::TJPARAM_TJPARAM_RESTARTBLOCKS, frame.restart_interval.into())?;
    let data = ptr::from_mut(visitor).cast::<c_void>();
    let pass = |pass: &Pass| raw::tjtransform {
        r: raw::tjregion {
            x: 0,
            y: 0,
            w: 0,
            h: 0,
        },
        op: pass.op as c_int,
        options: (pass.options | raw::TJXOPT_COPYNONE) as c_int,
        data,
        customFilter: Some(filter),
    };
    let transforms: Vec<raw::tjtransform> = passes.iter().map(pass).collect();
    let mut outputs: Vec<Output> = passes.iter().map(|_| Output(ptr::null_mut())).collect();
    let mut lengths: Vec<raw::size_t> = vec![0; passes.len()];
    // SAFETY: the handle is live, `jpeg` is readable for its length, and the three arrays have as many entries as stated.
    // `Output` is a transparent pointer, null at first, which libjpeg-turbo sets to memory that `tj3Free` takes back.
    // `data` points to `visitor`, which outlives the call and is reached through `data` alone during it.
    let status = unsafe {
        raw::tj3Transform(
            codec.0,
            jpeg.as_ptr(),
            jpeg.len() as raw::size_t,
            passes.len() as c_int,
            outputs.as_mut_ptr().cast(),
            lengths.as_mut_ptr(),
            transforms.as_ptr(),
        )
    };
    if let Some(panic) = visitor.panic.take() {
        resume_unwind(panic);
    }
    codec.check(status)?;
    let bytes = match (outputs.last(), lengths.last()) {
        (Some(Output(bytes)), Some(&length)) if !bytes.is_null() => {
            // SAFETY: libjpeg-turbo has written `length` bytes at `bytes`, which `outputs` still owns.
            Some(unsafe { std::slice::from_raw_parts(*bytes, length as usize) }.to_vec())
        }
        _ => None,
    };
    // A warning hides an error behind it: only what is complete counts.
    if visitor.shown != visitor.rows * passes.len() as u64
        || bytes.as_ref().is_some_and(|b| !b.ends_with(&[0xFF, EOI]))
    {
        return Err(codec.error());
    }
    Ok(bytes)
}

/// Called by libjpeg-turbo for each row of blocks of each component; −1 makes it give up.
unsafe extern "C" fn filter(
    coefficients: *mut i16,
    array: raw::tjregion,
    plane: raw::tjregion,
    component: c_int,
    _transform_id: c_int,
    transform: *mut raw::tjtransform,
) -> c_int {
    // SAFETY: libjpeg-turbo passes on the transform it was given, whose `data` is a `Visitor` reached by nothing else now.
    let visitor = unsafe { &mut *(*transform).data.cast::<Visitor<'_>>() };
    let (Ok(component), Ok(row)) = (usize::try_from(component), usize::try_from(array.y / 8)) else {
        return -1;
    };
    let Some(&size) = visitor.blocks.get(component) else {
        return -1;
    };
    // The frame was read twice, here and by libjpeg-turbo: where the readings disagree, nothing more is to be touched.
    if i64::from(plane.w) != 8 * i64::from(size.width) || i64::from(plane.h) != 8 * i64::from(size.height) {
        return -1;
    }
    if row >= size.height as usize {
        return 0;
    }
    // SAFETY: `coefficients` points to the row's `array.w`/8 blocks of 64 coefficients each, as checked `size.width` of
    // them, which nothing else reads or writes until this function returns.
    let blocks = unsafe { std::slice::from_raw_parts_mut(coefficients.cast::<Block>(), size.width as usize) };
    match catch_unwind(AssertUnwindSafe(|| visitor.show(component, row, blocks))) {
        Ok(()) => 0,
        Err(panic) => {
            visitor.panic = Some(panic);
            -1
        }
    }
}
