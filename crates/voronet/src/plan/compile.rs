//! From a stated problem to groups.

use voronet_expr::{Binary, Graph, Node};

use super::BySet;
use super::fields::Fields;
use super::group::Group;
use super::scales::Scales;
use crate::network::Network;
use crate::problem::{Problem, ReferenceData, Region, Term};
use crate::sampler::{self, Asked, SamplingSettings, Score};

/// A compiled problem. It does not change, and all who compute with it share it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The trial solution.
    pub network: Network,
    /// What outputs and laws are divided by.
    pub scales: Scales,
    /// The points of the interior and of each condition that is trained.
    pub sets: BySet<PointSet>,
    /// Those of the conditions that hold whatever the network gives, of which no points are
    /// drawn.
    pub exact: Vec<PointSet>,
    /// The name and λ of each term, in the problem's order.
    pub terms: Vec<(String, f64)>,
    /// The values of the outputs, by which solutions are shown and compared.
    pub outputs: Group,
    /// The expressions of the reference solution, and the output of each.
    pub reference: Option<(Group, Vec<usize>)>,
    /// The values of the reference solution at given points, if they are given instead.
    pub data: Option<ReferenceData>,
}

/// A pool of points and what must vanish there.
#[derive(Clone, Debug)]
pub struct PointSet {
    /// The residuals of all terms that hold there.
    pub residuals: Group,
    /// The term of each residual.
    pub terms: Vec<usize>,
    /// Where the points lie.
    pub region: Region,
    /// How many points its region has at most, if it is nothing but a few points: all of
    /// them are then evaluated, once in each iteration.
    pub single_points: Option<usize>,
    /// How many points are drawn in each iteration.
    pub batch: usize,
    /// Draws them.
    pub sampler: &'static sampler::Entry,
}

impl Plan {
    /// Compiles a problem.
    pub fn compile(problem: &Problem) -> Plan {
        let mut graph = problem.graph.clone();
        let fields = Fields::of(problem);
        let scales = Scales::of(problem, &fields);
        let channels = scales.outputs.clone();
        let network = Network {
            ansatz: fields.ansatz.clone(),
            unknowns: problem.unknowns.clone(),
            ..Network::new(&problem.network, &problem.domain, channels)
        };
        let laws = scaled_laws(&mut graph, problem, &scales);
        let interior: Vec<usize> = (0..problem.terms.len())
            .filter(|&t| problem.terms[t].is_equation())
            .collect();
        let mut point_set = |terms: &[usize], region: Region| {
            let roots: Vec<Node> = terms.iter().flat_map(|&t| laws[t].clone()).collect();
            let residuals = Group::compile(&mut graph, &roots, &network);
            point_set(problem, terms, region, residuals)
        };
        let interior = point_set(&interior, Region::Interior);
        let (mut conditions, mut exact) = (Vec::new(), Vec::new());
        for (t, term) in problem.terms.iter().enumerate() {
            if term.is_equation() {
                continue;
            }
            let set = point_set(&[t], term.region.clone());
            match fields.exact[t] {
                true => exact.push(set),
                false => conditions.push(set),
            }
        }
        let values: Vec<_> = (0..problem.outputs.len())
            .map(|k| graph.output(k))
            .collect();
        let expressions = &problem.reference.expressions;
        let given: Vec<usize> = (0..expressions.len())
            .filter(|&k| expressions[k].is_some())
            .collect();
        let known: Vec<_> = expressions.iter().copied().flatten().collect();
        Plan {
            sets: BySet::new(interior, conditions),
            exact,
            terms: problem
                .terms
                .iter()
                .map(|t| (t.name.clone(), t.weight))
                .collect(),
            outputs: Group::compile(&mut graph, &values, &network),
            reference: (!given.is_empty())
                .then(|| (Group::compile(&mut graph, &known, &network), given)),
            data: problem.reference.data.clone(),
            network,
            scales,
        }
    }

    /// The plan with the conditions that hold whatever the network gives among the others, in
    /// the problem's order: what a solution is judged by.
    #[must_use]
    pub fn with_exact(&self) -> Plan {
        let both = self.sets.conditions().iter().chain(&self.exact);
        let mut conditions: Vec<PointSet> = both.cloned().collect();
        conditions.sort_by_key(|set| set.terms.first().copied());
        Plan {
            sets: BySet::new(self.sets.interior().clone(), conditions),
            exact: Vec::new(),
            ..self.clone()
        }
    }

    /// Returns the point set of a term that is trained.
    ///
    /// # Panics
    /// If there is no such term, or it holds whatever the network gives.
    pub fn set_of(&self, term: usize) -> usize {
        let mut sets = self.sets.iter();
        let found = sets.position(|set| set.terms.contains(&term));
        found.expect("every term has a point set")
    }

    /// Counts the multiply-adds of an iteration: those of the gradient and of the
    /// samplers' scores.
    pub fn work(&self, problem: &Problem) -> usize {
        let gradient = |set: &PointSet| set.batch * set.residuals.work(&self.network);
        self.sets.iter().map(gradient).sum::<usize>() + self.importance_work(problem)
    }

    /// Counts the multiply-adds of an iteration that go into the samplers' scores.
    fn importance_work(&self, problem: &Problem) -> usize {
        let sampling = &problem.sampling;
        let of_set = |set: &PointSet| {
            let Some(asks) = set.sampler.how.asks else {
                return 0;
            };
            let points = match asks.of {
                Asked::Points => sampling.points,
                Asked::Seeds => set.seeds(sampling),
                Asked::Batch => set.batch,
            };
            let forward = set.residuals.work(&self.network) / 3;
            let each = match asks.score {
                Score::Loss => forward,
                // The reverse pass without the products of the weights' gradient.
                Score::GradientNorm => 2 * forward,
            };
            points * each / sampling.refresh_of(set.sampler)
        };
        self.sets.iter().map(of_set).sum()
    }
}

impl PointSet {
    /// Counts the seeds S: as many as `[sampling]` says, on a condition at most as
    /// many as its batch has points.
    pub fn seeds(&self, sampling: &SamplingSettings) -> usize {
        match self.region {
            Region::Interior => sampling.seeds(),
            _ => sampling.seeds().min(self.batch),
        }
    }
}

/// The residuals of each term, each divided by the size of its law and weighted at each
/// point.
fn scaled_laws(graph: &mut Graph, problem: &Problem, scales: &Scales) -> Vec<Vec<Node>> {
    let mut scaled = |(term, sizes): (&Term, &Vec<f64>)| -> Vec<Node> {
        let laws = term.residuals.iter().zip(sizes);
        laws.map(|(&residual, &scale)| {
            let inverse = graph.constant(1.0 / scale);
            let scaled = graph.binary(Binary::Mul, inverse, residual);
            term.weighted(graph, scaled)
        })
        .collect()
    };
    let terms = problem.terms.iter().zip(&scales.laws);
    terms.map(&mut scaled).collect()
}

fn point_set(problem: &Problem, terms: &[usize], region: Region, residuals: Group) -> PointSet {
    let batch = terms.iter().map(|&t| problem.terms[t].batch).max();
    let stated = terms.first().map(|&t| problem.terms[t].sampler);
    let single_points = problem.single_points(&region);
    PointSet {
        residuals,
        terms: terms
            .iter()
            .flat_map(|&t| std::iter::repeat_n(t, problem.terms[t].residuals.len()))
            .collect(),
        region,
        batch: single_points.unwrap_or(batch.unwrap_or(problem.sampling.batch)),
        sampler: match single_points {
            Some(_) => &sampler::uniform::ENTRY,
            None => stated.unwrap_or(problem.sampling.sampler),
        },
        single_points,
    }
}
