//! Between NumPy and clouds of points.

use numpy::ndarray::Array2;
use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::{PyMemoryError, PyValueError};
use pyo3::prelude::*;
use voronet::outlook::{free_memory, gigabytes};
use voronet::points::Cloud;

/// Refuses to make so many points of so many numbers each where they do not fit into the memory:
/// a program that runs out of it ends without a word.
pub fn make_room(points: usize, numbers: usize) -> PyResult<()> {
    let bytes = 8.0 * points as f64 * numbers as f64;
    match free_memory() {
        Some(free) if bytes > free => {
            let (bytes, free) = (gigabytes(bytes), gigabytes(free));
            let text = format!("{points} points need {bytes} of memory, and {free} are free");
            Err(PyMemoryError::new_err(text))
        }
        _ => Ok(()),
    }
}

/// Points as they come from Python: C-contiguous, a row for each point.
pub fn cloud(points: &PyReadonlyArray2<f64>) -> PyResult<Cloud> {
    let dimensions = points.shape()[1];
    if dimensions == 0 {
        return Err(PyValueError::new_err("points have no coordinates"));
    }
    Ok(Cloud::new(dimensions, points.as_slice()?.to_vec()))
}

/// Numbers as an array, which takes their memory.
pub fn column(py: Python<'_>, values: Vec<f64>) -> Bound<'_, PyArray1<f64>> {
    values.into_pyarray(py)
}

/// Numbers as an array of so many columns.
pub fn rows(
    py: Python<'_>,
    columns: usize,
    values: Vec<f64>,
) -> PyResult<Bound<'_, PyArray2<f64>>> {
    let shape = (values.len() / columns.max(1), columns);
    let array = Array2::from_shape_vec(shape, values);
    let array = array.map_err(|wrong| PyValueError::new_err(wrong.to_string()))?;
    Ok(array.into_pyarray(py))
}
