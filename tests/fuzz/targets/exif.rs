#![no_main]

libfuzzer_sys::fuzz_target!(|block: &[u8]| safelight_fuzz::block(b"EXIF", block));
