//! A page or more of words, as plain text and as a PDF that holds these words, its fonts and nothing else.

use crate::failure::{Code, Failure};

mod face;
mod pdf;

/// What stands on paper, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    Heading(String),
    Text(String),
    /// A name and what it is.
    Field(String, String),
    /// One of a list.
    Item(String),
}

/// A document for people: a certificate, a receipt, a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
    /// A file that the PDF carries, by its name: the same for programs.
    pub(crate) attached: Option<(&'static str, String)>,
}

impl Paper {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            blocks: Vec::new(),
            attached: None,
        }
    }

    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    pub(crate) fn field(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.blocks.push(Block::Field(name.into(), value.into()));
    }

    pub(crate) fn item(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Item(text.into()));
    }

    /// As plain text, in whatever script its words are.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n", self.title);
        for block in &self.blocks {
            match block {
                Block::Heading(heading) => text.push_str(&format!("\n{heading}\n")),
                Block::Text(words) => text.push_str(&format!("\n{words}\n")),
                Block::Field(name, value) => text.push_str(&format!("{name}: {value}\n")),
                Block::Item(words) => text.push_str(&format!("- {words}\n")),
            }
        }
        text
    }

    /// As a PDF (ISO 32000-1) of A4 pages with its fonts inside, the same bytes for the same words. It names no author, no
    /// program and no time. Letters that are not Latin, Greek or Cyrillic are drawn as empty boxes.
    ///
    /// # Errors
    /// [`Failure`] where a font cannot be read, which is a fault of the program.
    pub fn to_pdf(&self) -> Result<Vec<u8>, Failure> {
        pdf::write(self).ok_or_else(|| Failure::new(Code::Bug, "The PDF could not be made."))
    }
}
