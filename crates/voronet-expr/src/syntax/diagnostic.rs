//! What is wrong with a text, where, and how to mend it.

/// A range of bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Span {
    /// From the start of one to the end of the other.
    pub fn to(self, other: Span) -> Span {
        Span {
            start: self.start,
            end: other.end,
        }
    }
}

/// A complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The offending text.
    pub span: Span,
    /// What is wrong, in one line.
    pub title: String,
    /// Said at the text itself.
    pub label: String,
    /// The mend.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Without a mend.
    pub fn new(span: Span, title: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic {
            span,
            title: title.into(),
            label: label.into(),
            help: None,
        }
    }

    /// With a mend.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
}

/// A piece of text as a message shows it: shortened where it is long.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// A list of names as a message shows it: shortened where it is long.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 40;
    let mut names = names.into_iter();
    let mut list: Vec<String> = names.by_ref().take(MOST).map(shortened).collect();
    if names.next().is_some() {
        list.push("…".to_owned());
    }
    list.join(", ")
}

/// The candidate that a mistyped name most likely means: the nearest by edits,
/// if at most a third of the name (but never all of it) must change.
pub fn nearest_name<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody types a longer name by mistake, and the comparison takes its time.
    const LONGEST: usize = 100;
    let length = |s: &str| s.chars().count();
    if name.len() > LONGEST {
        return None;
    }
    candidates
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .min()
        .filter(|&(distance, candidate)| {
            let longer = length(name).max(length(candidate));
            distance <= (longer / 3).max(1) && distance < longer
        })
        .map(|(_, candidate)| candidate)
}
