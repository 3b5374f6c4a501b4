//! The `voronet` program: what was typed, turned into calls of the library.
#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod progress;
mod render;
mod source;
mod usage;

use std::process::ExitCode;

use args::Command;
use failure::Failure;

fn main() -> ExitCode {
    let status = match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    };
    commands::interrupt::status().map_or(status, ExitCode::from)
}

fn run() -> Result<(), Failure> {
    match usage::read()?.command {
        Command::Train(arguments) => commands::train::run(arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Compare(arguments) => commands::compare::run(&arguments),
        Command::Reproduce(arguments) => commands::reproduce::run(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::run(&arguments),
    }
}
