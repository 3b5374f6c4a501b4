//! Complaints as pictures of the text.

use std::io::IsTerminal;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use voronet::problem::{Complaint, Text};

use crate::failure::tell;

/// Prints every complaint to standard error, with colours on a terminal only.
pub fn complaints(path: &str, file: &str, overrides: &[String], complaints: &[Complaint]) {
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let renderer = if colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    for complaint in complaints {
        let (path, text) = match complaint.place.text {
            Text::File => (path, file),
            Text::Override(i) => ("--set", overrides[i].as_str()),
        };
        let rendered = renderer.render(&[group(path, text, complaint)]);
        tell(format_args!("{rendered}\n"));
    }
    let mistakes = match complaints.len() {
        1 => "1 mistake".to_owned(),
        n => format!("{n} mistakes"),
    };
    tell(format_args!("error: {mistakes}; nothing was run"));
}

fn group<'a>(path: &'a str, text: &'a str, complaint: &'a Complaint) -> Group<'a> {
    let end = complaint.place.span.end.min(text.len());
    let start = complaint.place.span.start.min(end);
    let annotation = AnnotationKind::Primary
        .span(start..end)
        .label(complaint.label.as_str());
    let snippet = Snippet::source(text).path(path).annotation(annotation);
    let title = Level::ERROR.primary_title(complaint.title.as_str());
    let group = title.element(snippet);
    match &complaint.help {
        Some(help) => group.element(Level::HELP.message(help.as_str())),
        None => group,
    }
}

/// Prints what is wrong with an expression typed on the command line.
pub fn expression(text: &str, diagnostics: &[voronet::expr::Diagnostic]) {
    let complaints: Vec<Complaint> = diagnostics
        .iter()
        .map(|d| Complaint {
            place: voronet::problem::Place {
                text: Text::File,
                span: d.span.start..d.span.end,
            },
            title: d.title.clone(),
            label: d.label.clone(),
            help: d.help.clone(),
        })
        .collect();
    for complaint in &complaints {
        let rendered = Renderer::plain().render(&[group("--derivative", text, complaint)]);
        tell(format_args!("{rendered}\n"));
    }
}
