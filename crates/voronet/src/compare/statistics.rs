//! Medians, spreads, crossings.

use crate::training::Record;

/// The middle value, or the mean of the two in the middle; NaN of nothing.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which a part of the sorted values lies, linear between them;
/// infinite values may be among them.
pub fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let at = part * last as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    if low == high {
        return low;
    }
    low + (high - low) * at.fract()
}

/// What a noisy run ends with: the median over the last twentieth of its
/// records.
pub fn settled(records: &[Record], of: impl Fn(&Record) -> f64) -> f64 {
    let last = (records.len() / 20).max(1);
    let values: Vec<f64> = records[records.len().saturating_sub(last)..]
        .iter()
        .map(of)
        .collect();
    median(&values)
}

/// What a run has come to after some time: what it would end with then.
pub fn settled_at(records: &[Record], seconds: f64, of: impl Fn(&Record) -> f64) -> f64 {
    let until = records.partition_point(|record| record.seconds <= seconds);
    // Before its first record a run is where it began.
    settled(&records[..until.max(1).min(records.len())], of)
}

/// The first record at which a value is at most `target`.
pub fn first_below(
    records: &[Record],
    of: impl Fn(&Record) -> f64,
    target: f64,
) -> Option<&Record> {
    records.iter().find(|record| of(record) <= target)
}

/// The mean of the outputs' relative L² errors; NaN if none is known.
pub fn mean_error(record: &Record) -> f64 {
    let known: Vec<f64> = record.relative_l2_error.iter().copied().flatten().collect();
    known.iter().sum::<f64>() / known.len() as f64
}
