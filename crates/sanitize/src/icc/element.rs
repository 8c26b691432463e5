//! The tags of a profile that decide colours (ICC.1:2022, clauses 9 and 10), each rebuilt from what its type needs.

use crate::bytes::{array, be16, be32};

/// A tag that decides colours. Every other one only names or describes, or, as `D2Bx`, says again what another says.
pub(super) struct Tag {
    pub(super) name: &'static [u8; 4],
    /// The colour space that it belongs to, where it is not all.
    pub(super) of: Option<&'static [u8; 4]>,
    types: &'static [&'static [u8; 4]],
}

const fn tag(
    name: &'static [u8; 4],
    of: Option<&'static [u8; 4]>,
    types: &'static [&'static [u8; 4]],
) -> Tag {
    Tag { name, of, types }
}

const XYZ: &[&[u8; 4]] = &[b"XYZ "];
const CURVE: &[&[u8; 4]] = &[b"curv", b"para"];
const TO_PCS: &[&[u8; 4]] = &[b"mft1", b"mft2", b"mAB "];
const FROM_PCS: &[&[u8; 4]] = &[b"mft1", b"mft2", b"mBA "];

pub(super) static COLORIMETRIC: &[Tag] = &[
    tag(b"wtpt", None, XYZ),
    tag(b"bkpt", None, XYZ),
    tag(b"chad", None, &[b"sf32"]),
    tag(b"rXYZ", Some(b"RGB "), XYZ),
    tag(b"gXYZ", Some(b"RGB "), XYZ),
    tag(b"bXYZ", Some(b"RGB "), XYZ),
    tag(b"rTRC", Some(b"RGB "), CURVE),
    tag(b"gTRC", Some(b"RGB "), CURVE),
    tag(b"bTRC", Some(b"RGB "), CURVE),
    tag(b"kTRC", Some(b"GRAY"), CURVE),
    tag(b"A2B0", None, TO_PCS),
    tag(b"A2B1", None, TO_PCS),
    tag(b"A2B2", None, TO_PCS),
    tag(b"B2A0", None, FROM_PCS),
    tag(b"B2A1", None, FROM_PCS),
    tag(b"B2A2", None, FROM_PCS),
    tag(b"cicp", Some(b"RGB "), &[b"cicp"]),
];

impl Tag {
    /// The tag's element, without anything that its type does not give a meaning to.
    pub(super) fn element(&self, data: &[u8]) -> Option<Vec<u8>> {
        let kind: [u8; 4] = array(data, 0)?;
        if !self.types.contains(&&kind) {
            return None;
        }
        let mut element = match &kind {
            b"XYZ " => data.get(..20)?.to_vec(),
            b"sf32" => data.get(..8 + 36)?.to_vec(),
            b"cicp" => data.get(..12)?.to_vec(),
            b"curv" | b"para" => curve(data)?,
            b"mft1" => table(data, 48, 1, [256, 256])?,
            b"mft2" => table(data, 52, 2, [be16(data, 48)?, be16(data, 50)?])?,
            _ => stages(data)?,
        };
        element.get_mut(4..8)?.fill(0);
        Some(element)
    }
}

/// curveType (10.6) or parametricCurveType (10.18).
fn curve(data: &[u8]) -> Option<Vec<u8>> {
    let length = match &array(data, 0)? {
        b"curv" => usize::try_from(be32(data, 8)?)
            .ok()?
            .checked_mul(2)?
            .checked_add(12)?,
        b"para" => 12 + 4 * [1, 3, 4, 5, 7].get(usize::from(be16(data, 8)?))?,
        _ => return None,
    };
    let mut curve = data.get(..length)?.to_vec();
    curve.get_mut(4..8)?.fill(0);
    if curve.starts_with(b"para") {
        curve.get_mut(10..12)?.fill(0);
    }
    Some(curve)
}

/// lut8Type (10.11) or lut16Type (10.10). Its matrix counts for three inputs alone.
fn table(data: &[u8], header: usize, width: usize, entries: [u16; 2]) -> Option<Vec<u8>> {
    let [inputs, outputs, points]: [u8; 3] = array(data, 8)?;
    let [input, output] = entries.map(usize::from);
    let samples = usize::from(points)
        .checked_pow(u32::from(inputs))?
        .checked_mul(usize::from(outputs))?
        .checked_add(input * usize::from(inputs))?
        .checked_add(output * usize::from(outputs))?;
    let length = samples.checked_mul(width)?.checked_add(header)?;
    let mut table = data.get(..length)?.to_vec();
    *table.get_mut(11)? = 0;
    if inputs != 3 {
        let matrix = table.get_mut(12..48)?;
        matrix.fill(0);
        for diagonal in [1, 17, 33] {
            *matrix.get_mut(diagonal)? = 1;
        }
    }
    Some(table)
}

/// lutAToBType (10.12) or lutBToAType (10.13), its stages laid out again without gaps.
fn stages(data: &[u8]) -> Option<Vec<u8>> {
    let to_pcs = data.starts_with(b"mAB ");
    let [inputs, outputs]: [u8; 2] = array(data, 8)?;
    if !(1..=15).contains(&inputs) || !(1..=15).contains(&outputs) {
        return None;
    }
    // The curves on the side of the connection space, and those on the device's.
    let (near, far) = if to_pcs {
        (outputs, inputs)
    } else {
        (inputs, outputs)
    };
    let at = |place| usize::try_from(be32(data, place)?).ok();
    let [b, matrix, m, clut, a] = [at(12)?, at(16)?, at(20)?, at(24)?, at(28)?];
    let mut whole = data.get(..8)?.to_vec();
    whole.extend([inputs, outputs, 0, 0]);
    whole.resize(32, 0);
    let mut put = |place: usize, stage: Vec<u8>| {
        let start = (whole.len() as u32).to_be_bytes();
        whole.get_mut(place..place + 4)?.copy_from_slice(&start);
        whole.extend(stage);
        whole.resize(whole.len().next_multiple_of(4), 0);
        Some(())
    };
    put(12, curves(data, b, near)?)?;
    if matrix > 0 {
        put(16, data.get(matrix..matrix.checked_add(48)?)?.to_vec())?;
    }
    if m > 0 {
        put(20, curves(data, m, near)?)?;
    }
    if clut > 0 {
        put(24, lattice(data, clut, inputs, outputs)?)?;
    }
    if a > 0 {
        put(28, curves(data, a, far)?)?;
    }
    Some(whole)
}

/// Curves behind one another, each on a 4-byte boundary.
fn curves(data: &[u8], mut at: usize, count: u8) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    for _ in 0..count {
        let one = curve(data.get(at..)?)?;
        at = at.checked_add(one.len().next_multiple_of(4))?;
        all.extend(one);
        all.resize(all.len().next_multiple_of(4), 0);
    }
    Some(all)
}

/// The colour lookup table (10.12.5): grid points, the width of a sample, samples.
fn lattice(data: &[u8], at: usize, inputs: u8, outputs: u8) -> Option<Vec<u8>> {
    let data = data.get(at..)?;
    let grid = data.get(..usize::from(inputs))?;
    let width = *data.get(16).filter(|width| matches!(**width, 1 | 2))?;
    let length = grid
        .iter()
        .try_fold(usize::from(outputs) * usize::from(width), |length, points| {
            length.checked_mul(usize::from(*points))
        })?;
    let mut lattice = grid.to_vec();
    lattice.resize(16, 0);
    lattice.extend([width, 0, 0, 0]);
    lattice.extend(data.get(20..length.checked_add(20)?)?);
    Some(lattice)
}
