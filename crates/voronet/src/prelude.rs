//! The names that nearly every program needs to state a problem, to solve it and to look
//! at the solution. What else there is stands in the rooms: errors, settings, run folders.

pub use crate::points::Cloud;
pub use crate::problem::{Problem, ProblemBuilder, Shape, at, on, points};
pub use crate::run::{
    Flow, Onward, Options, Progress, Solution, resume, resume_with, solve, solve_from, solve_with,
};
pub use voronet_expr::{
    Expr, curl, div, dot, grad, laplacian, normal, opposite, sum, var, vars, vector, when,
};
