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

/// Degree, coefficients and first direction numbers of the primitive
/// polynomials of dimensions 2, 3 and 4; dimension 1 is the binary radical
/// inverse.
const POLYNOMIALS: [(usize, u64, [u64; 3]); MAX_DIMENSIONS - 1] =
    [(1, 0, [1, 0, 0]), (2, 1, [1, 3, 0]), (3, 1, [1, 3, 1])];

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
    let (degree, coefficients, first) = POLYNOMIALS[dimension - 1];
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
