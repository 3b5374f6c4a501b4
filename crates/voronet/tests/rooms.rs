//! Who may use whom inside the library: every arrow between its folders points down.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rooms from the ground up: folders and files of `src`. Each may use those before
/// it and no other, which leaves no circle. `docs/architecture.md` says what they are
/// for, in the same order.
const ROOMS: [&str; 22] = [
    "words",
    "input",
    "memory",
    "registry",
    "algebra",
    "geometry",
    "points",
    "sampler",
    "network",
    "optimizer",
    "problem",
    "plan",
    "objective",
    "training",
    "judge",
    "outlook",
    "output",
    "run",
    "study",
    "compare",
    "listings",
    "prelude",
];

#[test]
fn every_room_uses_only_rooms_below_it() {
    let mut wrong = Vec::new();
    for (room, file) in sources() {
        let text = std::fs::read_to_string(&file).unwrap();
        for used in used(&text) {
            if used != room && height(&used) >= height(&room) {
                wrong.push(format!(
                    "{}: `{used}` is not below `{room}`",
                    file.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_map_lists_the_rooms_in_their_order() {
    let map = include_str!("../../../docs/architecture.md");
    let first = |line: &'static str| line.strip_prefix("| `")?.split('`').next();
    let room = |name: &'static str| name.strip_suffix('/').or(name.strip_suffix(".rs"));
    let rooms: Vec<&str> = map.lines().filter_map(first).filter_map(room).collect();
    assert_eq!(rooms, ROOMS);
}

fn height(room: &str) -> usize {
    let found = ROOMS.iter().position(|known| *known == room);
    found.unwrap_or_else(|| panic!("`{room}` has no place in the order of the rooms"))
}

/// Every source file but `lib.rs`, which lists the rooms, and the room it is in.
fn sources() -> Vec<(String, PathBuf)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let room = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if room != "lib" {
            let within = files_of(&path).into_iter();
            files.extend(within.map(|file| (room.clone(), file)));
        }
    }
    files
}

/// A source file, or those of a folder. Tests may use whatever helps them.
fn files_of(path: &Path) -> Vec<PathBuf> {
    if path.file_stem().is_some_and(|stem| stem == "tests") {
        return Vec::new();
    }
    if path.is_file() {
        let is_source = path.extension().is_some_and(|ending| ending == "rs");
        return if is_source {
            vec![path.to_path_buf()]
        } else {
            Vec::new()
        };
    }
    let entries = std::fs::read_dir(path).unwrap();
    entries
        .flat_map(|entry| files_of(&entry.unwrap().path()))
        .collect()
}

/// The rooms that a file names outside of comments and of the tests at its end.
fn used(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let paths = lines.flat_map(|line| line.split("crate::").skip(1));
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let names = paths.map(|path| path.split(|c| !is_name(c)).next().unwrap_or_default());
    names.map(str::to_owned).collect()
}
