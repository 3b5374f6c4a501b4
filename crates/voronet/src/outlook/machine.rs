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

/// The limit of a container. Pages of files count as used, and are given back when memory
/// is asked for.
fn of_group() -> Option<f64> {
    let text = |file: &str| read_to_string(format!("/sys/fs/cgroup/{file}")).ok();
    let number = |file: &str| -> Option<f64> { text(file)?.trim().parse().ok() };
    let limit = number("memory.max")?;
    let used = number("memory.current").unwrap_or(0.0);
    let of_files = text("memory.stat").map_or(0.0, |text| pages_of_files(&text));
    Some((limit - (used - of_files).max(0.0)).max(0.0))
}

/// Bytes of a control group's pages that hold files, by its `memory.stat`.
fn pages_of_files(stat: &str) -> f64 {
    let of = |line: &str| -> Option<f64> {
        let (key, value) = line.split_once(' ')?;
        let is_of_files = ["active_file", "inactive_file"].contains(&key);
        is_of_files.then(|| value.trim().parse().ok())?
    };
    stat.lines().filter_map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::pages_of_files;

    #[test]
    fn pages_of_files_are_free() {
        let stat = "anon 5\nfile 70\nshmem 10\ninactive_file 40\nactive_file 20\n";
        assert_eq!(pages_of_files(stat), 60.0);
        assert_eq!(pages_of_files(""), 0.0);
    }
}
