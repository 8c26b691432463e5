//! Writing a PDF: ISO 32000-1. Fonts are composite (9.7) with the letters in use (9.9), and say what they mean (9.10.3).

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use std::io::Write;

use super::face::Face;
use super::{Block, Paper};

/// A4, in points.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 64.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;

const REGULAR: Name<'static> = Name(b"R");
const BOLD: Name<'static> = Name(b"B");
const SUBSET: Name<'static> = Name(b"AAAAAA+NotoSans");

const IDENTITY: SystemInfo = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// How a block looks, in points.
struct Look {
    size: f32,
    leading: f32,
    above: f32,
    bold: bool,
    indent: f32,
}

const TITLE: Look = Look {
    size: 18.0,
    leading: 24.0,
    above: 0.0,
    bold: true,
    indent: 0.0,
};
const HEADING: Look = Look {
    size: 12.0,
    leading: 17.0,
    above: 14.0,
    bold: true,
    indent: 0.0,
};
const TEXT: Look = Look {
    size: 10.0,
    leading: 14.5,
    above: 7.0,
    bold: false,
    indent: 0.0,
};
const NAME: Look = Look {
    size: 8.0,
    leading: 11.0,
    above: 6.0,
    bold: true,
    indent: 0.0,
};
const VALUE: Look = Look {
    size: 10.0,
    leading: 14.0,
    above: 0.0,
    bold: false,
    indent: 0.0,
};
const ITEM: Look = Look {
    size: 10.0,
    leading: 14.0,
    above: 4.0,
    bold: false,
    indent: 14.0,
};

/// The document; none where a font cannot be read.
pub(super) fn write(paper: &Paper) -> Option<Vec<u8>> {
    let mut sheets = Sheets {
        regular: Face::regular()?,
        bold: Face::bold()?,
        done: Vec::new(),
        page: Content::new(),
        down: MARGIN,
    };
    sheets.lay(&paper.title, &TITLE);
    for block in &paper.blocks {
        match block {
            Block::Heading(text) => sheets.lay(text, &HEADING),
            Block::Text(text) => sheets.lay(text, &TEXT),
            Block::Field(name, value) => {
                sheets.lay(name, &NAME);
                sheets.lay(value, &VALUE);
            }
            Block::Item(text) => sheets.lay(text, &ITEM),
        }
    }
    sheets.turn();
    bound(paper, &sheets)
}

/// The pages as they fill.
struct Sheets {
    regular: Face,
    bold: Face,
    done: Vec<Vec<u8>>,
    page: Content,
    down: f32,
}

impl Sheets {
    fn lay(&mut self, text: &str, look: &Look) {
        self.down += look.above;
        let mut first = true;
        for paragraph in text.lines() {
            let face = if look.bold { &self.bold } else { &self.regular };
            for line in broken(paragraph, face, look) {
                if self.down + look.leading > HEIGHT - MARGIN {
                    self.turn();
                }
                self.down += look.leading;
                if first && look.indent > 0.0 {
                    self.put("–", MARGIN, look);
                }
                first = false;
                self.put(&line, MARGIN + look.indent, look);
            }
        }
    }

    fn put(&mut self, words: &str, left: f32, look: &Look) {
        let (face, name) = if look.bold {
            (&mut self.bold, BOLD)
        } else {
            (&mut self.regular, REGULAR)
        };
        let bytes = face.written(words);
        self.page
            .begin_text()
            .set_font(name, look.size)
            .next_line(left, HEIGHT - self.down)
            .show(Str(&bytes))
            .end_text();
    }

    /// Begins the next page.
    fn turn(&mut self) {
        let page = std::mem::replace(&mut self.page, Content::new());
        self.done.push(page.finish().into_vec());
        self.down = MARGIN;
    }
}

/// A paragraph in lines that fit, broken at spaces, and inside a word that is longer than a line.
fn broken(paragraph: &str, face: &Face, look: &Look) -> Vec<String> {
    let room = INNER - look.indent;
    let fits = |line: &str| face.width(line, look.size) <= room;
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in paragraph.split_whitespace() {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if !fits(&line) {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(letter);
            }
        }
    }
    lines.push(line);
    lines
}

/// Hands out the numbers of objects.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

fn bound(paper: &Paper, sheets: &Sheets) -> Option<Vec<u8>> {
    let mut numbers = Numbers(0);
    let [catalog, tree, info] = [numbers.next(), numbers.next(), numbers.next()];
    let mut pdf = Pdf::new();
    let attached = paper
        .attached
        .as_ref()
        .map(|(name, text)| (*name, attach(&mut pdf, &mut numbers, name, text)));
    {
        let mut root = pdf.catalog(catalog);
        root.pages(tree);
        root.lang(TextStr("en-GB"));
        root.viewer_preferences().display_doc_title(true);
        if let Some((name, file)) = attached {
            let mut names = root.names();
            let mut files = names.embedded_files();
            files.names().insert(Str(name.as_bytes()), file);
        }
    }
    pdf.document_info(info).title(TextStr(&paper.title));
    let regular = embed(&mut pdf, &mut numbers, &sheets.regular)?;
    let bold = embed(&mut pdf, &mut numbers, &sheets.bold)?;
    let mut kids = Vec::new();
    for drawn in &sheets.done {
        let [id, contents] = [numbers.next(), numbers.next()];
        let mut page = pdf.page(id);
        page.parent(tree)
            .media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .contents(contents);
        page.resources().fonts().pair(REGULAR, regular).pair(BOLD, bold);
        page.finish();
        let drawn = deflated(drawn)?;
        pdf.stream(contents, &drawn).filter(Filter::FlateDecode);
        kids.push(id);
    }
    let count = i32::try_from(kids.len()).ok()?;
    pdf.pages(tree).kids(kids).count(count);
    Some(pdf.finish())
}

/// A file inside the document, not compressed: it can be read without a PDF reader.
fn attach(pdf: &mut Pdf, numbers: &mut Numbers, name: &str, text: &str) -> Ref {
    let [file, stream] = [numbers.next(), numbers.next()];
    pdf.embedded_file(stream, text.as_bytes())
        .subtype(Name(b"application/json"));
    pdf.file_spec(file)
        .path(Str(name.as_bytes()))
        .unic_file(TextStr(name))
        .embedded_file(stream);
    file
}

fn embed(pdf: &mut Pdf, numbers: &mut Numbers, face: &Face) -> Option<Ref> {
    let [font, cid, descriptor, meaning, file] = [
        numbers.next(),
        numbers.next(),
        numbers.next(),
        numbers.next(),
        numbers.next(),
    ];
    pdf.type0_font(font)
        .base_font(SUBSET)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(meaning);
    let mut described = pdf.cid_font(cid);
    described
        .subtype(CidFontType::Type2)
        .base_font(SUBSET)
        .system_info(IDENTITY)
        .font_descriptor(descriptor)
        .default_width(face.missing_width())
        .cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = described.widths();
    for (number, _, width) in face.letters() {
        widths.same(number, number, width);
    }
    widths.finish();
    described.finish();
    let box_of = face.font.global_bounding_box();
    pdf.font_descriptor(descriptor)
        .name(SUBSET)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(
            face.scaled(box_of.x_min),
            face.scaled(box_of.y_min),
            face.scaled(box_of.x_max),
            face.scaled(box_of.y_max),
        ))
        .italic_angle(0.0)
        .ascent(face.scaled(face.font.ascender()))
        .descent(face.scaled(face.font.descender()))
        .cap_height(face.scaled(face.font.capital_height().unwrap_or(714)))
        .stem_v(80.0)
        .font_file2(file);
    let mut cmap = UnicodeCmap::<u16>::new(Name(b"Meaning"), IDENTITY);
    for (number, letter, _) in face.letters() {
        cmap.pair(number, letter);
    }
    pdf.cmap(meaning, cmap.finish().as_slice());
    let subset = face.subset()?;
    let packed = deflated(&subset)?;
    pdf.stream(file, &packed)
        .filter(Filter::FlateDecode)
        .pair(Name(b"Length1"), i32::try_from(subset.len()).ok()?);
    Some(font)
}

fn deflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
