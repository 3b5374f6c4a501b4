//! How well a field satisfies each law, at points on which nothing was trained.

use voronet_expr::{Graph, MultiIndex, Node};

use super::sizes::Gauge;
use crate::plan::{BySet, INTERIOR, Plan};
use crate::points::Cloud;
use crate::problem::Problem;

/// Evaluates expressions of a field at points: a column for each.
pub type Field<'a> = dyn Fn(&mut Graph, &[Node], &Cloud) -> Vec<Vec<f64>> + 'a;

/// A law, and how well it holds.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The number of its term.
    pub term: usize,
    /// The number of the law in its term.
    pub law: usize,
    /// Whether it holds in the whole domain.
    pub is_equation: bool,
    /// The outputs that it reads.
    pub outputs: Vec<usize>,
    /// The mean size of what it prescribes: of its terms that read no output.
    pub known: f64,
    /// The residual of the mean field over the size of the terms that it has there.
    pub of_mean: f64,
    /// The size of the law's own terms.
    pub size: f64,
    /// The residual over that size.
    pub relative: f64,
    /// The same early on, of an equation in time.
    pub early: Option<f64>,
    /// The mean of its term's weight times the squared residual, of the law as it is trained.
    pub loss: f64,
    /// The root mean square of the residual of data over their noise, where that is stated.
    pub over_noise: Option<f64>,
    /// The point at which the residual is largest, and the residual there.
    pub worst: (Vec<f64>, f64),
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// Each law, in the order of the problem.
    pub laws: Vec<Measured>,
    /// The mean of each output over the domain.
    pub means: Vec<f64>,
    /// The root mean square of each output's distance from its mean.
    pub spreads: Vec<f64>,
}

/// Parts into which an interval of time is cut.
const SLICES: usize = 10;

/// Measures a field at points of each point set.
pub fn measure(
    problem: &Problem,
    plan: &Plan,
    field: &Field,
    clouds: &BySet<Cloud>,
) -> Measurement {
    let mut graph = problem.graph.clone();
    let outputs: Vec<Node> = (0..problem.outputs.len())
        .map(|k| graph.output(k))
        .collect();
    let values = field(&mut graph, &outputs, clouds.interior());
    let means: Vec<f64> = values.iter().map(|values| mean(values)).collect();
    let everywhere = Scales::new(problem, &values, None);
    let mut reach = vec![f64::INFINITY; outputs.len()];
    let mut laws = Vec::new();
    for (set, (own, cloud)) in plan.sets.iter().zip(clouds).enumerate() {
        let numbered = residuals(problem, &own.terms);
        let gauges: Vec<Gauge> = numbered
            .iter()
            .map(|&(t, _, residual)| Gauge::new(&mut graph, &problem.terms[t], residual, &means))
            .collect();
        let nodes: Vec<Node> = gauges.iter().flat_map(Gauge::nodes).collect();
        let mut columns = field(&mut graph, &nodes, cloud).into_iter();
        for (&(term, law, _), gauge) in numbered.iter().zip(&gauges) {
            let sampled = Sampled::take(gauge, &mut columns);
            let mut measured = Measured::new(problem, (term, law), &sampled, cloud);
            if set == INTERIOR {
                measured.size = sampled.size(&all(cloud), &everywhere, true);
                let early = |time| early(problem, time, &sampled, cloud, &values, measured.size);
                measured.early = problem.roles.time.map(early);
                sampled.limit(&mut reach, measured.size, &everywhere);
            } else {
                // The interior came first.
                measured.size = sampled.size(&all(cloud), &everywhere.reaching(&reach), false);
            }
            measured.loss /= plan.scales.laws[term][law].powi(2);
            measured.relative = ratio(sampled.mean(&all(cloud)), measured.size);
            laws.push(measured);
        }
    }
    laws.sort_by_key(|law| (law.term, law.law));
    Measurement {
        laws,
        spreads: everywhere.spreads,
        means,
    }
}

/// The numbers of all points.
fn all(cloud: &Cloud) -> Vec<usize> {
    (0..cloud.len()).collect()
}

/// The loss of the equations at some points of the interior, of laws as they are trained.
pub fn interior_loss(problem: &Problem, plan: &Plan, field: &Field, cloud: &Cloud) -> f64 {
    let mut graph = problem.graph.clone();
    let laws = residuals(problem, &plan.sets.interior().terms);
    let mut weighted =
        |&(t, _, residual): &(usize, usize, Node)| problem.terms[t].weighted(&mut graph, residual);
    let nodes: Vec<Node> = laws.iter().map(&mut weighted).collect();
    let columns = field(&mut graph, &nodes, cloud);
    let loss = |(&(term, law, _), column): (&(usize, usize, Node), &Vec<f64>)| {
        let size = plan.scales.laws[term][law];
        problem.terms[term].weight * (rms(column.iter().copied()) / size).powi(2)
    };
    laws.iter().zip(&columns).map(loss).sum()
}

/// The laws of some terms: the term, the law's number in it, and its residual.
fn residuals(problem: &Problem, terms: &[usize]) -> Vec<(usize, usize, Node)> {
    let mut distinct = terms.to_vec();
    distinct.dedup();
    let laws = |t: usize| {
        let residuals = problem.terms[t].residuals.iter().enumerate();
        residuals.map(move |(law, &residual)| (t, law, residual))
    };
    distinct.into_iter().flat_map(laws).collect()
}

impl Measured {
    /// A law that is not yet related to anything.
    fn new(
        problem: &Problem,
        (term, law): (usize, usize),
        sampled: &Sampled,
        cloud: &Cloud,
    ) -> Measured {
        let mut outputs: Vec<usize> = sampled.slopes.iter().map(|slope| slope.0).collect();
        outputs.sort_unstable();
        outputs.dedup();
        let stated = &problem.terms[term];
        // The weight of a point has the noise in it, relative to its mean.
        let noise = stated.noise.filter(|_| stated.weight_at.is_none());
        Measured {
            term,
            law,
            is_equation: problem.terms[term].is_equation(),
            outputs,
            known: mean_size(sampled.known.iter().copied()),
            of_mean: sampled.of_mean,
            size: 0.0,
            relative: f64::INFINITY,
            early: None,
            loss: stated.weight * sampled.weighted.powi(2),
            over_noise: noise.map(|noise| sampled.weighted / noise.mean),
            worst: sampled.worst(cloud),
        }
    }
}

/// How badly a law balances in the part of the time in which it does worst. Within a part
/// the residual is taken relative to the law's terms there, which may be much smaller than
/// later: before an outbreak an epidemic hardly changes, and a field in which it never
/// breaks out leaves next to no residual. What is wrong early on is as wrong in what grows
/// from it, but of no account in what dies away: the ratio counts as far as the law's terms
/// are large then or later.
fn early(
    problem: &Problem,
    time: usize,
    sampled: &Sampled,
    cloud: &Cloud,
    values: &[Vec<f64>],
    overall: f64,
) -> f64 {
    let mut slices: Vec<Vec<usize>> = vec![Vec::new(); SLICES];
    for j in 0..cloud.len() {
        let along =
            (cloud.point(j)[time] - problem.domain.lower[time]) / problem.domain.extent(time);
        slices[((along * SLICES as f64) as usize).min(SLICES - 1)].push(j);
    }
    let (mut worst, mut later) = (0.0f64, 0.0f64);
    for points in slices.iter().rev().filter(|points| !points.is_empty()) {
        let scales = Scales::new(problem, values, Some((points, time)));
        let size = sampled.size(points, &scales, true);
        later = later.max(size);
        let weight = ratio(later, overall).min(1.0);
        worst = worst.max(ratio(sampled.mean(points), size) * weight);
    }
    worst
}

/// What outputs and inputs come to, in the whole domain or in a part of the time.
struct Scales {
    spreads: Vec<f64>,
    lengths: Vec<f64>,
}

impl Scales {
    fn new(problem: &Problem, values: &[Vec<f64>], part: Option<(&[usize], usize)>) -> Scales {
        let inputs = 0..problem.inputs.len();
        let mut lengths: Vec<f64> = inputs.map(|i| problem.domain.extent(i)).collect();
        let Some((points, time)) = part else {
            let spreads = values.iter().map(|values| spread(values));
            return Scales {
                spreads: spreads.collect(),
                lengths,
            };
        };
        lengths[time] /= SLICES as f64;
        let within = |values: &Vec<f64>| {
            let values: Vec<f64> = points.iter().map(|&j| values[j]).collect();
            spread(&values)
        };
        Scales {
            spreads: values.iter().map(within).collect(),
            lengths,
        }
    }

    /// The same where an output comes at least to so much as would unbalance an equation: one
    /// that is 0 everywhere, such as the velocity across a pipe, is small beside that.
    fn reaching(&self, reach: &[f64]) -> Scales {
        let finite = |reach: f64| if reach.is_finite() { reach } else { 0.0 };
        let spreads = self.spreads.iter().zip(reach);
        Scales {
            spreads: spreads.map(|(spread, r)| spread.max(finite(*r))).collect(),
            lengths: self.lengths.clone(),
        }
    }

    /// Π length^α
    fn divisor(&self, alpha: MultiIndex) -> f64 {
        let lengths = self.lengths.iter().enumerate();
        lengths
            .map(|(i, l)| l.powi(i32::from(alpha.get(i))))
            .product()
    }

    /// The size of a derivative of a field that varies over the whole length of the domain.
    fn of(&self, output: usize, alpha: MultiIndex) -> f64 {
        self.spreads[output] / self.divisor(alpha)
    }
}

/// The expressions of a law at the points.
struct Sampled {
    residual: Vec<f64>,
    /// The root mean square of the residual with the weight of each point.
    weighted: f64,
    own: Vec<f64>,
    known: Vec<f64>,
    of_mean: f64,
    slopes: Vec<(usize, MultiIndex, Vec<f64>)>,
}

impl Sampled {
    fn take(gauge: &Gauge, columns: &mut impl Iterator<Item = Vec<f64>>) -> Sampled {
        let mut next = || columns.next().unwrap_or_default();
        let rms = |values: Vec<f64>| rms(values.into_iter());
        let (residual, weighted) = (next(), rms(next()));
        let (summands, deviations, known) = (next(), next(), next());
        let (of_mean, of_mean_summands) = (next(), next());
        // Where the mean field has no value, the summands alone count.
        let own = summands.iter().zip(&deviations).map(|(a, b)| a.min(*b));
        Sampled {
            own: own.collect(),
            residual,
            weighted,
            known,
            of_mean: ratio(
                mean_size(of_mean.into_iter()),
                mean_size(of_mean_summands.into_iter()),
            ),
            slopes: gauge
                .slopes
                .iter()
                .map(|slope| (slope.output, slope.alpha, next()))
                .collect(),
        }
    }

    /// The mean size of the residual at some points.
    fn mean(&self, points: &[usize]) -> f64 {
        mean_size(points.iter().map(|&j| self.residual[j]))
    }

    /// The size of the law's own terms at some points. An equation whose terms all vanish
    /// (that of continuity in a flow along a pipe), and a condition that prescribes nothing
    /// but 0, are of the size that their terms would have in a field that varies as these
    /// outputs do, over the length of the domain.
    fn size(&self, points: &[usize], scales: &Scales, is_equation: bool) -> f64 {
        let own = mean_size(points.iter().map(|&j| self.own[j]));
        let known = mean_size(points.iter().map(|&j| self.known[j]));
        if known > 0.0 && !is_equation {
            return own;
        }
        let natural = |j: usize| -> f64 {
            let slopes = self.slopes.iter();
            slopes
                .map(|(k, alpha, slope)| slope[j] * scales.of(*k, *alpha))
                .sum()
        };
        own.max(mean_size(points.iter().map(|&j| natural(j))))
    }

    /// Lowers the reach of each output to what would unbalance this equation, of that size.
    fn limit(&self, reach: &mut [f64], size: f64, scales: &Scales) {
        for (k, alpha, slope) in &self.slopes {
            let slope = mean_size(slope.iter().copied()) / scales.divisor(*alpha);
            reach[*k] = reach[*k].min(ratio(size, slope));
        }
    }

    fn worst(&self, cloud: &Cloud) -> (Vec<f64>, f64) {
        let size = |j: &usize| match self.residual[*j] {
            x if x.is_nan() => f64::INFINITY,
            x => x.abs(),
        };
        let worst = (0..cloud.len()).max_by(|a, b| size(a).total_cmp(&size(b)));
        worst.map_or((Vec::new(), 0.0), |j| {
            (cloud.point(j).to_vec(), self.residual[j])
        })
    }
}

/// What a residual is of a size: 0 of nothing is 0, and anything else of it is not balanced.
fn ratio(residual: f64, size: f64) -> f64 {
    match residual {
        0.0 => 0.0,
        _ if residual.is_finite() && size > 0.0 => residual / size,
        _ => f64::INFINITY,
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The mean of the absolute values.
fn mean_size(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len().max(1) as f64;
    values.map(f64::abs).sum::<f64>() / n
}

/// The root mean square.
pub fn rms(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len().max(1) as f64;
    (values.map(|x| x * x).sum::<f64>() / n).sqrt()
}

/// The root mean square of the distance from the mean.
fn spread(values: &[f64]) -> f64 {
    let mean = mean(values);
    rms(values.iter().map(|x| x - mean))
}
