//! Pictures, as SVG text.
//!
//! A picture is a function from numbers to a string. All of them share the axes of `axes.rs`, the colour
//! scales of `colour.rs` and one font, so that they look like one family.
//!
//! - [`heat_map`] a plane of a field, [`panels`] solution, reference and
//!   error in a row
//! - [`curves`] any lines; [`loss_history`] and [`profile`] are made of them
//! - [`scatter`] points coloured by a value
//! - [`domain`] a domain with the parts of its boundary
//! - [`to_png`] turns any of them into pixels, [`write_picture`] writes both

mod axes;
mod colour;
mod contour;
mod curve;
mod domain;
mod field;
mod raster;
mod scatter;
mod svg;

pub use axes::{Spacing, Ticks, linear_ticks, log_ticks};
pub use colour::{ColourMap, ColourScale};
pub use contour::iso_lines;
pub use curve::{Curves, Exact, Line, Series, Shade, curves, loss_history, profile};
pub use domain::{DomainDrawing, DomainPart, domain};
pub use field::{Look, heat_map, panels};
pub use raster::{FONT, SHARPNESS, to_png, write_picture};
pub use scatter::{Scatter, scatter};

#[cfg(test)]
mod tests;
