//! Physics-informed neural networks trained where the residual is.
//!
//! A problem is stated in a file or in Rust, solved, and evaluated anywhere; the
//! [`prelude`] has what that needs.
//!
//! ```
//! use voronet::prelude::*;
//!
//! // u'' = −π² sin(πx) with u = 0 at both ends: u = sin(πx).
//! let [x, u] = vars(["x", "u"]);
//! let exact = (var("pi") * &x).sin();
//! let problem = ProblemBuilder::new("Poisson")
//!     .input("x", 0.0, 1.0)
//!     .output("u")
//!     .equation("poisson", u.diff_n(&x, 2).equals(-var("pi").powi(2) * &exact))
//!     .condition("ends", at("x = 0 or x = 1"), "u = 0")
//!     .reference("u", &exact)
//!     .set("training.iterations", 600)
//!     .build()?;
//!
//! let solution = solve(&problem)?;
//! let middle = Cloud::from_rows(&[[0.5]]);
//! let values = solution.evaluate_expressions(&["u", "diff(u, x, 2)"], &middle)?;
//! println!("u = {:.4}, u'' = {:.2}", values["u"][0], values["diff(u, x, 2)"][0]);
//! # assert_eq!(format!("{:.4}", values["u"][0]), "1.0000");
//! # assert_eq!(format!("{:.2}", values["diff(u, x, 2)"][0]), "-9.87");
//! # let folder = tempfile::tempdir()?;
//! # std::env::set_current_dir(&folder)?;
//! solution.save("runs/poisson")?;
//! # assert!(solution.errors()[0].1 < 1e-5);
//! # assert!(std::path::Path::new("runs/poisson/report.html").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! prints `u = 1.0000, u'' = -9.87`, and the folder holds what `voronet train` leaves
//! behind: fields, pictures, a report, and a problem file that says the same.
#![forbid(unsafe_code)]

pub use voronet_expr as expr;

pub mod output;
pub mod points;
pub mod prelude;
pub mod problem;
pub mod run;

#[doc(hidden)]
pub use listings::listings;
pub use run::{
    Error, Solution, resume, resume_with, solve, solve_from, solve_with, train_into,
    train_into_from,
};

// The stages between a problem and its solution are open to the programs beside this
// library, and to benchmarks:
//
//     problem ─► plan ─► training (sampler ─► objective ─► optimizer) ─events─► output
//
// They change as they must, and nobody else should build on them.
#[doc(hidden)]
pub use voronet_kernels as kernels;

#[doc(hidden)]
pub mod algebra;
#[doc(hidden)]
pub mod compare;
#[doc(hidden)]
pub mod geometry;
#[doc(hidden)]
pub mod input;
#[doc(hidden)]
pub mod judge;
mod listings;
#[doc(hidden)]
pub mod memory;
#[doc(hidden)]
pub mod network;
#[doc(hidden)]
pub mod objective;
#[doc(hidden)]
pub mod optimizer;
#[doc(hidden)]
pub mod outlook;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod registry;
#[doc(hidden)]
pub mod sampler;
#[doc(hidden)]
pub mod study;
#[doc(hidden)]
pub mod training;
#[doc(hidden)]
pub mod words;
