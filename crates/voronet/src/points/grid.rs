//! Points in rows and columns.

use super::Cloud;
use crate::geometry::BoxDomain;

/// One input and the values it takes on the grid, increasing.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The input's name.
    pub name: String,
    /// The values, in the input's unit.
    pub values: Vec<f64>,
}

impl Axis {
    /// Makes an axis of these values.
    pub fn new(name: impl Into<String>, values: Vec<f64>) -> Axis {
        Axis {
            name: name.into(),
            values,
        }
    }
}

/// The product of axes; the last one varies fastest (row-major).
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The axes, in the order of the problem's inputs.
    pub axes: Vec<Axis>,
}

impl Grid {
    /// Returns the number of values on each axis.
    pub fn shape(&self) -> Vec<usize> {
        self.axes.iter().map(|axis| axis.values.len()).collect()
    }

    /// Returns the number of nodes.
    pub fn len(&self) -> usize {
        self.shape().iter().product()
    }

    /// Tells whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the coordinates of a node.
    pub fn point(&self, index: usize) -> Vec<f64> {
        let mut rest = index;
        let mut point: Vec<f64> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let value = axis.values[rest % axis.values.len()];
                rest /= axis.values.len();
                value
            })
            .collect();
        point.reverse();
        point
    }

    /// Returns all nodes, in their order.
    pub fn nodes(&self) -> Cloud {
        let coordinates = (0..self.len()).flat_map(|i| self.point(i)).collect();
        Cloud::new(self.axes.len(), coordinates)
    }
}

/// Makes a grid over a box, evenly spaced, with the given number of nodes along each input; one
/// node lies in the middle.
pub fn uniform_grid(inputs: &[String], domain: &BoxDomain, nodes: &[usize]) -> Grid {
    let axis = |i: usize| {
        let step = domain.extent(i) / (nodes[i].max(2) - 1) as f64;
        let at = |j: usize| {
            if nodes[i] == 1 {
                domain.lower[i] + 0.5 * domain.extent(i)
            } else if j > 0 && j + 1 == nodes[i] {
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
