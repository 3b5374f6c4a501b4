//! Numbers that sum a figure up.

/// Mean and standard deviation.
pub fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    (mean, variance.sqrt())
}

/// Spearman's rank correlation: 1 where both order the points alike.
pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let ((mean_a, deviation_a), (mean_b, deviation_b)) =
        (mean_and_deviation(&a), mean_and_deviation(&b));
    let products = a.iter().zip(&b).map(|(a, b)| (a - mean_a) * (b - mean_b));
    products.sum::<f64>() / a.len() as f64 / (deviation_a * deviation_b)
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, &i) in order.iter().enumerate() {
        ranks[i] = rank as f64;
    }
    ranks
}

/// By how much values differ within a cell at most, as a part of the cell's
/// largest; `owners` has the cell of each value.
pub fn spread_within(owners: &[u32], cells: usize, values: &[f64]) -> f64 {
    let mut ends = vec![(f64::INFINITY, 0.0f64); cells];
    for (&cell, &value) in owners.iter().zip(values) {
        let (low, high) = &mut ends[cell as usize];
        *low = low.min(value);
        *high = high.max(value);
    }
    let spread = |(low, high): &(f64, f64)| if high > low { (high - low) / high } else { 0.0 };
    ends.iter().map(spread).fold(0.0, f64::max)
}

/// χ² of counts against what was expected, per degree of freedom: about 1 if they
/// are draws of it. Cells in which hardly anything is expected are left out.
pub fn chi_squared(counts: &[f64], expected: &[f64]) -> f64 {
    let pairs = counts.iter().zip(expected).filter(|pair| *pair.1 >= 5.0);
    let terms: Vec<f64> = pairs.map(|(n, e)| (n - e).powi(2) / e).collect();
    terms.iter().sum::<f64>() / terms.len().saturating_sub(1).max(1) as f64
}
