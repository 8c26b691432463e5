//! The trained numbers of SeetaFace's frontal detector, as they lie in its file.

use std::sync::OnceLock;

use super::patch::{Patch, VALUES};

/// Little-endian, four bytes a number; written by SeetaFace 1.0 (`seeta_fd_frontal_v1.0.bin`).
const BYTES: &[u8] = include_bytes!("../../../models/seeta_fd_frontal_v1.0.bin");

/// The three kinds of window a face is first proposed by, and the networks that then judge it, one behind the other.
pub(super) struct Model {
    pub(super) proposers: Vec<Boosted>,
    pub(super) judges: Vec<Network>,
}

/// A sum of weights, given up as soon as a group of them leaves it too low.
pub(super) struct Boosted {
    pub(super) groups: Vec<Group>,
}

pub(super) struct Group {
    pub(super) features: Vec<Feature>,
    /// The sum of all groups so far must not be lower.
    pub(super) least: f32,
}

/// Looks one binary pattern up.
pub(super) struct Feature {
    /// In pixels from the window's left side.
    pub(super) x: usize,
    /// In pixels from the window's top side.
    pub(super) y: usize,
    pub(super) weights: Box<[f32; 256]>,
}

/// A perceptron of several layers over some patches of a window.
pub(super) struct Network {
    pub(super) patches: Vec<Patch>,
    /// The first output must be higher.
    pub(super) above: f32,
    pub(super) layers: Vec<Layer>,
}

pub(super) struct Layer {
    pub(super) inputs: usize,
    /// `inputs` for every output.
    pub(super) weights: Vec<f32>,
    /// One for every output.
    pub(super) biases: Vec<f32>,
}

impl Model {
    /// The model of this program, read once; `None` if its bytes were not the model's, which a test rules out.
    pub(super) fn of_this_program() -> Option<&'static Self> {
        static MODEL: OnceLock<Option<Model>> = OnceLock::new();
        MODEL.get_or_init(|| Self::read(BYTES)).as_ref()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut numbers = Numbers(bytes.as_chunks::<4>().0.iter());
        let pool = Patch::pool();
        let mut model = Self {
            proposers: Vec::new(),
            judges: Vec::new(),
        };
        for _ in 0..numbers.count()? {
            for _ in 0..numbers.count()? {
                for _ in 0..numbers.count()? {
                    match numbers.count()? {
                        0 => model.proposers.push(Boosted::read(&mut numbers)?),
                        1 => model.judges.push(Network::read(&mut numbers, &pool)?),
                        _ => return None,
                    }
                }
                // Whose boxes come in, or -1: in this model, those of all that went before.
                let sources = numbers.integer()?.max(0);
                numbers.counts(usize::try_from(sources).ok()?)?;
            }
        }
        numbers.0.next().is_none().then_some(model)
    }
}

impl Boosted {
    fn read(numbers: &mut Numbers) -> Option<Self> {
        const GROUP: usize = 10;
        let features = numbers.count()?;
        let bins = numbers.count()?;
        let places = numbers.counts(2 * features)?;
        let thresholds = numbers.floats(features)?;
        let weights = numbers.floats(features * (bins + 1))?;
        let features: Vec<_> = places
            .as_chunks::<2>()
            .0
            .iter()
            .zip(weights.as_chunks::<256>().0)
            .map(|(&[x, y], &weights)| Feature {
                x,
                y,
                weights: Box::new(weights),
            })
            .collect();
        let mut features = features.into_iter();
        let groups = thresholds
            .chunks_exact(GROUP)
            .filter_map(|thresholds| {
                Some(Group {
                    features: features.by_ref().take(GROUP).collect(),
                    least: *thresholds.last()?,
                })
            })
            .collect();
        Some(Self { groups })
    }
}

impl Network {
    fn read(numbers: &mut Numbers, pool: &[Patch]) -> Option<Self> {
        let layers = numbers.count()?;
        let patches = numbers.count()?;
        let patches = numbers
            .counts(patches)?
            .into_iter()
            .map(|place| pool.get(place.checked_sub(1)?).copied())
            .collect::<Option<Vec<_>>>()?;
        let above = numbers.float()?;
        let mut inputs = numbers.count()?;
        if inputs != VALUES * patches.len() {
            return None;
        }
        let layers = (1..layers)
            .map(|_| {
                let outputs = numbers.count()?;
                let layer = Layer {
                    inputs,
                    weights: numbers.floats(inputs * outputs)?,
                    biases: numbers.floats(outputs)?,
                };
                inputs = outputs;
                Some(layer)
            })
            .collect::<Option<_>>()?;
        Some(Self {
            patches,
            above,
            layers,
        })
    }
}

struct Numbers<'a>(std::slice::Iter<'a, [u8; 4]>);

impl Numbers<'_> {
    fn integer(&mut self) -> Option<i32> {
        self.0.next().copied().map(i32::from_le_bytes)
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.integer()?).ok()
    }

    fn float(&mut self) -> Option<f32> {
        self.0.next().copied().map(f32::from_le_bytes)
    }

    fn counts(&mut self, how_many: usize) -> Option<Vec<usize>> {
        (0..how_many).map(|_| self.count()).collect()
    }

    fn floats(&mut self, how_many: usize) -> Option<Vec<f32>> {
        (0..how_many).map(|_| self.float()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_the_one_that_was_published() {
        let digest = crc32fast::hash(BYTES);
        assert_eq!((BYTES.len(), digest), (1_209_904, 2_643_413_959));
    }

    #[test]
    fn every_number_of_the_model_is_read() {
        let model = Model::of_this_program().unwrap();
        let groups: Vec<_> = model.proposers.iter().map(|it| it.groups.len()).collect();
        let inputs: Vec<_> = model.judges.iter().map(|it| VALUES * it.patches.len()).collect();
        assert_eq!((groups, inputs), (vec![15, 15, 15], vec![128, 256, 512]));
    }

    #[test]
    fn a_model_cut_short_or_too_long_is_none() {
        assert!(Model::read(&BYTES[..BYTES.len() - 4]).is_none());
        assert!(Model::read(&[BYTES, &[0; 4]].concat()).is_none());
    }
}
