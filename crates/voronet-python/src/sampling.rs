//! Samplers and sequences, for trainings that are not Voronet's own.

use numpy::{PyArray1, PyArray2, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use voronet::geometry::BoxDomain;
use voronet::memory::{self, Remembered, Visit};
use voronet::points::sequence::SEQUENCES;
use voronet::points::stream::{Purpose, stream};
use voronet::points::{
    Cells, Cloud, Interpolation, MAX_DIMENSIONS, Sequence, nearest, unit_points,
};
use voronet::sampler::interpolated::Interpolated;
use voronet::sampler::pwc::Pwc;
use voronet::sampler::r3::R3;
use voronet::sampler::rad::Rad;
use voronet::sampler::rar_d::{Growth, RarD};
use voronet::sampler::uniform::Uniform;
use voronet::sampler::{Batch, Candidates, Density, Pointwise, Score, Weighting};

use crate::arrays::{cloud, make_room, rows};

/// Numbers of points, and their weights.
type Drawn<'py> = (Bound<'py, PyArray1<i64>>, Bound<'py, PyArray1<f64>>);

/// A distribution over points, which draws their numbers.
#[pyclass(module = "voronet._voronet")]
pub struct Sampler {
    sampler: Box<dyn voronet::sampler::Sampler + Sync>,
    /// The number, in the caller's order, of each point in the sampler's; none if they are one.
    order: Option<Vec<usize>>,
    points: usize,
    /// How many losses it takes, where that does not change.
    seeds: usize,
    seed: u64,
    /// How often it has drawn and was refreshed.
    draws: usize,
    refreshes: usize,
}

impl Sampler {
    fn over(
        points: usize,
        seeds: usize,
        seed: u64,
        sampler: Box<dyn voronet::sampler::Sampler + Sync>,
    ) -> PyResult<Sampler> {
        if points == 0 {
            return Err(PyValueError::new_err("there are no points to draw from"));
        }
        Ok(Sampler {
            sampler,
            order: None,
            points,
            seeds,
            seed,
            draws: 0,
            refreshes: 0,
        })
    }

    /// Shows everything that goes on from one draw to the next.
    fn visit(&mut self, visit: Visit) {
        visit("draws", Remembered::Count(&mut self.draws));
        visit("refreshes", Remembered::Count(&mut self.refreshes));
        self.sampler.visit(visit);
    }
}

#[pymethods]
impl Sampler {
    /// Draws all points alike.
    #[staticmethod]
    fn uniform(points: usize, seed: u64) -> PyResult<Sampler> {
        Sampler::over(points, 0, seed, Box::new(Uniform::new(points)))
    }

    /// Draws in proportion to a power of each point's loss.
    #[staticmethod]
    fn exact(points: usize, weighting: (f64, f64, f64), seed: u64) -> PyResult<Sampler> {
        make_room(points, 4)?;
        let pointwise = Pointwise::new(Score::Loss, points, self::weighting(weighting)?);
        Sampler::over(points, points, seed, Box::new(pointwise))
    }

    /// Draws in proportion to a power of the loss at the nearest seed.
    #[staticmethod]
    fn pwc(
        py: Python<'_>,
        points: PyReadonlyArray2<f64>,
        seeds: PyReadonlyArray2<f64>,
        weighting: (f64, f64, f64),
        seed: u64,
    ) -> PyResult<Sampler> {
        let (points, seeds, domain) = over_seeds(&points, &seeds)?;
        let weighting = self::weighting(weighting)?;
        let (n, count) = (points.len(), seeds.len());
        let (order, cells) = py.detach(|| {
            let owners = nearest(&seeds, &points, &domain, &|_| {});
            // Points carry their numbers while they are sorted.
            let numbers = (0..n).map(|j| j as f64).collect();
            let (sorted, cells) = Cells::sort(points.carrying(1, numbers), &owners, count);
            let order = (0..n).map(|j| sorted.carried(j)[0] as usize).collect();
            (order, cells)
        });
        let sampler = Sampler::over(n, count, seed, Box::new(Pwc::new(cells, weighting)))?;
        Ok(Sampler {
            order: Some(order),
            ..sampler
        })
    }

    /// Draws in proportion to a power of the loss interpolated between seeds, in the plane.
    #[staticmethod]
    fn linear(
        py: Python<'_>,
        points: PyReadonlyArray2<f64>,
        seeds: PyReadonlyArray2<f64>,
        weighting: (f64, f64, f64),
        seed: u64,
    ) -> PyResult<Sampler> {
        let (points, seeds, domain) = over_seeds(&points, &seeds)?;
        if domain.dimensions() != 2 {
            return Err(PyValueError::new_err("points must have two coordinates"));
        }
        let weighting = self::weighting(weighting)?;
        let interpolation = py.detach(|| Interpolation::new(&seeds, &points, &domain, &|_| {}));
        let sampler = Box::new(Interpolated::new(interpolation, weighting));
        Sampler::over(points.len(), seeds.len(), seed, sampler)
    }

    /// Draws residual points anew at each refresh.
    #[staticmethod]
    fn rad(points: usize, residual: usize, density: (f64, f64), seed: u64) -> PyResult<Sampler> {
        let mut rng = stream(seed, Purpose::Residual { set: 0 }, 0);
        let density = self::density(density)?;
        at_least_one(residual, "residual_points")?;
        make_room(points.saturating_add(residual), 4)?;
        let rad = Rad::new(points.max(1), residual, density, &mut rng);
        Sampler::over(points, points, seed, Box::new(rad))
    }

    /// Adds residual points at each refresh.
    #[staticmethod]
    fn rar_d(
        points: usize,
        residual: usize,
        added: usize,
        density: (f64, f64),
        seed: u64,
    ) -> PyResult<Sampler> {
        let mut rng = stream(seed, Purpose::Residual { set: 0 }, 0);
        let density = self::density(density)?;
        at_least_one(residual, "residual_points")?;
        make_room(points.saturating_add(residual), 4)?;
        let growth = Growth {
            start: residual,
            added,
        };
        let rar_d = RarD::new(points.max(1), growth, density, &mut rng);
        Sampler::over(points, points, seed, Box::new(rar_d))
    }

    /// Keeps points of large loss, and draws the others anew.
    #[staticmethod]
    fn r3(points: usize, population: usize, seed: u64) -> PyResult<Sampler> {
        at_least_one(population, "population")?;
        make_room(points.saturating_add(population), 4)?;
        let mut rng = stream(seed, Purpose::Residual { set: 0 }, 0);
        let r3 = R3::new(points.max(1), population, &mut rng);
        Sampler::over(points, population, seed, Box::new(r3))
    }

    /// The number of points.
    #[getter]
    fn points(&self) -> usize {
        self.points
    }

    /// How many losses `refresh` takes.
    #[getter]
    fn losses(&self) -> usize {
        self.seeds
    }

    /// The numbers of the points whose losses are asked for, where they change.
    fn candidates<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyArray1<i64>>> {
        match self.sampler.wants()?.0 {
            Candidates::Points(indices) => Some(whole(py, indices)),
            Candidates::All | Candidates::Seeds => None,
        }
    }

    /// Takes new losses.
    fn refresh(&mut self, losses: PyReadonlyArray1<f64>) -> PyResult<()> {
        let losses = losses.as_slice()?;
        if losses.len() != self.seeds {
            let text = format!(
                "{} losses, where {} are asked for",
                losses.len(),
                self.seeds
            );
            return Err(PyValueError::new_err(text));
        }
        let bad = losses
            .iter()
            .position(|loss| !(loss.is_finite() && *loss >= 0.0));
        if let Some(at) = bad {
            let text = format!(
                "the loss number {at} is {}: losses are finite and 0 or more",
                losses[at]
            );
            return Err(PyValueError::new_err(text));
        }
        self.refreshes += 1;
        let mut rng = stream(
            self.seed,
            Purpose::Residual { set: 0 },
            self.refreshes as u64,
        );
        let refreshed = self.sampler.refresh(losses, &mut rng);
        refreshed.map_err(|wrong| PyValueError::new_err(wrong.to_string()))
    }

    /// Draws the numbers of so many points, with their weights.
    fn draw<'py>(&mut self, py: Python<'py>, count: usize) -> PyResult<Drawn<'py>> {
        make_room(count, 4)?;
        let mut rng = stream(self.seed, Purpose::Batch { set: 0 }, self.draws as u64);
        self.draws += 1;
        let mut batch = Batch::default();
        self.sampler.draw(count, &mut rng, &mut batch);
        let Batch {
            mut indices,
            weights,
        } = batch;
        if let Some(order) = &self.order {
            for index in &mut indices {
                *index = order[*index];
            }
        }
        Ok((whole(py, &indices), PyArray1::from_vec(py, weights)))
    }

    /// What it has learnt, for one that is made anew over the same points.
    fn state<'py>(&mut self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &memory::written(|visit| self.visit(visit)))
    }

    /// Takes up the state of another one.
    fn restore(&mut self, state: &[u8]) -> PyResult<()> {
        let restored = memory::restore(state, |visit| self.visit(visit));
        let wrong =
            |error| PyValueError::new_err(format!("not the state of this sampler: {error}"));
        restored.map_err(wrong)?;
        match self.sampler.wants() {
            Some((Candidates::Points(points), _)) if points.len() != self.seeds => Err(
                PyValueError::new_err("not the state of this sampler: it has other candidates"),
            ),
            _ => Ok(()),
        }
    }

    /// q of every point.
    fn probabilities<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        let own = self.sampler.probabilities();
        let Some(order) = &self.order else {
            return PyArray1::from_vec(py, own);
        };
        let mut probabilities = vec![0.0; own.len()];
        for (&j, q) in order.iter().zip(own) {
            probabilities[j] = q;
        }
        PyArray1::from_vec(py, probabilities)
    }
}

fn whole<'py>(py: Python<'py>, indices: &[usize]) -> Bound<'py, PyArray1<i64>> {
    PyArray1::from_vec(py, indices.iter().map(|&index| index as i64).collect())
}

fn at_least_one(count: usize, name: &str) -> PyResult<()> {
    match count {
        0 => Err(PyValueError::new_err(format!("{name} must be 1 or more"))),
        _ => Ok(()),
    }
}

fn weighting((power, mixture, exponent): (f64, f64, f64)) -> PyResult<Weighting> {
    let wrong = |text: &str| Err(PyValueError::new_err(text.to_owned()));
    if !(power.is_finite() && power >= 0.0) {
        return wrong("power must be 0 or more");
    }
    if !(0.0..1.0).contains(&mixture) {
        return wrong("mixture must be 0 or more and below 1");
    }
    if !(exponent.is_finite() && exponent >= 0.0) {
        return wrong("exponent must be 0 or more");
    }
    Ok(Weighting {
        power,
        mixture,
        exponent,
    })
}

fn density((power, shift): (f64, f64)) -> PyResult<Density> {
    let is_good = |x: f64| x.is_finite() && x >= 0.0;
    match is_good(power) && is_good(shift) {
        true => Ok(Density { power, shift }),
        false => Err(PyValueError::new_err("power and shift must be 0 or more")),
    }
}

/// Points and seeds with the box around both.
fn over_seeds(
    points: &PyReadonlyArray2<f64>,
    seeds: &PyReadonlyArray2<f64>,
) -> PyResult<(Cloud, Cloud, BoxDomain)> {
    let (points, seeds) = (cloud(points)?, cloud(seeds)?);
    let d = points.dimensions();
    let wrong = |text: String| Err(PyValueError::new_err(text));
    if seeds.dimensions() != d {
        return wrong(format!(
            "points of {d} coordinates and seeds of {}",
            seeds.dimensions()
        ));
    }
    if d > MAX_DIMENSIONS {
        return wrong(format!("points have at most {MAX_DIMENSIONS} coordinates"));
    }
    if points.is_empty() || seeds.is_empty() {
        return wrong("there must be points and seeds".to_owned());
    }
    let all = || {
        [&points, &seeds]
            .into_iter()
            .flat_map(|cloud| cloud.coordinates().chunks_exact(d))
    };
    if all().flatten().any(|x| !x.is_finite()) {
        return wrong("a coordinate is no finite number".to_owned());
    }
    let bound =
        |i: usize, pick: fn(f64, f64) -> f64, from: f64| all().map(|x| x[i]).fold(from, pick);
    let lower: Vec<f64> = (0..d).map(|i| bound(i, f64::min, f64::INFINITY)).collect();
    let upper = (0..d).map(|i| {
        let upper = bound(i, f64::max, f64::NEG_INFINITY);
        // Where all are alike no distance is measured.
        if upper > lower[i] {
            upper
        } else {
            lower[i] + 1.0
        }
    });
    let upper = upper.collect();
    Ok((points, seeds, BoxDomain { lower, upper }))
}

/// The sequence of that name.
pub fn sequence_named(name: &str) -> PyResult<Sequence> {
    SEQUENCES.find(name).ok_or_else(|| {
        let names = SEQUENCES.names().join(", ");
        PyValueError::new_err(format!(
            "no sequence is called {name:?}; there are: {names}"
        ))
    })
}

/// The names of the sequences.
#[pyfunction]
pub fn sequences() -> Vec<&'static str> {
    SEQUENCES.names()
}

/// So many points of a sequence in the unit cube of so many dimensions.
#[pyfunction]
pub fn sequence<'py>(
    py: Python<'py>,
    name: &str,
    points: usize,
    dimensions: usize,
    seed: u64,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    if !(1..=MAX_DIMENSIONS).contains(&dimensions) {
        let text = format!("there are sequences in 1 to {MAX_DIMENSIONS} dimensions");
        return Err(PyValueError::new_err(text));
    }
    make_room(points, 2 * dimensions)?;
    let sequence = sequence_named(name)?;
    let mut rng = stream(seed, Purpose::Points { set: 0 }, 0);
    let placed = py.detach(|| unit_points(sequence, points, dimensions, &mut rng, &|_| {}));
    rows(py, dimensions, placed.coordinates().to_vec())
}
