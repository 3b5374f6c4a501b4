//! A function of one input, known at points, as an expression: what a window of the time begins
//! with.
//!
//! Its derivatives, of any order, are then those of the expression, and conditions can hold it
//! exactly like any other. Periodic functions are written as Fourier sums, others as polynomials
//! that interpolate them at Chebyshev's points, in Newton's form with the points in Leja's order,
//! which is stable at any degree (Reichel 1990, "Newton interpolation at Leja points").

use std::f64::consts::PI;

use voronet_expr::{Binary, Formula, Graph, Node, Unary};

/// Intervals between the points of the finest interpolation. The coarser ones have halves of it.
const FINEST: usize = 128;

/// Intervals of the coarsest one.
const COARSEST: usize = 16;

/// A coarser interpolation does if it is off by this part of what is large at most.
const RESOLVED: f64 = 1e-11;

/// The finest one does if it is off by this part at most.
const ACCEPTED: f64 = 1e-7;

/// Factors after which the polynomial is nested anew, so that no expression is deep.
const BLOCK: usize = 16;

/// An interval of an input, on which functions are periodic or not.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The input.
    pub input: usize,
    /// Its lower and its upper end.
    pub ends: [f64; 2],
    /// Whether functions go on at the lower end where they come to the upper one.
    pub is_periodic: bool,
}

impl Line {
    /// The points at which a function must be known: those of the finest interpolation, and as
    /// many between them, at which it is tried.
    pub fn points(&self) -> Vec<f64> {
        let [lower, upper] = self.ends;
        let at = |part: f64| lower + (upper - lower) * part;
        let most = 2 * FINEST;
        let part = |k: usize| match self.is_periodic {
            true => k as f64 / most as f64,
            false => 0.5 - 0.5 * (PI * k as f64 / most as f64).cos(),
        };
        // The ends themselves, and not what rounding makes of them.
        let point = |k: usize| match k {
            0 => lower,
            k if k == most => upper,
            k => at(part(k)),
        };
        (0..most + usize::from(!self.is_periodic))
            .map(point)
            .collect()
    }

    /// Writes the function that has these values at the [`points`](Self::points), if so smooth a
    /// function it is that an interpolation finds it, up to errors that are small beside `largest`.
    pub fn written(&self, values: &[f64], largest: f64) -> Option<Formula> {
        let points = self.points();
        if !values.iter().all(|value| value.is_finite()) {
            return None;
        }
        let mut intervals = COARSEST;
        loop {
            let formula = self.interpolated(&points, values, intervals);
            let off = points.iter().zip(values).map(|(&x, value)| {
                let found = formula.evaluate(&|_| x);
                (found - value).abs()
            });
            let off = off.fold(0.0, f64::max);
            let most = match intervals {
                FINEST => ACCEPTED,
                _ => RESOLVED,
            };
            if off <= most * largest {
                return Some(formula);
            }
            if intervals == FINEST {
                return None;
            }
            intervals *= 2;
        }
    }

    fn interpolated(&self, points: &[f64], values: &[f64], intervals: usize) -> Formula {
        let step = 2 * FINEST / intervals;
        let every = |all: &[f64]| -> Vec<f64> { all.iter().copied().step_by(step).collect() };
        let (points, values) = (every(points), every(values));
        let mut graph = Graph::new();
        let node = match self.is_periodic {
            true => self.fourier(&mut graph, &values),
            false => self.newton(&mut graph, &points, &values),
        };
        graph.formula(node)
    }

    /// Σ a cos kφ + b sin kφ, from values at equal distances. The highest wave, of which only the
    /// cosine is seen, is left out.
    fn fourier(&self, graph: &mut Graph, values: &[f64]) -> Node {
        let n = values.len() as f64;
        let coefficient = |wave: usize, of: fn(f64) -> f64| {
            let value = |(j, u): (usize, &f64)| u * of(2.0 * PI * (wave * j) as f64 / n);
            values.iter().enumerate().map(value).sum::<f64>() * 2.0 / n
        };
        let [lower, upper] = self.ends;
        let x = graph.input(self.input);
        let length = upper - lower;
        let lower = graph.constant(lower);
        let since = graph.binary(Binary::Sub, x, lower);
        let largest = values.iter().fold(0.0f64, |most, u| most.max(u.abs()));
        let mut sum = graph.constant(0.5 * coefficient(0, f64::cos));
        for wave in 1..values.len() / 2 {
            let rate = graph.constant(2.0 * PI * wave as f64 / length);
            let phase = graph.binary(Binary::Mul, rate, since);
            for (unary, of) in [
                (Unary::Cos, f64::cos as fn(f64) -> f64),
                (Unary::Sin, f64::sin),
            ] {
                let coefficient = coefficient(wave, of);
                if coefficient.abs() <= f64::EPSILON * largest {
                    continue;
                }
                let coefficient = graph.constant(coefficient);
                let function = graph.unary(unary, phase);
                let summand = graph.binary(Binary::Mul, coefficient, function);
                sum = graph.binary(Binary::Add, sum, summand);
            }
        }
        sum
    }

    /// c₀ + (s − s₀)(c₁ + (s − s₁)(c₂ + …)) with s from −2 to 2, on which products of distances
    /// neither grow nor vanish.
    fn newton(&self, graph: &mut Graph, points: &[f64], values: &[f64]) -> Node {
        let [lower, upper] = self.ends;
        let scale = 4.0 / (upper - lower);
        let middle = 0.5 * (lower + upper);
        let order = leja(points);
        let at: Vec<f64> = order
            .iter()
            .map(|&j| (points[j] - middle) * scale)
            .collect();
        let values: Vec<f64> = order.iter().map(|&j| values[j]).collect();
        let differences = divided_differences(&at, values);
        let x = graph.input(self.input);
        let (middle, scale) = (graph.constant(middle), graph.constant(scale));
        let from_middle = graph.binary(Binary::Sub, x, middle);
        let s = graph.binary(Binary::Mul, scale, from_middle);
        let mut distance = |&at: &f64| {
            let at = graph.constant(at);
            graph.binary(Binary::Sub, s, at)
        };
        let distances: Vec<Node> = at.iter().map(&mut distance).collect();
        let blocks = differences.chunks(BLOCK).zip(distances.chunks(BLOCK));
        let whole = blocks.rev().fold(None, |later, (differences, distances)| {
            let sum = nested(graph, differences, distances);
            let Some(later) = later else {
                return Some(sum);
            };
            // A product that nests on the left is flat as a text.
            let times = |all, distance| graph.binary(Binary::Mul, all, distance);
            let all = distances.iter().copied().chain([later]).reduce(times);
            Some(graph.binary(Binary::Add, sum, all?))
        });
        whole.expect("there are points")
    }
}

/// c₀ + d₀(c₁ + d₁(c₂ + …)), to the last c.
fn nested(graph: &mut Graph, coefficients: &[f64], distances: &[Node]) -> Node {
    let (&last, others) = coefficients.split_last().expect("a block has a term");
    let last = graph.constant(last);
    let inwards = others.iter().zip(distances).rev();
    inwards.fold(last, |sum, (&own, &distance)| {
        let own = graph.constant(own);
        let rest = graph.binary(Binary::Mul, distance, sum);
        graph.binary(Binary::Add, own, rest)
    })
}

/// Newton's divided differences of values at points.
fn divided_differences(at: &[f64], mut values: Vec<f64>) -> Vec<f64> {
    for level in 1..at.len() {
        for j in (level..at.len()).rev() {
            values[j] = (values[j] - values[j - 1]) / (at[j] - at[j - level]);
        }
    }
    values
}

/// Points so ordered that each is as far from those before it as can be, by the product of the
/// distances.
fn leja(points: &[f64]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..points.len()).collect();
    let mut logarithms = vec![0.0; points.len()];
    let mut order = Vec::new();
    while !left.is_empty() {
        let by_distance = |a: &usize, b: &usize| f64::total_cmp(&logarithms[*a], &logarithms[*b]);
        let farthest = match order.is_empty() {
            true => left[0],
            false => *left
                .iter()
                .max_by(|a, b| by_distance(a, b))
                .expect("one is left"),
        };
        left.retain(|&j| j != farthest);
        for &j in &left {
            logarithms[j] += (points[j] - points[farthest]).abs().ln();
        }
        order.push(farthest);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The function's value and first two derivatives at some points are those of the expression.
    fn check(line: Line, function: fn(f64) -> [f64; 3], tolerances: [f64; 3]) {
        let values: Vec<f64> = line.points().iter().map(|&x| function(x)[0]).collect();
        let formula = line.written(&values, 1.0).expect("it is smooth");
        let mut graph = Graph::new();
        let mut node = graph.insert(&formula, &mut |graph, leaf| graph.leaf(leaf));
        for (order, tolerance) in tolerances.into_iter().enumerate() {
            let derivative = graph.formula(node);
            for j in 0..=100 {
                let x = line.ends[0] + (line.ends[1] - line.ends[0]) * f64::from(j) / 100.0;
                let (found, truth) = (derivative.evaluate(&|_| x), function(x)[order]);
                assert!(
                    (found - truth).abs() <= tolerance,
                    "{order} at {x}: {found} {truth}"
                );
            }
            node = graph.slope(node, 0);
        }
    }

    #[test]
    fn waves_are_written_as_a_fourier_sum() {
        let line = Line {
            input: 0,
            ends: [-1.0, 1.0],
            is_periodic: true,
        };
        let wave = |x: f64| {
            let (s, c) = (PI * x).sin_cos();
            let e = s.exp();
            [e, PI * c * e, PI * PI * (c * c - s) * e]
        };
        check(line, wave, [1e-11, 1e-9, 1e-7]);
    }

    #[test]
    fn layers_are_written_as_a_polynomial() {
        let line = Line {
            input: 0,
            ends: [0.0, 3.0],
            is_periodic: false,
        };
        let layer = |x: f64| {
            let t = (5.0 * (x - 1.0)).tanh();
            let slope = 5.0 * (1.0 - t * t);
            [t, slope, -10.0 * t * slope]
        };
        check(line, layer, [1e-7, 1e-4, 1e-1]);
    }

    #[test]
    fn ends_are_met_to_rounding() {
        let line = Line {
            input: 0,
            ends: [0.0, 1.0],
            is_periodic: false,
        };
        let values: Vec<f64> = line.points().iter().map(|x| (PI * x).sin() + 2.0).collect();
        let formula = line.written(&values, 3.0).expect("it is smooth");
        for end in [0.0, 1.0] {
            assert!((formula.evaluate(&|_| end) - 2.0).abs() < 1e-14);
        }
    }

    #[test]
    fn what_is_small_beside_earlier_values_is_no_jump() {
        let line = Line {
            input: 0,
            ends: [0.0, 1.0],
            is_periodic: false,
        };
        let values: Vec<f64> = line
            .points()
            .iter()
            .map(|x| 1e-8 * f64::from(*x > 0.3))
            .collect();
        assert!(line.written(&values, 1e-8).is_none());
        assert!(line.written(&values, 1.0).is_some());
    }

    #[test]
    fn a_jump_is_not_written() {
        let line = Line {
            input: 0,
            ends: [0.0, 1.0],
            is_periodic: false,
        };
        let values: Vec<f64> = line.points().iter().map(|x| f64::from(*x > 0.3)).collect();
        assert!(line.written(&values, 1.0).is_none());
    }
}
