//! The learning rate over the iterations.

/// The learning rate of iteration i (from 0) of n, as a factor of the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Schedule {
    /// 1
    Constant,
    /// rate^(i / every), continuously.
    Exponential {
        /// Factor reached after `every` iterations.
        rate: f64,
        /// Iterations.
        every: f64,
    },
    /// From 1 down to `floor` along half a cosine over all n iterations.
    Cosine {
        /// The last factor.
        floor: f64,
    },
    /// rate^(number of milestones passed)
    Step {
        /// Factor at each milestone.
        rate: f64,
        /// Iterations between milestones.
        every: usize,
    },
}

/// η of iteration `i` (from 0) of `n`, when the first is `initial`.
pub fn learning_rate(schedule: Schedule, initial: f64, i: usize, n: usize) -> f64 {
    let factor = match schedule {
        Schedule::Constant => 1.0,
        Schedule::Exponential { rate, every } => rate.powf(i as f64 / every),
        Schedule::Cosine { floor } => {
            let progress = i as f64 / n.max(1) as f64;
            floor + (1.0 - floor) * 0.5 * (1.0 + (std::f64::consts::PI * progress).cos())
        }
        Schedule::Step { rate, every } => rate.powf((i / every.max(1)) as f64),
    };
    initial * factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_have_their_stated_values() {
        let at = |schedule, i| learning_rate(schedule, 0.1, i, 100);
        assert_eq!(at(Schedule::Constant, 70), 0.1);
        let exponential = Schedule::Exponential {
            rate: 0.5,
            every: 10.0,
        };
        assert!((at(exponential, 20) - 0.025).abs() < 1e-15);
        let cosine = Schedule::Cosine { floor: 0.1 };
        assert!((at(cosine, 0) - 0.1).abs() < 1e-15);
        assert!((at(cosine, 50) - 0.055).abs() < 1e-15);
        assert!((at(cosine, 100) - 0.01).abs() < 1e-15);
        let step = Schedule::Step {
            rate: 0.1,
            every: 30,
        };
        assert!((at(step, 29) - 0.1).abs() < 1e-15 && (at(step, 60) - 0.001).abs() < 1e-15);
    }
}
