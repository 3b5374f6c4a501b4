//! The `voronet` program: what was typed, turned into calls of the library.
#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod gallery;
mod progress;
mod render;
mod source;
mod usage;

use std::process::ExitCode;

use voronet::kernels::Level;

use args::Command;
use failure::Failure;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run() -> Result<(), Failure> {
    let command = usage::read()?.command;
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
