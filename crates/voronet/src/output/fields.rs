//! Values on a regular grid.

use super::Error;
use crate::points::{Axis, Grid};

/// A named value at every node of a grid; NaN outside the domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The field's name: `u`, `u_reference`, `u_error`, …
    pub name: String,
    /// The value at each node, row-major.
    pub values: Vec<f64>,
}

impl Field {
    /// Makes a field of these values.
    pub fn new(name: impl Into<String>, values: Vec<f64>) -> Field {
        Field {
            name: name.into(),
            values,
        }
    }
}

/// Fields on one grid, checked to fit it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    grid: Grid,
    fields: Vec<Field>,
}

impl Fields {
    /// Joins fields and grid.
    ///
    /// # Errors
    /// If the grid has no axes or an empty one, a field has
    /// another number of values than the grid has nodes, or a name is used
    /// twice.
    pub fn new(grid: Grid, fields: Vec<Field>) -> Result<Fields, Error> {
        if grid.axes.is_empty() || grid.is_empty() {
            return Err(Error::Grid(grid.shape()));
        }
        for field in &fields {
            if field.values.len() != grid.len() {
                return Err(Error::Length {
                    name: field.name.clone(),
                    expected: grid.len(),
                    found: field.values.len(),
                });
            }
        }
        let axes = grid.axes.iter().map(|axis| &axis.name);
        let mut names: Vec<&String> = axes.chain(fields.iter().map(|field| &field.name)).collect();
        names.sort();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::Duplicate(pair[0].clone()));
        }
        Ok(Fields { grid, fields })
    }

    /// Returns the grid, whose nodes the values are at.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Returns the fields, in the order given.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Returns the field of this name, if there is one.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Tells whether a node lies inside: some field is a number there. Others may be
    /// unknown, such as a reference beyond the points where it is given.
    pub fn is_inside(&self, node: usize) -> bool {
        self.fields.iter().any(|field| !field.values[node].is_nan())
    }

    /// Cuts the plane of field number `field` spanned by the axes `across` (the
    /// first drawn to the right, the second upwards), at the nodes nearest to
    /// `at` on the other axes.
    ///
    /// # Panics
    /// If there is no such field or axis, or `at` has not one value per axis.
    pub fn slice(&self, field: usize, across: [usize; 2], at: &[f64]) -> Slice {
        let axes = &self.grid.axes;
        assert!(at.len() == axes.len() && across[0] != across[1]);
        let strides = strides(&self.grid.shape());
        let mut start = 0;
        let mut held = Vec::new();
        for (k, axis) in axes.iter().enumerate() {
            if !across.contains(&k) {
                let node = nearest(&axis.values, at[k]);
                start += node * strides[k];
                // Of many inputs most are only ever in their middle.
                if axes.len() <= MOST_HELD || axis.values.len() > 1 {
                    held.push((axis.name.clone(), axis.values[node]));
                }
            }
        }
        let [right, up] = across;
        let values = (0..axes[right].values.len())
            .flat_map(|i| (0..axes[up].values.len()).map(move |j| (i, j)))
            .map(|(i, j)| self.fields[field].values[start + i * strides[right] + j * strides[up]])
            .collect();
        Slice {
            x: axes[right].clone(),
            y: axes[up].clone(),
            held,
            values,
        }
    }

    /// Cuts the planes worth looking at first, which are spanned by the axes `across`; see
    /// [`places`](Self::places).
    ///
    /// # Panics
    /// If there is no such field or axis.
    pub fn slices(
        &self,
        field: usize,
        across: [usize; 2],
        along: Option<usize>,
        count: usize,
    ) -> Vec<Slice> {
        let places = self.places(field, across, along, count);
        let slice = |at: &Vec<f64>| self.slice(field, across, at);
        places.iter().map(slice).collect()
    }

    /// Says where on the other axes the planes of a field lie that are worth looking at first:
    /// at `count` values spread over the axis `along`, both ends included, and at the middle of
    /// all others. One plane if there is no such axis. Where the field vanishes in the plane
    /// through the middle, as by symmetry, the place is that of the node where it is largest.
    ///
    /// # Panics
    /// If there is no such field or axis.
    pub fn places(
        &self,
        field: usize,
        across: [usize; 2],
        along: Option<usize>,
        count: usize,
    ) -> Vec<Vec<f64>> {
        let middle = self.middle();
        let mut at = middle.clone();
        if self.vanishes(field, across, &at) {
            at = self.largest(field);
            if let Some(along) = along {
                let of_middle = std::mem::replace(&mut at[along], middle[along]);
                if self.vanishes(field, across, &at) {
                    at[along] = of_middle;
                }
            }
        }
        let Some(along) = along.filter(|_| count > 1) else {
            return vec![at];
        };
        let mut values = self.spread(along, count);
        if values.len() > 2 {
            let inner = values.len() / 2;
            values[inner] = at[along];
        }
        let place = |value: f64| {
            let mut at = at.clone();
            at[along] = value;
            at
        };
        values.into_iter().map(place).collect()
    }

    /// Tells whether a field is nothing in a plane, beside what it is elsewhere.
    fn vanishes(&self, field: usize, across: [usize; 2], at: &[f64]) -> bool {
        let size = |values: &[f64]| {
            let sizes = values.iter().map(|value| value.abs());
            sizes.filter(|size| !size.is_nan()).fold(0.0, f64::max)
        };
        let plane = self.slice(field, across, at);
        size(&plane.values) < NOTHING * size(&self.fields[field].values)
    }

    /// Returns the node at which a field is largest in size.
    fn largest(&self, field: usize) -> Vec<f64> {
        let sizes = self.fields[field].values.iter().map(|value| value.abs());
        let known = sizes.enumerate().filter(|(_, size)| !size.is_nan());
        let node = known.max_by(|a, b| a.1.total_cmp(&b.1));
        let node = node.map_or(0, |(node, _)| node);
        let shape = self.grid.shape();
        let axes = self.grid.axes.iter().zip(strides(&shape)).zip(&shape);
        axes.map(|((axis, stride), nodes)| axis.values[node / stride % nodes])
            .collect()
    }

    /// Takes the field along one axis, at the nodes nearest to `at` on the others.
    ///
    /// # Panics
    /// If there is no such field or axis, or `at` has not one value per axis.
    pub fn line(&self, field: usize, axis: usize, at: &[f64]) -> Vec<f64> {
        let strides = strides(&self.grid.shape());
        let axes = self.grid.axes.iter().enumerate();
        let others = axes.filter(|(k, _)| *k != axis);
        let start: usize = others
            .map(|(k, other)| nearest(&other.values, at[k]) * strides[k])
            .sum();
        let nodes = 0..self.grid.axes[axis].values.len();
        nodes
            .map(|i| self.fields[field].values[start + i * strides[axis]])
            .collect()
    }

    /// Returns the middle value of each axis.
    pub fn middle(&self) -> Vec<f64> {
        let middle = |axis: &Axis| axis.values[axis.values.len() / 2];
        self.grid.axes.iter().map(middle).collect()
    }

    /// Returns up to `count` values of an axis from end to end.
    ///
    /// # Panics
    /// If there is no such axis.
    pub fn spread(&self, axis: usize, count: usize) -> Vec<f64> {
        let values = &self.grid.axes[axis].values;
        let count = count.min(values.len());
        let last = values.len() - 1;
        (0..count)
            .map(|k| values[k * last / (count - 1).max(1)])
            .collect()
    }
}

/// A field that is smaller in a plane than this part of what it is elsewhere vanishes there.
const NOTHING: f64 = 1e-3;

/// The most axes of which a slice says where it holds those of one value.
const MOST_HELD: usize = 4;

/// A plane of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// The axis drawn to the right.
    pub x: Axis,
    /// The axis drawn upwards.
    pub y: Axis,
    /// The name and the value of each other input; of many inputs only of those that have
    /// several values.
    pub held: Vec<(String, f64)>,
    /// The value at (x_i, y_j) is at `i * y.values.len() + j`; it is NaN outside.
    pub values: Vec<f64>,
}

/// How far apart neighbours along each axis are stored.
pub(crate) fn strides(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1; shape.len()];
    for k in (1..shape.len()).rev() {
        strides[k - 1] = strides[k] * shape[k];
    }
    strides
}

fn nearest(values: &[f64], target: f64) -> usize {
    let distance = |i: &usize| (values[*i] - target).abs();
    (0..values.len())
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cube() -> Fields {
        let axis = |name: &str, n: usize| Axis::new(name, (0..n).map(|i| i as f64).collect());
        let grid = Grid {
            axes: vec![axis("t", 3), axis("x", 4), axis("y", 5)],
        };
        let code = |p: Vec<f64>| 100.0 * p[0] + 10.0 * p[1] + p[2];
        let values = (0..grid.len()).map(|i| code(grid.point(i))).collect();
        Fields::new(grid, vec![Field::new("u", values)]).unwrap()
    }

    #[test]
    fn a_slice_holds_the_other_inputs_at_the_nearest_node() {
        let slice = cube().slice(0, [2, 1], &[1.8, 0.0, 0.0]);
        assert_eq!(slice.held, [("t".to_string(), 2.0)]);
        assert_eq!((slice.x.name.as_str(), slice.y.name.as_str()), ("y", "x"));
        // y = 3 to the right, x = 1 upwards
        assert_eq!(slice.values[3 * 4 + 1], 213.0);
    }

    #[test]
    fn the_default_slices_span_the_first_input() {
        let held: Vec<f64> = cube()
            .slices(0, [1, 2], Some(0), 3)
            .iter()
            .map(|s| s.held[0].1)
            .collect();
        assert_eq!(held, [0.0, 1.0, 2.0]);
    }

    #[test]
    fn a_plane_in_which_the_field_vanishes_gives_way() {
        let axis = |name: &str, nodes: usize| Axis {
            name: name.to_owned(),
            values: (0..nodes).map(|i| i as f64).collect(),
        };
        let grid = Grid {
            axes: vec![axis("t", 3), axis("x", 3), axis("y", 3), axis("z", 5)],
        };
        // Nothing at z = 2; largest in size at z = 3, and at x = 1, y = 2 there.
        let value = |node: usize| {
            let (x, y, z) = (node / 15 % 3, node / 5 % 3, node % 5);
            let of_z = [0.0, 1.0, 0.0, -2.0, 0.0][z];
            of_z * (1 + 2 * x * (2 - x) + y) as f64
        };
        let values = (0..3 * 3 * 3 * 5).map(value).collect();
        let fields = Fields::new(grid, vec![Field::new("u", values)]).unwrap();
        let places = fields.places(0, [1, 2], Some(0), 3);
        let at = |t: f64| vec![t, 1.0, 2.0, 3.0];
        assert_eq!(places, [at(0.0), at(1.0), at(2.0)]);
        // Along z itself the middle one is another.
        let places = fields.places(0, [1, 2], Some(3), 3);
        let along_z: Vec<f64> = places.iter().map(|at| at[3]).collect();
        assert_eq!(along_z, [0.0, 3.0, 4.0]);
        // In a plane through all of z it does not vanish.
        assert_eq!(fields.places(0, [1, 3], None, 3), [fields.middle()]);
    }

    #[test]
    fn fields_must_fit_the_grid() {
        let grid = cube().grid().clone();
        assert!(matches!(
            Fields::new(grid.clone(), vec![Field::new("u", vec![0.0])]),
            Err(Error::Length {
                expected: 60,
                found: 1,
                ..
            })
        ));
        let twice = vec![Field::new("x", vec![0.0; 60])];
        assert!(matches!(Fields::new(grid, twice), Err(Error::Duplicate(_))));
        let none = Grid { axes: vec![] };
        assert!(matches!(Fields::new(none, vec![]), Err(Error::Grid(_))));
    }
}
