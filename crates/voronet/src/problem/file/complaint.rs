//! What is wrong with a problem.

use std::ops::Range;

use voronet_expr::Diagnostic;

/// A complaint that points at the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The text at fault.
    pub passage: Passage,
    /// What is wrong, in one line.
    pub title: String,
    /// What is said at the text itself.
    pub label: String,
    /// The mend, if one is known.
    pub help: Option<String>,
}

/// A passage of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The problem file, or an override.
    pub text: Text,
    /// The bytes of that text.
    pub span: Range<usize>,
}

impl Passage {
    /// What passages are sorted by.
    pub(in crate::problem) fn order(&self) -> (Text, usize, usize) {
        (self.text, self.span.start, self.span.end)
    }
}

/// Says which text a passage is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text {
    /// The problem file.
    File,
    /// The i-th override.
    Override(usize),
}

impl Complaint {
    /// Makes a complaint without a mend.
    pub fn new(passage: &Passage, title: impl Into<String>, label: impl Into<String>) -> Complaint {
        Complaint {
            passage: passage.clone(),
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
    pub(super) fn of(diagnostic: Diagnostic, at: impl Fn(Range<usize>) -> Passage) -> Complaint {
        Complaint {
            passage: at(diagnostic.span.start..diagnostic.span.end),
            title: diagnostic.title,
            label: diagnostic.label,
            help: diagnostic.help,
        }
    }
}
