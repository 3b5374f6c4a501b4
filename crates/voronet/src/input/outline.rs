//! The outline of a plane shape: its vertices in order.

use voronet_expr::shortened;

use super::Columns;
use super::numbers::{Separator, comment, lines, number};
use crate::words::listed;

/// Reads the vertices of a polygon: a table with columns `x` and `y`, or pairs of
/// numbers without names, before which there may be a title where blanks part
/// them. That is how airfoils are kept: round the outline (Selig), or with a line
/// that counts the points of the upper and the lower side, both of which then run
/// from the nose to the tail (Lednicer).
///
/// # Errors
/// What is wrong, with its line.
pub fn outline(bytes: &[u8]) -> Result<Vec<[f64; 2]>, String> {
    let text = super::text(bytes)?;
    let content: Vec<(u64, &str)> = lines(text)
        .filter(|(_, line)| comment(line).is_none())
        .collect();
    let pairs = match content.as_slice() {
        [] => return Err("it is empty".to_owned()),
        [(_, first), rest @ ..] if pair(first).is_err() => {
            // A title, if pairs that blanks part follow; or else a table.
            let is_title = |(_, next): &(u64, &str)| {
                Separator::of(next) == Separator::Blanks && pair(next).is_ok()
            };
            if names_both(first) || !rest.first().is_some_and(is_title) {
                return table(bytes);
            }
            rest
        }
        all => all,
    };
    let read = |&(line, text): &(u64, &str)| {
        let pair = pair(text);
        pair.map_err(|what| format!("line {line} is no pair of numbers: {what}"))
    };
    let pairs: Vec<[f64; 2]> = pairs.iter().map(read).collect::<Result<_, _>>()?;
    Ok(around(pairs))
}

fn names_both(line: &str) -> bool {
    let names = Separator::of(line).split(line);
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    has("x") && has("y")
}

fn table(bytes: &[u8]) -> Result<Vec<[f64; 2]>, String> {
    let columns = Columns::parse(bytes)?;
    let column = |wanted: &str| {
        let mut names = columns.names.iter();
        names.position(|name| name.eq_ignore_ascii_case(wanted))
    };
    let (Some(x), Some(y)) = (column("x"), column("y")) else {
        return Err(format!(
            "an outline has the columns `x` and `y`, these are {}",
            listed(&columns.names)
        ));
    };
    let pairs = columns.values[x].iter().zip(&columns.values[y]);
    Ok(pairs.map(|(&x, &y)| [x, y]).collect())
}

fn pair(line: &str) -> Result<[f64; 2], String> {
    let separator = Separator::of(line);
    match separator.split(line).as_slice() {
        [x, y] => {
            let read = |cell| number(cell, separator).map_err(|what| format!("it holds {what}"));
            Ok([read(x)?, read(y)?])
        }
        _ => Err(format!("`{}`", shortened(line))),
    }
}

/// Round the outline, if a first pair says how many points its two sides have.
fn around(pairs: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let Some((&[upper, lower], points)) = pairs.split_first() else {
        return pairs;
    };
    let is_count = |n: f64| n >= 2.0 && n.fract() == 0.0;
    if !is_count(upper) || !is_count(lower) || upper + lower != points.len() as f64 {
        return pairs;
    }
    let (upper, lower) = points.split_at(upper as usize);
    // The nose begins both.
    let shared = usize::from(upper.first() == lower.first());
    upper
        .iter()
        .rev()
        .chain(&lower[shared..])
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_triangle_in_every_format() {
        let wanted = Ok(vec![[1.0, 0.0], [0.0, 0.5], [-1.0, 0.0]]);
        for text in [
            "x,y\n1,0\n0,0.5\n-1,0\n",
            "X, Y, Z\n1, 0, 3\n0, 0.5, 3\n-1, 0, 3\n",
            "y;x\n0;1\n0,5;0\n0;-1\n",
            "1,0\n0,0.5\n-1,0\n",
            "NACA 0012\n 1.000000  0.0\n 0.000000  0.5\n -1.0 0\n",
            "1 0\n\n0 0.5\n-1 0\n",
            "# an outline\n1\t0\n0\t0.5\n-1\t0\n",
        ] {
            assert_eq!(outline(text.as_bytes()), wanted, "{text:?}");
        }
    }

    #[test]
    fn both_sides_of_an_airfoil_from_nose_to_tail() {
        let text = "A foil\n  3.  3.\n\n0 0\n0.5 0.1\n1 0\n\n0 0\n0.5 -0.2\n1 0\n";
        let wanted = vec![[1.0, 0.0], [0.5, 0.1], [0.0, 0.0], [0.5, -0.2], [1.0, 0.0]];
        assert_eq!(outline(text.as_bytes()), Ok(wanted));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, wanted) in [
            ("", "it is empty"),
            (
                "r,phi\n1,0\n1,90\n",
                "has the columns `x` and `y`, these are r, phi",
            ),
            (
                "A foil\n1 0\n0 zero\n",
                "line 3 is no pair of numbers: it holds `zero`",
            ),
            (
                "A foil\n1 0\n0 1 2\n",
                "line 3 is no pair of numbers: `0 1 2`",
            ),
            ("x,y\n1,0\n0,nan\n", "line 3, column `y` holds `nan`"),
        ] {
            let what = outline(text.as_bytes()).unwrap_err();
            assert!(what.contains(wanted), "{text:?}: {what}");
        }
    }
}
