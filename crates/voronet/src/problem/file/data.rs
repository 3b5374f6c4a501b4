//! Files that a problem file names: vertices, triangles, tables of points.

use std::path::Path;
use std::sync::Arc;

use super::complaint::Complaint;
use super::read::Reader;
use super::tree::{Item, Value};
use crate::input::{self, Columns, Part};
use crate::problem::InputFile;

/// The bytes of a file that the problem file names, kept with the problem.
pub fn bytes(reader: &mut Reader, item: &Item) -> Option<Arc<Vec<u8>>> {
    let Value::String(name) = &item.value else {
        let label = format!("this is {}", item.value.kind());
        reader.complain(Complaint::new(
            &item.passage,
            "a file's name is a string",
            label,
        ));
        return None;
    };
    if let Some(known) = reader.files.iter_mut().find(|file| file.name == *name) {
        known.passages.push(item.passage.clone());
        return Some(Arc::clone(&known.bytes));
    }
    match (reader.open)(name) {
        Ok(bytes) => {
            let bytes = Arc::new(bytes);
            reader.files.push(InputFile {
                name: name.clone(),
                bytes: Arc::clone(&bytes),
                kept: kept(name, &reader.files),
                passages: vec![item.passage.clone()],
            });
            Some(bytes)
        }
        Err(error) => {
            let title = format!("cannot read the file `{name}`: {error}");
            let help = "names are relative to the problem file";
            reader.complain(Complaint::new(&item.passage, title, "this file").help(help));
            None
        }
    }
}

/// The name of a file in the folder of a run: its own, in a folder apart from what
/// the run writes, and with a number where another file is called so already.
fn kept(name: &str, others: &[InputFile]) -> String {
    let path = Path::new(name);
    let text = |part: Option<&std::ffi::OsStr>| {
        let plain = |c: char| {
            if matches!(c, '"' | '\\') || c.is_control() {
                '_'
            } else {
                c
            }
        };
        part.map(|part| {
            part.to_string_lossy()
                .chars()
                .map(plain)
                .collect::<String>()
        })
    };
    let stem = text(path.file_stem()).unwrap_or_else(|| "file".to_owned());
    let ending = text(path.extension()).map_or(String::new(), |ending| format!(".{ending}"));
    let numbered = (2..).map(|k| format!("inputs/{stem}-{k}{ending}"));
    // Some file systems take `a` and `A` for the same.
    let is_free = |kept: &String| {
        let is_other = |other: &InputFile| other.kept.to_lowercase() != kept.to_lowercase();
        others.iter().all(is_other)
    };
    let own = format!("inputs/{stem}{ending}");
    let mut names = std::iter::once(own.clone()).chain(numbered);
    names.find(is_free).unwrap_or(own)
}

/// What a reader of bytes makes of a file, or a complaint.
fn parsed<T>(
    reader: &mut Reader,
    item: &Item,
    (what, help): (&str, &str),
    parse: impl Fn(&[u8]) -> Result<T, String>,
) -> Option<T> {
    let bytes = bytes(reader, item)?;
    match parse(&bytes) {
        Ok(parsed) => Some(parsed),
        Err(fault) => {
            let title = match &item.value {
                Value::String(name) => format!("`{name}` is no {what}: {fault}"),
                _ => fault,
            };
            reader.complain(Complaint::new(&item.passage, title, "this file").help(help));
            None
        }
    }
}

/// A table whose first line names its columns.
pub fn table(reader: &mut Reader, item: &Item) -> Option<Columns> {
    let help = "a table is a line with the columns' names, then a line of numbers for each \
                point; commas, semicolons, tabs or blanks part the columns";
    parsed(reader, item, ("table of numbers", help), Columns::parse)
}

/// Vertices of a polygon.
pub fn vertices(reader: &mut Reader, item: &Item) -> Option<Vec<[f64; 2]>> {
    let help = "an outline is a table with the columns `x` and `y`, or a pair of numbers in \
                each line, in order along the boundary";
    parsed(reader, item, ("outline", help), input::outline)
}

/// The solids of an STL file, binary or text.
pub fn triangles(reader: &mut Reader, item: &Item) -> Option<Vec<Part>> {
    let help = "STL, text or binary, as programs for computer-aided design export it";
    parsed(reader, item, ("STL file", help), input::parse_stl)
}
