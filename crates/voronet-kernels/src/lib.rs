//! Jets through fully-connected networks: tiles, lanes and elementary functions.

pub mod activation;

pub use activation::Activation;
