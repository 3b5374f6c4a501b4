//! The numbers that sum figures up, against ones worked out by hand.

use super::statistics::{correlation, mean_and_deviation, relative_difference};
use super::study::{Scale, median};
use super::{Agreement, Figure, FigureTable};
use crate::run::Folder;

fn assert_near(ours: f64, expected: f64) {
    assert!((ours - expected).abs() < 1e-14, "{ours} is not {expected}");
}

#[test]
fn relative_differences() {
    // ‖(1, 0) − (4, 4)‖ = 5 and ‖(4, 4)‖ = √32.
    assert_near(
        relative_difference(&[1.0, 0.0], &[4.0, 4.0]),
        5.0 / 32f64.sqrt(),
    );
    assert_eq!(relative_difference(&[3.0, 4.0], &[3.0, 4.0]), 0.0);
    assert_near(relative_difference(&[0.0, 0.0], &[3.0, -4.0]), 1.0);
    // Twice as large, whatever the scale.
    assert_near(relative_difference(&[2e-9, 4e-9], &[1e-9, 2e-9]), 1.0);
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
fn medians() {
    assert_eq!(median([5.0, 1.0, 3.0]), 3.0);
    assert_eq!(median([4.0, 1.0, 2.0, 8.0]), 3.0);
    assert!(median([]).is_nan());
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
