//! The problem file as it is kept with a run.

use super::complaint::Text;
use super::edit::with_overrides;
use crate::problem::InputFile;

/// The text to be kept beside the files that it names: they are called there by their
/// names in that folder. Overrides stand in their places; nothing else is changed.
pub fn kept_text(files: &[InputFile], source: &str, overrides: &[String]) -> String {
    let change = |(i, text): (usize, &String)| renamed(files, text, Text::Override(i));
    let changes: Vec<String> = overrides.iter().enumerate().map(change).collect();
    with_overrides(&renamed(files, source, Text::File), &changes)
}

/// A text with the names of files as they are kept.
fn renamed(files: &[InputFile], text: &str, which: Text) -> String {
    let named = files.iter();
    let named = named.flat_map(|file| {
        file.passages
            .iter()
            .map(move |passage| (passage, &file.kept))
    });
    let mut names: Vec<_> = named
        .filter(|(passage, _)| passage.text == which)
        .map(|(passage, kept)| (passage.span.clone(), kept))
        .collect();
    names.sort_by_key(|(span, _)| span.start);
    let mut renamed = String::new();
    let mut end = 0;
    for (span, kept) in names {
        // A shape that is read twice names its file in one passage.
        if span.start >= end {
            renamed += &format!("{}\"{kept}\"", &text[end..span.start]);
            end = span.end;
        }
    }
    renamed + &text[end..]
}
