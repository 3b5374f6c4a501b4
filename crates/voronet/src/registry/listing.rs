//! What users read of a family: its members and their keys, as tables.

use super::{Entry, Family, Key};

/// A column of a family's table: its heading, and what it says of a member.
pub type Column<T> = (&'static str, fn(&Entry<T>) -> String);

/// A family as tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The family's name, in the plural.
    pub name: &'static str,
    /// The members, and the keys that they read if they read any.
    pub tables: Vec<Table>,
}

/// Lines of text under headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The heading of each column.
    pub headings: Vec<&'static str>,
    /// A text for each column.
    pub lines: Vec<Vec<String>>,
}

impl<T> Family<T> {
    /// Lists the members, then their keys.
    pub fn listing(&self) -> Listing {
        let line = |entry: &&Entry<T>| {
            let told = self.columns.iter().map(|(_, tell)| tell(entry));
            std::iter::once(format!("`{}`", entry.name))
                .chain(told)
                .collect()
        };
        let headings = self.columns.iter().map(|(heading, _)| *heading);
        let members = Table {
            headings: std::iter::once("name").chain(headings).collect(),
            lines: self.members.iter().map(line).collect(),
        };
        let mut tables = vec![members];
        if !self.keys().is_empty() {
            tables.push(self.key_table());
        }
        Listing {
            name: self.name,
            tables,
        }
    }

    /// Each key once; members that read it with different defaults are told apart.
    fn key_table(&self) -> Table {
        let mut keys: Vec<(&Key, Vec<&str>)> = Vec::new();
        for entry in self.members {
            for key in entry.keys {
                match keys.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, readers)) => readers.push(entry.name),
                    None => keys.push((key, vec![entry.name])),
                }
            }
        }
        // Keys of one name stand together, where the first of them stood.
        let first = |key: &Key| self.keys().iter().position(|k| k.name == key.name);
        keys.sort_by_key(|(key, _)| first(key));
        let line = |(key, readers): (&Key, Vec<&str>)| {
            vec![
                format!("`{}`", key.name),
                format!("`{}`", readers.join("`, `")),
                key.default_words(),
                key.range.words(),
                key.meaning.to_owned(),
            ]
        };
        Table {
            headings: vec!["key", "of", "default", "values", "meaning"],
            lines: keys.into_iter().map(line).collect(),
        }
    }
}

/// `a, b or c`
pub fn either(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        all => all.concat(),
    }
}

impl Listing {
    /// Writes the tables as Markdown.
    pub fn to_markdown(&self) -> String {
        let tables: Vec<String> = self.tables.iter().map(Table::to_markdown).collect();
        tables.join("\n")
    }

    /// Writes the tables as plain text, for a terminal.
    pub fn to_text(&self) -> String {
        let tables: Vec<String> = self.tables.iter().map(Table::to_text).collect();
        tables.join("\n")
    }
}

impl Table {
    fn to_markdown(&self) -> String {
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let cells: Vec<String> = cells.map(|cell| cell.replace('|', "\\|")).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = line(&mut self.headings.iter().copied());
        text += &line(&mut self.headings.iter().map(|_| "---"));
        for cells in &self.lines {
            text += &line(&mut cells.iter().map(String::as_str));
        }
        text
    }

    /// Columns side by side, without the back quotes of Markdown.
    fn to_text(&self) -> String {
        let plain = |cell: &str| cell.replace('`', "");
        let mut lines = vec![self.headings.iter().map(|h| (*h).to_owned()).collect()];
        lines.extend(
            self.lines
                .iter()
                .map(|cells| -> Vec<String> { cells.iter().map(|cell| plain(cell)).collect() }),
        );
        let columns = self.headings.len();
        let widest = |column: usize| {
            let widths = lines.iter().map(|cells| cells[column].chars().count());
            widths.max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(widest).collect();
        let mut text = String::new();
        for cells in &lines {
            let padded = cells.iter().zip(&widths);
            let padded: Vec<String> = padded.map(|(cell, &w)| format!("{cell:w$}")).collect();
            text += padded.join("  ").trim_end();
            text.push('\n');
        }
        text
    }
}
