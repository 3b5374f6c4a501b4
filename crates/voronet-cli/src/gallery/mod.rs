//! The gallery: problems of all kinds with references, trained and shown on one page.
//!
//! ```text
//! list (files of problems/, carried along) ─► run ─► Outcome ─► Row ─► table.md, gallery.json
//!                                                      └─picture─► index.html
//! ```

mod list;
mod page;
mod run;
mod table;

pub use list::GALLERY;
pub use page::write;
pub use run::{Outcome, Settings, train};
pub use table::Row;

use std::io::{Error, ErrorKind, Result};
use std::path::{Component, Path};

use voronet::problem::{Misstated, Problem};

/// Entries that belong together.
pub struct Section {
    /// What they have in common.
    pub title: &'static str,
    /// In the order of the page.
    pub entries: &'static [Entry],
}

/// A problem of the gallery.
pub struct Entry {
    /// By which it is asked for.
    pub name: &'static str,
    /// The folder of `problems/` in which its file lies.
    pub folder: &'static str,
    /// The name of its file.
    pub file: &'static str,
    /// What the file holds.
    pub text: &'static str,
    /// The relative L² error that its worst output should stay below.
    pub target: f64,
    /// Of one that `--quick` trains: with so many iterations.
    pub quick: Option<usize>,
}

impl Entry {
    /// The same as one that `--quick` trains, with so many iterations.
    const fn quick(mut self, iterations: usize) -> Entry {
        self.quick = Some(iterations);
        self
    }

    /// The problem, with changes as after `--set`.
    ///
    /// # Errors
    /// Every mistake in them.
    pub fn problem(&self, changes: &[String]) -> std::result::Result<Problem, Misstated> {
        let open = |name: &str| carried(self.folder, name);
        Problem::parse_with(self.text, self.file, changes, &open)
    }

    /// Its file's path in the repository.
    pub fn path(&self) -> String {
        format!("problems/{}/{}", self.folder, self.file)
    }
}

/// All entries, in their order.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    GALLERY.iter().flat_map(|section| section.entries)
}

/// A table that a problem of such a folder names, from those that the program carries along.
fn carried(folder: &str, name: &str) -> Result<Vec<u8>> {
    let mut path = Vec::from([folder]);
    for part in Path::new(name).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            Component::Normal(part) => path.extend(part.to_str()),
            _ => {}
        }
    }
    let path = path.join("/");
    let found = list::TABLES.iter().find(|(known, _)| *known == path);
    let missing = || Error::new(ErrorKind::NotFound, "the gallery has no such table");
    found
        .map(|(_, text)| text.as_bytes().to_vec())
        .ok_or_else(missing)
}

#[cfg(test)]
mod tests;
