//! Sobol sequences with the direction numbers of Joe and Kuo, "Constructing
//! Sobol sequences with better two-dimensional projections", SIAM J. Sci.
//! Comput. 30 (2008), file new-joe-kuo-6.21201.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::sequence::{Entry, How};
use super::{MAX_DIMENSIONS, Placement};

/// `sobol`
pub static ENTRY: Entry = Entry {
    name: "sobol",
    summary: "Sobol, with a random digital shift",
    reference: "Joe and Kuo 2008",
    keys: &[],
    how: How {
        is_endless: true,
        make: |_, dimensions, rng| Box::new(Sobol::shifted(dimensions, rng)),
    },
};

/// Bits of a coordinate.
const BITS: usize = 52;

/// Coefficients and first direction numbers of the primitive polynomials of dimensions 2 and
/// beyond, of which there are as many as the polynomial's degree; dimension 1 is the binary
/// radical inverse.
const POLYNOMIALS: [(u64, &[u64]); MAX_DIMENSIONS - 1] = [
    (0, &[1]),
    (1, &[1, 3]),
    (1, &[1, 3, 1]),
    (2, &[1, 1, 1]),
    (1, &[1, 1, 3, 3]),
    (4, &[1, 3, 5, 13]),
    (2, &[1, 1, 5, 5, 17]),
    (4, &[1, 1, 5, 5, 5]),
    (7, &[1, 1, 7, 11, 19]),
    (11, &[1, 1, 5, 1, 1]),
    (13, &[1, 1, 1, 3, 11]),
    (14, &[1, 3, 5, 5, 31]),
    (1, &[1, 3, 3, 9, 7, 49]),
    (13, &[1, 1, 1, 15, 21, 21]),
    (16, &[1, 3, 1, 13, 27, 49]),
    (19, &[1, 1, 1, 15, 7, 5]),
    (22, &[1, 3, 1, 15, 13, 25]),
    (25, &[1, 1, 5, 5, 19, 61]),
    (1, &[1, 3, 7, 11, 23, 15, 103]),
    (4, &[1, 3, 7, 13, 13, 15, 69]),
    (7, &[1, 1, 3, 13, 7, 35, 63]),
    (8, &[1, 3, 5, 9, 1, 25, 53]),
    (14, &[1, 3, 1, 13, 9, 35, 107]),
];

/// Point j is the exclusive or of the direction numbers of the bits of j's Gray
/// code, and of a digital shift.
pub struct Sobol {
    directions: Vec<[u64; BITS]>,
    shift: Vec<u64>,
}

impl Sobol {
    /// The sequence itself.
    pub fn plain(dimensions: usize) -> Sobol {
        Sobol {
            directions: (0..dimensions).map(directions).collect(),
            shift: vec![0; dimensions],
        }
    }

    /// A replicate by a random digital shift.
    pub fn shifted(dimensions: usize, rng: &mut ChaCha8Rng) -> Sobol {
        let mut sobol = Sobol::plain(dimensions);
        sobol.shift.fill_with(|| rng.next_u64() >> (64 - BITS));
        sobol
    }
}

impl Placement for Sobol {
    fn point(&self, j: usize, out: &mut [f64]) {
        let gray = (j ^ (j >> 1)) as u64;
        for ((x, directions), &shift) in out.iter_mut().zip(&self.directions).zip(&self.shift) {
            let (mut bits, mut rest) = (shift, gray);
            while rest != 0 {
                bits ^= directions[rest.trailing_zeros() as usize];
                rest &= rest - 1;
            }
            *x = bits as f64 / (1u64 << BITS) as f64;
        }
    }
}

/// v_k = m_k 2^(BITS − k), with the recurrence of Bratley and Fox 1988.
fn directions(dimension: usize) -> [u64; BITS] {
    let mut v = [0u64; BITS];
    if dimension == 0 {
        for (k, v) in v.iter_mut().enumerate() {
            *v = 1 << (BITS - 1 - k);
        }
        return v;
    }
    let (coefficients, first) = POLYNOMIALS[dimension - 1];
    let degree = first.len();
    for k in 0..BITS {
        v[k] = if k < degree {
            first[k] << (BITS - 1 - k)
        } else {
            let mut next = v[k - degree] ^ (v[k - degree] >> degree);
            for i in 1..degree {
                if coefficients >> (degree - 1 - i) & 1 == 1 {
                    next ^= v[k - i];
                }
            }
            next
        };
    }
    v
}
