//! `voronet reproduce`

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use voronet::run::Folder;
use voronet::study::Advance;
use voronet_paper::{Scale, reproduce};

use super::interrupt::Interrupt;
use crate::args::ReproduceArguments;
use crate::failure::{Failure, shown, tell};

/// Makes the paper's figures and the page that sets them beside ours.
pub fn run(arguments: &ReproduceArguments) -> Result<(), Failure> {
    // Its page comes last, and tells that all figures are there.
    let folder = Folder::claimed_by(".claimed", arguments.out.as_deref(), "reproduce");
    let folder = folder.map_err(Failure::usage)?;
    let scale = if arguments.quick {
        Scale::Quick
    } else {
        Scale::Full
    };
    let interrupt = Interrupt::listen()?;
    let display = Display::new(arguments.quiet);
    let threads = arguments.threads.map_or(0, usize::from);
    let figures = reproduce(scale, threads, &folder, interrupt.flag(), &|advance| {
        display.show(&advance);
    });
    display.bar.finish_and_clear();
    let figures = figures.map_err(Failure::run)?;
    let page = folder.file("index.html");
    let mut out = std::io::stdout().lock();
    for figure in &figures {
        let words = figure.agreement.words();
        writeln!(out, "Figure {:2} ({words}): {}", figure.number, figure.ours)?;
    }
    if page.exists() {
        writeln!(out, "Page: {}", shown(&page))?;
        Ok(())
    } else {
        let left = "interrupted: the figures above are complete, the page was not written";
        tell(format_args!("error: {left}"));
        interrupt.check()
    }
}

/// What is going on and how much is left.
struct Display {
    bar: ProgressBar,
    lines: bool,
    last: Mutex<Option<(Instant, String)>>,
}

/// Between two plain lines.
const EVERY: Duration = Duration::from_secs(10);

impl Display {
    fn new(quiet: bool) -> Display {
        let terminal = std::io::stderr().is_terminal();
        let bar = ProgressBar::new(1000);
        bar.set_draw_target(if terminal && !quiet {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        });
        let template = "[{bar:30}] {percent}%  {eta} left  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
        Display {
            bar,
            lines: !terminal && !quiet,
            last: Mutex::new(None),
        }
    }

    fn show(&self, advance: &Advance) {
        self.bar.set_position((1000.0 * advance.done) as u64);
        self.bar.set_message(advance.text.clone());
        if !self.lines {
            return;
        }
        let Ok(mut last) = self.last.lock() else {
            return;
        };
        let due = match &*last {
            Some((when, text)) => when.elapsed() >= EVERY || *text != advance.text,
            None => true,
        };
        if due {
            tell(format_args!(
                "{:3.0}%  {}",
                100.0 * advance.done,
                advance.text
            ));
            *last = Some((Instant::now(), advance.text.clone()));
        }
    }
}
