//! Suggestions of what to hide: found by the program, accepted or dismissed by a person.

use clap::ValueEnum;
use safelight_consent::Register;
use safelight_export::suggestions::{Found, dismiss, found, region, set_found};
use safelight_export::{Code, Failure, add_marks, marks};
use safelight_redact::Region;
use safelight_redact::find::{Kind, Suggestion};
use serde_json::json;

use crate::args::Suggest;
use crate::photos::{Known, try_each};
use crate::regions::listed;
use crate::report::{Report, Stop};

/// Which suggestions are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Accept {
    Faces,
    Text,
    Codes,
    All,
}

impl Accept {
    const fn takes(self, kind: Kind) -> bool {
        matches!(
            (self, kind),
            (Self::All, _) | (Self::Faces, Kind::Face) | (Self::Text, Kind::Text) | (Self::Codes, Kind::Code)
        )
    }
}

pub(crate) fn suggest(suggest: &Suggest, register: &mut Register, report: &mut Report) -> Result<(), Stop> {
    let paths = &suggest.paths.paths;
    if !suggest.dismiss.is_empty() && !matches!(paths.as_slice(), [path] if !path.is_dir()) {
        return Err(Stop::WrongUse(
            "The numbers of --dismiss are those of one photo: name one.".into(),
        ));
    }
    try_each(paths, report, |photo| {
        let suggestions = match photo.photo.suggestions() {
            Ok(suggestions) => suggestions,
            Err(failure) => return Ok(Err(failure)),
        };
        // The numbers are those that the person has seen.
        let seen = found(register, photo.digest).ok().flatten();
        let kept = set_found(register, photo.digest, suggestions)?;
        for number in &suggest.dismiss {
            let one = seen.as_ref().unwrap_or(&kept);
            let one = number.checked_sub(1).and_then(|index| one.get(index));
            let one = one.ok_or_else(|| none(*number))?;
            dismiss(register, photo.digest, &one.suggestion)?;
        }
        let kept = found(register, photo.digest)?.unwrap_or_default();
        let accepted: Vec<Region> = kept
            .iter()
            .filter(|it| !it.dismissed && suggest.accept.iter().any(|kinds| kinds.takes(it.suggestion.kind)))
            .map(|it| region(&it.suggestion, suggest.style))
            .collect();
        let regions = if accepted.is_empty() {
            marks(register, photo.digest)?
        } else if let Some(failure) = photo.photo.hiding().failure() {
            return Ok(Err(failure.clone()));
        } else {
            add_marks(register, photo.digest, &accepted)?
        };
        let object = json!({"suggestions": kept, "regions": regions});
        Ok(Ok((object, text(&kept, &regions, photo))))
    })
}

fn none(number: usize) -> Failure {
    Failure::new(Code::NotFound, format!("There is no suggestion {number}."))
}

fn text(found: &[Found], regions: &[Region], photo: &Known) -> String {
    let mut text = match found.len() {
        0 => "no suggestions; check yourself".to_owned(),
        1 => "1 suggestion; check yourself".to_owned(),
        many => format!("{many} suggestions; check yourself"),
    };
    for (
        number,
        Found {
            suggestion,
            dismissed,
        },
    ) in (1..).zip(found)
    {
        let Suggestion { kind, shape, .. } = suggestion;
        let kind = match kind {
            Kind::Face => "face",
            Kind::Text => "text",
            Kind::Code => "code",
        };
        let bounds = shape.bounds();
        text.push_str(&format!(
            "\n{number:>5}  {kind} at {}, {}, {} × {} pixels{}",
            bounds.x0,
            bounds.y0,
            bounds.x1 - bounds.x0,
            bounds.y1 - bounds.y0,
            if *dismissed { ", dismissed" } else { "" }
        ));
    }
    if !regions.is_empty() {
        text.push_str("\n  ");
        text.push_str(&listed(regions, photo));
    }
    text
}
