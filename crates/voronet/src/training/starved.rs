//! Batches that are worth hardly any of their points: a few large weights decide on the steps.

use super::Record;
use crate::memory::{Remembered, Visit};
use crate::sampler::{SamplingSettings, keys};
use crate::words::{counted, number};

/// The weights of drawn points in three numbers, of a batch or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Worth {
    /// The points that were drawn.
    pub drawn: f64,
    /// Σw of them.
    pub sum: f64,
    /// Σw².
    pub squares: f64,
}

impl Worth {
    /// Of a batch.
    pub fn of(weights: &[f64]) -> Worth {
        Worth {
            drawn: weights.len() as f64,
            sum: weights.iter().sum(),
            squares: weights.iter().map(|w| w * w).sum(),
        }
    }

    /// Returns (Σw)²/Σw²: as many points of equal weights are worth as much.
    pub fn size(self) -> f64 {
        self.sum * self.sum / self.squares
    }

    fn with(self, other: Worth) -> Worth {
        Worth {
            drawn: self.drawn + other.drawn,
            sum: self.sum + other.sum,
            squares: self.squares + other.squares,
        }
    }
}

/// Points that are worth less than this part of their number are too few.
const PART: f64 = 0.03;

/// So many records are looked at together: in a single batch the large weights may be missing.
const RECORDS: f64 = 20.0;

/// That batches have been worth hardly any of their points for long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Starved {
    /// The iteration of the last of these records.
    pub iteration: usize,
    /// What their batches are worth together.
    pub worth: Worth,
}

impl Starved {
    /// Says it, and what mends it, in a sentence.
    pub fn told(&self, sampling: &SamplingSettings) -> String {
        let mut mends = Vec::new();
        for key in sampling.sampler.keys {
            let value = sampling.number(key);
            let is_power = [keys::POWER.name, keys::EXPONENT.name].contains(&key.name);
            let how = match key.name {
                name if name == keys::MIXTURE.name && value < 0.5 => "raise",
                _ if is_power && value > 0.0 => "lower",
                _ => continue,
            };
            let value = number(value);
            mends.push(format!("{how} `sampling.{}`, which is {value}", key.name));
        }
        if mends.is_empty() {
            mends.push("take another `sampling.method`, such as uniform".to_owned());
        }
        format!(
            "up to iteration {} the batches of {RECORDS} records, {} in all, are worth {:.1} of \
             equal weights: a few large weights decide on the steps; {}",
            self.iteration,
            counted(self.worth.drawn as usize, "point"),
            self.worth.size(),
            mends.join(", or ")
        )
    }
}

/// Watches what batches are worth.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watch {
    /// The records that are looked at.
    records: f64,
    /// What their batches are worth together.
    worth: Worth,
    /// 1 if it was told, which is done once in a phase.
    told: f64,
}

impl Watch {
    /// Hears of a record and what its batch was worth, and tells when that has been too little for
    /// long.
    pub fn hear(&mut self, record: &Record, worth: Option<Worth>) -> Option<Starved> {
        let worth = worth.filter(|_| self.told == 0.0)?;
        self.records += 1.0;
        self.worth = self.worth.with(worth);
        if self.records < RECORDS {
            return None;
        }
        let worth = std::mem::take(self).worth;
        // Weights that are no numbers are worth nothing.
        if worth.size() >= PART * worth.drawn {
            return None;
        }
        self.told = 1.0;
        Some(Starved {
            iteration: record.iteration,
            worth,
        })
    }

    /// Shows what it has heard.
    pub fn visit(&mut self, visit: Visit) {
        let Worth {
            drawn,
            sum,
            squares,
        } = self.worth;
        let mut numbers = [self.records, self.told, drawn, sum, squares];
        visit("worth of batches", Remembered::Fixed(&mut numbers));
        let [records, told, drawn, sum, squares] = numbers;
        *self = Watch {
            records,
            told,
            worth: Worth {
                drawn,
                sum,
                squares,
            },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(iteration: usize) -> Record {
        let mut record = Record::of_row(&[0.0; 7]).unwrap();
        record.iteration = iteration;
        record
    }

    /// What is told of 200 records whose batches have these weights in turn.
    fn told(batches: &[Vec<f64>]) -> Vec<Starved> {
        let mut watch = Watch::default();
        let batches = batches.iter().cycle().take(200);
        (1..)
            .zip(batches)
            .filter_map(|(k, weights)| watch.hear(&record(k), Some(Worth::of(weights))))
            .collect()
    }

    #[test]
    fn few_large_weights_are_told_of_once() {
        let even = vec![1.0; 50];
        assert_eq!(told(std::slice::from_ref(&even)), []);
        assert_eq!(Worth::of(&even).size(), 50.0);
        // A weight that is missing in most batches counts all the same.
        let with_one = [vec![1e4], vec![1.0; 49]].concat();
        let rare = [vec![even; 10], vec![with_one.clone()]].concat();
        for batches in [vec![with_one], rare, vec![vec![1e200; 50]]] {
            let told = told(&batches);
            assert_eq!(told.len(), 1);
            assert_eq!((told[0].iteration, told[0].worth.drawn), (20, 1000.0));
        }
        assert_eq!(told(&[vec![2.0, 0.5, 1.0, 0.1]]), []);
    }
}
