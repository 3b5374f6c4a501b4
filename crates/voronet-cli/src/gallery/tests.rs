//! The list is whole, and every problem of it is as a gallery needs it.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

#[test]
fn every_problem_reads_without_a_note_and_has_a_reference_of_stated_error() {
    for entry in entries() {
        let name = entry.name;
        let problem = entry.problem(&[]).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert_eq!(problem.notes, Vec::<String>::new(), "{name}");
        assert_ne!(problem.title, "Untitled", "{name}");
        // What a random field leads to has statistics instead.
        let is_given = problem.reference.is_given();
        assert!(is_given || !problem.densities.is_empty(), "{name}");
        let given = problem.reference.given();
        let is_stated = |k: &usize| problem.reference.errors[*k].is_some();
        assert!(given.iter().all(is_stated), "{name}");
    }
}

#[test]
fn every_file_of_the_folder_is_shown_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../problems/gallery");
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.filter(|name| name.ends_with(".toml")).collect();
    let shown = entries().filter(|entry| entry.folder == "gallery");
    let shown: Vec<&str> = shown.map(|entry| entry.file).collect();
    assert_eq!(shown.len(), files.len());
    assert!(shown.iter().all(|file| files.contains(*file)));
    let names: BTreeSet<&str> = entries().map(|entry| entry.name).collect();
    assert_eq!(names.len(), entries().count());
}

#[test]
fn no_file_says_how_it_is_trained() {
    for entry in entries() {
        for key in [
            "[sampling]",
            "optimizer",
            "iterations",
            "time_budget",
            "hidden",
        ] {
            assert!(!entry.text.contains(key), "{}: {key}", entry.name);
        }
    }
}

/// Of each output with a closed form its name and that; none of a table, of statistics, of complex
/// ones, and where laws have unknowns, which begin at other values.
fn closed_forms(text: &'static str) -> Vec<(&'static str, &'static str)> {
    let Some((statement, reference)) = text.split_once("[reference]\n") else {
        return Vec::new();
    };
    let is_open = ["complex = ", "[unknowns]"].map(|key| statement.contains(key));
    if is_open.contains(&true) || reference.contains("file ") {
        return Vec::new();
    }
    let pairs = reference.lines();
    let pairs = pairs.filter_map(|line| line.strip_suffix('"')?.split_once(" = \""));
    pairs.map(|(name, form)| (name.trim(), form)).collect()
}

/// How far the laws are out of balance where each output is its closed form, but for a trace of
/// what the network gives.
fn imbalance(entry: &Entry, forms: &[(&str, &str)]) -> f64 {
    let ansatz = |(name, form): &(&str, &str)| format!("ansatz.{name}=\"({form}) + 1e-12*net\"");
    let changes = [
        "scale=false",
        "exact=false",
        "training.optimizer=adam",
        "training.iterations=1",
        "training.record_points=100",
        "sampling.points=1000",
        "sampling.batch=50",
    ];
    let changes = changes.into_iter().map(str::to_owned);
    let changes: Vec<String> = changes.chain(forms.iter().map(ansatz)).collect();
    let text = entry.text.replace("\nexact = true", "");
    let open = |name: &str| carried(entry.folder, name);
    let problem = Problem::parse_with(&text, entry.file, &changes, &open);
    let problem = problem.unwrap_or_else(|wrong| panic!("{wrong}"));
    let solution = voronet::solve(&problem).unwrap();
    let laws = solution.verdict().unwrap().laws.iter();
    laws.map(|law| law.relative).fold(0.0, f64::max)
}

#[test]
fn closed_forms_satisfy_their_laws() {
    let mut count = 0;
    for entry in entries().filter(|entry| entry.folder == "gallery") {
        let forms = closed_forms(entry.text);
        if !forms.is_empty() {
            count += 1;
            let imbalance = imbalance(entry, &forms);
            assert!(imbalance < 1e-8, "{}: {imbalance:e}", entry.name);
        }
    }
    assert!(count >= 28, "{count}");
}
