//! Text to tokens.

use super::diagnostic::{Diagnostic, Span, shortened};

/// A piece of text.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A number.
    Number(f64),
    /// A name, which may be a word of the language.
    Name(String),
    /// An operator, bracket or comma.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// Longer ones first.
const SIGNS: [&str; 20] = [
    "**", "==", "!=", "<=", ">=", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", "=", "<", ">",
    "≤", "≥",
];

/// The tokens of a text, the end included.
///
/// # Errors
/// At the first character that begins no token, or a malformed number.
pub fn tokens(text: &str) -> Result<Vec<(Token, Span)>, Diagnostic> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let rest = &text[start..];
        let span = |length: usize| Span {
            start,
            end: start + length,
        };
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        let (token, length) = if first.is_ascii_digit() || first == '.' {
            let length = number_length(rest);
            (
                Token::Number(number(&rest[..length], span(length))?),
                length,
            )
        } else if first.is_alphabetic() || first == '_' {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            (Token::Name(rest[..length].to_owned()), length)
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            let canonical = match sign {
                "**" => "^",
                "≤" => "<=",
                "≥" => ">=",
                _ => sign,
            };
            (Token::Sign(canonical), sign.len())
        } else {
            let title = format!("`{first}` has no meaning here");
            let diagnostic = Diagnostic::new(span(first.len_utf8()), title, "unexpected character");
            return Err(diagnostic.help(instead_of(first)));
        };
        tokens.push((token, span(length)));
        start += length;
    }
    tokens.push((
        Token::End,
        Span {
            start: text.len(),
            end: text.len(),
        },
    ));
    Ok(tokens)
}

/// What is written where others write a character that has no meaning here.
fn instead_of(character: char) -> &'static str {
    match character {
        '%' => "what is left of a division is `mod(a, b)`",
        '&' | '|' | '!' => "conditions are joined by `and` and `or`, and turned round by `not`",
        '\'' | '’' | '′' => "a derivative is written `diff(u, x)` or `u_x`",
        '"' | '“' | '”' | '`' => "names stand without quotation marks",
        ':' | ';' => "a law is `left = right`; several are a list, `law = [\"…\", \"…\"]`",
        _ => "expressions have names, numbers, `+ - * / ^`, brackets, commas and comparisons",
    }
}

/// Digits, underscores, points, letters, and a sign after an `e`: all that could
/// be meant as one number, so that a malformed one is underlined whole.
fn number_length(text: &str) -> usize {
    let mut before = ' ';
    for (i, c) in text.char_indices() {
        let exponent_sign = matches!(c, '+' | '-') && matches!(before, 'e' | 'E');
        if !(c.is_alphanumeric() || matches!(c, '.' | '_') || exponent_sign) {
            return i;
        }
        before = c;
    }
    text.len()
}

fn number(text: &str, span: Span) -> Result<f64, Diagnostic> {
    let digits = text.replace('_', "");
    let misplaced = text.contains("__") || text.ends_with('_') || text.contains("_.");
    match digits.parse::<f64>() {
        Ok(x) if x.is_finite() && !misplaced => Ok(x),
        Ok(x) if !x.is_finite() => Err(Diagnostic::new(
            span,
            format!("`{}` is too large a number", shortened(text)),
            "beyond 1.8e308",
        )
        .help("take other units, in which it is smaller")),
        _ => {
            let title = format!("`{}` is no number", shortened(text));
            let d = Diagnostic::new(span, title, "malformed number");
            let letter = text.find(|c: char| c.is_alphabetic() && c != 'e' && c != 'E');
            Err(match letter {
                Some(i) => d.help(format!(
                    "a product is written with `*`: `{}*{}`",
                    shortened(&text[..i]),
                    shortened(&text[i..])
                )),
                None => d.help("numbers look like `3`, `0.5`, `1e-3` or `100_000`"),
            })
        }
    }
}
