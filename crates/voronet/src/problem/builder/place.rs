//! Where a condition holds.

use super::{Entries, Setting};

/// Where a condition holds; made by [`at`], [`on`] and [`points`].
#[derive(Clone, Debug)]
pub struct Location(pub(super) Entries);

/// Places a condition on faces of the intervals: `at("x = 0 or x = 1")`.
pub fn at(faces: impl Into<Setting>) -> Location {
    Location(vec![("at".to_owned(), faces.into())])
}

/// Places a condition on the boundary of a shape or a part of it: `on("boundary")`,
/// `on(["plate.top", "hole"])`.
pub fn on(parts: impl Into<Setting>) -> Location {
    Location(vec![("on".to_owned(), parts.into())])
}

/// Places a condition at the points of a file, whose other columns the law may use.
pub fn points(file: &str) -> Location {
    Location(vec![("points".to_owned(), file.into())])
}

impl Location {
    /// Keeps only points that satisfy a comparison: `on("hole").filter("y > 0")`.
    #[must_use]
    pub fn filter(mut self, condition: impl Into<Setting>) -> Location {
        self.0.push(("where".to_owned(), condition.into()));
        self
    }
}
