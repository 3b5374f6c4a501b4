//! One file for each command.

pub mod check;
pub mod compare;
pub mod evaluate;
pub mod gallery;
pub mod interrupt;
pub mod list;
pub mod reproduce;
pub mod resume;
pub mod train;
