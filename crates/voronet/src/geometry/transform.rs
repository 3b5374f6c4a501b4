//! Where a shape stands.

use super::{BoxDomain, Vector};

/// x = s R p + t: a uniform scaling, a rotation, a translation. Lengths along
/// a surface all grow by the same factor, so uniform stays uniform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transform {
    /// s > 0
    pub scale: f64,
    /// R, orthogonal, by rows.
    pub rotation: [[f64; 3]; 3],
    /// t
    pub translation: Vector,
}

impl Transform {
    /// Leaves everything where it is.
    pub const IDENTITY: Transform = Transform {
        scale: 1.0,
        rotation: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        translation: [0.0; 3],
    };

    /// Scaling, then turning about the x, the y and the z axis (radians; in the
    /// plane only the last), then moving.
    pub fn new(scale: f64, [a, b, c]: Vector, translation: Vector) -> Transform {
        let about_x = [
            [1.0, 0.0, 0.0],
            [0.0, a.cos(), -a.sin()],
            [0.0, a.sin(), a.cos()],
        ];
        let about_y = [
            [b.cos(), 0.0, b.sin()],
            [0.0, 1.0, 0.0],
            [-b.sin(), 0.0, b.cos()],
        ];
        let about_z = [
            [c.cos(), -c.sin(), 0.0],
            [c.sin(), c.cos(), 0.0],
            [0.0, 0.0, 1.0],
        ];
        Transform {
            scale,
            rotation: product(about_z, product(about_y, about_x)),
            translation,
        }
    }

    /// This one after another.
    #[must_use]
    pub fn after(&self, first: &Transform) -> Transform {
        Transform {
            scale: self.scale * first.scale,
            rotation: product(self.rotation, first.rotation),
            translation: self.point(first.translation),
        }
    }

    /// Where a point goes.
    pub fn point(&self, p: Vector) -> Vector {
        let turned = self.direction(p);
        std::array::from_fn(|i| self.scale * turned[i] + self.translation[i])
    }

    /// Where a unit vector points.
    pub fn direction(&self, v: Vector) -> Vector {
        self.rotation.map(|row| dot(row, v))
    }

    /// What goes to a point.
    pub fn inverse(&self, x: &[f64]) -> Vector {
        let mut moved = [0.0; 3];
        for (i, m) in moved.iter_mut().enumerate() {
            *m = (x.get(i).copied().unwrap_or(0.0) - self.translation[i]) / self.scale;
        }
        let column = |j: usize| [0, 1, 2].map(|i: usize| self.rotation[i][j]);
        std::array::from_fn(|j| dot(column(j), moved))
    }

    /// A box around the image of a box.
    pub fn bounds(&self, of: &BoxDomain) -> BoxDomain {
        let d = of.dimensions();
        let mut bounds = BoxDomain {
            lower: vec![f64::INFINITY; d],
            upper: vec![f64::NEG_INFINITY; d],
        };
        for corner in 0..1 << d {
            let mut p = [0.0; 3];
            for (i, p) in p.iter_mut().enumerate().take(d) {
                *p = if corner >> i & 1 == 0 {
                    of.lower[i]
                } else {
                    of.upper[i]
                };
            }
            let x = self.point(p);
            for (i, &x) in x.iter().enumerate().take(d) {
                bounds.lower[i] = bounds.lower[i].min(x);
                bounds.upper[i] = bounds.upper[i].max(x);
            }
        }
        bounds
    }
}

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn product(a: [[f64; 3]; 3], b: [[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let entry = |i: usize, j: usize| (0..3).map(|k| a[i][k] * b[k][j]).sum();
    std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j)))
}
