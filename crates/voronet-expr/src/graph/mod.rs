//! Expressions as a graph: built, simplified, differentiated, printed.

mod context;
mod differentiate;
mod display;
mod formula;
mod op;
mod simplify;

pub use context::{Graph, Leaf, Node, Op};
pub use display::Names;
pub use formula::Formula;
pub use op::{Binary, Real, Unary};

#[cfg(test)]
mod tests;
