//! The scalar twin against truth: differences of its values and of its sums.

use super::super::reference;
use super::{Case, close, jets::jets, scaled, total};
use crate::Activation;
use crate::jet::{JetLayout, Orders, orders};

/// The twin's jets against differences of its values: a stencil of step h along
/// each differentiated input, applied recursively (fourth-order central).
#[test]
#[cfg_attr(miri, ignore = "by the scalar twin alone")]
fn jets_agree_with_differences_of_values() {
    fn difference(f: &dyn Fn(&[f64]) -> f64, x: &[f64], orders: Orders, h: f64) -> f64 {
        let Some(i) = orders.iter().position(|&n| n > 0) else {
            return f(x);
        };
        let mut rest = orders;
        rest[i] -= 1;
        let at = |step: f64| {
            let mut y = x.to_vec();
            y[i] += step * h;
            difference(f, &y, rest, h)
        };
        (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * h)
    }
    let all = [
        orders([1]),
        orders([0, 2]),
        orders([1, 1]),
        orders([3]),
        orders([1, 2]),
        orders([4]),
        orders([2, 2]),
        orders([1, 3]),
    ];
    let jet = JetLayout::new(&all, &[vec![(2.0, orders([1])), (-0.5, orders([2, 2]))]]);
    for activation in Activation::ALL
        .into_iter()
        .filter(|a| *a != Activation::Relu)
    {
        let case = Case::new(&[2, 6, 6, 1], activation, &jet, 3);
        let value = |x: &[f64]| {
            let scaled: Vec<f64> = x.iter().zip(&case.scales).map(|(x, s)| x * s).collect();
            let inputs: Vec<Vec<f64>> = scaled.iter().map(|&x| vec![x]).collect();
            reference::forward(&case.mlp, &JetLayout::value(), &case.theta, &inputs).outputs()[0][0]
        };
        for x in &case.points {
            let at: Vec<f64> = x.iter().zip(&case.scales).map(|(x, s)| x * s).collect();
            let inputs = scaled(&jet, &case.scales, &at);
            let trace = reference::forward(&case.mlp, &jet, &case.theta, &inputs);
            let got = |alpha| trace.outputs()[0][jet.derivative(alpha).unwrap()];
            for alpha in all {
                let exact = difference(&value, x, alpha, 0.01);
                close(
                    got(alpha),
                    exact,
                    2e-5,
                    &format!("{activation:?} {alpha:?}"),
                );
            }
            let combined = 2.0 * got(orders([1])) - 0.5 * got(orders([2, 2]));
            close(
                trace.outputs()[0][jet.combination(0)],
                combined,
                1e-12,
                "combination",
            );
        }
    }
}

/// The twin's gradient against central differences in θ of Σ adjoint · output.
#[test]
#[cfg_attr(miri, ignore = "by the scalar twin alone")]
fn gradients_agree_with_differences_in_the_parameters() {
    for activation in Activation::ALL {
        for jet in jets(2)
            .into_iter()
            .filter(|jet| activation != Activation::Relu || jet.order() < 2)
        {
            let case = Case::new(&[2, 5, 4, 2], activation, &jet, 3);
            let objective = |theta: &[f64]| -> f64 {
                let per_point = case.jets.iter().zip(&case.adjoints).map(|(jets, adjoint)| {
                    let trace = reference::forward(&case.mlp, &jet, theta, jets);
                    let pairs = trace
                        .outputs()
                        .iter()
                        .flatten()
                        .zip(adjoint.iter().flatten());
                    pairs.map(|(o, a)| o * a).sum::<f64>()
                });
                per_point.sum()
            };
            let gradient = total(&case.by_reference().1);
            for (i, &exact) in gradient.iter().enumerate() {
                let h = 1e-5;
                let at = |step: f64| {
                    let mut theta = case.theta.clone();
                    theta[i] += step;
                    objective(&theta)
                };
                let slope = (at(h) - at(-h)) / (2.0 * h);
                close(
                    slope,
                    exact,
                    2e-8,
                    &format!("{activation:?}, parameter {i}"),
                );
            }
        }
    }
}
