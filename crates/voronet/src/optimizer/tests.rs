//! What holds for every member of the family.

use voronet_kernels::Element;

use super::problems::{self, Problem};
use super::*;
use crate::memory::{restore, written};

/// Gives the second all that the first remembers.
fn hand_over(first: impl FnOnce(Visit), second: impl FnOnce(Visit)) {
    restore(&written(first), second).unwrap();
}

fn settings(entry: &'static Entry) -> OptimizerSettings {
    OptimizerSettings::new(entry)
}

/// The gradient of Rosenbrock's function in that precision.
fn slope<T: Element>(problem: &mut Problem, theta: &[T]) -> Vec<T> {
    let wide: Vec<f64> = theta.iter().map(|x| x.to_f64()).collect();
    let mut gradient = vec![0.0; wide.len()];
    problem.gradient(&wide, &mut gradient);
    gradient.into_iter().map(T::from_f64).collect()
}

fn first_order_goes_on<T: Number>(entry: &'static Entry) {
    let mut problem = problems::rosenbrock();
    let new = || optimizer::<T>(&settings(entry), 2).unwrap();
    let (mut whole, mut first, mut second) = (new(), new(), new());
    let mut theta = [T::from_f64(-1.2), T::from_f64(1.0)];
    let mut again = theta;
    for i in 0..40 {
        if i == 17 {
            hand_over(|visit| first.visit(visit), |visit| second.visit(visit));
        }
        let gradient = slope(&mut problem, &theta);
        whole.step(1e-3, &gradient, &mut theta);
        let half = if i < 17 { &mut first } else { &mut second };
        half.step(1e-3, &slope(&mut problem, &again), &mut again);
        assert_eq!(theta.map(T::to_f64), again.map(T::to_f64), "{}", entry.name);
    }
    assert!(problem.loss(&theta.map(T::to_f64)) < problem.loss(&problem.start));
}

fn descent_goes_on(entry: &'static Entry, make: fn(&OptimizerSettings, usize) -> Box<dyn Descent>) {
    let mut problem = problems::biggs_exp6();
    let new = || make(&settings(entry), 6);
    let (mut whole, mut first, mut second) = (new(), new(), new());
    let [mut theta, mut again] = [problem.start.clone(), problem.start.clone()];
    for i in 0..14 {
        if i == 6 {
            hand_over(|visit| first.visit(visit), |visit| second.visit(visit));
        }
        let step = whole.step(&mut problem, &mut theta);
        let half = if i < 6 { &mut first } else { &mut second };
        assert_eq!(
            half.step(&mut problem, &mut again),
            step,
            "{} {i}",
            entry.name
        );
        assert_eq!(theta, again, "{} {i}", entry.name);
    }
}

#[test]
fn every_method_goes_on_from_what_it_remembers() {
    for &entry in OPTIMIZERS.members {
        match entry.how.rule {
            Rule::FirstOrder { .. } => {
                first_order_goes_on::<f32>(entry);
                first_order_goes_on::<f64>(entry);
            }
            Rule::Descent { make, .. } => descent_goes_on(entry, make),
        }
    }
}

#[test]
fn no_step_raises_the_loss() {
    let descents = OPTIMIZERS
        .members
        .iter()
        .filter_map(|&entry| match entry.how.rule {
            Rule::Descent { make, .. } => Some((entry, make)),
            Rule::FirstOrder { .. } => None,
        });
    for (entry, make) in descents {
        let mut problem = problems::brown_badly_scaled();
        let mut theta = problem.start.clone();
        let mut method = make(&settings(entry), 2);
        for _ in 0..30 {
            let before = problem.loss(&theta);
            let evaluations = problem.evaluations;
            let step = method.step(&mut problem, &mut theta);
            assert_eq!(step.before, before, "{}", entry.name);
            assert_eq!(step.after, problem.loss(&theta), "{}", entry.name);
            assert!(step.after <= step.before, "{}", entry.name);
            assert_eq!(
                step.evaluations,
                problem.evaluations - evaluations,
                "{}",
                entry.name
            );
        }
    }
}

#[test]
fn what_has_no_gradient_stays() {
    let epsilon = &adam::EPSILON;
    for &entry in OPTIMIZERS.members {
        for given in [0.0, 1e-8] {
            let chosen = match entry.reads(epsilon.name) {
                true => settings(entry).with(epsilon, given),
                false => settings(entry),
            };
            let Some(mut rule) = optimizer::<f64>(&chosen, 2) else {
                continue;
            };
            let mut theta = [0.0, 1.0];
            for _ in 0..3 {
                rule.step(1e-2, &[0.0, 1.0], &mut theta);
            }
            assert_eq!(theta[0], 0.0, "{}", entry.name);
            assert!(theta[1].is_finite(), "{}", entry.name);
        }
    }
}
