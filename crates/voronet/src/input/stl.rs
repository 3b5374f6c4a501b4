//! STL files: triangles, text or binary, in one solid or several.

use std::collections::{HashMap, HashSet};

use voronet_expr::shortened;

use super::numbers::lines;

/// A solid of the file: its triangles under its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Letters, digits and `_`, made of what the file says; `part1`, `part2`, …
    /// where it says nothing. No two are the same.
    pub name: String,
    /// The triangles, of three corners each.
    pub triangles: Vec<Triangle>,
}

type Triangle = [[f64; 3]; 3];

/// What stands before the triangles of a binary file: a text and their number.
const HEAD: usize = 84;

/// The bytes of a triangle in a binary file.
const TRIANGLE: usize = 50;

/// Reads an STL file. Coordinates are rounded to single precision, which binary
/// files hold, so that both kinds give the same triangles.
///
/// # Errors
/// What is wrong, and in a text its line.
pub fn parse(bytes: &[u8]) -> Result<Vec<Part>, String> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("it is empty".to_owned());
    }
    // Binary files may begin with the word by which text begins.
    let stated = bytes.get(80..HEAD).map(stated_triangles);
    let fits = |n: usize| HEAD + TRIANGLE * n == bytes.len();
    if stated.is_some_and(fits) {
        return binary(&bytes[HEAD..]);
    }
    // A text may be in any encoding: only names are more than letters.
    if !bytes.contains(&0) {
        let words = String::from_utf8_lossy(bytes);
        let words = words.trim_start_matches('\u{feff}');
        let first = words.split_whitespace().next().unwrap_or_default();
        if first.eq_ignore_ascii_case("solid") || words.contains("facet") {
            return text(words);
        }
    }
    Err(cut_off(bytes.len(), stated))
}

fn stated_triangles(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .rev()
        .fold(0, |n, byte| n << 8 | usize::from(*byte))
}

fn cut_off(length: usize, stated: Option<usize>) -> String {
    let Some(stated) = stated else {
        return format!(
            "it is cut off, or no STL file: it has {length} bytes, where a binary one has {HEAD} \
             before the first triangle, and text begins with `solid`"
        );
    };
    let room = (length - HEAD) / TRIANGLE;
    let fault = if stated > room {
        "it is cut off, or no STL file"
    } else {
        "it is no STL file, or has something behind its triangles"
    };
    format!("{fault}: by its head it holds {stated} triangles, by its length {room}")
}

fn binary(bytes: &[u8]) -> Result<Vec<Part>, String> {
    let mut triangles = Vec::new();
    for (i, record) in bytes.chunks_exact(TRIANGLE).enumerate() {
        // A normal, which the order of the corners tells too, then the corners.
        let (numbers, _) = record.as_chunks::<4>();
        let number = |k: usize| f64::from(f32::from_le_bytes(numbers[k]));
        let triangle = [0, 1, 2].map(|corner| [0, 1, 2].map(|k| number(3 + 3 * corner + k)));
        if triangle.iter().flatten().any(|x| !x.is_finite()) {
            return Err(format!(
                "a corner of triangle {} is no finite number",
                i + 1
            ));
        }
        triangles.push(triangle);
    }
    Ok(named(vec![(String::new(), triangles)]))
}

fn text(text: &str) -> Result<Vec<Part>, String> {
    let mut reader = TextReader::default();
    let last = lines(text).last().map_or(0, |(number, _)| number);
    for (number, line) in lines(text) {
        reader.line(line).map_err(|what| match number == last {
            true => format!("it is cut off: line {number}: {what}"),
            false => format!("line {number}: {what}"),
        })?;
    }
    match (reader.open, reader.solids.last()) {
        (true, Some((_, triangles))) => Err(format!(
            "it is cut off: it ends after {} facets of a solid, without `endsolid`",
            triangles.len()
        )),
        _ => Ok(named(reader.solids)),
    }
}

/// What was read of a text so far.
#[derive(Default)]
struct TextReader {
    solids: Vec<(String, Vec<Triangle>)>,
    /// Whether the last solid goes on.
    open: bool,
    /// Of the facet that is being read.
    corners: Vec<[f64; 3]>,
}

impl TextReader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim();
        let mut words = line.split_whitespace();
        let word = words.next().unwrap_or_default().to_ascii_lowercase();
        match (word.as_str(), self.open) {
            ("solid", false) => {
                let name = line["solid".len()..].trim().to_owned();
                self.solids.push((name, Vec::new()));
                self.open = true;
            }
            ("endsolid", true) if self.corners.is_empty() => self.open = false,
            ("facet", true) if self.corners.is_empty() => {}
            ("outer" | "endloop", true) => {}
            ("vertex", true) => self.corners.push(vertex(words)?),
            ("endfacet", true) => self.end_facet()?,
            _ => return Err(format!("`{}` is not expected here", shortened(line))),
        }
        Ok(())
    }

    fn end_facet(&mut self) -> Result<(), String> {
        let corners = std::mem::take(&mut self.corners);
        let found = corners.len();
        let wrong = |_| format!("this facet has {found} vertices where it should have 3");
        let triangle = corners.try_into().map_err(wrong)?;
        if let Some((_, triangles)) = self.solids.last_mut() {
            triangles.push(triangle);
        }
        Ok(())
    }
}

fn vertex<'a>(words: impl Iterator<Item = &'a str>) -> Result<[f64; 3], String> {
    let mut coordinates = Vec::new();
    for word in words {
        match word.parse::<f32>() {
            Ok(x) if x.is_finite() => coordinates.push(f64::from(x)),
            Ok(_) => {
                let word = shortened(word);
                return Err(format!("the coordinate `{word}` is no finite number"));
            }
            Err(_) => return Err(format!("`{}` is no number", shortened(word))),
        }
    }
    let found = coordinates.len();
    let wrong = |_| format!("a vertex has 3 coordinates, this one has {found}");
    coordinates.try_into().map_err(wrong)
}

/// Gives every solid a name of its own by which a condition can speak of it. A file may have a
/// hundred thousand of one name.
fn named(solids: Vec<(String, Vec<Triangle>)>) -> Vec<Part> {
    let (mut taken, mut next) = (HashSet::new(), HashMap::new());
    let part = |(i, (name, triangles)): (usize, (String, Vec<Triangle>))| {
        let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
        let plain: String = name.chars().map(plain).collect();
        let wanted = match plain.trim_matches('_') {
            "" => format!("part{}", i + 1),
            name => name.to_owned(),
        };
        let mut free = wanted.clone();
        while !taken.insert(free.clone()) {
            let number = next.entry(wanted.clone()).or_insert(1);
            *number += 1;
            free = format!("{wanted}_{number}");
        }
        Part {
            name: free,
            triangles,
        }
    };
    solids.into_iter().enumerate().map(part).collect()
}

#[cfg(test)]
mod tests;
