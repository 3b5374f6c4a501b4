//! Numbers and texts of users in messages: short, and harmless to a terminal.

use std::borrow::Cow;

/// A number as short as it can be read back from: `0.5`, but `1e-300`.
pub fn number(x: f64) -> String {
    let size = x.abs();
    if x == 0.0 || (1e-4..1e9).contains(&size) || !x.is_finite() {
        x.to_string()
    } else {
        format!("{x:e}")
    }
}

/// A part of a whole in percent, to a digit or two: `12%`, `0.5%`, `2e-4%`.
pub fn percent(part: f64) -> String {
    match 100.0 * part {
        x if x >= 1e4 => format!("{part:.1e} times the whole"),
        x if x >= 9.95 => format!("{x:.0}%"),
        x if x >= 0.095 => format!("{x:.1}%"),
        x if x.is_nan() => "what is no number".to_owned(),
        x => format!("{x:.0e}%"),
    }
}

/// The most characters of a text that a message shows.
const MOST: usize = 300;

/// A text of any length, its middle left out if it is long.
pub fn shortened(text: &str) -> Cow<'_, str> {
    // Bytes first: counting the characters of a megabyte takes time.
    if text.len() <= MOST || text.chars().nth(MOST).is_none() {
        return Cow::Borrowed(text);
    }
    let head: String = text.chars().take(MOST * 3 / 4).collect();
    let tail: Vec<char> = text.chars().rev().take(MOST / 4).collect();
    let tail: String = tail.into_iter().rev().collect();
    Cow::Owned(format!("{head} … {tail}"))
}

/// A text with pictures of its control characters (`␛`), line ends excepted, so that
/// it moves no cursor and changes no colour.
pub fn harmless(text: &str) -> String {
    let picture = |c: char| match c {
        '\n' => '\n',
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\x7f' => '␡',
        // The second set of control characters, and those that turn the direction of writing.
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    };
    text.chars().map(picture).collect()
}

/// A name or title in a line of a message: short, harmless, and in one line.
pub fn in_line(text: &str) -> String {
    harmless(&shortened(text)).replace('\n', "␊")
}

/// The first few of many names, and how many more there are.
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const FEW: usize = 12;
    let first = names.iter().take(FEW).map(|name| shortened(name.as_ref()));
    let first = first.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(FEW) {
        0 => first,
        more => format!("{first}, … and {more} more"),
    }
}

/// One of something or several: `1 condition`, `3 conditions`.
pub fn counted(n: usize, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_stay_short() {
        assert_eq!(number(1e-300), "1e-300");
        assert_eq!(
            (number(0.25), number(-1.5e9)),
            ("0.25".into(), "-1.5e9".into())
        );
        let long = shortened(&"ä".repeat(1_000_000)).into_owned();
        assert_eq!(long.chars().count(), MOST + 3);
        assert_eq!(listed(&["a", "b"]), "a, b");
        assert!(listed(&vec!["a"; 100]).ends_with("… and 88 more"));
    }

    #[test]
    fn control_characters_become_pictures() {
        assert_eq!(in_line("\x1b[2J\u{7}\n\u{9b}a"), "␛[2J␇␊\u{fffd}a");
    }
}
