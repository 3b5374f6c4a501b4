//! What went wrong, and what the program answers.

use std::fmt::{Arguments, Display};
use std::io::Write;
use std::path::Path;

use voronet::words::harmless;

/// Writes a line to standard error. Nobody may be listening there any more,
/// which is no reason to stop.
pub fn tell(line: Arguments) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A path as it is shown in a line of its own or at the end of one: a name may hold anything.
pub fn shown(path: &Path) -> String {
    harmless(&path.display().to_string()).replace('\n', "␊")
}

/// A command that did not end well.
#[derive(Debug)]
pub enum Failure {
    /// Bad usage or a bad problem: already told in full.
    Told,
    /// Bad usage: to be told.
    Usage(String),
    /// The run failed.
    Run(String),
    /// It ended well, but not as well as was asked for: `--fail-above`.
    Above(String),
    /// It ended early and well: help was asked for, or nobody reads on.
    Over,
    /// A signal ended it: with the exit status that says so.
    Interrupted(u8),
}

impl Failure {
    /// Bad usage.
    pub fn usage(error: impl Display) -> Failure {
        Failure::Usage(error.to_string())
    }

    /// The run failed.
    pub fn run(error: impl Display) -> Failure {
        Failure::Run(error.to_string())
    }

    /// Tells the user and gives the exit status.
    pub fn report(self) -> u8 {
        match self {
            Failure::Over => 0,
            Failure::Told => 2,
            Failure::Usage(text) => {
                tell(format_args!("error: {}", harmless(&text)));
                2
            }
            Failure::Run(text) => {
                tell(format_args!("error: {}", harmless(&text)));
                1
            }
            Failure::Above(text) => {
                tell(format_args!("error: {}", harmless(&text)));
                3
            }
            Failure::Interrupted(status) => status,
        }
    }
}

impl From<std::io::Error> for Failure {
    /// Of writing to standard output: a closed pipe is how `head` says that it
    /// has seen enough.
    fn from(error: std::io::Error) -> Failure {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Failure::Over;
        }
        Failure::Run(format!("cannot write to standard output: {error}"))
    }
}
