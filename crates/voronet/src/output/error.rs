//! What can go wrong between numbers and files.

use std::io;
use std::path::{Path, PathBuf};

/// Says why an output could not be made or read back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system refused.
    #[error("cannot write {}: {cause}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// Something is there already.
    #[error("{} exists already: choose another name, or --force to replace it", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// There is no folder for it.
    #[error("there is no folder {}: make it first, or choose another one", path.display())]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The file is missing or unreadable.
    #[error("cannot read {}: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The file was read but is not what it should be.
    #[error("{} is not a valid {kind}: {cause}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What it should be.
        kind: &'static str,
        /// Where it departs from that.
        cause: String,
    },
    /// An array does not have as many values as its shape says.
    #[error("`{name}` has {found} values where its shape holds {expected}")]
    Length {
        /// The name of the array.
        name: String,
        /// How many values its shape asks for.
        expected: usize,
        /// How many values it was given.
        found: usize,
    },
    /// A grid must have 1 to 4 axes, each with a value.
    #[error("a grid of shape {0:?}: 1 to 4 axes are possible, none of them empty")]
    Grid(
        /// The number of values on each axis.
        Vec<usize>,
    ),
    /// Axes and fields share one space of names.
    #[error("the name `{0}` is used twice")]
    Duplicate(
        /// The name that is used twice.
        String,
    ),
    /// The SVG could not be drawn.
    #[error("cannot draw the picture: {0}")]
    Picture(
        /// What the renderer said.
        String,
    ),
    /// The page could not be filled in.
    #[error("cannot fill in the report: {0}")]
    Page(
        /// What the template engine said.
        #[from]
        minijinja::Error,
    ),
}

impl Error {
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
        move |cause| Error::Write {
            path: path.to_path_buf(),
            cause,
        }
    }

    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
        move |cause| Error::Read {
            path: path.to_path_buf(),
            cause,
        }
    }

    pub(crate) fn malformed(path: &Path, kind: &'static str, cause: impl ToString) -> Error {
        Error::Malformed {
            path: path.to_path_buf(),
            kind,
            cause: cause.to_string(),
        }
    }
}
