//! A problem as the user states it.
//!
//! ```text
//! Rust builder ─► text of a problem file ─file─► Problem, or all complaints
//! ```

pub(crate) mod automatic;
mod builder;
mod density;
mod describe;
mod exact;
mod file;
mod misstated;
mod place;
mod series;
mod shown;
mod source;
mod state;
mod statement;
mod training;
mod window;

pub use builder::{Location, ProblemBuilder, Setting, Shape, at, on, points};
pub use density::{CUT, Density};
pub use exact::Field;
pub use file::{
    Complaint, Open, Passage, Text, passage_of_key, path_of_key, read_problem, read_problem_with,
    space_by_names, written,
};
pub use misstated::{Misstated, ReadError};
pub use place::{holds, values_at};
pub use series::Line;
pub use shown::Shown;
pub use state::{State, Stuck};
pub use statement::*;
pub use training::{Phase, Precision, TrainingSettings, Windows};
pub use window::{Start, Window, Windowed};
