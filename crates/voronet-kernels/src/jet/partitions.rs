//! Faà di Bruno's formula as data.

use std::collections::BTreeMap;

use super::layout::{MAX_INPUTS, Orders};

/// The terms of D^α σ(a(x)) = Σ coefficient · σ⁽ᵐ⁾(a) · Π D^β a, one for each
/// distinct way to write α as a sum of m orders β, as pairs of the sorted β and
/// the coefficient (the number of set partitions that lead there).
pub fn faa_di_bruno(alpha: Orders) -> BTreeMap<Vec<Orders>, f64> {
    let mut terms = BTreeMap::new();
    let mut blocks: Vec<Orders> = Vec::new();
    let variables: Vec<usize> = (0..MAX_INPUTS)
        .flat_map(|i| std::iter::repeat_n(i, usize::from(alpha[i])))
        .collect();
    partition(&variables, &mut blocks, &mut terms);
    terms
}

/// Puts the first variable into each existing block in turn, then into a block
/// of its own.
fn partition(
    variables: &[usize],
    blocks: &mut Vec<Orders>,
    terms: &mut BTreeMap<Vec<Orders>, f64>,
) {
    let Some((&first, rest)) = variables.split_first() else {
        let mut key = blocks.clone();
        key.sort_unstable();
        *terms.entry(key).or_insert(0.0) += 1.0;
        return;
    };
    for i in 0..blocks.len() {
        blocks[i][first] += 1;
        partition(rest, blocks, terms);
        blocks[i][first] -= 1;
    }
    let mut alone = [0; MAX_INPUTS];
    alone[first] = 1;
    blocks.push(alone);
    partition(rest, blocks, terms);
    blocks.pop();
}

#[cfg(test)]
mod tests {
    use super::super::layout::orders;
    use super::*;

    #[test]
    fn fourth_derivative_in_one_variable() {
        // (σ∘a)'''' = σ' a'''' + σ'' (4 a' a''' + 3 a''²) + 6 σ''' a'² a'' + σ'''' a'⁴
        let terms = faa_di_bruno(orders([4]));
        let d = |n| orders([n]);
        assert_eq!(terms[&vec![d(4)]], 1.0);
        assert_eq!(terms[&vec![d(1), d(3)]], 4.0);
        assert_eq!(terms[&vec![d(2), d(2)]], 3.0);
        assert_eq!(terms[&vec![d(1), d(1), d(2)]], 6.0);
        assert_eq!(terms[&vec![d(1); 4]], 1.0);
        assert_eq!(terms.len(), 5);
    }

    #[test]
    fn mixed_derivative() {
        let terms = faa_di_bruno(orders([1, 1]));
        assert_eq!(terms.len(), 2);
        assert_eq!(terms[&vec![orders([0, 1]), orders([1])]], 1.0);
    }

    #[test]
    fn coefficients_count_the_set_partitions() {
        // Bell numbers.
        for (order, bell) in [(1, 1.0), (2, 2.0), (3, 5.0), (4, 15.0)] {
            let total: f64 = faa_di_bruno(orders([order])).values().sum();
            assert_eq!(total, bell);
        }
    }
}
