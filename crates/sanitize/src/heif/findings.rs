pub(super) fn findings(_: &crate::Picture, _: &[u8]) -> Vec<crate::Finding> {
    Vec::new()
}
