//! The numbers that sum figures up, against ones worked out by hand.

use std::sync::Arc;

use super::compared::{Claims, Compared};
use super::stated::{Scale, problem};
use super::statistics::{chi_squared, correlation, mean_and_deviation, spread_within};
use super::{Agreement, Figure, FigureTable};
use voronet::plan::Plan;
use voronet::run::Folder;
use voronet::sampler::{exact, pwc, uniform};
use voronet::study::Watched;
use voronet::training::Record;

fn assert_near(ours: f64, expected: f64) {
    assert!((ours - expected).abs() < 1e-14, "{ours} is not {expected}");
}

#[test]
fn means_and_deviations() {
    // Squares of the distances from 5: 9, 1, 1, 1, 0, 0, 4, 16; their mean is 4.
    let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
    assert_eq!(mean_and_deviation(&values), (5.0, 2.0));
    assert_eq!(mean_and_deviation(&[3.5]), (3.5, 0.0));
}

#[test]
fn rank_correlations() {
    let a = [1.0, 2.0, 3.0, 4.0, 5.0];
    // Any increasing function keeps the order, any decreasing one turns it round.
    assert_near(correlation(&a, &a.map(f64::exp)), 1.0);
    assert_near(correlation(&a, &a.map(|x| 1.0 / x)), -1.0);
    // 1 − 6 Σd²/(n(n² − 1)) with d = (−1, 1, −1, 1, 0): 1 − 24/120.
    assert_near(correlation(&a, &[20.0, 10.0, 40.0, 30.0, 50.0]), 0.8);
    // The same without any order given.
    assert_near(
        correlation(&[3.0, 1.0, 5.0, 2.0, 4.0], &[40.0, 20.0, 50.0, 10.0, 30.0]),
        0.8,
    );
    // One far away value has the weight of its rank, no more.
    assert_near(correlation(&a, &[2.0, 1.0, 4.0, 3.0, 1e9]), 0.8);
}

#[test]
fn cells_and_draws() {
    let owners = [0, 1, 0, 1, 3];
    assert_eq!(spread_within(&owners, 4, &[2.0, 5.0, 2.0, 5.0, 1.0]), 0.0);
    assert_near(spread_within(&owners, 4, &[2.0, 5.0, 1.5, 5.0, 1.0]), 0.25);
    // (12 − 10)²/10 + (27 − 30)²/30 with one degree of freedom; the cell in which 1
    // is expected is left out.
    assert_near(chi_squared(&[12.0, 27.0, 9.0], &[10.0, 30.0, 1.0]), 0.7);
}

/// A run that recorded these losses, a second apart.
fn watched(losses: &[f64]) -> Watched {
    let problem = problem(
        "inputs = ['x']\noutputs = ['u']\n[domain]\nx = [0, 1]\n[[equation]]\nlaw = 'u = x'",
        &[],
        &[],
    );
    let record = |(i, &loss): (usize, &f64)| Record {
        iteration: 10 * i,
        seconds: i as f64,
        loss,
        terms: vec![loss],
        learning_rate: 1e-3,
        effective_sample_size: None,
        relative_l2_error: Vec::new(),
        unknowns: Vec::new(),
    };
    Watched {
        plan: Arc::new(Plan::compile(&problem)),
        problem,
        records: losses.iter().enumerate().map(record).collect(),
        snapshots: Vec::new(),
        parameters: Vec::new(),
    }
}

fn compared(uniform: &[f64], exact: &[f64], pwc: &[f64]) -> Compared {
    let runs = [
        (&uniform::ENTRY, uniform),
        (&exact::ENTRY, exact),
        (&pwc::ENTRY, pwc),
    ];
    Compared::of_runs(runs.map(|(method, losses)| (method, vec![watched(losses)])))
}

#[test]
fn a_verdict_on_methods_heeds_every_claim() {
    let verdict = |exact: &[f64], pwc: &[f64], claims: &Claims| {
        compared(&[8.0, 4.0], exact, pwc).words(claims)
    };
    // Both are better than uniform sampling, and pwc better than exact.
    let (words, agreement) = verdict(&[8.0, 2.0], &[8.0, 1.0], &Claims::ALL);
    assert_eq!(agreement, Agreement::Agrees);
    assert_eq!(
        words.split(" An iteration").next().unwrap(),
        "At equal iterations the final loss of exact is 0.50 times that of uniform, of pwc is 0.25 times that of uniform; at equal time that of pwc is 0.25 times that of uniform, of pwc is 0.50 times that of exact (one random seed). Ratios below 0.9: 4 of 4."
    );
    // Exact sampling is no better than uniform sampling.
    let (words, agreement) = verdict(&[8.0, 4.0], &[8.0, 1.0], &Claims::ALL);
    assert_eq!(agreement, Agreement::Partly, "{words}");
    // pwc is better than uniform sampling, but not the best.
    let (_, agreement) = verdict(&[8.0, 1.0], &[8.0, 1.0], &Claims::ALL);
    assert_eq!(agreement, Agreement::Partly);
    let (_, agreement) = verdict(&[8.0, 1.0], &[8.0, 1.0], &Claims::PWC);
    assert_eq!(agreement, Agreement::Agrees);
    let (_, agreement) = verdict(&[8.0, 4.0], &[8.0, 4.0], &Claims::ALL);
    assert_eq!(agreement, Agreement::Differs);
}

#[test]
fn the_curves_of_methods_are_of_all_random_seeds() {
    let runs = [[9.0, 4.0], [7.0, 2.0], [8.0, 3.0]].map(|losses| watched(&losses));
    let three = Compared::of_runs([(&pwc::ENTRY, Vec::from(runs))]);
    for (part, svg, caption) in &three.pictures("x") {
        let told = "lines are medians, bands the range of 3 random seeds";
        assert!(caption.ends_with(told), "{part}: {caption}");
        assert!(svg.contains("fill-opacity"), "{part}");
    }
    let single = compared(&[8.0, 4.0], &[8.0, 4.0], &[8.0, 4.0]).pictures("x");
    assert!(single[0].2.ends_with("one random seed"), "{}", single[0].2);
    assert!(!single[0].1.contains("fill-opacity"));
    // Curves that lie on each other can all be seen.
    let widths = ["4.4", "3", "1.6"].map(|w| format!("stroke-width=\"{w}\""));
    assert!(
        widths.iter().all(|w| single[0].1.contains(w)),
        "{}",
        single[0].1
    );
}

#[test]
fn the_full_scale_has_several_random_seeds() {
    assert_eq!(Scale::Full.seeds().count(), 3);
    assert_eq!(Scale::Quick.seeds().count(), 1);
}

#[test]
fn a_figure_s_files_are_named_after_it() {
    let parent = tempfile::tempdir().unwrap();
    let folder = Folder::create(Some(&parent.path().join("out")), "x").unwrap();
    let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>"#;
    let column = |name: &str, values: &[f64]| (name.to_owned(), values.to_vec());
    let figure = Figure {
        number: 6,
        title: String::new(),
        paper: String::new(),
        ours: String::new(),
        agreement: Agreement::Agrees,
        pictures: vec![("time".to_owned(), svg.to_owned(), String::new())],
        tables: vec![FigureTable {
            name: String::new(),
            columns: vec![column("x", &[1.0, 0.5, 1e-9]), column("y", &[2.0])],
        }],
    };
    figure.write(&folder).unwrap();
    let text = std::fs::read_to_string(folder.file("figure-06.csv")).unwrap();
    // The shorter column is padded with nothing.
    assert_eq!(text, "x,y\n1.0,2.0\n0.5,\n1e-9,\n");
    assert!(folder.file("figure-06-time.svg").exists());
    assert!(folder.file("figure-06-time.png").exists());
}
