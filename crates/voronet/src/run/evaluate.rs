//! Outputs and their derivatives, wherever they are asked for.

use voronet_expr::{Diagnostic, Graph, Names, Node, Scope, parse_expression};

use super::Model;
use crate::objective::{Scalar, columns, packed};
use crate::plan::Group;
use crate::points::Cloud;
use crate::problem::Precision;

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
        let weights = packed::<T>(&model.network, &model.parameters);
        columns(&model.network, &self.group, &weights, points)
    }
}
