//! Marking regions to hide.

use safelight_consent::Register;
use safelight_export::{marks, set_marks};
use safelight_redact::{Region, Rgb, Shape, Style};
use serde_json::json;

use crate::args::Mark;
use crate::photos::for_each;
use crate::report::{Report, Stop};

pub(crate) fn mark(mark: &Mark, register: &mut Register, report: &mut Report) -> Result<(), Stop> {
    if mark.rect.is_empty() && !mark.clear {
        return Err(Stop::WrongUse(
            "Say what to mark: --rect X,Y,WIDTH,HEIGHT, or --clear.".into(),
        ));
    }
    for_each(&mark.paths.paths, report, |photo| {
        let mut regions = if mark.clear {
            Vec::new()
        } else {
            marks(register, photo.digest)?
        };
        regions.extend(mark.rect.iter().map(|shape| Region {
            shape: shape.clone(),
            style: mark.style,
            face: mark.face,
            name: None,
        }));
        set_marks(register, photo.digest, &regions)?;
        let size = photo.photo.size();
        let note = (!regions.is_empty())
            .then(|| photo.photo.hiding().sentence())
            .flatten();
        let text = format!(
            "{} regions to hide in {} × {} pixels{}",
            regions.len(),
            size.width,
            size.height,
            note.as_ref()
                .map(|note| format!("\n  {note}"))
                .unwrap_or_default()
        );
        Ok((json!({"regions": regions, "note": note}), text))
    })
}

/// `X,Y,WIDTH,HEIGHT`.
pub(crate) fn rectangle(text: &str) -> Result<Shape, String> {
    let wrong = || "write X,Y,WIDTH,HEIGHT in whole pixels".to_owned();
    let numbers: Vec<&str> = text.split(',').map(str::trim).collect();
    let [x, y, width, height] = numbers.as_slice() else {
        return Err(wrong());
    };
    let side = |text: &str| text.parse().ok().filter(|side| *side > 0).ok_or_else(wrong);
    Ok(Shape::Rectangle {
        x: x.parse().map_err(|_| wrong())?,
        y: y.parse().map_err(|_| wrong())?,
        width: side(width)?,
        height: side(height)?,
    })
}

/// `blur`, `fill` or `fill:RRGGBB`.
pub(crate) fn style(text: &str) -> Result<Style, String> {
    match text.split_once(':') {
        None if text == "blur" => Ok(Style::Blur),
        None if text == "fill" => Ok(Style::Fill(Rgb::default())),
        Some(("fill", hex)) => {
            let digits = hex.len() == 6 && hex.bytes().all(|digit| digit.is_ascii_hexdigit());
            let bits = u32::from_str_radix(hex, 16).ok().filter(|_| digits);
            let bits = bits.ok_or("write a colour as RRGGBB")?;
            let [_, red, green, blue] = bits.to_be_bytes();
            Ok(Style::Fill(Rgb { red, green, blue }))
        }
        _ => Err("choose blur, fill or fill:RRGGBB".into()),
    }
}
