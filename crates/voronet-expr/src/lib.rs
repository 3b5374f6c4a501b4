//! Expressions of differential equations: text to graph to tape.
#![forbid(unsafe_code)]

/// An arena of unique nodes.
#[derive(Clone, Debug, Default)]
pub struct Graph {}

/// A node of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(u32);
