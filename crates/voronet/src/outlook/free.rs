//! Outputs that laws say too little of to fix them.

use crate::problem::Problem;
use crate::words::listed;

/// Notices of outputs to which something may be added and all laws hold as before.
pub fn notices(problem: &Problem) -> Vec<String> {
    let outputs = 0..problem.outputs.len();
    outputs
        .filter_map(|output| notice(problem, output))
        .collect()
}

fn notice(problem: &Problem, output: usize) -> Option<String> {
    let free = problem.free_part(output)?;
    let names: Vec<&str> = free.iter().map(|&i| problem.inputs[i].as_str()).collect();
    let added = match names.is_empty() {
        true => "a constant".to_owned(),
        false => format!("a function of {}", listed(&names)),
    };
    let u = &problem.outputs[output];
    Some(format!(
        "No law reads `{u}` itself, but derivatives alone: it is found up to {added}. A condition \
         that says what `{u}` is at a point or along a side settles that."
    ))
}
