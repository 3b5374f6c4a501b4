//! Between NumPy and clouds of points.

use numpy::ndarray::Array2;
use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use voronet::points::Cloud;

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
