//! Files of other people: their bytes, the tables and the triangles in them.
//!
//! ```text
//! path ─read─► bytes ─► Columns::parse ─► columns of numbers
//!                  ├──► outline        ─► vertices of a polygon
//!                  └──► stl::parse     ─► triangles
//! ```
//!
//! Nothing that such a file holds may do harm: it is read only if it is a regular
//! file of bounded size, and what is wrong with it is said with its line.

mod columns;
mod numbers;
mod outline;
mod stl;

pub use columns::Columns;
pub use outline::outline;
pub use stl::{Part, parse as parse_stl};

use std::fs::File;
use std::io::{Error, Read, Result};
use std::path::Path;

/// The most bytes of a file that are read: 1 GiB.
pub const MOST_BYTES: u64 = 1 << 30;

/// Reads a regular file of at most [`MOST_BYTES`].
///
/// # Errors
/// If it cannot be opened, is no regular file (a folder, a device or a pipe, which
/// may never end) or is too large.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_at_most(path, MOST_BYTES)
}

/// Reads a regular file of at most so many bytes.
///
/// # Errors
/// Those of [`read`].
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>> {
    // Before it is opened: the mere opening of a pipe waits for a writer.
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(Error::other("it is a folder, not a file"));
    }
    if !metadata.is_file() {
        return Err(Error::other("it is a device or a pipe, not a regular file"));
    }
    let too_large = || {
        let most = size(most);
        Error::other(format!("it is too large: files of up to {most} are read"))
    };
    if metadata.len() > most {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // More than there is of memory is an error like others, and no end of the program.
    let length = usize::try_from(metadata.len()).map_err(Error::other)?;
    bytes.try_reserve_exact(length)?;
    // The system's own files have no length, and others may grow.
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    Ok(bytes)
}

fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} bytes"),
        mebibytes => format!("{mebibytes} MiB"),
    }
}

/// Returns the text of a file's bytes, without the byte-order mark that some programs put
/// at its start.
///
/// # Errors
/// What the bytes are, if they are no text in UTF-8.
pub fn text(bytes: &[u8]) -> std::result::Result<&str, String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("it is text in UTF-16: save it as UTF-8".to_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let good = &bytes[..error.valid_up_to()];
            let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
            Err(format!("it is not text in UTF-8 (see line {line})"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_of_bounded_size_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path).unwrap(), b"12345");
        let refused = |path: &Path, most: u64| read_at_most(path, most).unwrap_err().to_string();
        assert!(refused(&path, 4).contains("too large"));
        assert!(refused(folder.path(), 4).contains("a folder"));
        // A file of 10 GB that takes no room on the disk.
        let sparse = File::create(folder.path().join("huge.csv")).unwrap();
        sparse.set_len(10_000_000_000).unwrap();
        let huge = read(&folder.path().join("huge.csv")).unwrap_err();
        assert!(huge.to_string().contains("1024 MiB"), "{huge}");
        #[cfg(unix)]
        assert!(refused(Path::new("/dev/zero"), 4).contains("a device"));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(text(b"\xef\xbb\xbfx,y"), Ok("x,y"));
        assert!(text(b"\xff\xfex\0").unwrap_err().contains("UTF-16"));
        assert!(text(b"a\nb\n\xfc").unwrap_err().contains("line 3"));
    }
}
