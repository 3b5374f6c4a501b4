//! The derivative of an expression along a change of the outputs.

use super::context::{Graph, Leaf, Node};

impl Graph {
    /// The Fréchet derivative N'(u) e of an expression N(u) in the outputs u, applied to a
    /// change e of them: Σ ∂N/∂(D^α u_k) · D^α e_k over the derivatives that it reads, which
    /// is the slope of N(u + h e) at h = 0. The change of output k is output
    /// `change(k)` of the result, which reads both; whoever numbers the values at a point
    /// opposite as outputs of their own numbers their changes likewise. Inputs and symbols
    /// stay as they are. Where a comparison decides, this is the derivative of the branch
    /// that is taken: a jump has none, and counts as none.
    pub fn linearized(&mut self, node: Node, change: impl Fn(usize) -> usize) -> Node {
        self.derive(node, |g, leaf| match leaf {
            Leaf::Output { output, alpha } => g.leaf(Leaf::Output {
                output: change(output),
                alpha,
            }),
            Leaf::Input(_) | Leaf::Symbol(_) | Leaf::Combination(_) => g.constant(0.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::testing::{assert_close, cases, is_tame, scattered, sketches};
    use crate::{Graph, Leaf, Names, Scope, parse_law};

    /// Two outputs u, v and their changes e, f.
    fn names() -> Names {
        Names {
            inputs: vec!["t".into(), "x".into()],
            outputs: ["u", "v", "e", "f"].map(String::from).into(),
            ..Names::default()
        }
    }

    fn linearized(law: &str) -> String {
        let (mut g, names) = (Graph::new(), names());
        let scope = Scope {
            names: names.clone(),
            ..Scope::default()
        };
        let law = parse_law(law, &scope, &mut g).unwrap()[0].residual;
        let change = g.linearized(law, |k| k + 2);
        g.display(change, &names).to_string()
    }

    #[test]
    fn laws_that_are_linear_keep_their_form_and_lose_their_sources() {
        assert_eq!(
            linearized("diff(u, t) - 0.1*diff(v, x, 2) = sin(x)"),
            "diff(e, t) - 0.1*diff(f, x, 2)"
        );
        assert_eq!(linearized("x = 1"), "0");
    }

    #[test]
    fn products_follow_the_product_rule() {
        assert_eq!(
            linearized("u*diff(u, x) = 0"),
            "diff(u, x)*e + u*diff(e, x)"
        );
    }

    /// A value for every leaf, and for outputs one for the change of each derivative.
    fn moved(h: f64, point: f64) -> impl Fn(Leaf) -> f64 {
        move |leaf| match leaf {
            Leaf::Output { output, alpha } if output < 2 => {
                let change = Leaf::Output {
                    output: output + 2,
                    alpha,
                };
                scattered(leaf, point) + h * scattered(change, point)
            }
            other => scattered(other, point),
        }
    }

    proptest! {
        #![proptest_config(cases(500))]

        #[test]
        fn changes_agree_with_differences(sketch in sketches(3), point in 0.0..9.0f64) {
            let mut g = Graph::new();
            let node = sketch.build(&mut g);
            let change = g.linearized(node, |k| k + 2);
            let still = moved(0.0, point);
            prop_assume!(is_tame(&g, node, &still) && is_tame(&g, change, &still));
            let (function, at) = (g.formula(node), |h| moved(h, point));
            let central = |h: f64| {
                let value = |h: f64| function.evaluate(&at(h));
                (8.0 * (value(h) - value(-h)) - (value(2.0 * h) - value(-2.0 * h))) / (12.0 * h)
            };
            let (fine, coarse) = (central(1e-3), central(2e-3));
            prop_assume!(fine.is_finite() && fine.abs() < 1e4 && (fine - coarse).abs() < 1e-6);
            assert_close(g.evaluate(change, &still), fine, 1e-5);
        }
    }
}
