//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Solves differential equations with physics-informed neural networks, trained
/// where the residual is.
#[derive(Debug, Parser)]
#[command(
    name = "voronet",
    version,
    arg_required_else_help = true,
    after_help = "Exit status: 0 good, 1 the run failed, 2 bad usage or a bad problem, 3 the loss is above \
                  --fail-above, 130 interrupted (Ctrl-C) and 143 terminated, in good order: what there \
                  was is written."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Train a problem and write its solution, pictures and report
    Train(TrainArguments),
    /// Go on with a run that was cut, or train one on after its end
    Resume(ResumeArguments),
    /// Read a problem and show it as understood, without training
    Check(CheckArguments),
    /// Train a problem by several methods with the same random seeds, and compare
    Compare(CompareArguments),
    /// Make the figures of the importance-sampling paper anew, beside what the
    /// paper's show
    Reproduce(ReproduceArguments),
    /// Train problems of many kinds, with pictures and errors on one page
    Gallery(GalleryArguments),
    /// Evaluate a trained solution and its derivatives at points
    Evaluate(EvaluateArguments),
    /// List what can be chosen: samplers, sequences, optimizers, schedules,
    /// activations, initializations, shapes and formats, with their settings
    List(ListArguments),
}

/// A problem file and changes to it.
#[derive(Debug, Args)]
pub struct ProblemArguments {
    /// The problem file
    pub file: PathBuf,
    /// Change a setting, such as training.iterations=500 or
    /// condition.initial.weight=10
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Seed of every random choice, the same as --set training.seed=N
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

/// See [`Command::Train`].
#[derive(Debug, Args)]
pub struct TrainArguments {
    #[command(flatten)]
    pub problem: ProblemArguments,
    /// Where to write [default: runs/<name of the file>, or the first free of
    /// runs/<name>-2, -3, …]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Begin with the network of another run (its folder or its model.safetensors), of the same
    /// inputs, outputs and layers
    #[arg(long, value_name = "RUN")]
    pub from: Option<PathBuf>,
    /// Number of threads [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// End with exit status 3, after everything is written, if the loss at the end is above this
    #[arg(long, value_name = "LOSS", value_parser = positive)]
    pub fail_above: Option<f64>,
    /// Estimate the error after training, by a second one in a quarter of the time,
    /// the same as --set training.estimate_error=true
    #[arg(long)]
    pub estimate_error: bool,
    /// Print nothing but errors
    #[arg(long)]
    pub quiet: bool,
}

/// See [`Command::Resume`].
#[derive(Debug, Args)]
pub struct ResumeArguments {
    /// The folder of the run
    pub run: PathBuf,
    /// Train for so many more iterations, whatever else its problem says
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub more: Option<u64>,
    /// Train until the loss is below this, whatever else its problem says
    #[arg(long, value_name = "LOSS", value_parser = positive)]
    pub until: Option<f64>,
    /// End with exit status 3, after everything is written, if the loss at the end is above this
    #[arg(long, value_name = "LOSS", value_parser = positive)]
    pub fail_above: Option<f64>,
    /// Number of threads [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Print nothing but errors
    #[arg(long)]
    pub quiet: bool,
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text
        .parse()
        .ok()
        .filter(|x: &f64| *x > 0.0 && x.is_finite());
    number.ok_or_else(|| "a loss is a number above 0, such as 1e-6".to_owned())
}

/// See [`Command::Check`].
#[derive(Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    pub problem: ProblemArguments,
    /// Draw the domain, its named parts and some points into an .svg or .png
    #[arg(long, value_name = "FILE")]
    pub draw: Option<PathBuf>,
    /// Replace what is there already
    #[arg(long)]
    pub force: bool,
}

/// See [`Command::Compare`].
#[derive(Debug, Args)]
pub struct CompareArguments {
    #[command(flatten)]
    pub problem: ProblemArguments,
    /// The methods, separated by commas; settings of [sampling] may be added to
    /// one, as in pwc+mixture=0.2+refresh=10. The others are compared with the first
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "uniform,pwc"
    )]
    pub methods: Vec<String>,
    /// Random seeds for each method
    #[arg(long, value_name = "K", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    pub repeats: u16,
    /// A loss to be reached, above 0 [default: the largest of the methods' median
    /// final losses]
    #[arg(long, value_name = "LOSS")]
    pub target_loss: Option<f64>,
    /// A relative L2 error to be reached (mean over the outputs), above 0; needs a
    /// reference [default: likewise]
    #[arg(long, value_name = "ERROR")]
    pub target_error: Option<f64>,
    /// Also measure the variance of the gradient under each unbiased method, along
    /// one more training of the first
    #[arg(long)]
    pub variance: bool,
    /// Where to write, and to go on from where it stopped [default:
    /// runs/compare-<name of the file>]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Print the table only
    #[arg(long)]
    pub quiet: bool,
}

/// See [`Command::Reproduce`].
#[derive(Debug, Args)]
pub struct ReproduceArguments {
    /// Less of everything, in a minute instead of half an hour
    #[arg(long)]
    pub quick: bool,
    /// Where to write [default: runs/reproduce, or the first free of
    /// runs/reproduce-2, -3, …]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of threads [default: all cores]; the figures depend on it in their
    /// times alone
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Print the results only
    #[arg(long)]
    pub quiet: bool,
}

/// See [`Command::Gallery`].
#[derive(Debug, Args)]
pub struct GalleryArguments {
    /// These problems alone, separated by commas
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Those that have a quick version, for a few hundred iterations
    #[arg(long)]
    pub quick: bool,
    /// Show what there is, and train nothing
    #[arg(long)]
    pub list: bool,
    /// Change a setting of every problem, such as training.time_budget=120
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Random seeds for each problem; the table has medians over them
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub repeats: u16,
    /// Where to write, and to go on from where it stopped [default: runs/gallery, with
    /// --quick runs/gallery-quick]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Print the results only
    #[arg(long)]
    pub quiet: bool,
}

/// See [`Command::Evaluate`].
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("where").required(true).args(["at", "grid"]))]
pub struct EvaluateArguments {
    /// The folder of a run, or its model.safetensors
    pub run: PathBuf,
    /// A CSV file with a column for each input that is not set
    #[arg(long, value_name = "POINTS.CSV")]
    pub at: Option<PathBuf>,
    /// A grid over the domain, such as 101x101: nodes along each input that is not set, where
    /// one lies in the middle
    #[arg(long, value_name = "NxN")]
    pub grid: Option<String>,
    /// Hold an input at a value, as a parameter of a family: nu=0.02. The grid and the points
    /// are then those of the other inputs
    #[arg(long = "set", value_name = "INPUT=VALUE")]
    pub set: Vec<String>,
    /// More expressions of outputs, inputs, and the constants and definitions of the
    /// run's problem, such as "k*diff(T, x)"
    #[arg(
        long = "derivative",
        visible_alias = "expression",
        value_name = "EXPRESSION"
    )]
    pub derivatives: Vec<String>,
    /// Where to write: .csv, .npz or .vtu (the last two for grids) [default:
    /// CSV to standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace what is there already
    #[arg(long)]
    pub force: bool,
}

/// See [`Command::List`].
#[derive(Debug, Args)]
pub struct ListArguments {
    /// One of them, such as samplers [default: all]
    pub family: Option<String>,
}
