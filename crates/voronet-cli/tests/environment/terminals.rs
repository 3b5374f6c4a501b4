//! Environments and terminals with little in them.

use std::path::Path;
use std::process::Command;

use super::folder;
use super::support::stderr;

#[test]
fn an_environment_of_nothing() {
    let folder = folder(true);
    let trained = |out: &str, variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_voronet"));
        command.current_dir(folder.path()).env_clear();
        command.args(["train", "tiny.toml", "--out", out]);
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        std::fs::read(folder.path().join(out).join("solution.csv")).unwrap()
    };
    let wanted = std::fs::read(folder.path().join("run/solution.csv")).unwrap();
    let nowhere = [
        ("HOME", "/nowhere"),
        ("TMPDIR", "/nowhere"),
        ("TERM", "none"),
    ];
    for (out, variables) in [("nothing", &[][..]), ("nowhere", &nowhere)] {
        assert!(trained(out, variables) == wanted, "{out}");
    }
}

/// Runs a line of the shell on a terminal of so many columns, and gives the screen's rows.
#[cfg(target_os = "linux")]
fn on_terminal(folder: &Path, columns: usize, line: &str) -> Vec<String> {
    let line = line.replace("voronet", env!("CARGO_BIN_EXE_voronet"));
    let line = format!("stty rows 24 cols {columns}; {line}");
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("TERM", "xterm")
        .output()
        .expect("`script` is there, as on every Linux");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    text.split(['\r', '\n']).map(str::to_owned).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_of_forty_columns() {
    let folder = folder(false);
    let train = "voronet train tiny.toml --set training.iterations=2000 --out run";
    let rows = on_terminal(folder.path(), 40, train);
    let bars: Vec<String> = { rows.iter() }
        .map(|row| row.replace("\x1b[2K", ""))
        .filter(|row| row.contains('['))
        .collect();
    assert!(bars.iter().any(|bar| bar.contains("loss ")), "{rows:?}");
    for bar in &bars {
        assert!(bar.trim_end().chars().count() <= 40, "{bar:?}");
    }
    assert!(folder.path().join("run/summary.json").exists());
    for row in on_terminal(folder.path(), 40, "voronet train --help") {
        let is_usage = row.contains("Usage") || row.contains("--");
        assert!(is_usage || row.chars().count() <= 40, "{row:?}");
    }
    // Of a terminal that is hardly one, nothing breaks.
    on_terminal(folder.path(), 1, "voronet train tiny.toml --out narrow");
    assert!(folder.path().join("narrow/summary.json").exists());
}
