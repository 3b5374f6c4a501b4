//! `voronet gallery`

use std::io::Write;
use std::path::{Path, PathBuf};

use voronet::expr::nearest_name;
use voronet::words::in_line;

use super::interrupt::Interrupt;
use crate::args::GalleryArguments;
use crate::failure::{Failure, shown, tell};
use crate::gallery::{Entry, Row, Settings, entries, train, write};
use crate::progress::{Display, Extent};
use crate::render;

/// Trains what is chosen of the gallery and writes its page, anew after each problem.
pub fn run(arguments: GalleryArguments) -> Result<(), Failure> {
    let chosen = chosen(&arguments)?;
    if arguments.list {
        return list(&chosen);
    }
    let settings = settings(arguments);
    let interrupt = Interrupt::listen()?;
    let mut display = Display::new(Extent::NONE, settings.is_quiet);
    let (mut outcomes, mut rows) = (Vec::new(), Vec::new());
    for entry in chosen {
        match train(entry, &settings, &mut display, &interrupt)? {
            Some(outcome) => outcomes.push(outcome),
            None => break,
        }
        rows = write(&outcomes, settings.quick, &settings.folder)?;
        if let Some(row) = rows.last() {
            display.say(&told(row));
        }
    }
    display.finish();
    let page = settings.folder.join("index.html");
    let mut out = std::io::stdout().lock();
    for row in &rows {
        writeln!(out, "{}", told(row))?;
    }
    if !rows.is_empty() {
        writeln!(out, "Page: {}", shown(&page))?;
    }
    if interrupt.is_asked() {
        tell(format_args!(
            "error: interrupted; the same command goes on from here"
        ));
    }
    interrupt.check()
}

/// The entries that are asked for, in the gallery's order.
fn chosen(arguments: &GalleryArguments) -> Result<Vec<&'static Entry>, Failure> {
    for name in &arguments.only {
        if !entries().any(|entry| entry.name == name) {
            let near = nearest_name(name, entries().map(|entry| entry.name));
            let near = near.map_or(String::new(), |name| format!("did you mean `{name}`? "));
            return Err(Failure::Usage(format!(
                "nothing is called `{name}` in the gallery; {near}`voronet gallery --list` shows what there is"
            )));
        }
    }
    let is_named = |name: &str| arguments.only.iter().any(|only| only == name);
    let is_chosen = |entry: &&Entry| {
        (arguments.only.is_empty() || is_named(entry.name))
            && (!arguments.quick || entry.quick.is_some())
    };
    let chosen: Vec<&'static Entry> = entries().filter(is_chosen).collect();
    if chosen.is_empty() {
        let quick = entries().filter(|entry| entry.quick.is_some());
        let quick: Vec<&str> = quick.map(|entry| entry.name).collect();
        return Err(Failure::Usage(format!(
            "none of these has a quick version; there is one of {}",
            quick.join(", ")
        )));
    }
    Ok(chosen)
}

/// Prints names and titles.
fn list(chosen: &[&Entry]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let width = chosen.iter().map(|entry| entry.name.len()).max();
    let width = width.unwrap_or_default();
    for entry in chosen {
        let problem = entry.problem(&[]);
        let problem = problem.map_err(|misstated| render::misstated(&misstated))?;
        writeln!(out, "{:width$}  {}", entry.name, in_line(&problem.title))?;
    }
    Ok(())
}

fn settings(arguments: GalleryArguments) -> Settings {
    let name = match arguments.quick {
        true => "gallery-quick",
        false => "gallery",
    };
    let folder: PathBuf = arguments
        .out
        .unwrap_or_else(|| Path::new("runs").join(name));
    Settings {
        folder,
        set: arguments.set,
        quick: arguments.quick,
        repeats: arguments.repeats,
        threads: arguments.threads.map_or(0, usize::from),
        is_quiet: arguments.quiet,
    }
}

/// A row in a line.
fn told(row: &Row) -> String {
    let [target, error, estimate, verdict, seconds, _] = row.cells();
    let estimate = match estimate.as_str() {
        "" => String::new(),
        estimate => format!(", estimated {estimate}"),
    };
    let name = &row.name;
    format!("{name}: error {error} (target {target}){estimate}, {verdict}, {seconds} s")
}
