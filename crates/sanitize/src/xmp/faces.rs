//! Faces and other things that were marked: the Metadata Working Group's regions, and Microsoft's.

use super::tree::{Node, Tree};
use crate::Reveals::{Name, Text};
use crate::finding::Told;
use crate::words::excerpt;

pub(super) fn tell(tree: &Tree, regions: &Node, told: &mut Told<'_>) {
    for region in tree.below(regions) {
        let text = |name| tree.child_text(region, name);
        let kind = text("Type").unwrap_or_default();
        let name = text("Name")
            .or_else(|| text("PersonDisplayName"))
            .map(|name| excerpt(&name))
            .filter(|name| !name.is_empty());
        let rectangle = centre(tree, region);
        if name.is_none() && kind.is_empty() && rectangle.is_none() {
            continue;
        }
        let place = rectangle.map_or_else(String::new, |(x, y)| format!(", {}", place(x, y)));
        let person = text("PersonDisplayName").is_some();
        match (name, kind.as_str()) {
            (Some(name), "Face") => told.tell(Name, format!("Face of {name}{place}")),
            (Some(name), _) if person => told.tell(Name, format!("Face of {name}{place}")),
            (Some(name), "Pet") => told.tell(Name, format!("Pet called {name}{place}")),
            (Some(name), _) => told.tell(Name, format!("Marked: {name}{place}")),
            (None, "Face") => told.tell(Text, format!("A face is marked{place}")),
            (None, "Pet") => told.tell(Text, format!("A pet is marked{place}")),
            (None, "BarCode") => told.tell(Text, format!("A bar code is marked{place}")),
            (None, "Focus") => told.tell(Text, format!("The camera focused here{place}")),
            (None, _) => told.tell(Text, format!("A place is marked{place}")),
        }
        for (field, label) in [
            ("Description", "About it"),
            ("PersonEmailDigest", "Digest of the person's e-mail"),
            ("PersonLiveIdCID", "Microsoft's number of the person"),
            ("BarCodeValue", "Content of a bar code"),
        ] {
            told.tell_of(Name, label, &excerpt(&text(field).unwrap_or_default()));
        }
    }
}

/// The centre of a region as parts of the picture's sides.
fn centre(tree: &Tree, region: &Node) -> Option<(f64, f64)> {
    if let Some(rectangle) = tree.child_text(region, "Rectangle") {
        let mut sides = rectangle.split(',').map(|side| side.trim().parse::<f64>().ok());
        let mut side = || sides.next().flatten();
        let (x, y, width, height) = (side()?, side()?, side()?, side()?);
        return Some((x + width / 2.0, y + height / 2.0));
    }
    let area = tree.children(region).find(|child| child.name == "Area")?;
    let holders = std::iter::once(area).chain(tree.below(area));
    holders
        .filter_map(|area| {
            let number = |name| tree.child_text(area, name)?.trim().parse::<f64>().ok();
            Some((number("x")?, number("y")?))
        })
        .next()
}

fn place(x: f64, y: f64) -> &'static str {
    let third = |side: f64| match side {
        ..0.36 => 0,
        ..0.64 => 1,
        _ => 2,
    };
    match (third(y), third(x)) {
        (0, 0) => "in the upper left",
        (0, 1) => "at the top",
        (0, _) => "in the upper right",
        (1, 0) => "on the left",
        (1, 1) => "in the middle",
        (1, _) => "on the right",
        (_, 0) => "in the lower left",
        (_, 1) => "at the bottom",
        _ => "in the lower right",
    }
}
