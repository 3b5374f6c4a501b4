//! The folder of a run.

use std::path::{Path, PathBuf};

use super::Error;
use crate::output;

/// The problem file as run, with overrides noted.
pub const PROBLEM: &str = "problem.toml";
/// The trained network.
pub const MODEL: &str = "model.safetensors";
/// What was recorded.
pub const HISTORY: &str = "history.csv";
/// What the run ended with; where there is one, the run is complete.
pub const SUMMARY: &str = "summary.json";

/// A folder that belongs to one run.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder asked for, which must be new or empty; or else `runs/<name>`,
    /// or the first of `runs/<name>-2`, `runs/<name>-3`, … that is free.
    ///
    /// # Errors
    /// If the folder asked for is occupied, or cannot be made.
    pub fn create(asked: Option<&Path>, name: &str) -> Result<Folder, Error> {
        let path = match asked {
            Some(path) if path.is_file() => {
                return Err(Error::NotAFolder {
                    path: path.to_path_buf(),
                });
            }
            Some(path) if !is_free(path) => {
                return Err(Error::Occupied {
                    path: path.to_path_buf(),
                });
            }
            Some(path) => path.to_path_buf(),
            None => free_default(name),
        };
        std::fs::create_dir_all(&path).map_err(|cause| output::Error::Write {
            path: path.clone(),
            cause,
        })?;
        Ok(Folder(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn free_default(name: &str) -> PathBuf {
    let numbered = (2..).map(|i| format!("{name}-{i}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .map(|name| Path::new("runs").join(name))
        .find(|path| is_free(path))
        .unwrap_or_else(|| Path::new("runs").join(name))
}

fn is_free(path: &Path) -> bool {
    match std::fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !path.exists(),
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
}
