//! Sizes that no value prescribes, from a balance: an output is as large as it must be for
//! what it adds to a law to be as large as what is there without it.

use voronet_expr::MultiIndex;

use super::law::{Guess, Law, Reads, growth, size};

/// A size that a law asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// How far the output varies.
    pub size: f64,
    /// The law: the number of its term, and its own among the term's.
    pub law: (usize, usize),
}

/// What is heard of a law.
#[derive(Clone, Copy)]
pub enum Heard<'a> {
    /// What it holds when all outputs are at their middles.
    Still,
    /// That, and what other outputs add to it as they vary; of laws with at most so many
    /// outputs whose size is open.
    Moving {
        /// Whether the size of an output is open.
        is_open: &'a dyn Fn(usize) -> bool,
        /// How many of them a law may read.
        most: usize,
    },
}

/// The largest size that any law asks for of an output; of laws with other outputs whose size
/// is open, which may make up for a part of it, the smallest.
pub fn asked(laws: &[Law], of: usize, guesses: &[Guess], heard: Heard) -> Option<Asked> {
    let is_shared = matches!(heard, Heard::Moving { most, .. } if most > 1);
    let rates = rates(laws, of, guesses);
    let mut best: Option<Asked> = None;
    for law in laws {
        let reads = |k: usize| law.reads.iter().any(|read| read.output == k);
        let is_heard = match heard {
            Heard::Still => true,
            Heard::Moving { is_open, most } => {
                let open = (0..guesses.len()).filter(|&k| is_open(k) && reads(k));
                open.count() <= most
            }
        };
        if !reads(of) || !is_heard || is_mere_factor(laws, law, of) {
            continue;
        }
        let balance = Balance {
            law,
            of,
            guesses,
            rates: &rates,
        };
        let direct = balance.direct();
        let size = match heard {
            Heard::Moving { .. } => direct.max(balance.coupled()),
            Heard::Still => direct,
        };
        let is_size = size > 0.0 && size.is_finite();
        let is_better = |known: Asked| (size > known.size) != is_shared;
        if is_size && best.is_none_or(is_better) {
            best = Some(Asked {
                size,
                law: law.place,
            });
        }
    }
    best
}

/// Whether an output is but a factor of others in an equation, as a velocity of what it carries,
/// while another equation has its derivatives: that one says how large it is.
fn is_mere_factor(laws: &[Law], law: &Law, of: usize) -> bool {
    let is_factor = |read: &Reads| read.alpha == MultiIndex::ZERO && !read.is_linear;
    let is_derivative = |read: &Reads| read.output == of && read.alpha != MultiIndex::ZERO;
    let mut equations = laws.iter().filter(|law| law.is_equation);
    law.is_equation
        && { law.reads.iter() }.all(|read| read.output != of || is_factor(read))
        && equations.any(|law| law.reads.iter().any(is_derivative))
}

/// A law in which the size of an output is looked for.
struct Balance<'a> {
    law: &'a Law,
    of: usize,
    guesses: &'a [Guess],
    rates: &'a [f64],
}

/// What is this much smaller than the parts that it is a sum of is their rounding.
const ROUNDING: f64 = 1e-9;

impl Balance<'_> {
    /// What the output adds to the law for each unit of its size, if it varies at such rates,
    /// whether the others are at their middles or off them, whichever is more.
    fn response(&self, rates: &[f64]) -> f64 {
        let own = self.law.reads.iter().filter(|read| read.output == self.of);
        let (mut value, mut derivatives) = (0.0_f64, 0.0);
        for read in own {
            let still = self.law.slope(read, self.guesses, |_| false);
            let moved = self.law.slope(read, self.guesses, |k| k != self.of);
            let slope = still.max(moved);
            match read.alpha {
                MultiIndex::ZERO => value = value.max(slope),
                alpha => derivatives += slope * growth(rates, alpha),
            }
        }
        value.max(derivatives)
    }

    /// The size by what the law holds when all outputs are at their middles. Its mean is
    /// balanced over the lengths of the domain; what varies about it over the lengths in which
    /// it varies, if they are shorter: the answer to a source sin(4πx) has as many waves.
    fn direct(&self) -> f64 {
        let law = self.law;
        let still = |_| false;
        let held = law.values(&law.formula, self.guesses, still);
        let held: Vec<f64> = held.into_iter().filter(|x| x.is_finite()).collect();
        let total = size(&held);
        let values = law
            .reads
            .iter()
            .filter(|read| read.alpha == MultiIndex::ZERO);
        let part =
            |read: &Reads| law.slope(read, self.guesses, still) * self.guesses[read.output].middle;
        let parts: f64 = values.map(|read| part(read).abs()).sum();
        if total <= ROUNDING * parts {
            return 0.0;
        }
        let mean = held.iter().sum::<f64>() / held.len() as f64;
        let off: Vec<f64> = held.iter().map(|x| x - mean).collect();
        let waves = law.by_input.iter().zip(self.rates).map(|(slope, rate)| {
            let slope = size(&law.values(slope, self.guesses, still));
            rate.max(slope / size(&off))
        });
        let waves: Vec<f64> = waves.collect();
        let of_mean = mean.abs() / self.response(self.rates);
        let of_waves = size(&off) / self.response(&waves);
        of_mean.max(of_waves)
    }

    /// The size by what the other outputs add to the law as they vary.
    fn coupled(&self) -> f64 {
        let law = self.law;
        let still = law.values(&law.formula, self.guesses, |_| false);
        let moved = law.values(&law.formula, self.guesses, |k| k != self.of);
        let change: Vec<f64> = moved.iter().zip(&still).map(|(a, b)| a - b).collect();
        size(&change) / self.response(self.rates)
    }
}

/// An output is not taken to vary over less than this part of half the extent of an input.
const SHORTEST: f64 = 0.01;

/// The rates at which an output varies by each input: one over half the extent, or more where
/// equations say so in which its highest derivative meets its value, as in u'' + ω² u = 0, or
/// in which two outputs drive each other, as in u' = v, v' = −ω² u.
fn rates(laws: &[Law], of: usize, guesses: &[Guess]) -> Vec<f64> {
    let Some(law) = laws.first() else {
        return Vec::new();
    };
    let rate = |(input, &least): (usize, &f64)| {
        let pull = |of, by| pull(laws, (of, by), input, guesses);
        let own = (0..guesses.len()).filter_map(|other| {
            let ((there, n), (back, m)) = (pull(of, other)?, pull(other, of)?);
            Some((there * back).powf(1.0 / (n + m)))
        });
        let own = own.filter(|rate| rate.is_finite()).fold(0.0, f64::max);
        least.max(own.min(least / SHORTEST))
    };
    law.rates().iter().enumerate().map(rate).collect()
}

/// How strongly the value of one output drives the highest derivative of another by an input:
/// a, and the order n, of ∂ⁿu = a v in the equation where a is largest.
fn pull(
    laws: &[Law],
    (of, by): (usize, usize),
    input: usize,
    guesses: &[Guess],
) -> Option<(f64, f64)> {
    let in_law = |law: &Law| {
        let order = |read: &&Reads| read.alpha.get(input);
        let is_pure = |read: &&Reads| {
            let order = usize::from(read.alpha.get(input));
            read.output == of && order > 0 && order == read.alpha.order()
        };
        let highest = law.reads.iter().filter(is_pure).max_by_key(order)?;
        let is_value = |read: &&Reads| read.output == by && read.alpha == MultiIndex::ZERO;
        let value = law.reads.iter().find(is_value)?;
        let slope = |read| law.slope(read, guesses, |k| k != of);
        Some((slope(value) / slope(highest), f64::from(order(&highest))))
    };
    let equations = laws.iter().filter(|law| law.is_equation);
    let pulls = equations.filter_map(in_law).filter(|(a, _)| a.is_finite());
    pulls.max_by(|a, b| a.0.total_cmp(&b.0))
}
