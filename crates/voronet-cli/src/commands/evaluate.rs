//! `voronet evaluate`

use std::io::Write;
use std::path::Path;

use voronet::geometry::BoxDomain;
use voronet::input;
use voronet::output::{FORMATS, Field, Fields, Grid, refuse_existing};
use voronet::points::{Cloud, uniform_grid};
use voronet::registry::either;
use voronet::run::{Columns, EvaluateError, MODEL, Opened};

use crate::args::EvaluateArguments;
use crate::failure::{Failure, tell};
use crate::render;

/// Evaluates a trained model.
pub fn run(arguments: &EvaluateArguments) -> Result<(), Failure> {
    if let Some(out) = &arguments.out {
        refuse_existing(out, arguments.force).map_err(Failure::usage)?;
    }
    let trained = Opened::open(&arguments.run).map_err(Failure::usage)?;
    if !trained.model().is_finite() {
        let path = match arguments.run.is_dir() {
            true => arguments.run.join(MODEL),
            false => arguments.run.clone(),
        };
        let path = path.display();
        tell(format_args!(
            "warning: {path} holds weights that are no numbers, and so are its outputs"
        ));
    }
    match (&arguments.grid, &arguments.at) {
        (Some(text), _) => {
            let grid = grid(text, trained.inputs(), trained.domain())?;
            let nodes = grid.nodes();
            let mut columns = evaluate(&trained, arguments, &nodes)?;
            let outside = outside(&trained, &nodes, "nodes, which are left empty (NaN)")?;
            for j in outside {
                columns
                    .values
                    .iter_mut()
                    .for_each(|column| column[j] = f64::NAN);
            }
            let fields = columns.names.into_iter().zip(columns.values);
            let fields = fields.map(|(name, column)| Field::new(name, column));
            let fields = Fields::new(grid, fields.collect()).map_err(Failure::usage)?;
            write_grid(&fields, arguments.out.as_deref())
        }
        (None, Some(file)) => {
            let points = points(file, trained.inputs())?;
            let columns = evaluate(&trained, arguments, &points)?;
            outside(
                &trained,
                &points,
                "points, where the network was not trained",
            )?;
            write_points(
                trained.inputs(),
                &points,
                &columns,
                arguments.out.as_deref(),
            )
        }
        (None, None) => Err(Failure::usage(
            "say where: --at points.csv or --grid 101x101",
        )),
    }
}

/// The outputs, then the expressions asked for.
fn evaluate(
    trained: &Opened,
    arguments: &EvaluateArguments,
    points: &Cloud,
) -> Result<Columns, Failure> {
    let mut expressions = trained.outputs().to_vec();
    expressions.extend(arguments.derivatives.iter().cloned());
    let columns = trained.evaluate_expressions(&expressions, points);
    columns.map_err(|error| match error {
        EvaluateError::Expression { text, diagnostics } => render::expression(&text, &diagnostics),
        other => Failure::usage(other),
    })
}

/// The points that lie outside of the domain, of which is told.
fn outside(trained: &Opened, points: &Cloud, what: &str) -> Result<Vec<usize>, Failure> {
    let inside = trained.contains(points).map_err(Failure::usage)?;
    let outside: Vec<usize> = (0..inside.len()).filter(|&j| !inside[j]).collect();
    if !outside.is_empty() {
        let (some, all) = (outside.len(), inside.len());
        tell(format_args!(
            "outside of the domain: {some} of {all} {what}"
        ));
    }
    Ok(outside)
}

/// The most nodes of a grid.
const MOST_NODES: usize = 100_000_000;

fn grid(text: &str, inputs: &[String], domain: &BoxDomain) -> Result<Grid, Failure> {
    let wanted = inputs.len();
    let nodes: Option<Vec<usize>> = text.split('x').map(|n| n.trim().parse().ok()).collect();
    let example = vec!["101"; wanted].join("x");
    let nodes = nodes.filter(|n| n.len() == wanted).ok_or_else(|| {
        let inputs = inputs.join(", ");
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
    Ok(uniform_grid(inputs, domain, &nodes))
}

fn points(file: &Path, inputs: &[String]) -> Result<Cloud, Failure> {
    let shown = file.display();
    let wrong = |what: String| Failure::Usage(format!("{shown}: {what}"));
    let bytes = input::read(file).map_err(|e| wrong(e.to_string()))?;
    let table = input::Columns::parse_for(&bytes, inputs).map_err(wrong)?;
    let columns: Vec<&[f64]> = inputs
        .iter()
        .filter_map(|name| table.column(name))
        .collect();
    Ok(Cloud::from_columns(&columns))
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
    let fields = fields.fields();
    let columns = Columns {
        names: fields.iter().map(|f| f.name.clone()).collect(),
        values: fields.iter().map(|f| f.values.clone()).collect(),
    };
    let text = table(&inputs, &grid.nodes(), &columns)?;
    Ok(std::io::stdout().lock().write_all(&text)?)
}

fn write_points(
    inputs: &[String],
    points: &Cloud,
    columns: &Columns,
    out: Option<&Path>,
) -> Result<(), Failure> {
    let text = table(inputs, points, columns)?;
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

fn table(inputs: &[String], points: &Cloud, columns: &Columns) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(inputs.iter().chain(&columns.names))
        .map_err(Failure::run)?;
    for j in 0..points.len() {
        let values = columns.values.iter().map(|column| column[j]);
        let row = points.point(j).iter().copied().chain(values);
        writer
            .write_record(row.map(|x| x.to_string()))
            .map_err(Failure::run)?;
    }
    writer.into_inner().map_err(Failure::run)
}
