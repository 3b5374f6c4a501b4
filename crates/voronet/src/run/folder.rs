//! The folder of a run.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Error;
use super::checkpoints::CHECKPOINTS;
use super::lock::LOCK;
use crate::output;

/// The name of the problem file as run, with overrides in their places.
pub const PROBLEM: &str = "problem.toml";
/// The name of the file with the trained network.
pub const MODEL: &str = "model.safetensors";
/// The name of the file with what was recorded.
pub const HISTORY: &str = "history.csv";
/// The name of the file with what the run ended with; where there is one, the run is
/// complete.
pub const SUMMARY: &str = "summary.json";

/// A folder that belongs to one run.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes the folder asked for, which must be new or empty; or else `runs/<name>`,
    /// or the first of `runs/<name>-2`, `runs/<name>-3`, … that is new. It is
    /// claimed by an empty [`PROBLEM`], so that of processes that start together
    /// only one gets it.
    ///
    /// # Errors
    /// If the folder asked for is occupied, or cannot be made.
    pub fn create(asked: Option<&Path>, name: &str) -> Result<Folder, Error> {
        Folder::claimed_by(PROBLEM, asked, name)
    }

    /// Does the same, with a file of another name that claims the folder.
    ///
    /// # Errors
    /// Those of [`create`](Folder::create).
    pub fn claimed_by(mark: &str, asked: Option<&Path>, name: &str) -> Result<Folder, Error> {
        match asked {
            Some(path) if path.as_os_str().is_empty() => claim(Path::new("."), mark),
            Some(path) => {
                make(path)?;
                claim(path, mark)
            }
            None => {
                make(Path::new("runs"))?;
                free_default(name, mark)
            }
        }
    }

    /// Lets go of it, if nothing but the claim is in it: a run that could not begin, on a disk that
    /// is full, leaves nothing behind.
    pub(super) fn unclaim(&self) {
        let problem = self.file(PROBLEM);
        if std::fs::metadata(&problem).is_ok_and(|file| file.len() == 0) {
            // What stays does no harm, and a folder that holds something stays.
            let _ = std::fs::remove_file(problem);
            let _ = std::fs::remove_file(self.file(CHECKPOINTS).join(LOCK));
            for folder in [self.file(CHECKPOINTS), self.file("inputs"), self.0.clone()] {
                let _ = std::fs::remove_dir(folder);
            }
        }
    }

    /// Takes a folder in which there is a run.
    pub(super) fn existing(path: &Path) -> Folder {
        Folder(path.to_path_buf())
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

/// Makes a folder and those around it, unless they are there.
fn make(path: &Path) -> Result<(), Error> {
    let exists = |path: &&Path| path.symlink_metadata().is_ok();
    match path.ancestors().find(exists) {
        Some(there) if !there.is_dir() => Err(Error::NotAFolder {
            path: there.to_path_buf(),
        }),
        _ => std::fs::create_dir_all(path).map_err(cannot_write(path)),
    }
}

/// Claims an empty folder by a file, which only one process can make.
fn claim(path: &Path, mark: &str) -> Result<Folder, Error> {
    let occupied = || Error::Occupied {
        path: path.to_path_buf(),
    };
    let mut entries = std::fs::read_dir(path).map_err(cannot_write(path))?;
    if entries.next().is_some() {
        return Err(occupied());
    }
    let file = path.join(mark);
    let made = OpenOptions::new().write(true).create_new(true).open(&file);
    match made {
        Ok(_) => Ok(Folder(path.to_path_buf())),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(occupied()),
        Err(error) => Err(cannot_write(&file)(error)),
    }
}

/// The first of the default folders that this process is the one to make.
fn free_default(name: &str, mark: &str) -> Result<Folder, Error> {
    let mut number = 1;
    loop {
        let path = match number {
            1 => Path::new("runs").join(name),
            i => Path::new("runs").join(format!("{name}-{i}")),
        };
        number += 1;
        match std::fs::create_dir(&path) {
            Ok(()) => match claim(&path, mark) {
                // Somebody else asked for this very folder in between.
                Err(Error::Occupied { .. }) => {}
                claimed => return claimed,
            },
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(cannot_write(&path)(error)),
        }
    }
}

fn cannot_write(path: &Path) -> impl FnOnce(std::io::Error) -> Error + '_ {
    move |cause| {
        Error::from(output::Error::Write {
            path: path.to_path_buf(),
            cause,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_occupied_folder_is_refused_and_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let asked = parent.path().join("run");
        let folder = Folder::create(Some(&asked), "x").unwrap();
        std::fs::write(folder.file("summary.json"), "precious").unwrap();
        let refused = Folder::create(Some(&asked), "x");
        assert!(matches!(refused, Err(Error::Occupied { .. })));
        let kept = std::fs::read_to_string(folder.file("summary.json")).unwrap();
        assert_eq!(kept, "precious");
    }

    #[test]
    fn an_empty_folder_is_claimed_once() {
        let parent = tempfile::tempdir().unwrap();
        let claim = || Folder::create(Some(parent.path()), "x");
        let claims: Vec<bool> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| claim().is_ok())).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert_eq!(claims.iter().filter(|claimed| **claimed).count(), 1);
    }

    #[test]
    fn a_claim_is_let_go_of_where_nothing_else_is() {
        let parent = tempfile::tempdir().unwrap();
        let asked = parent.path().join("run");
        let folder = Folder::create(Some(&asked), "x").unwrap();
        std::fs::write(folder.file("note.txt"), "precious").unwrap();
        folder.unclaim();
        assert!(folder.file("note.txt").exists() && !folder.file(PROBLEM).exists());
        std::fs::remove_file(folder.file("note.txt")).unwrap();
        // A run that has begun stays.
        let folder = Folder::create(Some(&asked), "x").unwrap();
        std::fs::write(folder.file(PROBLEM), "precious").unwrap();
        folder.unclaim();
        assert!(folder.file(PROBLEM).exists());
        std::fs::write(folder.file(PROBLEM), "").unwrap();
        folder.unclaim();
        assert!(!asked.exists());
    }

    #[test]
    fn what_is_no_folder_is_named() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("file");
        std::fs::write(&file, "precious").unwrap();
        for asked in [file.clone(), file.join("run"), file.join("run/deeper")] {
            match Folder::create(Some(&asked), "x") {
                Err(Error::NotAFolder { path }) => assert_eq!(path, file),
                other => panic!("{asked:?}: {other:?}"),
            }
        }
    }
}
