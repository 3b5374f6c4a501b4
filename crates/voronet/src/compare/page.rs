//! The files of a comparison: table.csv, table.md, curves.csv, pictures and
//! report.html.

use std::path::Path;

use minijinja::value::Value;
use minijinja::{Environment, context};

use super::curves::bands;
use super::table::Table;
use super::variance::Variance;
use super::{Comparison, Outcome};
use crate::output::plot::{Curves, Line, Spacing, curves, write_picture};
use crate::output::{Error, csv_text, write_atomically};
use crate::study::Band;

/// Writes all files of a comparison.
pub fn write(
    comparison: &Comparison,
    table: &Table,
    runs: &[Vec<Outcome>],
    variance: &Variance,
    folder: &Path,
) -> Result<(), Error> {
    write_atomically(&folder.join("table.csv"), table.to_csv().as_bytes())?;
    write_atomically(&folder.join("table.md"), table.to_markdown().as_bytes())?;
    let all: Vec<(Band, Option<Band>)> = runs.iter().map(|runs| bands(runs)).collect();
    write_atomically(
        &folder.join("curves.csv"),
        columns(comparison, &all).as_bytes(),
    )?;
    let mut pictures = Vec::new();
    let losses: Vec<&Band> = all.iter().map(|(loss, _)| loss).collect();
    let errors: Option<Vec<&Band>> = all.iter().map(|(_, error)| error.as_ref()).collect();
    for (what, label, bands) in [
        ("loss", "loss", Some(losses)),
        ("error", "relative L² error", errors),
    ] {
        let Some(bands) = bands else {
            continue;
        };
        for (by, x_label) in [("iteration", "iteration"), ("time", "seconds")] {
            let svg = picture(comparison, label, x_label, &bands, by == "time");
            let name = format!("{what}-by-{by}");
            write_picture(folder, &name, &svg)?;
            pictures.push(svg);
        }
    }
    let page = page(comparison, table, &pictures, variance)?;
    write_atomically(&folder.join("report.html"), page.as_bytes())
}

fn columns(comparison: &Comparison, all: &[(Band, Option<Band>)]) -> String {
    let header = [
        "quantity",
        "variant",
        "iteration",
        "seconds",
        "median",
        "least",
        "greatest",
    ];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for (variant, (loss, error)) in comparison.variants.iter().zip(all) {
        for (name, band) in [("loss", Some(loss)), ("error", error.as_ref())] {
            let Some(band) = band else {
                continue;
            };
            lines.extend((0..band.iterations.len()).map(|i| {
                let number = |values: &[f64]| format!("{:?}", values[i]);
                vec![
                    name.to_owned(),
                    variant.name.clone(),
                    band.iterations[i].to_string(),
                    number(&band.seconds),
                    number(&band.median),
                    number(&band.low),
                    number(&band.high),
                ]
            }));
        }
    }
    csv_text(lines)
}

fn picture(
    comparison: &Comparison,
    label: &str,
    x_label: &str,
    bands: &[&Band],
    by_time: bool,
) -> String {
    let named = comparison.variants.iter().zip(bands).enumerate();
    let series = named.map(|(k, (variant, band))| band.series(&variant.name, by_time, Line::of(k)));
    curves(&Curves {
        title: comparison.title.clone(),
        x_label: x_label.to_owned(),
        y_label: label.to_owned(),
        x_spacing: Spacing::Linear,
        y_spacing: Spacing::Log,
        series: series.collect(),
    })
}

fn page(
    comparison: &Comparison,
    table: &Table,
    pictures: &[String],
    variance: &Variance,
) -> Result<String, Error> {
    let (header, rows) = table.cells();
    let rows: Value = rows.into_iter().map(Value::from_iter).collect();
    let svg = |svg: &String| Value::from_safe_string(svg.clone());
    let variance_picture = match variance {
        Variance::Measured(picture) => Some(svg(picture)),
        Variance::Unasked | Variance::Diverged => None,
    };
    let mut environment = Environment::new();
    // The name's ending turns the escaping on.
    environment.add_template("page.html", include_str!("page.html"))?;
    let page = environment.get_template("page.html")?.render(context! {
        title => &comparison.title,
        repeats => comparison.repeats,
        header => Value::from_iter(header),
        rows,
        first => comparison.variants.first().map(|v| v.name.clone()),
        pictures => pictures.iter().map(svg).collect::<Value>(),
        variance => variance_picture,
        variance_diverged => matches!(variance, Variance::Diverged),
        text => &comparison.text,
        version => env!("CARGO_PKG_VERSION"),
    })?;
    Ok(page)
}
