//! Outputs and their derivatives, wherever they are asked for.

use std::ops::Index;

use voronet_expr::{Diagnostic, Graph, Names, Node, Scope, parse_expression};

use super::Model;
use crate::network::Network;
use crate::objective::{Theta, columns};
use crate::plan::Group;
use crate::points::Cloud;
use crate::problem::{Precision, space_by_names};

/// A trained network that is ready to be evaluated, in the precision it was trained in.
pub struct Evaluator {
    /// The networks of all windows of the time: one, where it was not cut.
    windows: Vec<Window>,
    /// The input that is the time, if it was cut.
    time: usize,
}

/// A network with the time after which it holds.
struct Window {
    from: f64,
    network: Network,
    theta: InPrecision,
}

enum InPrecision {
    Single(Theta<f32>),
    Double(Theta<f64>),
}

/// Values at points, a column for each name.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// The expressions that were evaluated, as they were asked for.
    pub names: Vec<String>,
    /// The value of each of them at each point.
    pub values: Vec<Vec<f64>>,
}

impl Columns {
    /// Returns the column of that name, if there is one.
    pub fn get(&self, name: &str) -> Option<&[f64]> {
        let found = self.names.iter().position(|known| known == name)?;
        Some(&self.values[found])
    }
}

/// Returns the column of a name.
///
/// # Panics
/// If there is none.
impl Index<&str> for Columns {
    type Output = [f64];

    fn index(&self, name: &str) -> &[f64] {
        match self.get(name) {
            Some(column) => column,
            None => panic!("no column `{name}`; there are: {}", self.names.join(", ")),
        }
    }
}

/// Says why something cannot be evaluated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EvaluateError {
    /// The points have another number of coordinates than the problem has inputs.
    #[error("points of {found} coordinates, where the inputs are {}", inputs.join(", "))]
    Dimensions {
        /// The problem's inputs.
        inputs: Vec<String>,
        /// How many coordinates a point has.
        found: usize,
    },
    /// An expression is wrong.
    #[error("`{text}`: {}", titles(diagnostics))]
    Expression {
        /// The expression as it was asked for.
        text: String,
        /// All that is wrong with it.
        diagnostics: Vec<Diagnostic>,
    },
}

fn titles(diagnostics: &[Diagnostic]) -> String {
    let text = |d: &Diagnostic| match &d.help {
        Some(help) => format!("{} ({help})", d.title),
        None => d.title.clone(),
    };
    diagnostics.iter().map(text).collect::<Vec<_>>().join("; ")
}

impl Evaluator {
    /// Arranges the parameters of a model.
    pub fn new(model: &Model) -> Evaluator {
        let window = |from: f64, network: &Network, parameters: &[f64]| Window {
            from,
            network: network.clone(),
            theta: match model.precision {
                Precision::F32 => InPrecision::Single(Theta::of(network, parameters)),
                Precision::F64 => InPrecision::Double(Theta::of(network, parameters)),
            },
        };
        let first = window(f64::NEG_INFINITY, &model.network, &model.parameters);
        let later = model.later.iter();
        let later = later.map(|later| window(later.from, &later.network, &later.parameters));
        Evaluator {
            windows: std::iter::once(first).chain(later).collect(),
            time: model.later.first().map_or(0, |later| later.time),
        }
    }

    /// Returns the values of nodes of a graph: a column for each, an entry for each point. Where
    /// two windows of the time meet, the earlier one has the word.
    pub fn columns(&self, graph: &mut Graph, nodes: &[Node], points: &Cloud) -> Vec<Vec<f64>> {
        if nodes.is_empty() {
            return Vec::new();
        }
        if let [window] = &self.windows[..] {
            return window.columns(graph, nodes, points);
        }
        let mut all = vec![vec![0.0; points.len()]; nodes.len()];
        for (window, own) in self.windows.iter().zip(self.points_of_windows(points)) {
            let found = window.columns(graph, nodes, &points.picked(&own));
            for (column, found) in all.iter_mut().zip(found) {
                for (&j, value) in own.iter().zip(found) {
                    column[j as usize] = value;
                }
            }
        }
        all
    }

    /// The numbers of the points in each window.
    fn points_of_windows(&self, points: &Cloud) -> Vec<Vec<u32>> {
        let mut own = vec![Vec::new(); self.windows.len()];
        for j in 0..points.len() {
            let time = points.point(j)[self.time];
            let later = self.windows.partition_point(|window| window.from < time);
            own[later.saturating_sub(1)].push(j as u32);
        }
        own
    }

    /// Returns the values of the outputs, a column for each.
    pub fn outputs(&self, points: &Cloud) -> Vec<Vec<f64>> {
        let mut graph = Graph::new();
        let nodes: Vec<Node> = (0..self.windows[0].network.outputs.len())
            .map(|k| graph.output(k))
            .collect();
        self.columns(&mut graph, &nodes, points)
    }

    /// Returns the values of expressions, whose names mean what the scope says.
    ///
    /// # Errors
    /// If an expression is wrong, or a point has too many or too few coordinates.
    pub fn expressions<S: AsRef<str>>(
        &self,
        texts: &[S],
        scope: &Scope,
        graph: &mut Graph,
        points: &Cloud,
    ) -> Result<Columns, EvaluateError> {
        check_dimensions(&scope.names.inputs, points)?;
        let parse = |text: &S| {
            let text = text.as_ref();
            let failed = |diagnostics| EvaluateError::Expression {
                text: text.to_owned(),
                diagnostics,
            };
            parse_expression(text, scope, graph).map_err(failed)
        };
        let nodes = texts.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        Ok(Columns {
            names: texts.iter().map(|text| text.as_ref().to_owned()).collect(),
            values: self.columns(graph, &nodes, points),
        })
    }
}

impl Window {
    fn columns(&self, graph: &mut Graph, nodes: &[Node], points: &Cloud) -> Vec<Vec<f64>> {
        let group = Group::compile(graph, nodes, &self.network);
        match &self.theta {
            InPrecision::Single(theta) => columns(&self.network, &group, theta, points),
            InPrecision::Double(theta) => columns(&self.network, &group, theta, points),
        }
    }
}

/// Points must have a coordinate for each input.
pub(super) fn check_dimensions(inputs: &[String], points: &Cloud) -> Result<(), EvaluateError> {
    if points.is_empty() || points.dimensions() == inputs.len() {
        return Ok(());
    }
    Err(EvaluateError::Dimensions {
        inputs: inputs.to_vec(),
        found: points.dimensions(),
    })
}

/// A model alone knows its inputs and outputs by name, and nothing else.
pub(super) fn bare_scope(model: &Model) -> Scope {
    let names = Names {
        inputs: model.inputs.clone(),
        outputs: model.outputs.clone(),
        unknowns: { model.network.unknowns.iter() }
            .map(|unknown| unknown.name.clone())
            .collect(),
        ..Names::default()
    };
    Scope {
        space: space_by_names(&names.inputs),
        names,
        ..Scope::default()
    }
}
