//! Medians, spreads, crossings.

use crate::training::Record;

/// Returns the middle value, or the mean of the two in the middle; NaN of nothing.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// Returns the value below which a part of the sorted values lies, linear between them;
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

/// Returns what a noisy run ends with: the median over the last twentieth of its
/// records.
pub fn settled(records: &[Record], of: impl Fn(&Record) -> f64) -> f64 {
    let last = (records.len() / 20).max(1);
    let values: Vec<f64> = records[records.len().saturating_sub(last)..]
        .iter()
        .map(of)
        .collect();
    median(&values)
}

/// Returns what a run has come to after some time: what it would end with then.
pub fn settled_at(records: &[Record], seconds: f64, of: impl Fn(&Record) -> f64) -> f64 {
    let until = records.partition_point(|record| record.seconds <= seconds);
    // Before its first record a run is where it began.
    settled(&records[..until.max(1).min(records.len())], of)
}

/// Finds the first record at which a value is at most `target`.
pub fn first_below(
    records: &[Record],
    of: impl Fn(&Record) -> f64,
    target: f64,
) -> Option<&Record> {
    records.iter().find(|record| of(record) <= target)
}

/// Returns the mean of the outputs' relative L² errors; NaN if none is known.
pub fn mean_error(record: &Record) -> f64 {
    let known: Vec<f64> = record.relative_l2_error.iter().copied().flatten().collect();
    known.iter().sum::<f64>() / known.len() as f64
}

/// Returns the relative difference of two lists of values in the L² norm, ‖a − b‖ / ‖b‖.
pub fn relative_difference(a: &[f64], b: &[f64]) -> f64 {
    let difference: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
    let norm: f64 = b.iter().map(|b| b * b).sum();
    (difference / norm).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(ours: f64, expected: f64) {
        assert!((ours - expected).abs() < 1e-14, "{ours} is not {expected}");
    }

    #[test]
    fn relative_differences() {
        // ‖(1, 0) − (4, 4)‖ = 5 and ‖(4, 4)‖ = √32.
        assert_near(
            relative_difference(&[1.0, 0.0], &[4.0, 4.0]),
            5.0 / 32f64.sqrt(),
        );
        assert_eq!(relative_difference(&[3.0, 4.0], &[3.0, 4.0]), 0.0);
        assert_near(relative_difference(&[0.0, 0.0], &[3.0, -4.0]), 1.0);
        // Twice as large, whatever the scale.
        assert_near(relative_difference(&[2e-9, 4e-9], &[1e-9, 2e-9]), 1.0);
    }

    #[test]
    fn medians() {
        assert_eq!(median(&[5.0, 1.0, 3.0]), 3.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 8.0]), 3.0);
        assert!(median(&[]).is_nan());
    }
}
