//! Problem files with one mistake each: what is said of each of them.
//!
//! Each list in this folder is of changes to a problem without a mistake, `from => to`, a line
//! each, in which `\n` begins a line. What is said stands beside it in `snapshots/`.

use std::fmt::Write;
use std::path::Path;

use voronet::problem::{Complaint, Misstated, Problem, ReadError};

const ROD: &str = include_str!("rod.toml");
const PLATE: &str = include_str!("plate.toml");

/// Files that the problems may name.
const FILES: [(&str, &str); 2] = [
    ("probe.csv", "x,y,nu,xi1,xi2,value\n0.9,0.5,0.2,0,0,1\n"),
    ("bad.csv", "x,y,nu,xi1,xi2,value\n0.9,0.5,0.2,0,oops,1\n"),
];

/// Words that say how the program is made, and nothing to a user.
const INTERNAL: [&str; 22] = [
    "unwrap", "panic", "None", "Some", "Ok", "Err", "usize", "u8", "u16", "u32", "u64", "i64",
    "Vec", "String", "str", "struct", "enum", "node", "AST", "token", "span", "TOML",
];

/// What says how it should be where there is no help.
const MENDS: [&str; 16] = [
    "must be",
    "needs",
    "at most",
    "at least",
    "below",
    "expected a",
    "expected an",
    "wanted",
    "is a string",
    "by a string",
    "is a small whole number",
    "is an expression of",
    "its columns are",
    "choose",
    "turns from",
    "list the vertices",
];

/// What is said of a problem.
fn misstated(text: &str) -> Result<Misstated, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = folder.path().join("problem.toml");
    let files = FILES.iter().map(|&(name, text)| (name, text));
    for (name, text) in files.chain([("problem.toml", text)]) {
        std::fs::write(folder.path().join(name), text).map_err(|error| error.to_string())?;
    }
    match Problem::read(&path) {
        Ok(_) => Err("it is read as if it were right".to_owned()),
        Err(ReadError::Misstated(misstated)) => Ok(*misstated),
        Err(error) => Err(error.to_string()),
    }
}

/// Writes a complaint in a line.
fn in_short(text: &str, complaint: &Complaint) -> String {
    let Complaint {
        passage,
        title,
        label,
        help,
    } = complaint;
    let (line, column) = place(text, complaint);
    let help = help
        .as_deref()
        .map_or_else(String::new, |help| format!(" | {help}"));
    let passage = &text[passage.span.clone()];
    format!("{line}:{column} {passage} | {title} | {label}{help}").replace('\n', "\\n")
}

/// The line and the column, from 1.
fn place(text: &str, complaint: &Complaint) -> (usize, usize) {
    let before = &text[..complaint.passage.span.start];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    (line, column)
}

/// What a complaint lacks.
fn lacks(misstated: &Misstated, complaint: &Complaint) -> Option<String> {
    let Complaint {
        title, label, help, ..
    } = complaint;
    let said = format!("{title}; {label}; {}", help.as_deref().unwrap_or_default());
    let words = said.split(|c: char| !c.is_alphanumeric() && c != '_');
    let unquoted = |word: &&str| !said.contains(&format!("`{word}`"));
    let internal = words.clone().filter(|word| INTERNAL.contains(word));
    if let Some(word) = internal.clone().find(unquoted) {
        return Some(format!("says `{word}`"));
    }
    let (line, _) = place(&misstated.text, complaint);
    let file = Path::new(&misstated.origin).file_name();
    let file = file.unwrap_or_default().to_string_lossy();
    if !misstated.to_string().contains(&format!("{file}:{line}:")) {
        return Some("does not say where".to_owned());
    }
    if label.is_empty() {
        return Some("does not say what is wrong with the text".to_owned());
    }
    let has_mend = help.is_some() || MENDS.iter().any(|mend| said.contains(mend));
    (!has_mend).then(|| "says no mend".to_owned())
}

/// Takes every line of a list, and compares what is said.
fn snapshot(name: &str, good: &str, list: &str) {
    let (mut told, mut bad) = (String::new(), String::new());
    for change in list.lines() {
        let (from, to) = change.split_once(" => ").expect(change);
        assert!(good.contains(from), "{name}: {from}");
        let text = good.replacen(from, &to.replace("\\n", "\n"), 1);
        let _ = writeln!(told, "{change}");
        let misstated = match misstated(&text) {
            Ok(misstated) => misstated,
            Err(what) => {
                let _ = writeln!(bad, "{change}: {what}");
                continue;
            }
        };
        for complaint in &misstated.complaints {
            let _ = writeln!(told, "    {}", in_short(&text, complaint));
            if let Some(what) = lacks(&misstated, complaint) {
                let _ = writeln!(bad, "{change}: {what}: {}", in_short(&text, complaint));
            }
        }
    }
    insta::assert_snapshot!(name, told);
    assert!(bad.is_empty(), "{name}:\n{bad}");
}

macro_rules! lists {
    ($($name:ident of $good:expr;)*) => {
        $(#[test]
        fn $name() {
            let list = include_str!(concat!(stringify!($name), ".txt"));
            snapshot(stringify!($name), $good, list);
        })*
    };
}

lists! {
    laws of ROD;
    derivatives of ROD;
    places of ROD;
    structure of ROD;
    domain of ROD;
    settings of ROD;
    plate of PLATE;
}

#[test]
fn what_is_changed_was_right() {
    for good in [ROD, PLATE] {
        assert_eq!(
            misstated(good).unwrap_err(),
            "it is read as if it were right"
        );
    }
}
