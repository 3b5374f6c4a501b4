//! Eigenvalues of small symmetric matrices.

use faer::{Mat, Side};

/// The eigenvalues of a symmetric matrix of a few rows, rising, and the unit eigenvector of each;
/// numbers that are none where an entry is none.
pub fn eigen(matrix: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = matrix.len();
    let dense = Mat::from_fn(n, n, |i, j| matrix[i][j]);
    let Ok(found) = dense.self_adjoint_eigen(Side::Lower) else {
        return (vec![f64::NAN; n], vec![vec![f64::NAN; n]; n]);
    };
    let (values, vectors) = (found.S().column_vector(), found.U());
    let vector = |k: usize| (0..n).map(|i| vectors[(i, k)]).collect();
    (
        (0..n).map(|k| values[k]).collect(),
        (0..n).map(vector).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvectors_are_multiplied_by_their_eigenvalues() {
        let entry = |i: usize, j: usize| ((i * j + i + j) as f64 * 0.7).sin();
        let matrix: Vec<Vec<f64>> = (0..5)
            .map(|i| (0..5).map(|j| entry(i, j)).collect())
            .collect();
        let (values, vectors) = eigen(&matrix);
        for (value, vector) in values.iter().zip(&vectors) {
            let length: f64 = vector.iter().map(|x| x * x).sum();
            assert!((length - 1.0).abs() < 1e-13);
            for (row, x) in matrix.iter().zip(vector) {
                let product: f64 = row.iter().zip(vector).map(|(a, b)| a * b).sum();
                assert!((product - value * x).abs() < 1e-13);
            }
        }
        // Equal numbers on the diagonal.
        let (values, _) = eigen(&[vec![1.0, 1.0], vec![1.0, 1.0]]);
        assert!((values[0] - 0.0).abs().min((values[0] - 2.0).abs()) < 1e-15);
    }
}
