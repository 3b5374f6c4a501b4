//! One thing for each point set.

use std::ops::{Deref, DerefMut};

/// The number of the interior among a plan's point sets; the conditions follow it in the
/// problem's order.
pub const INTERIOR: usize = 0;

/// One thing for each point set of a plan: for the interior, and for each condition. It
/// is a slice in which the number of a point set is an index.
#[derive(Clone, Debug, PartialEq)]
pub struct BySet<T>(Vec<T>);

impl<T> BySet<T> {
    /// Takes the interior's and each condition's.
    pub fn new(interior: T, conditions: impl IntoIterator<Item = T>) -> BySet<T> {
        BySet(std::iter::once(interior).chain(conditions).collect())
    }

    /// Returns the interior's.
    pub fn interior(&self) -> &T {
        &self.0[INTERIOR]
    }

    /// Returns the interior's, to be changed.
    pub fn interior_mut(&mut self) -> &mut T {
        &mut self.0[INTERIOR]
    }

    /// Returns each condition's.
    pub fn conditions(&self) -> &[T] {
        &self.0[INTERIOR + 1..]
    }
}

impl<T> FromIterator<T> for BySet<T> {
    /// Takes the interior's first.
    ///
    /// # Panics
    /// If there is none.
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> BySet<T> {
        let all: Vec<T> = all.into_iter().collect();
        assert!(!all.is_empty(), "a plan has a point set in the interior");
        BySet(all)
    }
}

impl<T> Deref for BySet<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for BySet<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T> IntoIterator for BySet<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a BySet<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut BySet<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}
