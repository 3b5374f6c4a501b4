//! What the machine has.

use std::fs::read_to_string;

/// Returns the bytes of memory that a run may still take: what the system has free, or less where
/// this process or its control group is limited to less. None where it is not known.
pub fn free_memory() -> Option<f64> {
    let limits = [of_system(), of_process(), of_group()];
    limits.into_iter().flatten().min_by(f64::total_cmp)
}

/// Memory that can be had without taking it from others, and free swap.
fn of_system() -> Option<f64> {
    let text = read_to_string("/proc/meminfo").ok()?;
    let kibibytes = |key: &str| -> Option<f64> {
        let line = text.lines().find(|line| line.starts_with(key))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    let swap = kibibytes("SwapFree:").unwrap_or(0.0);
    Some(1024.0 * (kibibytes("MemAvailable:")? + swap))
}

/// The limit of the address space, as `ulimit -v` sets it.
fn of_process() -> Option<f64> {
    let text = read_to_string("/proc/self/limits").ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Max address space"))?;
    // `unlimited` is no number.
    line.split_whitespace().next()?.parse().ok()
}

/// The limit of a container.
fn of_group() -> Option<f64> {
    let number = |file: &str| -> Option<f64> {
        let text = read_to_string(format!("/sys/fs/cgroup/{file}")).ok()?;
        text.trim().parse().ok()
    };
    Some((number("memory.max")? - number("memory.current").unwrap_or(0.0)).max(0.0))
}
