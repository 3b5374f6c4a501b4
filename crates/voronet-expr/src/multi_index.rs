//! Which derivative.

/// The most inputs by which derivatives can be taken.
pub const MAX_INPUTS: usize = 24;

/// The derivative ∂^(Σ αᵢ) / Π ∂xᵢ^αᵢ, as the orders αᵢ of differentiation by input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MultiIndex(pub [u8; MAX_INPUTS]);

impl MultiIndex {
    /// The function itself.
    pub const ZERO: MultiIndex = MultiIndex([0; MAX_INPUTS]);

    /// The orders by the first inputs; 0 by all others.
    ///
    /// # Panics
    /// If there are more than [`MAX_INPUTS`].
    pub const fn of<const N: usize>(first: [u8; N]) -> MultiIndex {
        let mut all = [0; MAX_INPUTS];
        let mut i = 0;
        while i < N {
            all[i] = first[i];
            i += 1;
        }
        MultiIndex(all)
    }

    /// Σ αᵢ
    pub fn order(self) -> usize {
        self.0.iter().map(|&n| usize::from(n)).sum()
    }

    /// αᵢ
    pub fn get(self, i: usize) -> u8 {
        self.0[i]
    }

    /// Each input as often as it is differentiated by, in their order.
    pub fn inputs(self) -> impl Iterator<Item = usize> {
        let each = self.0.into_iter().enumerate();
        each.flat_map(|(i, n)| std::iter::repeat_n(i, usize::from(n)))
    }

    /// Once more by input i.
    pub fn plus(mut self, i: usize) -> MultiIndex {
        self.0[i] = self.0[i].saturating_add(1);
        self
    }
}
