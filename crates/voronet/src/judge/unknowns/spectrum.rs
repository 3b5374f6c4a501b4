//! What laws and data say of the unknowns together.

use super::Estimate;
use crate::algebra::eigen;
use crate::optimizer::dot;

/// An eigenvalue of the information of the unknowns counts as none if it is this much smaller
/// than what the unknowns change before the network makes up for it.
const NOTHING: f64 = 1e-7;

/// The information of the unknowns in coordinates in which each changes as much before the
/// network makes up for it, by its eigenvectors.
pub struct Spectrum {
    /// What each number of θ is divided by.
    units: Vec<f64>,
    values: Vec<f64>,
    vectors: Vec<Vec<f64>>,
}

impl Spectrum {
    /// Takes S, and the same before the network is profiled out.
    pub fn of(information: &[Vec<f64>], before: &[Vec<f64>]) -> Spectrum {
        let q = information.len();
        let unit = |k: usize| match before[k][k].sqrt() {
            0.0 => 1.0,
            size => 1.0 / size,
        };
        let units: Vec<f64> = (0..q).map(unit).collect();
        let scaled = |k: usize, l: usize| information[k][l] * units[k] * units[l];
        let row = |k| (0..q).map(|l| scaled(k, l)).collect();
        let matrix: Vec<Vec<f64>> = (0..q).map(row).collect();
        let (values, vectors) = eigen(&matrix);
        Spectrum {
            units,
            values,
            vectors,
        }
    }

    fn is_determined(&self, i: usize) -> bool {
        self.values[i] > NOTHING
    }

    /// S⁻¹ where something is determined, and 0 elsewhere.
    pub fn inverse(&self) -> Vec<Vec<f64>> {
        let q = self.units.len();
        let known: Vec<usize> = (0..q).filter(|&i| self.is_determined(i)).collect();
        let entry = |k: usize, l: usize| {
            let of = |&i: &usize| self.vectors[i][k] * self.vectors[i][l] / self.values[i];
            known.iter().map(of).sum::<f64>() * self.units[k] * self.units[l]
        };
        let row = |k| (0..q).map(|l| entry(k, l)).collect();
        (0..q).map(row).collect()
    }

    /// Directions of the numbers of θ along which nothing is determined.
    pub fn null_directions(&self) -> Vec<Vec<f64>> {
        let free = (0..self.values.len()).filter(|&i| !self.is_determined(i));
        let direction = |i: usize| -> Vec<f64> {
            let along = self.vectors[i].iter().zip(&self.units);
            along.map(|(v, unit)| v * unit).collect()
        };
        free.map(direction).collect()
    }

    /// Tells whether a linear function of the numbers of θ is determined.
    pub fn determines(&self, function: &[f64]) -> bool {
        let size = |a: &[f64]| dot(a, a).sqrt();
        self.null_directions().iter().all(|free| {
            let most = size(free) * size(function);
            dot(free, function).abs() <= 1e-2 * most
        })
    }

    /// Says which unknowns are not determined, and what is in their place.
    pub fn remark(&self, each: &[Estimate], combinations: &[Estimate]) -> Option<String> {
        let q = each.len();
        let is_free = |k: usize| {
            let own: Vec<f64> = (0..q).map(|l| f64::from(u8::from(l == k))).collect();
            !self.determines(&own)
        };
        let free: Vec<&str> = (0..q)
            .filter(|&k| is_free(k))
            .map(|k| each[k].name.as_str())
            .collect();
        if free.is_empty() {
            return None;
        }
        let names = free.join(", ");
        let known: Vec<&str> = combinations.iter().map(|c| c.name.as_str()).collect();
        Some(match (free.len(), known.is_empty()) {
            (1, _) => format!("The laws and data do not determine {names}."),
            (_, true) => format!("The laws and data determine none of {names}."),
            (_, false) => format!(
                "The laws and data do not determine {names} by themselves, only {}.",
                known.join(", ")
            ),
        })
    }
}
