//! `problems/textbook`: problems as strangers state them, on which the defaults are measured.
//! Files are their only form: that files and Rust say the same is shown in `both_ways`.

use std::path::{Path, PathBuf};

use voronet::prelude::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../problems/textbook")
}

/// The problem files, in alphabetical order.
fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_problem_reads_without_a_note_and_has_a_reference_of_stated_error() {
    let files = files();
    assert!(files.len() >= 33);
    for file in files {
        let problem = Problem::read(&file).unwrap_or_else(|wrong| panic!("{wrong}"));
        let name = file.display();
        assert_eq!(problem.notes, Vec::<String>::new(), "{name}");
        assert_ne!(problem.title, "Untitled", "{name}");
        assert!(problem.reference.is_given(), "{name}");
        assert!(
            problem.reference.errors.iter().all(Option::is_some),
            "{name}"
        );
    }
}

#[test]
fn no_problem_says_how_it_is_trained() {
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        for key in [
            "[network]",
            "[sampling]",
            "[training",
            "\nweight",
            "\nbatch",
        ] {
            assert!(!text.contains(key), "{}: {key}", file.display());
        }
    }
}

#[test]
fn the_table_of_problems_is_complete() {
    let table = std::fs::read_to_string(folder().join("README.md")).unwrap();
    for file in files() {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let row = table
            .lines()
            .find(|line| line.starts_with(&format!("| [`{name}`]({name}.toml) |")));
        let row = row.unwrap_or_else(|| panic!("no row for {name}"));
        assert!(row.contains("| tuned |") || row.contains("| held back |"));
    }
}
