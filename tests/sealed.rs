//! Programs that skip a stage do not compile. That none does for a reason beside the point shows in its `.stderr`.

#[test]
fn no_program_skips_a_stage() {
    trybuild::TestCases::new().compile_fail("tests/sealed/*.rs");
}
