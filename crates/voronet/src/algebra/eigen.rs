//! Eigenvalues of small symmetric matrices.

/// The eigenvalues of a symmetric matrix of a few rows, and the unit eigenvector of each, by
/// Jacobi's rotations.
pub fn eigen(matrix: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = matrix.len();
    let mut a = matrix;
    let unit = |k: usize| (0..n).map(|l| f64::from(u8::from(k == l))).collect();
    // Rows are the eigenvectors in the end.
    let mut vectors: Vec<Vec<f64>> = (0..n).map(unit).collect();
    for _ in 0..SWEEPS {
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    ((0..n).map(|k| a[k][k]).collect(), vectors)
}

/// They converge quadratically once they do; a few are enough.
const SWEEPS: usize = 30;

/// Makes the entry in row p and column q 0.
fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for row in a.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    for rows in [a, vectors] {
        for k in 0..rows.len() {
            let (x, y) = (rows[p][k], rows[q][k]);
            (rows[p][k], rows[q][k]) = (c * x - s * y, s * x + c * y);
        }
    }
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
        let (values, vectors) = eigen(matrix.clone());
        for (value, vector) in values.iter().zip(&vectors) {
            let length: f64 = vector.iter().map(|x| x * x).sum();
            assert!((length - 1.0).abs() < 1e-13);
            for (row, x) in matrix.iter().zip(vector) {
                let product: f64 = row.iter().zip(vector).map(|(a, b)| a * b).sum();
                assert!((product - value * x).abs() < 1e-13);
            }
        }
        // Equal numbers on the diagonal.
        let (values, _) = eigen(vec![vec![1.0, 1.0], vec![1.0, 1.0]]);
        assert!((values[0] - 0.0).abs().min((values[0] - 2.0).abs()) < 1e-15);
    }
}
