//! All families of methods as users read of them: in `voronet list` and in the
//! documentation.

use crate::geometry::SHAPES;
use crate::network::{INITIALIZATIONS, activations};
use crate::optimizer::{OPTIMIZERS, SCHEDULES};
use crate::output::FORMATS;
use crate::points::SEQUENCES;
use crate::registry::Listing;
use crate::sampler::SAMPLERS;

/// A listing of each family.
pub fn listings() -> Vec<Listing> {
    vec![
        SAMPLERS.listing(),
        SEQUENCES.listing(),
        OPTIMIZERS.listing(),
        SCHEDULES.listing(),
        activations(),
        INITIALIZATIONS.listing(),
        SHAPES.listing(),
        FORMATS.listing(),
    ]
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// Set to write the tables into the documentation anew.
    const WRITE: &str = "VORONET_WRITE_DOCS";

    /// A document with each of its lists as the registries have it, and the
    /// families that it lists.
    fn renewed(text: &str) -> (String, Vec<String>) {
        let (mut out, mut rest, mut found) = (String::new(), text, Vec::new());
        while let Some((before, after)) = rest.split_once("<!-- list: ") {
            let (name, old) = after.split_once(" -->\n").unwrap();
            let (_, behind) = old.split_once("<!-- end of list -->").unwrap();
            let listing = listings().into_iter().find(|l| l.name == name).unwrap();
            let table = listing.to_markdown();
            out += &format!("{before}<!-- list: {name} -->\n{table}<!-- end of list -->");
            found.push(name.to_owned());
            rest = behind;
        }
        (out + rest, found)
    }

    #[test]
    fn the_documentation_lists_every_family_as_it_is() {
        let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let mut listed = Vec::new();
        for name in ["problem-file.md", "samplers.md", "run-folder.md"] {
            let path = docs.join(name);
            let text = std::fs::read_to_string(&path).unwrap();
            let (wanted, found) = renewed(&text);
            listed.extend(found);
            if text != wanted && std::env::var_os(WRITE).is_some() {
                std::fs::write(&path, &wanted).unwrap();
                continue;
            }
            assert!(
                text == wanted,
                "the tables of docs/{name} are not those of the registries; \
                 run this test with {WRITE}=1 to write them anew"
            );
        }
        for listing in listings() {
            assert!(
                listed.contains(&listing.name.to_owned()),
                "{}",
                listing.name
            );
        }
    }
}
