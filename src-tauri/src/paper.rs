//! A signed form drawn for the screen, in a process of its own: forms come from anywhere, and a PDF can hold anything. The
//! process is this very program, asked by its arguments; it gets the form through a pipe, writes nothing to a disk, and
//! is ended when it takes too long. On Linux it may take no more than so much memory, whatever the form asks for.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use safelight_consent::{FormFile, MediaType};
use safelight_export::Rendering;
use safelight_sanitize::Limits;

use crate::wire::Failure;

/// The word that makes this program draw one page and end.
const WORD: &str = "--draw-form";

/// How long one page may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// The pages that can be turned to; a consent form has a few.
pub(crate) const PAGES: u32 = 500;

/// The longest side of a drawn page, in pixels.
const SIDE: u32 = 4096;

/// What the process may answer, in bytes: a page of noise at the longest side, and a little more.
const ANSWER: u64 = 4 * (SIDE as u64) * (SIDE as u64) + (1 << 20);

/// How the process ends where there is no picture.
const LOCKED: i32 = 3;
const NO_PAGE: i32 = 4;
const BROKEN: i32 = 5;

/// A page of a form, no side longer than so many pixels. Of page 0 only the count of pages is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) page: u32,
    pub(crate) side: u32,
}

/// A form's page as it was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawn {
    pub(crate) pages: u32,
    /// A PNG or a JPEG; empty for page 0.
    pub(crate) picture: Vec<u8>,
}

impl Drawn {
    pub(crate) fn media_type(&self) -> &'static str {
        if self.picture.starts_with(&[0xff, 0xd8]) {
            "image/jpeg"
        } else {
            "image/png"
        }
    }
}

/// Draws a page of a form in a process of its own.
///
/// # Errors
/// [`Failure`] in words, where it cannot be drawn.
pub(crate) fn draw(form: &FormFile, sheet: Sheet) -> Result<Drawn, Failure> {
    let program = std::env::current_exe().map_err(|_| cannot())?;
    let answer = in_process(&program, form.bytes(), sheet)?;
    let (pages, picture) = answer.split_first_chunk::<4>().ok_or_else(cannot)?;
    Ok(Drawn {
        pages: u32::from_le_bytes(*pages),
        picture: picture.to_vec(),
    })
}

fn in_process(program: &Path, form: &[u8], sheet: Sheet) -> Result<Vec<u8>, Failure> {
    let mut child = Command::new(program)
        .args([WORD, &sheet.page.to_string(), &sheet.side.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| cannot())?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    std::thread::scope(|scope| {
        // It may end before it has read everything; then nobody reads the rest.
        scope.spawn(move || input.map(|mut it| it.write_all(form)));
        let answer = scope.spawn(move || {
            let mut bytes = Vec::new();
            let read = output.map(|it| it.take(ANSWER).read_to_end(&mut bytes));
            read.and_then(Result::ok).map(|_| bytes)
        });
        let ended = waited(&mut child, PATIENCE);
        let bytes = answer.join().ok().flatten();
        match ended.map(|it| it.code()) {
            Some(Some(0)) => bytes.ok_or_else(cannot),
            Some(Some(LOCKED)) => Err(Failure::new(
                "form-locked",
                "This PDF is locked with a password, so it cannot be shown here. It is kept as it is.",
            )),
            Some(Some(NO_PAGE)) => Err(Failure::new("form-page", "The form has no such page.")),
            Some(_) => Err(cannot()),
            None => Err(Failure::new(
                "form-slow",
                "This page takes too long to draw, so it is not shown here. It is kept as it is.",
            )),
        }
    })
}

/// How it ended; nothing where it had to be ended.
fn waited(child: &mut Child, patience: Duration) -> Option<ExitStatus> {
    let until = Instant::now() + patience;
    while Instant::now() < until {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => std::thread::sleep(Duration::from_millis(4)),
            Err(_) => break,
        }
    }
    // It may just have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
    None
}

fn cannot() -> Failure {
    Failure::new(
        "form-undrawn",
        "This form cannot be shown here. It is kept as it is; open the file in another program to read it.",
    )
}

/// Whether this process was started to draw a page, and which.
pub(crate) fn asked() -> Option<Sheet> {
    let mut words = std::env::args().skip(1);
    if words.next()? != WORD {
        return None;
    }
    Some(Sheet {
        page: words.next()?.parse().ok()?,
        side: words.next()?.parse().ok()?,
    })
}

/// Draws what comes through the pipe and answers through the other; with what code to end.
pub(crate) fn answer(sheet: Sheet) -> i32 {
    #[cfg(target_os = "linux")]
    stay_small();
    let mut bytes = Vec::new();
    let limit = safelight_consent::FORM_LIMIT as u64 + 1;
    if std::io::stdin().take(limit).read_to_end(&mut bytes).is_err() {
        return BROKEN;
    }
    let drawn = std::panic::catch_unwind(|| drawn(bytes, sheet)).unwrap_or(Err(BROKEN));
    let told = drawn.and_then(|drawn| {
        let mut out = std::io::stdout().lock();
        out.write_all(&drawn.pages.to_le_bytes())
            .and_then(|()| out.write_all(&drawn.picture))
            .and_then(|()| out.flush())
            .map_err(|_| BROKEN)
    });
    told.err().unwrap_or(0)
}

/// Bounds that hold even when nobody is left to end this process; and no core file, which would put the form on the disk:
/// a limit of one byte also turns off the programs that collect them.
#[cfg(target_os = "linux")]
fn stay_small() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let seconds = 2 * PATIENCE.as_secs();
    for (what, most) in [
        (Resource::Data, 1 << 30),
        (Resource::Cpu, seconds),
        (Resource::Core, 1),
    ] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        // One that is lower already stays.
        let _ = setrlimit(what, limit);
    }
}

fn drawn(bytes: Vec<u8>, sheet: Sheet) -> Result<Drawn, i32> {
    let form = FormFile::parse(bytes).map_err(|_| BROKEN)?;
    let side = sheet.side.clamp(1, SIDE);
    match form.media_type() {
        MediaType::Pdf => page(form.bytes(), sheet.page, side),
        _ if sheet.page > 1 => Err(NO_PAGE),
        _ if sheet.page == 0 => Ok(Drawn {
            pages: 1,
            picture: Vec::new(),
        }),
        _ => {
            let picture = Rendering::of_file(form.bytes(), &Limits::default(), side)
                .and_then(|it| it.encode())
                .map_err(|_| BROKEN)?;
            Ok(Drawn {
                pages: 1,
                picture: picture.0,
            })
        }
    }
}

fn page(bytes: &[u8], page: u32, side: u32) -> Result<Drawn, i32> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|why| match why {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => LOCKED,
        _ => BROKEN,
    })?;
    let pages = u32::try_from(pdf.pages().len()).unwrap_or(PAGES).min(PAGES);
    if page == 0 {
        return Ok(Drawn {
            pages,
            picture: Vec::new(),
        });
    }
    let index = page as usize - 1;
    let page = (pdf.pages().get(index))
        .filter(|_| index < pages as usize)
        .ok_or(NO_PAGE)?;
    let (width, height) = page.render_dimensions();
    // A little more, so that rounding does not cost a pixel.
    let scale = (side as f32 + 0.01) / width.max(height);
    if !scale.is_finite() || scale <= 0.0 || width * scale < 1.0 || height * scale < 1.0 {
        return Err(BROKEN);
    }
    let shape = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let pixels = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &shape,
    );
    let picture = pixels.into_png().map_err(|_| BROKEN)?;
    Ok(Drawn { pages, picture })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF of pages with one black square each, at the lower left of 200 × 100 points.
    pub(crate) fn pdf(pages: usize, content: &str) -> Vec<u8> {
        let mut bytes = b"%PDF-1.4\n".to_vec();
        let mut at = Vec::new();
        let kids: Vec<String> = (0..pages).map(|it| format!("{} 0 R", 4 + it)).collect();
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" ")),
            format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        ];
        let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 3 0 R >>";
        objects.extend((0..pages).map(|_| page.to_owned()));
        for (n, object) in objects.iter().enumerate() {
            at.push(bytes.len());
            bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
        }
        let table = bytes.len();
        bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", at.len() + 1).bytes());
        for offset in &at {
            bytes.extend(format!("{offset:010} 00000 n \n").bytes());
        }
        let size = at.len() + 1;
        bytes.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
        bytes
    }

    const SQUARE: &str = "0 g 0 0 100 50 re f";

    fn at(page: u32, side: u32) -> Sheet {
        Sheet { page, side }
    }

    #[test]
    fn a_page_of_a_pdf_is_drawn_at_the_size_asked_for() -> Result<(), Box<dyn std::error::Error>> {
        let form = pdf(3, SQUARE);
        let sheet = drawn(form.clone(), at(2, 400)).map_err(|code| code.to_string())?;
        assert_eq!(sheet.pages, 3);
        let seen = image::load_from_memory(&sheet.picture)?.to_rgb8();
        assert_eq!(seen.dimensions(), (400, 200));
        assert_eq!(seen.get_pixel(20, 180).0, [0, 0, 0]);
        assert_eq!(seen.get_pixel(380, 20).0, [255, 255, 255]);
        assert_eq!(drawn(form.clone(), at(0, 400)).map(|it| it.pages), Ok(3));
        assert_eq!(drawn(form.clone(), at(4, 400)), Err(NO_PAGE));
        let large = drawn(form, at(1, u32::MAX)).map_err(|code| code.to_string())?;
        assert_eq!(image::load_from_memory(&large.picture)?.width(), SIDE);
        Ok(())
    }

    #[test]
    fn a_scan_is_drawn_upright_and_has_one_page() -> Result<(), Box<dyn std::error::Error>> {
        let mut png = Vec::new();
        let scan = image::DynamicImage::from(image::RgbImage::from_pixel(64, 32, image::Rgb([9, 9, 9])));
        scan.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)?;
        let sheet = drawn(png.clone(), at(1, 32)).map_err(|code| code.to_string())?;
        let seen = image::load_from_memory(&sheet.picture)?;
        assert_eq!((seen.width(), seen.height(), sheet.pages), (32, 16, 1));
        assert_eq!(drawn(png, at(2, 32)), Err(NO_PAGE));
        Ok(())
    }

    #[test]
    fn a_heic_as_a_telephone_takes_it_is_drawn() -> Result<(), Box<dyn std::error::Error>> {
        let scan = heifer::Image::filled(64, 48, 8, [99, 99, 99, 255]);
        let sheet = drawn(
            heifer::encode(&scan, &heifer::EncodeOptions::default())?,
            at(1, 32),
        )
        .map_err(|code| code.to_string())?;
        let seen = image::load_from_memory(&sheet.picture)?.to_rgb8();
        assert_eq!((seen.dimensions(), sheet.pages), ((32, 24), 1));
        assert!(seen.get_pixel(16, 12).0.iter().all(|it| it.abs_diff(99) < 3));
        Ok(())
    }

    #[test]
    fn a_broken_form_has_no_picture_and_ends_nothing() {
        for bytes in [
            &b"%PDF-1.4\n% signed\n%%EOF\n"[..],
            b"%PDF-",
            b"\x89PNG\r\n\x1a\n",
            b"text",
        ] {
            assert_eq!(drawn(bytes.to_vec(), at(1, 100)), Err(BROKEN));
        }
        let form = pdf(1, SQUARE);
        for cut in (0..form.len()).step_by(7) {
            let mut less = form.clone();
            less.truncate(cut);
            // Whatever is drawn of it, it comes back.
            let _ = std::panic::catch_unwind(|| drawn(less, at(1, 16)));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_fails_is_a_form_without_a_picture() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let program = folder.path().join("program");
        let ends = |how: &str| -> Result<String, Box<dyn std::error::Error>> {
            use std::os::unix::fs::PermissionsExt;
            #[expect(clippy::disallowed_methods, reason = "the test's own program")]
            std::fs::write(&program, format!("#!/bin/sh\n{how}\n"))?;
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755))?;
            let failed = in_process(&program, &[7; 200_000], at(1, 16)).err();
            Ok(failed.map(|it| it.code).unwrap_or_default())
        };
        for (how, code) in [
            ("exit 5", "form-undrawn"),
            ("kill -SEGV $$", "form-undrawn"),
            ("exit 3", "form-locked"),
            ("exit 4", "form-page"),
        ] {
            assert_eq!(ends(how)?, code, "{how}");
        }
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn who_draws_too_long_is_ended() -> std::io::Result<()> {
        let mut sleeper = Command::new("sleep").arg("60").spawn()?;
        let began = Instant::now();
        assert_eq!(waited(&mut sleeper, Duration::from_millis(50)), None);
        assert!(began.elapsed() < Duration::from_secs(10));
        Ok(())
    }
}
