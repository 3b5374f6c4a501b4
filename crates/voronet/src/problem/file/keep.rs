//! The problem file as it is kept with a run.

use super::complaint::Text;
use crate::problem::Problem;

impl Problem {
    /// The text that this problem was read from, to be kept beside the files that
    /// it names: they are called there by their names in that folder. The overrides
    /// are noted at its head. Nothing else is changed.
    pub fn kept_text(&self, source: &str, overrides: &[String]) -> String {
        let file = self.renamed(source, Text::File);
        if overrides.is_empty() {
            return file;
        }
        let note = |(i, text): (usize, &String)| {
            let text = self.renamed(text, Text::Override(i));
            format!("# --set {}\n", text.replace(['\n', '\r'], " "))
        };
        let notes: String = overrides.iter().enumerate().map(note).collect();
        format!("# Run with these changes to the file below:\n{notes}\n{file}")
    }

    /// A text with the names of files as they are kept.
    fn renamed(&self, text: &str, which: Text) -> String {
        let mut names: Vec<_> = self
            .files
            .iter()
            .flat_map(|file| file.places.iter().map(move |place| (place, &file.kept)))
            .filter(|(place, _)| place.text == which)
            .map(|(place, kept)| (place.span.clone(), kept))
            .collect();
        names.sort_by_key(|(span, _)| span.start);
        let mut renamed = String::new();
        let mut end = 0;
        for (span, kept) in names {
            // A shape that is read twice names its file at one place.
            if span.start >= end {
                renamed += &format!("{}\"{kept}\"", &text[end..span.start]);
                end = span.end;
            }
        }
        renamed + &text[end..]
    }
}
