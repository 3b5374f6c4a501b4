//! Physics-informed neural networks trained where the residual is.
//!
//! ```text
//! problem ─► plan ─► training (sampler ─► objective ─► optimizer) ─events─► output
//! ```
//!
//! The rooms are the stages: [`problem`] reads or builds what the user states
//! (files that it names through [`input`]),
//! [`plan`] compiles it, [`training`] runs the loop with a [`sampler`], the
//! [`objective`] and an [`optimizer`], [`run`] fills a folder through [`output`].
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//! use voronet::expr::Expr;
//! use voronet::problem::ProblemBuilder;
//! use voronet::run::{Folder, Options, train};
//!
//! // u'' = −π² sin(πx) with u = 0 at both ends: u = sin(πx).
//! let (x, u) = (Expr::input(0), Expr::output(0));
//! let pi = std::f64::consts::PI;
//! let exact = (pi * &x).sin();
//! let problem = ProblemBuilder::new("Poisson")
//!     .input("x", 0.0, 1.0)
//!     .output("u")
//!     .equation("poisson", &[u.diff_n(&x, 2) + pi * pi * &exact])
//!     .condition("ends", &[&[("x", 0.0)], &[("x", 1.0)]], &[u.clone()], 100.0)
//!     .reference("u", &exact)
//!     .network(|network| network.hidden = vec![16, 16])
//!     .sampling(|sampling| (sampling.points, sampling.batch) = (1000, 64))
//!     .training(|training| training.iterations = 500)
//!     .build()?;
//!
//! let parent = tempfile::tempdir()?;
//! let folder = Folder::create(Some(&parent.path().join("poisson")), "poisson")?;
//! let never = AtomicBool::new(false);
//! let summary = train(&problem, "", &folder, Options::default(), &never, &mut |_| {})?;
//! assert!(summary.relative_l2_error[0].1 < 0.05);
//! assert!(folder.file("report.html").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

pub use voronet_expr as expr;
pub use voronet_kernels as kernels;

pub use listings::listings;

pub mod compare;
pub mod geometry;
pub mod input;
mod listings;
pub mod network;
pub mod objective;
pub mod optimizer;
pub mod outlook;
pub mod output;
pub mod plan;
pub mod points;
pub mod problem;
pub mod registry;
pub mod run;
pub mod sampler;
pub mod study;
pub mod training;
pub mod words;
