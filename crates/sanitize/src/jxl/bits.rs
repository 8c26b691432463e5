//! Bits of a codestream's headers (ISO/IEC 18181-1, annex B), read and written again in their simplest form.

/// One of the four forms of a `U32` (B.2.2): what is added, and how many bits follow.
pub(super) type Form = (u32, u32);

/// Numbers of an `Enum` (B.2.6).
pub(super) const ENUM: [Form; 4] = [(0, 0), (1, 0), (2, 4), (18, 6)];

/// A reader of bits, the least significant of a byte first (B.2.1).
#[derive(Debug, Clone)]
pub(super) struct Bits<'a> {
    data: &'a [u8],
    /// How many bits are read.
    at: usize,
}

impl<'a> Bits<'a> {
    /// The bits from a byte on.
    pub(super) fn new(data: &'a [u8], start: usize) -> Self {
        Self {
            data,
            at: start.saturating_mul(8),
        }
    }

    /// The byte that is read next; the next whole one where some of its bits are read.
    pub(super) fn byte(&self) -> usize {
        self.at.div_ceil(8)
    }

    /// How many bits are read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// A number of at most 32 bits.
    pub(super) fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        let mut have = 0;
        while have < count {
            let byte = u32::from(*self.data.get(self.at / 8)?) >> (self.at % 8);
            let fresh = (8 - (self.at % 8) as u32).min(count - have);
            value |= (byte & ((1 << fresh) - 1)) << have;
            have += fresh;
            self.at += fresh as usize;
        }
        Some(value)
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        Some(self.take(1)? == 1)
    }

    pub(super) fn u32(&mut self, forms: [Form; 4]) -> Option<u32> {
        let selector = usize::try_from(self.take(2)?).ok()?;
        let (offset, count) = *forms.get(selector)?;
        self.take(count)?.checked_add(offset)
    }

    /// A `U64` (B.2.3).
    pub(super) fn u64(&mut self) -> Option<u64> {
        Some(match self.take(2)? {
            0 => 0,
            1 => 1 + u64::from(self.take(4)?),
            2 => 17 + u64::from(self.take(8)?),
            _ => {
                let mut value = u64::from(self.take(12)?);
                let mut shift = 12;
                while self.flag()? {
                    if shift == 60 {
                        value |= u64::from(self.take(4)?) << shift;
                        break;
                    }
                    value |= u64::from(self.take(8)?) << shift;
                    shift += 8;
                }
                value
            }
        })
    }

    pub(super) fn skip(&mut self, count: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(count).ok()?)?;
        (end <= self.data.len().checked_mul(8)?).then(|| self.at = end)
    }

    /// A `Name` (B.3), as far as it is text.
    pub(super) fn name(&mut self) -> Option<String> {
        let length = self.u32([(0, 0), (0, 4), (16, 5), (48, 10)])?;
        let bytes = (0..length)
            .map(|_| u8::try_from(self.take(8)?).ok())
            .collect::<Option<Vec<_>>>()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// `Extensions` (B.4), which no decoder knows; how many bits they take.
    pub(super) fn extensions(&mut self) -> Option<u64> {
        let lengths = (0..self.u64()?.count_ones())
            .map(|_| self.u64())
            .collect::<Option<Vec<_>>>()?;
        let all = lengths
            .iter()
            .try_fold(0u64, |all, length| all.checked_add(*length))?;
        self.skip(all)?;
        Some(all)
    }
}

/// A writer of bits.
#[derive(Debug, Default)]
pub(super) struct Written {
    bytes: Vec<u8>,
    /// How many bits are written.
    length: usize,
}

impl Written {
    pub(super) fn put(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let set = u8::from(value >> bit & 1 == 1) << (self.length % 8);
            if let Some(last) = self.bytes.last_mut() {
                *last |= set;
            }
            self.length += 1;
        }
    }

    pub(super) fn flag(&mut self, set: bool) {
        self.put(u32::from(set), 1);
    }

    /// In the first form that holds the value.
    pub(super) fn u32(&mut self, value: u32, forms: [Form; 4]) {
        let fits = |(offset, count): Form| {
            value
                .checked_sub(offset)
                .filter(|rest| u64::from(*rest) < 1 << count)
        };
        let form = (0u32..)
            .zip(forms)
            .find_map(|(selector, form)| Some((selector, fits(form)?, form.1)));
        if let Some((selector, rest, count)) = form {
            self.put(selector, 2);
            self.put(rest, count);
        }
    }

    pub(super) fn u64(&mut self, value: u64) {
        match value {
            0 => self.put(0, 2),
            1..=16 => self.put(1 | (value as u32 - 1) << 2, 6),
            17..=272 => self.put(2 | (value as u32 - 17) << 2, 10),
            _ => {
                self.put(3 | (value as u32 & 0xFFF) << 2, 14);
                let mut shift = 12;
                while shift < 64 && value >> shift > 0 {
                    self.put(1, 1);
                    self.put((value >> shift) as u32 & 0xFF, if shift == 60 { 4 } else { 8 });
                    shift += 8;
                }
                if shift < 64 {
                    self.put(0, 1);
                }
            }
        }
    }

    pub(super) fn align(&mut self) {
        self.length = self.bytes.len() * 8;
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// A header that is read and written at once: what a viewer needs goes through, the rest is read alone.
#[derive(Debug)]
pub(super) struct Recode<'a> {
    pub(super) from: Bits<'a>,
    pub(super) to: Written,
    /// How many bits say something that is not written, beside names, extensions and what is told by itself.
    pub(super) unread: u64,
}

impl<'a> Recode<'a> {
    pub(super) fn new(from: Bits<'a>) -> Self {
        Self {
            from,
            to: Written::default(),
            unread: 0,
        }
    }

    /// Passes over so many bits.
    pub(super) fn unread(&mut self, count: u32) -> Option<()> {
        let mut left = count;
        while left > 0 {
            let next = left.min(32);
            if self.from.take(next)? != 0 {
                self.unread += u64::from(next);
            }
            left -= next;
        }
        Some(())
    }

    /// Passes over so many bits, which are written as zeros.
    pub(super) fn cleared(&mut self, count: u32) -> Option<()> {
        self.unread(count)?;
        self.to.put(0, count);
        Some(())
    }

    /// Passes over a `U32`.
    pub(super) fn unread_u32(&mut self, forms: [Form; 4]) -> Option<()> {
        let start = self.from.position();
        self.from.u32(forms)?;
        self.unread += (self.from.position() - start) as u64;
        Some(())
    }

    pub(super) fn bits(&mut self, count: u32) -> Option<u32> {
        let value = self.from.take(count)?;
        self.to.put(value, count);
        Some(value)
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        Some(self.bits(1)? == 1)
    }

    pub(super) fn u32(&mut self, forms: [Form; 4]) -> Option<u32> {
        let value = self.from.u32(forms)?;
        self.to.u32(value, forms);
        Some(value)
    }

    /// Up to the next byte (B.2.7); what filled the last one up becomes zeros.
    pub(super) fn align(&mut self) {
        self.from.at = self.from.at.next_multiple_of(8);
        self.to.align();
    }

    /// So many `F16`.
    pub(super) fn halves(&mut self, count: u32) -> Option<()> {
        (0..count).try_for_each(|_| self.bits(16).map(drop))
    }

    /// Names and extensions are left out: both are written as 0 in two bits.
    pub(super) fn without_name(&mut self) -> Option<String> {
        let name = self.from.name()?;
        self.to.put(0, 2);
        Some(name)
    }

    pub(super) fn without_extensions(&mut self) -> Option<u64> {
        let length = self.from.extensions()?;
        self.to.put(0, 2);
        Some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bits, Written};

    #[test]
    fn a_long_number_reads_as_it_was_written() {
        for value in [
            0,
            1,
            16,
            17,
            272,
            273,
            4095,
            4096,
            1 << 20,
            1 << 59,
            1 << 60,
            u64::MAX,
        ] {
            let mut written = Written::default();
            written.put(1, 3);
            written.u64(value);
            let bytes = written.into_bytes();
            let mut bits = Bits::new(&bytes, 0);
            assert_eq!((bits.take(3), bits.u64()), (Some(1), Some(value)));
            assert_eq!(bits.byte(), bytes.len());
        }
    }
}
