//! What can be evaluated of a folder or a file.

use std::path::Path;

use super::evaluate::{bare_scope, check_dimensions};
use super::{Columns, Error, EvaluateError, Evaluator, MODEL, Model, PROBLEM, Solution};
use crate::geometry::BoxDomain;
use crate::points::Cloud;

/// A whole run, or a network alone, which knows neither the constants and
/// definitions of its problem nor the shape of its domain.
pub enum Opened {
    /// A run with its problem.
    Run(Box<Solution>),
    /// A network alone.
    Network(Box<Model>),
}

impl Opened {
    /// Opens the folder of a run, or the file of a network.
    ///
    /// # Errors
    /// If something is missing or damaged.
    pub fn open(path: &Path) -> Result<Opened, Error> {
        if path.join(PROBLEM).is_file() {
            return Ok(Opened::Run(Box::new(Solution::open(path)?)));
        }
        let file = match path.is_dir() {
            true => path.join(MODEL),
            false => path.to_path_buf(),
        };
        Ok(Opened::Network(Box::new(Model::read(&file)?)))
    }

    /// Returns the network.
    pub fn model(&self) -> &Model {
        match self {
            Opened::Run(solution) => solution.model(),
            Opened::Network(model) => model,
        }
    }

    /// Returns the names of the inputs.
    pub fn inputs(&self) -> &[String] {
        &self.model().inputs
    }

    /// Returns the names of the outputs.
    pub fn outputs(&self) -> &[String] {
        &self.model().outputs
    }

    /// Returns the box around the domain.
    pub fn domain(&self) -> &BoxDomain {
        &self.model().domain
    }

    /// Evaluates expressions at points, a column for each.
    ///
    /// # Errors
    /// If an expression is wrong, or a point has not one coordinate for each input.
    pub fn evaluate_expressions<S: AsRef<str>>(
        &self,
        expressions: &[S],
        points: &Cloud,
    ) -> Result<Columns, EvaluateError> {
        match self {
            Opened::Run(solution) => solution.evaluate_expressions(expressions, points),
            Opened::Network(model) => {
                let (scope, mut graph) = (bare_scope(model), voronet_expr::Graph::new());
                model.network.declare(&mut graph);
                Evaluator::new(model).expressions(expressions, &scope, &mut graph, points)
            }
        }
    }

    /// Tells whether each point lies in the domain, or in the box around it where that is
    /// all that is known.
    ///
    /// # Errors
    /// If a point has not one coordinate for each input.
    pub fn contains(&self, points: &Cloud) -> Result<Vec<bool>, EvaluateError> {
        match self {
            Opened::Run(solution) => solution.contains(points),
            Opened::Network(model) => {
                check_dimensions(&model.inputs, points)?;
                let inside = (0..points.len()).map(|j| model.domain.contains(points.point(j)));
                Ok(inside.collect())
            }
        }
    }
}
