//! Norms of each point's gradient without the gradients.

use crate::dispatch::Kernel;
use crate::lanes::{Element, Lanes};

/// norms[p] += ‖∂J_p/∂W‖² + ‖∂J_p/∂b‖² of one layer.
///
/// The gradient of point p is Σ_c b_c z_cᵀ over components c, with b the
/// adjoint of the pre-activations and z the layer's input, so its squared norm
/// is Σ_{c,c'} (b_c · b_c') (z_c · z_c'): two small Gram matrices a point.
pub struct Norms<'a, T> {
    /// Neurons of the layer.
    pub rows: usize,
    /// Neurons of the layer before.
    pub depth: usize,
    /// Columns of one component, a multiple of the lanes.
    pub points: usize,
    /// Components.
    pub components: usize,
    /// From one row to the next.
    pub stride: usize,
    /// `rows` rows.
    pub adjoint: &'a [T],
    /// `depth` rows.
    pub input: &'a [T],
    /// `points` sums of squares.
    pub norms: &'a mut [T],
}

impl<T: Element> Kernel<T> for Norms<'_, T> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        assert!(self.points.is_multiple_of(L::COUNT) && self.norms.len() >= self.points);
        assert!(self.components * self.points <= self.stride);
        assert!(self.adjoint.len() >= self.rows * self.stride);
        assert!(self.input.len() >= self.depth * self.stride);
        let gram = |matrix: &[T], rows: usize, c: usize, e: usize, v: usize| {
            let mut sum = L::constant(0.0);
            for n in 0..rows {
                let row = n * self.stride + v;
                // SAFETY: the assertions above; v + COUNT <= points.
                unsafe {
                    let x = L::load(matrix.as_ptr().add(row + c * self.points));
                    let y = L::load(matrix.as_ptr().add(row + e * self.points));
                    sum = x.mul_add(y, sum);
                }
            }
            sum
        };
        for v in (0..self.points).step_by(L::COUNT) {
            let mut sum = gram(self.adjoint, self.rows, 0, 0, v);
            for c in 0..self.components {
                for e in 0..=c {
                    let b = gram(self.adjoint, self.rows, c, e, v);
                    let z = gram(self.input, self.depth, c, e, v);
                    let twice = L::constant(if c == e { 1.0 } else { 2.0 });
                    sum = b.mul(z).mul_add(twice, sum);
                }
            }
            // SAFETY: v + COUNT <= points <= norms.len().
            unsafe {
                let to = self.norms.as_mut_ptr().add(v);
                L::load(to).add(sum).store(to);
            }
        }
    }
}
