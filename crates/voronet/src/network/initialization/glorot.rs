//! `glorot`

use super::{Entry, How};

/// Keeps the variance of what passes through a layer, forward and back.
pub static ENTRY: Entry = Entry {
    name: "glorot",
    summary: "keeps the variance of what passes through a layer, forward and back",
    reference: "Glorot and Bengio 2010",
    keys: &[],
    how: How {
        formula: "±√(6 / (inputs + outputs)) of the layer",
        suits: None,
        bound: |_, inputs, outputs| (6.0 / (inputs + outputs)).sqrt(),
    },
};
