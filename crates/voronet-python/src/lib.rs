//! The compiled half of the Python package `voronet`: problems, trainings, solutions, samplers and
//! geometries of the library `voronet`, with NumPy arrays in and out. The other half, in
//! `python/voronet/`, is what users see; what is here changes as that needs.
//!
//! ```text
//! voronet (Python) ─► _voronet.Problem ─train─► _voronet.Solution ─evaluate─► arrays
//! ```
#![deny(unsafe_code)]

mod arrays;
mod command;
mod errors;
mod geometry;
mod problem;
mod sampling;
mod solution;
mod training;

/// Everything that the Python half uses.
#[pyo3::pymodule]
mod _voronet {
    /// The version of the package.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use crate::command::command;
    #[pymodule_export]
    use crate::errors::{Mistake, ProblemError, TrainingError};
    #[pymodule_export]
    use crate::geometry::Geometry;
    #[pymodule_export]
    use crate::problem::Problem;
    #[pymodule_export]
    use crate::sampling::{Sampler, sequence, sequences};
    #[pymodule_export]
    use crate::solution::{Network, Solution};
    #[pymodule_export]
    use crate::training::{Record, Watch, resume, train};
}
