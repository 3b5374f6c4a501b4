//! Tokens to a tree.

use super::diagnostic::{Diagnostic, Span, shortened};
use super::token::{Token, tokens};

/// A tree; nodes refer to each other by index, children before parents, so that
/// neither building nor dropping it recurses.
pub struct Tree {
    nodes: Vec<TreeNode>,
    /// The whole.
    pub root: usize,
}

impl Tree {
    /// A node.
    pub fn get(&self, i: usize) -> &TreeNode {
        &self.nodes[i]
    }
}

/// Part of a text.
pub struct TreeNode {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a part of a text is.
pub enum Kind {
    /// A number.
    Number(f64),
    /// A name.
    Name(String),
    /// `-` or `not`.
    Unary(&'static str, usize),
    /// An operator between two operands.
    Binary(&'static str, usize, usize),
    /// The components of a vector.
    Vector(Vec<usize>),
    /// A function, where its name stands, and its arguments.
    Call(String, Span, Vec<usize>),
}

/// The deepest nesting of brackets, powers and signs.
const MAX_DEPTH: usize = 200;

/// Parses a whole text.
///
/// # Errors
/// The first mistake.
pub fn parse(text: &str) -> Result<Tree, Diagnostic> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        nodes: Vec::new(),
        depth: 0,
    };
    let root = parser.expression(0)?;
    let (token, span) = parser.peek();
    match token {
        Token::End => Ok(Tree {
            nodes: parser.nodes,
            root,
        }),
        Token::Sign(sign @ (")" | "]")) => {
            let label = format!("unmatched `{sign}`");
            Err(Diagnostic::new(*span, "this bracket closes nothing", label)
                .help("remove it, or open one before"))
        }
        _ => Err(parser.unexpected("an operator")),
    }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    next: usize,
    nodes: Vec<TreeNode>,
    depth: usize,
}

/// How strongly an operator binds on its left and right; higher is tighter.
fn binding(sign: &str) -> Option<(u8, u8)> {
    Some(match sign {
        "or" => (1, 2),
        "and" => (3, 4),
        "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" => (7, 8),
        "+" | "-" => (9, 10),
        "*" | "/" => (11, 12),
        "^" => (16, 15),
        _ => return None,
    })
}

/// `not` is looser than comparisons; a sign is looser than a power.
const NOT: u8 = 5;
const NEGATION: u8 = 13;

impl Parser {
    fn peek(&self) -> &(Token, Span) {
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    fn take(&mut self) -> (Token, Span) {
        let taken = self.peek().clone();
        self.next += 1;
        taken
    }

    fn push(&mut self, span: Span, kind: Kind) -> usize {
        self.nodes.push(TreeNode { span, kind });
        self.nodes.len() - 1
    }

    fn span(&self, i: usize) -> Span {
        self.nodes[i].span
    }

    /// The operator that comes next, if one does.
    fn operator(&self) -> Option<&'static str> {
        match &self.peek().0 {
            Token::Sign(sign) => Some(sign),
            Token::Name(name) if name == "and" => Some("and"),
            Token::Name(name) if name == "or" => Some("or"),
            _ => None,
        }
    }

    fn expression(&mut self, least: u8) -> Result<usize, Diagnostic> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let span = self.peek().1;
            return Err(Diagnostic::new(
                span,
                "the expression is nested too deeply",
                format!("more than {MAX_DEPTH} levels here"),
            )
            .help("give parts of it names under [definitions]"));
        }
        let mut left = self.operand()?;
        while let Some(sign) = self.operator() {
            let Some((on_left, on_right)) = binding(sign) else {
                break;
            };
            if on_left < least {
                break;
            }
            self.take();
            let right = self.expression(on_right)?;
            let span = self.span(left).to(self.span(right));
            if let Kind::Binary(before, ..) = self.nodes[left].kind
                && on_left == 7
                && binding(before) == Some((7, 8))
            {
                return Err(chained(span, before));
            }
            left = self.push(span, Kind::Binary(sign, left, right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<usize, Diagnostic> {
        let (token, span) = self.peek().clone();
        match token {
            Token::Number(x) => {
                self.take();
                Ok(self.push(span, Kind::Number(x)))
            }
            Token::Name(name) if name == "not" => self.prefix("not", NOT),
            Token::Sign("-") => self.prefix("-", NEGATION),
            Token::Sign("+") => {
                self.take();
                self.expression(NEGATION)
            }
            Token::Sign("(") => {
                self.take();
                let inner = self.expression(0)?;
                let close = self.close(span, ")", "an operator or `)`")?;
                self.nodes[inner].span = span.to(close);
                Ok(inner)
            }
            Token::Sign("[") => {
                self.take();
                let components = self.list()?;
                let close = self.close(span, "]", "`,` or `]`")?;
                Ok(self.push(span.to(close), Kind::Vector(components)))
            }
            Token::Name(name) if name != "and" && name != "or" => {
                self.take();
                if self.peek().0 == Token::Sign("(") {
                    self.call(name, span)
                } else {
                    Ok(self.push(span, Kind::Name(name)))
                }
            }
            _ => Err(self.unexpected("a number, a name or `(`")),
        }
    }

    fn prefix(&mut self, sign: &'static str, power: u8) -> Result<usize, Diagnostic> {
        let (_, span) = self.take();
        let inner = self.expression(power)?;
        let span = span.to(self.span(inner));
        Ok(self.push(span, Kind::Unary(sign, inner)))
    }

    fn call(&mut self, name: String, name_span: Span) -> Result<usize, Diagnostic> {
        let (_, open) = self.take();
        let arguments = match self.peek().0 {
            Token::Sign(")") => Vec::new(),
            _ => self.list()?,
        };
        let close = self.close(open, ")", "`,` or `)`")?;
        Ok(self.push(name_span.to(close), Kind::Call(name, name_span, arguments)))
    }

    /// Expressions with commas between them.
    fn list(&mut self) -> Result<Vec<usize>, Diagnostic> {
        let mut items = vec![self.expression(0)?];
        while self.peek().0 == Token::Sign(",") {
            self.take();
            items.push(self.expression(0)?);
        }
        Ok(items)
    }

    /// Takes the bracket that closes what was opened.
    fn close(
        &mut self,
        open: Span,
        bracket: &'static str,
        wanted: &str,
    ) -> Result<Span, Diagnostic> {
        match self.peek() {
            (Token::Sign(sign), span) if *sign == bracket => {
                let span = *span;
                self.take();
                Ok(span)
            }
            (Token::End, _) => {
                let label = if bracket == ")" {
                    "unmatched `(`"
                } else {
                    "unmatched `[`"
                };
                let help = format!("add the missing `{bracket}`");
                Err(Diagnostic::new(open, "this bracket is never closed", label).help(help))
            }
            _ => Err(self.unexpected(wanted)),
        }
    }

    fn unexpected(&self, wanted: &str) -> Diagnostic {
        let (token, span) = self.peek();
        let found = match token {
            Token::End => "the end".to_owned(),
            Token::Sign(sign) => format!("`{sign}`"),
            Token::Name(name) => format!("`{}`", shortened(name)),
            Token::Number(x) => format!("`{x}`"),
        };
        let d = Diagnostic::new(
            *span,
            format!("expected {wanted}, found {found}"),
            format!("expected {wanted}"),
        );
        let juxtaposed =
            wanted.starts_with("an operator") && !matches!(token, Token::End | Token::Sign(_));
        if juxtaposed || (wanted.starts_with("an operator") && *token == Token::Sign("(")) {
            d.help("a product is written with `*`")
        } else {
            d
        }
    }
}

/// Two comparisons in a row.
fn chained(span: Span, first: &str) -> Diagnostic {
    let d = Diagnostic::new(span, "comparisons cannot be chained", "two in a row");
    match first {
        "=" | "==" => {
            d.help("a law has one `=`; to choose between numbers use `if(condition, a, b)`")
        }
        _ => d.help("join them with `and`: `a < b and b < c`"),
    }
}
