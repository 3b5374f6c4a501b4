//! Rows and Jacobians against differences and against one another.

use super::*;
use crate::algebra::{Matrix, Symmetric};
use crate::objective::LeastSquares;
use crate::optimizer::Oracle;

/// A system of several laws, conditions with one law and two, one point alone, points
/// opposite: batches of these sizes, and all that is asked about them.
pub struct Asked {
    plan: Arc<Plan>,
    theta: Vec<f64>,
    clouds: BySet<Arc<Cloud>>,
    batches: BySet<Batch>,
    oracle: LeastSquares,
}

impl Asked {
    fn new(activation: Activation, sizes: [usize; 4]) -> Asked {
        Asked::of(plan(activation), sizes)
    }

    /// Of a plan, with batches of these sizes.
    pub fn of(plan: Arc<Plan>, sizes: [usize; 4]) -> Asked {
        let mut plan = Arc::unwrap_or_clone(plan);
        for (set, size) in plan.sets.iter_mut().zip(sizes) {
            set.batch = size;
        }
        let plan = Arc::new(plan);
        let (clouds, batches) = batches(&plan);
        Asked {
            theta: theta(&plan),
            oracle: LeastSquares::new(&plan, &clouds, &batches),
            plan,
            clouds,
            batches,
        }
    }

    fn residuals(&mut self, theta: &[f64]) -> Vec<f64> {
        let mut residuals = vec![f64::NAN; self.oracle.rows()];
        self.oracle.residuals(theta, &mut residuals);
        residuals
    }

    fn jacobian(&mut self) -> (Matrix, Vec<f64>) {
        let (rows, columns) = (self.oracle.rows(), self.oracle.parameters());
        let mut jacobian = Matrix::new(rows, columns);
        jacobian.data_mut().fill(f64::NAN);
        let mut residuals = vec![f64::NAN; rows];
        self.oracle
            .jacobian(&self.theta, &mut jacobian, &mut residuals);
        (jacobian, residuals)
    }

    fn gram(&mut self) -> (Symmetric, Vec<f64>) {
        let mut gram = Symmetric::new(self.oracle.parameters());
        let mut residuals = vec![f64::NAN; self.oracle.rows()];
        // What was there before counts for nothing.
        for _ in 0..2 {
            self.oracle.gram(&self.theta, &mut gram, &mut residuals);
        }
        (gram, residuals)
    }

    fn gradient(&mut self) -> (f64, Vec<f64>) {
        let mut gradient = vec![f64::NAN; self.oracle.parameters()];
        (self.oracle.gradient(&self.theta, &mut gradient), gradient)
    }

    fn pull_back(&mut self, v: &[f64]) -> Vec<f64> {
        let mut pulled = vec![f64::NAN; self.oracle.parameters()];
        self.oracle.pull_back(&self.theta, v, &mut pulled);
        pulled
    }
}

fn squares(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum()
}

fn agree(found: &[f64], exact: &[f64], tolerance: f64) {
    let scale = squares(exact).sqrt();
    assert_eq!(found.len(), exact.len());
    for (i, (a, b)) in found.iter().zip(exact).enumerate() {
        assert!((a - b).abs() <= tolerance * scale, "{i}: {a} for {b}");
    }
}

#[test]
fn jacobians_agree_with_differences_of_residuals() {
    for activation in [Activation::Tanh, Activation::Sine] {
        let asked = Asked::new(activation, [37, 33, 1, 45]);
        asked.assert_jacobian_is_slopes();
    }
}

impl Asked {
    /// Compares the Jacobian with differences of residuals.
    pub fn assert_jacobian_is_slopes(mut self) {
        let asked = &mut self;
        let (jacobian, residuals) = asked.jacobian();
        assert_eq!(residuals.len(), 3 * 37 + 33 + 1 + 2 * 45);
        let theta = asked.theta.clone();
        assert_eq!(residuals, asked.residuals(&theta));
        let h = 1e-5;
        for i in 0..theta.len() {
            let mut at = |step: f64| {
                let mut moved = theta.clone();
                moved[i] += step;
                asked.residuals(&moved)
            };
            let (ahead, behind) = (at(h), at(-h));
            let pairs = ahead.iter().zip(&behind);
            let slopes: Vec<f64> = pairs.map(|(a, b)| (a - b) / (2.0 * h)).collect();
            agree(jacobian.column(i), &slopes, 1e-8);
        }
    }
}

#[test]
fn all_that_is_asked_follows_from_the_jacobian() {
    // Rows of three blocks; and of one.
    for sizes in [[700, 350, 1, 101], [3, 2, 1, 1]] {
        let mut asked = Asked::new(Activation::Tanh, sizes);
        let (jacobian, residuals) = asked.jacobian();
        let n = jacobian.columns();

        let (gram, with_gram) = asked.gram();
        assert_eq!(with_gram, residuals);
        let mut exact = Symmetric::new(n);
        exact.add_gram(&jacobian);
        for j in 0..n {
            for i in 0..n {
                let (found, exact) = (gram.get(i, j), exact.get(i, j));
                assert!((found - exact).abs() < 1e-12 * gram.max_diagonal());
            }
        }

        let v: Vec<f64> = (0..residuals.len()).map(|i| (i as f64).sin()).collect();
        let mut exact = vec![0.0; n];
        jacobian.multiply_transposed(&v, &mut exact);
        agree(&asked.pull_back(&v), &exact, 1e-12);

        jacobian.multiply_transposed(&residuals, &mut exact);
        exact.iter_mut().for_each(|g| *g *= 2.0);
        let (loss, gradient) = asked.gradient();
        agree(&gradient, &exact, 1e-12);
        assert!((loss / squares(&residuals) - 1.0).abs() < 1e-13);
    }
}

#[test]
fn the_loss_is_the_one_that_first_order_methods_see() {
    let mut asked = Asked::new(Activation::Gelu, [70, 33, 1, 45]);
    let theta = asked.theta.clone();
    let packed = pack(&asked.plan, &theta, Level::detect());
    let mut objective = Objective::new(Arc::clone(&asked.plan), &packed);
    let points = (&asked.clouds, &asked.batches);
    let (exact_terms, exact) = evaluate(&mut objective, &asked.plan, &packed, points, None);
    let residuals = asked.residuals(&theta);
    let mut terms = vec![f64::NAN; exact_terms.len()];
    asked.oracle.terms(&residuals, &mut terms);
    agree(&terms, &exact_terms, 1e-13);
    let (loss, gradient) = asked.gradient();
    agree(&gradient, &exact, 1e-12);
    assert!((loss / exact_terms.iter().sum::<f64>() - 1.0).abs() < 1e-13);
}

#[test]
fn other_batches_are_as_if_they_had_been_the_first() {
    let mut few = Asked::new(Activation::Tanh, [30, 20, 1, 10]);
    few.gram();
    let mut many = Asked::new(Activation::Tanh, [600, 90, 1, 200]);
    few.oracle.set_batches(&many.clouds, &many.batches);
    assert!(few.gram() == many.gram() && few.gradient() == many.gradient());
    let mut again = Asked::new(Activation::Tanh, [30, 20, 1, 10]);
    few.oracle.set_batches(&again.clouds, &again.batches);
    assert!(few.gram() == again.gram() && few.jacobian() == again.jacobian());
}

#[test]
fn no_bit_depends_on_the_number_of_threads() {
    let at = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| {
            let mut asked = Asked::new(Activation::Sine, [700, 350, 1, 101]);
            let v: Vec<f64> = (0..asked.oracle.rows()).map(|i| (i as f64).cos()).collect();
            let pulled = asked.pull_back(&v);
            (asked.gram(), asked.jacobian(), asked.gradient(), pulled)
        })
    };
    let one = at(1);
    for threads in [2, 3] {
        assert!(at(threads) == one, "{threads} threads");
    }
}
