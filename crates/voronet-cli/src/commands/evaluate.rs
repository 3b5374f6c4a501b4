//! `voronet evaluate`

use std::io::Write;
use std::path::Path;

use voronet::geometry::BoxDomain;
use voronet::input;
use voronet::outlook::{free_memory, gigabytes};
use voronet::output::{FORMATS, Field, Fields, Format, Grid, refuse_existing};
use voronet::points::{Cloud, uniform_grid};
use voronet::registry::either;
use voronet::run::{Columns, EvaluateError, MODEL, Opened};
use voronet::words::counted;

use crate::args::EvaluateArguments;
use crate::failure::{Failure, tell};
use crate::render;

/// Evaluates a trained model.
pub fn run(arguments: &EvaluateArguments) -> Result<(), Failure> {
    if let Some(out) = &arguments.out {
        check_ending(out, arguments.grid.is_some())?;
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
    let held = held(&arguments.set, &trained)?;
    match (&arguments.grid, &arguments.at) {
        (Some(text), _) => {
            let columns = trained.outputs().len() + arguments.derivatives.len();
            let grid = grid(text, &held, trained.domain(), columns)?;
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
            let points = points(file, &held)?;
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
const MOST_NODES: f64 = 1e8;

/// The grid of `--grid`, on which so many columns will be evaluated.
fn grid(text: &str, held: &Held, domain: &BoxDomain, columns: usize) -> Result<Grid, Failure> {
    let inputs = held.others();
    let wanted = inputs.len();
    let nodes: Option<Vec<usize>> = text.split('x').map(|n| n.trim().parse().ok()).collect();
    let example = vec!["101"; wanted].join("x");
    let nodes = nodes.filter(|n| n.len() == wanted).ok_or_else(|| {
        let of = if held.values.is_empty() {
            "the model has"
        } else {
            "what is set leaves"
        };
        let (wanted, inputs) = (counted(wanted, "input"), inputs.join(", "));
        Failure::Usage(format!(
            "--grid {text}: {of} {wanted} ({inputs}), so write for example --grid {example}"
        ))
    })?;
    if nodes.contains(&0) {
        return Err(Failure::Usage(format!(
            "--grid {text}: at least one node along each input"
        )));
    }
    let total = nodes.iter().map(|&n| n as f64).product::<f64>();
    let needed = total * bytes_of_node(held.inputs.len(), columns);
    if total > MOST_NODES || free_memory().is_some_and(|free| needed > free) {
        return Err(Failure::Usage(format!(
            "--grid {text}: {total:.1e} nodes are too many, they need about {} of memory; \
             --at takes points part by part",
            gigabytes(needed)
        )));
    }
    let mut nodes = nodes.into_iter();
    let all: Vec<usize> = { held.inputs.iter() }
        .map(|name| match held.value(name) {
            Some(_) => 1,
            None => nodes.next().unwrap_or(1),
        })
        .collect();
    let mut grid = uniform_grid(held.inputs, domain, &all);
    for axis in &mut grid.axes {
        if let Some(value) = held.value(&axis.name) {
            axis.values = vec![value];
        }
    }
    Ok(grid)
}

/// The inputs of a model, some of which are held at a value.
struct Held<'a> {
    inputs: &'a [String],
    values: Vec<(String, f64)>,
}

impl Held<'_> {
    fn value(&self, input: &str) -> Option<f64> {
        let mut values = self.values.iter();
        values
            .find(|(name, _)| name == input)
            .map(|(_, value)| *value)
    }

    /// The inputs that are not held.
    fn others(&self) -> Vec<String> {
        let others = self.inputs.iter();
        others
            .filter(|name| self.value(name).is_none())
            .cloned()
            .collect()
    }
}

/// Reads `--set`.
fn held<'a>(set: &[String], trained: &'a Opened) -> Result<Held<'a>, Failure> {
    let inputs = trained.inputs();
    let mut values: Vec<(String, f64)> = Vec::new();
    for text in set {
        let wrong = |what: String| Failure::Usage(format!("--set {text}: {what}"));
        let Some((name, value)) = text.split_once('=') else {
            return Err(wrong("write for example --set nu=0.02".to_owned()));
        };
        let name = name.trim();
        if !inputs.iter().any(|input| input == name) {
            let inputs = inputs.join(", ");
            return Err(wrong(format!(
                "`{name}` is no input; the inputs are {inputs}"
            )));
        }
        if values.iter().any(|(known, _)| known == name) {
            return Err(wrong(format!("`{name}` is set twice")));
        }
        let number = value.trim().parse().ok().filter(|x: &f64| x.is_finite());
        let number = number.ok_or_else(|| wrong(format!("`{value}` is no number")))?;
        values.push((name.to_owned(), number));
    }
    Ok(Held { inputs, values })
}

/// Bytes of a node while it is evaluated and written: its coordinates and values, up to
/// three times at once, and as text.
fn bytes_of_node(inputs: usize, columns: usize) -> f64 {
    (24 + 25) as f64 * (inputs + columns) as f64
}

fn points(file: &Path, held: &Held) -> Result<Cloud, Failure> {
    let shown = file.display();
    let wrong = |what: String| Failure::Usage(format!("{shown}: {what}"));
    let unreadable = |error| Failure::Usage(format!("cannot read {shown}: {error}"));
    let bytes = input::read(file).map_err(unreadable)?;
    let others = held.others();
    let table = input::Columns::parse_for(&bytes, &others).map_err(wrong)?;
    let rows = others.first().and_then(|name| table.column(name));
    let rows = rows.map_or(1, <[f64]>::len);
    let values = held.inputs.iter().map(|name| match held.value(name) {
        Some(value) => vec![value; rows],
        None => table.column(name).unwrap_or_default().to_vec(),
    });
    let columns: Vec<Vec<f64>> = values.collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    Ok(Cloud::from_columns(&columns))
}

fn write_grid(fields: &Fields, out: Option<&Path>) -> Result<(), Failure> {
    match out {
        None => to_stdout(fields),
        Some(path) => {
            let format = format_of(path)?;
            (format.how.write)(path, fields).map_err(Failure::run)
        }
    }
}

/// The format that a file's name asks for.
fn format_of(path: &Path) -> Result<&'static Format, Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending
        .and_then(|ending| FORMATS.find(ending))
        .ok_or_else(|| {
            let known: Vec<String> = FORMATS.names().iter().map(|n| format!(".{n}")).collect();
            let (shown, known) = (path.display(), either(&known));
            Failure::Usage(format!("--out {shown}: the ending must be {known}"))
        })
}

/// Refuses a name that says no format, before anything is evaluated.
fn check_ending(path: &Path, is_grid: bool) -> Result<(), Failure> {
    if is_grid {
        return format_of(path).map(|_| ());
    }
    match path.extension().is_some_and(|ending| ending == "csv") {
        true => Ok(()),
        false => {
            let shown = path.display();
            Err(Failure::Usage(format!(
                "--out {shown}: points are written as .csv"
            )))
        }
    }
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
        Some(path) => voronet::output::write_atomically(path, &text).map_err(Failure::run),
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
