//! Adam's update over whole vectors: Kingma and Ba, "Adam: a method for
//! stochastic optimization" (2014), Algorithm 1.

use crate::dispatch::{Kernel, Level};
use crate::lanes::{Element, Lanes, MOST_LANES};

/// The numbers of step i, from 1.
#[derive(Clone, Copy, Debug)]
pub struct AdamStep {
    /// β₁ is the decay of the mean of the gradients.
    pub beta1: f64,
    /// β₂ is the decay of the mean of their squares.
    pub beta2: f64,
    /// ε keeps the denominator away from 0.
    pub epsilon: f64,
    /// The learning rate η with the correction of the first moment is η / (1 − β₁ⁱ).
    pub rate: f64,
    /// The correction of the second moment is 1 / (1 − β₂ⁱ).
    pub correction: f64,
}

/// Takes a step of every parameter θ with gradient g, first moment m and second moment v:
///
/// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,
/// θ ← θ − rate · m / (√(correction · v) + ε).
///
/// A parameter whose denominator is 0 stays: with ε = 0, that is one whose gradient has
/// always been 0.
///
/// # Panics
/// If the lengths differ.
pub fn adam<T: Element>(
    level: Level,
    step: AdamStep,
    gradient: &[T],
    first: &mut [T],
    second: &mut [T],
    theta: &mut [T],
) {
    let n = theta.len();
    assert!(gradient.len() == n && first.len() == n && second.len() == n);
    let kernel = Adam {
        step,
        gradient,
        first,
        second,
        theta,
    };
    T::dispatch(level, kernel);
}

struct Adam<'a, T> {
    step: AdamStep,
    gradient: &'a [T],
    first: &'a mut [T],
    second: &'a mut [T],
    theta: &'a mut [T],
}

impl<T: Element> Kernel<T> for Adam<'_, T> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        let n = self.theta.len();
        let whole = n - n % L::COUNT;
        for i in (0..whole).step_by(L::COUNT) {
            // SAFETY: i + COUNT <= whole <= the length of all four.
            unsafe {
                update::<L>(
                    self.step,
                    self.gradient.as_ptr().add(i),
                    self.first.as_mut_ptr().add(i),
                    self.second.as_mut_ptr().add(i),
                    self.theta.as_mut_ptr().add(i),
                );
            }
        }
        const { assert!(L::COUNT <= MOST_LANES) };
        let mut rest = [[T::default(); MOST_LANES]; 4];
        let tail = |x: &[T], to: &mut [T; MOST_LANES]| to[..n - whole].copy_from_slice(&x[whole..]);
        tail(self.gradient, &mut rest[0]);
        tail(self.first, &mut rest[1]);
        tail(self.second, &mut rest[2]);
        tail(self.theta, &mut rest[3]);
        let [gradient, first, second, theta] = &mut rest;
        // SAFETY: each holds a whole vector, as asserted.
        unsafe {
            update::<L>(
                self.step,
                gradient.as_ptr(),
                first.as_mut_ptr(),
                second.as_mut_ptr(),
                theta.as_mut_ptr(),
            );
        }
        self.first[whole..].copy_from_slice(&first[..n - whole]);
        self.second[whole..].copy_from_slice(&second[..n - whole]);
        self.theta[whole..].copy_from_slice(&theta[..n - whole]);
    }
}

/// # Safety
/// A vector must lie behind each pointer.
#[inline(always)]
unsafe fn update<L: Lanes>(
    step: AdamStep,
    gradient: *const L::Element,
    first: *mut L::Element,
    second: *mut L::Element,
    theta: *mut L::Element,
) {
    let c = L::constant;
    // SAFETY: the caller's promise.
    unsafe {
        let g = L::load(gradient);
        let m = c(1.0 - step.beta1).mul(g);
        let m = c(step.beta1).mul_add(L::load(first), m);
        let v = c(1.0 - step.beta2).mul(g).mul(g);
        let v = c(step.beta2).mul_add(L::load(second), v);
        m.store(first);
        v.store(second);
        let length = v.mul(c(step.correction)).sqrt().add(c(step.epsilon));
        let change = c(step.rate).mul(m).div(length);
        // m · 0 rather than 0, which would hide a gradient that is no number.
        let change = L::select(c(0.0).less(length), change, m.mul(c(0.0)));
        L::load(theta).sub(change).store(theta);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The formula, number by number, in f64.
    fn scalar(step: AdamStep, g: f64, [m, v, theta]: [f64; 3]) -> [f64; 3] {
        let m = step.beta1 * m + (1.0 - step.beta1) * g;
        let v = step.beta2 * v + (1.0 - step.beta2) * g * g;
        let length = (v * step.correction).sqrt() + step.epsilon;
        let change = if length == 0.0 {
            0.0
        } else {
            step.rate * m / length
        };
        [m, v, theta - change]
    }

    const STEP: AdamStep = AdamStep {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        rate: 0.01,
        correction: 3.0,
    };

    fn agrees<T: Element>(level: Level, step: AdamStep, n: usize, tolerance: f64) {
        let numbers = |scale: f64, shift: f64| -> Vec<T> {
            let number = |i: usize| T::from_f64(scale * (1.7 * i as f64).sin() + shift);
            (0..n).map(number).collect()
        };
        let gradient = numbers(2.0, 0.0);
        let (mut first, mut second, mut theta) =
            (numbers(0.5, 0.1), numbers(0.2, 0.3), numbers(1.0, 0.0));
        let before: Vec<[f64; 3]> = (0..n)
            .map(|i| [first[i].to_f64(), second[i].to_f64(), theta[i].to_f64()])
            .collect();
        adam(level, step, &gradient, &mut first, &mut second, &mut theta);
        for (i, before) in before.into_iter().enumerate() {
            let exact = scalar(step, gradient[i].to_f64(), before);
            let ours = [first[i], second[i], theta[i]].map(|x| x.to_f64());
            for (ours, exact) in ours.into_iter().zip(exact) {
                assert!((ours - exact).abs() < tolerance, "{level:?} {n} {i}");
            }
        }
    }

    #[test]
    fn every_level_and_every_length_follow_the_formula() {
        for level in Level::ALL.into_iter().filter(|level| level.available()) {
            for n in [0, 1, 7, 16, 35] {
                agrees::<f32>(level, STEP, n, 1e-6);
                agrees::<f64>(level, STEP, n, 1e-15);
            }
        }
    }

    /// The first step without ε.
    fn first_step<T: Element>(level: Level, gradient: &[f64]) -> Vec<f64> {
        let step = AdamStep {
            epsilon: 0.0,
            rate: 0.1 / (1.0 - STEP.beta1),
            correction: 1.0 / (1.0 - STEP.beta2),
            ..STEP
        };
        let n = gradient.len();
        let gradient: Vec<T> = gradient.iter().map(|&g| T::from_f64(g)).collect();
        let zeros = vec![T::default(); n];
        let (mut first, mut second, mut theta) = (zeros.clone(), zeros.clone(), zeros);
        adam(level, step, &gradient, &mut first, &mut second, &mut theta);
        for (i, theta) in theta.iter().enumerate() {
            let exact = scalar(step, gradient[i].to_f64(), [0.0; 3])[2];
            assert!((theta.to_f64() - exact).abs() < 1e-7 || exact.is_nan());
        }
        theta.iter().map(|t| t.to_f64()).collect()
    }

    #[test]
    fn without_epsilon_a_parameter_without_a_gradient_stays() {
        // In a whole vector and in the rest.
        let gradient = [0.0, 2.0, -0.0, -1e-3, f64::NAN].repeat(5);
        for level in Level::ALL.into_iter().filter(|level| level.available()) {
            for theta in [
                first_step::<f32>(level, &gradient),
                first_step::<f64>(level, &gradient),
            ] {
                for theta in theta.chunks_exact(5) {
                    assert_eq!([theta[0], theta[2]], [0.0, 0.0], "{level:?}");
                    assert!((theta[1] + 0.1).abs() < 1e-6 && (theta[3] - 0.1).abs() < 1e-6);
                    assert!(theta[4].is_nan(), "{level:?}");
                }
            }
        }
    }
}
