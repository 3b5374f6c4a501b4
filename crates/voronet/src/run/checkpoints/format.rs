//! The bytes of a checkpoint: a line that says what it is, the version of the form, a sum of the
//! problem, the lengths of both parts, the parts, and a sum of all that precedes it.

use crate::problem::Problem;

/// The state of a run between two iterations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What the run remembers beside its training.
    pub run: Vec<u8>,
    /// What the training remembers.
    pub training: Vec<u8>,
}

/// The first line.
const MAGIC: &[u8] = b"voronet checkpoint\n";

/// The version of the form that is written, and the only one that is read.
const VERSION: u32 = 1;

/// Bytes of what precedes the parts: the line, two numbers of 32 bits and two of 64.
const HEAD: usize = MAGIC.len() + 2 * 4 + 2 * 8;

/// Bytes of the sum at the end.
const SUM: usize = 4;

/// Why bytes are no state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Of a newer version.
    Newer(u32),
    /// What is wrong with them.
    Damaged(String),
}

/// A sum by which problems are told apart: of the text and of the files that it names.
pub fn sum_of(problem: &Problem) -> u32 {
    let files = problem.files.iter();
    let files = files.map(|file| crc32fast::hash(&file.bytes));
    crc32fast::hash(problem.kept_text().as_bytes()) ^ files.fold(0, |sum, file| sum ^ file)
}

/// Writes down a state of the problem with that sum.
pub fn encoded(problem: u32, state: &State) -> Vec<u8> {
    let State { run, training } = state;
    let mut bytes = Vec::with_capacity(HEAD + run.len() + training.len() + SUM);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(problem.to_le_bytes());
    bytes.extend((run.len() as u64).to_le_bytes());
    bytes.extend((training.len() as u64).to_le_bytes());
    bytes.extend(run);
    bytes.extend(training);
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes
}

/// Reads what was written: the sum of the problem, and the state.
///
/// # Errors
/// If anything is missing, changed or added, or the form is a newer one.
pub fn decoded(bytes: &[u8]) -> Result<(u32, State), Wrong> {
    let damaged = |what: &str| Err(Wrong::Damaged(what.to_owned()));
    if !bytes.starts_with(&MAGIC[..MAGIC.len().min(bytes.len())]) {
        return damaged("it does not begin like one");
    }
    if bytes.len() < HEAD + SUM {
        return damaged("it is cut off");
    }
    let word = |at: usize| u32::from_le_bytes(std::array::from_fn(|i| bytes[at + i]));
    let length = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| bytes[at + i]));
    let version = word(MAGIC.len());
    if version > VERSION {
        return Err(Wrong::Newer(version));
    }
    let (body, _) = bytes.split_at(bytes.len() - SUM);
    let (run, training) = (length(MAGIC.len() + 8), length(MAGIC.len() + 16));
    let parts = (body.len() - HEAD) as u64;
    match run.checked_add(training) {
        Some(stated) if stated == parts => {}
        Some(stated) if stated < parts => return damaged("something follows its end"),
        _ => return damaged("it is cut off"),
    }
    if version != VERSION || crc32fast::hash(body) != word(body.len()) {
        return damaged("its checksum is wrong: some of its bytes have changed");
    }
    let (run, training) = body[HEAD..].split_at(run as usize);
    let state = State {
        run: run.to_vec(),
        training: training.to_vec(),
    };
    Ok((word(MAGIC.len() + 4), state))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State {
            run: (0..100).collect(),
            training: (0..255).rev().collect(),
        }
    }

    #[test]
    fn a_state_is_read_as_it_was_written() {
        assert_eq!(decoded(&encoded(7, &state())), Ok((7, state())));
        let empty = State::default();
        assert_eq!(decoded(&encoded(1, &empty)), Ok((1, empty)));
    }

    #[test]
    fn every_cut_and_every_changed_bit_is_found() {
        let bytes = encoded(7, &state());
        for end in 0..bytes.len() {
            let what = decoded(&bytes[..end]).unwrap_err();
            assert_eq!(what, Wrong::Damaged("it is cut off".to_owned()), "{end}");
        }
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                assert!(decoded(&changed).is_err(), "bit {bit} of byte {at}");
            }
        }
        assert!(decoded(&[&bytes[..], b"x"].concat()).is_err());
        assert!(decoded(b"{}").is_err());
    }

    #[test]
    fn a_newer_form_is_named_as_such() {
        let mut bytes = encoded(7, &state());
        bytes[MAGIC.len()] = 2;
        assert_eq!(decoded(&bytes), Err(Wrong::Newer(2)));
    }
}
