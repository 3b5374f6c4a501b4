//! Which row of the workspace holds which result.

use super::lower::Instruction;

/// A row for each result, reused once the result has been read for the last
/// time, and the number of rows. Roots keep theirs.
pub fn assign(code: &[Instruction], roots: &[usize]) -> (Vec<usize>, usize) {
    let mut last: Vec<usize> = (0..code.len()).collect();
    for (i, instruction) in code.iter().enumerate() {
        for r in instruction.operands() {
            last[r] = i;
        }
    }
    for &root in roots {
        last[root] = usize::MAX;
    }
    let mut free: Vec<usize> = Vec::new();
    let mut rows: Vec<usize> = Vec::with_capacity(code.len());
    let mut count = 0;
    for (i, instruction) in code.iter().enumerate() {
        // The result's row is taken before its operands' are given back: no
        // instruction writes what it reads.
        let row = free.pop().unwrap_or_else(|| {
            count += 1;
            count - 1
        });
        rows.push(row);
        let mut dead: Vec<usize> = instruction.operands().filter(|&r| last[r] == i).collect();
        dead.sort_unstable();
        dead.dedup();
        free.extend(dead.into_iter().map(|r| rows[r]));
    }
    (rows, count)
}
