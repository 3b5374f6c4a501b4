//! Expressions to text, as the parser reads it back.

use std::collections::{HashMap, HashSet};

use super::{Expr, Op, Tree};

/// The longest text of an expression.
const MOST_CHARACTERS: usize = 1_000_000;

/// The deepest nesting that is written; the parser allows a few levels more.
const MOST_LEVELS: usize = 150;

/// A shared part is given a name if its text is longer than this.
const SHORT: usize = 60;

/// An expression that cannot be written as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// What is wrong, in one line.
    pub title: &'static str,
    /// How much of it there is.
    pub label: String,
}

/// Expressions as text.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Of each expression.
    pub texts: Vec<Result<String, TooLarge>>,
    /// Names and texts of parts that are used more than once.
    pub definitions: Vec<(String, Result<String, TooLarge>)>,
}

/// Writes expressions as text. Large parts that are used more than once become
/// definitions, so that the text grows like the number of operations. `can_move`
/// says of a name whether definitions may use it; `new_name` gives a definition its
/// name.
pub fn write_expressions(
    expressions: &[&Expr],
    can_move: &dyn Fn(&str) -> bool,
    new_name: &mut dyn FnMut() -> String,
) -> Written {
    write_parts(expressions, can_move, Some(new_name))
}

/// One expression as text of its own, all that it shares written out.
///
/// # Errors
/// If it is too large for that.
pub fn write_expression(expr: &Expr) -> Result<String, TooLarge> {
    let mut written = write_parts(&[expr], &|_| false, None);
    written.texts.remove(0)
}

fn write_parts(
    expressions: &[&Expr],
    can_move: &dyn Fn(&str) -> bool,
    mut new_name: Option<&mut dyn FnMut() -> String>,
) -> Written {
    let order = operands_first(expressions);
    let mut uses: HashMap<*const Tree, usize> = HashMap::new();
    let operands = order.iter().flat_map(|expr| &expr.0.operands);
    for expr in operands.chain(expressions.iter().copied()) {
        *uses.entry(expr.id()).or_default() += 1;
    }
    let mut parts: HashMap<*const Tree, Part> = HashMap::new();
    let mut written = Written::default();
    for expr in order {
        let mut part = Part::of(expr, &parts, can_move);
        if uses[&expr.id()] > 1
            && part.is_movable
            && part.length > SHORT
            && let Some(new_name) = &mut new_name
        {
            let name = new_name();
            let text = write(expr, &part, &parts);
            part = Part::named(name.clone());
            written.definitions.push((name, text));
        }
        parts.insert(expr.id(), part);
    }
    let text = |expr: &&Expr| write(expr, &parts[&expr.id()], &parts);
    written.texts = expressions.iter().map(text).collect();
    written
}

/// Whether an expression is no number.
pub(super) fn is_condition(expr: &Expr) -> bool {
    power(&expr.0.op) <= COMPARISON
}

/// Every part once, operands before those that use them.
fn operands_first<'a>(expressions: &[&'a Expr]) -> Vec<&'a Expr> {
    let mut order = Vec::new();
    let mut seen = HashSet::new();
    let mut open: Vec<(&Expr, bool)> = expressions.iter().rev().map(|&e| (e, false)).collect();
    while let Some((expr, is_complete)) = open.pop() {
        if is_complete {
            order.push(expr);
        } else if seen.insert(expr.id()) {
            open.push((expr, true));
            open.extend(expr.0.operands.iter().rev().map(|e| (e, false)));
        }
    }
    order
}

/// What is known of a part before it is written.
struct Part {
    /// Instead of the part itself.
    name: Option<String>,
    /// Characters, about; never less.
    length: usize,
    /// Levels of the parser.
    levels: usize,
    /// How strongly it holds together.
    power: u8,
    /// Whether it may be a definition: it is a number, of movable parts alone.
    is_movable: bool,
    /// Whether its operands may move: `is_movable` but for being a number.
    is_closed: bool,
}

impl Part {
    fn named(name: String) -> Part {
        Part {
            length: name.len(),
            name: Some(name),
            levels: 1,
            power: ATOM,
            is_movable: true,
            is_closed: true,
        }
    }

    fn of(
        expr: &Expr,
        parts: &HashMap<*const Tree, Part>,
        can_move: &dyn Fn(&str) -> bool,
    ) -> Part {
        let Tree { op, operands } = &*expr.0;
        let operands: Vec<&Part> = operands.iter().map(|e| &parts[&e.id()]).collect();
        let power = power(op);
        let is_closed = match op {
            Op::Name(name) => can_move(name),
            Op::Call(function) => !BOUND_TO_PLACE.contains(function),
            _ => true,
        } && operands.iter().all(|part| part.is_closed);
        // The left operand of a chain costs the parser no level.
        let level = |(i, part): (usize, &&Part)| match op {
            Op::Infix(_) if i == 0 && part.power >= least(op, 0) => part.levels,
            Op::Infix(_) => part.levels + 2,
            _ => part.levels + 1,
        };
        let own = match op {
            Op::Number(x) => number(*x).len(),
            Op::Whole(n) => n.to_string().len(),
            Op::Name(name) => name.len() + 2,
            Op::Prefix(sign) | Op::Infix(sign) | Op::Call(sign) => sign.len() + 4,
            Op::Vector => 2,
        };
        let lengths = operands.iter().map(|part| part.length.saturating_add(2));
        Part {
            name: None,
            length: lengths.fold(own, usize::saturating_add),
            levels: operands.iter().enumerate().map(level).max().unwrap_or(1),
            power,
            is_movable: is_closed && power > COMPARISON,
            is_closed,
        }
    }
}

/// Functions whose meaning depends on the boundary that a law is for, or that have
/// names of their own.
const BOUND_TO_PLACE: [&str; 2] = ["normal", "opposite"];

fn write(expr: &Expr, part: &Part, parts: &HashMap<*const Tree, Part>) -> Result<String, TooLarge> {
    if let Some(name) = &part.name {
        return Ok(name.clone());
    }
    let too = |title, label| Err(TooLarge { title, label });
    if part.levels > MOST_LEVELS {
        let title = "the expression is nested too deeply";
        return too(title, format!("{} levels", part.levels));
    }
    if part.length > MOST_CHARACTERS {
        let title = "the expression is too large to be written";
        return too(title, "more than a million characters".to_owned());
    }
    let mut text = String::new();
    let mut open = vec![Piece::Whole(expr)];
    while let Some(piece) = open.pop() {
        match piece {
            Piece::Sign(sign) => text.push_str(sign),
            Piece::Whole(expr) => pieces(expr, parts, &mut text, &mut open),
            Piece::Operand(expr, least) => {
                let part = &parts[&expr.id()];
                match &part.name {
                    Some(name) => text.push_str(name),
                    None if part.power < least => {
                        text.push('(');
                        open.extend([Piece::Sign(")"), Piece::Whole(expr)]);
                    }
                    None => open.push(Piece::Whole(expr)),
                }
            }
        }
    }
    Ok(text)
}

/// What is still to be written.
enum Piece<'a> {
    Sign(&'static str),
    Whole(&'a Expr),
    /// In brackets if it holds together less than that.
    Operand(&'a Expr, u8),
}

/// Writes what an expression begins with; its operands are left to be written.
fn pieces<'a>(
    expr: &'a Expr,
    parts: &HashMap<*const Tree, Part>,
    text: &mut String,
    open: &mut Vec<Piece<'a>>,
) {
    let Tree { op, operands } = &*expr.0;
    let start = open.len();
    match op {
        Op::Number(x) => text.push_str(&number(*x)),
        Op::Whole(n) => text.push_str(&n.to_string()),
        // Whatever is no name is taken for an expression.
        Op::Name(name) if is_name(name) => text.push_str(name),
        Op::Name(other) => text.push_str(&format!("({other})")),
        Op::Prefix(sign) => {
            let sign = if *sign == "not" { "not " } else { sign };
            open.push(Piece::Sign(sign));
            open.push(Piece::Operand(&operands[0], least(op, 0)));
        }
        Op::Infix(sign) => {
            open.push(Piece::Operand(&operands[0], least(op, 0)));
            open.push(Piece::Sign(spaced(sign)));
            // A sign after a sign is read better in brackets.
            let signed = parts[&operands[1].id()].power == SIGN;
            let least = if signed { ATOM } else { least(op, 1) };
            open.push(Piece::Operand(&operands[1], least));
        }
        Op::Call(function) => {
            text.push_str(function);
            text.push('(');
            list(operands, ")", open);
        }
        Op::Vector => {
            text.push('[');
            list(operands, "]", open);
        }
    }
    open[start..].reverse();
}

/// What is left to be written of operands with commas between them.
fn list<'a>(operands: &'a [Expr], close: &'static str, open: &mut Vec<Piece<'a>>) {
    for (i, operand) in operands.iter().enumerate() {
        if i > 0 {
            open.push(Piece::Sign(", "));
        }
        open.push(Piece::Operand(operand, 0));
    }
    open.push(Piece::Sign(close));
}

/// The parser's binding powers.
const OR: u8 = 1;
const AND: u8 = 3;
const NOT: u8 = 5;
const COMPARISON: u8 = 7;
const SUM: u8 = 9;
const PRODUCT: u8 = 11;
const SIGN: u8 = 13;
const POWER: u8 = 15;
const ATOM: u8 = 17;

fn power(op: &Op) -> u8 {
    match op {
        Op::Number(x) if x.is_sign_negative() => SIGN,
        Op::Whole(n) if *n < 0 => SIGN,
        Op::Number(_) | Op::Whole(_) | Op::Name(_) | Op::Call(_) | Op::Vector => ATOM,
        Op::Prefix("not") => NOT,
        Op::Prefix(_) => SIGN,
        Op::Infix(sign) => match *sign {
            "or" => OR,
            "and" => AND,
            "+" | "-" => SUM,
            "*" | "/" => PRODUCT,
            "^" => POWER,
            _ => COMPARISON,
        },
    }
}

/// How strongly the i-th operand must hold together to do without brackets.
fn least(op: &Op, i: usize) -> u8 {
    let power = power(op);
    match (power, i) {
        (POWER, 0) => ATOM,
        (POWER, _) | (SIGN | NOT, _) => power,
        // Comparisons are not chained.
        (COMPARISON, _) => COMPARISON + 1,
        (_, 0) => power,
        _ => power + 1,
    }
}

fn spaced(sign: &'static str) -> &'static str {
    match sign {
        "+" => " + ",
        "-" => " - ",
        "<" => " < ",
        "<=" => " <= ",
        ">" => " > ",
        ">=" => " >= ",
        "=" => " = ",
        "!=" => " != ",
        "and" => " and ",
        "or" => " or ",
        _ => sign,
    }
}

/// The shortest text that is read back as the same number.
fn number(x: f64) -> String {
    format!("{x:?}")
}

fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    text.chars().all(is_letter) && !text.starts_with(|c: char| c.is_ascii_digit())
}
