//! The files of the gallery: one page that needs nothing else, the table as text and for
//! programs, and a small picture of each problem.

use std::path::Path;

use minijinja::value::Value;
use minijinja::{Environment, context};
use voronet::output::plot::to_png;
use voronet::output::write_atomically;

use super::table::{HEADER, json, markdown};
use super::{GALLERY, Outcome, Row};
use crate::failure::Failure;

/// Pixels of a small picture for each unit of its drawing.
const SHARPNESS: f64 = 0.6;

/// Writes index.html, table.md, gallery.json and pictures/NAME.png.
pub fn write(outcomes: &[Outcome], is_quick: bool, folder: &Path) -> Result<Vec<Row>, Failure> {
    let rows: Vec<Row> = outcomes.iter().map(Row::of).collect();
    let page = page(outcomes, &rows, is_quick).map_err(Failure::run)?;
    let numbers = format!("{:#}\n", json(&rows, outcomes));
    let pictures = folder.join("pictures");
    std::fs::create_dir_all(&pictures).map_err(Failure::run)?;
    for outcome in outcomes {
        let path = pictures.join(format!("{}.png", outcome.entry.name));
        if let (Some(svg), false) = (&outcome.picture, path.exists()) {
            let pixels = to_png(svg, SHARPNESS).map_err(Failure::run)?;
            write_atomically(&path, &pixels).map_err(Failure::run)?;
        }
    }
    let files = [
        ("table.md", markdown(&rows)),
        ("gallery.json", numbers),
        ("index.html", page),
    ];
    for (name, text) in files {
        write_atomically(&folder.join(name), text.as_bytes()).map_err(Failure::run)?;
    }
    Ok(rows)
}

fn page(outcomes: &[Outcome], rows: &[Row], is_quick: bool) -> Result<String, minijinja::Error> {
    let problem = |(outcome, row): (&Outcome, &Row)| {
        let svg = outcome.picture.as_deref().map(inline);
        context! {
            name => &row.name,
            title => &row.title,
            path => &row.path,
            run => format!("{}/{}/report.html", row.name, outcome.runs[0].seed),
            cells => row.cells().into_iter().collect::<Value>(),
            mathematics => outcome.mathematics.trim_end(),
            file => outcome.entry.text.trim_end(),
            picture => svg.map(|svg| Value::from_safe_string(svg.to_owned())),
        }
    };
    let section = |section: &super::Section| {
        let shown = |name: &str| section.entries.iter().any(|entry| entry.name == name);
        let shown = outcomes
            .iter()
            .zip(rows)
            .filter(|(_, row)| shown(&row.name));
        let problems: Vec<Value> = shown.map(problem).collect();
        (!problems.is_empty()).then(|| context! { title => section.title, problems })
    };
    let mut environment = Environment::new();
    // The name's ending turns the escaping on.
    environment.add_template("index.html", include_str!("index.html"))?;
    environment.get_template("index.html")?.render(context! {
        is_quick,
        header => HEADER.into_iter().collect::<Value>(),
        sections => GALLERY.iter().filter_map(section).collect::<Value>(),
        reached => rows.iter().filter(|row| row.is_reached()).count(),
        count => rows.len(),
        seeds => rows.iter().map(|row| row.seeds).max(),
        threads => outcomes.first().map(|outcome| outcome.runs[0].threads),
        version => env!("CARGO_PKG_VERSION"),
    })
}

/// An SVG without what may stand before its root element in a file of its own.
fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or("", |start| &svg[start..])
}
