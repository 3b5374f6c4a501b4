//! `[statistics]`

use super::complaint::Complaint;
use super::read::Reader;
use super::settings::section;
use super::tree::Value;
use crate::problem::{Density, StatisticsSettings};

/// Reads how statistics over parameters with a density are taken.
pub fn statistics(reader: &mut Reader, densities: &[(usize, Density)]) -> StatisticsSettings {
    let table = reader.table("statistics");
    let mut keys = section("[statistics]", &table, &mut reader.complaints);
    keys.allow(&["samples", "quantiles"]);
    let samples = keys.count("samples", 4096, 2);
    if let (true, Some((_, passage, _))) = (densities.is_empty(), table.entries.first()) {
        let title = "statistics are taken over parameters that have a density, and there are none";
        let complaint = Complaint::new(passage, title, "nothing to take them over");
        reader.complain(complaint.help("for example `xi = { normal = [0, 1] }` in [parameters]"));
    }
    let mut quantiles = vec![0.05, 0.5, 0.95];
    if let Some(item) = table.get("quantiles") {
        let stated = match &item.value {
            Value::Array(items) => items.as_slice(),
            _ => &[],
        };
        let numbers = stated.iter().map(|item| match item.value {
            Value::Float(x) if x > 0.0 && x < 1.0 => Some(x),
            _ => None,
        });
        let numbers: Option<Vec<f64>> = numbers.collect();
        match numbers.filter(|numbers| numbers.is_sorted_by(|a, b| a < b)) {
            Some(numbers) if !stated.is_empty() => quantiles = numbers,
            _ => {
                let title = "`quantiles` is a list of numbers between 0 and 1 that rise";
                let complaint = Complaint::new(&item.passage, title, "no such list");
                reader.complain(complaint.help("for example `quantiles = [0.05, 0.5, 0.95]`"));
            }
        }
    }
    StatisticsSettings { samples, quantiles }
}
