//! Points in the unit cube and in the domain.

mod cloud;

pub use cloud::Cloud;
