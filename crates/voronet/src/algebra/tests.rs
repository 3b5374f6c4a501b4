//! Blocked algorithms against plain loops, and their bits by the number of threads.

use super::{Cholesky, Matrix, NotPositiveDefinite, Symmetric};

/// Orders on both sides of where matrices are cut: 96 and 384.
const ORDERS: [usize; 12] = [1, 2, 3, 63, 64, 65, 95, 96, 97, 200, 385, 500];

/// Numbers without a pattern, in −1 .. 1.
fn noise(i: usize) -> f64 {
    let x = ((i + 1) as f64 * 0.754_877_666).fract() * 997.0;
    2.0 * (x * x).fract() - 1.0
}

fn matrix(rows: usize, columns: usize) -> Matrix {
    let mut matrix = Matrix::new(rows, columns);
    let numbers = matrix.data_mut().iter_mut().enumerate();
    numbers.for_each(|(i, a)| *a = noise(i));
    matrix
}

fn gram(a: &Matrix) -> Symmetric {
    let mut gram = Symmetric::new(a.columns());
    gram.add_gram(a);
    gram
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn close(a: f64, b: f64, scale: f64) {
    assert!((a - b).abs() <= 1e-13 * scale, "{a} for {b}");
}

/// Row i of a matrix.
fn row(a: &Matrix, i: usize) -> Vec<f64> {
    (0..a.columns()).map(|j| a.column(j)[i]).collect()
}

#[test]
fn sums_of_products_are_those_of_plain_loops() {
    for n in ORDERS {
        for rows in [1, 7, 300] {
            let a = matrix(rows, n);
            let mut twice = gram(&a);
            twice.add_gram(&a);
            for j in 0..n {
                for i in 0..n {
                    let exact = 2.0 * dot(a.column(i), a.column(j));
                    close(twice.get(i, j), exact, rows as f64);
                }
            }
            let (a, mut outer) = (matrix(n, rows), gram(&a));
            outer.set_outer(&a);
            for j in 0..n {
                for i in [0, n / 2, n - 1] {
                    close(outer.get(i, j), dot(&row(&a, i), &row(&a, j)), rows as f64);
                }
            }
        }
    }
}

#[test]
fn products_with_vectors_are_those_of_plain_loops() {
    for n in ORDERS {
        for rows in [1, 400] {
            let a = matrix(rows, n);
            let (x, y): (Vec<f64>, Vec<f64>) = (
                (0..n).map(|i| noise(3 * i)).collect(),
                (0..rows).map(|i| noise(5 * i)).collect(),
            );
            let (mut ax, mut ay) = (vec![f64::NAN; rows], vec![f64::NAN; n]);
            a.multiply(&x, &mut ax);
            a.multiply_transposed(&y, &mut ay);
            for (i, ax) in ax.iter().enumerate() {
                close(*ax, dot(&row(&a, i), &x), n as f64);
            }
            for (j, ay) in ay.iter().enumerate() {
                close(*ay, dot(a.column(j), &y), rows as f64);
            }
            let (gram, mut gx) = (gram(&a), vec![f64::NAN; n]);
            gram.multiply(&x, &mut gx);
            for (i, gx) in gx.iter().enumerate() {
                let exact = (0..n).map(|j| gram.get(i, j) * x[j]).sum();
                close(*gx, exact, (rows * n) as f64);
            }
        }
    }
}

#[test]
fn the_factor_solves() {
    for n in ORDERS {
        let gram = gram(&matrix(n + 20, n));
        let mut factor = Cholesky::new(n);
        for mu in [0.5, 100.0] {
            factor.factor(&gram, mu).unwrap();
            let x: Vec<f64> = (0..n).map(|i| noise(7 * i)).collect();
            let mut b = vec![0.0; n];
            gram.multiply(&x, &mut b);
            b.iter_mut().zip(&x).for_each(|(b, x)| *b += mu * x);
            factor.solve(&mut b);
            for (b, x) in b.iter().zip(&x) {
                assert!((b - x).abs() < 1e-10, "order {n}: {b} for {x}");
            }
        }
    }
}

#[test]
fn a_matrix_that_is_not_positive_definite_has_no_factor() {
    for n in ORDERS {
        // Of rank n / 2, and none of its eigenvalues above n².
        let half = gram(&matrix(n / 2, n));
        let mut factor = Cholesky::new(n);
        for mu in [-1e-3, f64::NEG_INFINITY, f64::NAN, f64::INFINITY] {
            assert_eq!(
                factor.factor(&half, mu),
                Err(NotPositiveDefinite),
                "{n} {mu}"
            );
        }
        // Anywhere, a number that is none spoils it.
        for (i, j) in [(0, 0), (0, n - 1), (n / 2, n - 1), (n - 1, n - 1)] {
            let mut spoilt = matrix(n + 20, n);
            spoilt.column_mut(j)[i] = f64::NAN;
            assert_eq!(factor.factor(&gram(&spoilt), 1.0), Err(NotPositiveDefinite));
        }
        // The next is not disturbed by what a failure left.
        assert_eq!(factor.factor(&half, 1.0), Ok(()));
    }
}

#[test]
fn no_bit_depends_on_the_number_of_threads() {
    let (wide, tall) = (matrix(300, 700), matrix(700, 300));
    let at = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| {
            let mut gram = gram(&wide);
            let mut factor = Cholesky::new(700);
            factor.factor(&gram, 1.0).unwrap();
            let mut solved: Vec<f64> = (0..700).map(noise).collect();
            factor.solve(&mut solved);
            let mut product = vec![0.0; 700];
            gram.multiply(&solved, &mut product);
            let before = gram.clone();
            gram.set_outer(&tall);
            (before, gram, solved, product)
        })
    };
    let one = at(1);
    for threads in [2, 3] {
        assert!(at(threads) == one, "{threads} threads");
    }
}
