//! Importance weights that are too uneven.

use super::*;

/// What is told of a training with settings of its sampling.
fn told(changes: &[&str]) -> Vec<String> {
    let length = ["training.iterations=1000", "training.record_every=1"];
    let problem = diffusion(&[&length[..], changes].concat());
    let plan = Arc::new(Plan::compile(&problem));
    let pools = Pools::new(&problem, &plan, &|_, _| {}).unwrap();
    let mut told = Vec::new();
    let trained = train(&problem, &plan, pools, References::none(), &mut |event| {
        if let Event::Starved(starved) = event {
            told.push(starved.told(&problem.sampling));
        }
        Flow::GoOn
    });
    trained.unwrap();
    told
}

#[test]
fn batches_of_a_few_large_weights_are_told_of_with_the_mend() {
    let uneven = [
        "sampling.method=pwc",
        "sampling.mixture=0",
        "sampling.power=6",
    ];
    let said = told(&uneven);
    assert_eq!(said.len(), 1, "{said:?}");
    for part in [
        "of equal weights",
        "raise `sampling.mixture`, which is 0",
        "lower `sampling.power`, which is 6",
    ] {
        assert!(said[0].contains(part), "{}", said[0]);
    }
    for even in [
        &["sampling.method=pwc"][..],
        &["sampling.method=uniform"],
        &["sampling.method=exact", "sampling.mixture=0"],
    ] {
        assert_eq!(told(even), [""; 0], "{even:?}");
    }
}
