//! `plate - top_hole - left_hole`: boolean combinations of named shapes.

use voronet_expr::Span;

/// How two regions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `a + b`: in either.
    Union,
    /// `a - b`: in the first and not in the second.
    Difference,
    /// `a & b`: in both.
    Intersection,
}

/// A combination as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Boolean {
    /// A shape by its name.
    Name(String, Span),
    /// One, and what is joined to it, from left to right. A list, since a long
    /// combination nested in itself would be too deep for the stack.
    Chain(Box<Boolean>, Vec<(Operation, Boolean)>),
}

impl Boolean {
    fn chain(first: Boolean, rest: Vec<(Operation, Boolean)>) -> Boolean {
        if rest.is_empty() {
            return first;
        }
        Boolean::Chain(Box::new(first), rest)
    }
}

/// What cannot be read, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Misread {
    /// The offending part.
    pub span: Span,
    /// In a few words.
    pub label: String,
}

/// Deeper nesting than anybody writes by hand.
const DEEPEST: usize = 100;

/// More shapes than a point can be looked up in within reasonable time.
pub const MOST_SHAPES: usize = 10_000;

/// Reads a combination. `&` binds closer than `+` and `-`, which go from left
/// to right; parentheses group.
///
/// # Errors
/// The first part that cannot be read.
pub fn parse(text: &str) -> Result<Boolean, Misread> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        shapes: 0,
    };
    let tree = parser.sum()?;
    match parser.peek() {
        None => Ok(tree),
        Some(c) => Err(parser.wrong(format!("`{c}` is not expected here"))),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    shapes: usize,
}

impl Parser<'_> {
    fn sum(&mut self) -> Result<Boolean, Misread> {
        let first = self.product()?;
        let mut rest = Vec::new();
        loop {
            let operation = match self.peek() {
                Some('+' | '|') => Operation::Union,
                Some('-') => Operation::Difference,
                _ => return Ok(Boolean::chain(first, rest)),
            };
            self.at += 1;
            rest.push((operation, self.product()?));
        }
    }

    fn product(&mut self) -> Result<Boolean, Misread> {
        let first = self.factor()?;
        let mut rest = Vec::new();
        while self.peek() == Some('&') {
            self.at += 1;
            rest.push((Operation::Intersection, self.factor()?));
        }
        Ok(Boolean::chain(first, rest))
    }

    fn factor(&mut self) -> Result<Boolean, Misread> {
        match self.peek() {
            Some('(') if self.depth == DEEPEST => Err(self.wrong("nested too deeply".to_owned())),
            Some('(') => {
                self.at += 1;
                self.depth += 1;
                let inner = self.sum()?;
                if self.peek() != Some(')') {
                    return Err(self.wrong("`)` is missing here".to_owned()));
                }
                self.at += 1;
                self.depth -= 1;
                Ok(inner)
            }
            Some(c) if c.is_alphabetic() || c == '_' => self.name(),
            Some(c) => Err(self.wrong(format!("a shape is wanted, not `{c}`"))),
            None => Err(self.wrong("a shape is missing here".to_owned())),
        }
    }

    fn name(&mut self) -> Result<Boolean, Misread> {
        if self.shapes == MOST_SHAPES {
            return Err(self.wrong(format!(
                "more than {MOST_SHAPES} shapes; a polygon or a mesh may do"
            )));
        }
        self.shapes += 1;
        let rest = &self.text[self.at..];
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        let span = Span {
            start,
            end: self.at,
        };
        Ok(Boolean::Name(rest[..length].to_owned(), span))
    }

    /// The next character that is not white space.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn wrong(&self, label: String) -> Misread {
        let next = self.text[self.at..].chars().next();
        let span = Span {
            start: self.at,
            end: self.at + next.map_or(0, char::len_utf8),
        };
        Misread { span, label }
    }
}
