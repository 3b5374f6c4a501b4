//! What is wrong with a problem.

use std::ops::Range;

use voronet_expr::Diagnostic;

/// A complaint that points at the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Where.
    pub place: Place,
    /// What is wrong, in one line.
    pub title: String,
    /// Said at the text itself.
    pub label: String,
    /// The mend.
    pub help: Option<String>,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The problem file, or an override.
    pub text: Text,
    /// Bytes of it.
    pub span: Range<usize>,
}

impl Place {
    /// What places are sorted by.
    pub(in crate::problem) fn order(&self) -> (Text, usize, usize) {
        (self.text, self.span.start, self.span.end)
    }
}

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text {
    /// The problem file.
    File,
    /// The i-th override.
    Override(usize),
}

impl Complaint {
    /// Without a mend.
    pub fn new(place: &Place, title: impl Into<String>, label: impl Into<String>) -> Complaint {
        Complaint {
            place: place.clone(),
            title: title.into(),
            label: label.into(),
            help: None,
        }
    }

    /// With a mend.
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
