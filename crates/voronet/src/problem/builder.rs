//! Problems stated in Rust.

use voronet_expr::{Expr, Graph, Jump, Leaf, Node, RESERVED};

use super::file::{is_interval, settings};
use super::{Problem, Reference, Region, Term, TrainingSettings};
use crate::geometry::{BoxDomain, Piece};
use crate::network::NetworkSettings;
use crate::registry::BadSetting;
use crate::sampler::{self, SamplingSettings, uniform};

/// States a problem step by step, with the defaults of problem files.
///
/// ```
/// use voronet::expr::Expr;
/// use voronet::problem::ProblemBuilder;
///
/// let (t, x, u) = (Expr::input(0), Expr::input(1), Expr::output(0));
/// let problem = ProblemBuilder::new("Heat")
///     .input("t", 0.0, 1.0)
///     .input("x", 0.0, 1.0)
///     .output("u")
///     .equation("heat", &[u.diff(&t) - u.diff_n(&x, 2)])
///     .condition("initial", &[&[("t", 0.0)]], &[&u - 10.0 * (&x - x.powi(2))], 100.0)
///     .condition("ends", &[&[("x", 0.0)], &[("x", 1.0)]], &[u.clone()], 100.0)
///     .network(|network| network.hidden = vec![16, 16])
///     .training(|training| training.iterations = 500)
///     .build()?;
/// assert_eq!(problem.terms.len(), 3);
/// # Ok::<(), voronet::problem::Misstated>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProblemBuilder {
    problem: Problem,
    /// Inputs by name and value, for each condition; resolved when built.
    places: Vec<Option<Vec<NamedPlace>>>,
    references: Vec<(String, Node)>,
    /// The first term or reference that differentiates a jump.
    jump: Option<(String, Jump)>,
}

/// Inputs with the bound that they have at a place.
type NamedPlace = Vec<(String, f64)>;

/// What is wrong with a problem stated in Rust.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Misstated {
    /// It needs one to four inputs, an output and an equation.
    #[error("a problem needs {0}")]
    Missing(&'static str),
    /// A name is empty, reserved or taken.
    #[error("the name `{0}` is empty, reserved or used twice")]
    Name(String),
    /// An interval is empty or not finite.
    #[error("the interval of `{0}` is empty")]
    Interval(String),
    /// A condition's place is no face.
    #[error("the condition `{term}` is at `{input} = {value}`, which is no face of the domain")]
    Face {
        /// The condition.
        term: String,
        /// As given.
        input: String,
        /// As given.
        value: f64,
    },
    /// A residual reads no output, or one or an input that is not there.
    #[error("the term `{0}` reads an input or output that is not there, or no output at all")]
    Residual(String),
    /// A derivative is taken of something that jumps.
    #[error("in `{name}`: {jump}")]
    Jump {
        /// The term, or the output of the reference.
        name: String,
        /// Where it jumps.
        jump: Jump,
    },
    /// The activation's derivatives vanish where a law needs them.
    #[error("the activation has no derivatives of the order that the term `{0}` needs")]
    Smoothness(String),
    /// A sampler cannot draw the points that it is asked for.
    #[error("the sampler `{}` cannot draw {of}", sampler.name)]
    Sampler {
        /// Which one.
        sampler: &'static sampler::Entry,
        /// What it should have drawn.
        of: &'static str,
    },
    /// Settings do not go together.
    #[error("{0}")]
    Unfit(String),
    /// A number is out of its range, or nothing reads it.
    #[error(transparent)]
    BadSetting(#[from] BadSetting),
    /// A count is 0.
    #[error("{0} must be at least 1")]
    Setting(&'static str),
}

impl ProblemBuilder {
    /// With the defaults of a problem file.
    pub fn new(title: &str) -> ProblemBuilder {
        let (network, sampling, training) = settings::defaults();
        ProblemBuilder {
            problem: Problem {
                title: title.to_owned(),
                inputs: Vec::new(),
                outputs: Vec::new(),
                domain: BoxDomain {
                    lower: Vec::new(),
                    upper: Vec::new(),
                },
                graph: Graph::new(),
                terms: Vec::new(),
                reference: Reference::default(),
                files: Vec::new(),
                inhabited: None,
                network,
                sampling,
                training,
            },
            places: Vec::new(),
            references: Vec::new(),
            jump: None,
        }
    }

    /// Adds an input with its interval.
    #[must_use]
    pub fn input(mut self, name: &str, lower: f64, upper: f64) -> Self {
        self.problem.inputs.push(name.to_owned());
        self.problem.domain.lower.push(lower);
        self.problem.domain.upper.push(upper);
        self
    }

    /// Adds an output.
    #[must_use]
    pub fn output(mut self, name: &str) -> Self {
        self.problem.outputs.push(name.to_owned());
        self
    }

    /// Adds an equation: residuals that vanish in the domain.
    #[must_use]
    pub fn equation(self, name: &str, residuals: &[Expr]) -> Self {
        self.term(name, None, residuals, 1.0)
    }

    /// Adds a condition: residuals that vanish on the union of the places, each a
    /// list of inputs with the bound that they have there.
    #[must_use]
    pub fn condition(
        self,
        name: &str,
        places: &[&[(&str, f64)]],
        residuals: &[Expr],
        weight: f64,
    ) -> Self {
        let place = |place: &&[(&str, f64)]| {
            place
                .iter()
                .map(|&(input, value)| (input.to_owned(), value))
                .collect()
        };
        self.term(
            name,
            Some(places.iter().map(place).collect()),
            residuals,
            weight,
        )
    }

    fn term(
        mut self,
        name: &str,
        places: Option<Vec<NamedPlace>>,
        residuals: &[Expr],
        weight: f64,
    ) -> Self {
        let residuals: Vec<Node> = residuals.iter().map(|r| self.import(name, r)).collect();
        let graph = &self.problem.graph;
        let names = voronet_expr::Names {
            inputs: self.problem.inputs.clone(),
            outputs: self.problem.outputs.clone(),
            ..Default::default()
        };
        let law = |&r: &_| format!("{} = 0", graph.display(r, &names));
        self.problem.terms.push(Term {
            name: name.to_owned(),
            region: Region::Interior,
            laws: residuals.iter().map(law).collect(),
            residuals,
            weight,
            batch: 0,
            sampler: &uniform::ENTRY,
        });
        self.places.push(places);
        self
    }

    /// The node of an expression. A jump that it differentiates is kept for the end.
    fn import(&mut self, name: &str, expression: &Expr) -> Node {
        let graph = &mut self.problem.graph;
        graph.import(expression).unwrap_or_else(|jump| {
            let name = name.to_owned();
            self.jump.get_or_insert((name, jump));
            graph.constant(0.0)
        })
    }

    /// Gives an output its reference solution.
    #[must_use]
    pub fn reference(mut self, output: &str, solution: &Expr) -> Self {
        let node = self.import(output, solution);
        self.references.push((output.to_owned(), node));
        self
    }

    /// Changes the network's settings.
    #[must_use]
    pub fn network(mut self, change: impl FnOnce(&mut NetworkSettings)) -> Self {
        change(&mut self.problem.network);
        self
    }

    /// Changes the sampling's settings.
    #[must_use]
    pub fn sampling(mut self, change: impl FnOnce(&mut SamplingSettings)) -> Self {
        change(&mut self.problem.sampling);
        self
    }

    /// Changes the training's settings.
    #[must_use]
    pub fn training(mut self, change: impl FnOnce(&mut TrainingSettings)) -> Self {
        change(&mut self.problem.training);
        self
    }

    /// The problem.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn build(mut self) -> Result<Problem, Misstated> {
        self.check_names()?;
        self.check_settings()?;
        self.check_methods()?;
        if let Some((name, jump)) = self.jump {
            return Err(Misstated::Jump { name, jump });
        }
        let problem = &mut self.problem;
        for (term, places) in problem.terms.iter_mut().zip(self.places) {
            check_residuals(&problem.graph, term, &problem.inputs, &problem.outputs)?;
            let smoothness = problem.network.activation.smoothness();
            if smoothness.is_some_and(|most| settings::highest_order(&problem.graph, term) > most) {
                return Err(Misstated::Smoothness(term.name.clone()));
            }
            term.batch = problem.sampling.batch;
            term.sampler = problem.sampling.sampler;
            if let Some(places) = places {
                let piece =
                    |place: NamedPlace| piece(place, &term.name, &problem.inputs, &problem.domain);
                let pieces = places.into_iter().map(piece).collect::<Result<_, _>>()?;
                term.region = Region::Boundary(pieces);
                term.sampler = problem.sampling.conditions;
            }
        }
        problem
            .terms
            .sort_by_key(|term| matches!(term.region, Region::Boundary(_)));
        let outputs = problem.outputs.len();
        problem.reference.expressions = vec![None; outputs];
        problem.reference.errors = vec![None; outputs];
        for (name, node) in self.references {
            let output = problem.outputs.iter().position(|output| *output == name);
            let output = output.ok_or(Misstated::Name(name))?;
            problem.reference.expressions[output] = Some(node);
        }
        Ok(self.problem)
    }

    fn check_names(&self) -> Result<(), Misstated> {
        let problem = &self.problem;
        if !(1..=4).contains(&problem.inputs.len()) {
            return Err(Misstated::Missing("one to four inputs"));
        }
        if problem.outputs.is_empty() {
            return Err(Misstated::Missing("an output"));
        }
        if !self.places.iter().any(Option::is_none) {
            return Err(Misstated::Missing("an equation"));
        }
        let terms: Vec<&String> = problem.terms.iter().map(|term| &term.name).collect();
        for names in [
            problem.inputs.iter().chain(&problem.outputs).collect(),
            terms,
        ] {
            for (i, &name) in names.iter().enumerate() {
                if name.is_empty()
                    || RESERVED.contains(&name.as_str())
                    || names[..i].contains(&name)
                {
                    return Err(Misstated::Name(name.clone()));
                }
            }
        }
        for (i, name) in problem.inputs.iter().enumerate() {
            if !is_interval(problem.domain.lower[i], problem.domain.upper[i]) {
                return Err(Misstated::Interval(name.clone()));
            }
        }
        Ok(())
    }

    fn check_settings(&self) -> Result<(), Misstated> {
        let (s, t) = (&self.problem.sampling, &self.problem.training);
        s.given.check()?;
        t.check()?;
        let rules = [
            (s.points > 0, "points"),
            (s.batch > 0, "batch"),
            (t.record_every > 0, "record_every"),
            (t.record_points > 0, "record_points"),
            (!self.problem.network.hidden.contains(&0), "hidden"),
        ];
        let broken = rules.into_iter().find(|(holds, _)| !holds);
        broken.map_or(Ok(()), |(_, name)| Err(Misstated::Setting(name)))
    }

    fn check_methods(&self) -> Result<(), Misstated> {
        let sampling = &self.problem.sampling;
        for sampler in [sampling.sampler, sampling.conditions] {
            if let Some(unfit) = (sampler.how.check)(sampling, self.problem.inputs.len()) {
                return Err(Misstated::Unfit(unfit.title));
            }
        }
        if !sampling.conditions.how.draws_conditions {
            let (sampler, of) = (sampling.conditions, "the points of conditions");
            return Err(Misstated::Sampler { sampler, of });
        }
        Ok(())
    }
}

fn check_residuals(
    graph: &Graph,
    term: &Term,
    inputs: &[String],
    outputs: &[String],
) -> Result<(), Misstated> {
    for &residual in &term.residuals {
        let leaves = graph.leaves(&[residual]);
        let known = |leaf: &Leaf| match *leaf {
            Leaf::Input(i) => i < inputs.len(),
            Leaf::Output { output, alpha } => output < outputs.len() && alpha.order() <= 4,
            Leaf::Symbol(_) | Leaf::Combination(_) => false,
        };
        let reads_output = leaves
            .iter()
            .any(|leaf| matches!(leaf, Leaf::Output { .. }));
        if !reads_output || !leaves.iter().all(known) || term.weight.is_nan() || term.weight < 0.0 {
            return Err(Misstated::Residual(term.name.clone()));
        }
    }
    Ok(())
}

fn piece(
    place: NamedPlace,
    term: &str,
    inputs: &[String],
    domain: &BoxDomain,
) -> Result<Piece, Misstated> {
    let mut fixed = Vec::new();
    for (input, value) in place {
        let i = inputs.iter().position(|name| *name == input);
        match i {
            Some(i) if value == domain.lower[i] || value == domain.upper[i] => {
                fixed.push((i, value))
            }
            _ => {
                let term = term.to_owned();
                return Err(Misstated::Face { term, input, value });
            }
        }
    }
    fixed.sort_by_key(|&(i, _)| i);
    Ok(Piece {
        fixed,
        filter: None,
        within: Vec::new(),
    })
}
