//! What is said of a trained field.

use std::fmt;

/// Whether a field can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judgement {
    /// Every law holds to a small part of its own terms.
    Solved,
    /// Something speaks against it.
    Doubtful,
    /// Some law does not hold.
    NotSolved,
}

impl Judgement {
    /// All of them, the best first.
    pub const ALL: [Judgement; 3] = [Judgement::Solved, Judgement::Doubtful, Judgement::NotSolved];

    /// Returns its name: `solved`, `doubtful` or `not solved`.
    pub fn name(self) -> &'static str {
        match self {
            Judgement::Solved => "solved",
            Judgement::Doubtful => "doubtful",
            Judgement::NotSolved => "not solved",
        }
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How far a trained field can be trusted, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// In a word.
    pub judgement: Judgement,
    /// Sentences that say why.
    pub reasons: Vec<String>,
    /// What to try, in a line each; nothing if it is solved.
    pub advice: Vec<String>,
    /// How well each law holds at fresh points.
    pub laws: Vec<Balance>,
    /// The interior's loss at fresh points over that at the points drawn last, where these
    /// are known.
    pub fresh_to_trained: Option<f64>,
    /// The estimated relative L² error of each output, if it was estimated; no number where
    /// the equation of the error could not be solved.
    pub estimated_errors: Vec<(String, f64)>,
    /// Where the law that holds worst has its largest residual.
    pub worst: Option<Worst>,
}

/// How well a law holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// The name of the law.
    pub law: String,
    /// The mean size of its residual over that of its own terms: 1 where nothing
    /// balances, 0.001 where three digits do, in any units.
    pub relative: f64,
    /// The same of an equation in time, in the part of the time where it is worst; what
    /// dies away later counts less.
    pub early: Option<f64>,
}

impl Balance {
    /// Returns the larger of its two numbers.
    pub fn largest(&self) -> f64 {
        self.early
            .map_or(self.relative, |early| early.max(self.relative))
    }
}

/// A residual at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Worst {
    /// The name of the law.
    pub law: String,
    /// The coordinates, by the names of the inputs.
    pub at: Vec<(String, f64)>,
    /// Left side minus right side.
    pub residual: f64,
}

impl Verdict {
    /// Returns what a terminal shows: the judgement with its first reason, and the first
    /// thing to try.
    pub fn in_short(&self) -> String {
        let mut text = format!("Verdict: {}.", self.judgement);
        if let Some(reason) = self.reasons.first() {
            text += &format!(" {reason}");
        }
        if !self.estimated_errors.is_empty() {
            let errors = self.estimated_errors.iter();
            let errors: Vec<String> = errors
                .map(|(name, error)| match error.is_finite() {
                    true => format!("{name} {error:.0e}"),
                    false => format!("{name} unknown"),
                })
                .collect();
            text += &format!("\nEstimated relative L² error: {}", errors.join(", "));
        }
        if let Some(advice) = self.advice.first() {
            text += &format!("\nTry: {advice}");
        }
        text
    }
}
