//! Shapes stated in Rust.

use super::{Entries, Setting};

/// A shape: a kind with its keys. Lengths are numbers, texts or expressions of
/// constants; angles are degrees.
///
/// ```
/// use voronet::prelude::*;
///
/// let shapes = ProblemBuilder::new("A plate with a hole")
///     .inputs(["x", "y"])
///     .output("u")
///     .domain("plate - hole")
///     .shape("plate", Shape::rectangle([-1.0, -1.0], [1.0, 1.0]))
///     .shape("hole", Shape::disk([0.0, 0.0], 0.3).translate([0.2, 0.0]))
///     .equation("laplace", laplacian(&var("u")))
///     .condition("edge", on("boundary").filter("x < 0.5"), "normal(u) = 0")
///     .build()?;
/// # Ok::<(), voronet::problem::Misstated>(())
/// ```
#[derive(Clone, Debug)]
pub struct Shape(Entries);

impl Shape {
    /// Makes a shape of any kind that problem files know; [`with`](Shape::with) adds its
    /// keys.
    pub fn new(kind: &str) -> Shape {
        Shape(Vec::new()).with("kind", kind)
    }

    /// Takes a combination of other shapes, such as `a - b`, as a whole.
    pub fn combination(shapes: &str) -> Shape {
        Shape(Vec::new()).with("shape", shapes)
    }

    /// Adds a key.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Setting>) -> Shape {
        self.0.push((key.to_owned(), value.into()));
        self
    }

    /// Makes a rectangle between two corners.
    pub fn rectangle(lower: impl Into<Setting>, upper: impl Into<Setting>) -> Shape {
        Shape::new("rectangle")
            .with("lower", lower)
            .with("upper", upper)
    }

    /// Makes a box between two corners, in three dimensions.
    pub fn cuboid(lower: impl Into<Setting>, upper: impl Into<Setting>) -> Shape {
        Shape::new("box").with("lower", lower).with("upper", upper)
    }

    /// Makes a disk.
    pub fn disk(center: impl Into<Setting>, radius: impl Into<Setting>) -> Shape {
        Shape::new("disk")
            .with("center", center)
            .with("radius", radius)
    }

    /// Makes an ellipse along the axes.
    pub fn ellipse(center: impl Into<Setting>, radii: impl Into<Setting>) -> Shape {
        Shape::new("ellipse")
            .with("center", center)
            .with("radii", radii)
    }

    /// Makes a ball.
    pub fn ball(center: impl Into<Setting>, radius: impl Into<Setting>) -> Shape {
        Shape::new("ball")
            .with("center", center)
            .with("radius", radius)
    }

    /// Makes a polygon with these vertices in turn.
    pub fn polygon(vertices: &[[f64; 2]]) -> Shape {
        let vertices: Vec<Setting> = vertices.iter().map(|&vertex| vertex.into()).collect();
        Shape::new("polygon").with("vertices", Setting::List(vertices))
    }

    /// Scales it by a factor.
    #[must_use]
    pub fn scale(self, factor: impl Into<Setting>) -> Shape {
        self.with("scale", factor)
    }

    /// Turns it about the origin by degrees; in three dimensions by three angles, about x,
    /// then y, then z.
    #[must_use]
    pub fn rotate(self, degrees: impl Into<Setting>) -> Shape {
        self.with("rotate", degrees)
    }

    /// Moves it.
    #[must_use]
    pub fn translate(self, by: impl Into<Setting>) -> Shape {
        self.with("translate", by)
    }
}

impl From<Shape> for Setting {
    fn from(shape: Shape) -> Setting {
        Setting::Table(shape.0)
    }
}
