//! A figure: pictures, the numbers behind them, and what they say.

use std::path::PathBuf;

use voronet::output::plot::write_picture;
use voronet::output::{self, write_atomically};
use voronet::run::{Error, Folder};

/// Whether ours shows what the paper's shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The same.
    Agrees,
    /// The same in part.
    Partly,
    /// Something else.
    Differs,
    /// The figure makes no claim, or none that was measured: there is no verdict.
    Illustrates,
}

impl Agreement {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Agreement::Agrees => "agrees",
            Agreement::Partly => "agrees in part",
            Agreement::Differs => "differs",
            Agreement::Illustrates => "no verdict",
        }
    }
}

/// Columns of numbers.
#[derive(Clone, Debug)]
pub struct FigureTable {
    /// The file's name after that of the figure; may be empty.
    pub name: String,
    /// Name and values; a short column is padded with nothing.
    pub columns: Vec<(String, Vec<f64>)>,
}

/// One of the fourteen.
#[derive(Clone, Debug)]
pub struct Figure {
    /// In the paper.
    pub number: usize,
    /// What it is of.
    pub title: String,
    /// What the paper's shows.
    pub paper: String,
    /// What ours shows.
    pub ours: String,
    /// Whether they agree.
    pub agreement: Agreement,
    /// Name after that of the figure (may be empty), SVG and caption.
    pub pictures: Vec<(String, String, String)>,
    /// The numbers.
    pub tables: Vec<FigureTable>,
}

impl Figure {
    /// `figure-06`, or `figure-06-time`.
    pub fn file(&self, part: &str) -> String {
        match part {
            "" => format!("figure-{:02}", self.number),
            part => format!("figure-{:02}-{part}", self.number),
        }
    }

    /// Writes pictures (SVG and PNG) and tables (CSV).
    pub(crate) fn write(&self, folder: &Folder) -> Result<(), Error> {
        for (part, svg, _) in &self.pictures {
            write_picture(folder.path(), &self.file(part), svg)?;
        }
        for table in &self.tables {
            let path = folder.file(&format!("{}.csv", self.file(&table.name)));
            write_table(table, path)?;
        }
        Ok(())
    }
}

fn write_table(table: &FigureTable, path: PathBuf) -> Result<(), Error> {
    let rows = table.columns.iter().map(|(_, values)| values.len()).max();
    let mut text = String::new();
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    text += &names.join(",");
    text.push('\n');
    for row in 0..rows.unwrap_or(0) {
        let cell = |(_, values): &(String, Vec<f64>)| {
            values.get(row).map_or(String::new(), |x| format!("{x:?}"))
        };
        let cells: Vec<String> = table.columns.iter().map(cell).collect();
        text += &cells.join(",");
        text.push('\n');
    }
    write_atomically(&path, text.as_bytes()).map_err(|e: output::Error| e.into())
}
