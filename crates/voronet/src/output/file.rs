//! Files that appear whole or not at all.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use tempfile::{NamedTempFile, PersistError};

use super::Error;

/// Writes a file by way of a temporary one beside it, so that a reader, or a
/// run that was killed, never sees half of it. An existing file is replaced.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    replace(written(path, bytes)?, path)
}

/// Does the same, but leaves an existing file as it is: [`Error::Exists`]. Of
/// processes that do so together only one succeeds.
pub fn write_anew(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |failure: PersistError| match failure.error.kind() {
        ErrorKind::AlreadyExists => Error::Exists {
            path: path.to_path_buf(),
        },
        _ => Error::write(path)(failure.error),
    };
    written(path, bytes)?
        .persist_noclobber(path)
        .map_err(failed)?;
    Ok(())
}

/// Writes as [`write_atomically`] does what must outlast a power cut: the file is on the disk
/// before it takes the place of an older one, and its folder when this returns.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let file = written(path, bytes)?;
    file.as_file().sync_all().map_err(Error::write(path))?;
    replace(file, path)?;
    // Only Unix can open a folder, and not every file system can sync one.
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Puts a temporary file where an older one may be.
fn replace(file: NamedTempFile, path: &Path) -> Result<(), Error> {
    let failed = |failure: PersistError| Error::write(path)(failure.error);
    file.persist(path).map_err(failed)?;
    Ok(())
}

/// A temporary file beside the one that it will be, with these bytes.
fn written(path: &Path, bytes: &[u8]) -> Result<NamedTempFile, Error> {
    // Temporary files are private by default, and those made by default have their names in
    // errors, which tell a user nothing; a result is an ordinary file.
    let make = |temporary: &Path| File::create_new(temporary);
    let file = tempfile::Builder::new().make_in(folder_of(path), make);
    let mut file = file.map_err(Error::write(path))?;
    // By the file itself, for the same reason.
    let written = file.as_file_mut().write_all(bytes);
    written.map_err(Error::write(path))?;
    Ok(file)
}

/// Refuses to write where something is already, unless that is wanted, and where there is no
/// folder. Of a `.vtu` the `.pvd` beside it counts too, which belongs to four inputs.
///
/// # Errors
/// [`Error::Exists`] with what is there, [`Error::NoFolder`] with what is missing.
pub fn refuse_existing(path: &Path, force: bool) -> Result<(), Error> {
    let around = folder_of(path);
    if !around.is_dir() {
        return Err(Error::NoFolder {
            path: around.to_path_buf(),
        });
    }
    let is_vtu = path.extension().is_some_and(|ending| ending == "vtu");
    let series = is_vtu.then(|| path.with_extension("pvd"));
    let mut written = std::iter::once(path.to_path_buf()).chain(series);
    match written.find(|path| path.symlink_metadata().is_ok()) {
        Some(path) if !force => Err(Error::Exists { path }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_atomically(&path, b"one").unwrap();
        let refused = write_anew(&path, b"three");
        assert!(matches!(refused, Err(Error::Exists { .. })));
        write_durably(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn names_the_path_that_failed() {
        let path = Path::new("missing").join("a.txt");
        let message = write_atomically(&path, b"").unwrap_err().to_string();
        assert!(message.contains("a.txt"), "{message}");
        assert!(!message.contains("tmp"), "{message}");
    }

    #[test]
    fn what_is_there_is_replaced_only_if_that_is_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.vtu");
        refuse_existing(&path, false).unwrap();
        write_atomically(&folder.path().join("a.pvd"), b"").unwrap();
        let refused = refuse_existing(&path, false);
        assert!(matches!(refused, Err(Error::Exists { path }) if path.ends_with("a.pvd")));
        refuse_existing(&path, true).unwrap();
        let nowhere = path.with_file_name("no").join("b.csv");
        let refused = refuse_existing(&nowhere, true);
        assert!(matches!(refused, Err(Error::NoFolder { path }) if path.ends_with("no")));
    }
}
