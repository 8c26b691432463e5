//! The addresses of pictures.

use crate::failure::Problem;
use crate::paper::Sheet;

/// The longest side anybody may ask for: about twice a common screen, enough to judge what is hidden.
const LARGEST: u32 = 4096;

/// The longest side of a part of a picture: it is neither scaled nor coded with loss.
const LARGEST_PART: u32 = 2048;

/// The longest side that the grid asks for, in pixels; a photo that is open is asked for larger.
pub(super) const TILE: u32 = 384;

/// A page of a signed form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paper {
    /// As [`crate::commands::form_page`] reads it.
    pub(super) form: String,
    pub(super) sheet: Sheet,
}

impl Paper {
    /// Reads `/form/<form>/<page>/<side>`, pages from 1.
    pub(super) fn of(path: &str) -> Option<Self> {
        let path = path.trim_start_matches('/').replace("%2F", "/");
        let [form, page, side] = path.strip_prefix("form/")?.split('/').collect::<Vec<_>>()[..] else {
            return None;
        };
        let page = page.parse().ok().filter(|page| *page > 0)?;
        let side = side.parse::<u32>().ok()?.clamp(1, LARGEST);
        Some(Self {
            form: form.to_owned(),
            sheet: Sheet { page, side },
        })
    }
}

/// Which picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Wanted {
    pub(super) photo: u32,
    pub(super) version: u32,
    pub(super) view: View,
    pub(super) part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum View {
    Original,
    Output,
    /// The output as well as a small picture tells it, as fast as regions change.
    AtOnce,
    /// The copy that is held for somebody to look at before it is made.
    Held,
    /// The picture that a finding hides, by the finding's place in the photo.
    Hidden(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// All of it, no side longer than so many pixels.
    Whole(u32),
    /// These very pixels.
    Crop { x: u32, y: u32, width: u32, height: u32 },
}

impl Wanted {
    /// Reads `/<photo>/<version>/<view>/<side>` and `/<photo>/<version>/<view>/crop/<x>,<y>,<width>,<height>`. The
    /// window's own `convertFileSrc` writes slashes and commas as `%2F` and `%2C`.
    ///
    /// # Errors
    /// [`Problem::Unfit`].
    pub(super) fn of(path: &str) -> Result<Self, Problem> {
        let path = path
            .trim_start_matches('/')
            .replace("%2F", "/")
            .replace("%2C", ",");
        let unfit = Problem::Unfit("the address of a picture");
        let number = |text: &str| text.parse::<u32>().map_err(|_| unfit);
        let (photo, version, view, part) = match path.split('/').collect::<Vec<_>>()[..] {
            [photo, version, view, side] => {
                let side = number(side)?.clamp(1, LARGEST);
                (photo, version, view, Part::Whole(side))
            }
            [photo, version, view @ ("original" | "output"), "crop", crop] => {
                let [x, y, width, height] = crop.split(',').collect::<Vec<_>>()[..] else {
                    return Err(unfit);
                };
                let (width, height) = (number(width)?, number(height)?);
                if width.max(height) > LARGEST_PART || width.min(height) == 0 {
                    return Err(unfit);
                }
                let (x, y) = (number(x)?, number(y)?);
                (photo, version, view, Part::Crop { x, y, width, height })
            }
            _ => return Err(unfit),
        };
        Ok(Self {
            photo: number(photo)?,
            version: number(version)?,
            view: match view {
                "original" => View::Original,
                "output" => View::Output,
                "at-once" => View::AtOnce,
                "held" => View::Held,
                _ => View::Hidden(number(view.strip_prefix("hidden-").ok_or(unfit)?)? as usize),
            },
            part,
        })
    }

    pub(super) fn is_of_open_photo(self) -> bool {
        self.view != View::Output || !matches!(self.part, Part::Whole(..=TILE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_one_page_of_a_form() {
        let expected = Paper {
            form: "waiting-3".into(),
            sheet: Sheet { page: 2, side: 900 },
        };
        assert_eq!(Paper::of("/form/waiting-3/2/900"), Some(expected.clone()));
        assert_eq!(Paper::of("/form%2Fwaiting-3%2F2%2F900"), Some(expected));
        let side = Paper::of("/form/waiting-3/1/99999").map(|it| it.sheet.side);
        assert_eq!(side, Some(LARGEST));
        for wrong in [
            "/7/2/output/1600",
            "/form/x/0/10",
            "/form/x/1",
            "/form/x/1/y",
            "/form",
        ] {
            assert_eq!(Paper::of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_address_names_one_picture_and_nothing_else() {
        let expected = Wanted {
            photo: 7,
            version: 2,
            view: View::Output,
            part: Part::Whole(1600),
        };
        assert_eq!(Wanted::of("/7/2/output/1600"), Ok(expected));
        assert_eq!(Wanted::of("/7%2F2%2Foutput%2F1600"), Ok(expected));
        let part = |path| Wanted::of(path).map(|it| it.part).ok();
        assert_eq!(part("/7/2/output/99999999"), Some(Part::Whole(LARGEST)));
        let crop = Part::Crop {
            x: 1024,
            y: 0,
            width: 2048,
            height: 7,
        };
        assert_eq!(part("/7/2/original/crop/1024,0,2048,7"), Some(crop));
        assert_eq!(part("/7%2F2%2Foutput%2Fcrop%2F1024%2C0%2C2048%2C7"), Some(crop));
        let held = Wanted::of("/7/2/held/1600").map(|it| it.view);
        assert_eq!(held, Ok(View::Held));
        let hidden = Wanted::of("/7/2/hidden-3/160").map(|it| it.view);
        assert_eq!(hidden, Ok(View::Hidden(3)));
        for wrong in [
            "",
            "/",
            "/7",
            "/../etc/passwd",
            "/7/2/file/10",
            "/7/2/output/1600/x",
            "/-1/0/output/1",
            "/7/2/hidden-/160",
            "/7/2/hidden--1/160",
            "/7/2/hidden/160",
            "/7/2/output/crop/0,0,2049,1",
            "/7/2/output/crop/0,0,1,0",
            "/7/2/output/crop/0,0,1",
            "/7/2/output/crop/-1,0,1,1",
            "/7/2/output/crop/0,0,1,1,1",
            "/7/2/hidden-3/crop/0,0,1,1",
        ] {
            assert!(Wanted::of(wrong).is_err(), "{wrong}");
        }
    }
}
