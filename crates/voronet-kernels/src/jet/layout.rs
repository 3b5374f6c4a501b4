//! Which derivatives travel through the network, in which order, and how an
//! activation composes them.

use std::collections::BTreeSet;

use super::partitions::faa_di_bruno;

/// The most inputs of a network.
pub const MAX_INPUTS: usize = 24;

/// The derivative ∂^(Σ αᵢ) / Π ∂xᵢ^αᵢ is named by the orders αᵢ of differentiation in
/// each input.
pub type Orders = [u8; MAX_INPUTS];

/// The orders by the first inputs; 0 by all others.
///
/// # Panics
/// If there are more than [`MAX_INPUTS`].
pub const fn orders<const N: usize>(first: [u8; N]) -> Orders {
    let mut all = [0; MAX_INPUTS];
    let mut i = 0;
    while i < N {
        all[i] = first[i];
        i += 1;
    }
    all
}

/// The highest order Σ αᵢ of a derivative that a jet carries.
pub const MAX_ORDER: u32 = 4;

/// One product of Faà di Bruno's formula: coefficient · σ⁽ᵐ⁾(a) · Π factors,
/// with m ≥ 2 factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Number of equal set partitions, times the combination's coefficient.
    pub coefficient: f64,
    /// Components, each before the one that the term belongs to.
    pub factors: Vec<usize>,
}

/// One number that is carried for every neuron and point.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Coefficients of ∂/∂xᵢ in the operator: what it makes of the inputs.
    pub direction: [f64; MAX_INPUTS],
    /// The nonlinear terms of its composition with an activation; the linear
    /// one, σ'(a) · itself, is common to all.
    pub terms: Vec<Term>,
}

/// The components of a jet.
///
/// Component 0 is the value. The others are derivatives, closed downwards as
/// far as composition needs it, and linear combinations of derivatives with
/// constant coefficients, each of which travels as one component: composition is
/// linear in the highest derivatives, so L = Σ c_α D^α obeys
/// L σ(a) = σ'(a) L a + Σ c_α (nonlinear terms of D^α).
#[derive(Clone, Debug, PartialEq)]
pub struct JetLayout {
    components: Vec<Component>,
    derivatives: Vec<Orders>,
    combinations: usize,
    order: usize,
}

impl JetLayout {
    /// Lays out the jet that carries the given derivatives and combinations, each of
    /// which is a list of coefficients and derivatives.
    ///
    /// # Panics
    /// If an order is above [`MAX_ORDER`] or a combination holds the value
    /// itself.
    pub fn new(derivatives: &[Orders], combinations: &[Vec<(f64, Orders)>]) -> JetLayout {
        let mut wanted: BTreeSet<(u32, Orders)> = BTreeSet::new();
        for &alpha in derivatives {
            wanted.insert((total(alpha), alpha));
            insert_below(alpha, &mut wanted);
        }
        for &(_, alpha) in combinations.iter().flatten() {
            assert!(total(alpha) > 0, "a combination of derivatives only");
            insert_below(alpha, &mut wanted);
        }
        wanted.insert((0, [0; MAX_INPUTS]));
        let derivatives: Vec<Orders> = wanted.into_iter().map(|(_, alpha)| alpha).collect();
        let index = |beta: &Orders| {
            derivatives
                .iter()
                .position(|alpha| alpha == beta)
                .expect("closed downwards")
        };
        let single = derivatives.iter().map(|&alpha| vec![(1.0, alpha)]);
        let components: Vec<Component> = single
            .chain(combinations.iter().cloned())
            .map(|members| component(&members, &index))
            .collect();
        let order = components
            .iter()
            .flat_map(|c| &c.terms)
            .map(|t| t.factors.len())
            .max()
            .unwrap_or(1);
        JetLayout {
            components,
            derivatives,
            combinations: combinations.len(),
            order,
        }
    }

    /// Lays out the jet that carries the value alone.
    pub fn value() -> JetLayout {
        JetLayout::new(&[], &[])
    }

    /// Returns all components, the value first and the combinations last.
    pub(crate) fn components(&self) -> &[Component] {
        &self.components
    }

    /// Returns the number of components.
    pub fn len(&self) -> usize {
        self.components.len()
    }

    /// Returns false, because the value is always there.
    pub fn is_empty(&self) -> bool {
        self.components.is_empty()
    }

    /// Returns the component that is D^α, if it travels on its own.
    pub fn derivative(&self, alpha: Orders) -> Option<usize> {
        self.derivatives.iter().position(|&a| a == alpha)
    }

    /// Returns the component that is the i-th combination given to [`JetLayout::new`].
    ///
    /// # Panics
    /// If there were not so many.
    pub fn combination(&self, i: usize) -> usize {
        assert!(i < self.combinations);
        self.derivatives.len() + i
    }

    /// Returns the most factors of any term, which is the highest derivative of the
    /// activation that the forward pass needs (at least 1).
    pub(crate) fn order(&self) -> usize {
        self.order
    }

    /// Returns the derivatives that are carried one by one, by component.
    pub fn derivatives(&self) -> &[Orders] {
        &self.derivatives
    }
}

fn total(alpha: Orders) -> u32 {
    let order = alpha.iter().map(|&n| u32::from(n)).sum();
    assert!(order <= MAX_ORDER, "derivative of order {order}");
    order
}

/// All β with 0 < β < α.
fn insert_below(alpha: Orders, wanted: &mut BTreeSet<(u32, Orders)>) {
    for factors in faa_di_bruno(alpha).into_keys() {
        if factors.len() > 1 {
            wanted.extend(factors.into_iter().map(|beta| (total(beta), beta)));
        }
    }
}

fn component(members: &[(f64, Orders)], index: &dyn Fn(&Orders) -> usize) -> Component {
    let mut direction = [0.0; MAX_INPUTS];
    let mut terms: Vec<Term> = Vec::new();
    for &(weight, alpha) in members {
        if total(alpha) == 1 {
            let input = alpha.iter().position(|&n| n == 1).expect("of order 1");
            direction[input] += weight;
        }
        for (orders, count) in faa_di_bruno(alpha) {
            if orders.len() < 2 {
                continue;
            }
            let mut factors: Vec<usize> = orders.iter().map(index).collect();
            factors.sort_unstable();
            match terms.iter_mut().find(|t| t.factors == factors) {
                Some(term) => term.coefficient += weight * count,
                None => terms.push(Term {
                    coefficient: weight * count,
                    factors,
                }),
            }
        }
    }
    terms.retain(|t| t.coefficient != 0.0);
    // However the combination was written, so that common jets are recognized.
    terms.sort_by(|s, t| s.factors.cmp(&t.factors));
    Component { direction, terms }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_derivative_needs_the_first() {
        let jet = JetLayout::new(&[orders([0, 2]), orders([1])], &[]);
        assert_eq!(jet.len(), 4);
        let second = &jet.components()[jet.derivative(orders([0, 2])).unwrap()];
        let first = jet.derivative(orders([0, 1])).unwrap();
        assert_eq!(
            second.terms,
            [Term {
                coefficient: 1.0,
                factors: vec![first, first]
            }]
        );
    }

    #[test]
    fn the_heat_operator_is_one_component() {
        // u_t − u_xx: value, ∂x and the operator itself.
        let jet = JetLayout::new(&[], &[vec![(1.0, orders([1])), (-1.0, orders([0, 2]))]]);
        assert_eq!(jet.len(), 3);
        let heat = &jet.components()[jet.combination(0)];
        assert_eq!(heat.direction[..3], [1.0, 0.0, 0.0]);
        assert_eq!(
            heat.terms,
            [Term {
                coefficient: -1.0,
                factors: vec![1, 1]
            }]
        );
    }

    #[test]
    fn the_value_is_always_there() {
        assert_eq!(JetLayout::value().len(), 1);
        assert_eq!(JetLayout::value().derivative([0; MAX_INPUTS]), Some(0));
    }
}
