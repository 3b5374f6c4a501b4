//! The processor's fused-multiply-add peak, measured; shared by the benches.

use std::time::Instant;

use voronet_kernels::{Element, Level, multiply_adds};

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
    let seconds = fastest(20, || operations = multiply_adds::<T>(level, 1_000_000));
    operations / seconds
}
