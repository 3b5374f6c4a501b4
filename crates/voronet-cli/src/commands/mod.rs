//! One file for each command.

pub mod check;
pub mod compare;
pub mod evaluate;
mod interrupt;
pub mod list;
pub mod reproduce;
pub mod train;
