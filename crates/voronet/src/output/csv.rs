//! solution.csv: one line per node, the inputs first, then the fields.

use std::io;
use std::path::Path;

use super::{Error, Fields, write_atomically};

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
