//! What one needs to state a problem, to solve it and to look at the solution.

pub use crate::points::Cloud;
pub use crate::problem::{
    Location, Misstated, Problem, ProblemBuilder, Setting, Shape, at, on, points,
};
pub use crate::run::{
    Columns, Error, Flow, Folder, Options, Progress, Solution, solve, solve_with, train_into,
};
pub use voronet_expr::{Expr, laplacian, normal, opposite, sum, var, vars, when};
