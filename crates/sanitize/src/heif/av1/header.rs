//! Headers of AV1 (the specification's 5.5 and 5.9), as far as they tell how large the first frame is.

use crate::Error;
use crate::format::SAVE_JPEG;
use crate::heif::bits::Bits;
use crate::part::Size;

/// seq_force_screen_content_tools and seq_force_integer_mv: each frame says it itself (6.4.2).
const EACH_FRAME: u32 = 2;

/// What a sequence header says (5.5.1).
pub(super) struct Sequence {
    /// Whether a decoder is to choose among spatial layers.
    pub(super) layers: bool,
    reduced: bool,
    /// Bits of a frame's width and height, of its number, and of its place in order.
    side_bits: [u32; 2],
    number_bits: u32,
    order_bits: u32,
    /// The sides of a frame that does not tell its own.
    size: Size,
    screen_content: u32,
    whole_vectors: u32,
}

impl Sequence {
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        let mut bits = Bits::new(payload);
        // seq_profile and still_picture.
        bits.skip(4);
        let reduced = bits.flag()?;
        let layers = if reduced {
            bits.skip(5);
            false
        } else {
            operating_points(&mut bits)?
        };
        let side_bits = [bits.number(4)? + 1, bits.number(4)? + 1];
        let size = sides(&mut bits, side_bits)?;
        let number_bits = match !reduced && bits.flag()? {
            true => bits.number(4)? + 2 + bits.number(3)? + 1,
            false => 0,
        };
        // use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter.
        bits.skip(3);
        let (mut screen_content, mut whole_vectors, mut order_bits) = (EACH_FRAME, EACH_FRAME, 0);
        if !reduced {
            // enable_interintra_compound to enable_dual_filter.
            bits.skip(4);
            let order = bits.flag()?;
            bits.skip(if order { 2 } else { 0 });
            screen_content = chosen(&mut bits)?;
            if screen_content > 0 {
                whole_vectors = chosen(&mut bits)?;
            }
            if order {
                order_bits = bits.number(3)? + 1;
            }
        }
        Some(Self {
            layers,
            reduced,
            side_bits,
            number_bits,
            order_bits,
            size,
            screen_content,
            whole_vectors,
        })
    }

    /// The sides of the first frame, by its header (5.9.2). It is shown, and not made of others.
    pub(super) fn frame(&self, payload: &[u8]) -> Result<Option<Size>, Error> {
        const KEY_FRAME: u32 = 0;
        let mut bits = Bits::new(payload);
        if self.reduced {
            return Ok(Some(self.size));
        }
        // show_existing_frame, frame_type, show_frame.
        match (bits.number(1), bits.number(2), bits.number(1)) {
            (Some(0), Some(KEY_FRAME), Some(1)) => Ok(self.size_of_frame(&mut bits)),
            _ => Err(Error::Unsupported {
                what: "An AVIF picture that is coded as a change of another",
                remedy: SAVE_JPEG,
            }),
        }
    }

    fn size_of_frame(&self, bits: &mut Bits) -> Option<Size> {
        // disable_cdf_update.
        bits.skip(1);
        let screen_content = match self.screen_content {
            EACH_FRAME => bits.number(1)?,
            all => all,
        };
        if screen_content == 1 && self.whole_vectors == EACH_FRAME {
            bits.skip(1);
        }
        bits.skip(self.number_bits as usize);
        if bits.flag()? {
            bits.skip(self.order_bits as usize);
            sides(bits, self.side_bits)
        } else {
            Some(self.size)
        }
    }
}

/// Reads over times and operating points; whether one of them is of other spatial layers than the first.
fn operating_points(bits: &mut Bits) -> Option<bool> {
    if bits.flag()? {
        // num_units_in_display_tick and time_scale.
        bits.skip(64);
        if bits.flag()? {
            bits.exp_golomb()?;
        }
        // A model of the decoder, which no picture has.
        if bits.flag()? {
            return None;
        }
    }
    let delays = bits.flag()?;
    let mut layers = false;
    for _ in 0..=bits.number(5)? {
        layers |= bits.number(12)? >> 8 > 1;
        let level = bits.number(5)?;
        bits.skip(usize::from(level > 7));
        if delays && bits.flag()? {
            bits.skip(4);
        }
    }
    Some(layers)
}

/// A number that the sequence sets, or leaves to each frame.
fn chosen(bits: &mut Bits) -> Option<u32> {
    if bits.flag()? {
        Some(EACH_FRAME)
    } else {
        bits.number(1)
    }
}

fn sides(bits: &mut Bits, lengths: [u32; 2]) -> Option<Size> {
    let [width, height] = lengths;
    Some(Size {
        width: bits.number(width)? + 1,
        height: bits.number(height)? + 1,
    })
}
