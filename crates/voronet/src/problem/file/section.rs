//! Typed values out of a table, with complaints.

use voronet_expr::nearest_name;

use super::complaint::{Complaint, Passage};
use super::overrides::as_list;
use super::tree::{Item, Table, Value};
use crate::registry::{Entry, Family, Given, Key, MOST, Range};
use crate::words::number;

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
        for (key, passage, _) in &self.table.entries {
            if keys.contains(&key.as_str()) {
                continue;
            }
            let title = format!("unknown key `{key}` in {}", self.name);
            let complaint = Complaint::new(passage, title, "not known here");
            let help = match (
                meant(self.name, key),
                nearest_name(key, keys.iter().copied()),
            ) {
                (Some(meant), _) => meant.to_owned(),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => format!("known keys: {}", keys.join(", ")),
            };
            self.complaints.push(complaint.help(help));
        }
    }

    /// The passage that is a key's value.
    pub fn passage(&self, key: &str) -> Option<Passage> {
        self.table.get(key).map(|item| item.passage.clone())
    }

    fn expected(&mut self, item: &Item, key: &str, wanted: &str) {
        let title = format!("`{key}` must be {wanted}");
        let label = format!("this is {}", found(&item.value));
        self.complaints
            .push(Complaint::new(&item.passage, title, label));
    }

    /// The value of a key that is a number or a count, if it is there with one.
    pub fn value(&mut self, key: &Key) -> Option<f64> {
        match key.range {
            Range::Count(least) => self
                .whole(key.name, least as i64, MOST as i64)
                .map(|count| count as f64),
            range => self.optional_number(key.name, range),
        }
    }

    /// The value of a key, or the number that is its default.
    pub fn value_or_default(&mut self, key: &Key) -> f64 {
        let value = self.value(key).or(key.default_number());
        value.unwrap_or(f64::NAN)
    }

    /// The values of those of the keys that are there.
    pub fn given(&mut self, keys: impl IntoIterator<Item = &'static Key>) -> Given {
        let mut given = Given::default();
        for key in keys {
            if let Some(value) = self.value(key) {
                given.set(key, value);
            }
        }
        given
    }

    /// A number in a range.
    pub fn number(&mut self, key: &str, default: f64, range: Range) -> f64 {
        self.optional_number(key, range).unwrap_or(default)
    }

    /// A number in a range, if the key is there with one.
    pub fn optional_number(&mut self, key: &str, range: Range) -> Option<f64> {
        let item = self.table.get(key)?;
        let x = match item.value {
            Value::Integer(i) => Some(i as f64),
            Value::Float(x) => Some(x),
            _ => None,
        };
        let x = x.filter(|&x| range.holds(x));
        if x.is_none() {
            self.expected(item, key, &range.words());
        }
        x
    }

    /// A whole number of at least `least`.
    pub fn count(&mut self, key: &str, default: usize, least: i64) -> usize {
        match self.whole(key, least, MOST as i64) {
            Some(count) => count as usize,
            None => default,
        }
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
        let wanted = match whole {
            Some(i) if i > i128::from(most) => format!("a whole number of at most {most}"),
            Some(i) if i >= i128::from(least) => return i64::try_from(i).ok(),
            _ => Range::Count(least as usize).words(),
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

    /// A member of a family.
    pub fn member<T>(
        &mut self,
        key: &str,
        default: &'static Entry<T>,
        family: &Family<T>,
    ) -> &'static Entry<T> {
        self.one_of(key, default, family.members)
    }

    /// One of some members of a family.
    pub fn one_of<T>(
        &mut self,
        key: &str,
        default: &'static Entry<T>,
        members: &[&'static Entry<T>],
    ) -> &'static Entry<T> {
        let all: Vec<_> = members.iter().map(|&entry| (entry.name, entry)).collect();
        self.choice(key, default, &all)
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
        let Some(passage) = self.passage(key) else {
            return;
        };
        let complaint = Complaint::new(&passage, format!("unknown {key} `{name}`"), "not known");
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
            let complaint = Complaint::new(&item.passage, title, label);
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

/// What is done here instead of something that has a key elsewhere.
fn meant(section: &str, key: &str) -> Option<&'static str> {
    match (section, key) {
        ("[[equation]]", "at" | "on" | "where" | "points") => Some(
            "an equation holds in the whole domain: what differs from place to place is written \
             `if(condition, a, b)` in its law, and what holds on the boundary is a [[condition]]",
        ),
        (
            "the problem file",
            "unknown" | "coefficients" | "trainable" | "inverse" | "unknown_parameters",
        ) => Some(
            "a coefficient that is to be found is listed under `[unknowns]`, with where it \
             starts: `c = 1`",
        ),
        _ => None,
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
