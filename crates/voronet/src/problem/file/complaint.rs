//! What is wrong with a problem.

use std::ops::Range;

use voronet_expr::Diagnostic;

/// A complaint that points at the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The text at fault.
    pub place: Place,
    /// What is wrong, in one line.
    pub title: String,
    /// What is said at the text itself.
    pub label: String,
    /// The mend, if one is known.
    pub help: Option<String>,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The problem file, or an override.
    pub text: Text,
    /// The bytes of that text.
    pub span: Range<usize>,
}

impl Place {
    /// What places are sorted by.
    pub(in crate::problem) fn order(&self) -> (Text, usize, usize) {
        (self.text, self.span.start, self.span.end)
    }
}

/// Says which text a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text {
    /// The problem file.
    File,
    /// The i-th override.
    Override(usize),
}

impl Complaint {
    /// Makes a complaint without a mend.
    pub fn new(place: &Place, title: impl Into<String>, label: impl Into<String>) -> Complaint {
        Complaint {
            place: place.clone(),
            title: title.into(),
            label: label.into(),
            help: None,
        }
    }

    /// Adds a mend.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Complaint {
        self.help = Some(help.into());
        self
    }

    /// Of an expression inside a string; `at` maps its bytes to the text's.
    pub(super) fn of(diagnostic: Diagnostic, at: impl Fn(Range<usize>) -> Place) -> Complaint {
        Complaint {
            place: at(diagnostic.span.start..diagnostic.span.end),
            title: diagnostic.title,
            label: diagnostic.label,
            help: diagnostic.help,
        }
    }
}
