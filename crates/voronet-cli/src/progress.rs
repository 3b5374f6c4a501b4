//! How a run is going: a bar on a terminal, plain lines otherwise.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use voronet::run::Progress;
use voronet::training::Record;

use crate::failure::tell;

/// Shows a run's progress on standard error.
pub struct Display {
    bar: ProgressBar,
    quiet: bool,
    lines: bool,
    last: Option<Instant>,
    iterations: usize,
    training: bool,
}

/// Between two plain lines.
const EVERY: Duration = Duration::from_secs(5);

impl Display {
    /// For a run of so many iterations.
    pub fn new(iterations: usize, quiet: bool) -> Display {
        let terminal = std::io::stderr().is_terminal();
        let bar = ProgressBar::new(iterations as u64);
        bar.set_draw_target(if terminal && !quiet {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        });
        let display = Display {
            bar,
            quiet,
            lines: !terminal && !quiet,
            last: None,
            iterations,
            training: false,
        };
        display.style("{msg}");
        display
    }

    /// Begins anew, for a run of so many iterations.
    pub fn restart(&mut self, iterations: usize) {
        self.iterations = iterations;
        self.training = false;
        self.last = None;
        self.bar.reset();
        self.style("{msg}");
    }

    /// Shows what happened.
    pub fn show(&mut self, progress: &Progress) {
        match *progress {
            Progress::Preparing { done, total } => {
                self.style("{msg} [{bar:30}] {percent}%");
                self.bar.set_length(total as u64);
                self.bar.set_message("placing points");
                self.bar.set_position(done as u64);
            }
            Progress::Recorded { record, .. } => self.recorded(record),
            Progress::Iterated(iteration) => self.bar.set_position(iteration as u64),
            Progress::Unwritten(error) => {
                let text = format!("warning: {error}; training goes on");
                self.bar.suspend(|| tell(format_args!("{text}")));
            }
            Progress::Finishing => {
                self.bar
                    .set_message("writing fields, pictures and the report");
                self.bar.tick();
            }
        }
    }

    /// Shows a part, of 1, of some work that has a name.
    pub fn part(&mut self, text: &str, done: f64) {
        if !self.training {
            self.training = true;
            self.bar.set_length(1000);
            self.style("[{bar:30}] {percent}%  {eta} left  {msg}");
            self.say(text);
        }
        self.bar.set_message(text.to_owned());
        self.bar.set_position((1000.0 * done) as u64);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn style(&self, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
    }

    fn recorded(&mut self, record: &Record) {
        if !self.training {
            self.training = true;
            self.bar.reset();
            self.bar.set_length(self.iterations as u64);
            self.style("[{bar:30}] {pos}/{len}  {eta} left  {msg}");
        }
        let rate = record.iteration as f64 / record.seconds.max(1e-9);
        let speed = if record.iteration == 0 {
            String::new()
        } else {
            format!("  {rate:.0} it/s")
        };
        let text = format!("{}{speed}", numbers(record));
        self.bar.set_message(text.clone());
        let due = self.last.is_none_or(|last| last.elapsed() >= EVERY);
        let ends = record.iteration == self.iterations;
        if self.lines && (due || ends) {
            self.last = Some(Instant::now());
            let rest = self.iterations.saturating_sub(record.iteration) as f64;
            let left = if record.iteration == 0 || ends {
                String::new()
            } else {
                format!(", {:.0} s left", rest / rate)
            };
            let so_far = format!("{}/{}", record.iteration, self.iterations);
            tell(format_args!("iteration {so_far}  {text}{left}"));
        }
    }

    /// Says something below the bar.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.bar.suspend(|| tell(format_args!("{text}")));
        }
    }
}

fn numbers(record: &Record) -> String {
    let mut text = format!("loss {:.3e}", record.loss);
    for error in record.relative_l2_error.iter().flatten() {
        text += &format!("  L² error {error:.2e}");
    }
    text
}
