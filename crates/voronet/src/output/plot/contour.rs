//! Iso-lines by marching squares.

use std::collections::HashMap;

use super::super::Slice;

/// An edge of the grid: from node (i, j) upwards (`true`) or to the right.
type Edge = (usize, usize, bool);

/// The lines on which a plane's value is `level`, linear along the edges of
/// the grid. A closed line ends where it starts. Cells with a NaN corner are
/// passed over; in a saddle the mean of the corners decides.
pub fn iso_lines(slice: &Slice, level: f64) -> Vec<Vec<[f64; 2]>> {
    let value = |i: usize, j: usize| slice.values[i * slice.y.values.len() + j];
    let mut segments = Vec::new();
    for i in 1..slice.x.values.len() {
        for j in 1..slice.y.values.len() {
            let (left, low) = (i - 1, j - 1);
            // around the cell, from the lower left corner
            let corners = [value(left, low), value(i, low), value(i, j), value(left, j)];
            let edges = [
                (left, low, false),
                (i, low, true),
                (left, j, false),
                (left, low, true),
            ];
            cell(corners, edges, level, &mut segments);
        }
    }
    let point = |&(i, j, upwards): &Edge| {
        let (x, y) = (&slice.x.values, &slice.y.values);
        let (i1, j1) = if upwards { (i, j + 1) } else { (i + 1, j) };
        let (from, to) = (value(i, j), value(i1, j1));
        let part = (level - from) / (to - from);
        [x[i] + part * (x[i1] - x[i]), y[j] + part * (y[j1] - y[j])]
    };
    let lines = joined(&segments);
    lines
        .iter()
        .map(|line| line.iter().map(point).collect())
        .collect()
}

/// Adds the pieces of the line within one cell; edge k joins corners k and k+1.
fn cell(corners: [f64; 4], edges: [Edge; 4], level: f64, segments: &mut Vec<[Edge; 2]>) {
    if corners.iter().any(|corner| corner.is_nan()) {
        return;
    }
    let above = corners.map(|corner| corner > level);
    let crossed: Vec<usize> = (0..4).filter(|&k| above[k] != above[(k + 1) % 4]).collect();
    match crossed[..] {
        [a, b] => segments.push([edges[a], edges[b]]),
        [_, _, _, _] => {
            let centre = corners.iter().sum::<f64>() / 4.0 > level;
            // the pieces cut off the corners that differ from the centre
            let pairs = match above[0] == centre {
                true => [[0, 1], [2, 3]],
                false => [[3, 0], [1, 2]],
            };
            segments.extend(pairs.map(|[a, b]| [edges[a], edges[b]]));
        }
        _ => {}
    }
}

/// Puts segments end to end. Every edge belongs to at most two of them.
fn joined(segments: &[[Edge; 2]]) -> Vec<Vec<Edge>> {
    let mut at: HashMap<Edge, Vec<usize>> = HashMap::new();
    for (k, ends) in segments.iter().enumerate() {
        for end in ends {
            at.entry(*end).or_default().push(k);
        }
    }
    let mut used = vec![false; segments.len()];
    let mut walk = |start: usize, from: Edge| {
        let mut line = vec![from];
        let mut next = Some(start).filter(|&k| !used[k]);
        while let Some(k) = next {
            used[k] = true;
            let [a, b] = segments[k];
            let end = if line.last() == Some(&a) { b } else { a };
            line.push(end);
            next = at[&end].iter().copied().find(|&other| !used[other]);
        }
        line
    };
    let mut lines = Vec::new();
    // open lines from one of their ends first, then what is left: closed ones
    for (k, ends) in segments.iter().enumerate() {
        for end in ends {
            if at[end].len() == 1 {
                lines.push((k, *end));
            }
        }
    }
    lines.extend(segments.iter().enumerate().map(|(k, ends)| (k, ends[0])));
    lines
        .into_iter()
        .filter_map(|(k, end)| Some(walk(k, end)).filter(|line| line.len() > 1))
        .collect()
}
