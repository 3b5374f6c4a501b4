//! The formats in which fields are written.

use std::path::Path;

use super::{Error, Fields, csv, npz, vtk};
use crate::registry::{self, Family};

/// What a format declares of itself. Its name is the ending of its files.
pub type Format = registry::Entry<How>;

/// How fields are written.
pub struct How {
    /// Writes them, and whatever files belong to them.
    pub write: fn(&Path, &Fields) -> Result<(), Error>,
}

/// All formats. A new one is a file with a [`Format`] and a line here.
pub static FORMATS: Family<How> = Family {
    name: "formats",
    members: &[&csv::ENTRY, &npz::ENTRY, &vtk::ENTRY],
    columns: &[("what it is", |entry| entry.summary.to_owned())],
};
