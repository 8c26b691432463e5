//! A clean file as a list of pieces, so that kept bytes are never copied before they are written.

use std::ops::Range;

/// A run of output bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of the source, as they stand.
    Copy(Range<usize>),
    /// Bytes made by this crate.
    Made(Vec<u8>),
}

/// A whole clean file. It is read together with the source that it was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    pieces: Vec<Piece>,
}

impl Output {
    pub(crate) fn copy(&mut self, range: Range<usize>) {
        match self.pieces.last_mut() {
            Some(Piece::Copy(last)) if last.end == range.start => last.end = range.end,
            _ if range.is_empty() => {}
            _ => self.pieces.push(Piece::Copy(range)),
        }
    }

    pub(crate) fn make(&mut self, bytes: impl AsRef<[u8]>) {
        match self.pieces.last_mut() {
            Some(Piece::Made(last)) => last.extend_from_slice(bytes.as_ref()),
            _ if bytes.as_ref().is_empty() => {}
            _ => self.pieces.push(Piece::Made(bytes.as_ref().to_vec())),
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        for piece in other.pieces {
            match piece {
                Piece::Copy(range) => self.copy(range),
                Piece::Made(bytes) => self.make(bytes),
            }
        }
    }

    /// The same, where the copied ranges of its source stand elsewhere.
    pub(crate) fn moved(self, place: impl Fn(usize) -> usize) -> Self {
        let mut moved = Self::default();
        for piece in self.pieces {
            match piece {
                Piece::Copy(range) => moved.copy(place(range.start)..place(range.end)),
                Piece::Made(bytes) => moved.make(bytes),
            }
        }
        moved
    }

    /// The range that it copies, where it does nothing else.
    pub(crate) fn one_copy(&self) -> Option<&Range<usize>> {
        match self.pieces.as_slice() {
            [Piece::Copy(range)] => Some(range),
            _ => None,
        }
    }

    /// The runs of bytes, in order.
    pub fn chunks<'a>(&'a self, source: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        self.pieces.iter().map(move |piece| match piece {
            Piece::Copy(range) => crate::bytes::part(source, range.clone()),
            Piece::Made(bytes) => bytes,
        })
    }

    /// How many bytes the file takes.
    pub fn len(&self) -> usize {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Copy(range) => range.len(),
                Piece::Made(bytes) => bytes.len(),
            })
            .sum()
    }

    /// Whether there are no bytes at all. A clean file never is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The file in one piece.
    pub fn to_vec(&self, source: &[u8]) -> Vec<u8> {
        let mut whole = Vec::with_capacity(self.len());
        self.chunks(source)
            .for_each(|chunk| whole.extend_from_slice(chunk));
        whole
    }
}
