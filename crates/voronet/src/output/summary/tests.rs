//! Summaries, written and read.

use super::*;
use crate::judge::{Balance, Estimate, Judgement, Worst};

fn verdict() -> Verdict {
    Verdict {
        judgement: Judgement::NotSolved,
        reasons: vec!["`z.1` is out of balance by 20% of its own terms.".into()],
        advice: vec!["more `points`.".into()],
        laws: vec![
            Balance {
                law: "z.1".into(),
                relative: 0.2,
                early: Some(0.5),
            },
            Balance {
                law: "a".into(),
                relative: 1e-9,
                early: None,
            },
        ],
        fresh_to_trained: Some(12.5),
        estimated_errors: vec![("u".into(), 0.3)],
        worst: Some(Worst {
            law: "z.1".into(),
            at: vec![("x".into(), 0.5), ("t".into(), 0.0)],
            residual: -3.0,
        }),
    }
}

fn unknowns() -> Estimates {
    let known = Estimate {
        name: "k".into(),
        value: 1.25,
        standard_error: Some(0.5),
        interval: Some([0.25, 2.25]),
    };
    Estimates {
        each: vec![known.clone(), Estimate::bare("a", -3.0)],
        combinations: vec![Estimate {
            name: "a*b".into(),
            ..known
        }],
        remarks: vec!["Of a and b only a*b is determined.".into()],
    }
}

fn summary() -> Summary {
    Summary {
        title: "Transient \"diffusion\"".into(),
        sampler: "pwc".into(),
        seed: u64::MAX,
        threads: 2,
        precision: "f32".into(),
        parameters: 3297,
        iterations: 3000,
        wall_seconds: 24.25,
        milliseconds_per_iteration: 7.9,
        loss: 1.0 / 3.0,
        loss_terms: vec![("z".into(), 0.25), ("a".into(), 1e-9)],
        loss_laws: vec![("z.1".into(), 0.125), ("z.2".into(), 0.125)],
        relative_l2_error: vec![("u".into(), 0.012)],
        reference_error: vec![("u".into(), 1e-4)],
        statistics: vec![("u_mean".into(), 0.5)],
        unknowns: unknowns(),
        verdict: Some(verdict()),
        windows: vec![WindowSummary {
            from: 0.0,
            to: 0.5,
            iterations: 20,
            seconds: 0.25,
            loss: 1e-9,
            imbalance: 1e-4,
            estimated_errors: vec![("u".into(), 1e-5)],
        }],
        recoveries: vec![RecoverySummary {
            iteration: 12,
            term: "z".into(),
            back_to: 10,
            remedy: "0.5 times the learning rate".into(),
        }],
        stopped_because: "all iterations were done".into(),
        version: "0.1.0".into(),
    }
}

#[test]
fn reads_back_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("summary.json");
    let mut summary = summary();
    write_summary(&path, &summary).unwrap();
    assert_eq!(read_summary(&path).unwrap(), summary);
    summary.relative_l2_error.clear();
    summary.verdict = None;
    write_summary(&path, &summary).unwrap();
    assert!(!std::fs::read_to_string(&path).unwrap().contains("relative"));
    assert_eq!(read_summary(&path).unwrap(), summary);
}

#[test]
fn a_loss_that_is_no_number_survives_and_a_missing_key_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("summary.json");
    let diverged = Summary {
        loss: f64::NAN,
        ..summary()
    };
    write_summary(&path, &diverged).unwrap();
    assert!(read_summary(&path).unwrap().loss.is_nan());
    std::fs::write(&path, "{\"title\": \"a\"}").unwrap();
    let message = read_summary(&path).unwrap_err().to_string();
    assert!(message.contains("`sampler` is missing"), "{message}");
}
