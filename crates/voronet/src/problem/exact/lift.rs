//! An output that takes prescribed values on faces of the box whatever the network gives: by
//! transfinite interpolation (Gordon and Hall 1973), and a product of distances.

use voronet_expr::{Binary, Graph, Leaf, Node};

use super::agree::{largest, sampled, values};
use super::prescribed::{Face, Place, Prescribed};
use super::surface;
use crate::points::Cloud;
use crate::problem::{Problem, Region};

/// What is this much smaller than the expressions whose difference it is is their rounding.
const ROUNDING: f64 = 1e-14;

/// The most inputs between whose faces a lift interpolates: it has two to that power of terms.
const MOST_INTERPOLATED: usize = 4;

/// What is prescribed at one end of an input.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    value: Option<Node>,
    rate: Option<Node>,
}

impl End {
    /// How many derivatives are prescribed, from the value on.
    fn order(self) -> i32 {
        i32::from(self.value.is_some()) + i32::from(self.rate.is_some())
    }
}

/// u = lift + factor · c, where the lift takes the prescribed values and the factor vanishes
/// where they are prescribed, twice where a rate is.
///
/// One input after another corrects the lift at its ends. Where what is prescribed agrees at the
/// edges, the corrections that follow are 0 at the ends that came before.
///
/// What surfaces prescribe comes before.
///
/// # Errors
/// If a rate is prescribed where the value is not, or nothing smooth takes what a surface
/// prescribes.
pub fn field(
    problem: &Problem,
    graph: &mut Graph,
    output: usize,
    all: &[Prescribed],
) -> Result<Node, String> {
    let (mut lift, mut factor) = match surface::lift(problem, graph, all)? {
        Some(found) => found,
        None => (graph.constant(0.0), graph.constant(1.0)),
    };
    let inside = sampled(problem, &Region::Interior);
    let mut interpolated = 0;
    for input in 0..problem.inputs.len() {
        let ends = [false, true].map(|is_upper| end(all, Face { input, is_upper }));
        if ends
            .iter()
            .any(|end| end.rate.is_some() && end.value.is_none())
        {
            return Err(
                "it prescribes a derivative where the value is not held exactly".to_owned(),
            );
        }
        let mut line = Line {
            problem,
            graph: &mut *graph,
            input,
            inside: &inside,
        };
        let corrections = [0, 1].map(|side| line.correction(ends, side, lift));
        let distance = line.factor(ends.map(End::order));
        let is_zero = |node: &Node| line.graph.constant_value(*node) == Some(0.0);
        interpolated += usize::from(!corrections.iter().all(is_zero));
        if interpolated > MOST_INTERPOLATED {
            return Err(format!(
                "what is prescribed differs between the faces of more than {MOST_INTERPOLATED} \
                 inputs: each doubles the interpolation between them; an ansatz can be written \
                 by hand"
            ));
        }
        for correction in corrections {
            lift = graph.binary(Binary::Add, lift, correction);
        }
        factor = graph.binary(Binary::Mul, factor, distance);
    }
    let channel = graph.output(output);
    let free = graph.binary(Binary::Mul, factor, channel);
    Ok(graph.binary(Binary::Add, lift, free))
}

/// What is prescribed at a face; of what is prescribed twice, the first.
fn end(all: &[Prescribed], face: Face) -> End {
    let at = |is_rate: bool| {
        let mut here = all.iter().filter(|p| p.place == Place::Face(face));
        here.find(|p| p.is_rate == is_rate).map(|p| p.value)
    };
    End {
        value: at(false),
        rate: at(true),
    }
}

/// Expressions along one input.
struct Line<'a> {
    problem: &'a Problem,
    graph: &'a mut Graph,
    input: usize,
    /// Points inside of the domain.
    inside: &'a Cloud,
}

impl Line<'_> {
    fn times(&mut self, a: Node, b: Node) -> Node {
        self.graph.binary(Binary::Mul, a, b)
    }

    /// The distance from an end, 1 at the other end.
    fn distance(&mut self, side: usize) -> Node {
        let domain = &self.problem.domain;
        let x = self.graph.input(self.input);
        let from = match side {
            0 => {
                let lower = self.graph.constant(domain.lower[self.input]);
                self.graph.binary(Binary::Sub, x, lower)
            }
            _ => {
                let upper = self.graph.constant(domain.upper[self.input]);
                self.graph.binary(Binary::Sub, upper, x)
            }
        };
        let inverse = self.graph.constant(1.0 / domain.extent(self.input));
        self.times(inverse, from)
    }

    /// The expression at an end.
    fn at_end(&mut self, side: usize, node: Node) -> Node {
        let domain = &self.problem.domain;
        let ends = [domain.lower[self.input], domain.upper[self.input]];
        let bound = self.graph.constant(ends[side]);
        let input = Leaf::Input(self.input);
        let replace = |leaf| (leaf == input).then_some(bound);
        self.graph.substitute(node, &replace)
    }

    /// What an expression lacks at an end; 0 where that is rounding, such as sin(π).
    fn missing(&mut self, side: usize, wanted: Node, known: Node) -> Node {
        let missing = self.graph.binary(Binary::Sub, wanted, known);
        let missing = self.at_end(side, missing);
        let size = |node| largest(&values(self.graph, node, self.inside));
        let (all, off) = (size(wanted).max(size(known)), size(missing));
        match all.is_finite() && off <= ROUNDING * all {
            true => self.graph.constant(0.0),
            false => missing,
        }
    }

    /// What brings the lift to the values at an end, and changes nothing at the other.
    fn correction(&mut self, ends: [End; 2], side: usize, lift: Node) -> Node {
        let (own, other) = (ends[side], ends[1 - side].order());
        let mut sum = self.graph.constant(0.0);
        if let Some(value) = own.value {
            let missing = self.missing(side, value, lift);
            let shape = self.value_shape(side, own.order(), other);
            sum = self.times(shape, missing);
        }
        if let Some(rate) = own.rate {
            let slope = self.graph.slope(lift, self.input);
            let missing = self.missing(side, rate, slope);
            let shape = self.rate_shape(side, other);
            let part = self.times(shape, missing);
            sum = self.graph.binary(Binary::Add, sum, part);
        }
        sum
    }

    /// 1 at an end, with a slope of 0 if that is prescribed too, and 0 to the given order at
    /// the other.
    fn value_shape(&mut self, side: usize, own: i32, other: i32) -> Node {
        let near = self.distance(side);
        let far = self.distance(1 - side);
        let vanishing = self.graph.powi(far, other);
        let slope = match (own, other) {
            (2, 1) => 1.0,
            (2, 2) => 2.0,
            _ => return vanishing,
        };
        // (1 + n s)(1 − s)ⁿ has the slope 0 at s = 0.
        let (one, slope) = (self.graph.constant(1.0), self.graph.constant(slope));
        let rising = self.times(slope, near);
        let rising = self.graph.binary(Binary::Add, one, rising);
        self.times(rising, vanishing)
    }

    /// 0 at an end, with a slope of 1 by the input, and 0 to the given order at the other.
    fn rate_shape(&mut self, side: usize, other: i32) -> Node {
        let extent = self.problem.domain.extent(self.input);
        let near = self.distance(side);
        let far = self.distance(1 - side);
        let vanishing = self.graph.powi(far, other);
        let length = self
            .graph
            .constant(if side == 0 { extent } else { -extent });
        let near = self.times(length, near);
        self.times(near, vanishing)
    }

    /// 0 to the given orders at the ends, at most 1 between them.
    fn factor(&mut self, orders: [i32; 2]) -> Node {
        let [m, n] = orders;
        let (near, far) = (self.distance(0), self.distance(1));
        let (near, far) = (self.graph.powi(near, m), self.graph.powi(far, n));
        let product = self.times(near, far);
        if m == 0 || n == 0 {
            return product;
        }
        let (p, q) = (f64::from(m), f64::from(n));
        let top = (p / (p + q)).powi(m) * (q / (p + q)).powi(n);
        let largest = self.graph.constant(1.0 / top);
        self.times(largest, product)
    }
}
