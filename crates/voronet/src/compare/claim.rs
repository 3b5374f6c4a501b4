//! Whether a comparison can be made, and whether its folder is its own.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::{CompareError, Comparison, Variant};
use crate::output::{self, write_anew};
use crate::problem::{InputFile, Phase};
use crate::run::keep_files;

/// Names the comparison that a folder belongs to.
const MARK: &str = "comparison.toml";

/// How a line of the mark begins that stands for a file's contents.
const STAMP: &str = "# Contents of ";

/// Refuses what would be ignored or do harm, before anything is written.
pub fn check(comparison: &Comparison) -> Result<(), CompareError> {
    let cannot = |variant: &&Variant| !names_a_folder(&variant.name);
    if let Some(Variant { name, .. }) = comparison.variants.iter().find(cannot) {
        return Err(CompareError::Name { name: name.clone() });
    }
    let targets = [
        ("loss", comparison.target_loss),
        ("error", comparison.target_error),
    ];
    for (what, target) in targets {
        if let Some(value) = target.filter(|x| !(x.is_finite() && *x > 0.0)) {
            return Err(CompareError::Target { what, value });
        }
    }
    let has_reference = |variant: &Variant| variant.problem.reference.is_given();
    if comparison.target_error.is_some() && !comparison.variants.iter().all(has_reference) {
        return Err(CompareError::NoReference);
    }
    let draws_batches = |variant: &Variant| {
        let mut phases = variant.problem.training.phases.iter();
        phases.all(Phase::is_first_order)
    };
    if comparison.variance && !comparison.variants.iter().all(draws_batches) {
        return Err(CompareError::NoBatches);
    }
    Ok(())
}

/// A variant's folder, which may be removed to be made anew, lies in that of the
/// comparison and is no other than it seems.
fn names_a_folder(name: &str) -> bool {
    let is_safe = |c: char| !matches!(c, '/' | '\\' | '#') && !c.is_control();
    !name.is_empty() && !name.starts_with('.') && name.chars().all(is_safe)
}

/// Makes the folder ours, or sees that it is. Until what is returned is dropped no
/// other process gets it: each would remove what the other has not finished.
pub fn claim(comparison: &Comparison, folder: &Path) -> Result<File, CompareError> {
    mark(comparison, folder)?;
    let path = folder.join(MARK);
    let mark = File::open(&path).map_err(|cause| output::Error::Read { path, cause })?;
    // Where the file system knows no locks, nobody is kept out.
    if let Err(TryLockError::WouldBlock) = mark.try_lock() {
        return Err(CompareError::Foreign {
            path: folder.to_path_buf(),
            what: "a comparison that another process is making".to_owned(),
        });
    }
    for variant in &comparison.variants {
        keep_files(&variant.problem, folder)?;
    }
    Ok(mark)
}

fn mark(comparison: &Comparison, folder: &Path) -> Result<(), CompareError> {
    let mark = folder.join(MARK);
    let foreign = |what: String| {
        let path = folder.to_path_buf();
        Err(CompareError::Foreign { path, what })
    };
    let stamps = stamps(comparison);
    let lines: String = stamps.iter().map(|(_, line)| line.as_str()).collect();
    let ours = lines + &comparison.text;
    match crate::input::read(&mark) {
        Ok(kept) if kept == ours.as_bytes() => return Ok(()),
        Ok(kept) => {
            let kept = String::from_utf8_lossy(&kept);
            return foreign(difference(&kept, &comparison.text, &stamps));
        }
        Err(_) => {}
    }
    if folder.exists() && !folder.is_dir() {
        let what = if folder.is_file() {
            "a file"
        } else {
            "a device or a pipe"
        };
        return foreign(what.to_owned());
    }
    let mut entries = std::fs::read_dir(folder).into_iter().flatten();
    if entries.next().is_some() {
        return foreign("something else than a comparison".to_owned());
    }
    std::fs::create_dir_all(folder).map_err(|cause| {
        let path = folder.to_path_buf();
        CompareError::Folder(output::Error::Write { path, cause })
    })?;
    match write_anew(&mark, ours.as_bytes()) {
        Err(output::Error::Exists { .. }) => foreign("what another process writes now".to_owned()),
        written => written.map_err(CompareError::Folder),
    }
}

/// The files that the problem names, and for each a comment line that changes with
/// its contents: the text of the problem does not.
fn stamps(comparison: &Comparison) -> Vec<(String, String)> {
    let mut stamps: Vec<(String, String)> = Vec::new();
    let files = comparison.variants.iter().flat_map(|v| &v.problem.files);
    for InputFile { name, bytes, .. } in files {
        if stamps.iter().all(|stamp| stamp.0 != *name) {
            let line = format!("{STAMP}{name:?} (FNV-1a): {:016x}\n", fnv_1a(bytes));
            stamps.push((name.clone(), line));
        }
    }
    stamps
}

/// The 64-bit hash of Fowler, Noll and Vo: no defence against forgery, but the
/// same in every version of everything.
fn fnv_1a(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// What a folder holds whose mark is not ours.
fn difference(kept: &str, text: &str, stamps: &[(String, String)]) -> String {
    let head = kept.strip_suffix(text);
    let is_stamps = |head: &&str| head.lines().all(|line| line.starts_with(STAMP));
    let changed: Vec<String> = match head.filter(is_stamps) {
        Some(head) => {
            let is_new = |stamp: &&(String, String)| !head.contains(&stamp.1);
            let changed = stamps.iter().filter(is_new);
            changed.map(|(name, _)| format!("`{name}`")).collect()
        }
        None => Vec::new(),
    };
    if changed.is_empty() {
        return "a comparison of another problem, or of this one with other settings".to_owned();
    }
    let files = changed.join(", ");
    format!("a comparison made with other contents of {files}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_the_published_ones() {
        assert_eq!(fnv_1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv_1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
