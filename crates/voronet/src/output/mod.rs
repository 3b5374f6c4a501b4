//! From numbers to files and pictures.
//!
//! Comes in: values on a grid ([`Fields`]), the records of a training
//! ([`Record`](crate::training::Record)), a model's tensors, plain text and numbers
//! for the pages. Goes out: one file or one picture per call. This room knows what
//! training tells, but nothing of networks.
//!
//! ```text
//! Fields  ─► solution.csv, solution.npz, solution.vtu, heat maps
//! Record  ─► history.csv, curves
//! tensors ─► model.safetensors
//! Summary ─► summary.json
//! ReportData (with pictures as SVG) ─► report.html
//! ```
//!
//! Files appear whole or not at all ([`write_atomically`]); the history alone
//! grows line by line. Pictures are SVG text; [`plot::to_png`] makes pixels of
//! them with a font of its own, the same on every machine.
//!
//! ```
//! use voronet::output::{Axis, Field, Fields, Grid, plot};
//!
//! let axis = |name: &str| Axis::new(name, vec![0.0, 0.5, 1.0]);
//! let grid = Grid { axes: vec![axis("t"), axis("x")] };
//! let u = (0..grid.len()).map(|i| grid.point(i).iter().product()).collect();
//! let fields = Fields::new(grid, vec![Field::new("u", u)])?;
//! let slice = &fields.slices(0, [0, 1], None, 1)[0];
//! let picture = plot::heat_map(slice, &plot::Look::new("solution", "u"));
//! assert!(picture.starts_with("<svg"));
//! # Ok::<(), voronet::output::Error>(())
//! ```

mod csv;
mod error;
mod fields;
mod file;
mod format;
mod history;
mod npz;
pub mod plot;
pub mod report;
mod safetensors;
mod summary;
mod unknowns;
mod verdict;
mod vtk;
mod xml;

pub use crate::points::{Axis, Grid};
pub(crate) use csv::csv_text;
pub use csv::write_csv;
pub use error::Error;
pub use fields::{Field, Fields, Slice};
pub(crate) use file::write_anew;
pub use file::{refuse_existing, write_atomically, write_durably};
pub use format::{FORMATS, Format};
pub use history::{History, HistoryWriter, MOST_ROWS, read_history, write_history};
pub use npz::write_npz;
pub use safetensors::{ModelFile, TensorData, decode_model, read_model, write_model};
pub use summary::{
    RecoverySummary, Summary, WindowSummary, read_summary, summary_text, write_summary,
};
pub use vtk::write_vtk;

#[cfg(test)]
mod tests;
