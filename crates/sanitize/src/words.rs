//! Values in words that a person can read.

/// A position as degrees, minutes and seconds with the side of the earth spelled out.
pub(crate) fn position(latitude: f64, longitude: f64) -> String {
    format!(
        "{} {}, {} {}",
        degrees(latitude),
        if latitude < 0.0 { "south" } else { "north" },
        degrees(longitude),
        if longitude < 0.0 { "west" } else { "east" },
    )
}

fn degrees(value: f64) -> String {
    let seconds = (value.abs() * 3600.0).round() as u64;
    format!(
        "{}° {:02}′ {:02}″",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// A compass heading as one of sixteen points.
pub(crate) fn heading(degrees: f64) -> &'static str {
    const POINTS: [&str; 16] = [
        "north",
        "north-north-east",
        "north-east",
        "east-north-east",
        "east",
        "east-south-east",
        "south-east",
        "south-south-east",
        "south",
        "south-south-west",
        "south-west",
        "west-south-west",
        "west",
        "west-north-west",
        "north-west",
        "north-north-west",
    ];
    let index = (degrees.rem_euclid(360.0) / 22.5).round() as usize % POINTS.len();
    POINTS.get(index).copied().unwrap_or("north")
}

/// A size in the unit a person would use.
pub(crate) fn size(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".into(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Text cut to what a list can show, without control characters.
pub(crate) fn excerpt(text: &str) -> String {
    const MOST: usize = 300;
    let clean: String = text
        .trim_matches(|c: char| c.is_whitespace() || c == '\0')
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MOST + 1)
        .collect();
    if clean.chars().count() > MOST {
        clean.chars().take(MOST).chain(['…']).collect()
    } else {
        clean
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_position_reads_as_degrees_with_the_side_of_the_earth() {
        assert_eq!(
            super::position(51.500_729, -0.124_625),
            "51° 30′ 03″ north, 0° 07′ 29″ west"
        );
        assert_eq!(
            super::position(-33.856_784, 151.215_297),
            "33° 51′ 24″ south, 151° 12′ 55″ east"
        );
    }

    #[test]
    fn a_heading_reads_as_a_compass_point() {
        assert_eq!(super::heading(359.0), "north");
        assert_eq!(super::heading(225.0), "south-west");
    }
}
