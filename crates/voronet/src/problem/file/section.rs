//! Typed values out of a table, with complaints.

use voronet_expr::nearest_name;

use super::complaint::{Complaint, Place};
use super::overrides::as_list;
use super::tree::{Item, Table, Value};
use crate::words::number;

/// A rule that a number must obey, in words and in effect.
pub type Rule = (&'static str, fn(f64) -> bool);

/// Above zero.
pub const POSITIVE: Rule = ("a positive number", |x| x > 0.0);
/// Zero or more.
pub const NON_NEGATIVE: Rule = ("zero or a positive number", |x| x >= 0.0);
/// In [0, 1).
pub const FRACTION: Rule = ("a number from 0 to below 1", |x| (0.0..1.0).contains(&x));
/// In [0, 1].
pub const UNIT: Rule = ("a number from 0 to 1", |x| (0.0..=1.0).contains(&x));

/// The most that a count may be: points are numbered by 32 bits.
const MOST: i64 = u32::MAX as i64;

/// The most that a layer's width may be.
const WIDEST: i64 = 100_000;

/// Reads keys of one table; complaints gather in a list.
pub struct Section<'a> {
    /// As written, such as `[training]`.
    pub name: &'a str,
    pub table: &'a Table,
    pub complaints: &'a mut Vec<Complaint>,
}

impl Section<'_> {
    /// Complains about every key that is not in the list.
    pub fn allow(&mut self, keys: &[&str]) {
        for (key, place, _) in &self.table.entries {
            if keys.contains(&key.as_str()) {
                continue;
            }
            let title = format!("unknown key `{key}` in {}", self.name);
            let complaint = Complaint::new(place, title, "not known here");
            self.complaints
                .push(match nearest_name(key, keys.iter().copied()) {
                    Some(near) => complaint.help(format!("did you mean `{near}`?")),
                    None => complaint.help(format!("known keys: {}", keys.join(", "))),
                });
        }
    }

    /// The place of a key's value.
    pub fn place(&self, key: &str) -> Option<Place> {
        self.table.get(key).map(|item| item.place.clone())
    }

    fn expected(&mut self, item: &Item, key: &str, wanted: &str) {
        let title = format!("`{key}` must be {wanted}");
        let label = format!("this is {}", found(&item.value));
        self.complaints
            .push(Complaint::new(&item.place, title, label));
    }

    /// A number that obeys a rule.
    pub fn number(&mut self, key: &str, default: f64, rule: Rule) -> f64 {
        let Some(item) = self.table.get(key) else {
            return default;
        };
        let x = match item.value {
            Value::Integer(i) => Some(i as f64),
            Value::Float(x) => Some(x),
            _ => None,
        };
        match x {
            Some(x) if x.is_finite() && rule.1(x) => x,
            _ => {
                self.expected(item, key, rule.0);
                default
            }
        }
    }

    /// A number that obeys a rule, if the key is there.
    pub fn optional_number(&mut self, key: &str, rule: Rule) -> Option<f64> {
        self.table.get(key)?;
        Some(self.number(key, 1.0, rule))
    }

    /// A whole number of at least `least`.
    pub fn count(&mut self, key: &str, default: usize, least: i64) -> usize {
        match self.whole(key, least, MOST) {
            Some(count) => count as usize,
            None => default,
        }
    }

    /// A whole number of at least `least`, if the key is there.
    pub fn optional_count(&mut self, key: &str, least: i64) -> Option<usize> {
        self.whole(key, least, MOST).map(|count| count as usize)
    }

    /// A whole number from `least` to `most`, if the key is there with one.
    pub fn whole(&mut self, key: &str, least: i64, most: i64) -> Option<i64> {
        let item = self.table.get(key)?;
        let whole = match item.value {
            Value::Integer(i) => Some(i128::from(i)),
            // 1e5 is a whole number too.
            Value::Float(x) if x.fract() == 0.0 => Some(x as i128),
            _ => None,
        };
        let wanted = match (whole, least) {
            (Some(i), _) if i > i128::from(most) => format!("a whole number of at most {most}"),
            (Some(i), _) if i >= i128::from(least) => return i64::try_from(i).ok(),
            (_, 0) => "a whole number, zero or more".to_owned(),
            _ => format!("a whole number of at least {least}"),
        };
        self.expected(item, key, &wanted);
        None
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, key: &str, default: bool) -> bool {
        match self.table.get(key) {
            None => default,
            Some(Item {
                value: Value::Boolean(b),
                ..
            }) => *b,
            Some(item) => {
                self.expected(item, key, "true or false");
                default
            }
        }
    }

    /// Text.
    pub fn string(&mut self, key: &str) -> Option<String> {
        match self.table.get(key)? {
            Item {
                value: Value::String(s),
                ..
            } => Some(s.clone()),
            item => {
                self.expected(item, key, "a string");
                None
            }
        }
    }

    /// One of a list of names.
    pub fn choice<T: Copy>(&mut self, key: &str, default: T, all: &[(&str, T)]) -> T {
        let Some(name) = self.string(key) else {
            return default;
        };
        match all.iter().find(|(known, _)| *known == name) {
            Some(&(_, value)) => value,
            None => {
                self.unknown(key, &name, all.iter().map(|(known, _)| *known));
                default
            }
        }
    }

    /// Complains about a name that is none of the known ones.
    pub fn unknown<'n>(&mut self, key: &str, name: &str, known: impl Iterator<Item = &'n str>) {
        let known: Vec<&str> = known.collect();
        let Some(place) = self.place(key) else {
            return;
        };
        let complaint = Complaint::new(&place, format!("unknown {key} `{name}`"), "not known");
        let list = format!("there are: {}", known.join(", "));
        self.complaints
            .push(match nearest_name(name, known.iter().copied()) {
                Some(near) => complaint.help(format!("did you mean `{near}`? {list}")),
                None => complaint.help(list),
            });
    }

    /// A list of whole numbers of at least 1.
    pub fn counts(&mut self, key: &str, default: &[usize]) -> Vec<usize> {
        let Some(item) = self.table.get(key) else {
            return default.to_vec();
        };
        let Value::Array(items) = &item.value else {
            let meant = match &item.value {
                Value::String(text) => as_list(text),
                Value::Integer(width) => Some(format!("[{width}]")),
                _ => None,
            };
            let title = format!("`{key}` must be a list of whole numbers");
            let label = format!("this is {}", found(&item.value));
            let complaint = Complaint::new(&item.place, title, label);
            let meant = meant.unwrap_or_else(|| "[32, 32]".to_owned());
            self.complaints
                .push(complaint.help(format!("write `{key} = {meant}`")));
            return default.to_vec();
        };
        let mut counts = Vec::new();
        for item in items {
            match item.value {
                Value::Integer(i) if (1..=WIDEST).contains(&i) => counts.push(i as usize),
                _ => {
                    let wanted = format!("a list of whole numbers from 1 to {WIDEST}");
                    self.expected(item, key, &wanted);
                }
            }
        }
        counts
    }
}

/// A value in a complaint.
pub fn found(value: &Value) -> String {
    match value {
        Value::Integer(i) => i.to_string(),
        Value::Float(x) => number(*x),
        Value::String(s) if s.len() < 30 => format!("the string \"{s}\""),
        other => other.kind().to_owned(),
    }
}
