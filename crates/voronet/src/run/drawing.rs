//! The domain of a problem as a picture.

use crate::output::plot::{DomainDrawing, DomainPart, domain};
use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::{Problem, Region};
use crate::sampler::keys::SEEDS;
use crate::training::{NoPoints, Pools};

/// Points drawn inside, and on each condition's place.
const POINTS: usize = 1500;

/// Draws the domain, where each condition holds, and points as they are placed.
/// Of three coordinates an oblique view is drawn; of a solid times a time
/// interval the solid.
///
/// # Errors
/// If a condition has no place.
pub fn draw_domain(problem: &Problem) -> Result<String, NoPoints> {
    let mut sparse = problem.clone();
    sparse.sampling.points = POINTS;
    sparse.sampling.given.set(&SEEDS, 1.0);
    sparse.training.record_points = 1;
    let plan = Plan::compile(&sparse).with_exact();
    let pools = Pools::new(&sparse, &plan, &|_, _| {})?;
    let in_solid = problem.inhabited.as_ref().map(|i| i.inputs.clone());
    let shown = in_solid.unwrap_or_else(|| (0..problem.inputs.len()).take(3).collect());
    let view = View::new(problem, &shown);
    let on_solid = |region: &Region| match region {
        Region::Boundary(_) => problem.inhabited.is_none(),
        _ => true,
    };
    let parts = plan.sets.conditions().iter().zip(pools.clouds.conditions());
    let parts = parts.filter(|(set, _)| on_solid(&set.region));
    let parts = parts.map(|(set, cloud)| DomainPart {
        name: plan.terms[set.terms[0]].0.clone(),
        place: place(problem, &set.region),
        points: view.points(cloud),
    });
    Ok(domain(&DomainDrawing {
        title: problem.title.clone(),
        x: view.axis(0),
        y: view.axis(1),
        equal_axes: problem.inhabited.is_some() && shown.len() > 1,
        interior: view.points(pools.clouds.interior()),
        parts: parts.collect(),
    }))
}

/// The faces by name; that one is narrowed shows in the drawing.
fn place(problem: &Problem, region: &Region) -> String {
    match region {
        Region::Surface { name, filter, .. } if filter.is_some() => format!("part of {name}"),
        Region::Surface { name, .. } => name.clone(),
        _ => problem.describe_region(region),
    }
}

/// From the problem's coordinates to the sheet.
struct View<'a> {
    problem: &'a Problem,
    shown: &'a [usize],
}

/// How far the second of three coordinates leads to the right and up.
const OBLIQUE: [f64; 2] = [0.45, 0.3];

impl<'a> View<'a> {
    fn new(problem: &'a Problem, shown: &'a [usize]) -> View<'a> {
        View { problem, shown }
    }

    fn place(&self, x: &[f64]) -> [f64; 2] {
        match *self.shown {
            [i] => [x[i], 0.0],
            [i, j] => [x[i], x[j]],
            [i, j, k, ..] => [x[i] + OBLIQUE[0] * x[j], x[k] + OBLIQUE[1] * x[j]],
            [] => [0.0; 2],
        }
    }

    fn points(&self, cloud: &Cloud) -> Vec<[f64; 2]> {
        let shown = (0..cloud.len().min(POINTS)).map(|j| self.place(cloud.point(j)));
        shown.collect()
    }

    /// Name and interval of an axis of the sheet, with a margin.
    fn axis(&self, axis: usize) -> (String, [f64; 2]) {
        let (problem, domain) = (self.problem, &self.problem.domain);
        let corners = (0..1usize << problem.inputs.len()).map(|corner| {
            let bound = |i: usize| match corner >> i & 1 {
                0 => domain.lower[i],
                _ => domain.upper[i],
            };
            let x: Vec<f64> = (0..problem.inputs.len()).map(bound).collect();
            self.place(&x)[axis]
        });
        let (low, high) = corners.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        });
        let margin = if high > low { 0.04 * (high - low) } else { 1.0 };
        let name = |i: usize| problem.inputs[self.shown[i]].as_str();
        let name = match (self.shown.len(), axis) {
            (1, 1) => String::new(),
            (1 | 2, _) => name(axis).to_owned(),
            (_, 0) => format!("{}, obliquely {}", name(0), name(1)),
            _ => name(2).to_owned(),
        };
        (name, [low - margin, high + margin])
    }
}
