//! A memory as bytes: of each part a sum of its name, its kind, how many numbers it has, and these.

use super::{Remembered, Visit};

/// A memory that is not that of whom it was given to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its part `{part}` {what}")]
pub struct Misfit {
    /// The name of the first part that does not fit.
    pub part: String,
    /// What is wrong with it.
    pub what: &'static str,
}

/// Bytes of a number.
const WIDTH: usize = 8;

/// Writes down everything that is shown.
pub fn written(show: impl FnOnce(Visit)) -> Vec<u8> {
    let mut bytes = Vec::new();
    show(&mut |name, part| {
        let (kind, count) = (part.kind(), part.len());
        bytes.extend(sum_of(name).to_le_bytes());
        bytes.push(kind);
        bytes.extend((count as u64).to_le_bytes());
        let mut number = |x: f64| bytes.extend(x.to_bits().to_le_bytes());
        match part {
            Remembered::Number(x) => number(*x),
            Remembered::Fixed(all) => all.iter().for_each(|&x| number(x)),
            Remembered::Numbers(all) => all.iter().for_each(|&x| number(x)),
            Remembered::Count(n) => bytes.extend((*n as u64).to_le_bytes()),
            Remembered::Indices(all, _) => {
                bytes.extend(all.iter().flat_map(|&n| (n as u64).to_le_bytes()));
            }
            Remembered::Misfit => unreachable!("what is fits itself"),
        }
    });
    bytes
}

/// Replaces everything that is shown by what was written down.
///
/// # Errors
/// If the parts shown are not those that were written; what was shown before the first that does
/// not fit is replaced then.
pub fn restore(bytes: &[u8], show: impl FnOnce(Visit)) -> Result<(), Misfit> {
    let mut reader = Reader { bytes, wrong: None };
    show(&mut |name, part| {
        if reader.wrong.is_some() {
            return;
        }
        if let Err(what) = reader.replace(name, part) {
            let part = name.to_owned();
            reader.wrong = Some(Misfit { part, what });
        }
    });
    match reader.wrong {
        Some(wrong) => Err(wrong),
        None if !reader.bytes.is_empty() => Err(Misfit {
            part: "end".to_owned(),
            what: "is not where it should be",
        }),
        None => Ok(()),
    }
}

/// What is left to be read.
struct Reader<'a> {
    bytes: &'a [u8],
    /// The first thing that did not fit; nothing is read after it.
    wrong: Option<Misfit>,
}

const SHORT: &str = "is cut off";

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], &'static str> {
        let (taken, left) = self.bytes.split_at_checked(count).ok_or(SHORT)?;
        self.bytes = left;
        Ok(taken)
    }

    fn word(&mut self) -> Result<u64, &'static str> {
        let taken = self.take(WIDTH)?;
        Ok(taken
            .iter()
            .rev()
            .fold(0, |word, &byte| word << 8 | u64::from(byte)))
    }

    fn replace(&mut self, name: &str, part: Remembered) -> Result<(), &'static str> {
        if let Remembered::Misfit = part {
            return Err("has a value that it cannot have");
        }
        let of_name = self.take(4)?;
        if of_name != sum_of(name).to_le_bytes() || self.take(1)? != [part.kind()] {
            return Err("is not where it should be");
        }
        let count = self.word()?;
        // Before memory is asked for.
        if count > (self.bytes.len() / WIDTH) as u64 {
            return Err(SHORT);
        }
        let is_fixed = !matches!(part, Remembered::Numbers(_) | Remembered::Indices(..));
        if is_fixed && count != part.len() as u64 {
            return Err("has another length");
        }
        let words = self.take(count as usize * WIDTH)?;
        let mut words = Reader {
            bytes: words,
            wrong: None,
        };
        let words = std::iter::from_fn(|| words.word().ok());
        match part {
            Remembered::Number(x) => words.for_each(|word| *x = f64::from_bits(word)),
            Remembered::Count(n) => {
                for word in words {
                    *n = usize::try_from(word).map_err(|_| "is too large")?;
                }
            }
            Remembered::Fixed(all) => {
                all.iter_mut()
                    .zip(words)
                    .for_each(|(x, word)| *x = f64::from_bits(word));
            }
            Remembered::Numbers(all) => {
                all.clear();
                all.extend(words.map(f64::from_bits));
            }
            Remembered::Indices(all, bound) => {
                let index = |word| usize::try_from(word).ok().filter(|&n| n < bound);
                *all = words
                    .map(index)
                    .collect::<Option<_>>()
                    .ok_or("is too large")?;
            }
            Remembered::Misfit => {}
        }
        Ok(())
    }
}

impl Remembered<'_> {
    fn kind(&self) -> u8 {
        match self {
            Remembered::Number(_) => b'x',
            Remembered::Count(_) => b'n',
            Remembered::Fixed(_) => b'f',
            Remembered::Numbers(_) => b'v',
            Remembered::Indices(..) => b'i',
            Remembered::Misfit => b'!',
        }
    }

    fn len(&self) -> usize {
        match self {
            Remembered::Number(_) | Remembered::Count(_) => 1,
            Remembered::Fixed(all) => all.len(),
            Remembered::Numbers(all) => all.len(),
            Remembered::Indices(all, _) => all.len(),
            Remembered::Misfit => 0,
        }
    }
}

/// A number by which names are told apart (FNV-1a).
fn sum_of(name: &str) -> u32 {
    let step = |sum: u32, byte: u8| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    name.bytes().fold(0x811c_9dc5, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One part of each kind.
    #[derive(Clone, Debug, PartialEq, Default)]
    struct Memory {
        number: f64,
        count: usize,
        fixed: [f64; 2],
        numbers: Vec<f64>,
        indices: Vec<usize>,
    }

    impl Memory {
        fn visit(&mut self, visit: Visit) {
            visit("number", Remembered::Number(&mut self.number));
            visit("count", Remembered::Count(&mut self.count));
            visit("fixed", Remembered::Fixed(&mut self.fixed));
            visit("numbers", Remembered::Numbers(&mut self.numbers));
            visit("indices", Remembered::Indices(&mut self.indices, 10));
        }
    }

    fn memory() -> Memory {
        Memory {
            number: -0.0,
            count: usize::MAX,
            fixed: [f64::MIN_POSITIVE / 3.0, f64::INFINITY],
            numbers: vec![0.1, 1e-300, -7.0],
            indices: vec![3, 0, 9],
        }
    }

    #[test]
    fn what_is_written_is_restored_to_the_bit() {
        let bytes = written(|visit| memory().visit(visit));
        let mut again = Memory::default();
        restore(&bytes, |visit| again.visit(visit)).unwrap();
        assert_eq!(again, memory());
        assert!(again.number.is_sign_negative());
    }

    #[test]
    fn no_bytes_do_harm() {
        let bytes = written(|visit| memory().visit(visit));
        for end in 0..bytes.len() {
            let mut again = Memory::default();
            assert!(
                restore(&bytes[..end], |visit| again.visit(visit)).is_err(),
                "{end}"
            );
        }
        let longer = [&bytes[..], &[0]].concat();
        assert!(restore(&longer, |visit| Memory::default().visit(visit)).is_err());
        // With any byte changed it is restored to something, or refused.
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x80;
            let mut again = Memory::default();
            let restored = restore(&changed, |visit| again.visit(visit));
            assert!(restored.is_err() || again.indices.iter().all(|&n| n < 10));
        }
    }

    #[test]
    fn the_part_that_does_not_fit_is_named() {
        let bytes = written(|visit| memory().visit(visit));
        let wrong = restore(&bytes, |visit| {
            visit("number", Remembered::Number(&mut 0.0));
            visit("amount", Remembered::Count(&mut 0));
        });
        assert_eq!(wrong.unwrap_err().part, "amount");
        let wrong = restore(&bytes, |visit| {
            visit("number", Remembered::Number(&mut 0.0));
            visit("count", Remembered::Count(&mut 0));
            visit("fixed", Remembered::Fixed(&mut [0.0; 3]));
        });
        assert_eq!(
            wrong.unwrap_err().to_string(),
            "its part `fixed` has another length"
        );
    }
}
