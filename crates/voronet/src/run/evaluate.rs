//! Outputs and their derivatives, wherever they are asked for.

use voronet_expr::{Diagnostic, Graph, Names, Node, Scope, parse_expression};
use voronet_kernels::{Level, Mode, Packed};

use super::Model;
use crate::geometry::BoxDomain;
use crate::objective::{Fields, Scalar};
use crate::output::{Axis, Grid};
use crate::plan::Group;
use crate::points::Cloud;
use crate::problem::{Precision, Problem};

/// Expressions in a model's inputs and outputs.
pub struct Evaluator {
    group: Group,
}

impl Evaluator {
    /// The model's outputs, then each expression (such as `diff(u, x)`).
    ///
    /// # Errors
    /// The index of the first expression that is wrong, and what is wrong.
    pub fn new(
        model: &Model,
        expressions: &[String],
    ) -> Result<Evaluator, (usize, Vec<Diagnostic>)> {
        let mut graph = Graph::default();
        let names = Names {
            inputs: model.inputs.clone(),
            outputs: model.outputs.clone(),
            ..Default::default()
        };
        let scope = Scope {
            space: Some(names.inputs_but("t")),
            names,
            ..Scope::default()
        };
        let mut roots: Vec<Node> = (0..model.outputs.len()).map(|k| graph.output(k)).collect();
        for (i, text) in expressions.iter().enumerate() {
            roots.push(parse_expression(text, &scope, &mut graph).map_err(|d| (i, d))?);
        }
        Ok(Evaluator {
            group: Group::compile(&mut graph, &roots, model.outputs.len()),
        })
    }

    /// One column for each expression, one entry for each point.
    pub fn evaluate(&self, model: &Model, points: &Cloud) -> Vec<Vec<f64>> {
        match model.precision {
            Precision::F32 => self.columns::<f32>(model, points),
            Precision::F64 => self.columns::<f64>(model, points),
        }
    }

    fn columns<T: Scalar>(&self, model: &Model, points: &Cloud) -> Vec<Vec<f64>> {
        let level = Level::detect();
        let theta: Vec<T> = model.parameters.iter().map(|&t| T::from_f64(t)).collect();
        let mut packed = Packed::new(&model.network.mlp, level);
        packed.pack(&theta);
        let fields = Fields::<T>::new(&model.network, &self.group, Mode::Evaluate, level);
        let roots = self.group.tape.roots();
        let mut values = vec![0.0; points.len() * roots];
        fields.values(&packed, points, &mut values);
        let column = |r: usize| values.iter().skip(r).step_by(roots).copied().collect();
        (0..roots).map(column).collect()
    }
}

/// A grid over the domain, fine enough for pictures: 1001 nodes in one
/// dimension, 101² in two (201² around a shape, whose edge must show), 31³ in
/// three, 13⁴ in four.
pub fn solution_grid(problem: &Problem) -> Grid {
    let (inputs, domain) = (&problem.inputs, &problem.domain);
    let nodes = match inputs.len() {
        1 => 1001,
        2 if problem.inhabited.is_some() => 201,
        2 => 101,
        3 => 31,
        _ => 13,
    };
    uniform_grid(inputs, domain, &vec![nodes; inputs.len()])
}

/// A grid with the given number of nodes along each input.
pub fn uniform_grid(inputs: &[String], domain: &BoxDomain, nodes: &[usize]) -> Grid {
    let axis = |i: usize| {
        let step = domain.extent(i) / (nodes[i].max(2) - 1) as f64;
        let at = |j: usize| {
            if j > 0 && j + 1 == nodes[i] {
                domain.upper[i]
            } else {
                domain.lower[i] + step * j as f64
            }
        };
        Axis::new(inputs[i].clone(), (0..nodes[i]).map(at).collect())
    };
    Grid {
        axes: (0..inputs.len()).map(axis).collect(),
    }
}
