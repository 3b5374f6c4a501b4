//! Expressions as a graph: built, simplified, differentiated, printed.

mod context;
mod continuity;
mod differentiate;
mod display;
mod error_function;
mod formula;
mod op;
mod simplify;
mod summands;

pub use context::{Graph, Leaf, Node, Op};
pub use continuity::Jump;
pub use display::Names;
pub use formula::Formula;
pub use op::{Binary, Real, Unary};

#[cfg(test)]
mod tests;
