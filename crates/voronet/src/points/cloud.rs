//! A set of points.

/// Points with their coordinates stored together: point j's are at
/// `coordinates[j * dimensions..][..dimensions]`, so that a point drawn at
/// random from a set larger than the cache costs one miss.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cloud {
    dimensions: usize,
    coordinates: Vec<f64>,
}

impl Cloud {
    /// Points from their coordinates, one point after the other.
    ///
    /// # Panics
    /// If the length is no multiple of `dimensions`.
    pub fn new(dimensions: usize, coordinates: Vec<f64>) -> Cloud {
        assert!(dimensions > 0 && coordinates.len().is_multiple_of(dimensions));
        Cloud {
            dimensions,
            coordinates,
        }
    }

    /// Coordinates of a point.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The number of points.
    pub fn len(&self) -> usize {
        self.coordinates.len() / self.dimensions.max(1)
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.coordinates.is_empty()
    }

    /// Point j's coordinates.
    pub fn point(&self, j: usize) -> &[f64] {
        &self.coordinates[j * self.dimensions..][..self.dimensions]
    }

    /// All coordinates, one point after the other.
    pub fn coordinates(&self) -> &[f64] {
        &self.coordinates
    }

    /// All coordinates, to be changed in place.
    pub fn coordinates_mut(&mut self) -> &mut [f64] {
        &mut self.coordinates
    }
}
