//! What goes on from step to step, in a form that can be kept: whoever remembers something shows
//! each part of it by name to a visitor, which reads it or replaces it. So one walk serves both to
//! write a state down and to take it up again, and nothing is forgotten in one of the two.

mod bytes;

use voronet_kernels::Element;

pub use bytes::{Misfit, restore, written};

/// A part of what is remembered.
pub enum Remembered<'a> {
    /// A number.
    Number(&'a mut f64),
    /// How many there are of something.
    Count(&'a mut usize),
    /// As many numbers as there are.
    Fixed(&'a mut [f64]),
    /// Numbers, whose count may change.
    Numbers(&'a mut Vec<f64>),
    /// Numbers of things, each below the bound.
    Indices(&'a mut Vec<usize>, usize),
    /// What was shown before cannot be what it was replaced by.
    Misfit,
}

/// Sees each part of a memory with its name, which may be read or replaced.
pub type Visit<'a> = &'a mut dyn FnMut(&'static str, Remembered);

/// Shows numbers of either precision, which f64 holds without loss.
pub fn show<T: Element>(visit: Visit, name: &'static str, numbers: &mut [T]) {
    let mut wide: Vec<f64> = numbers.iter().map(|x| x.to_f64()).collect();
    visit(name, Remembered::Fixed(&mut wide));
    for (number, wide) in numbers.iter_mut().zip(wide) {
        *number = T::from_f64(wide);
    }
}

/// Shows how many steps were taken.
pub fn show_count(visit: Visit, name: &'static str, count: &mut i32) {
    let mut number = *count as usize;
    visit(name, Remembered::Count(&mut number));
    match i32::try_from(number) {
        Ok(number) => *count = number,
        Err(_) => visit(name, Remembered::Misfit),
    }
}

/// Shows whether something is so.
pub fn show_flag(visit: Visit, name: &'static str, flag: &mut bool) {
    let mut count = usize::from(*flag);
    visit(name, Remembered::Count(&mut count));
    *flag = count != 0;
}

/// Shows a number that there may be.
pub fn show_optional(visit: Visit, name: &'static str, number: &mut Option<f64>) {
    let mut numbers: Vec<f64> = number.iter().copied().collect();
    visit(name, Remembered::Numbers(&mut numbers));
    *number = numbers.first().copied();
}

/// Shows lists of numbers: the length of each, then all numbers.
pub fn show_lists(visit: Visit, name: &'static str, lists: &mut Vec<Vec<f64>>) {
    let mut lengths: Vec<usize> = lists.iter().map(Vec::len).collect();
    let mut numbers = lists.concat();
    visit(name, Remembered::Indices(&mut lengths, usize::MAX));
    visit(name, Remembered::Numbers(&mut numbers));
    let (mut rest, mut shown) = (&numbers[..], Vec::with_capacity(lengths.len()));
    for length in lengths {
        let Some((list, behind)) = rest.split_at_checked(length) else {
            return visit(name, Remembered::Misfit);
        };
        shown.push(list.to_vec());
        rest = behind;
    }
    *lists = shown;
}
