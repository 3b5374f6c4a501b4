//! Least-squares problems with known minima, for tests: those of Moré, Garbow and
//! Hillstrom, "Testing unconstrained optimization software" (1981), by their numbers, and
//! linear ones.

use super::Oracle;
use super::vector::square;
use crate::algebra::{Matrix, Symmetric};

/// A residual: its value and its derivatives by θ.
pub type Row = (f64, Vec<f64>);

/// The rows at θ.
type Rows = Box<dyn Fn(&[f64]) -> Vec<Row>>;

/// A least-squares problem that holds its Jacobian.
pub struct Problem {
    pub name: &'static str,
    /// The usual start.
    pub start: Vec<f64>,
    pub rows: Rows,
    /// How often r was asked for.
    pub evaluations: usize,
}

impl Problem {
    pub fn new(
        name: &'static str,
        start: &[f64],
        rows: impl Fn(&[f64]) -> Vec<Row> + 'static,
    ) -> Problem {
        Problem {
            name,
            start: start.to_vec(),
            rows: Box::new(rows),
            evaluations: 0,
        }
    }

    /// r(θ)
    pub fn values(&self, theta: &[f64]) -> Vec<f64> {
        (self.rows)(theta).into_iter().map(|(r, _)| r).collect()
    }

    /// J(θ)
    pub fn matrix(&self, theta: &[f64]) -> Matrix {
        let rows = (self.rows)(theta);
        let mut matrix = Matrix::new(rows.len(), theta.len());
        for (i, (_, derivatives)) in rows.iter().enumerate() {
            for (j, &derivative) in derivatives.iter().enumerate() {
                matrix.column_mut(j)[i] = derivative;
            }
        }
        matrix
    }

    /// F(θ)
    pub fn loss(&self, theta: &[f64]) -> f64 {
        square(&self.values(theta))
    }
}

impl Oracle for Problem {
    fn parameters(&self) -> usize {
        self.start.len()
    }

    fn rows(&self) -> usize {
        (self.rows)(&self.start).len()
    }

    fn residuals(&mut self, theta: &[f64], out: &mut [f64]) {
        self.evaluations += 1;
        out.copy_from_slice(&self.values(theta));
    }

    fn gradient(&mut self, theta: &[f64], out: &mut [f64]) -> f64 {
        self.evaluations += 1;
        let residuals = self.values(theta);
        self.matrix(theta).multiply_transposed(&residuals, out);
        out.iter_mut().for_each(|g| *g *= 2.0);
        square(&residuals)
    }

    fn pull_back(&mut self, theta: &[f64], v: &[f64], out: &mut [f64]) {
        self.matrix(theta).multiply_transposed(v, out);
    }

    fn gram(&mut self, theta: &[f64], gram: &mut Symmetric, residuals: &mut [f64]) {
        self.residuals(theta, residuals);
        gram.fill_zero();
        gram.add_gram(&self.matrix(theta));
    }

    fn jacobian(&mut self, theta: &[f64], jacobian: &mut Matrix, residuals: &mut [f64]) {
        self.residuals(theta, residuals);
        *jacobian = self.matrix(theta);
    }
}

/// 1: minimum 0 at (1, 1).
pub fn rosenbrock() -> Problem {
    Problem::new("Rosenbrock", &[-1.2, 1.0], |x| {
        vec![
            (10.0 * (x[1] - x[0] * x[0]), vec![-20.0 * x[0], 10.0]),
            (1.0 - x[0], vec![-1.0, 0.0]),
        ]
    })
}

/// 4: minimum 0 at (10⁶, 2 · 10⁻⁶).
pub fn brown_badly_scaled() -> Problem {
    Problem::new("Brown, badly scaled", &[1.0, 1.0], |x| {
        vec![
            (x[0] - 1e6, vec![1.0, 0.0]),
            (x[1] - 2e-6, vec![0.0, 1.0]),
            (x[0] * x[1] - 2.0, vec![x[1], x[0]]),
        ]
    })
}

/// 7: minimum 0 at (1, 0, 0).
pub fn helical_valley() -> Problem {
    Problem::new("Helical valley", &[-1.0, 0.0, 0.0], |x| {
        let turn = (x[1]).atan2(x[0]) / std::f64::consts::TAU;
        // From −1/4 to 3/4 of a turn, as the problem has it.
        let turn = if turn < -0.25 { turn + 1.0 } else { turn };
        let radius = x[0].hypot(x[1]);
        let across = 100.0 / std::f64::consts::TAU / (radius * radius);
        vec![
            (
                10.0 * (x[2] - 10.0 * turn),
                vec![across * x[1], -across * x[0], 10.0],
            ),
            (
                10.0 * (radius - 1.0),
                vec![10.0 * x[0] / radius, 10.0 * x[1] / radius, 0.0],
            ),
            (x[2], vec![0.0, 0.0, 1.0]),
        ]
    })
}

/// 13: minimum 0 at 0, where the Hessian has rank two.
pub fn powell_singular() -> Problem {
    Problem::new("Powell, singular", &[3.0, -1.0, 0.0, 1.0], |x| {
        let (five, ten) = (5f64.sqrt(), 10f64.sqrt());
        let (middle, outer) = (x[1] - 2.0 * x[2], x[0] - x[3]);
        vec![
            (x[0] + 10.0 * x[1], vec![1.0, 10.0, 0.0, 0.0]),
            (five * (x[2] - x[3]), vec![0.0, 0.0, five, -five]),
            (middle * middle, vec![0.0, 2.0 * middle, -4.0 * middle, 0.0]),
            (
                ten * outer * outer,
                vec![2.0 * ten * outer, 0.0, 0.0, -2.0 * ten * outer],
            ),
        ]
    })
}

/// 18, with 13 rows: minima 0, such as (1, 10, 1, 5, 4, 3), and a local one of
/// 5.65565 · 10⁻³.
pub fn biggs_exp6() -> Problem {
    Problem::new("Biggs EXP6", &[1.0, 2.0, 1.0, 1.0, 1.0, 1.0], |x| {
        let row = |i: usize| {
            let t = 0.1 * i as f64;
            let y = (-t).exp() - 5.0 * (-10.0 * t).exp() + 3.0 * (-4.0 * t).exp();
            let [a, b, c] = [x[0], x[1], x[4]].map(|rate| (-t * rate).exp());
            let value = x[2] * a - x[3] * b + x[5] * c - y;
            let derivatives = vec![-t * x[2] * a, t * x[3] * b, a, -b, -t * x[5] * c, c];
            (value, derivatives)
        };
        (1..=13).map(row).collect()
    })
}

/// r = A θ − b with a fixed A of that shape, whose columns differ in size by 10³.
pub fn linear(rows: usize, parameters: usize) -> Problem {
    let entry = move |i: usize, j: usize| {
        let size = 10f64.powf(-3.0 * j as f64 / parameters as f64);
        size * (1.0 + (i * i + 3 * j + 7 * i * j) as f64 % 11.0 + f64::from(i == j) * 10.0)
    };
    Problem::new("linear", &vec![0.5; parameters], move |x| {
        let row = |i: usize| {
            let derivatives: Vec<f64> = (0..x.len()).map(|j| entry(i, j)).collect();
            let value: f64 = derivatives.iter().zip(x).map(|(a, x)| a * x).sum();
            (value - (i as f64).cos(), derivatives)
        };
        (0..rows).map(row).collect()
    })
}

#[test]
fn the_jacobians_are_those_of_the_residuals() {
    let all = [
        rosenbrock(),
        brown_badly_scaled(),
        helical_valley(),
        powell_singular(),
        biggs_exp6(),
        linear(4, 3),
    ];
    for problem in all {
        let theta: Vec<f64> = (0..problem.start.len())
            .map(|i| problem.start[i] + 0.3 + 0.1 * i as f64)
            .collect();
        let matrix = problem.matrix(&theta);
        for j in 0..theta.len() {
            let [mut ahead, mut behind] = [theta.clone(), theta.clone()];
            ahead[j] += 1e-6;
            behind[j] -= 1e-6;
            let (ahead, behind) = (problem.values(&ahead), problem.values(&behind));
            for (i, known) in matrix.column(j).iter().enumerate() {
                let measured = (ahead[i] - behind[i]) / 2e-6;
                let error = (measured - known).abs();
                assert!(
                    error < 1e-5 * (1.0 + known.abs()),
                    "{} {i} {j}: {measured} {known}",
                    problem.name
                );
            }
        }
    }
}
