//! What an expression is a sum of.

use std::collections::BTreeMap;

use super::context::{Graph, Node, Op};
use super::op::{Binary, Unary};

impl Graph {
    /// The summands of an expression with their factors, in the order in which they were
    /// made: the expression is Σ factor · node. It is looked into through sums,
    /// differences, signs and products with constants; equal summands are one, and what
    /// cancels is left out, so that a constant 0 has no summand.
    pub fn summands(&self, node: Node) -> Vec<(f64, Node)> {
        let mut summands = Vec::new();
        // Parents come after their children, so that a node that is taken out has got
        // all of its factor, however often it is shared.
        let mut open = BTreeMap::from([(node, 1.0)]);
        while let Some((node, factor)) = open.pop_last() {
            let mut add = |node, factor| *open.entry(node).or_insert(0.0) += factor;
            match self.op(node) {
                Op::Binary(Binary::Add, a, b) => {
                    add(a, factor);
                    add(b, factor);
                }
                Op::Binary(Binary::Sub, a, b) => {
                    add(a, factor);
                    add(b, -factor);
                }
                Op::Unary(Unary::Neg, a) => add(a, -factor),
                // A constant stands on the left of a product.
                Op::Binary(Binary::Mul, c, a) if self.constant_value(c).is_some() => {
                    add(a, factor * self.constant_value(c).unwrap_or(1.0));
                }
                _ => summands.push((factor, node)),
            }
        }
        summands.retain(|&(factor, node)| {
            factor != 0.0 && self.constant_value(node).is_none_or(|c| c != 0.0)
        });
        summands.reverse();
        summands
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{cases, scattered, sketches};
    use crate::{Graph, Names, Scope, parse_law};
    use proptest::prelude::*;

    fn summands(law: &str) -> Vec<String> {
        let names = Names {
            inputs: vec!["t".into(), "x".into()],
            outputs: vec!["u".into()],
            ..Names::default()
        };
        let scope = Scope {
            names: names.clone(),
            ..Scope::default()
        };
        let mut g = Graph::new();
        let law = parse_law(law, &scope, &mut g).unwrap()[0].residual;
        let shown = |(factor, node)| format!("{factor} {}", g.display(node, &names));
        g.summands(law).into_iter().map(shown).collect()
    }

    #[test]
    fn a_law_is_taken_apart_through_sums_signs_and_constant_factors() {
        let law = "diff(u, t) + u*diff(u, x) = 0.5*(diff(u, x, 2) - sin(x)) - 3";
        let expected = [
            "1 diff(u, t)",
            "1 u*diff(u, x)",
            "-0.5 diff(u, x, 2)",
            "0.5 sin(x)",
        ];
        let found = summands(law);
        assert_eq!(found.len(), 5, "{found:?}");
        for summand in expected {
            assert!(found.iter().any(|f| f == summand), "{summand} in {found:?}");
        }
    }

    #[test]
    fn equal_summands_are_one_and_what_cancels_is_none() {
        assert_eq!(summands("2*u + x = 3*u"), ["-1 u", "1 x"]);
        assert_eq!(summands("u + x = x + u"), [""; 0]);
    }

    proptest! {
        #![proptest_config(cases(300))]

        #[test]
        fn summands_add_up_to_the_expression(sketch in sketches(3), point in 0.0..9.0f64) {
            let mut g = Graph::new();
            let node = sketch.build(&mut g);
            let leaf = |leaf| scattered(leaf, point);
            let parts: Vec<f64> = g
                .summands(node)
                .into_iter()
                .map(|(factor, part)| factor * g.evaluate(part, &leaf))
                .collect();
            prop_assume!(parts.iter().all(|part| part.is_finite()));
            let size: f64 = parts.iter().map(|part| part.abs()).sum();
            let off = parts.iter().sum::<f64>() - g.evaluate(node, &leaf);
            prop_assert!(off.abs() <= 1e-12 * size.max(1.0), "off by {off:e}");
        }
    }
}
