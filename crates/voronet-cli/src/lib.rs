//! The command line: what was typed, turned into calls of the library. The program `voronet` and
//! the command of the Python package are both [`run`].
#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod gallery;
mod progress;
mod render;
mod source;
mod usage;

use std::ffi::OsString;
use std::io::Write;

use voronet::kernels::Level;

use args::Command;
use failure::Failure;

/// Does what was typed, the program's name first, and returns the exit status.
///
/// The commands that train take signals over for good, and a second Ctrl-C there ends the process.
pub fn run(typed: Vec<OsString>) -> u8 {
    let done = command(typed);
    // Where this is no program of its own nobody else does that at the end.
    let written = std::io::stdout().flush().map_err(Failure::from);
    match done.and(written) {
        Ok(()) => 0,
        Err(failure) => failure.report(),
    }
}

fn command(typed: Vec<OsString>) -> Result<(), Failure> {
    let command = usage::read(typed)?.command;
    // The library would take the best instruction set instead of a wrong one.
    Level::from_environment().map_err(Failure::usage)?;
    match command {
        Command::Train(arguments) => commands::train::run(arguments),
        Command::Resume(arguments) => commands::resume::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Compare(arguments) => commands::compare::run(&arguments),
        Command::Reproduce(arguments) => commands::reproduce::run(&arguments),
        Command::Gallery(arguments) => commands::gallery::run(arguments),
        Command::Evaluate(arguments) => commands::evaluate::run(&arguments),
        Command::List(arguments) => commands::list::run(&arguments),
    }
}
