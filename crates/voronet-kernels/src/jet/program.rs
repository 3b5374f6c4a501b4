//! A layout's composition terms, flattened for the kernels.

use super::layout::JetLayout;
use crate::lanes::Element;

/// The most factors of a term.
pub const MAX_FACTORS: usize = 4;

/// A term of Faà di Bruno's formula.
#[derive(Clone, Copy, Debug)]
pub struct Step<T> {
    /// Of the product.
    pub coefficient: T,
    /// Number of factors in use: the order of the activation's derivative.
    pub order: usize,
    /// Components.
    pub factors: [usize; MAX_FACTORS],
}

/// The terms of component c are `steps[starts[c]..starts[c + 1]]`.
#[derive(Clone, Debug)]
pub struct Program<T> {
    /// One more than there are components.
    pub starts: Vec<usize>,
    /// Of all components.
    pub steps: Vec<Step<T>>,
    /// The most factors of any step, at least 1.
    pub order: usize,
}

impl<T: Element> Program<T> {
    /// Of a layout.
    pub fn new(layout: &JetLayout) -> Program<T> {
        let mut starts = vec![0];
        let mut steps = Vec::new();
        for component in layout.components() {
            for term in &component.terms {
                let mut factors = [0; MAX_FACTORS];
                factors[..term.factors.len()].copy_from_slice(&term.factors);
                steps.push(Step {
                    coefficient: T::from_f64(term.coefficient),
                    order: term.factors.len(),
                    factors,
                });
            }
            starts.push(steps.len());
        }
        Program {
            starts,
            steps,
            order: layout.order(),
        }
    }

    /// The steps of a component.
    ///
    /// # Safety
    /// `c` must be a component, and `starts` sorted and within `steps`.
    #[inline(always)]
    pub unsafe fn of(&self, c: usize) -> &[Step<T>] {
        // SAFETY: the caller's promise. This runs once for every vector of an
        // activation, where the checks would show.
        unsafe {
            let (start, end) = (
                *self.starts.get_unchecked(c),
                *self.starts.get_unchecked(c + 1),
            );
            self.steps.get_unchecked(start..end)
        }
    }

    /// The number of components.
    pub fn components(&self) -> usize {
        self.starts.len() - 1
    }
}
