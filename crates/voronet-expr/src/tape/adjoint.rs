//! The reverse sweep.

use super::lower::{Instruction, Operand, Tape};
use super::workspace::Workspace;
use crate::graph::{Binary, Real, Unary};

impl Tape {
    /// From the seeds ∂J/∂root to the adjoints of the leaves, through everything
    /// that depends on a leaf other than an input.
    ///
    /// # Panics
    /// If the workspace was made for evaluation only.
    pub fn adjoint<T: Real>(&self, ws: &mut Workspace<T>) {
        assert!(!ws.shared, "an evaluating workspace has no adjoint");
        let (lanes, n) = (ws.lanes, ws.points);
        ws.adjoints.fill(T::default());
        for (r, &root) in self.roots.iter().enumerate() {
            if !self.active[root] {
                continue;
            }
            let seeds = &ws.seeds[r * lanes..][..n];
            let adjoints = &mut ws.adjoints[root * lanes..][..n];
            for (adjoint, &seed) in adjoints.iter_mut().zip(seeds) {
                *adjoint += seed;
            }
        }
        for (i, instruction) in self.code.iter().enumerate().rev() {
            if self.active[i] {
                self.pull(i, instruction, ws);
            }
        }
    }

    /// ∂J/∂`leaves()[i]` at the points, after [`adjoint`](Tape::adjoint); 0 for
    /// inputs.
    pub fn leaf_adjoint<'w, T: Real>(&self, ws: &'w Workspace<T>, i: usize) -> &'w [T] {
        let row = self.leaf_rows[i];
        &ws.adjoints[row * ws.lanes..][..ws.points]
    }

    /// Adds the adjoint of one result to those of its operands.
    fn pull<T: Real>(&self, i: usize, instruction: &Instruction, ws: &mut Workspace<T>) {
        let (lanes, n) = (ws.lanes, ws.points);
        // Operands come before results.
        let (below, here) = ws.adjoints.split_at_mut(i * lanes);
        let mut to = Operands {
            active: &self.active,
            has_branches: self.has_branches,
            below,
            here: &here[..n],
            lanes,
        };
        let value = |r: usize| &ws.values[r * lanes..][..n];
        let number = T::from_number;
        match *instruction {
            Instruction::Leaf(_) | Instruction::Constant(_) => {}
            Instruction::Unary(Unary::Neg, a) => to.add(a, |adjoint| -adjoint),
            Instruction::Unary(op, a) => {
                let (x, y) = (value(a), value(i));
                to.chain(a, |j| number(op.slope(x[j].to_number(), y[j].to_number())));
            }
            Instruction::Power(a, k) => {
                let x = value(a);
                to.chain(a, |j| number(f64::from(k)) * x[j].power(k - 1));
            }
            Instruction::Select(c, a, b) => {
                let c = value(c);
                let (zero, one) = (T::default(), number(1.0));
                to.chain(a, |j| if c[j] != zero { one } else { zero });
                to.chain(b, |j| if c[j] != zero { zero } else { one });
            }
            Instruction::Binary(op, a, b) => {
                let at = |operand: Operand, j: usize| match operand {
                    Operand::Row(r) => value(r)[j],
                    // Rounded: what decides must decide as in the forward sweep.
                    Operand::Number(x) => number(x),
                };
                let slopes = |j: usize| {
                    let y = value(i)[j].to_number();
                    op.slopes(at(a, j).to_number(), at(b, j).to_number(), y)
                };
                if let Operand::Row(r) = a {
                    match op {
                        Binary::Add | Binary::Sub => to.add(r, |adjoint| adjoint),
                        Binary::Mul => to.chain(r, |j| at(b, j)),
                        _ => to.chain(r, |j| number(slopes(j).0)),
                    }
                }
                if let Operand::Row(r) = b {
                    match op {
                        Binary::Add => to.add(r, |adjoint| adjoint),
                        Binary::Sub => to.add(r, |adjoint| -adjoint),
                        Binary::Mul => to.chain(r, |j| at(a, j)),
                        _ => to.chain(r, |j| number(slopes(j).1)),
                    }
                }
            }
        }
    }
}

/// The adjoints of earlier results, to which that of a later one is added.
struct Operands<'a, T> {
    active: &'a [bool],
    has_branches: bool,
    below: &'a mut [T],
    here: &'a [T],
    lanes: usize,
}

impl<T: Real> Operands<'_, T> {
    /// Adds the adjoint, or its opposite.
    fn add(&mut self, r: usize, signed: impl Fn(T) -> T) {
        if self.active[r] {
            let to = &mut self.below[r * self.lanes..][..self.here.len()];
            for (to, &adjoint) in to.iter_mut().zip(self.here) {
                *to += signed(adjoint);
            }
        }
    }

    /// Adds the product of the adjoint and a slope. Where there are branches it is 0
    /// where either is 0, whatever the other: in a branch that is not taken slopes may
    /// be infinite or no numbers.
    fn chain(&mut self, r: usize, slope: impl Fn(usize) -> T) {
        if !self.active[r] {
            return;
        }
        let to = &mut self.below[r * self.lanes..][..self.here.len()];
        let lanes = to.iter_mut().zip(self.here).enumerate();
        if self.has_branches {
            let zero = T::default();
            for (j, (to, &adjoint)) in lanes {
                let slope = slope(j);
                let is_zero = (adjoint == zero) | (slope == zero);
                *to += if is_zero { zero } else { adjoint * slope };
            }
        } else {
            for (j, (to, &adjoint)) in lanes {
                *to += adjoint * slope(j);
            }
        }
    }
}
