//! Points in shapes and on their boundaries.

use numpy::{PyArray1, PyArray2, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use voronet::geometry::{Inhabited, Solid, Surface};
use voronet::points::stream::{Purpose, stream};
use voronet::points::{
    Cloud, TooFew, Wanted, domain_points, solid_measure, surface_measure, surface_points,
};

use crate::arrays::{make_room, rows};
use crate::sampling::sequence_named;

/// Coordinates, a row for each point.
type Rows<'py> = Bound<'py, PyArray2<f64>>;

/// A combination of shapes in one to three dimensions.
#[pyclass(frozen, module = "voronet._voronet")]
pub struct Geometry {
    inhabited: Inhabited,
}

impl Geometry {
    /// The shape in which inputs of a problem lie.
    pub fn of(problem: &voronet::problem::Problem) -> Option<Geometry> {
        let solid = problem.inhabited.as_ref()?.solid.clone();
        let inputs = (0..solid.dimensions()).collect();
        Some(Geometry {
            inhabited: Inhabited { inputs, solid },
        })
    }

    fn solid(&self) -> &Solid {
        &self.inhabited.solid
    }

    fn surface(&self, part: &str) -> PyResult<Surface> {
        let surface = Surface::named(self.solid(), part);
        if surface.is_empty() {
            let parts = Surface::names(self.solid()).join(", ");
            let text = format!("no part of the boundary is called {part:?}; there are: {parts}");
            return Err(PyValueError::new_err(text));
        }
        Ok(surface)
    }
}

#[pymethods]
impl Geometry {
    #[getter]
    fn dimensions(&self) -> usize {
        self.solid().dimensions()
    }

    /// A box around it: an interval for each coordinate.
    #[getter]
    fn bounds(&self) -> Vec<(f64, f64)> {
        let bounds = self.solid().bounds();
        let pairs = bounds.lower.iter().zip(&bounds.upper);
        pairs.map(|(&lower, &upper)| (lower, upper)).collect()
    }

    /// The names of the parts of its boundary.
    #[getter]
    fn parts(&self) -> Vec<String> {
        Surface::names(self.solid())
    }

    /// Places points inside.
    fn interior<'py>(
        &self,
        py: Python<'py>,
        points: usize,
        sequence: &str,
        seed: u64,
    ) -> PyResult<Rows<'py>> {
        make_room(points, 2 * self.dimensions())?;
        let sequence = sequence_named(sequence)?;
        let bounds = self.solid().bounds();
        let mut rng = stream(seed, Purpose::Points { set: 0 }, 0);
        let placed = py.detach(|| {
            let within = Some(&self.inhabited);
            domain_points(&bounds, within, sequence, points, &mut rng, &|_| {})
        });
        let placed = placed.map_err(|few| nothing_there("the shape", few))?;
        array(py, self.dimensions(), &placed)
    }

    /// Places points on a part of the boundary, and returns them with their outward unit normals.
    fn boundary<'py>(
        &self,
        py: Python<'py>,
        points: usize,
        part: &str,
        seed: u64,
    ) -> PyResult<(Rows<'py>, Rows<'py>)> {
        let surface = self.surface(part)?;
        make_room(points, 8 * self.dimensions())?;
        let (bounds, d) = (self.solid().bounds(), self.dimensions());
        let mut rng = stream(seed, Purpose::Points { set: 1 }, 0);
        let placed = py.detach(|| {
            let wanted = Wanted::carrying(points);
            let accepts = |_: &[f64]| true;
            let solid = &self.inhabited;
            surface_points(
                &bounds,
                solid,
                &surface,
                wanted,
                &accepts,
                &mut rng,
                &|_| {},
            )
        });
        let placed = placed.map_err(|few| nothing_there(part, few))?;
        let normals = (0..placed.len()).flat_map(|j| placed.carried(j)[..d].to_vec());
        let normals = rows(py, d, normals.collect())?;
        Ok((array(py, d, &placed)?, normals))
    }

    /// Tells whether each point lies inside.
    fn contains<'py>(
        &self,
        py: Python<'py>,
        points: PyReadonlyArray2<'py, f64>,
    ) -> PyResult<Bound<'py, PyArray1<bool>>> {
        let d = self.dimensions();
        if points.shape()[1] != d {
            let text = format!(
                "points of {} coordinates in {d} dimensions",
                points.shape()[1]
            );
            return Err(PyValueError::new_err(text));
        }
        let points = points.as_slice()?.chunks_exact(d);
        let inside = py.detach(|| points.map(|x| self.solid().contains(x)).collect());
        Ok(PyArray1::from_vec(py, inside))
    }

    /// Its length, area or volume, within about a thousandth.
    fn measure(&self, py: Python<'_>) -> f64 {
        let mut rng = stream(1, Purpose::Tracked { set: 0 }, 0);
        py.detach(|| solid_measure(&self.inhabited, &mut rng))
    }

    /// The length or area of a part of its boundary, within about a thousandth.
    fn boundary_measure(&self, py: Python<'_>, part: &str) -> PyResult<f64> {
        let surface = self.surface(part)?;
        let mut rng = stream(1, Purpose::Tracked { set: 1 }, 0);
        Ok(py.detach(|| surface_measure(&self.inhabited, &surface, &mut rng)))
    }
}

fn array<'py>(py: Python<'py>, dimensions: usize, points: &Cloud) -> PyResult<Rows<'py>> {
    rows(py, dimensions, points.coordinates().to_vec())
}

fn nothing_there(what: &str, few: TooFew) -> PyErr {
    let TooFew { accepted, tried } = few;
    let text =
        format!("hardly anything is left of {what}: {accepted} of {tried} points tried lie there");
    PyValueError::new_err(text)
}
