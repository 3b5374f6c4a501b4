//! Work that is nothing but multiply-adds.

use std::hint::black_box;

use crate::dispatch::{Kernel, Level};
use crate::lanes::{Element, Lanes};

/// Runs twelve independent chains of `steps` multiply-adds of vectors, enough to hide
/// their latency, and returns the number of floating-point operations. Benchmarks time
/// it to learn the peak of a processor.
pub fn multiply_adds<T: Element>(level: Level, steps: usize) -> f64 {
    let mut operations = 0.0;
    T::dispatch(level, Chains(steps, &mut operations));
    operations
}

struct Chains<'a>(usize, &'a mut f64);

impl<T: Element> Kernel<T> for Chains<'_> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        let mut sums: [L; 12] = std::array::from_fn(|i| L::constant(i as f64));
        let x = L::constant(black_box(0.999));
        for _ in 0..self.0 {
            for s in &mut sums {
                *s = x.mul_add(*s, x);
            }
        }
        black_box(sums);
        *self.1 = (2 * sums.len() * L::COUNT * self.0) as f64;
    }
}
