//! A member of a family with the values of its keys.

use std::fmt;

use super::key::short;
use super::{Entry, Key};

/// Values of keys that were given one; the others have their defaults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given(Vec<(&'static Key, f64)>);

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadSetting {
    /// The value is out of the key's range.
    #[error("`{key}` must be {wanted}, and is {value}")]
    OutOfRange {
        /// The key's name.
        key: &'static str,
        /// What it was given.
        value: f64,
        /// What it may be, in words.
        wanted: String,
    },
    /// The member does not read the key.
    #[error("`{key}` is no setting of `{of}`")]
    Foreign {
        /// The key's name.
        key: &'static str,
        /// The member's name.
        of: &'static str,
    },
}

impl Given {
    /// Returns the value that a key was given.
    pub fn get(&self, key: &Key) -> Option<f64> {
        let known = self.0.iter().find(|(known, _)| known.name == key.name);
        known.map(|&(_, value)| value)
    }

    /// Gives a key a value. Whether it is in the key's range is for
    /// [`check`](Self::check) to tell.
    pub fn set(&mut self, key: &'static Key, value: f64) {
        self.0.retain(|(known, _)| known.name != key.name);
        self.0.push((key, value));
    }

    /// Returns the keys that have a value.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + '_ {
        self.0.iter().map(|&(key, _)| key)
    }

    /// Checks that all values are in their keys' ranges.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), BadSetting> {
        for &(key, value) in &self.0 {
            key.check(value)?;
        }
        Ok(())
    }
}

impl Key {
    /// Whether a value is in the key's range.
    ///
    /// # Errors
    /// If it is not.
    pub fn check(&self, value: f64) -> Result<(), BadSetting> {
        if self.range.holds(value) {
            return Ok(());
        }
        Err(BadSetting::OutOfRange {
            key: self.name,
            value,
            wanted: self.range.words(),
        })
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

    /// Checks that it reads all that it was given, and that all is in range.
    ///
    /// # Errors
    /// The first of which that is not so.
    pub fn check(&self) -> Result<(), BadSetting> {
        let mut foreign = self.given.keys().filter(|key| !self.entry.reads(key.name));
        if let Some(key) = foreign.next() {
            let (key, of) = (key.name, self.entry.name);
            return Err(BadSetting::Foreign { key, of });
        }
        self.given.check()
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
