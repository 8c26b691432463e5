//! Marking regions to hide.

use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, builder::ValueParser};
use safelight_consent::Register;
use safelight_export::{Code, add_marks, copy_marks, set_marks};
use safelight_redact::{Polygon, Region, Rgb, Shape, Style};
use serde_json::json;

use crate::args::Mark;
use crate::photos::{Known, inspected, try_each};
use crate::report::{Report, Stop};

pub(crate) fn mark(mark: &Mark, register: &mut Register, report: &mut Report) -> Result<(), Stop> {
    if mark.shapes.0.is_empty() && mark.from.is_none() && !mark.clear {
        return Err(Stop::WrongUse(
            "Say what to mark: --rect X,Y,WIDTH,HEIGHT, --ellipse, --polygon, --from PHOTO, or --clear."
                .into(),
        ));
    }
    let from = match &mark.from {
        None => None,
        Some(path) => Some(inspected(path)?),
    };
    let from = from.map(|photo| (photo.digest(), photo.size()));
    let regions: Vec<Region> = mark.regions().collect();
    try_each(&mark.paths.paths, report, |photo| {
        let hiding = photo.photo.hiding();
        let adds = !regions.is_empty() || from.is_some();
        if let Some(failure) = hiding.failure().filter(|_| adds) {
            return Ok(Err(failure.clone()));
        }
        let to = (photo.digest, photo.photo.size());
        let kept = match from {
            Some(from) => match copy_marks(register, from, to) {
                // One of another size among many of a burst.
                Err(failure) if failure.code == Code::Unsupported => return Ok(Err(failure)),
                copied => copied?,
            },
            None if mark.clear => {
                set_marks(register, photo.digest, &regions)?;
                regions.clone()
            }
            None => add_marks(register, photo.digest, &regions)?,
        };
        let note = hiding.sentence().filter(|_| !kept.is_empty());
        let mut text = listed(&kept, photo);
        if let Some(note) = &note {
            text.push_str(&format!("\n  {note}"));
        }
        Ok(Ok((json!({"regions": kept, "note": note}), text)))
    })
}

/// Regions for a person, one a line.
pub(crate) fn listed(regions: &[Region], photo: &Known) -> String {
    let size = photo.photo.size();
    let many = match regions.len() {
        1 => "1 region".to_owned(),
        count => format!("{count} regions"),
    };
    let mut text = format!("{many} to hide in {} × {} pixels", size.width, size.height);
    for region in regions {
        text.push_str("\n    ");
        text.push_str(&described(region));
    }
    text
}

/// What a region is, in a line for a person.
pub(crate) fn described(region: &Region) -> String {
    let bounds = region.shape.bounds();
    let shape = match &region.shape {
        Shape::Rectangle { .. } => "rectangle".to_owned(),
        Shape::Ellipse { .. } => "ellipse".to_owned(),
        Shape::Polygon(polygon) => format!("polygon of {} corners", polygon.corners().len()),
    };
    let style = match region.style {
        Style::Blur => "blur".to_owned(),
        Style::Mosaic => "mosaic".to_owned(),
        Style::Fill(Rgb { red, green, blue }) => format!("fill {red:02X}{green:02X}{blue:02X}"),
    };
    let face = if region.face { ", a face" } else { "" };
    let name = region.name.as_ref().map(|name| format!(", “{name}”"));
    format!(
        "{shape} at {}, {}, {} × {} pixels, {style}{face}{}",
        bounds.x0,
        bounds.y0,
        bounds.x1 - bounds.x0,
        bounds.y1 - bounds.y0,
        name.unwrap_or_default()
    )
}

impl Mark {
    fn regions(&self) -> impl Iterator<Item = Region> {
        self.shapes.0.iter().map(|shape| Region {
            shape: shape.clone(),
            style: self.style,
            face: self.face,
            name: self.name.clone(),
        })
    }
}

/// The shapes of a command line, of every kind, in the order in which they are given.
#[derive(Debug)]
pub(crate) struct Shapes(Vec<Shape>);

type Read = fn(&str) -> Result<Shape, String>;

/// Each kind of shape: its word, how it is written, what it is, how it is read.
const KINDS: [(&str, &str, &str, Read); 3] = [
    (
        "rect",
        "X,Y,W,H",
        "A rectangle to hide: left, top, width, height",
        rectangle,
    ),
    (
        "ellipse",
        "X,Y,W,H",
        "An ellipse to hide, by the rectangle round it",
        ellipse,
    ),
    (
        "polygon",
        "X,Y;X,Y;…",
        "A polygon to hide: three corners or more, in quotes",
        polygon,
    ),
];

impl clap::Args for Shapes {
    fn augment_args(command: Command) -> Command {
        command.args(KINDS.map(|(name, value, help, read)| {
            Arg::new(name)
                .long(name)
                .value_name(value)
                .help(help)
                .action(ArgAction::Append)
                .value_parser(ValueParser::new(read))
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Shapes {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let of_kind = |name| {
            let shapes = matches.get_many::<Shape>(name).into_iter().flatten();
            matches.indices_of(name).into_iter().flatten().zip(shapes)
        };
        let mut all: Vec<(usize, &Shape)> = KINDS.iter().flat_map(|kind| of_kind(kind.0)).collect();
        all.sort_by_key(|(index, _)| *index);
        Ok(Self(all.into_iter().map(|(_, shape)| shape.clone()).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// `X,Y,WIDTH,HEIGHT`.
fn rectangle(text: &str) -> Result<Shape, String> {
    let ([x, y], [width, height]) = sides(text)?;
    Ok(Shape::Rectangle { x, y, width, height })
}

/// `X,Y,WIDTH,HEIGHT` of the rectangle round it.
fn ellipse(text: &str) -> Result<Shape, String> {
    let ([x, y], [width, height]) = sides(text)?;
    Ok(Shape::Ellipse { x, y, width, height })
}

fn sides(text: &str) -> Result<([i32; 2], [u32; 2]), String> {
    let wrong = || "write X,Y,WIDTH,HEIGHT in whole pixels".to_owned();
    let numbers: Vec<&str> = text.split(',').map(str::trim).collect();
    let [x, y, width, height] = numbers.as_slice() else {
        return Err(wrong());
    };
    let at = |text: &str| text.parse().map_err(|_| wrong());
    let side = |text: &str| text.parse().ok().filter(|side| *side > 0).ok_or_else(wrong);
    Ok(([at(x)?, at(y)?], [side(width)?, side(height)?]))
}

/// `X,Y;X,Y;X,Y`.
fn polygon(text: &str) -> Result<Shape, String> {
    let corner = |text: &str| {
        let (x, y) = text.split_once(',')?;
        Some([x.trim().parse().ok()?, y.trim().parse().ok()?])
    };
    let corners: Option<Vec<[i32; 2]>> = text.split(';').map(corner).collect();
    let corners = corners.ok_or("write X,Y;X,Y;X,Y in whole pixels, in quotes")?;
    let polygon = Polygon::try_from(corners).map_err(|error| error.to_string())?;
    Ok(Shape::Polygon(polygon))
}

/// `blur`, `mosaic`, `fill` or `fill:RRGGBB`.
pub(crate) fn style(text: &str) -> Result<Style, String> {
    match text.split_once(':') {
        None if text == "blur" => Ok(Style::Blur),
        None if text == "mosaic" => Ok(Style::Mosaic),
        None if text == "fill" => Ok(Style::Fill(Rgb::default())),
        Some(("fill", hex)) => {
            let digits = hex.len() == 6 && hex.bytes().all(|digit| digit.is_ascii_hexdigit());
            let bits = u32::from_str_radix(hex, 16).ok().filter(|_| digits);
            let bits = bits.ok_or("write a colour as RRGGBB")?;
            let [_, red, green, blue] = bits.to_be_bytes();
            Ok(Style::Fill(Rgb { red, green, blue }))
        }
        _ => Err("choose blur, mosaic, fill or fill:RRGGBB".into()),
    }
}

/// What a region hides, in the words of a consent.
pub(crate) fn name(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("say what it hides".into()),
        name => Ok(name.to_owned()),
    }
}
