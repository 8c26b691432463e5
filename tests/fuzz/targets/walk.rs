#![no_main]

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_target!(|file: &[u8]| -> Corpus { safelight_fuzz::walk(file) });
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    safelight_fuzz::mutated(data, size, max_size, seed)
});
