//! The command line, which the package brings along.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Does what was typed, the program's name first, and returns the exit status.
#[pyfunction]
pub fn command(py: Python<'_>, typed: Vec<OsString>) -> u8 {
    py.detach(|| voronet_cli::run(typed))
}
