//! A member of a family with the values of its keys.

use std::fmt;

use super::key::short;
use super::{Entry, Key};

/// Values of keys that were given one; the others have their defaults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given(Vec<(&'static Key, f64)>);

impl Given {
    /// Returns the value that a key was given.
    pub fn get(&self, key: &Key) -> Option<f64> {
        let known = self.0.iter().find(|(known, _)| known.name == key.name);
        known.map(|&(_, value)| value)
    }

    /// Gives a key a value, which must be in the key's range.
    pub fn set(&mut self, key: &'static Key, value: f64) {
        self.0.retain(|(known, _)| known.name != key.name);
        self.0.push((key, value));
    }

    /// Returns the keys that have a value.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + '_ {
        self.0.iter().map(|&(key, _)| key)
    }
}

/// A member of a family with the values of its keys.
pub struct Chosen<T: 'static> {
    /// The member.
    pub entry: &'static Entry<T>,
    /// What its keys were given.
    pub given: Given,
}

impl<T> Chosen<T> {
    /// Chooses a member with the default of every key.
    pub fn new(entry: &'static Entry<T>) -> Chosen<T> {
        Chosen {
            entry,
            given: Given::default(),
        }
    }

    /// Gives a key another value.
    #[must_use]
    pub fn with(mut self, key: &'static Key, value: f64) -> Chosen<T> {
        self.given.set(key, value);
        self
    }

    /// Returns the value of a key: what it was given, or its default.
    pub fn number(&self, key: &Key) -> f64 {
        let given = self.given.get(key).or(key.default_number());
        given.unwrap_or(f64::NAN)
    }

    /// Writes its name and the values of its keys, for people.
    pub fn describe(&self) -> String {
        let value = |key: &Key| format!("{} = {}", key.name, short(self.number(key)));
        let values: Vec<String> = self.entry.keys.iter().map(value).collect();
        match values.is_empty() {
            true => self.entry.name.to_owned(),
            false => format!("{} ({})", self.entry.name, values.join(", ")),
        }
    }
}

impl<T> fmt::Debug for Chosen<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe())
    }
}

impl<T> Clone for Chosen<T> {
    fn clone(&self) -> Chosen<T> {
        Chosen {
            entry: self.entry,
            given: self.given.clone(),
        }
    }
}

impl<T> PartialEq for Chosen<T> {
    /// The same member whose keys have the same values.
    fn eq(&self, other: &Chosen<T>) -> bool {
        let agrees = |key: &Key| self.number(key) == other.number(key);
        self.entry == other.entry && self.entry.keys.iter().all(agrees)
    }
}
