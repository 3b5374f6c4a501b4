//! `voronet compare`

use std::io::Write;
use std::path::{Path, PathBuf};

use voronet::compare::{CompareError, Comparison, Stage, Variant, compare};
use voronet::expr::nearest_name;
use voronet::sampler::SAMPLERS;

use super::interrupt::Interrupt;
use crate::args::{CompareArguments, ProblemArguments};
use crate::failure::{Failure, shown, tell};
use crate::progress::{Display, Extent};
use crate::source;

/// Trains every method with every random seed and prints the table.
pub fn run(arguments: &CompareArguments) -> Result<(), Failure> {
    let comparison = stated(arguments)?;
    let folder = folder(arguments);
    let interrupt = Interrupt::listen()?;
    let mut display = Display::new(Extent::NONE, arguments.quiet);
    display.outputs(&comparison.variants[0].problem);
    let table = compare(
        &comparison,
        &folder,
        arguments.threads.map_or(0, usize::from),
        interrupt.flag(),
        &mut |stage| match stage {
            Stage::Run {
                number,
                of,
                variant,
                seed,
                training,
            } => {
                display.say(&format!(
                    "run {number} of {of}: {variant}, random seed {seed}"
                ));
                display.restart(Extent::of(training));
            }
            Stage::Within(progress) => display.show(&progress),
            Stage::Diverged { why } => display.say(&format!("diverged: {why}")),
            Stage::Variance(advance) => {
                if advance.done == 0.0 {
                    display.restart(Extent::NONE);
                }
                display.part(&advance.text, advance.done);
            }
        },
    );
    display.finish();
    if let Err(error @ CompareError::Interrupted { .. }) = &table {
        tell(format_args!("error: {error}"));
        interrupt.check()?;
    }
    let table = table.map_err(|error| match error {
        CompareError::Foreign { .. }
        | CompareError::Folder(_)
        | CompareError::Name { .. }
        | CompareError::Target { .. }
        | CompareError::NoReference
        | CompareError::NoBatches => Failure::usage(error),
        other => Failure::run(other),
    })?;
    let mut out = std::io::stdout().lock();
    write!(out, "{}", table.to_text())?;
    writeln!(out, "Report: {}", shown(&folder.join("report.html")))?;
    Ok(())
}

fn folder(arguments: &CompareArguments) -> PathBuf {
    arguments.out.clone().unwrap_or_else(|| {
        let stem = arguments.problem.file.file_stem().unwrap_or_default();
        let name = format!("compare-{}", stem.to_string_lossy());
        Path::new("runs").join(name)
    })
}

/// The problem once for each method.
fn stated(arguments: &CompareArguments) -> Result<Comparison, Failure> {
    let plain = source::read(&arguments.problem)?;
    let mut variants: Vec<Variant> = Vec::new();
    for name in &arguments.methods {
        if variants.iter().any(|variant| variant.name == *name) {
            return Err(Failure::Usage(format!("the method {name} is named twice")));
        }
        let mut set = arguments.problem.set.clone();
        set.extend(overrides(name)?);
        let changed = ProblemArguments {
            file: arguments.problem.file.clone(),
            set,
            seed: arguments.problem.seed,
        };
        variants.push(Variant {
            name: name.clone(),
            problem: source::read(&changed)?,
        });
    }
    source::try_out(&plain, &arguments.problem)?;
    Ok(Comparison {
        title: plain.title.clone(),
        text: plain.text().to_owned(),
        variants,
        repeats: usize::from(arguments.repeats),
        target_loss: arguments.target_loss,
        target_error: arguments.target_error,
        variance: arguments.variance,
    })
}

/// What `pwc+mixture=0.2` changes.
fn overrides(name: &str) -> Result<Vec<String>, Failure> {
    let mut parts = name.split('+');
    let method = parts.next().unwrap_or_default();
    if SAMPLERS.find(method).is_none() {
        let known = SAMPLERS.names();
        let near = nearest_name(method, known.iter().copied());
        let near = near.map_or(String::new(), |name| format!("did you mean `{name}`? "));
        return Err(Failure::Usage(format!(
            "unknown method `{method}` in --methods; {near}there are: {}",
            known.join(", ")
        )));
    }
    let mut overrides = vec![format!("sampling.method={method}")];
    for part in parts {
        let Some((key, _)) = part.split_once('=') else {
            return Err(Failure::Usage(format!(
                "`{part}` in --methods {name} is no setting: write for example pwc+mixture=0.2"
            )));
        };
        if key.trim() == "method" {
            return Err(Failure::Usage(format!(
                "`{part}` in --methods {name} would replace the method {method}: write another method's name at the beginning instead"
            )));
        }
        overrides.push(format!("sampling.{part}"));
    }
    Ok(overrides)
}
