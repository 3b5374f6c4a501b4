//! `voronet evaluate`

use std::io::Write;
use std::path::Path;

use voronet::input::{self, Columns};
use voronet::output::{FORMATS, Field, Fields, Grid, refuse_existing};
use voronet::points::{Cloud, uniform_grid};
use voronet::registry::either;
use voronet::run::{Evaluator, MODEL, Model};

use crate::args::EvaluateArguments;
use crate::failure::{Failure, tell};
use crate::render;

/// Evaluates a trained model.
pub fn run(arguments: &EvaluateArguments) -> Result<(), Failure> {
    let path = if arguments.run.is_dir() {
        arguments.run.join(MODEL)
    } else {
        arguments.run.clone()
    };
    if let Some(out) = &arguments.out {
        refuse_existing(out, arguments.force).map_err(Failure::usage)?;
    }
    let model = Model::read(&path).map_err(Failure::usage)?;
    if !model.is_finite() {
        let path = path.display();
        tell(format_args!(
            "warning: {path} holds weights that are no numbers, and so are its outputs"
        ));
    }
    let evaluator =
        Evaluator::new(&model, &arguments.derivatives).map_err(|(i, diagnostics)| {
            render::expression(&arguments.derivatives[i], &diagnostics);
            Failure::Told
        })?;
    let mut names = model.outputs.clone();
    names.extend(arguments.derivatives.iter().cloned());
    match (&arguments.grid, &arguments.at) {
        (Some(text), _) => {
            let grid = grid(text, &model)?;
            let columns = evaluator.evaluate(&model, &grid.nodes());
            let fields = names
                .into_iter()
                .zip(columns)
                .map(|(name, column)| Field::new(name, column));
            let fields = Fields::new(grid, fields.collect()).map_err(Failure::usage)?;
            write_grid(&fields, arguments.out.as_deref())
        }
        (None, Some(file)) => {
            let points = points(file, &model)?;
            let columns = evaluator.evaluate(&model, &points);
            write_points(&model, &points, &names, &columns, arguments.out.as_deref())
        }
        (None, None) => Err(Failure::usage(
            "say where: --at points.csv or --grid 101x101",
        )),
    }
}

/// The most nodes of a grid.
const MOST_NODES: usize = 100_000_000;

fn grid(text: &str, model: &Model) -> Result<Grid, Failure> {
    let wanted = model.inputs.len();
    let nodes: Option<Vec<usize>> = text.split('x').map(|n| n.trim().parse().ok()).collect();
    let example = vec!["101"; wanted].join("x");
    let nodes = nodes.filter(|n| n.len() == wanted).ok_or_else(|| {
        let inputs = model.inputs.join(", ");
        Failure::Usage(format!("--grid {text}: the model has {wanted} inputs ({inputs}), so write for example --grid {example}"))
    })?;
    if nodes.contains(&0) {
        return Err(Failure::Usage(format!(
            "--grid {text}: at least one node along each input"
        )));
    }
    let total = nodes.iter().try_fold(1usize, |a, &b| a.checked_mul(b));
    if total.is_none_or(|total| total > MOST_NODES) {
        return Err(Failure::Usage(format!(
            "--grid {text}: more than {MOST_NODES} nodes"
        )));
    }
    Ok(uniform_grid(&model.inputs, &model.domain, &nodes))
}

fn points(file: &Path, model: &Model) -> Result<Cloud, Failure> {
    let shown = file.display();
    let wrong = |what: String| Failure::Usage(format!("{shown}: {what}"));
    let bytes = input::read(file).map_err(|e| wrong(e.to_string()))?;
    let table = Columns::parse_for(&bytes, &model.inputs).map_err(wrong)?;
    let columns: Vec<&[f64]> = model
        .inputs
        .iter()
        .filter_map(|name| table.column(name))
        .collect();
    let rows = 0..table.lines.len();
    let row = |r: usize| columns.iter().map(move |values| values[r]);
    Ok(Cloud::new(columns.len(), rows.flat_map(row).collect()))
}

fn write_grid(fields: &Fields, out: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = out else {
        return to_stdout(fields);
    };
    let ending = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    let Some(format) = FORMATS.find(ending) else {
        let known: Vec<String> = FORMATS.names().iter().map(|n| format!(".{n}")).collect();
        let (shown, known) = (path.display(), either(&known));
        return Err(Failure::Usage(format!(
            "--out {shown}: the ending must be {known}"
        )));
    };
    (format.how.write)(path, fields).map_err(Failure::run)
}

fn to_stdout(fields: &Fields) -> Result<(), Failure> {
    let grid = fields.grid();
    let inputs: Vec<String> = grid.axes.iter().map(|axis| axis.name.clone()).collect();
    let points = grid.nodes();
    let names: Vec<String> = fields.fields().iter().map(|f| f.name.clone()).collect();
    let columns: Vec<Vec<f64>> = fields.fields().iter().map(|f| f.values.clone()).collect();
    let text = table(&inputs, &points, &names, &columns)?;
    Ok(std::io::stdout().lock().write_all(&text)?)
}

fn write_points(
    model: &Model,
    points: &Cloud,
    names: &[String],
    columns: &[Vec<f64>],
    out: Option<&Path>,
) -> Result<(), Failure> {
    let text = table(&model.inputs, points, names, columns)?;
    match out {
        None => Ok(std::io::stdout().lock().write_all(&text)?),
        Some(path) if path.extension().is_some_and(|e| e == "csv") => {
            voronet::output::write_atomically(path, &text).map_err(Failure::run)
        }
        Some(path) => {
            let shown = path.display();
            Err(Failure::Usage(format!(
                "--out {shown}: points are written as .csv"
            )))
        }
    }
}

fn table(
    inputs: &[String],
    points: &Cloud,
    names: &[String],
    columns: &[Vec<f64>],
) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(inputs.iter().chain(names))
        .map_err(Failure::run)?;
    for j in 0..points.len() {
        let values = columns.iter().map(|column| column[j]);
        let row = points.point(j).iter().copied().chain(values);
        writer
            .write_record(row.map(|x| x.to_string()))
            .map_err(Failure::run)?;
    }
    writer.into_inner().map_err(Failure::run)
}
