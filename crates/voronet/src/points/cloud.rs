//! A set of points.

/// Points with their coordinates stored together: point j's are at
/// `coordinates[j * dimensions..][..dimensions]`, so that a point drawn at
/// random from a set larger than the cache costs one miss.
///
/// Each point may carry further values, stored the same way: on a boundary its
/// outward unit normal and the coordinates of the point opposite, at measured
/// points what was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cloud {
    dimensions: usize,
    coordinates: Vec<f64>,
    width: usize,
    carried: Vec<f64>,
}

impl Cloud {
    /// Takes the coordinates of points, one point after the other.
    ///
    /// # Panics
    /// If the length is no multiple of `dimensions`.
    pub fn new(dimensions: usize, coordinates: Vec<f64>) -> Cloud {
        assert!(dimensions > 0 && coordinates.len().is_multiple_of(dimensions));
        Cloud {
            dimensions,
            coordinates,
            width: 0,
            carried: Vec::new(),
        }
    }

    /// Takes points as rows of coordinates.
    ///
    /// ```
    /// use voronet::points::Cloud;
    ///
    /// let points = Cloud::from_rows(&[[0.0, 0.5], [1.0, 0.5]]);
    /// assert_eq!(points, Cloud::from_columns(&[&[0.0, 1.0], &[0.5, 0.5]]));
    /// ```
    pub fn from_rows<const N: usize>(rows: &[[f64; N]]) -> Cloud {
        Cloud::new(N, rows.concat())
    }

    /// Takes points as columns, one for each coordinate.
    ///
    /// # Panics
    /// If the columns differ in length.
    pub fn from_columns(columns: &[&[f64]]) -> Cloud {
        let length = columns.first().map_or(0, |column| column.len());
        let lengths: Vec<usize> = columns.iter().map(|column| column.len()).collect();
        let are_equal = lengths.iter().all(|&other| other == length);
        assert!(are_equal, "columns of different lengths: {lengths:?}");
        let row = |j: usize| columns.iter().map(move |column| column[j]);
        Cloud::new(columns.len(), (0..length).flat_map(row).collect())
    }

    /// Gives each point `width` values to carry, one point after the other.
    ///
    /// # Panics
    /// If there are not `width` values for each point.
    #[must_use]
    pub fn carrying(mut self, width: usize, carried: Vec<f64>) -> Cloud {
        assert_eq!(carried.len(), width * self.len());
        self.width = width;
        self.carried = carried;
        self
    }

    /// Adds the points of another cloud.
    ///
    /// # Panics
    /// If they have other numbers of coordinates, or carry another number of values.
    #[must_use]
    pub fn joined(mut self, other: Cloud) -> Cloud {
        assert_eq!(
            (self.dimensions, self.width),
            (other.dimensions, other.width)
        );
        self.coordinates.extend(other.coordinates);
        self.carried.extend(other.carried);
        self
    }

    /// Returns the number of coordinates of a point.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Returns the number of points.
    pub fn len(&self) -> usize {
        self.coordinates.len() / self.dimensions.max(1)
    }

    /// Tells whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.coordinates.is_empty()
    }

    /// Returns point j's coordinates.
    pub fn point(&self, j: usize) -> &[f64] {
        &self.coordinates[j * self.dimensions..][..self.dimensions]
    }

    /// Returns what point j carries.
    pub fn carried(&self, j: usize) -> &[f64] {
        &self.carried[j * self.width..][..self.width]
    }

    /// Returns all coordinates, one point after the other.
    pub fn coordinates(&self) -> &[f64] {
        &self.coordinates
    }

    /// Returns all coordinates, to be changed in place.
    pub fn coordinates_mut(&mut self) -> &mut [f64] {
        &mut self.coordinates
    }

    /// Returns some of the points, in a new order; `order[k]` becomes point k.
    #[must_use]
    pub fn picked(&self, order: &[u32]) -> Cloud {
        let rows = |values: &[f64], width: usize| {
            let mut picked = Vec::with_capacity(order.len() * width);
            for &j in order {
                picked.extend_from_slice(&values[j as usize * width..][..width]);
            }
            picked
        };
        Cloud {
            dimensions: self.dimensions,
            coordinates: rows(&self.coordinates, self.dimensions),
            width: self.width,
            carried: rows(&self.carried, self.width),
        }
    }
}
