//! Cholesky's factors.

use super::Symmetric;

/// The factor L of a matrix G + µI = L Lᵀ.
#[derive(Clone, Debug)]
pub struct Cholesky {
    order: usize,
    /// L, in columns.
    data: Vec<f64>,
}

/// A matrix without a factor: rounding made it indefinite, or its numbers are not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the matrix is not positive definite")]
pub struct NotPositiveDefinite;

impl Cholesky {
    /// Makes room for factors of that order.
    pub fn new(order: usize) -> Cholesky {
        Cholesky {
            order,
            data: vec![0.0; order * order],
        }
    }

    /// Factors G + µI.
    ///
    /// # Errors
    /// If it is not positive definite; the factor then means nothing.
    pub fn factor(&mut self, gram: &Symmetric, mu: f64) -> Result<(), NotPositiveDefinite> {
        let n = self.order;
        for j in 0..n {
            for i in j..n {
                let mut sum = gram.get(i, j) + if i == j { mu } else { 0.0 };
                for k in 0..j {
                    sum -= self.data[i + k * n] * self.data[j + k * n];
                }
                self.data[i + j * n] = if i > j {
                    sum / self.data[j + j * n]
                } else if sum > 0.0 && sum.is_finite() {
                    sum.sqrt()
                } else {
                    return Err(NotPositiveDefinite);
                };
            }
        }
        Ok(())
    }

    /// Replaces b by (G + µI)⁻¹ b.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.order;
        for i in 0..n {
            let known: f64 = (0..i).map(|k| self.data[i + k * n] * b[k]).sum();
            b[i] = (b[i] - known) / self.data[i + i * n];
        }
        for i in (0..n).rev() {
            let known: f64 = (i + 1..n).map(|k| self.data[k + i * n] * b[k]).sum();
            b[i] = (b[i] - known) / self.data[i + i * n];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::Matrix;

    #[test]
    fn the_factor_solves() {
        let mut a = Matrix::new(3, 2);
        a.column_mut(0).copy_from_slice(&[1.0, 2.0, -1.0]);
        a.column_mut(1).copy_from_slice(&[0.5, -3.0, 4.0]);
        let mut gram = Symmetric::new(2);
        gram.add_gram(&a);
        assert_eq!((gram.get(0, 0), gram.get(0, 1)), (6.0, -9.5));
        let mut factor = Cholesky::new(2);
        factor.factor(&gram, 0.25).unwrap();
        let (x, mut b) = ([2.0, -1.0], [0.0; 2]);
        gram.multiply(&x, &mut b);
        b.iter_mut().zip(x).for_each(|(b, x)| *b += 0.25 * x);
        factor.solve(&mut b);
        assert!(
            (b[0] - 2.0).abs() < 1e-12 && (b[1] + 1.0).abs() < 1e-12,
            "{b:?}"
        );
        assert!(factor.factor(&gram, -100.0).is_err());
    }
}
