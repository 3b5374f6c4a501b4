//! The memory that a run will need.

use crate::judge::Estimates;
use crate::network::Subnetwork;
use crate::objective::gradients;
use crate::optimizer::Rule;
use crate::plan::{Group, Plan, PointSet};
use crate::problem::{Complaint, Passage, Phase, Precision, Problem, Region, Term};
use crate::sampler::Asked;
use crate::sampler::keys::{RESIDUAL_POINTS, SEEDS};

/// An estimate of a run's memory, part by part.
#[derive(Clone, Debug)]
pub struct Memory {
    /// What the settings need; the largest comes first.
    pub needs: Vec<Need>,
}

/// The memory that a setting needs.
#[derive(Clone, Debug)]
pub struct Need {
    /// The key of the setting, as after `--set`.
    pub key: String,
    /// How many bytes it needs.
    pub bytes: f64,
}

/// So many conditions are many: their number is then what needs the memory.
const MANY: usize = 100;

/// Bytes of what every run needs: the program itself, its pictures and its report.
const ANY: f64 = 30e6;

impl Memory {
    /// Estimates a run on so many threads: the most that it holds at a time.
    pub fn of(problem: &Problem, plan: &Plan, threads: usize) -> Memory {
        let mut memory = Memory { needs: Vec::new() };
        let counts = Counts::new(problem, plan, threads);
        // One set after the other is placed and sorted.
        let (mut placed, mut most) = (0.0, 0.0f64);
        for set in &plan.sets {
            let pool = counts.pool(set);
            placed += pool.lasting;
            most = most.max(placed + pool.passing);
        }
        memory.add("sampling.points", most);
        for set in &plan.sets {
            counts.sampler(set, &mut memory);
            counts.batches(set, &mut memory);
            memory.add("training.record_points", counts.tracked(set));
            memory.add("network.hidden", counts.tiles(&set.residuals));
        }
        memory.add("network.hidden", counts.network());
        // Where the program chooses the method, it follows the network.
        let method = match problem.training.is_automatic {
            true => "network.hidden",
            false => "training.optimizer",
        };
        memory.add(method, counts.methods());
        memory.add("training.record_every", counts.history());
        memory.needs.sort_by(|a, b| b.bytes.total_cmp(&a.bytes));
        memory
    }

    /// Returns the sum, in bytes.
    pub fn total(&self) -> f64 {
        ANY + self.needs.iter().map(|need| need.bytes).sum::<f64>()
    }

    fn add(&mut self, key: &str, bytes: f64) {
        match self.needs.iter_mut().find(|need| need.key == key) {
            Some(need) => need.bytes += bytes,
            None => self.needs.push(Need {
                key: key.to_owned(),
                bytes,
            }),
        }
    }
}

/// Bytes of points.
struct Pool {
    /// Until the training ends.
    lasting: f64,
    /// While its sampler is made.
    passing: f64,
}

/// What the estimate is made of, in numbers that cannot overflow.
struct Counts<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    inputs: f64,
    /// Threads and whoever calls them.
    workers: f64,
    /// Bytes of a number of the network.
    number: f64,
    parameters: f64,
}

impl Counts<'_> {
    fn new<'a>(problem: &'a Problem, plan: &'a Plan, threads: usize) -> Counts<'a> {
        let weights = |own: &Subnetwork| {
            let widths = own.mlp.widths.windows(2);
            widths
                .map(|w| (w[0] as f64 + 1.0) * w[1] as f64)
                .sum::<f64>()
        };
        let unknowns = plan.network.unknowns.len() as f64;
        Counts {
            problem,
            plan,
            inputs: problem.inputs.len() as f64,
            workers: threads as f64 + 1.0,
            number: match problem.training.precision() {
                Precision::F32 => 4.0,
                Precision::F64 => 8.0,
            },
            parameters: plan.network.subnetworks.iter().map(weights).sum::<f64>() + unknowns,
        }
    }

    /// Bytes of a point with what it carries.
    fn point(&self, set: &PointSet) -> f64 {
        let carried = if set.residuals.reads_carried() {
            2.0
        } else {
            0.0
        };
        8.0 * self.inputs * (1.0 + carried)
    }

    /// The points of a set, and what its sampler holds of each.
    fn pool(&self, set: &PointSet) -> Pool {
        let points = placed(set, self.problem.sampling.points) as f64;
        let point = self.point(set);
        let (more, copied) = match set.sampler.how.asks.map(|asks| asks.of) {
            None => (0.0, 0.0),
            // While the points are sorted by seeds there are two copies of them.
            Some(Asked::Seeds) => (8.0, point),
            Some(Asked::Points | Asked::Batch) => (24.0, 0.0),
        };
        // The points along a curve, and their positions on it while they are sorted.
        let (curve, sorted) = match self.draws_for_steps() {
            true => (4.0, 24.0),
            false => (0.0, 0.0),
        };
        Pool {
            lasting: points * (point + more + curve),
            passing: points * f64::max(copied, sorted),
        }
    }

    /// The seeds, and what a sampler holds beside its points.
    fn sampler(&self, set: &PointSet, memory: &mut Memory) {
        let (sampling, sampler) = (&self.problem.sampling, set.sampler);
        if sampler.reads(SEEDS.name) {
            let seeds = set.seeds(sampling) as f64;
            memory.add("sampling.seeds", seeds * (self.point(set) + 32.0));
        }
        if sampler.reads(RESIDUAL_POINTS.name) {
            let residual = sampling.count(&RESIDUAL_POINTS) as f64;
            memory.add("sampling.residual_points", 16.0 * residual);
        }
        if let Some(added) = sampler.key("added") {
            let refreshes = self.problem.training.iterations / sampling.refresh_of(sampler);
            let added = sampling.count(added) as f64;
            memory.add("sampling.added", 16.0 * added * refreshes as f64);
        }
    }

    /// Indices, weights and random numbers of what is drawn.
    fn batches(&self, set: &PointSet, memory: &mut Memory) {
        let own = &self.problem.terms[set.terms[0]];
        let key = match set.region {
            Region::Interior => "sampling.batch".to_owned(),
            _ if own.batch == self.problem.sampling.batch => "sampling.batch".to_owned(),
            _ => format!("condition.{}.batch", own.name),
        };
        memory.add(&key, 32.0 * set.batch as f64);
    }

    /// The fixed points of the tracked loss, with their residuals.
    fn tracked(&self, set: &PointSet) -> f64 {
        placed(set, self.problem.training.record_points) as f64 * self.point(set)
    }

    /// The scratch memory of all workers for a group: for gradients, for the tracked
    /// loss and for scores.
    fn tiles(&self, group: &Group) -> f64 {
        let places = if group.reads_opposite { 2.0 } else { 1.0 };
        let own = self.plan.network.subnetworks.iter();
        let own = own.zip(group.read_jets()).filter_map(|(own, jet)| {
            let jet = jet?;
            let widths = own.mlp.widths.iter().map(|&w| w as f64);
            let widest = widths.clone().fold(0.0, f64::max);
            let rows = 2.0 * widths.sum::<f64>() + 4.0 * widest;
            let columns = jet.layout.len() as f64 * group.tile_points as f64 * places;
            let features = jet.features.as_ref();
            let features = features.map_or(0, |jets| jets.places.len());
            Some((rows * columns, features as f64))
        });
        let (matrices, features) = own.fold((0.0, 0.0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        // A few operations for each number that a law reads.
        let operations = 8.0 * (group.tape.leaves().len() + group.tape.roots()) as f64;
        let tape = operations * group.tile_points as f64;
        let features = 32.0 * features * group.tile_points as f64;
        self.workers * (self.number * (matrices + 3.0 * tape) + 3.0 * features)
    }

    /// θ, its gradient and its moments, the gradient of each chunk, and copies in double
    /// precision.
    fn network(&self) -> f64 {
        let numbers = 8.0 + gradients(self.plan) as f64;
        self.parameters * (self.number * numbers + 16.0)
    }

    /// Tells whether a phase keeps its points for some steps.
    fn draws_for_steps(&self) -> bool {
        let mut phases = self.problem.training.phases.iter();
        phases.any(|phase| !phase.is_first_order())
    }

    /// What methods on a sum of squares hold, each until its phase ends, and after them the
    /// standard errors of unknowns.
    fn methods(&self) -> f64 {
        let of_phase = |phase: &Phase| match phase.optimizer.entry.how.rule {
            Rule::FirstOrder { .. } => 0.0,
            Rule::Descent { holds, .. } => {
                let rows = phase.rows as f64;
                // Of each row its number and weight, twice, and its scale.
                8.0 * holds(&phase.optimizer, self.parameters, rows) + 40.0 * rows
            }
        };
        let phases = self.problem.training.phases.iter();
        let errors = Estimates::bytes(&self.plan.network);
        phases.map(of_phase).fold(errors, f64::max)
    }

    fn history(&self) -> f64 {
        let training = &self.problem.training;
        let records = training.iterations as f64 / training.record_every as f64;
        let columns = self.plan.terms.len() + self.problem.outputs.len();
        records * (120.0 + 16.0 * columns as f64)
    }
}

/// The points of a set of which so many are asked for: all there are, where they are given
/// or a few.
pub(super) fn placed(set: &PointSet, asked: usize) -> usize {
    match (&set.region, set.single_points) {
        (Region::Given { points, .. }, _) => points.len(),
        (_, Some(points)) => points,
        (_, None) => asked,
    }
}

/// Makes the complaint about a run that needs more memory than there is; `passage` tells where
/// a key stands.
pub fn refusal(
    problem: &Problem,
    memory: &Memory,
    free: f64,
    passage: impl Fn(&str) -> Passage,
) -> Option<Complaint> {
    let total = memory.total();
    if total <= free {
        return None;
    }
    let Need { key, bytes } = &memory.needs[0];
    let is_condition = |term: &&Term| !term.is_equation();
    let conditions = problem.terms.iter().filter(is_condition).count();
    let is_each = [
        "sampling.points",
        "training.record_points",
        "network.hidden",
    ];
    let (passage, label, help) = if conditions >= MANY && is_each.contains(&key.as_str()) {
        let label = format!("the first of {conditions} conditions");
        let help = "join conditions of one law by `or` in `at`, or take fewer `points` and \
                    `record_points`";
        (passage("condition"), label, help.to_owned())
    } else {
        let label = format!("`{key}` takes {}", gigabytes(*bytes));
        (passage(key), label, help(key))
    };
    let title = format!(
        "this run needs about {} of memory, and {} are free",
        gigabytes(total),
        gigabytes(free)
    );
    Some(Complaint::new(&passage, title, label).help(help))
}

fn help(key: &str) -> String {
    match key {
        "sampling.points" => {
            "take fewer points: the default, 100_000, is enough for most problems".to_owned()
        }
        "network.hidden" => "take narrower layers, such as `hidden = [64, 64, 64, 64]`".to_owned(),
        "training.optimizer" => "take one that holds less, such as `l-bfgs` or `adam`, narrower \
                                 layers, or fewer `rows`"
            .to_owned(),
        "training.record_every" => "record less often, or train for fewer iterations".to_owned(),
        key => {
            let name = key.rsplit('.').next().unwrap_or(key);
            format!("take a smaller `{name}`, or leave it out")
        }
    }
}

/// Writes bytes in words: `3.2 MB`, `64 GB`.
pub fn gigabytes(bytes: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB")];
    let found = units.into_iter().find(|(unit, _)| bytes >= *unit);
    let (unit, name) = found.unwrap_or((1e3, "kB"));
    let digits = usize::from(bytes < 9.95 * unit);
    format!("{:.digits$} {name}", bytes / unit)
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "about {}", gigabytes(self.total()))
    }
}
