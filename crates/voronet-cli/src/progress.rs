//! How a run is going: a bar on a terminal, plain lines otherwise.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use voronet::problem::{Problem, TrainingSettings, Windows};
use voronet::run::Progress;
use voronet::training::Record;
use voronet::words::harmless;

use crate::failure::tell;

/// Shows a run's progress on standard error.
pub struct Display {
    bar: ProgressBar,
    quiet: bool,
    lines: bool,
    last: Option<Instant>,
    /// The first record of the training.
    started: Instant,
    extent: Extent,
    training: bool,
    estimating: bool,
    /// Which window of the time is trained, if it is cut.
    window: String,
    /// The outputs whose errors are recorded.
    outputs: Vec<String>,
    /// The unknowns.
    unknowns: Vec<String>,
}

/// How long a training may be.
#[derive(Clone, Copy)]
pub struct Extent {
    /// The most iterations.
    pub iterations: usize,
    /// The most seconds.
    pub seconds: Option<f64>,
}

impl Extent {
    /// Of no training.
    pub const NONE: Extent = Extent {
        iterations: 0,
        seconds: None,
    };

    /// Of a problem's training.
    pub fn of(training: &TrainingSettings) -> Extent {
        let windows = match training.windows {
            Windows::Count(count) => count,
            Windows::Auto => 1,
        };
        Extent {
            iterations: training.iterations.saturating_mul(windows),
            seconds: training.seconds(),
        }
    }

    /// The part, of 1, that is done by then: of the iterations or of the time, whichever is
    /// nearer to its end.
    fn part(&self, iteration: usize, seconds: f64) -> f64 {
        let of_iterations = iteration as f64 / self.iterations.max(1) as f64;
        let of_time = self.seconds.map_or(0.0, |most| seconds / most);
        of_iterations.max(of_time).min(1.0)
    }
}

/// Between two plain lines.
const EVERY: Duration = Duration::from_secs(5);

impl Display {
    /// For a run that may be so long.
    pub fn new(extent: Extent, quiet: bool) -> Display {
        let terminal = std::io::stderr().is_terminal();
        let bar = ProgressBar::new(PARTS);
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
            extent,
            started: Instant::now(),
            training: false,
            estimating: false,
            window: String::new(),
            outputs: Vec::new(),
            unknowns: Vec::new(),
        };
        display.style("{msg}");
        display
    }

    /// Names the outputs whose errors are recorded, and the unknowns.
    pub fn outputs(&mut self, problem: &Problem) {
        let referenced = problem.reference.given().into_iter();
        self.outputs = referenced.map(|k| problem.outputs[k].clone()).collect();
        self.unknowns = { problem.unknowns.iter() }
            .map(|unknown| unknown.name.clone())
            .collect();
    }

    /// Begins anew, for a run that may be so long.
    pub fn restart(&mut self, extent: Extent) {
        self.extent = extent;
        self.training = false;
        self.last = None;
        self.bar.reset();
        self.style("{msg}");
    }

    /// Shows what happened.
    pub fn show(&mut self, progress: &Progress) {
        match *progress {
            Progress::Preparing { done, total } => {
                self.style("{msg} [{bar:10}] {percent}%");
                self.bar.set_length(total as u64);
                self.bar.set_message("placing points");
                self.bar.set_position(done as u64);
            }
            Progress::Recorded { record, .. } => self.recorded(record),
            Progress::Iterated(iteration) => {
                let part = self
                    .extent
                    .part(iteration, self.started.elapsed().as_secs_f64());
                self.bar.set_position((PARTS as f64 * part) as u64);
            }
            Progress::Window { number, of } => self.window(number, of),
            Progress::Recovered(recovery) => self.say(&format!("warning: {recovery}")),
            Progress::Starved(told) => self.say(&format!("warning: {told}")),
            Progress::Damaged(error) => {
                let text = format!("warning: {error}; the one before it is looked at");
                self.bar.suspend(|| tell(format_args!("{text}")));
            }
            Progress::Unwritten(error) => {
                let text = format!("warning: {error}; training goes on");
                self.bar.suspend(|| tell(format_args!("{text}")));
            }
            Progress::Estimating(part) => {
                if !self.estimating {
                    self.estimating = true;
                    self.bar.reset();
                    self.bar.set_message("estimating the error");
                    self.say("Estimating the error");
                }
                self.bar.set_position((PARTS as f64 * part) as u64);
            }
            Progress::Finishing => {
                self.bar
                    .set_message("writing fields, pictures and the report");
                self.bar.tick();
            }
        }
    }

    /// Says which window of the time is trained now.
    fn window(&mut self, number: usize, of: usize) {
        self.window = format!("window {number} of {of}  ");
        if self.lines {
            tell(format_args!("Window {number} of {of}"));
        }
    }

    /// Shows a part, of 1, of some work that has a name.
    pub fn part(&mut self, text: &str, done: f64) {
        if !self.training {
            self.training = true;
            self.bar.set_length(PARTS);
            self.style("[{bar:10}] {percent}% {eta} left {wide_msg}");
            self.say(text);
        }
        self.bar.set_message(text.to_owned());
        self.bar.set_position((PARTS as f64 * done) as u64);
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
            self.started = Instant::now();
            self.bar.reset();
            self.bar.set_length(PARTS);
            // The loss is seen on 40 columns too.
            self.style("[{bar:10}] {percent}% {eta} left {wide_msg}");
        }
        let rate = record.iteration as f64 / record.seconds.max(1e-9);
        let speed = if record.iteration == 0 {
            String::new()
        } else {
            format!("  {rate:.0} it/s")
        };
        let room = WIDTH.saturating_sub(speed.len() + self.window.len());
        let text = self.numbers(record, room);
        let (iteration, window) = (record.iteration, &self.window);
        self.bar
            .set_message(format!("{window}{text}  iteration {iteration}{speed}"));
        let due = self.last.is_none_or(|last| last.elapsed() >= EVERY);
        let part = self.extent.part(iteration, record.seconds);
        let ends = part >= 1.0;
        if self.lines && (due || ends) {
            self.last = Some(Instant::now());
            let left = if record.iteration == 0 || ends {
                String::new()
            } else {
                let left = record.seconds * (1.0 - part) / part;
                format!(", at most {left:.0} s left")
            };
            let so_far = format!("iteration {iteration}  ");
            let room = WIDTH.saturating_sub(so_far.len() + speed.len() + left.len());
            let text = self.numbers(record, room);
            tell(format_args!("{so_far}{text}{speed}{left}"));
        }
    }

    /// Loss, unknowns and errors in so many columns.
    fn numbers(&self, record: &Record, room: usize) -> String {
        let unknowns = unknowns(record, &self.unknowns, room / 2);
        let room = room.saturating_sub(unknowns.chars().count());
        numbers(record, &self.outputs, room) + &unknowns
    }

    /// Says something below the bar.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.bar
                .suspend(|| tell(format_args!("{}", harmless(text))));
        }
    }
}

/// Parts of the bar.
const PARTS: u64 = 1000;

/// Columns of a terminal.
const WIDTH: usize = 80;

/// Unknowns, as many as there is room for.
fn unknowns(record: &Record, names: &[String], room: usize) -> String {
    let mut text = String::new();
    for (name, value) in names.iter().zip(&record.unknowns) {
        let next = format!("  {name} {value:.5}");
        if text.chars().count() + next.chars().count() > room {
            break;
        }
        text += &next;
    }
    text
}

/// Loss and errors in so many columns; of errors that do not fit, how many there are.
fn numbers(record: &Record, outputs: &[String], room: usize) -> String {
    let mut text = format!("loss {:.3e}", record.loss);
    let errors: Vec<f64> = record.relative_l2_error.iter().flatten().copied().collect();
    if let [error] = errors[..] {
        return text + &format!("  L² error {error:.2e}");
    }
    let named = outputs.iter().zip(&errors);
    for (k, (name, error)) in named.enumerate() {
        let next = match k {
            0 => format!("  L² error {name} {error:.1e}"),
            _ => format!(", {name} {error:.1e}"),
        };
        let left = errors.len() - k;
        let rest = format!(", {left} more");
        let used = text.chars().count() + next.chars().count();
        let needed = used + if left > 1 { rest.len() } else { 0 };
        if needed > room {
            return text + if k == 0 { "" } else { &rest };
        }
        text += &next;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_named_and_fit() {
        let names: Vec<String> = (0..20).map(|k| format!("velocity_{k}")).collect();
        let mut record = Record {
            iteration: 1000,
            seconds: 1.0,
            loss: 0.5,
            terms: Vec::new(),
            learning_rate: 1e-3,
            effective_sample_size: None,
            relative_l2_error: vec![Some(1.23), Some(0.5)],
            unknowns: Vec::new(),
        };
        assert_eq!(
            numbers(&record, &["u".into(), "v".into()], WIDTH),
            "loss 5.000e-1  L² error u 1.2e0, v 5.0e-1"
        );
        record.relative_l2_error = vec![Some(1.0); 20];
        let text = numbers(&record, &names, 50);
        assert!(
            text.ends_with("19 more") && text.chars().count() <= 50,
            "{text}"
        );
        record.relative_l2_error.truncate(1);
        assert_eq!(
            numbers(&record, &names, 60),
            "loss 5.000e-1  L² error 1.00e0"
        );
    }
}
