//! One file for each command.

pub mod check;
pub mod evaluate;
mod interrupt;
pub mod reproduce;
pub mod train;
