//! What holds for any input, whole, broken or hostile: an error or a proved copy, within bounds. The tests ask it of
//! files that they build, the fuzzer of all others.

use safelight_sanitize::{FORMATS, Limits, Picture, prove, read};

/// Bytes that reading, explaining, cleaning and proving a file may hold at one time, beside its decoded picture.
const MEMORY: u64 = 256 << 20;

/// What is read is cleaned and proved, and costs no more than the file is worth.
pub(crate) fn survivor(file: &[u8], limits: &Limits) -> Option<(Picture, Vec<u8>)> {
    let mut survivor = None;
    let cost = allocation_counter::measure(|| survivor = proved(file, limits));
    assert!(cost.bytes_max <= MEMORY, "{} bytes are held", cost.bytes_max);
    survivor
}

fn proved(file: &[u8], limits: &Limits) -> Option<(Picture, Vec<u8>)> {
    let picture = read(file, limits).ok()?;
    assert_tiled(&picture, file);
    assert!(picture.findings(file).len() <= file.len(), "findings without end");
    let written = picture.output.to_vec(file);
    assert_eq!(written.len(), picture.output.len());
    assert!(written.len() <= 2 * file.len() + 4096, "a copy that grows");
    let again = prove(&written, limits).expect("what is read is proved");
    assert_eq!(picture.same_picture(file, &again, &written), Ok(true));
    assert!(
        again.output.to_vec(&written) == written,
        "cleaning twice changes the file"
    );
    Some((picture, written))
}

/// Parts follow one another from the first byte to the last, each by a rule of its format's table.
pub(crate) fn assert_tiled(picture: &Picture, source: &[u8]) {
    let mut at = 0;
    for part in &picture.parts {
        assert_eq!(part.range.start, at, "{} leaves a gap", part.rule.part);
        at = part.range.end;
        let format = FORMATS.iter().find(|format| format.kind == picture.format.kind);
        assert!(
            format.is_some_and(|format| format.rules.iter().any(|rule| rule == part.rule)),
            "{} is in no table",
            part.rule.part
        );
    }
    assert_eq!(at, source.len());
}
