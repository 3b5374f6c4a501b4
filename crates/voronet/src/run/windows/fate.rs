//! What becomes of a window that was trained.

use crate::run::probe::HOPELESS;

/// A window in which no law is out of balance by more, of its own terms, is not halved.
const GOOD: f64 = 0.02;

/// How often the same window is trained, at most, if it is not cut.
const MOST_TRIES: usize = 3;

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The next one begins from its end.
    Kept,
    /// It is trained again from other parameters.
    Again,
    /// Its halves are trained, and those of all that follow.
    Halved,
}

/// What is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// How far the law that is worst is out of balance; no number if that is not known.
    pub imbalance: f64,
    /// Whether its training was ended since it leads nowhere.
    pub leads_nowhere: bool,
    /// Whether it was ended because somebody asked for it.
    pub is_asked_for: bool,
    /// How often it was trained before.
    pub tries: usize,
    /// Whether there is time to train it again.
    pub has_time: bool,
    /// Whether that costs little, and it can be begun otherwise than before.
    pub is_cheap: bool,
    /// Whether it may be halved.
    pub may_be_halved: bool,
}

/// Whether there may be another try after so many before the last one.
pub fn is_followed(tries: usize) -> bool {
    tries + 1 < MOST_TRIES
}

impl Found {
    /// Says what becomes of it. What leads nowhere is never kept while it may be tried again.
    pub fn fate(&self) -> Fate {
        let is_wrong = self.leads_nowhere || self.imbalance >= HOPELESS;
        if self.is_asked_for || !(is_wrong || self.imbalance > GOOD) {
            return Fate::Kept;
        }
        // One that was ended on its way has time left of its own.
        let has_time = self.has_time || self.leads_nowhere;
        let may_be_tried = is_wrong && has_time && is_followed(self.tries);
        match may_be_tried {
            true if self.is_cheap && self.tries == 0 => Fate::Again,
            _ if self.may_be_halved => Fate::Halved,
            true => Fate::Again,
            false => Fate::Kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUND: Found = Found {
        imbalance: 0.5,
        leads_nowhere: false,
        is_asked_for: false,
        tries: 0,
        has_time: true,
        is_cheap: false,
        may_be_halved: true,
    };

    #[test]
    fn a_window_that_is_not_solved_is_begun_otherwise_or_halved_as_long_as_there_is_time() {
        let late = Found {
            has_time: false,
            may_be_halved: false,
            ..FOUND
        };
        let is = |found: Found| found.fate();
        // What is nearly right, or cannot be judged, or was asked for.
        for imbalance in [0.019, f64::NAN] {
            assert_eq!(is(Found { imbalance, ..FOUND }), Fate::Kept);
        }
        let is_asked_for = true;
        assert_eq!(
            is(Found {
                is_asked_for,
                ..FOUND
            }),
            Fate::Kept
        );
        // What is not.
        assert_eq!(is(FOUND), Fate::Halved);
        assert_eq!(
            is(Found {
                imbalance: 0.03,
                ..FOUND
            }),
            Fate::Halved
        );
        assert_eq!(is(late), Fate::Kept);
        // Over the time alone it is begun otherwise first, if it is quite wrong.
        let cheap = Found {
            is_cheap: true,
            ..FOUND
        };
        assert_eq!(is(cheap), Fate::Again);
        assert_eq!(is(Found { tries: 1, ..cheap }), Fate::Halved);
        assert_eq!(
            is(Found {
                imbalance: 0.03,
                ..cheap
            }),
            Fate::Halved
        );
        // Where none may be halved, two more tries.
        let whole = Found {
            may_be_halved: false,
            ..FOUND
        };
        let fates = [0, 1, 2].map(|tries| is(Found { tries, ..whole }));
        assert_eq!(fates, [Fate::Again, Fate::Again, Fate::Kept]);
        assert_eq!(
            is(Found {
                imbalance: 0.03,
                ..whole
            }),
            Fate::Kept
        );
        // What was ended on its way is trained to its end at last.
        let leads_nowhere = true;
        let ended = Found {
            leads_nowhere,
            imbalance: 0.08,
            ..late
        };
        assert_eq!(is(ended), Fate::Again);
        assert!(is_followed(1) && !is_followed(2));
    }
}
