//! Which conditions the program holds exactly without being told to: docs/exact-conditions.md has
//! the measurements.

use voronet_expr::{Graph, Node};

use super::prescribed::{Face, Place, Prescribed};
use super::surface;
use crate::geometry::{BOUNDARY, Inhabited, Surface};
use crate::problem::{Problem, Region};

/// The most inputs of a problem of which it does that. In more, the product of the distances from
/// all faces is next to nothing in most of the domain.
const MOST_INPUTS: usize = 4;

pub const RULE: &str = "the program does that, in up to four inputs, where values of an output are \
     prescribed on all faces of a box but the end of the time and the ends of parameters, or on \
     all of a smooth boundary, and nothing else of it but rates at the start; of other outputs \
     values on faces but the start";

/// What conditions say.
pub struct Said<'a> {
    /// What could be held.
    pub prescribed: Vec<&'a Prescribed>,
    /// Laws that stay in the loss, with the places where they hold.
    pub trained: Vec<(Node, &'a Region)>,
}

/// What the program does of its own accord.
pub struct Choice {
    /// For each output, whether it is held all around, so that others are held beside it.
    pub is_whole: Vec<bool>,
    /// For each output, why what is prescribed of it is not held; none where it is.
    pub reasons: Vec<Option<String>>,
}

impl Choice {
    /// Looks at what conditions say.
    pub fn new(problem: &Problem, graph: &mut Graph, said: &Said) -> Choice {
        let outputs = 0..problem.outputs.len();
        let nothing = |why: &str| Choice {
            is_whole: vec![false; outputs.len()],
            reasons: vec![Some(why.to_owned()); outputs.len()],
        };
        if problem.inputs.len() > MOST_INPUTS {
            return nothing("in more than 4 inputs that was not measured");
        }
        // Where something lies outside of the shape, such as a time, that was not measured.
        let is_smooth = problem.inhabited.as_ref().is_some_and(|shape| {
            shape.inputs.len() == problem.inputs.len() && surface::is_smooth(problem, shape, graph)
        });
        let is_whole = outputs.clone().map(|output| match &problem.inhabited {
            None => said.on_whole_box(problem, graph, output),
            Some(shape) => is_smooth && said.on_whole_boundary(shape, output),
        });
        let is_whole: Vec<bool> = is_whole.collect();
        let has_more = |output: usize| {
            let mut own = said.of(output);
            own.any(|p| p.is_rate && !p.is_at_start(problem))
                || said.trains(problem, output).next().is_some()
        };
        let begins = |output: usize| {
            let is_start = |region: &Region| is_at_start(problem, region);
            said.of(output).any(|p| p.is_at_start(problem))
                || said.trains(problem, output).any(is_start)
        };
        let may_be = |output: usize| match is_whole[output] {
            true => !has_more(output),
            false => !begins(output),
        };
        if !is_whole.contains(&true) || !outputs.clone().all(may_be) {
            return nothing(RULE);
        }
        let more = |output: usize| {
            let name = &problem.outputs[output];
            format!("more is prescribed of `{name}` than values on faces")
        };
        let reasons = outputs.map(|k| has_more(k).then(|| more(k))).collect();
        Choice { is_whole, reasons }
    }
}

impl Said<'_> {
    /// What is prescribed of an output.
    fn of(&self, output: usize) -> impl Iterator<Item = &Prescribed> {
        let all = self.prescribed.iter().copied();
        all.filter(move |p| p.output == output)
    }

    /// Where something that stays in the loss is said of an output.
    fn trains(&self, problem: &Problem, of: usize) -> impl Iterator<Item = &Region> {
        let reads = move |&&(law, _): &&(Node, &Region)| !problem.derivatives([law], of).is_empty();
        self.trained.iter().filter(reads).map(|(_, region)| *region)
    }

    /// Whether values of an output are prescribed on all faces of the box but the end of the time
    /// and the ends of parameters.
    fn on_whole_box(&self, problem: &Problem, graph: &Graph, output: usize) -> bool {
        let is_free = |face: &Face| {
            let is_end = problem.roles.time == Some(face.input) && face.is_upper;
            is_end || problem.roles.parameters.contains(&face.input)
        };
        let is_held = |face: &Face| {
            let mut own = self.of(output);
            own.any(|p| !p.is_rate && p.place == Place::Face(*face))
        };
        let of = |input| [false, true].map(|is_upper| Face { input, is_upper });
        let faces = (0..problem.inputs.len())
            .filter(|&input| !graph.is_held(output, input))
            .flat_map(of)
            .filter(|face| !is_free(face));
        let faces: Vec<Face> = faces.collect();
        !faces.is_empty() && faces.iter().all(is_held)
    }

    /// Whether values of an output are prescribed on all of the shape's boundary.
    fn on_whole_boundary(&self, shape: &Inhabited, output: usize) -> bool {
        let faces = self.of(output).filter_map(|p| match &p.place {
            Place::Surface(surface) => Some(surface.faces().to_vec()),
            Place::Face(_) => None,
        });
        let held = Surface::new(faces.flatten().collect());
        held == Surface::named(&shape.solid, BOUNDARY)
    }
}

impl Prescribed {
    /// Whether it holds at the start of the time.
    fn is_at_start(&self, problem: &Problem) -> bool {
        let start = problem.roles.time.map(|input| Face {
            input,
            is_upper: false,
        });
        start.is_some_and(|start| self.place == Place::Face(start))
    }
}

/// Whether some of a region lies at the start of the time.
fn is_at_start(problem: &Problem, region: &Region) -> bool {
    let (Region::Boundary(pieces), Some(time)) = (region, problem.roles.time) else {
        return false;
    };
    let start = (time, problem.domain.lower[time]);
    pieces.iter().any(|piece| piece.fixed.contains(&start))
}
