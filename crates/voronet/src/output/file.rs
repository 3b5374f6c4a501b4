//! Files that appear whole or not at all.

use std::io::Write;
use std::path::Path;

use super::Error;

/// Writes a file by way of a temporary one beside it, so that a reader, or a
/// run that was killed, never sees half of it. An existing file is replaced.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write(path, bytes, false)
}

/// The same for what must outlast a power cut: the file is on the disk before it
/// takes the place of an older one, and its folder when this returns.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write(path, bytes, true)
}

fn write(path: &Path, bytes: &[u8], durably: bool) -> Result<(), Error> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; a result is an ordinary file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(folder).map_err(Error::write(path))?;
    file.write_all(bytes).map_err(Error::write(path))?;
    if durably {
        file.as_file().sync_all().map_err(Error::write(path))?;
    }
    file.persist(path)
        .map_err(|failure| Error::write(path)(failure.error))?;
    // Only Unix can open a folder; not every file system can sync one.
    if durably && let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Refuses to write where something is already, unless that is wanted. Of a
/// `.vtu` the `.pvd` beside it counts too, which belongs to four inputs.
///
/// # Errors
/// [`Error::Exists`] with what is there.
pub fn refuse_existing(path: &Path, force: bool) -> Result<(), Error> {
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
        write_durably(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn names_the_path_that_failed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing").join("a.txt");
        let message = write_atomically(&path, b"").unwrap_err().to_string();
        assert!(message.contains("a.txt"), "{message}");
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
    }
}
