//! Phases whose method works on a sum of squares, held on the same points for some steps.

use std::sync::Arc;

use super::batches::Batches;
use super::failure::Fault;
use super::importance::Importance;
use super::phase::{Engine, Placed};
use super::starved::Worth;
use crate::memory::{Remembered, Visit};
use crate::objective::{LeastSquares, Theta};
use crate::optimizer::{Descent, Oracle};
use crate::plan::{BySet, Plan, PointSet};
use crate::problem::{Phase, Problem, Region};
use crate::sampler::{Batch, Sampler};

/// The part of the rows that the interior gets, where there are conditions.
const INTERIOR_PART: f64 = 0.72;

/// A method that finds no step on so many draws of points in a row has ended.
const MOST_FAILURES: usize = 5;

/// All that changes from step to step.
pub struct Descend<'a> {
    problem: &'a Problem,
    plan: Arc<Plan>,
    placed: Placed,
    /// The sum of squares at the points that were drawn last.
    objective: LeastSquares,
    batches: BySet<Batches<f64>>,
    /// Points of each set.
    sizes: BySet<usize>,
    method: Box<dyn Descent>,
    redraw: usize,
    /// Steps until other points are drawn; there are none before the first.
    left: usize,
    /// Draws in a row on which no step was found.
    failures: usize,
    length: f64,
    theta: Vec<f64>,
}

impl<'a> Descend<'a> {
    /// Begins the phase at θ.
    pub fn new(
        problem: &'a Problem,
        phase: &'a Phase,
        plan: &Arc<Plan>,
        (placed, samplers): (Placed, BySet<Box<dyn Sampler>>),
        method: Box<dyn Descent>,
        theta: &[f64],
    ) -> Descend<'a> {
        let packed = Theta::of(&plan.network, theta);
        let importances = Importance::all(plan, &placed, &samplers, &packed);
        let empty = plan.sets.iter().map(|_| Batch::default()).collect();
        let pools = placed.clouds.iter().map(|cloud| cloud.len()).collect();
        Descend {
            objective: LeastSquares::new(plan, &placed.clouds, &empty),
            sizes: points_of_rows(plan, &pools, phase.rows),
            batches: Batches::all(plan, samplers, importances),
            method,
            redraw: phase.redraw,
            left: 0,
            failures: 0,
            length: 0.0,
            theta: theta.to_vec(),
            problem,
            plan: Arc::clone(plan),
            placed,
        }
    }

    /// Draws other points, by what the samplers know of θ.
    fn draw(&mut self, iteration: usize) -> Result<(), Fault> {
        let packed = Theta::of(&self.plan.network, &self.theta);
        let spreads = self.placed.spreads();
        for (set, batches) in self.batches.iter_mut().enumerate() {
            let spread = (self.sizes[set], &spreads[set]);
            batches.spread(self.problem, iteration, &packed, spread);
        }
        if let Some(fault) = Fault::of_scores(&self.plan, &self.batches) {
            return Err(fault);
        }
        let drawn = self.drawn_last();
        self.objective.set_batches(&self.placed.clouds, &drawn);
        self.method.redrawn();
        self.left = self.redraw;
        Ok(())
    }

    fn drawn_last(&self) -> BySet<Batch> {
        let batches = self.batches.iter();
        batches.map(|batches| batches.last().clone()).collect()
    }

    /// Complains if there was no step because the loss or its gradient is no number.
    fn check(&mut self) -> Result<(), Fault> {
        let mut gradient = vec![0.0; self.theta.len()];
        let loss = self.objective.gradient(&self.theta, &mut gradient);
        if loss.is_finite() && gradient.iter().all(|g| g.is_finite()) {
            return Ok(());
        }
        let mut residuals = vec![0.0; self.objective.rows()];
        self.objective.residuals(&self.theta, &mut residuals);
        let mut losses = vec![0.0; self.plan.terms.len()];
        self.objective.terms(&residuals, &mut losses);
        let clouds = &self.placed.clouds;
        Err(Fault::of_losses(&self.plan, clouds, &self.batches, &losses))
    }
}

impl Engine for Descend<'_> {
    fn step(&mut self, iteration: usize) -> Result<bool, Fault> {
        if self.left == 0 {
            self.draw(iteration)?;
        }
        let step = self.method.step(&mut self.objective, &mut self.theta);
        self.length = step.length;
        if step.is_taken() {
            (self.left, self.failures) = (self.left.saturating_sub(1), 0);
            return Ok(true);
        }
        self.check()?;
        // Other points may allow a step.
        (self.left, self.failures) = (0, self.failures + 1);
        Ok(self.failures < MOST_FAILURES)
    }

    fn parameters(&self) -> Vec<f64> {
        self.theta.clone()
    }

    fn learning_rate(&self, _: usize) -> f64 {
        self.length
    }

    fn worth(&self) -> Option<Worth> {
        self.batches.interior().worth()
    }

    fn drawn(&self) -> Vec<(Vec<f64>, f64)> {
        self.batches.interior().drawn(self.placed.clouds.interior())
    }

    fn visit(&mut self, visit: Visit) {
        visit("theta", Remembered::Fixed(&mut self.theta));
        let before = self.drawn_last();
        for (batches, cloud) in self.batches.iter_mut().zip(&self.placed.clouds) {
            batches.visit(cloud.len(), visit);
        }
        self.method.visit(visit);
        visit("steps to the next draw", Remembered::Count(&mut self.left));
        visit("draws in vain", Remembered::Count(&mut self.failures));
        visit("length", Remembered::Number(&mut self.length));
        let drawn = self.drawn_last();
        if drawn != before {
            self.objective.set_batches(&self.placed.clouds, &drawn);
        }
    }

    fn release(self: Box<Self>) -> BySet<Box<dyn Sampler>> {
        let batches = self.batches.into_iter();
        batches.map(Batches::into_sampler).collect()
    }
}

/// Shares so many rows among the sets, of pools of such sizes, and returns how many points each
/// gets: all where there are single ones, the interior most of what is left, and the other
/// conditions equal parts of the rest. Data from which unknowns are found come on top, up to as
/// many. No set gets more points than there are, or none.
pub fn points_of_rows(plan: &Plan, pools: &BySet<usize>, rows: usize) -> BySet<usize> {
    let is_single = |set: &PointSet| set.single_points.is_some();
    // From other data in each draw unknowns would be others too.
    let is_data = |set: &PointSet| {
        !plan.network.unknowns.is_empty() && matches!(set.region, Region::Given { .. })
    };
    let sets = || plan.sets.iter().zip(pools);
    let single = sets().filter(|(set, _)| is_single(set));
    let single: usize = single.map(|(set, pool)| set.terms.len() * pool).sum();
    let left = rows.saturating_sub(single) as f64;
    let conditions = plan.sets.conditions().iter();
    let shared = conditions.filter(|set| !is_single(set) && !is_data(set));
    let (interior, condition) = match shared.count() {
        0 => (left, 0.0),
        n => (
            INTERIOR_PART * left,
            (1.0 - INTERIOR_PART) * left / n as f64,
        ),
    };
    let points = |(set, &pool): (&PointSet, &usize)| {
        let rows = match set.region {
            Region::Interior => interior,
            _ if is_single(set) => return pool,
            _ if is_data(set) => rows as f64,
            _ => condition,
        };
        let points = (rows / set.terms.len() as f64).ceil() as usize;
        points.max(1).min(pool)
    };
    sets().map(points).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::read_problem;
    use crate::training::Pools;

    /// Two laws in the interior and on an edge, one on another, two at a corner.
    const BEAM: &str = r#"
inputs = ["x", "t"]
outputs = ["u", "v"]
domain = { x = [0, 1], t = [0, 1] }
[[equation]]
law = ["diff(u, x) = v", "diff(v, x) = diff(u, t)"]
[[condition]]
at = "x = 0"
law = ["u = 0", "v = 0"]
[[condition]]
at = "t = 0"
law = "u = x"
[[condition]]
at = "x = 1 and t = 1"
law = ["u = 1", "v = 1"]
[sampling]
points = 500
"#;

    #[test]
    fn rows_are_shared_by_laws_and_sets() {
        let problem = read_problem(BEAM, &[]).unwrap_or_else(|c| panic!("{c:?}"));
        let plan = Plan::compile(&problem);
        let clouds = Pools::new(&problem, &plan, &|_, _| {}).unwrap().clouds;
        let pools = clouds.iter().map(|cloud| cloud.len()).collect();
        let shared = |rows| points_of_rows(&plan, &pools, rows).to_vec();
        // Two rows are the corner's: of 1,000 others 720 are the interior's and 140 those of
        // each edge, one or two for each point.
        assert_eq!(shared(1002), [360, 70, 140, 1]);
        // None is left out, and none has more points than there are.
        assert_eq!(shared(1), [1, 1, 1, 1]);
        assert_eq!(shared(100_000), [500, 500, 500, 1]);
    }
}
