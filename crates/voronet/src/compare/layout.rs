//! The table as files and text.

use super::table::{Infinite, Quantity, Table};
use crate::output::csv_text;
use crate::study::quantile;

/// The columns of table.csv.
const COLUMNS: [&str; 12] = [
    "quantity",
    "variant",
    "median",
    "least",
    "greatest",
    "lower_quartile",
    "upper_quartile",
    "ratio_to_first",
    "better_than_first",
    "repeats",
    "infinite",
    "reference_error",
];

impl Table {
    /// Writes it as CSV, with a line for each quantity and variant.
    pub fn to_csv(&self) -> String {
        let header = COLUMNS.map(str::to_owned).to_vec();
        let lines = self.rows.iter().flatten().map(line);
        csv_text(std::iter::once(header).chain(lines))
    }

    /// Lays it out for people, with a line for each quantity and a column for each
    /// variant: the header, and the lines.
    pub fn cells(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let names = self.rows.first().into_iter().flatten();
        let header = std::iter::once("median (least to greatest)".to_owned())
            .chain(names.map(|q| q.variant.clone()));
        let rows = self.rows.iter().map(|row| {
            let name = row.first().map_or(String::new(), label);
            std::iter::once(name).chain(row.iter().map(cell)).collect()
        });
        (header.collect(), rows.collect())
    }

    /// Writes it as Markdown.
    pub fn to_markdown(&self) -> String {
        let (header, rows) = self.cells();
        // Markdown takes what looks like HTML for that.
        let plain = |cell: &String| one_line(cell).replace('|', "\\|").replace('<', "&lt;");
        let line = |cells: &[String]| {
            let escaped = cells.iter().map(plain);
            format!("| {} |\n", escaped.collect::<Vec<_>>().join(" | "))
        };
        let rule = vec!["---".to_owned(); header.len()];
        let rows: String = rows.iter().map(|row| line(row)).collect();
        line(&header) + &line(&rule) + &rows
    }

    /// Writes it as text in aligned columns.
    pub fn to_text(&self) -> String {
        let (header, rows) = self.cells();
        let all = std::iter::once(header).chain(rows);
        let all: Vec<Vec<String>> = all
            .map(|row| row.iter().map(|cell| one_line(cell)).collect())
            .collect();
        let longest = |c: usize| all.iter().map(|row| row[c].chars().count()).max();
        let widths: Vec<usize> = (0..all[0].len()).filter_map(longest).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths);
            let cells = cells.map(|(cell, &w)| format!("{cell:<w$}"));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
        };
        all.iter().map(line).collect()
    }
}

/// A line of table.csv.
fn line(q: &Quantity) -> Vec<String> {
    let (least, greatest) = q.range();
    let quartiles = [quantile(&q.values, 0.25), quantile(&q.values, 0.75)];
    let numbers = [
        q.median(),
        least,
        greatest,
        quartiles[0],
        quartiles[1],
        q.ratio,
    ];
    let counts = [q.wins, q.values.len(), q.missing()];
    let names = [q.name.clone(), q.variant.clone()].into_iter();
    names
        .chain(numbers.map(|x| format!("{x:?}")))
        .chain(counts.map(|n| n.to_string()))
        .chain([q
            .reference_error
            .map_or(String::new(), |e| format!("{e:?}"))])
        .collect()
}

/// A name may hold anything; a line of text must not break.
fn one_line(cell: &str) -> String {
    cell.replace(char::is_control, " ")
}

/// "relative L2 error of u (its reference: 2.4e-3)"
fn label(q: &Quantity) -> String {
    match q.reference_error {
        Some(error) => format!("{} (its reference: {error:.1e})", q.name),
        None => q.name.clone(),
    }
}

/// "1.2e-3 (1.0e-3 to 2.0e-3)", and how many runs diverged, which count as without
/// bound in the median alone.
fn cell(q: &Quantity) -> String {
    let number = |x: f64| match x {
        x if x.is_infinite() => q.infinite.word().to_owned(),
        x if x != 0.0 && !(0.1..1e5).contains(&x.abs()) => format!("{x:.1e}"),
        x if x.abs() < 10.0 => format!("{x:.2}"),
        x => format!("{x:.0}"),
    };
    let (n, middle) = (q.values.len(), number(q.median()));
    let diverged = match q.infinite {
        Infinite::Diverged => q.missing(),
        Infinite::Never => 0,
    };
    if n == 1 || diverged == n {
        return middle;
    }
    let (least, greatest) = match diverged {
        0 => q.range(),
        _ => {
            let mut finite = q.values.clone();
            finite.retain(|x| x.is_finite());
            (quantile(&finite, 0.0), quantile(&finite, 1.0))
        }
    };
    let text = format!("{middle} ({} to {})", number(least), number(greatest));
    match diverged {
        0 => text,
        k => format!("{text}, {k} of {n} diverged"),
    }
}
