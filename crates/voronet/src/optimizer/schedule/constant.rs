//! `constant`

use super::{Entry, How};

/// The learning rate stays as it is.
pub static ENTRY: Entry = Entry {
    name: "constant",
    summary: "stays as it is",
    reference: "",
    keys: &[],
    how: How {
        formula: "1",
        factor: |_, _, _| 1.0,
    },
};
