use super::super::problems::{self, Problem};
use super::super::{OptimizerSettings, Rule, l_bfgs, ssbfgs, ssbroyden};
use super::*;

fn methods(parameters: usize) -> [(&'static str, Box<dyn Descent>); 3] {
    [&l_bfgs::ENTRY, &ssbfgs::ENTRY, &ssbroyden::ENTRY].map(|entry| {
        let Rule::Descent { make, .. } = entry.how.rule else {
            panic!("{}", entry.name);
        };
        (entry.name, make(&OptimizerSettings::new(entry), parameters))
    })
}

#[test]
fn the_classic_problems_are_solved() {
    // The loss to reach, and the steps that suffice.
    let known = [
        (problems::rosenbrock(), 1e-20, [45, 45, 45]),
        (problems::helical_valley(), 1e-20, [35, 35, 35]),
        (problems::powell_singular(), 1e-16, [75, 55, 60]),
        // A local minimum.
        (problems::biggs_exp6(), 5.655_651e-3, [50, 35, 30]),
        (problems::brown_badly_scaled(), 1e-10, [15, 20, 30]),
        (problems::linear(5, 5), 1e-12, [45, 22, 22]),
    ];
    for (mut problem, target, steps) in known {
        for ((name, mut method), steps) in methods(problem.start.len()).into_iter().zip(steps) {
            let mut theta = problem.start.clone();
            let mut count = 0;
            while problem.loss(&theta) > target {
                let step = method.step(&mut problem, &mut theta);
                assert!(step.is_taken(), "{name} {}: {step:?}", problem.name);
                assert_eq!(step.after, problem.loss(&theta), "{name} {}", problem.name);
                count += 1;
                assert!(count <= steps, "{name} {}: {theta:?}", problem.name);
            }
        }
    }
}

/// r = A (θ − c), whose minimum is at c in each coordinate.
fn target(c: f64) -> Problem {
    let inner = problems::linear(5, 5);
    Problem::new("target", &[0.5; 5], move |theta| {
        let moved: Vec<f64> = theta.iter().map(|t| t - c).collect();
        let zero = inner.values(&[0.0; 5]);
        let rows = (inner.rows)(&moved).into_iter().zip(zero);
        rows.map(|((r, row), zero)| (r - zero, row)).collect()
    })
}

#[test]
fn other_points_meet_what_was_learnt() {
    for (name, mut method) in methods(5).into_iter().skip(1) {
        let mut theta = vec![0.5; 5];
        let mut solve = |problem: &mut Problem, method: &mut dyn Descent| {
            let mut count = 0;
            while problem.loss(&theta) > 1e-14 && count < 100 {
                method.step(problem, &mut theta);
                count += 1;
            }
            count
        };
        let first = solve(&mut target(1.0), method.as_mut());
        method.redrawn();
        let second = solve(&mut target(-3.0), method.as_mut());
        assert!(second <= 8 && second < first, "{name}: {first} {second}");
    }
}

#[test]
fn a_moved_point_is_noticed() {
    for (name, mut method) in methods(2) {
        let mut problem = problems::rosenbrock();
        let mut theta = problem.start.clone();
        method.step(&mut problem, &mut theta);
        theta[0] += 0.5;
        let before = problem.loss(&theta);
        assert_eq!(
            method.step(&mut problem, &mut theta).before,
            before,
            "{name}"
        );
    }
}

#[test]
fn without_a_lower_value_nothing_is_forgotten() {
    for (name, mut method) in methods(2) {
        let mut problem = problems::rosenbrock();
        let mut theta = problem.start.clone();
        for _ in 0..10 {
            method.step(&mut problem, &mut theta);
        }
        let mut minimum = vec![1.0, 1.0];
        let step = method.step(&mut problem, &mut minimum);
        assert!(
            !step.is_taken() && minimum == [1.0, 1.0],
            "{name}: {step:?}"
        );
        method.redrawn();
        let mut count = 0;
        while problem.loss(&theta) > 1e-16 {
            method.step(&mut problem, &mut theta);
            count += 1;
        }
        assert!(count < 40, "{name}: {count}");
        // Where F is no number, nothing moves.
        let mut broken = Problem::new("broken", &[0.0], |_| vec![(f64::NAN, vec![0.0])]);
        let mut there = vec![0.0, 1.0];
        assert!(!method.step(&mut broken, &mut there).is_taken(), "{name}");
        assert_eq!(there, [0.0, 1.0]);
    }
}
