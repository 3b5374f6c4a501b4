//! Which points, and how often.

use crate::names::names;
use crate::points::Sequence;

/// Which points, and how often. What is `None` is left to the method.
#[derive(Clone, Debug)]
pub struct SamplingSettings {
    /// The sampler of the interior points.
    pub method: Method,
    /// The sampler of every condition that does not choose its own: one of
    /// [`Method::CONDITIONS`].
    pub conditions: Method,
    /// How the N points and the seeds are placed.
    pub sequence: Sequence,
    /// N, in the interior and on each condition.
    pub points: usize,
    /// S of Algorithm 2.
    pub seeds: usize,
    /// m, interior points in an iteration.
    pub batch: usize,
    /// Recompute the importances every so many iterations.
    pub refresh: Option<usize>,
    /// a of the defensive mixture q' = (1 - a) q + a / N, in [0, 1).
    pub mixture: f64,
    /// k of the weights (1/(N q))^k of drawn points; 1 is unbiased.
    pub exponent: f64,
    /// k of RAD and RAR-D: p ∝ ε^k / mean(ε^k) + c.
    pub power: Option<f64>,
    /// c of RAD and RAR-D.
    pub shift: Option<f64>,
    /// The residual points that RAD keeps and RAR-D starts from; as many as the
    /// batch has unless given.
    pub residual_points: Option<usize>,
    /// Residual points that RAR-D adds at each refresh.
    pub added: usize,
}

impl SamplingSettings {
    /// Residual points that RAR-D adds at each refresh unless told otherwise.
    pub const ADDED: usize = 10;

    /// Points drawn in an iteration unless told otherwise, in a region of so many
    /// dimensions: the fewer dimensions, the fewer points show all of it.
    pub fn default_batch(dimensions: usize) -> usize {
        match dimensions {
            0 => 1,
            1 => 500,
            2 => 2000,
            _ => 2000,
        }
    }

    /// After how many iterations a method's importances are renewed.
    pub fn refresh_of(&self, method: Method) -> usize {
        self.refresh.unwrap_or(match method {
            // Wu et al. train for 1,000 steps of Adam between two resamplings.
            Method::Rad | Method::RarD => 1000,
            _ => 1,
        })
    }

    /// k and c of p ∝ ε^k / mean(ε^k) + c: (2, 0) for RAR-D, (1, 1) for RAD, as
    /// Wu et al. recommend, unless given.
    pub fn power_and_shift(&self) -> (f64, f64) {
        let (power, shift) = match self.method {
            Method::RarD => (2.0, 0.0),
            _ => (1.0, 1.0),
        };
        (self.power.unwrap_or(power), self.shift.unwrap_or(shift))
    }

    /// The settings that none of these methods reads, of those that were given or
    /// differ from what they are unless given.
    pub fn idle(&self, methods: &[Method]) -> Vec<&'static str> {
        let read_by = |of: fn(Method) -> bool| methods.iter().any(|&m| of(m));
        let has_seeds = read_by(|m| matches!(m, Method::Pwc | Method::Linear));
        let has_scores = read_by(|m| m != Method::Uniform);
        let has_weights = read_by(|m| m.weighs() && m != Method::Uniform);
        let has_residual_points = read_by(|m| matches!(m, Method::Rad | Method::RarD));
        let seeds = self.batch.min(self.points);
        let settings = [
            ("seeds", self.seeds != seeds, has_seeds),
            ("refresh", self.refresh.is_some(), has_scores),
            ("mixture", self.mixture != 0.0, has_weights),
            ("exponent", self.exponent != 1.0, has_weights),
            ("power", self.power.is_some(), has_residual_points),
            ("shift", self.shift.is_some(), has_residual_points),
            (
                "residual_points",
                self.residual_points.is_some(),
                has_residual_points,
            ),
            (
                "added",
                self.added != SamplingSettings::ADDED,
                read_by(|m| m == Method::RarD),
            ),
        ];
        let idle = settings
            .into_iter()
            .filter(|&(_, is_set, is_read)| is_set && !is_read);
        idle.map(|(name, ..)| name).collect()
    }

    /// The residual points that RAD keeps and RAR-D starts from.
    pub fn residual_points(&self) -> usize {
        self.residual_points.unwrap_or(self.batch)
    }
}

/// A way to draw points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Algorithm 1.
    Uniform,
    /// Eq. 17 over all N points.
    Exact,
    /// Eq. 15 over all N points.
    Gradient,
    /// Algorithm 2.
    Pwc,
    /// Interpolation on the Delaunay triangulation of the seeds (Yang et al. 2023).
    Linear,
    /// Residual-based adaptive distribution (Wu et al. 2023).
    Rad,
    /// Residual-based adaptive refinement with distribution (Wu et al. 2023).
    RarD,
    /// Retain, resample, release (Daw et al. 2023).
    R3,
}

impl Method {
    /// Those that can draw the points of a condition.
    pub const CONDITIONS: [Method; 4] = [
        Method::Uniform,
        Method::Exact,
        Method::Gradient,
        Method::Pwc,
    ];

    /// Whether drawn points are weighted by what they were drawn with; the others
    /// move points and weigh all alike.
    pub fn weighs(self) -> bool {
        !matches!(self, Method::Rad | Method::RarD | Method::R3)
    }
}

names!(Method { Uniform "uniform", Exact "exact", Gradient "gradient", Pwc "pwc", Linear "linear", Rad "rad", RarD "rar_d", R3 "r3" });
