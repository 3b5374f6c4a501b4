//! solution.csv: one line per node, the inputs first, then the fields; and other
//! tables as CSV.

use std::io;
use std::path::Path;

use super::format::{Format, How};
use super::{Error, Fields, write_atomically};

/// `.csv`
pub static ENTRY: Format = Format {
    name: "csv",
    summary: "the fields on a grid, as text",
    reference: "",
    keys: &[],
    how: How { write: write_csv },
};

/// Writes the fields as a table. Numbers have as many digits as reading the
/// same `f64` back needs; outside the domain stands `NaN`.
pub fn write_csv(path: &Path, fields: &Fields) -> Result<(), Error> {
    let bytes = table(fields).map_err(Error::write(path))?;
    write_atomically(path, &bytes)
}

fn table(fields: &Fields) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let inputs = fields.grid().axes.iter().map(|axis| &axis.name);
    writer.write_record(inputs.chain(fields.fields().iter().map(|field| &field.name)))?;
    for node in 0..fields.grid().len() {
        let values = fields.fields().iter().map(|field| field.values[node]);
        let line = fields.grid().point(node).into_iter().chain(values);
        writer.write_record(line.map(|value| format!("{value:?}")))?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Lines of cells as CSV; a name with a comma, a quote or a line break is quoted.
pub(crate) fn csv_text(lines: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for line in lines {
        // writing to memory cannot fail
        let _ = writer.write_record(&line);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
