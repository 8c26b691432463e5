//! Bits of coded data, the first of a byte being its highest.

pub(super) struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    /// The fields read here lie in the first bytes.
    const MOST: usize = 160;

    pub(super) fn new(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.iter().take(Self::MOST).copied().collect(),
            at: 0,
        }
    }

    /// Of a NAL unit behind its header, without the emulation prevention bytes (ISO/IEC 23008-2, 7.3.1.1).
    pub(super) fn of_nal(nal: &[u8]) -> Self {
        let mut bytes = Vec::new();
        let mut zeros = 0;
        for byte in nal.iter().skip(2).take(Self::MOST) {
            if zeros >= 2 && *byte == 3 {
                zeros = 0;
                continue;
            }
            zeros = if *byte == 0 { zeros + 1 } else { 0 };
            bytes.push(*byte);
        }
        Self { bytes, at: 0 }
    }

    pub(super) fn number(&mut self, bits: u32) -> Option<u32> {
        let mut number = 0;
        for _ in 0..bits {
            let byte = self.bytes.get(self.at / 8)?;
            number = number << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(number)
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        Some(self.number(1)? == 1)
    }

    pub(super) fn skip(&mut self, bits: usize) {
        self.at += bits;
    }

    /// ue(v) (ISO/IEC 23008-2, 9.2) and uvlc() (AV1, 4.10.3).
    pub(super) fn exp_golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.number(zeros)?)
    }

    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// The bits from one place to another.
    pub(super) fn between(&self, start: usize, end: usize) -> Option<Vec<bool>> {
        let bit = |at: usize| Some(self.bytes.get(at / 8)? >> (7 - at % 8) & 1 == 1);
        (start..end).map(bit).collect()
    }
}
