//! The activations as users read of them.

use voronet_kernels::Activation;

use crate::registry::{Listing, Table};

/// A line for each activation.
pub fn activations() -> Listing {
    let line = |activation: Activation| {
        let where_to = match activation.smoothness() {
            None => "everywhere".to_owned(),
            Some(order) => format!("where no law has a derivative beyond order {order}"),
        };
        vec![
            format!("`{}`", activation.name()),
            activation.formula().to_owned(),
            where_to,
        ]
    };
    Listing {
        name: "activations",
        tables: vec![Table {
            headings: vec!["name", "of a", "can be used"],
            lines: Activation::ALL.into_iter().map(line).collect(),
        }],
    }
}
