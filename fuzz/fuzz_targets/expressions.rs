#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| voronet_fuzz::expressions(bytes));
