//! The search for a jump on lines through the space of the leaves.

use std::ops::RangeInclusive;

use super::{Jump, Switch, SwitchKind};
use crate::graph::context::{Graph, Leaf, Node};
use crate::graph::formula::Formula;

/// Lines on which points are searched, at most.
const LINES: usize = 320;
/// Points of each comparison that are looked at, at most.
const ENOUGH: usize = 12;
/// Steps of evaluation that a search may take.
const PATIENCE: usize = 10_000_000;

/// A straight line through the space of the leaves.
struct Line {
    origin: Vec<f64>,
    direction: Vec<f64>,
    /// The size of the numbers along the line near its origin.
    scale: f64,
    /// Where along the line what decides is looked at, increasing.
    places: Vec<f64>,
}

/// Places along a line on one side of its origin, two to a factor of 10.
fn beyond(scale: f64, factors: RangeInclusive<i32>) -> Vec<f64> {
    let place = |k| scale * 10f64.powf(f64::from(k) / 2.0);
    factors.map(place).collect()
}

/// The same on both sides, and the origin.
fn around(scale: f64, factors: RangeInclusive<i32>) -> Vec<f64> {
    let ahead = beyond(scale, factors);
    let behind = ahead.iter().rev().map(|t| -t);
    behind.chain([0.0]).chain(ahead.iter().copied()).collect()
}

/// An expression on two sides of a place, and by how much the two may differ because
/// numbers are rounded.
struct Sides {
    left: f64,
    right: f64,
    rounding: f64,
}

/// Looks for a jump of an expression at places where its switches change.
pub(super) struct Search {
    whole: Formula,
    /// What the switches are computed from.
    deciding: Formula,
    switches: Vec<Switch>,
    /// The step of `deciding` that is each switch.
    places: Vec<usize>,
    leaves: Vec<Leaf>,
    /// Those that switches read.
    moving: Vec<usize>,
    constants: Vec<f64>,
    /// Points looked at, for each switch.
    seen: Vec<usize>,
    /// Whether a switch was found to change at a point and not beside it.
    at_points: Vec<bool>,
    random: Random,
    /// Evaluations so far.
    pub(super) steps: usize,
    values: Vec<f64>,
}

impl Search {
    pub(super) fn new(graph: &Graph, node: Node, switches: Vec<Switch>) -> Search {
        let nodes: Vec<Node> = switches.iter().map(|s| s.node).collect();
        let leaves: Vec<Leaf> = graph.leaves(&[node]).into_iter().collect();
        let read = graph.leaves(&nodes);
        let constant = |n| graph.constant_value(n).filter(|x| x.is_finite());
        let constants = graph.reachable(&[node]).into_iter().filter_map(constant);
        let (deciding, places) = graph.formulas(&nodes);
        Search {
            whole: graph.formula(node),
            deciding,
            places,
            moving: (0..leaves.len())
                .filter(|&i| read.contains(&leaves[i]))
                .collect(),
            constants: constants.chain([0.0]).collect(),
            seen: vec![0; switches.len()],
            at_points: vec![false; switches.len()],
            switches,
            leaves,
            random: Random(0x9E37_79B9_7F4A_7C15),
            steps: 0,
            values: Vec::new(),
        }
    }

    /// Searches line after line.
    pub(super) fn run(&mut self) -> Option<Jump> {
        for i in 0..LINES {
            let is_wanted =
                |(switch, &seen): (&Switch, &usize)| switch.kind.is_sought() && seen < ENOUGH;
            let wanted = self.switches.iter().zip(&self.seen).any(is_wanted);
            // Equalities are not waited for, but some lines may meet their flat pieces.
            if (!wanted && i >= LINES / 8) || self.steps > PATIENCE {
                break;
            }
            let line = match i % 8 {
                7 => self.outward(),
                k => self.line(k % 2 == 0),
            };
            if let Some(at) = self.follow(&line) {
                return Some(Jump { at, is_found: true });
            }
        }
        let is_open = |&s: &usize| {
            let is_sought = self.switches[s].kind.is_sought();
            is_sought && self.seen[s] == 0 && !self.at_points[s]
        };
        let open = (0..self.switches.len()).find(is_open);
        open.map(|s| Jump {
            at: self.switches[s].node,
            is_found: false,
        })
    }

    /// A line near constants of the expression: along one leaf or across them all.
    fn line(&mut self, along_one: bool) -> Line {
        let mut scale = 0f64;
        let origin: Vec<f64> = (0..self.leaves.len())
            .map(|_| {
                // A difference x − c may be kept as −c + x.
                let sign = self.random.pick(&[1.0, 1.0, -1.0]);
                let near = sign * self.random.pick(&self.constants);
                let other = self.random.pick(&self.constants).abs();
                let size = [near.abs(), other, 1.0].into_iter().find(|&s| s > 0.0);
                let spread = size.unwrap_or(1.0) * 10f64.powf(self.random.between(-2.0, 1.0));
                scale = scale.max(near.abs()).max(spread);
                near + spread * self.random.between(-1.0, 1.0)
            })
            .collect();
        let mut direction = vec![0.0; self.leaves.len()];
        if along_one {
            let one = self.random.pick(&self.moving);
            direction[one] = 1.0;
            scale = origin[one].abs();
        } else {
            for &i in &self.moving {
                direction[i] = self.random.between(-1.0, 1.0);
            }
        }
        // Across all leaves not as far: what is periodic in one has no digits left far out.
        let furthest = if along_one { 20 } else { 4 };
        let scale = scale.max(f64::MIN_POSITIVE);
        Line {
            origin,
            direction,
            scale,
            places: around(scale, -6..=furthest),
        }
    }

    /// A line away from a point where what decides is 0, or some of it a constant: a norm
    /// of many numbers is small nowhere else. The point itself is left out, since a
    /// direction may jump there and nowhere else.
    fn outward(&mut self) -> Line {
        let mut line = self.line(false);
        let zeros = self.random.pick(&[1.0, 0.7, 0.0]);
        line.scale = f64::MIN_POSITIVE;
        for &i in &self.moving {
            let is_zero = self.random.between(0.0, 1.0) < zeros;
            let sign = self.random.pick(&[1.0, -1.0]);
            let near = sign * self.random.pick(&self.constants);
            line.origin[i] = if is_zero { 0.0 } else { near };
            line.scale = line.scale.max(line.origin[i].abs());
        }
        let unit = self.random.pick(&self.constants).abs();
        line.places = beyond(if unit > 0.0 { unit } else { 1.0 }, -16..=4);
        self.note_points(&line);
        line
    }

    /// Notes what changes at the origin of a line and is the same on both sides of it: at
    /// a point there is no jump that a derivative would miss.
    fn note_points(&mut self, line: &Line) {
        let near = line.places[0];
        let [behind, at, ahead] = [-near, 0.0, near].map(|t| self.states(line, t));
        for (s, is_point) in self.at_points.iter_mut().enumerate() {
            *is_point |= behind[s] == ahead[s] && at[s] != ahead[s];
        }
    }

    /// Looks at every place of the line where a switch changes; the switch at which the
    /// expression jumps, if it does.
    fn follow(&mut self, line: &Line) -> Option<Node> {
        let mut before = self.states(line, line.places[0]);
        for pair in line.places.windows(2) {
            let after = self.states(line, pair[1]);
            if before != after
                && let Some(at) = self.look(line, pair[0], pair[1], &before)
            {
                return Some(at);
            }
            before = after;
        }
        None
    }

    /// Narrows down where a switch changes, and compares the expression on both sides.
    fn look(&mut self, line: &Line, start: f64, end: f64, before: &[f64]) -> Option<Node> {
        let (mut low, mut high) = (start, end);
        loop {
            let middle = low + 0.5 * (high - low);
            if middle <= low || middle >= high {
                break;
            }
            if self.states(line, middle) == before {
                low = middle;
            } else {
                high = middle;
            }
        }
        let after = self.states(line, high);
        let changed: Vec<usize> = (0..before.len())
            .filter(|&s| before[s] != after[s])
            .collect();
        if changed.iter().all(|&s| self.seen[s] >= ENOUGH) {
            return None;
        }
        let size = line.scale.max(low.abs());
        let is_stairs = |&s: &usize| self.switches[s].kind == SwitchKind::Stairs;
        let width = 1e-8 * size;
        if changed.iter().any(is_stairs)
            && (self.states(line, low - width) != before
                || self.states(line, high + width) != after)
        {
            return None;
        }
        let near = self.sides(line, low, high, 1e-13 * size);
        let wide = self.sides(line, low, high, width);
        let (gap, wide_gap) = (
            (near.left - near.right).abs(),
            (wide.left - wide.right).abs(),
        );
        if !gap.is_finite() || !wide_gap.is_finite() {
            return None;
        }
        // What is continuous differs little between the sides beside what it changes on
        // them. A sign or a kink is no mistake where the expression has a pole, which any
        // point near it can see.
        let change = (wide.left - near.left).abs() + (wide.right - near.right).abs();
        let is_compared = |&s: &usize| {
            let kind = self.switches[s].kind;
            kind != SwitchKind::Kink && kind != SwitchKind::Sign
        };
        let is_pole = !changed.iter().any(is_compared) && gap > 4.0 * wide_gap;
        if gap > near.rounding && gap > change / 16.0 && !is_pole {
            return Some(self.switches[changed[0]].node);
        }
        for s in changed {
            self.seen[s] += 1;
        }
        None
    }

    /// The expression at the given distance before one place and after another.
    fn sides(&mut self, line: &Line, low: f64, high: f64, distance: f64) -> Sides {
        let (left, size) = self.value(line, low - distance);
        let (right, other) = self.value(line, high + distance);
        Sides {
            left,
            right,
            rounding: 1e-9 * left.abs().max(right.abs()) + 1e-13 * size.max(other),
        }
    }

    fn states(&mut self, line: &Line, t: f64) -> Vec<f64> {
        self.steps += self.deciding.len();
        let leaf = leaf_on(&self.leaves, line, t);
        self.deciding.values(&leaf, &mut self.values);
        let states = self.switches.iter().zip(&self.places);
        let state = |(switch, &place): (&Switch, &usize)| match switch.kind {
            SwitchKind::Truth => f64::from(self.values[place] != 0.0),
            SwitchKind::Kink => self.deciding.side(place, &self.values),
            // Not a number is a step of its own.
            SwitchKind::Stairs => match self.deciding.side(place, &self.values) {
                step if step.is_nan() => f64::INFINITY,
                step => step,
            },
            // Not a number is a state of its own, equal to itself.
            _ if self.values[place].is_nan() => 2.0,
            _ => self.values[place],
        };
        states.map(state).collect()
    }

    /// The expression's value, and the size of the numbers that it is made of.
    fn value(&mut self, line: &Line, t: f64) -> (f64, f64) {
        self.steps += self.whole.len();
        let leaf = leaf_on(&self.leaves, line, t);
        let value = self.whole.values(&leaf, &mut self.values);
        let finite = self.values.iter().filter(|x| x.is_finite());
        (value, finite.fold(0.0, |size, x| x.abs().max(size)))
    }
}

fn leaf_on<'a>(leaves: &'a [Leaf], line: &'a Line, t: f64) -> impl Fn(Leaf) -> f64 + 'a {
    move |leaf| match leaves.binary_search(&leaf) {
        Ok(i) => line.origin[i] + t * line.direction[i],
        Err(_) => f64::NAN,
    }
}

/// Random numbers, the same in every run (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn between(&mut self, lower: f64, upper: f64) -> f64 {
        lower + (upper - lower) * (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[(self.next() % from.len() as u64) as usize]
    }
}
