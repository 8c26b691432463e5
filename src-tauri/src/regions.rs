//! Regions in the words of the window, and back.

use safelight_export::suggestions::Found;
use safelight_redact::find::Kind;
use safelight_redact::{Polygon, Region, Rgb, Shape, Style};

use crate::failure::Problem;
use crate::wire;

/// More than any name of a mark: a record's condition is not longer either.
const LONGEST_NAME: usize = 200;

/// A region as the window draws it, for the library.
///
/// # Errors
/// [`Problem::Unfit`] for a colour that is none, for a polygon with too few or too many corners, and for a name that is
/// none.
pub(crate) fn region_of(from: &wire::Region) -> Result<Region, Problem> {
    Ok(Region {
        shape: shape_of(&from.shape)?,
        style: match &from.style {
            wire::Style::Blur => Style::Blur,
            wire::Style::Mosaic => Style::Mosaic,
            wire::Style::Fill { colour } => Style::Fill(rgb(colour).ok_or(Problem::Unfit("a colour"))?),
        },
        face: from.face,
        name: from.name.as_deref().map(name_of).transpose()?,
    })
}

/// A region of the library, as the window draws it.
pub(crate) fn region(from: &Region) -> wire::Region {
    wire::Region {
        shape: shape(&from.shape),
        style: match from.style {
            Style::Blur => wire::Style::Blur,
            Style::Mosaic => wire::Style::Mosaic,
            Style::Fill(Rgb { red, green, blue }) => wire::Style::Fill {
                colour: format!("#{red:02x}{green:02x}{blue:02x}"),
            },
        },
        face: from.face,
        name: from.name.clone(),
    }
}

fn shape(from: &Shape) -> wire::Shape {
    match *from {
        Shape::Rectangle { x, y, width, height } => wire::Shape::Rectangle { x, y, width, height },
        Shape::Ellipse { x, y, width, height } => wire::Shape::Ellipse { x, y, width, height },
        Shape::Polygon(ref polygon) => wire::Shape::Polygon {
            corners: polygon.corners().to_vec(),
        },
    }
}

/// What was found, as the window draws it.
pub(crate) fn suggestion(from: &Found) -> wire::Suggestion {
    wire::Suggestion {
        kind: match from.suggestion.kind {
            Kind::Face => wire::Suggested::Face,
            Kind::Text => wire::Suggested::Text,
            Kind::Code => wire::Suggested::Code,
        },
        shape: shape(&from.suggestion.shape),
        dismissed: from.dismissed,
    }
}

fn shape_of(from: &wire::Shape) -> Result<Shape, Problem> {
    Ok(match *from {
        wire::Shape::Rectangle { x, y, width, height } => Shape::Rectangle { x, y, width, height },
        wire::Shape::Ellipse { x, y, width, height } => Shape::Ellipse { x, y, width, height },
        wire::Shape::Polygon { ref corners } => Shape::Polygon(
            Polygon::try_from(corners.clone()).map_err(|_| Problem::Unfit("the outline of a region"))?,
        ),
    })
}

fn name_of(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Problem::Unfit("the name of a region"));
    }
    Ok(name.to_owned())
}

fn rgb(colour: &str) -> Option<Rgb> {
    let digits = colour
        .strip_prefix('#')
        .filter(|it| it.len() == 6 && it.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some(Rgb { red, green, blue })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(shape: wire::Shape) -> wire::Region {
        wire::Region {
            shape,
            style: wire::Style::Mosaic,
            face: true,
            name: Some("tattoo".to_owned()),
        }
    }

    fn triangle() -> wire::Shape {
        wire::Shape::Polygon {
            corners: vec![[0, 0], [8, 0], [-3, 9]],
        }
    }

    #[test]
    fn a_region_comes_back_as_it_was_drawn() -> Result<(), wire::Failure> {
        let (x, y, width, height) = (-4, 7, 20, 30);
        for drawn in [
            plain(wire::Shape::Rectangle { x, y, width, height }),
            plain(wire::Shape::Ellipse { x, y, width, height }),
            plain(triangle()),
        ] {
            assert_eq!(region(&region_of(&drawn)?), drawn);
        }
        for style in [
            wire::Style::Blur,
            wire::Style::Fill {
                colour: "#f3b05a".to_owned(),
            },
        ] {
            let drawn = wire::Region {
                style,
                face: false,
                name: None,
                ..plain(triangle())
            };
            assert_eq!(region(&region_of(&drawn)?), drawn);
        }
        Ok(())
    }

    #[test]
    fn what_is_no_region_is_not_taken_for_one() {
        let corners = |count| wire::Shape::Polygon {
            corners: vec![[1, 2]; count],
        };
        let named = |name: &str| wire::Region {
            name: Some(name.to_owned()),
            ..plain(triangle())
        };
        for wrong in [
            plain(corners(0)),
            plain(corners(2)),
            plain(corners(Polygon::MOST + 1)),
            named(" "),
            named("a\nb"),
            named(&"x".repeat(LONGEST_NAME + 1)),
        ] {
            assert!(region_of(&wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(
            region_of(&named(" scar ")).ok().and_then(|it| it.name).as_deref(),
            Some("scar")
        );
    }

    #[test]
    fn a_colour_is_six_digits_after_a_hash() {
        let orange = Rgb {
            red: 0xf3,
            green: 0xb0,
            blue: 0x5a,
        };
        assert_eq!(rgb("#f3b05a"), Some(orange));
        for wrong in ["f3b05a", "#f3b", "#f3b05a00", "#gggggg", "#+3b05a", ""] {
            assert_eq!(rgb(wrong), None, "{wrong}");
        }
    }
}
