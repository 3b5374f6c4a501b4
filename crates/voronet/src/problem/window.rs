//! A problem on a part of its time, which goes on from what is known at the part's start.

use std::sync::Arc;

use voronet_expr::{Binary, Formula, Graph, Leaf, Node};

use super::state::{holds_at, name};
use super::{Exactness, Field, Line, Problem, Reference, ReferenceData, Region, State, Term};
use crate::geometry::Piece;
use crate::network::Ansatz;
use crate::points::stream::{Purpose, stream};
use crate::points::{Cloud, TooFew, Wanted};
use crate::sampler;

/// A window of the time: after `from`, up to and with `to`. The first one holds its start too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
}

impl Window {
    /// Cuts an interval in equal windows.
    pub fn equal((from, to): (f64, f64), count: usize) -> Vec<Window> {
        let at = |k: usize| match k {
            k if k == count => to,
            k => from + (to - from) * k as f64 / count as f64,
        };
        let window = |k| Window {
            from: at(k),
            to: at(k + 1),
        };
        (0..count).map(window).collect()
    }

    /// Returns how long it is.
    pub fn length(self) -> f64 {
        self.to - self.from
    }

    /// Returns its halves.
    pub fn halves(self) -> [Window; 2] {
        let middle = self.from + 0.5 * self.length();
        let (first, second) = (
            Window { to: middle, ..self },
            Window {
                from: middle,
                ..self
            },
        );
        [first, second]
    }
}

/// A problem on a window of its time.
#[derive(Clone, Debug)]
pub struct Windowed {
    /// The problem there. Its text is that of the whole.
    pub problem: Problem,
    /// The number that each of its terms has among those of the whole problem. What is known at
    /// the start of a later window has that of the first condition at the start of the whole.
    pub terms: Vec<usize>,
}

/// What is known of the state where a window begins.
#[derive(Clone, Debug)]
pub enum Start {
    /// Each of its parts, at points that carry them.
    AtPoints(Arc<Cloud>),
    /// Each of its parts, as an expression of the inputs.
    Written(Vec<Formula>),
}

/// The name of what is known at the start of a window, where it is a term of the loss.
const START: &str = "start of the window";

/// The weight of that term: what is wrong at the start stays wrong.
const START_WEIGHT: f64 = 100.0;

/// Windows share the points of the whole; each has so many at least, if the whole has them.
const LEAST_POINTS: usize = 20_000;

impl Problem {
    /// Places the points at which the state is taken where a window begins: so many of the
    /// interior at that time, or the one point that there is.
    ///
    /// # Errors
    /// If there is (almost) nothing of the domain.
    pub fn cut(&self, state: &State, at: f64) -> Result<Cloud, TooFew> {
        let mut later = self.clone();
        later.domain.lower[state.time] = at;
        let piece = Piece {
            fixed: vec![(state.time, at)],
            filter: None,
            within: Vec::new(),
        };
        let set = self.terms.len();
        let rng = &mut stream(self.training.seed, Purpose::Points { set }, at.to_bits());
        let wanted = Wanted {
            points: LEAST_POINTS.min(self.sampling.points),
            carries: false,
        };
        later.place(&Region::Boundary(vec![piece]), wanted, rng, &|_| {})
    }

    /// The one input beside the time, over which the state can be written as expressions: in a
    /// box, where no output has an ansatz of its own.
    pub fn line(&self, state: &State) -> Option<Line> {
        let is_plain = self.inputs.len() == 2
            && self.inhabited.is_none()
            && self.roles.parameters.is_empty()
            && self.is_free();
        let input = 1 - state.time.min(1);
        is_plain.then(|| Line {
            input,
            ends: [self.domain.lower[input], self.domain.upper[input]],
            is_periodic: self.periodic.contains(&input),
        })
    }

    fn is_free(&self) -> bool {
        !self.fields.iter().flatten().any(|field| field.is_stated)
    }

    /// Returns the problem on a window, with what is known where it begins; the first window has
    /// the problem's own start.
    ///
    /// Conditions at other times are left out. What is known at the start holds exactly where
    /// the time is the only input, or there is one other over which it is written, and no output
    /// has an ansatz of its own; else it is a condition at the points.
    pub fn windowed(&self, state: &State, window: Window, known: Option<Start>) -> Windowed {
        let mut problem = self.for_windows();
        problem.domain.lower[state.time] = window.from;
        problem.domain.upper[state.time] = window.to;
        let part = window.length() / self.domain.extent(state.time);
        let points = (part * self.sampling.points as f64).ceil() as usize;
        problem.sampling.points = points.max(LEAST_POINTS.min(self.sampling.points));
        let start = self.domain.lower[state.time];
        let kept = self.terms.iter().enumerate().filter_map(|(t, term)| {
            let region = problem.region_within(&term.region, (state, start), window)?;
            let term = Term {
                region,
                ..term.clone()
            };
            Some((t, term))
        });
        let (mut terms, own): (Vec<usize>, Vec<Term>) = kept.unzip();
        problem.terms = own;
        problem.soft.clear();
        problem.reference = reference_within(&self.reference, state.time, (window, start));
        let is_numbers = self.inputs.len() == 1 && self.is_free();
        if let Some(known) = known {
            let is_first = |term: &Term| holds_at(term, state.time, start);
            let first = self.terms.iter().position(is_first).unwrap_or(0);
            terms.push(first);
            if let (true, Start::AtPoints(known)) = (is_numbers, &known) {
                problem.fields = fields(&mut problem, state, window.from, known.carried(0));
            }
            let is_written = matches!(known, Start::Written(_));
            let term = start_term(&mut problem, state, (self.terms.get(first), known));
            problem.terms.push(term);
            if is_written {
                problem.hold_start(state.time);
            }
        } else if is_numbers || self.line(state).is_some() {
            problem.hold_start(state.time);
        }
        // What a model file says is what was trained, to the bit.
        for field in problem.fields.iter_mut().flatten() {
            if let Ok(ansatz) = Ansatz::read(field.ansatz.text(), &self.inputs) {
                field.ansatz = ansatz;
            }
        }
        Windowed { problem, terms }
    }

    /// Makes the conditions at the start hold exactly, and others that can be, if the first can.
    fn hold_start(&mut self, time: usize) {
        let mut exact = self.clone();
        exact.fields.iter_mut().for_each(|field| *field = None);
        let start = self.domain.lower[time];
        let first = exact.terms.iter_mut();
        for term in first.filter(|term| holds_at(term, time, start)) {
            term.exactness = Exactness::Exact;
        }
        if super::exact::build(&mut exact).is_empty() {
            exact.soft.clear();
            *self = exact;
        }
    }

    /// What is left of a region on this problem's own time, the window; nothing if there is none.
    fn region_within(
        &self,
        region: &Region,
        (state, start): (&State, f64),
        window: Window,
    ) -> Option<Region> {
        match region {
            Region::Interior => Some(region.clone()),
            Region::Surface { filter: None, .. } => Some(region.clone()),
            Region::Surface { .. } => self.has_points(region).then(|| region.clone()),
            Region::Boundary(pieces) => {
                let kept = pieces.iter().filter_map(|piece| {
                    let is_at_start = piece.fixed.contains(&(state.time, start));
                    let piece = self.piece_within(piece)?;
                    (!is_at_start || window.from == start).then_some(piece)
                });
                let kept: Vec<Piece> = kept.collect();
                (!kept.is_empty()).then_some(Region::Boundary(kept))
            }
            Region::Given {
                file,
                columns,
                points,
            } => {
                let inside = (0..points.len() as u32)
                    .filter(|&j| window.holds(points.point(j as usize)[state.time], start));
                let inside: Vec<u32> = inside.collect();
                (!inside.is_empty()).then(|| Region::Given {
                    file: file.clone(),
                    columns: columns.clone(),
                    points: Arc::new(points.picked(&inside)),
                })
            }
        }
    }

    /// What is left of a piece of the boundary in this problem's box.
    fn piece_within(&self, piece: &Piece) -> Option<Piece> {
        let within = piece.within.iter().map(|part| part.within(&self.domain));
        let is_left = |part: &crate::geometry::BoxDomain| {
            (0..part.dimensions()).all(|i| part.lower[i] <= part.upper[i])
        };
        let left = Piece {
            within: within.filter(is_left).collect(),
            ..piece.clone()
        };
        let is_gone = left.within.is_empty() && !piece.within.is_empty();
        let is_whole = piece.filter.is_none();
        let region = Region::Boundary(vec![left.clone()]);
        (!is_gone && (is_whole || self.has_points(&region))).then_some(left)
    }

    fn has_points(&self, region: &Region) -> bool {
        let wanted = Wanted {
            points: 64,
            carries: false,
        };
        let rng = &mut stream(0, Purpose::Points { set: 0 }, 0);
        self.place(region, wanted, rng, &|_| {}).is_ok()
    }
}

impl Window {
    /// Tells whether a time belongs to it, of windows that begin at `start`.
    fn holds(self, time: f64, start: f64) -> bool {
        (self.from < time || time == start && self.from == start) && time <= self.to
    }
}

/// u = u₀ + u₁ (t − T) + … + (t − T)ⁿ·net for each output with a state at T.
fn fields(problem: &mut Problem, state: &State, from: f64, known: &[f64]) -> Vec<Option<Field>> {
    let Problem { graph, inputs, .. } = problem;
    let time = graph.input(state.time);
    let start = graph.constant(from);
    let since = graph.binary(Binary::Sub, time, start);
    let outputs = 0..problem.outputs.len();
    let field = |output: usize| {
        let own = state
            .parts
            .iter()
            .zip(known)
            .filter(|((k, _), _)| *k == output);
        let (mut sum, mut order, mut factorial) = (None, 0, 1.0);
        for ((_, n), value) in own {
            factorial *= f64::from((*n).max(1));
            let power = graph.powi(since, i32::from(*n));
            let value = graph.constant(value / factorial);
            let summand = graph.binary(Binary::Mul, value, power);
            sum = Some(match sum {
                None => summand,
                Some(sum) => graph.binary(Binary::Add, sum, summand),
            });
            order = n + 1;
        }
        let net = graph.output(output);
        let power = graph.powi(since, i32::from(order));
        let rest = graph.binary(Binary::Mul, power, net);
        let whole = graph.binary(Binary::Add, sum?, rest);
        Some(Field {
            ansatz: Ansatz::new(graph, whole, output, inputs)?,
            is_stated: false,
        })
    };
    outputs.map(field).collect()
}

/// The state at the start of a window as a condition: on the face of the box where it begins, or
/// at points that carry it.
fn start_term(
    problem: &mut Problem,
    state: &State,
    (first, known): (Option<&Term>, Start),
) -> Term {
    let (time, batch) = (state.time, problem.sampling.batch);
    let from = problem.domain.lower[time];
    let graph: &mut Graph = &mut problem.graph;
    let law = |(i, &(output, order)): (usize, &(usize, u8))| -> Node {
        let alpha = state.alpha(order);
        let u = graph.leaf(Leaf::Output { output, alpha });
        let value = match &known {
            Start::AtPoints(_) => graph.symbol(i as u32),
            Start::Written(parts) => graph.insert(&parts[i], &mut |graph, leaf| graph.leaf(leaf)),
        };
        graph.binary(Binary::Sub, u, value)
    };
    let residuals: Vec<Node> = state.parts.iter().enumerate().map(law).collect();
    let parts = state.parts.iter();
    let columns: Vec<String> = parts.map(|&part| name(problem, time, part)).collect();
    let region = match known {
        Start::AtPoints(points) => Region::Given {
            file: START.to_owned(),
            columns: columns.clone(),
            points,
        },
        Start::Written(_) => Region::Boundary(vec![Piece {
            fixed: vec![(time, from)],
            filter: None,
            within: Vec::new(),
        }]),
    };
    Term {
        name: START.to_owned(),
        region,
        laws: columns,
        residuals,
        weight: first.map_or(START_WEIGHT, |term| term.weight.max(START_WEIGHT)),
        weight_at: None,
        batch: first.map_or(batch, |term| term.batch),
        sampler: first.map_or(&sampler::uniform::ENTRY, |term| term.sampler),
        exactness: Exactness::Soft,
        noise: None,
    }
}

/// The reference at the times of a window.
fn reference_within(
    reference: &Reference,
    time: usize,
    (window, start): (Window, f64),
) -> Reference {
    let data = reference.data.as_ref().map(|data| {
        let inside = (0..data.points.len() as u32)
            .filter(|&j| window.holds(data.points.point(j as usize)[time], start));
        let inside: Vec<u32> = inside.collect();
        let values = data.values.iter();
        ReferenceData {
            points: Arc::new(data.points.picked(&inside)),
            outputs: data.outputs.clone(),
            values: values
                .map(|values| inside.iter().map(|&j| values[j as usize]).collect())
                .collect(),
        }
    });
    Reference {
        data: data.filter(|data| !data.points.is_empty()),
        ..reference.clone()
    }
}
