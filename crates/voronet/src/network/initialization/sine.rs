//! `sine`

use voronet_kernels::Activation;

use super::{Entry, How};

/// For sine networks: keeps the pre-activations' variance at 1.
pub static ENTRY: Entry = Entry {
    name: "sine",
    summary: "keeps the pre-activations' variance of a sine network at 1; the default with `sine`",
    reference: "Sitzmann et al. 2020",
    keys: &[],
    how: How {
        formula: "±√(6 / inputs) of the layer, twice as wide in the first",
        suits: Some(Activation::Sine),
        bound: |layer, inputs, _| match layer {
            0 => FIRST_FREQUENCY * (6.0 / inputs).sqrt(),
            _ => (6.0 / inputs).sqrt(),
        },
    },
};

/// How much wider the first layer of a sine network starts: the neurons of the
/// first layer are waves, and waves of several lengths over the domain are a
/// better start than parts of one.
const FIRST_FREQUENCY: f64 = 2.0;
