//! Evaluation.

use super::lower::{Instruction, Operand, Tape};
use super::workspace::Workspace;
use crate::graph::{Binary, Real, Unary};

/// Elementary functions over slices. The scalar meaning serves everywhere; a
/// caller with vector kernels lends them here.
pub trait Elementary<T: Real> {
    /// `out[i] = op(x[i])`
    fn unary(&self, op: Unary, x: &[T], out: &mut [T]) {
        for (out, x) in out.iter_mut().zip(x) {
            *out = T::from_number(op.apply(x.to_number()));
        }
    }
}

/// The scalar meaning of every function, in f64.
#[derive(Clone, Copy, Debug)]
pub struct ScalarMath;

impl<T: Real> Elementary<T> for ScalarMath {}

impl Tape {
    /// Evaluates all expressions at `n` points. `leaf(i)` gives the n values of
    /// `leaves()[i]`.
    ///
    /// # Panics
    /// If `n` is more than the workspace's lanes.
    pub fn forward<'a, T: Real>(
        &self,
        n: usize,
        leaf: impl Fn(usize) -> &'a [T],
        ws: &mut Workspace<T>,
        math: &impl Elementary<T>,
    ) {
        assert!(n <= ws.lanes, "{n} points in a workspace for {}", ws.lanes);
        ws.points = n;
        for (i, instruction) in self.code.iter().enumerate() {
            let out = self.slot(ws, i);
            let rows = Rows::split(&mut ws.values, ws.lanes, out, n);
            let row = |r: usize| {
                let slot = if ws.shared { self.shared.0[r] } else { r };
                rows.others.row(slot)
            };
            let out = rows.out;
            match *instruction {
                Instruction::Leaf(l) => out.copy_from_slice(&leaf(l)[..n]),
                Instruction::Constant(x) => out.fill(T::from_number(x)),
                Instruction::Unary(Unary::Neg, a) => map(out, row(a), |x| -x),
                Instruction::Unary(op, a) => math.unary(op, row(a), out),
                Instruction::Power(a, 2) => map(out, row(a), |x| x * x),
                Instruction::Power(a, k) => map(out, row(a), |x| x.power(k)),
                Instruction::Select(c, a, b) => {
                    let (a, b) = (row(a), row(b));
                    for (j, (out, &c)) in out.iter_mut().zip(row(c)).enumerate() {
                        *out = if c != T::default() { a[j] } else { b[j] };
                    }
                }
                Instruction::Binary(op, Operand::Row(a), Operand::Row(b)) => {
                    binary_rows(op, out, row(a), row(b));
                }
                Instruction::Binary(op, Operand::Number(x), Operand::Row(b)) => {
                    binary_left(op, out, x, row(b));
                }
                Instruction::Binary(op, Operand::Row(a), Operand::Number(y)) => {
                    binary_right(op, out, row(a), y);
                }
                Instruction::Binary(op, Operand::Number(x), Operand::Number(y)) => {
                    out.fill(T::from_number(op.apply(x, y)));
                }
            }
        }
    }
}

/// One row to write and all others to read.
struct Rows<'a, T> {
    out: &'a mut [T],
    others: Others<'a, T>,
}

#[derive(Clone, Copy)]
struct Others<'a, T> {
    before: &'a [T],
    after: &'a [T],
    out: usize,
    lanes: usize,
    points: usize,
}

impl<'a, T> Rows<'a, T> {
    fn split(values: &'a mut [T], lanes: usize, out: usize, points: usize) -> Self {
        let (before, rest) = values.split_at_mut(out * lanes);
        let (row, after) = rest.split_at_mut(lanes);
        Rows {
            out: &mut row[..points],
            others: Others {
                before,
                after,
                out,
                lanes,
                points,
            },
        }
    }
}

impl<'a, T> Others<'a, T> {
    fn row(&self, r: usize) -> &'a [T] {
        if r < self.out {
            &self.before[r * self.lanes..][..self.points]
        } else {
            &self.after[(r - self.out - 1) * self.lanes..][..self.points]
        }
    }
}

fn map<T: Real>(out: &mut [T], x: &[T], f: impl Fn(T) -> T) {
    for (out, &x) in out.iter_mut().zip(x) {
        *out = f(x);
    }
}

fn zip<T: Real>(out: &mut [T], a: &[T], b: &[T], f: impl Fn(T, T) -> T) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = f(a, b);
    }
}

fn binary_rows<T: Real>(op: Binary, out: &mut [T], a: &[T], b: &[T]) {
    match op {
        Binary::Add => zip(out, a, b, |x, y| x + y),
        Binary::Sub => zip(out, a, b, |x, y| x - y),
        Binary::Mul => zip(out, a, b, |x, y| x * y),
        Binary::Div => zip(out, a, b, |x, y| x / y),
        _ => zip(out, a, b, |x, y| {
            T::from_number(op.apply(x.to_number(), y.to_number()))
        }),
    }
}

/// A number as an operation takes it: rounded, as those of rows were, so that the sides
/// of a comparison are the same number in every precision if they are in one. Base and
/// exponent of a power keep their digits, since it would multiply what is lost.
fn taken<T: Real>(op: Binary, x: f64) -> f64 {
    match op {
        Binary::Pow => x,
        _ => T::from_number(x).to_number(),
    }
}

fn binary_left<T: Real>(op: Binary, out: &mut [T], x: f64, b: &[T]) {
    let (c, x) = (T::from_number(x), taken::<T>(op, x));
    match op {
        Binary::Add => map(out, b, |y| c + y),
        Binary::Sub => map(out, b, |y| c - y),
        Binary::Mul => map(out, b, |y| c * y),
        Binary::Div => map(out, b, |y| c / y),
        _ => map(out, b, |y| T::from_number(op.apply(x, y.to_number()))),
    }
}

fn binary_right<T: Real>(op: Binary, out: &mut [T], a: &[T], y: f64) {
    let (c, y) = (T::from_number(y), taken::<T>(op, y));
    match op {
        Binary::Add => map(out, a, |x| x + c),
        Binary::Sub => map(out, a, |x| x - c),
        Binary::Mul => map(out, a, |x| x * c),
        Binary::Div => map(out, a, |x| x / c),
        _ => map(out, a, |x| T::from_number(op.apply(x.to_number(), y))),
    }
}
