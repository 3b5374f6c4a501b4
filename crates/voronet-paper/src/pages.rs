//! index.html: each figure beside what the paper's shows.

use minijinja::value::Value;
use minijinja::{Environment, context};

use super::figure::Figure;
use super::stated::Scale;
use voronet::output::{self, write_atomically};
use voronet::run::{Error, Folder};

/// Drawings wider than this have a row of their own: in half of one their text would
/// be too small to read.
const WIDE: f64 = 800.0;

/// Writes the page; its pictures are the files beside it.
pub fn write_index(figures: &[Figure], scale: Scale, folder: &Folder) -> Result<(), Error> {
    let page = page(figures, scale).map_err(output::Error::from)?;
    Ok(write_atomically(
        &folder.file("index.html"),
        page.as_bytes(),
    )?)
}

fn page(figures: &[Figure], scale: Scale) -> Result<String, minijinja::Error> {
    let figure = |figure: &Figure| {
        let picture = |(part, svg, caption): &(String, String, String)| {
            context! { file => format!("{}.png", figure.file(part)), width => width(svg), caption }
        };
        let table = |table: &super::FigureTable| format!("{}.csv", figure.file(&table.name));
        context! {
            number => figure.number,
            title => &figure.title,
            paper => &figure.paper,
            ours => &figure.ours,
            agreement => figure.agreement.words(),
            pictures => figure.pictures.iter().map(picture).collect::<Value>(),
            tables => figure.tables.iter().map(table).collect::<Value>(),
        }
    };
    let mut environment = Environment::new();
    // The name's ending turns the escaping on.
    environment.add_template("index.html", include_str!("index.html"))?;
    environment.get_template("index.html")?.render(context! {
        wide => WIDE,
        is_quick => scale == Scale::Quick,
        figures => figures.iter().map(figure).collect::<Value>(),
        version => env!("CARGO_PKG_VERSION"),
    })
}

/// The width at which a drawing's text has the size it was given.
fn width(svg: &str) -> f64 {
    let stated = svg.split("width=\"").nth(1);
    let number = stated.and_then(|rest| rest.split('"').next()?.parse().ok());
    number.unwrap_or(WIDE)
}
