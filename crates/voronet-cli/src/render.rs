//! Complaints as pictures of the text.

use std::io::IsTerminal;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use voronet::problem::{Complaint, Text};
use voronet::words::{harmless, in_line, shortened};

use crate::failure::tell;

/// The most complaints that are shown.
const MOST: usize = 100;

/// Prints the complaints to standard error, with colours on a terminal only.
pub fn complaints(path: &str, file: &str, overrides: &[String], complaints: &[Complaint]) {
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let renderer = if colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    for complaint in complaints.iter().take(MOST) {
        let (path, text) = match complaint.place.text {
            Text::File => (path, file),
            Text::Override(i) => ("--set", overrides[i].as_str()),
        };
        show(&renderer, path, text, complaint);
    }
    let mistakes = match complaints.len() {
        1 => "1 mistake".to_owned(),
        n if n > MOST => format!("{n} mistakes, of which the first {MOST} are shown"),
        n => format!("{n} mistakes"),
    };
    tell(format_args!("error: {mistakes}; nothing was run"));
}

/// Prints what is wrong with an expression typed on the command line.
pub fn expression(text: &str, diagnostics: &[voronet::expr::Diagnostic]) {
    for d in diagnostics.iter().take(MOST) {
        let complaint = Complaint {
            place: voronet::problem::Place {
                text: Text::File,
                span: d.span.start..d.span.end,
            },
            title: d.title.clone(),
            label: d.label.clone(),
            help: d.help.clone(),
        };
        show(&Renderer::plain(), "--derivative", text, &complaint);
    }
}

fn show(renderer: &Renderer, path: &str, text: &str, complaint: &Complaint) {
    let excerpt = Excerpt::of(text, &complaint.place.span);
    let label = in_line(&complaint.label);
    let annotation = AnnotationKind::Primary.span(excerpt.span).label(label);
    let snippet = Snippet::source(excerpt.text.as_str())
        .line_start(excerpt.line)
        .path(path)
        .annotation(annotation);
    let title = Level::ERROR.primary_title(in_line(&complaint.title));
    let group: Group = title.element(snippet);
    let help = complaint.help.as_deref().map(|h| harmless(&shortened(h)));
    let group = match help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    };
    tell(format_args!("{}\n", renderer.render(&[group])));
}

/// The lines that a complaint is about, so that the time to draw it does not depend on
/// the length of the file.
struct Excerpt {
    text: String,
    /// The number of its first line.
    line: usize,
    /// In the excerpt.
    span: Range<usize>,
}

/// The most bytes of an excerpt before, within and after what is underlined.
const AROUND: usize = 1000;

impl Excerpt {
    fn of(text: &str, span: &Range<usize>) -> Excerpt {
        let end = text.floor_char_boundary(span.end);
        let start = text.floor_char_boundary(span.start.min(end));
        let end = text.floor_char_boundary(end.min(start + AROUND));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let from = text.ceil_char_boundary(line_start.max(start.saturating_sub(AROUND)));
        let to = text.floor_char_boundary(line_end.min(end + AROUND));
        Excerpt {
            text: text[from..to].to_owned(),
            line: 1 + text[..line_start].matches('\n').count(),
            span: start - from..end - from,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_of_whole_lines_unless_they_are_very_long() {
        let text = "inputs = [\"x\"]\noutputs = [\"ü\"]\nlaw = 1\n";
        let at = text.find("outputs").unwrap();
        let excerpt = Excerpt::of(text, &(at..at + 7));
        assert_eq!(
            (excerpt.text.as_str(), excerpt.line),
            ("outputs = [\"ü\"]", 2)
        );
        assert_eq!(&excerpt.text[excerpt.span], "outputs");
        let long = "ä".repeat(1_000_000);
        let excerpt = Excerpt::of(&long, &(0..long.len()));
        assert!(excerpt.text.len() <= 3 * AROUND);
    }
}
