//! What a second training says of the error of a first.

use std::sync::Arc;

use super::super::estimate_error;
use super::*;
use crate::training::{Flow, Pools, References, Trained, train};

/// A few Gauss-Newton steps on u″ = −π² sin(πx), of which the error is known.
const WAVE: &str = r#"
    inputs = ["x"]
    outputs = ["u"]
    domain.x = [0, 1]
    [[equation]]
    law = "diff(u, x, 2) + pi^2*sin(pi*x) = 0"
    [[condition]]
    at = "x = 0 or x = 1"
    law = "u = 0"
    [reference]
    u = "sin(pi*x)"
    [network]
    hidden = [8, 8]
    activation = "tanh"
    [sampling]
    points = 1000
    [training]
    estimate_error = true
    [[training.phase]]
    optimizer = "levenberg-marquardt"
    rows = 200
    "#;

fn trained(problem: &Problem) -> (Arc<Plan>, Trained) {
    let plan = Arc::new(Plan::compile(problem));
    let references = References::new(problem, &plan).unwrap();
    let pools = Pools::new(problem, &plan, &|_, _| {}).unwrap();
    let trained = train(problem, &plan, pools, references, &mut |_| Flow::GoOn);
    (plan, trained.unwrap())
}

#[test]
fn the_estimate_is_of_the_size_of_the_error() {
    for iterations in [40, 80, 120] {
        let text = format!("{WAVE}iterations = {iterations}");
        let problem = Problem::parse(&text).unwrap();
        let (plan, trained) = trained(&problem);
        let truth = trained.record.relative_l2_error[0].unwrap();
        let estimate = |flow: Flow| {
            let mut parts = Vec::new();
            let estimated = estimate_error(&problem, &plan, &trained, &mut |part| {
                parts.push(part);
                flow
            });
            (estimated.unwrap(), parts)
        };
        let (estimated, parts) = estimate(Flow::GoOn);
        let ratio = estimated[0] / truth;
        assert!((0.1..10.0).contains(&ratio), "{iterations}: {ratio}");
        // A quarter of the steps are taken, and heard of.
        assert_eq!(parts.len(), iterations / 4);
        assert_eq!(parts.last(), Some(&1.0));
        // The same again, and nothing where it is cut short.
        assert_eq!(estimate(Flow::GoOn).0, estimated);
        let (stopped, parts) = estimate(Flow::Stop);
        assert!(stopped[0].is_nan() && parts.len() == 1);
    }
}

#[test]
fn fields_that_are_far_from_each_other_say_nothing() {
    let problem = Problem::parse(&format!("{WAVE}iterations = 60")).unwrap();
    let (plan, mut trained) = trained(&problem);
    // A second training of one step is nowhere near.
    trained.iterations = 1;
    let estimated = estimate_error(&problem, &plan, &trained, &mut |_| Flow::GoOn);
    assert!(estimated.unwrap()[0].is_nan());
}

#[test]
fn where_laws_do_not_hold_there_is_no_estimate() {
    let text = WAVE.replace("pi^2*sin", "9*pi^2*sin");
    let problem = Problem::parse(&text).unwrap();
    let plan = Plan::compile(&problem);
    let sine = |graph: &mut Graph, nodes: &[Node], cloud: &Cloud| {
        let value = |node: Node| {
            let formula = graph.formula(node);
            let at = |j: usize| {
                let phase = std::f64::consts::PI * cloud.point(j)[0];
                formula.evaluate(&|leaf| match leaf {
                    Leaf::Input(_) => cloud.point(j)[0],
                    Leaf::Output { alpha, .. } if alpha.0[0] == 0 => phase.sin(),
                    _ => -std::f64::consts::PI.powi(2) * phase.sin(),
                })
            };
            (0..cloud.len()).map(at).collect()
        };
        nodes.iter().map(|&node| value(node)).collect()
    };
    let verdict = judge(&problem, &plan, &sine, &Cloud::default(), &[], &[1e-9]).unwrap();
    assert_eq!(verdict.judgement, Judgement::NotSolved);
    assert!(verdict.estimated_errors[0].1.is_nan(), "{verdict:?}");
    assert!(verdict.in_short().contains("u unknown"), "{verdict:?}");
}

/// Of a potential that is known up to a constant the constant is no error.
#[test]
fn what_no_law_fixes_is_not_estimated() {
    let text = WAVE
        .replace(r#"outputs = ["u"]"#, r#"outputs = ["u", "p"]"#)
        .replace(
            "[[condition]]",
            "[[equation]]\nlaw = 'diff(p, x) = u'\n[[condition]]",
        );
    let problem = Problem::parse(&format!("{text}iterations = 80")).unwrap();
    assert_eq!(problem.free_part(0), None);
    assert_eq!(problem.free_part(1), Some(Vec::new()));
    let (plan, trained) = trained(&problem);
    let estimated = estimate_error(&problem, &plan, &trained, &mut |_| Flow::GoOn).unwrap();
    assert!(estimated.iter().all(|error| *error < 1e-2), "{estimated:?}");
}
