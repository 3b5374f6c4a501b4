//! A training that is cut and taken up again is the one that was not cut, to the bit.

use super::*;
use crate::memory::{Visit, written};
use crate::optimizer::{OPTIMIZERS, Rule};
use crate::sampler::SAMPLERS;
use crate::training::Training;

/// Advection along x in the unit square, with an unknown speed and measurements of it.
const ADVECTION: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
domain = { t = [0, 1], x = [0, 1] }
[unknowns]
c = 0.5
[[equation]]
law = "diff(u, t) + c*diff(u, x) = 0"
[[condition]]
name = "start"
at = "t = 0"
law = "u = sin(2*x)"
batch = 16
[[condition]]
name = "left"
at = "x = 0"
law = "u = -sin(2*t)"
batch = 16
[network]
hidden = [7, 7]
[sampling]
points = 200
batch = 24
refresh = 3
[training]
record_every = 4
record_points = 50
[reference]
u = "sin(2*(x - t))"
"#;

/// What a training told and came to, without its times.
type Told = (Vec<Record>, String);

/// Trains, and keeps what it remembers before the iterations that are given.
fn whole(problem: &Problem, cuts: &[usize]) -> (Told, Vec<(usize, Vec<u8>)>) {
    let (plan, pools, references) = made(problem);
    let mut kept = Vec::new();
    let told = trained(cuts, &mut kept, |sink| {
        train(problem, &plan, pools, references, sink)
    });
    (told, kept)
}

/// Goes on from what was kept.
fn resumed(problem: &Problem, memory: &[u8], onward: Onward) -> Told {
    let (plan, pools, references) = made(problem);
    let training = Training::resumed(problem, &plan, pools, references, memory);
    let mut training = training.unwrap();
    training.extend(onward);
    trained(&[], &mut Vec::new(), |sink| training.run(sink))
}

fn made(problem: &Problem) -> (Arc<Plan>, Pools, References) {
    let plan = Arc::new(Plan::compile(problem));
    let references = References::new(problem, &plan).unwrap();
    let pools = Pools::new(problem, &plan, &|_, _| {}).unwrap();
    (plan, pools, references)
}

fn trained(
    cuts: &[usize],
    kept: &mut Vec<(usize, Vec<u8>)>,
    train: impl FnOnce(&mut dyn FnMut(Event) -> Flow) -> Result<Trained, Failure>,
) -> Told {
    let (mut records, mut now) = (Vec::new(), 0);
    let trained = train(&mut |event| {
        match event {
            Event::Recorded { record, .. } => records.push(timeless(record)),
            Event::Iterated { iteration, .. } => now = iteration,
            Event::Resumable { memory, .. } if cuts.contains(&now) => {
                kept.push((now, written(|visit: Visit| memory(visit))));
            }
            Event::Recovered(_) | Event::Starved(_) | Event::Resumable { .. } => {}
        }
        Flow::GoOn
    });
    let trained = trained.unwrap();
    let trained = Trained {
        seconds: 0.0,
        record: timeless(&trained.record),
        ..trained
    };
    // As text numbers are equal if their bits are, but for those that are none.
    (records, format!("{trained:?}"))
}

fn timeless(record: &Record) -> Record {
    Record {
        seconds: 0.0,
        ..record.clone()
    }
}

fn advection(changes: &[String]) -> Problem {
    read_problem(ADVECTION, changes).unwrap_or_else(|c| panic!("{c:?}"))
}

/// Cuts a training of the advection at many places, and compares all that came of it with the whole.
fn is_the_same_wherever_it_is_cut(changes: &[String], cuts: &[usize]) {
    assert_same_wherever_cut(&advection(changes), cuts, &format!("{changes:?}"));
}

/// Cuts a training at many places, and compares all that came of it with the whole.
pub(super) fn assert_same_wherever_cut(problem: &Problem, cuts: &[usize], what: &str) {
    let ((records, end), kept) = whole(problem, cuts);
    assert!(kept.len() >= cuts.len(), "{what}");
    for (cut, memory) in kept {
        let (after, again) = resumed(problem, &memory, Onward::default());
        assert_eq!(end, again, "{what} cut at {cut}");
        let tail = &records[records.len() - after.len()..];
        assert_eq!(after, tail, "{what} cut at {cut}");
    }
}

fn phases(phases: &[String]) -> String {
    format!("training.phase=[{}]", phases.join(", "))
}

#[test]
fn every_optimizer_goes_on_as_if_nothing_had_been() {
    for entry in OPTIMIZERS.members {
        let precisions = match entry.how.rule {
            Rule::FirstOrder { .. } => &["f32", "f64"][..],
            Rule::Descent { .. } => &["f64"],
        };
        for precision in precisions {
            let own = match entry.how.rule {
                Rule::FirstOrder { .. } => "",
                Rule::Descent { .. } => ", rows = 90, redraw = 5",
            };
            let phase = format!(
                "{{ optimizer = \"{}\", precision = \"{precision}\", iterations = 18{own} }}",
                entry.name
            );
            is_the_same_wherever_it_is_cut(&[phases(&[phase])], &[0, 1, 5, 7, 12, 18]);
        }
    }
}

#[test]
fn every_sampler_goes_on_as_if_nothing_had_been() {
    for entry in SAMPLERS.members {
        let conditions = if entry.how.draws_conditions {
            entry.name
        } else {
            "uniform"
        };
        let refresh = match entry.reads("refresh") {
            true => vec!["sampling.refresh=3".to_owned()],
            false => Vec::new(),
        };
        for phase in [
            "{ optimizer = \"adam\", iterations = 16 }",
            "{ optimizer = \"spring\", rows = 90, redraw = 3, iterations = 16 }",
        ] {
            let mut changes = vec![
                format!("sampling.method={}", entry.name),
                format!("sampling.conditions={conditions}"),
                phases(&[phase.to_owned()]),
            ];
            changes.extend(refresh.clone());
            is_the_same_wherever_it_is_cut(&changes, &[0, 2, 3, 8, 10, 16]);
        }
    }
}

#[test]
fn phases_and_what_ends_them_go_on_as_if_nothing_had_been() {
    let each = [
        "{ optimizer = \"adam\", iterations = 9, schedule = { kind = \"cosine\" } }",
        "{ optimizer = \"spring\", rows = 90, iterations = 100, stall = 2, redraw = 3 }",
        "{ optimizer = \"l-bfgs\", rows = 90, iterations = 11, redraw = 4 }",
        "{ optimizer = \"adam\", iterations = 6 }",
    ];
    let changes = [
        phases(&each.map(str::to_owned)),
        "sampling.method=r3".to_owned(),
    ];
    let last = whole(&advection(&changes), &[])
        .0
        .0
        .last()
        .unwrap()
        .iteration;
    let cuts: Vec<usize> = (0..=last).collect();
    is_the_same_wherever_it_is_cut(&changes, &cuts);
}

#[test]
fn threads_make_no_difference_to_what_is_kept_and_what_comes_of_it() {
    let problem = advection(&[]);
    let at = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap()
    };
    let (end, kept) = at(1).install(|| whole(&problem_of(&problem), &[7]));
    let again = at(3).install(|| resumed(&problem_of(&problem), &kept[0].1, Onward::default()));
    assert_eq!(end.1, again.1);
}

/// The same for a moment.
fn problem_of(problem: &Problem) -> Problem {
    let mut short = problem.clone();
    short.training.iterations = 20;
    short
}

#[test]
fn more_iterations_are_those_of_a_longer_training() {
    let short = advection(&[phases(&[
        "{ optimizer = \"adam\", schedule = { kind = \"constant\" }, iterations = 10 }".to_owned(),
    ])]);
    let long = advection(&[phases(&[
        "{ optimizer = \"adam\", schedule = { kind = \"constant\" }, iterations = 23 }".to_owned(),
    ])]);
    let (_, kept) = whole(&short, &[10]);
    let onward = Onward {
        more: Some(13),
        until: None,
    };
    let ((records, end), _) = whole(&long, &[]);
    let (after, again) = resumed(&short, &kept[0].1, onward);
    assert_eq!(end, again);
    assert_eq!(after, records[records.len() - after.len()..]);
    // Or until the loss is low enough, whatever the iterations.
    let wanted = 0.9 * records[0].loss;
    let onward = Onward {
        more: None,
        until: Some(wanted),
    };
    let (after, _) = resumed(&short, &whole(&short, &[0]).1[0].1, onward);
    assert!(after.last().unwrap().loss < wanted);
}

#[test]
fn what_is_no_memory_of_the_training_is_refused() {
    let problem = advection(&[]);
    let short = problem_of(&problem);
    let (_, kept) = whole(&short, &[7]);
    let refused = |problem: &Problem, memory: &[u8]| {
        let (plan, pools, references) = made(problem);
        Training::resumed(problem, &plan, pools, references, memory).is_err()
    };
    for end in (0..kept[0].1.len()).step_by(97) {
        assert!(refused(&short, &kept[0].1[..end]), "{end}");
    }
    let other = advection(&["network.hidden=[7, 8]".to_owned()]);
    assert!(refused(&other, &kept[0].1));
}
