//! Runs that are cut and gone on with.

use std::path::{Path, PathBuf};

use super::files;
use super::problem;
use crate::problem::Problem;
use crate::run::*;

const ONE: Options = Options { threads: 1 };

/// Trains into a folder, up to that iteration if there is one.
fn train(problem: &Problem, path: &Path, until: Option<usize>) -> Result<Solution, Error> {
    let folder = Folder::create(Some(path), "")?;
    train_into(problem, &folder, &ONE, stops(until))
}

fn stops(at: Option<usize>) -> impl FnMut(Progress) -> Answer + Send {
    move |progress| match progress {
        Progress::Iterated(done) if Some(done) == at => Ok(Flow::Stop),
        _ => Ok(Flow::GoOn),
    }
}

/// All that is in a folder and should be the same, as text: no times, no checkpoints.
fn contents(folder: &Path) -> Vec<(String, String)> {
    let is_same = |name: &String| {
        let pages = [
            "report.html",
            "checkpoints",
            "inputs",
            "summary.json",
            "history.csv",
        ];
        !pages.contains(&name.as_str()) && !name.ends_with(".svg") && !name.ends_with(".png")
    };
    let text = |name: String| {
        let bytes = std::fs::read(folder.join(&name)).unwrap();
        (name, String::from_utf8_lossy(&bytes).into_owned())
    };
    let mut all: Vec<_> = files(folder)
        .into_iter()
        .filter(is_same)
        .map(text)
        .collect();
    let solution = Solution::open(folder).unwrap();
    let mut summary = solution.summary().clone();
    (summary.wall_seconds, summary.milliseconds_per_iteration) = (0.0, 0.0);
    summary.threads = 0;
    for window in &mut summary.windows {
        window.seconds = 0.0;
    }
    all.push(("summary".to_owned(), format!("{summary:?}")));
    let mut history = solution.history().clone();
    for record in &mut history.records {
        record.seconds = 0.0;
    }
    all.push(("history".to_owned(), format!("{history:?}")));
    all
}

fn assert_same(whole: &Path, other: &Path, what: &str) {
    for ((name, expected), (_, found)) in contents(whole).iter().zip(contents(other)) {
        let short = name.len() < 8;
        let shown = if short {
            format!("{expected}\n{found}")
        } else {
            String::new()
        };
        assert!(*expected == found, "{what}: {name} is another one\n{shown}");
    }
}

/// Cuts a run at some iterations, one after the other, and compares all that comes of it.
fn is_the_same_when_cut(problem: &Problem, cuts: &[usize]) {
    let parent = tempfile::tempdir().unwrap();
    let (whole, cut) = (parent.path().join("whole"), parent.path().join("cut"));
    train(problem, &whole, None).unwrap();
    let (first, later) = cuts.split_first().unwrap();
    train(problem, &cut, Some(*first)).unwrap();
    for at in later {
        resume_with(&cut, Onward::default(), &ONE, stops(Some(*at))).unwrap();
        assert_eq!(Solution::open(&cut).unwrap().summary().iterations, *at);
    }
    resume(&cut).unwrap();
    assert_same(&whole, &cut, &format!("{cuts:?}"));
}

#[test]
fn a_run_that_was_cut_becomes_the_one_that_was_not() {
    let problem = problem(&["training.precision=f32", "training.estimate_error=true"]);
    for cuts in [&[1][..], &[10], &[13, 14, 39], &[40]] {
        is_the_same_when_cut(&problem, cuts);
    }
}

#[test]
fn windows_that_were_cut_become_those_that_were_not() {
    let spring = super::windows::spring(&["training.estimate_error=true"]);
    // In the first window, at its end, in the third, and in the last.
    for cuts in [&[3][..], &[30], &[71], &[44, 95]] {
        is_the_same_when_cut(&spring, cuts);
    }
    let whole = super::windows::spring(&["training.windows=\"auto\""]);
    is_the_same_when_cut(&whole, &[4]);
}

#[test]
fn windows_that_are_halved_or_begun_otherwise_go_on_as_they_would_have() {
    let changes = [
        "training.windows=\"auto\"",
        "domain.t=[0, \"40*pi\"]",
        "training.iterations=20",
    ];
    let halved = super::windows::spring(&changes);
    for cuts in [&[15][..], &[31], &[70, 105, 200]] {
        is_the_same_when_cut(&halved, cuts);
    }
    // The first window is lost three times.
    let changes = ["training.phase=[{optimizer=\"adam\", iterations=3}]"];
    let lost = super::windows::spring(&changes);
    for cuts in [&[2][..], &[4], &[5, 8]] {
        is_the_same_when_cut(&lost, cuts);
    }
}

#[test]
fn a_run_of_which_a_window_is_lost_is_refused() {
    let changes = ["training.phase=[{optimizer=\"adam\", iterations=1}]"];
    let spring = super::windows::spring(&changes);
    let parent = tempfile::tempdir().unwrap();
    let (whole, run) = (parent.path().join("whole"), parent.path().join("run"));
    train(&spring, &whole, None).unwrap();
    train(&spring, &run, None).unwrap();
    let refused = |onward| resume_with(&run, onward, &ONE, stops(None)).unwrap_err();
    let more = Onward {
        more: Some(5),
        until: None,
    };
    for onward in [Onward::default(), more] {
        let told = refused(onward).to_string();
        let what = "it has come to its end: the window of its time up to 3.141592653589793 is not \
                    solved, and nothing can follow from it: train it anew";
        assert!(told.contains(what), "{told}");
    }
    // Killed while its files were written, it is not trained again.
    std::fs::remove_file(run.join(SUMMARY)).unwrap();
    resume_with(&run, Onward::default(), &ONE, |progress| match progress {
        Progress::Iterated(_) => Err("it is trained".into()),
        _ => Ok(Flow::GoOn),
    })
    .unwrap();
    assert_same(&whole, &run, "lost");
    // One that is solved cannot be trained on either.
    let solved = parent.path().join("solved");
    train(&super::windows::spring(&[]), &solved, None).unwrap();
    let told = resume(&solved).unwrap_err().to_string();
    assert!(told.contains("its time is cut in windows"), "{told}");
}

/// The checkpoints of a run, the oldest first.
fn checkpoints(run: &Path) -> Vec<PathBuf> {
    let folder = run.join("checkpoints");
    let names = files(&folder).into_iter();
    let names = names.filter(|name| name.ends_with(".checkpoint"));
    names.map(|name| folder.join(name)).collect()
}

/// A run that was cut twice, with the checkpoints of both times, the older first. Others, which a
/// slow machine has time for, are removed.
fn twice_cut(parent: &Path) -> (Problem, PathBuf, [PathBuf; 2]) {
    let (problem, run) = (problem(&[]), parent.join("run"));
    train(&problem, &run, Some(11)).unwrap();
    let first = std::fs::read(checkpoints(&run).pop().unwrap()).unwrap();
    resume_with(&run, Onward::default(), &ONE, stops(Some(23))).unwrap();
    let mut all = checkpoints(&run);
    let last = all.pop().unwrap();
    all.iter()
        .for_each(|other| std::fs::remove_file(other).unwrap());
    let before = run.join("checkpoints/000001.checkpoint");
    std::fs::write(&before, first).unwrap();
    (problem, run, [before, last])
}

#[test]
fn a_damaged_checkpoint_is_named_and_the_one_before_it_taken() {
    for damage in ["short", "changed", "empty", "missing"] {
        let parent = tempfile::tempdir().unwrap();
        let (problem, run, found) = twice_cut(parent.path());
        let mut bytes = std::fs::read(&found[1]).unwrap();
        let middle = bytes.len() / 2;
        match damage {
            "short" => bytes.truncate(middle),
            "changed" => bytes[middle] ^= 4,
            _ => bytes.clear(),
        }
        std::fs::write(&found[1], bytes).unwrap();
        if damage == "missing" {
            std::fs::remove_file(&found[1]).unwrap();
        }
        let (mut told, mut first) = (Vec::new(), None);
        let resumed = resume_with(&run, Onward::default(), &ONE, |progress| {
            match progress {
                Progress::Damaged(damaged) => told.push(damaged.to_string()),
                Progress::Iterated(done) => first = first.or(Some(done)),
                _ => {}
            }
            Ok(Flow::GoOn)
        });
        assert_eq!(first, Some(12), "{damage}");
        let whole = solve_with(&problem, &ONE, |_| Ok(Flow::GoOn)).unwrap();
        assert_eq!(resumed.unwrap().parameters(), whole.parameters());
        match damage {
            "missing" => assert!(told.is_empty()),
            _ => {
                let name = found[1].display().to_string();
                assert!(told.len() == 1 && told[0].contains(&name), "{told:?}");
            }
        }
    }
}

#[test]
fn what_cannot_be_gone_on_with_is_said() {
    let parent = tempfile::tempdir().unwrap();
    let (_, run, found) = twice_cut(parent.path());
    let refused = || resume(&run).unwrap_err().to_string();
    // A checkpoint of a later version of the program.
    let bytes = std::fs::read(&found[1]).unwrap();
    let mut newer = bytes.clone();
    newer["voronet checkpoint\n".len()] = 2;
    std::fs::write(&found[1], newer).unwrap();
    assert!(refused().contains("has the form 2"), "{}", refused());
    std::fs::write(&found[1], &bytes).unwrap();
    // Another problem, and files that it names with other numbers.
    for file in ["problem.toml", "inputs/start.csv"] {
        let kept = std::fs::read_to_string(run.join(file)).unwrap();
        let other = kept
            .replace("k = 0.5", "k = 0.25")
            .replace("0,0,1", "0,0,2");
        assert_ne!(kept, other);
        std::fs::write(run.join(file), other).unwrap();
        assert!(refused().contains("is of another problem"), "{}", refused());
        std::fs::write(run.join(file), kept).unwrap();
    }
    // None that is whole.
    for file in &found {
        std::fs::write(file, "voronet").unwrap();
    }
    assert!(
        refused().contains("none of its checkpoints is whole"),
        "{}",
        refused()
    );
    // A run of which nothing is there, and one that is at its end.
    let missing = resume(parent.path()).unwrap_err().to_string();
    assert!(missing.contains("no problem.toml"), "{missing}");
    let done = parent.path().join("done");
    train(&problem(&[]), &done, None).unwrap();
    assert!(matches!(resume(&done), Err(Error::Complete { .. })));
    assert!(done.join(SUMMARY).exists());
}

#[test]
fn a_run_that_was_cut_before_its_first_checkpoint_begins_anew() {
    let parent = tempfile::tempdir().unwrap();
    let (whole, run) = (parent.path().join("whole"), parent.path().join("run"));
    train(&problem(&[]), &whole, None).unwrap();
    train(&problem(&[]), &run, Some(20)).unwrap();
    std::fs::remove_dir_all(run.join("checkpoints")).unwrap();
    std::fs::remove_file(run.join(SUMMARY)).unwrap();
    resume(&run).unwrap();
    assert_same(&whole, &run, "anew");
}

#[test]
fn a_run_is_trained_on_after_its_end() {
    let changes = |iterations: usize| {
        let schedule = "training.schedule=\"constant\"";
        problem(&[schedule, &format!("training.iterations={iterations}")])
    };
    let parent = tempfile::tempdir().unwrap();
    let run = parent.path().join("run");
    train(&changes(30), &run, None).unwrap();
    let onward = |more, until| Onward { more, until };
    // Cut in the midst of it, it goes on to the same end.
    resume_with(&run, onward(Some(25), None), &ONE, stops(Some(41))).unwrap();
    let more = resume(&run).unwrap();
    assert_eq!(more.summary().iterations, 55);
    let long = solve_with(&changes(55), &ONE, |_| Ok(Flow::GoOn)).unwrap();
    assert_eq!(more.parameters(), long.parameters());
    let losses = |solution: &Solution| -> Vec<f64> {
        solution
            .history()
            .records
            .iter()
            .map(|record| record.loss)
            .collect()
    };
    assert_eq!(losses(&more), losses(&long));
    let wanted = 0.8 * more.summary().loss;
    let better = resume_with(&run, onward(None, Some(wanted)), &ONE, stops(None)).unwrap();
    assert!(better.summary().loss < wanted);
}

#[test]
fn a_training_begins_with_the_network_of_another() {
    let parent = tempfile::tempdir().unwrap();
    let run = parent.path().join("run");
    let first = train(&problem(&[]), &run, None).unwrap();
    let faster = problem(&["constants.k=0.6"]);
    let next = solve_from(&faster, first.model(), &ONE, |_| Ok(Flow::GoOn)).unwrap();
    let anew = solve_with(&faster, &ONE, |_| Ok(Flow::GoOn)).unwrap();
    let begin = |solution: &Solution| solution.history().records[0].loss;
    assert!(
        begin(&next) < begin(&anew),
        "{} {}",
        begin(&next),
        begin(&anew)
    );
    for (change, what) in [
        (
            "network.hidden=[8, 9]",
            "its layers are 2-8-8-1, tanh, and those of the problem 2-8-9-1, tanh",
        ),
        (
            "network.activation=sine",
            "tanh, and those of the problem 2-8-8-1, sine",
        ),
    ] {
        let other = problem(&[change]);
        let refused = solve_from(&other, first.model(), &ONE, |_| Ok(Flow::GoOn));
        let told = refused.unwrap_err().to_string();
        assert!(told.contains(what), "{told}");
    }
    // A run that began so goes on so, wherever it was cut.
    let (whole, cut) = (parent.path().join("whole"), parent.path().join("cut"));
    let into = |path: &Path, until| {
        let folder = Folder::create(Some(path), "").unwrap();
        train_into_from(&faster, first.model(), &folder, &ONE, stops(until)).unwrap();
    };
    into(&whole, None);
    into(&cut, Some(9));
    let later = checkpoints(&cut).split_off(1);
    later
        .iter()
        .for_each(|later| std::fs::remove_file(later).unwrap());
    resume(&cut).unwrap();
    assert_same(&whole, &cut, "from another");
}

#[test]
fn a_folder_in_use_is_left_alone() {
    let parent = tempfile::tempdir().unwrap();
    let run = parent.path().join("run");
    let folder = Folder::create(Some(&run), "").unwrap();
    let mut told = String::new();
    train_into(&problem(&[]), &folder, &ONE, |progress| {
        if let Progress::Iterated(10) = progress {
            told = resume(&run).unwrap_err().to_string();
        }
        Ok(Flow::GoOn)
    })
    .unwrap();
    assert!(
        told.contains(&format!("in use by process {}", std::process::id())),
        "{told}"
    );
}
