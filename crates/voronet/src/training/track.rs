//! The tracked loss and error: on fixed sets, the same for every sampler.

use std::sync::Arc;

use voronet_expr::{Graph, Node};
use voronet_kernels::Mode;

use super::reference::{Column, References, norm};
use crate::objective::{Moments, PerPoint, Scalar, Theta, columns};
use crate::plan::{BySet, Group, Plan};
use crate::points::Cloud;
use crate::problem::Precision;

/// Evaluates the loss on fixed uniform points and the error on a fixed grid, for the θ
/// that it was given last.
pub trait Track {
    /// Takes the θ of all that follows.
    fn hold(&mut self, theta: &[f64]);

    /// Writes each term's λ_t · mean square to `terms`, and returns a score by which θ's
    /// are compared: Σ λ_t (mean |residual|)² over all laws. At a corner where conditions
    /// contradict each other a few points may make most of a mean square, and it jumps
    /// with each step while the solution gets better everywhere else.
    fn losses(&mut self, terms: &mut [f64]) -> f64;

    /// Returns the loss of each law of each term: the parts of which
    /// [`losses`](Self::losses) gives the sums.
    fn losses_of_laws(&self) -> Vec<Vec<f64>>;

    /// Returns the first of the tracked points at which a residual of term t is not
    /// finite, or else where one is largest.
    fn worst(&self, t: usize) -> Option<Spot>;

    /// Does the same at other points of a point set.
    fn worst_of(&self, set: usize, t: usize, cloud: &Cloud) -> Option<Spot>;

    /// Returns the values of expressions at a point, which the cloud has.
    fn values(&self, graph: &mut Graph, nodes: &[Node], point: &Cloud) -> Vec<f64>;

    /// Returns the relative L² error of each output with a reference.
    fn errors(&mut self) -> Vec<f64>;
}

/// A residual at a point.
pub struct Spot {
    /// The point, as a cloud of one.
    pub point: Cloud,
    /// The number of the law in its term.
    pub law: usize,
    /// The residual, as it is trained.
    pub residual: f64,
}

/// What tracks a plan's loss in a precision. `clouds` holds a fixed uniform set for each
/// point set of the plan, `theta` any parameters.
pub fn tracker(
    plan: &Arc<Plan>,
    clouds: BySet<Cloud>,
    references: References,
    precision: Precision,
    theta: &[f64],
) -> Box<dyn Track> {
    match precision {
        Precision::F32 => Box::new(Tracker::<f32>::new(plan, clouds, references, theta)),
        Precision::F64 => Box::new(Tracker::<f64>::new(plan, clouds, references, theta)),
    }
}

/// Returns the [score](Track::losses) of θ at points, one set for each point set of the plan.
pub fn score(plan: &Arc<Plan>, clouds: BySet<Cloud>, theta: &[f64]) -> f64 {
    let mut tracker = tracker(plan, clouds, References::none(), Precision::F64, theta);
    tracker.hold(theta);
    tracker.losses(&mut vec![0.0; plan.terms.len()])
}

/// The same in one precision.
struct Tracker<T: Scalar> {
    plan: Arc<Plan>,
    theta: Theta<T>,
    residuals: BySet<(PerPoint<T>, Cloud)>,
    outputs: PerPoint<T>,
    references: References,
    values: Vec<f64>,
}

impl<T: Scalar> Tracker<T> {
    fn new(
        plan: &Arc<Plan>,
        clouds: BySet<Cloud>,
        references: References,
        theta: &[f64],
    ) -> Tracker<T> {
        let theta = Theta::of(&plan.network, theta);
        let per_point = |group| PerPoint::new(&plan.network, group, Mode::Evaluate, &theta);
        let sets = plan.sets.iter().zip(clouds);
        let outputs = plan.network.outputs.len();
        Tracker {
            residuals: sets
                .map(|(set, cloud)| (per_point(&set.residuals), cloud))
                .collect(),
            outputs: per_point(&plan.outputs),
            values: vec![0.0; references.points.len() * outputs],
            references,
            theta,
            plan: Arc::clone(plan),
        }
    }
}

impl<T: Scalar> Track for Tracker<T> {
    fn hold(&mut self, theta: &[f64]) {
        let theta: Vec<T> = theta.iter().map(|&t| T::from_f64(t)).collect();
        self.theta.pack(&theta);
    }

    fn losses(&mut self, terms: &mut [f64]) -> f64 {
        terms.fill(0.0);
        let mut score = 0.0;
        for (set, (per_point, cloud)) in self.plan.sets.iter().zip(&mut self.residuals) {
            let mut moments = vec![Moments::default(); set.terms.len()];
            per_point.moments(&self.theta, cloud, &mut moments);
            for (&t, moments) in set.terms.iter().zip(moments) {
                terms[t] += self.plan.terms[t].1 * moments.square;
                score += self.plan.terms[t].1 * moments.size.powi(2);
            }
        }
        score
    }

    fn losses_of_laws(&self) -> Vec<Vec<f64>> {
        let mut laws = vec![Vec::new(); self.plan.terms.len()];
        for (set, (fields, cloud)) in self.plan.sets.iter().zip(&self.residuals) {
            let roots = set.terms.len();
            let mut values = vec![0.0; cloud.len() * roots];
            fields.values(&self.theta, cloud, &mut values);
            for (r, &t) in set.terms.iter().enumerate() {
                let squares = values.iter().skip(r).step_by(roots).map(|x| x * x);
                let mean = squares.sum::<f64>() / cloud.len() as f64;
                laws[t].push(self.plan.terms[t].1 * mean);
            }
        }
        laws
    }

    fn worst(&self, t: usize) -> Option<Spot> {
        let set = self
            .plan
            .sets
            .iter()
            .position(|set| set.terms.contains(&t))?;
        self.worst_of(set, t, &self.residuals[set].1)
    }

    fn worst_of(&self, set: usize, t: usize, cloud: &Cloud) -> Option<Spot> {
        let terms = &self.plan.sets[set].terms;
        let mut values = vec![0.0; cloud.len() * terms.len()];
        self.residuals[set]
            .0
            .values(&self.theta, cloud, &mut values);
        let size = |x: f64| {
            if x.is_finite() {
                x.abs()
            } else {
                f64::INFINITY
            }
        };
        let mut worst: Option<(usize, usize, f64)> = None;
        for (j, residuals) in values.chunks_exact(terms.len()).enumerate() {
            let own = residuals.iter().zip(terms).filter(|r| *r.1 == t);
            for (law, (&x, _)) in own.enumerate() {
                if worst.is_none_or(|(.., most)| size(x) > size(most)) {
                    worst = Some((j, law, x));
                }
            }
        }
        worst.map(|(j, law, residual)| Spot {
            point: cloud.picked(&[j as u32]),
            law,
            residual,
        })
    }

    fn values(&self, graph: &mut Graph, nodes: &[Node], point: &Cloud) -> Vec<f64> {
        let network = &self.plan.network;
        let group = Group::compile(graph, nodes, network);
        columns(network, &group, &self.theta, point).concat()
    }

    fn errors(&mut self) -> Vec<f64> {
        let References {
            points, columns, ..
        } = &self.references;
        if columns.is_empty() {
            return Vec::new();
        }
        self.outputs.values(&self.theta, points, &mut self.values);
        let outputs = self.values.len() / points.len();
        let error = |column: &Column| {
            let values = self.values.chunks_exact(outputs).zip(&column.values);
            norm(values.map(|(u, exact)| u[column.output] - exact)) / column.norm
        };
        columns.iter().map(error).collect()
    }
}
