//! What a method remembers from step to step, in a form that can be kept.

use voronet_kernels::Element;

/// A part of what a method remembers.
pub enum Remembered<'a> {
    /// A number.
    Number(&'a mut f64),
    /// Numbers, whose count may change.
    Numbers(&'a mut Vec<f64>),
}

/// Sees each part of a memory with its name, which may be read or replaced.
pub type Visit<'a> = &'a mut dyn FnMut(&'static str, Remembered);

/// Shows numbers of either precision, which f64 holds without loss.
pub fn show<T: Element>(visit: Visit, name: &'static str, numbers: &mut Vec<T>) {
    let mut wide: Vec<f64> = numbers.iter().map(|x| x.to_f64()).collect();
    visit(name, Remembered::Numbers(&mut wide));
    numbers.clear();
    numbers.extend(wide.into_iter().map(T::from_f64));
}

/// Shows how many steps were taken.
pub fn show_count(visit: Visit, name: &'static str, count: &mut i32) {
    let mut number = f64::from(*count);
    visit(name, Remembered::Number(&mut number));
    *count = number as i32;
}
