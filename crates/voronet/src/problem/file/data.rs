//! Files that a problem file names: vertices, triangles, tables of points.

use std::io::Cursor;
use std::sync::Arc;

use super::complaint::Complaint;
use super::read::Reader;
use super::tree::{Item, Value};

/// The bytes of a file that the problem file names, kept with the problem.
pub fn bytes(reader: &mut Reader, item: &Item) -> Option<(String, Arc<Vec<u8>>)> {
    let Value::String(name) = &item.value else {
        let label = format!("this is {}", item.value.kind());
        reader.complain(Complaint::new(
            &item.place,
            "a file's name is a string",
            label,
        ));
        return None;
    };
    if let Some(known) = reader.files.iter().find(|file| file.0 == *name) {
        return Some(known.clone());
    }
    match (reader.open)(name) {
        Ok(bytes) => {
            let file = (name.clone(), Arc::new(bytes));
            reader.files.push(file.clone());
            Some(file)
        }
        Err(error) => {
            let title = format!("cannot read the file `{name}`: {error}");
            let help = "names are relative to the problem file";
            reader.complain(Complaint::new(&item.place, title, "this file").help(help));
            None
        }
    }
}

/// Columns of numbers with a name each.
pub struct Columns {
    /// From the first line.
    pub names: Vec<String>,
    /// A value for each line.
    pub values: Vec<Vec<f64>>,
    /// The number of each line in the file.
    pub lines: Vec<u64>,
}

/// A CSV file whose first line names its columns.
pub fn table(reader: &mut Reader, item: &Item) -> Option<Columns> {
    let (name, bytes) = bytes(reader, item)?;
    match read_table(&bytes) {
        Ok(columns) => Some(columns),
        Err(what) => {
            let title = format!("`{name}` is no table of numbers: {what}");
            let help = "a CSV file: a line with the columns' names, then a line for each point";
            reader.complain(Complaint::new(&item.place, title, "this file").help(help));
            None
        }
    }
}

fn read_table(bytes: &[u8]) -> Result<Columns, String> {
    let mut csv = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let header = csv.headers().map_err(|e| e.to_string())?;
    let names: Vec<String> = header.iter().map(str::to_owned).collect();
    let mut values = vec![Vec::new(); names.len()];
    let mut lines = Vec::new();
    for record in csv.records() {
        let record = record.map_err(|e| e.to_string())?;
        let line = record.position().map_or(0, |place| line(bytes, place));
        lines.push(line);
        for (column, text) in values.iter_mut().zip(&record) {
            match text.parse::<f64>() {
                Ok(x) if x.is_finite() => column.push(x),
                _ => return Err(format!("`{text}` in line {line} is no finite number")),
            }
        }
    }
    if values.first().is_none_or(Vec::is_empty) {
        return Err("it has no lines of numbers".to_owned());
    }
    Ok(Columns {
        names,
        values,
        lines,
    })
}

/// The line in which a record begins: its position is that before the empty
/// lines in front of it.
fn line(bytes: &[u8], place: &csv::Position) -> u64 {
    let rest = bytes.get(place.byte() as usize..).unwrap_or(&[]);
    let empty = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    place.line() + empty.filter(|byte| **byte == b'\n').count() as u64
}

/// Vertices from a CSV file with columns `x` and `y`.
pub fn vertices(reader: &mut Reader, item: &Item) -> Option<Vec<[f64; 2]>> {
    let columns = table(reader, item)?;
    let column = |name: &str| columns.names.iter().position(|n| n == name);
    let (Some(x), Some(y)) = (column("x"), column("y")) else {
        let title = "a file of vertices has the columns `x` and `y`";
        let label = format!("its columns are {}", columns.names.join(", "));
        reader.complain(Complaint::new(&item.place, title, label));
        return None;
    };
    let pairs = columns.values[x].iter().zip(&columns.values[y]);
    Some(pairs.map(|(&x, &y)| [x, y]).collect())
}

/// Triangles from an STL file, binary or text.
pub fn triangles(reader: &mut Reader, item: &Item) -> Option<Vec<[[f64; 3]; 3]>> {
    let (name, bytes) = bytes(reader, item)?;
    let mut cursor = Cursor::new(bytes.as_slice());
    match stl_io::read_stl(&mut cursor) {
        Ok(mesh) => {
            let corner = |i: usize| mesh.vertices[i].0.map(f64::from);
            let triangle = |face: &stl_io::IndexedTriangle| face.vertices.map(corner);
            Some(mesh.faces.iter().map(triangle).collect())
        }
        Err(error) => {
            let title = format!("`{name}` is no STL file: {error}");
            reader.complain(Complaint::new(&item.place, title, "this file"));
            None
        }
    }
}
