//! The `voronet` program: what was typed, turned into calls of the library.
#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod progress;
mod render;
mod source;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Train(arguments) => commands::train::run(arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Compare(arguments) => commands::compare::run(&arguments),
        Command::Reproduce(arguments) => commands::reproduce::run(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::run(&arguments),
        Command::List(arguments) => commands::list::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
