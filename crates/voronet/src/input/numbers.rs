//! Lines of a table and the cells in them.

use std::borrow::Cow;

use voronet_expr::shortened;

/// What stands between two cells of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `,`, `;` or a tab.
    Sign(char),
    /// Any number of blanks.
    Blanks,
}

impl Separator {
    /// Finds the separator that a line uses.
    pub fn of(line: &str) -> Separator {
        let signs = [';', '\t', ','];
        let used = signs.into_iter().find(|sign| line.contains(*sign));
        used.map_or(Separator::Blanks, Separator::Sign)
    }

    /// Names it for people.
    pub fn name(self) -> &'static str {
        match self {
            Separator::Sign(';') => "semicolons",
            Separator::Sign('\t') => "tabs",
            Separator::Sign(_) => "commas",
            Separator::Blanks => "blanks",
        }
    }

    /// Returns the cells of a line, without blanks and quotes around them.
    pub fn split(self, line: &str) -> Vec<Cow<'_, str>> {
        let Separator::Sign(sign) = self else {
            return line.split_whitespace().map(unquoted).collect();
        };
        let mut cells = Vec::new();
        let (mut start, mut is_quoted) = (0, false);
        for (at, c) in line.char_indices() {
            if c == '"' {
                is_quoted = !is_quoted;
            } else if c == sign && !is_quoted {
                cells.push(unquoted(&line[start..at]));
                start = at + c.len_utf8();
            }
        }
        cells.push(unquoted(&line[start..]));
        cells
    }
}

fn unquoted(cell: &str) -> Cow<'_, str> {
    let cell = cell.trim();
    let inner = cell.strip_prefix('"').and_then(|c| c.strip_suffix('"'));
    match inner {
        Some(inner) if inner.contains("\"\"") => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(inner) => Cow::Borrowed(inner.trim()),
        None => Cow::Borrowed(cell),
    }
}

/// Reads the finite number that a cell holds. Where semicolons part the cells, a comma
/// may stand for the decimal point.
///
/// # Errors
/// What the cell holds instead.
pub fn number(cell: &str, separator: Separator) -> Result<f64, String> {
    if cell.is_empty() {
        return Err("nothing".to_owned());
    }
    let has_comma = cell.matches(',').count() == 1 && !cell.contains('.');
    let parsed = match separator {
        Separator::Sign(';') if has_comma => cell.replace(',', ".").parse::<f64>(),
        _ => cell.parse::<f64>(),
    };
    match parsed {
        Ok(x) if x.is_finite() => Ok(x),
        Ok(_) => Err(format!("`{}`, which is no finite number", shortened(cell))),
        Err(_) if has_comma => Err(format!(
            "`{}`, which is no number (decimal commas are read where semicolons part the columns)",
            shortened(cell)
        )),
        Err(_) => Err(format!("`{}`, which is no number", shortened(cell))),
    }
}

/// Returns the lines of a text that hold something, with their numbers from 1. Very old
/// files end their lines with a carriage return alone.
pub fn lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let numbered = (1..).zip(text.split(end));
    numbered
        .map(|(number, line)| (number, line.trim_end_matches(['\r', ' '])))
        .filter(|(_, line)| !line.trim().is_empty())
}

/// Returns what follows the sign that begins a comment, if the line is one.
pub fn comment(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix(['#', '%'])
}
