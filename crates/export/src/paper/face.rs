//! A font, and the letters of it that a document uses.

use std::collections::BTreeMap;

use subsetter::GlyphRemapper;
use ttf_parser::GlyphId;

/// Noto Sans, reduced to Latin, Greek and Cyrillic: see `fonts/OFL.txt`.
const REGULAR: &[u8] = include_bytes!("../../fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/NotoSans-Bold.ttf");

/// One weight.
pub(super) struct Face {
    data: &'static [u8],
    pub(super) font: ttf_parser::Face<'static>,
    used: GlyphRemapper,
    /// By the number in the document: the letter and its width, in thousandths of the size.
    letters: BTreeMap<u16, (char, f32)>,
}

impl Face {
    pub(super) fn regular() -> Option<Self> {
        Self::of(REGULAR)
    }

    pub(super) fn bold() -> Option<Self> {
        Self::of(BOLD)
    }

    fn of(data: &'static [u8]) -> Option<Self> {
        Some(Self {
            data,
            font: ttf_parser::Face::parse(data, 0).ok()?,
            used: GlyphRemapper::new(),
            letters: BTreeMap::new(),
        })
    }

    /// A length of the font in thousandths of its size.
    pub(super) fn scaled(&self, length: i16) -> f32 {
        f32::from(length) * 1000.0 / f32::from(self.font.units_per_em())
    }

    /// How wide words are at a size, in points.
    pub(super) fn width(&self, words: &str, size: f32) -> f32 {
        words.chars().map(|it| self.advance(self.glyph(it))).sum::<f32>() * size / 1000.0
    }

    /// Words as the document writes them: two bytes a letter.
    pub(super) fn written(&mut self, words: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(words.len() * 2);
        for letter in words.chars() {
            let glyph = self.glyph(letter);
            let number = self.used.remap(glyph.0);
            let advance = self.advance(glyph);
            self.letters.entry(number).or_insert((letter, advance));
            bytes.extend(number.to_be_bytes());
        }
        bytes
    }

    /// The letters that were written, by their numbers, with their widths.
    pub(super) fn letters(&self) -> impl Iterator<Item = (u16, char, f32)> {
        self.letters
            .iter()
            .map(|(number, (letter, width))| (*number, *letter, *width))
    }

    /// How wide the box is that stands for a letter which the font has not.
    pub(super) fn missing_width(&self) -> f32 {
        self.advance(GlyphId(0))
    }

    /// The font with these letters alone.
    pub(super) fn subset(&self) -> Option<Vec<u8>> {
        subsetter::subset(self.data, 0, &self.used).ok()
    }

    fn glyph(&self, letter: char) -> GlyphId {
        self.font.glyph_index(letter).unwrap_or(GlyphId(0))
    }

    fn advance(&self, glyph: GlyphId) -> f32 {
        let advance = self.font.glyph_hor_advance(glyph).unwrap_or(0);
        f32::from(advance) * 1000.0 / f32::from(self.font.units_per_em())
    }
}
