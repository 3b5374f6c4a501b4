//! TOML as a tree in which everything knows its passage of the text.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::complaint::{Complaint, Passage, Text};

/// A value and its passage.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it stands.
    pub passage: Passage,
    /// What it is.
    pub value: Value,
}

/// A TOML value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A list.
    Array(Vec<Item>),
    /// Keys with values.
    Table(Table),
    /// A date or time, for which there is no use.
    Datetime,
}

impl Value {
    /// For people.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::String(_) => "a string",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
            Value::Datetime => "a date",
        }
    }
}

/// Keys with values, in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Name and passage of the key, and the value.
    pub entries: Vec<(String, Passage, Item)>,
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Item> {
        let entry = self.entries.iter().find(|(name, ..)| name == key);
        entry.map(|(.., item)| item)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Item> {
        let entry = self.entries.iter_mut().find(|(name, ..)| name == key);
        entry.map(|(.., item)| item)
    }
}

/// Parses a TOML text; syntax errors become complaints.
pub fn parse(text: &str, which: Text) -> Result<Table, Vec<Complaint>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax_errors(text, which, &errors));
    }
    let mut complaints = Vec::new();
    let table = convert_table(table.get_ref(), which, &mut complaints);
    if complaints.is_empty() {
        Ok(table)
    } else {
        Err(complaints)
    }
}

/// The first error of each line, up to one within something that was opened and not yet
/// closed: from there on the parser takes all that follows for a part of it.
fn syntax_errors(text: &str, which: Text, errors: &[toml::de::Error]) -> Vec<Complaint> {
    let span = |e: &toml::de::Error| e.span().unwrap_or(0..text.len().min(1));
    let mut sorted: Vec<&toml::de::Error> = errors.iter().collect();
    sorted.sort_by_key(|e| (span(e).start, span(e).end));
    let line_start = |at: usize| {
        let before = text.get(..at).unwrap_or(text);
        before.rfind('\n').map_or(0, |end| end + 1)
    };
    let mut complaints: Vec<Complaint> = Vec::new();
    for error in sorted {
        let (span, message) = (span(error), error.message());
        let last = complaints.last().map(|c| line_start(c.passage.span.start));
        if last != Some(line_start(span.start)) {
            let passage = Passage { text: which, span };
            complaints.push(match mended(message) {
                Some((title, help)) => Complaint::new(&passage, title, "here").help(help),
                None => Complaint::new(&passage, message.to_owned(), "here"),
            });
        }
        let open = ["array", "inline table", "unclosed", "between key-value"];
        if open.iter().any(|open| message.contains(open)) {
            break;
        }
    }
    complaints
}

/// What is said of an error of the parser, by what it says: what is wrong, and the mend.
fn mended(message: &str) -> Option<(&'static str, &'static str)> {
    const MENDED: [(&str, &str, &str); 10] = [
        (
            "between array elements",
            "a list goes on here without a comma",
            "put a comma before this, or close the list with `]` where it ends",
        ),
        (
            "duplicate key",
            "this key stands here for the second time",
            "leave one of the two out; what there may be several of begins with two brackets",
        ),
        (
            "invalid basic string",
            "this text does not end",
            "put `\"` where it ends, in the same line",
        ),
        (
            "unclosed table",
            "the name of a section does not end",
            "put `]` behind it, or `]]` where it begins with two brackets",
        ),
        ("invalid boolean", "this is no value", UNQUOTED),
        ("must be quoted", "this is no value", UNQUOTED),
        ("missing opening quote", "this is no value", UNQUOTED),
        (
            "invalid unquoted key",
            "a name and `=` are expected here",
            "a setting is written `name = value`; names have letters, digits, `-` and `_`",
        ),
        (
            "unexpected key or value",
            "something follows the value",
            "write one setting a line; a number has a decimal point, `0.1`",
        ),
        (
            "cannot extend value",
            "this has a value already and is no section",
            "leave out the value, or the section",
        ),
    ];
    let known = MENDED.iter().find(|(said, ..)| message.contains(said))?;
    Some((known.1, known.2))
}

/// The mend of a text without its quotation marks.
const UNQUOTED: &str = "a text stands in quotation marks, `\"x\"`; only numbers, `true` and `false` \
                        stand without, and a list is `[1, 2]`";

fn convert_table(table: &DeTable, text: Text, complaints: &mut Vec<Complaint>) -> Table {
    let mut entries: Vec<(String, Passage, Item)> = table
        .iter()
        .map(|(key, value)| {
            let passage = Passage {
                text,
                span: key.span(),
            };
            (
                key.get_ref().to_string(),
                passage,
                convert(value, text, complaints),
            )
        })
        .collect();
    entries.sort_by_key(|(_, passage, _)| passage.order());
    Table { entries }
}

fn convert(value: &Spanned<DeValue>, text: Text, complaints: &mut Vec<Complaint>) -> Item {
    let passage = Passage {
        text,
        span: value.span(),
    };
    let value = match value.get_ref() {
        DeValue::String(s) => Value::String(s.to_string()),
        DeValue::Integer(i) => match i64::from_str_radix(i.as_str(), i.radix()) {
            Ok(i) => Value::Integer(i),
            Err(_) => {
                complaints.push(Complaint::new(
                    &passage,
                    "this number is too large",
                    "beyond 9.2e18",
                ));
                Value::Integer(0)
            }
        },
        DeValue::Float(x) => Value::Float(x.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(b) => Value::Boolean(*b),
        DeValue::Datetime(_) => Value::Datetime,
        DeValue::Array(items) => {
            let items = items.iter().map(|item| convert(item, text, complaints));
            Value::Array(items.collect())
        }
        DeValue::Table(table) => Value::Table(convert_table(table, text, complaints)),
    };
    Item { passage, value }
}

/// Where bytes of a string's content stand in the text around it: the whole
/// literal where the two do not run side by side.
pub fn inside(source: &str, literal: &Passage, content: &str, span: Range<usize>) -> Passage {
    let whole = literal.clone();
    let Some(raw) = source.get(literal.span.clone()) else {
        return whole;
    };
    // A bare word of an override is its own content.
    let bare = raw.find(content).filter(|_| raw.trim() == content);
    if let Some(offset) = bare {
        let start = literal.span.start + offset;
        return Passage {
            text: literal.text,
            span: start + span.start..start + span.end,
        };
    }
    let Some((offsets, decoded)) = decode(raw) else {
        return whole;
    };
    if decoded != content {
        return whole;
    }
    let at = |byte: usize| literal.span.start + offsets[byte.min(offsets.len() - 1)];
    let start = at(span.start);
    let end = at(span.end).max(start);
    Passage {
        text: literal.text,
        span: start..end,
    }
}

/// The content of a string literal, and for each byte of it (and the end) where
/// it begins in the literal.
fn decode(raw: &str) -> Option<(Vec<usize>, String)> {
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    let quote = quotes.into_iter().find(|q| raw.starts_with(q))?;
    let escapes = quote.starts_with('"');
    let end = raw.len().checked_sub(quote.len())?;
    let (mut offsets, mut decoded) = (Vec::new(), String::new());
    let mut i = quote.len();
    if quote.len() == 3 && raw[i..].starts_with('\n') {
        i += 1;
    }
    while i < end {
        let c = raw[i..].chars().next()?;
        let (c, length) = if escapes && c == '\\' {
            escape(&raw[i..end])?
        } else {
            (c, c.len_utf8())
        };
        offsets.extend(std::iter::repeat_n(i, c.len_utf8()));
        decoded.push(c);
        i += length;
    }
    offsets.push(end);
    Some((offsets, decoded))
}

fn escape(raw: &str) -> Option<(char, usize)> {
    let simple = |c| Some((c, 2));
    match raw.as_bytes().get(1)? {
        b'n' => simple('\n'),
        b't' => simple('\t'),
        b'r' => simple('\r'),
        b'"' => simple('"'),
        b'\\' => simple('\\'),
        b'u' | b'U' => {
            let digits = if raw.as_bytes()[1] == b'u' { 4 } else { 8 };
            let code = u32::from_str_radix(raw.get(2..2 + digits)?, 16).ok()?;
            Some((char::from_u32(code)?, 2 + digits))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_inside_strings_point_into_the_file() {
        for (literal, content) in [
            ("\"a + bad\"", "a + bad"),
            ("'a + bad'", "a + bad"),
            ("\"\"\"\na + bad\"\"\"", "a + bad"),
        ] {
            let source = format!("law = {literal}\n");
            let passage = Passage {
                text: Text::File,
                span: 6..6 + literal.len(),
            };
            let found = inside(&source, &passage, content, 4..7);
            assert_eq!(&source[found.span], "bad");
        }
        let source = r#"law = "\u0061 + bad""#;
        let passage = Passage {
            text: Text::File,
            span: 6..source.len(),
        };
        let found = inside(source, &passage, "a + bad", 4..7);
        assert_eq!(&source[found.span], "bad");
    }

    #[test]
    fn what_follows_from_a_syntax_error_is_not_told() {
        let titles = |text: &str| -> Vec<String> {
            let complaints = parse(text, Text::File).unwrap_err().into_iter();
            complaints.map(|complaint| complaint.title).collect()
        };
        // A bracket that is missing turns all that follows into nonsense.
        let open = titles("x = [0, 1\ny = [0, 1]\n[[equation]]\nlaw = \"u = 0\"\n");
        assert_eq!(open, ["a list goes on here without a comma"]);
        // Mistakes of their own are all told, one for a line.
        let own = titles("a = u = 0\nb = 1\nc = two words\n");
        assert_eq!(own.len(), 2, "{own:?}");
    }
}
