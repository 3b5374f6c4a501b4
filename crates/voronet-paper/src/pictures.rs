//! Planes, points and curves of the figures.

use super::figure::FigureTable;
use voronet::output::plot::{
    self, ColourScale, Curves, Look, Scatter, Series, Spacing, heat_map, scatter,
};
use voronet::output::{Axis, Slice};
use voronet::points::{Cloud, uniform_grid};
use voronet::problem::Problem;

/// The first two coordinates of a point.
pub fn pair(cloud: &Cloud, j: usize) -> [f64; 2] {
    [cloud.point(j)[0], cloud.point(j)[1]]
}

/// A problem's plane: a grid over its two inputs, of which only the nodes inside
/// count.
pub struct Plane<'a> {
    problem: &'a Problem,
    axes: [Axis; 2],
    cloud: Cloud,
    inside: Vec<bool>,
}

impl<'a> Plane<'a> {
    /// With so many nodes along the shorter side.
    pub fn new(problem: &'a Problem, nodes: usize) -> Plane<'a> {
        let grid = uniform_grid(&problem.inputs, &problem.domain, &[nodes, nodes]);
        let cloud = grid.nodes();
        let inside = (0..cloud.len()).map(|p| problem.contains(cloud.point(p)));
        Plane {
            inside: inside.collect(),
            axes: [grid.axes[0].clone(), grid.axes[1].clone()],
            problem,
            cloud,
        }
    }

    /// All nodes, those outside too.
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// The values at the nodes inside.
    pub fn inside(&self, values: &[f64]) -> Vec<f64> {
        let pairs = values.iter().zip(&self.inside);
        pairs
            .filter(|(_, inside)| **inside)
            .map(|(x, _)| *x)
            .collect()
    }

    fn slice(&self, values: &[f64]) -> Slice {
        let masked = values.iter().zip(&self.inside);
        let [x, y] = self.axes.clone();
        Slice {
            x,
            y,
            held: Vec::new(),
            values: masked
                .map(|(&v, &i)| if i { v } else { f64::NAN })
                .collect(),
        }
    }

    fn is_space(&self) -> bool {
        self.problem.inhabited.is_some()
    }

    /// Values as colours.
    pub fn map(
        &self,
        title: &str,
        label: &str,
        values: &[f64],
        iso_lines: bool,
        scale: Option<ColourScale>,
    ) -> String {
        let look = Look {
            scale,
            iso_lines,
            equal_axes: self.is_space(),
            ..Look::new(title, label)
        };
        heat_map(&self.slice(values), &look)
    }

    /// Values as colours by their logarithm, over seven decades at most.
    pub fn log_map(&self, title: &str, label: &str, values: &[f64], dots: Vec<[f64; 2]>) -> String {
        let mut scale = ColourScale::fit(self.inside(values), Spacing::Log);
        scale.low = scale.low.max(scale.high * 1e-7);
        let look = Look {
            scale: Some(scale),
            equal_axes: self.is_space(),
            dots,
            ..Look::new(title, label)
        };
        heat_map(&self.slice(values), &look)
    }

    /// Points coloured by a value.
    pub fn scatter(&self, title: &str, label: &str, points: &[[f64; 2]], values: &[f64]) -> String {
        self.scatter_with(title, label, points, values, Vec::new())
    }

    /// The same, with marked places.
    pub fn scatter_with(
        &self,
        title: &str,
        label: &str,
        points: &[[f64; 2]],
        values: &[f64],
        marks: Vec<[f64; 2]>,
    ) -> String {
        let (inputs, domain) = (&self.problem.inputs, &self.problem.domain);
        let axis = |i: usize| (inputs[i].clone(), [domain.lower[i], domain.upper[i]]);
        // Logarithms come as they are.
        let spacing = if values.iter().all(|v| *v > 0.0) {
            Spacing::Log
        } else {
            Spacing::Linear
        };
        scatter(&Scatter {
            title: title.to_owned(),
            x: axis(0),
            y: axis(1),
            points: points.to_vec(),
            values: values.to_vec(),
            label: label.to_owned(),
            spacing,
            equal_axes: self.is_space(),
            marks,
        })
    }

    /// Coordinates of every second node inside, and columns of values there.
    pub fn table(&self, name: &str, columns: &[(&str, &Vec<f64>)]) -> FigureTable {
        let rows = self.axes[1].values.len();
        let shown = |p: &usize| {
            self.inside[*p] && (p / rows).is_multiple_of(2) && (p % rows).is_multiple_of(2)
        };
        let nodes: Vec<usize> = (0..self.cloud.len()).filter(shown).collect();
        let coordinate = |i: usize| {
            let values = nodes.iter().map(|&p| self.cloud.point(p)[i]);
            (self.problem.inputs[i].clone(), values.collect())
        };
        let column = |(name, values): &(&str, &Vec<f64>)| {
            (
                (*name).to_owned(),
                nodes.iter().map(|&p| values[p]).collect(),
            )
        };
        let coordinates = (0..2).map(coordinate);
        FigureTable {
            name: name.to_owned(),
            columns: coordinates.chain(columns.iter().map(column)).collect(),
        }
    }
}

/// Curves on a logarithmic vertical axis.
pub fn curves(title: &str, x: &str, y: &str, log_x: bool, series: Vec<Series>) -> String {
    let x_spacing = if log_x { Spacing::Log } else { Spacing::Linear };
    drawn(title, (x, x_spacing), (y, Spacing::Log), series)
}

/// Curves on linear axes.
pub fn profiles(title: &str, x: &str, y: &str, series: Vec<Series>) -> String {
    drawn(title, (x, Spacing::Linear), (y, Spacing::Linear), series)
}

fn drawn(title: &str, x: (&str, Spacing), y: (&str, Spacing), series: Vec<Series>) -> String {
    plot::curves(&Curves {
        title: title.to_owned(),
        x_label: x.0.to_owned(),
        y_label: y.0.to_owned(),
        x_spacing: x.1,
        y_spacing: y.1,
        series,
    })
}
