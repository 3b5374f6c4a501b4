//! solution.npz: each input and each field as an array, for `numpy.load`.

use std::io::{self, Cursor, Write};
use std::path::Path;

use npyz::WriterBuilder;
use zip::write::SimpleFileOptions;

use super::format::{Format, How};
use super::{Error, Fields, write_atomically};

/// `.npz`
pub static ENTRY: Format = Format {
    name: "npz",
    summary: "the fields for NumPy",
    reference: "",
    keys: &[],
    how: How { write: write_npz },
};

/// Writes float64 arrays: every axis by its name, shape (n,), and every field
/// by its name, shaped like the grid.
pub fn write_npz(path: &Path, fields: &Fields) -> Result<(), Error> {
    let bytes = archive(fields).map_err(Error::write(path))?;
    write_atomically(path, &bytes)
}

fn archive(fields: &Fields) -> io::Result<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for axis in &fields.grid().axes {
        entry(&mut archive, &axis.name, &[axis.values.len()], &axis.values)?;
    }
    let shape = fields.grid().shape();
    for field in fields.fields() {
        entry(&mut archive, &field.name, &shape, &field.values)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn entry(
    archive: &mut zip::ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    shape: &[usize],
    values: &[f64],
) -> io::Result<()> {
    // zip's default date is fixed: equal fields make equal files
    archive.start_file(
        npyz::npz::file_name_from_array_name(name),
        SimpleFileOptions::default(),
    )?;
    let shape: Vec<u64> = shape.iter().map(|&n| n as u64).collect();
    let mut bytes = Vec::new();
    let mut writer = npyz::WriteOptions::new()
        .default_dtype()
        .shape(&shape)
        .writer(&mut bytes)
        .begin_nd()?;
    writer.extend(values.iter().copied())?;
    writer.finish()?;
    archive.write_all(&bytes)
}
