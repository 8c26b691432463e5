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

/// Text cut to what a list can show, without control characters and without those that turn its direction.
pub(crate) fn excerpt(text: &str) -> String {
    const MOST: usize = 300;
    let clean: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'))
        .map(|c| if c.is_control() || c == '\u{FFFD}' { ' ' } else { c })
        .skip_while(|c| c.is_whitespace())
        .take(MOST + 1)
        .collect();
    if clean.chars().count() > MOST {
        clean.chars().take(MOST).chain(['…']).collect()
    } else {
        clean.trim_end().to_owned()
    }
}

/// Text of an unknown encoding up to its first NUL: UTF-8, or else Latin-1, which takes any bytes.
pub(crate) fn text(bytes: &[u8]) -> String {
    /// More than an excerpt shows.
    const MOST: usize = 4_096;
    let bytes = bytes.get(..MOST.min(bytes.len())).unwrap_or_default();
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned()
        }
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    };
    excerpt(&text)
}

/// Text in UTF-16 up to its first NUL.
pub(crate) fn utf16(bytes: &[u8], big_endian: bool) -> String {
    let units = bytes.chunks_exact(2).take(2_048).map(|pair| {
        let pair = [
            pair.first().copied().unwrap_or(0),
            pair.last().copied().unwrap_or(0),
        ];
        if big_endian {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        }
    });
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    excerpt(&String::from_utf16_lossy(&units))
}

/// The texts that JSON gives a name, wherever it does, without reading the JSON itself.
pub(crate) fn json_texts<'a>(json: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let key = format!("\"{name}\"");
    let places: Vec<usize> = json.match_indices(&key).map(|(at, _)| at + key.len()).collect();
    places.into_iter().filter_map(move |at| {
        let rest = json.get(at..)?.trim_start().strip_prefix(':')?.trim_start();
        let rest = rest.strip_prefix('[').map_or(rest, str::trim_start);
        let rest = rest.strip_prefix('"')?;
        let mut escaped = false;
        let end = rest.find(|letter| {
            let ends = letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
            ends
        });
        rest.get(..end?)
    })
}

/// Bytes as hexadecimal digits; at most 32 of them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(32).map(|byte| format!("{byte:02x}")).collect()
}

/// A date as people write it: Exif's colons (4.6.5.4.1), IPTC's bare digits and XMP's letters go. Other text stays.
pub(crate) fn date(text: &str) -> String {
    let text = excerpt(text);
    let digits = |range: std::ops::Range<usize>| {
        text.get(range)
            .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if let (8, Some(year), Some(month), Some(day)) = (text.len(), digits(0..4), digits(4..6), digits(6..8)) {
        return format!("{year}-{month}-{day}");
    }
    let (Some(year), Some(month), Some(day)) = (digits(0..4), digits(5..7), digits(8..10)) else {
        return if text.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            text
        } else {
            String::new()
        };
    };
    if year == "0000" && month == "00" {
        return String::new();
    }
    let time = text.get(10..).unwrap_or_default();
    let time = time.strip_prefix('T').unwrap_or(time).trim_start();
    let (time, zone) = match time.find(['+', '-', 'Z']) {
        Some(at) => (time.get(..at).unwrap_or(time), time.get(at..).unwrap_or_default()),
        None => (time, ""),
    };
    let zone = if zone == "Z" { "UTC" } else { zone };
    [&format!("{year}-{month}-{day}"), time.trim(), zone]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A moment in seconds since 1970, UTC.
pub(crate) fn moment(seconds: i64) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 0000-03-01, in eras of 400 years.
    let days = days.saturating_add(719_468);
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!(
        "{:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC",
        year + era * 400 + next,
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
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
    fn a_date_reads_the_same_from_every_standard() {
        for (text, wanted) in [
            ("2026:05:04 03:02:01", "2026-05-04 03:02:01"),
            ("2026-05-04T03:02:01+02:00", "2026-05-04 03:02:01 +02:00"),
            ("2026-05-04T03:02:01Z", "2026-05-04 03:02:01 UTC"),
            ("20260504", "2026-05-04"),
            ("0000:00:00 00:00:00", ""),
            ("    :  :     :  :  ", ""),
            ("May 2026", "May 2026"),
        ] {
            assert_eq!(super::date(text), wanted);
        }
    }

    #[test]
    fn a_moment_reads_as_a_date() {
        assert_eq!(super::moment(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(super::moment(951_782_400), "2000-02-29 00:00:00 UTC");
        assert_eq!(super::moment(1_777_863_721), "2026-05-04 03:02:01 UTC");
        assert_eq!(super::moment(-2_082_844_800), "1904-01-01 00:00:00 UTC");
    }

    #[test]
    fn text_is_shown_without_what_would_deceive() {
        assert_eq!(super::excerpt("  a\u{202E}b\u{7}c "), "ab c");
        assert_eq!(super::text(b"M\xFCller\0tail"), "Müller");
    }

    #[test]
    fn a_heading_reads_as_a_compass_point() {
        assert_eq!(super::heading(359.0), "north");
        assert_eq!(super::heading(225.0), "south-west");
    }
}
