//! The processor's fused-multiply-add peak, measured; shared by the benches.

use std::hint::black_box;
use std::time::Instant;

use voronet_kernels::dispatch::Kernel;
use voronet_kernels::lanes::Lanes;
use voronet_kernels::{Element, Level};

/// Twelve independent chains of multiply-adds: enough to hide their latency.
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
        *self.1 = (2 * 12 * L::COUNT * self.0) as f64;
    }
}

/// Seconds of the fastest of `n` runs.
pub fn fastest(n: usize, mut run: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..n {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

/// Floating-point operations a second of one thread.
pub fn peak<T: Element>(level: Level) -> f64 {
    let mut operations = 0.0;
    let seconds = fastest(20, || {
        T::dispatch(level, Chains(1_000_000, &mut operations))
    });
    operations / seconds
}
