//! The `voronet` program.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(voronet_cli::run(std::env::args_os().collect()))
}
