//! index.html: each figure beside what the paper's shows.

use minijinja::value::Value;
use minijinja::{Environment, context};

use super::figure::Figure;
use super::study::Scale;
use crate::output::{self, write_atomically};
use crate::run::{Error, Folder};

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
        let picture = |(part, _, caption): &(String, String, String)| {
            context! { file => format!("{}.png", figure.file(part)), caption }
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
        is_quick => scale == Scale::Quick,
        figures => figures.iter().map(figure).collect::<Value>(),
        version => env!("CARGO_PKG_VERSION"),
    })
}
