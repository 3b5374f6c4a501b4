//! Families of methods: samplers, optimizers, shapes and the like.
//!
//! A member declares itself once, as an [`Entry`] in its own file, and stands in
//! its family's list. Everything else reads it from there:
//!
//! ```text
//! Entry ─► Family ─► problem files, `voronet check`, reports, `voronet list`, the documentation, tests of all members
//! ```

mod chosen;
mod key;
mod listing;

pub use chosen::{Chosen, Given};
pub use key::{Fallback, Key, MOST, Range};
pub use listing::{Column, Listing, Table, either};

use std::fmt;

/// A member of a family.
pub struct Entry<T: 'static> {
    /// Its name in problem files and on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub summary: &'static str,
    /// Where it was published; empty if it needs no source.
    pub reference: &'static str,
    /// The settings that it reads.
    pub keys: &'static [Key],
    /// What its family asks of it, such as how it is made.
    pub how: T,
}

impl<T> Entry<T> {
    /// Tells whether it reads a setting.
    pub fn reads(&self, key: &str) -> bool {
        self.keys.iter().any(|known| known.name == key)
    }

    /// Returns its key of that name, if it has one.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// Members are told apart by their names.
impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Entry<T>) -> bool {
        self.name == other.name
    }
}

impl<T> Eq for Entry<T> {}

impl<T> fmt::Debug for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// All members, in the order in which users see them.
pub struct Family<T: 'static> {
    /// Its name, in the plural.
    pub name: &'static str,
    /// Its members.
    pub members: &'static [&'static Entry<T>],
    /// What a table of them tells beside the name.
    pub columns: &'static [Column<T>],
}

impl<T> Family<T> {
    /// The member of that name, if there is one.
    pub fn find(&self, name: &str) -> Option<&'static Entry<T>> {
        self.members
            .iter()
            .copied()
            .find(|entry| entry.name == name)
    }

    /// The names of all members.
    pub fn names(&self) -> Vec<&'static str> {
        self.members.iter().map(|entry| entry.name).collect()
    }

    /// The keys of all members, each name once.
    pub fn keys(&self) -> Vec<&'static Key> {
        let mut keys: Vec<&Key> = Vec::new();
        for key in self.members.iter().flat_map(|entry| entry.keys) {
            if keys.iter().all(|known| known.name != key.name) {
                keys.push(key);
            }
        }
        keys
    }
}

#[cfg(test)]
mod tests;
