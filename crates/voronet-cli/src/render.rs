//! Complaints as pictures of the text.

use std::io::IsTerminal;

use voronet::expr::Diagnostic;
use voronet::problem::{Complaint, Misstated, Passage, Text};

use crate::failure::{Failure, tell};

/// Prints every complaint to standard error, with colours on a terminal only.
pub fn misstated(misstated: &Misstated) -> Failure {
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let rendered = misstated.render(colours);
    let count = misstated.count();
    tell(format_args!("{rendered}error: {count}; nothing was run"));
    Failure::Told
}

/// Prints what is wrong with an expression typed on the command line.
pub fn expression(text: &str, diagnostics: &[Diagnostic]) -> Failure {
    let complaint = |d: &Diagnostic| Complaint {
        passage: Passage {
            text: Text::File,
            span: d.span.start..d.span.end,
        },
        title: d.title.clone(),
        label: d.label.clone(),
        help: d.help.clone(),
    };
    misstated(&Misstated {
        origin: "--derivative".to_owned(),
        text: text.to_owned(),
        overrides: Vec::new(),
        complaints: diagnostics.iter().map(complaint).collect(),
    })
}
