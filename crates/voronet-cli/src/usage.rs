//! What was typed, read; and what is meant by an option that there is not.

use std::ffi::OsString;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use voronet::problem::{path_of_key, written};

use crate::args::Arguments;
use crate::failure::Failure;

/// Reads the command line. Help and version are printed here.
pub fn read(typed: Vec<OsString>) -> Result<Arguments, Failure> {
    let words: Vec<String> = typed
        .iter()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    Arguments::try_parse_from(typed).map_err(|error| match meant(&error, &words) {
        Some(told) => Failure::Usage(told),
        None if error.use_stderr() => {
            // Nobody may be listening there any more.
            let _ = error.print();
            Failure::Told
        }
        None => match error.print() {
            Ok(()) => Failure::Over,
            Err(unwritten) => unwritten.into(),
        },
    })
}

/// Of a key of the problem file that was typed as an option, how it is written.
fn meant(error: &clap::Error, typed: &[String]) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let name = option.strip_prefix("--")?;
    let name = name.split('=').next().unwrap_or(name);
    let path = path_of_key(name)?;
    let value = value_of(name, typed).map(|value| written(&path, value));
    let setting = format!("{path}={}", value.as_deref().unwrap_or("VALUE"));
    let quote = if setting.contains(|c: char| !(c.is_alphanumeric() || "_.=-+".contains(c))) {
        "'"
    } else {
        ""
    };
    Some(format!(
        "there is no option --{name}; `{path}` is a key of the problem file\n\
         help: write --set {quote}{setting}{quote}"
    ))
}

/// What was typed after `--name`, or after `--name=`.
fn value_of<'a>(name: &str, typed: &'a [String]) -> Option<&'a str> {
    let option = format!("--{name}");
    let at = typed.iter().position(|word| {
        let rest = word.strip_prefix(&option);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    })?;
    match typed[at].split_once('=') {
        Some((_, value)) => Some(value),
        None => typed
            .get(at + 1)
            .map(String::as_str)
            .filter(|word| !word.starts_with("--")),
    }
}
