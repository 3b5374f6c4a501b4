//! The `voronet` program.
fn main() {}
