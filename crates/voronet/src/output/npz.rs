//! solution.npz: each input and each field as an array, for `numpy.load`.

use std::io::{self, Cursor, Write};
use std::path::Path;

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
    archive.start_file(format!("{name}.npy"), SimpleFileOptions::default())?;
    archive.write_all(&npy(shape, values))
}

/// An array as `numpy.save` writes it: the magic words, version 1.0, the length of the
/// header, the header (a Python dictionary, filled up with blanks so that the values
/// begin at a multiple of 64 bytes), the values in C order.
fn npy(shape: &[usize], values: &[f64]) -> Vec<u8> {
    const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    // A tuple of one has a comma.
    let comma = if lengths.len() == 1 { "," } else { "" };
    let shape = lengths.join(", ") + comma;
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({shape}), }}");
    let before = MAGIC.len() + 2;
    let length = (before + header.len() + 1).next_multiple_of(64) - before;
    let mut bytes = MAGIC.to_vec();
    // Four numbers and their names are far from the 65535 bytes of version 1.0.
    bytes.extend((length as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.resize(before + length - 1, b' ');
    bytes.push(b'\n');
    bytes.extend(values.iter().flat_map(|x| x.to_le_bytes()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_is_written_as_numpy_writes_it() {
        // numpy.save(file, numpy.array([[1.0, -2.0]])): 118 = `v` bytes of header.
        let mut wanted = b"\x93NUMPY\x01\x00v\x00".to_vec();
        wanted.extend(b"{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }");
        wanted.resize(127, b' ');
        wanted.extend(b"\n\0\0\0\0\0\0\xf0?\0\0\0\0\0\0\0\xc0");
        assert_eq!(npy(&[1, 2], &[1.0, -2.0]), wanted);
        let line = npy(&[3], &[]);
        assert!(line.windows(15).any(|w| w == b"'shape': (3,), "));
        assert_eq!(line.len() % 64, 0);
    }
}
