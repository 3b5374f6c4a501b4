//! The numbers of a comparison.

use super::statistics::{first_below, mean_error, median, quantile, settled};
use super::{Comparison, Finished};

/// One quantity of one variant over the random seeds.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The variant.
    pub variant: String,
    /// What it is.
    pub name: String,
    /// One value for each random seed; infinite where a target was not reached.
    pub values: Vec<f64>,
    /// Median over the first variant's median.
    pub ratio: f64,
    /// For each random seed, whether it is below the first variant's.
    pub wins: usize,
}

impl Quantity {
    /// The middle.
    pub fn median(&self) -> f64 {
        median(&self.values)
    }

    /// Least and greatest.
    pub fn range(&self) -> (f64, f64) {
        (quantile(&self.values, 0.0), quantile(&self.values, 1.0))
    }
}

/// All quantities, by quantity and then by variant.
#[derive(Clone, Debug)]
pub struct Table {
    /// Each quantity's row of variants.
    pub rows: Vec<Vec<Quantity>>,
    /// The loss to be reached.
    pub target_loss: f64,
    /// The error to be reached, if there is a reference.
    pub target_error: Option<f64>,
}

/// A quantity's name and its value for each variant and random seed.
type Column = (String, Vec<Vec<f64>>);

/// Sums up the runs, variant by variant.
pub fn table(comparison: &Comparison, runs: &[Vec<Finished>]) -> Table {
    let each = |of: &dyn Fn(&Finished) -> f64| -> Vec<Vec<f64>> {
        runs.iter()
            .map(|runs| runs.iter().map(of).collect())
            .collect()
    };
    let largest = |values: &[Vec<f64>]| values.iter().map(|v| median(v)).fold(0.0, f64::max);
    let losses = each(&|run| settled(&run.history.records, |r| r.loss));
    let target_loss = comparison.target_loss.unwrap_or_else(|| largest(&losses));
    let mut columns: Vec<Column> = vec![("final loss".to_owned(), losses)];
    let first = &runs[0][0].history;
    for (t, term) in first.terms.iter().enumerate() {
        let of = each(&|run| settled(&run.history.records, |r| r.terms[t]));
        columns.push((format!("final loss of {term}"), of));
    }
    let mut target_error = None;
    if !first.outputs.is_empty() {
        for (k, output) in first.outputs.iter().enumerate() {
            let error = |r: &crate::output::Record| r.relative_l2_error[k].unwrap_or(f64::NAN);
            let of = each(&|run| settled(&run.history.records, error));
            columns.push((format!("relative L2 error of {output}"), of));
        }
        let errors = each(&|run| settled(&run.history.records, mean_error));
        target_error = Some(comparison.target_error.unwrap_or_else(|| largest(&errors)));
    }
    columns.push((
        "milliseconds per iteration".to_owned(),
        each(&|run| run.summary.milliseconds_per_iteration),
    ));
    columns.extend(reaching("loss", target_loss, runs, |r| r.loss));
    if let Some(target) = target_error {
        columns.extend(reaching("error", target, runs, mean_error));
    }
    let rows = columns.into_iter().map(|column| row(comparison, column));
    Table {
        rows: rows.collect(),
        target_loss,
        target_error,
    }
}

/// Iterations and seconds until a value is reached.
fn reaching(
    what: &str,
    target: f64,
    runs: &[Vec<Finished>],
    of: fn(&crate::output::Record) -> f64,
) -> [Column; 2] {
    let each = |time: fn(&crate::output::Record) -> f64| -> Vec<Vec<f64>> {
        let reached = |run: &Finished| {
            let record = first_below(&run.history.records, of, target);
            record.map_or(f64::INFINITY, time)
        };
        runs.iter()
            .map(|runs| runs.iter().map(reached).collect())
            .collect()
    };
    [
        (
            format!("iterations to {what} {target:.2e}"),
            each(|r| r.iteration as f64),
        ),
        (
            format!("seconds to {what} {target:.2e}"),
            each(|r| r.seconds),
        ),
    ]
}

fn row(comparison: &Comparison, (name, values): Column) -> Vec<Quantity> {
    let first = values[0].clone();
    let quantity = |(variant, values): (&super::Variant, Vec<f64>)| Quantity {
        variant: variant.name.clone(),
        name: name.clone(),
        ratio: median(&values) / median(&first),
        wins: values.iter().zip(&first).filter(|(a, b)| a < b).count(),
        values,
    };
    comparison
        .variants
        .iter()
        .zip(values)
        .map(quantity)
        .collect()
}

impl Table {
    /// A line for each quantity and variant.
    pub fn to_csv(&self) -> String {
        let mut text =
            "quantity,variant,median,least,greatest,lower_quartile,upper_quartile,ratio_to_first,better_than_first,repeats\n"
                .to_owned();
        for q in self.rows.iter().flatten() {
            let (least, greatest) = q.range();
            let quartiles = [quantile(&q.values, 0.25), quantile(&q.values, 0.75)];
            text += &format!(
                "{},{},{:?},{least:?},{greatest:?},{:?},{:?},{:?},{},{}\n",
                q.name,
                q.variant,
                q.median(),
                quartiles[0],
                quartiles[1],
                q.ratio,
                q.wins,
                q.values.len()
            );
        }
        text
    }

    /// For people: a line for each quantity, a column for each variant.
    pub fn cells(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let names = self.rows.first().into_iter().flatten();
        let header = std::iter::once("median (least to greatest)".to_owned())
            .chain(names.map(|q| q.variant.clone()));
        let rows = self.rows.iter().map(|row| {
            let name = row.first().map_or(String::new(), |q| q.name.clone());
            std::iter::once(name).chain(row.iter().map(cell)).collect()
        });
        (header.collect(), rows.collect())
    }

    /// As Markdown.
    pub fn to_markdown(&self) -> String {
        let (header, rows) = self.cells();
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let rule = vec!["---".to_owned(); header.len()];
        let rows: String = rows.iter().map(|row| line(row)).collect();
        line(&header) + &line(&rule) + &rows
    }

    /// As aligned columns.
    pub fn to_text(&self) -> String {
        let (header, rows) = self.cells();
        let all: Vec<&Vec<String>> = std::iter::once(&header).chain(&rows).collect();
        let width = |c: usize| {
            all.iter()
                .map(|row| row[c].chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..header.len()).map(width).collect();
        let line = |row: &&Vec<String>| {
            let cells = row
                .iter()
                .zip(&widths)
                .map(|(cell, &w)| format!("{cell:<w$}"));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
        };
        all.iter().map(line).collect()
    }
}

/// "1.2e-3 (1.0e-3 to 2.0e-3)"
fn cell(q: &Quantity) -> String {
    let number = |x: f64| match x {
        x if x.is_infinite() => "never".to_owned(),
        x if x != 0.0 && !(0.1..1e5).contains(&x.abs()) => format!("{x:.1e}"),
        x if x.abs() < 10.0 => format!("{x:.2}"),
        x => format!("{x:.0}"),
    };
    let (least, greatest) = q.range();
    if q.values.len() == 1 {
        return number(q.median());
    }
    format!(
        "{} ({} to {})",
        number(q.median()),
        number(least),
        number(greatest)
    )
}
