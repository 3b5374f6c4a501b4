//! Files that say they are larger than they are, or are large and hold nothing: memory is asked
//! for what is there, under a limit of 2 GB.
#![cfg(target_os = "linux")]

mod support;

use std::path::Path;
use std::process::Command;

use support::{TINY, stderr, voronet};

/// Runs the program with little memory, and gives its exit status and what it said.
fn limited(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new("sh")
        .args(["-c", "ulimit -v 2000000; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_voronet"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    (output.status.code(), stderr(&output))
}

/// The bytes of a model file with that length of its header and that header.
fn model(length: u64, header: &str) -> Vec<u8> {
    [&length.to_le_bytes()[..], header.as_bytes(), &[0; 64]].concat()
}

/// The same of a right length, with that tensor.
fn model_with(shape: &str, offsets: [u64; 2], widths: &str) -> Vec<u8> {
    let header = format!(
        r#"{{"__metadata__": {{"format": "voronet model 2", "title": "", "activation": "tanh",
        "inputs": "[\"x\"]", "outputs": "[\"u\"]", "widths": "{widths}", "shift": "[0]",
        "scale": "[1]", "output_shift": "[0]", "output_scale": "[1]", "ansatz": "[\"net\"]",
        "lower": "[0]", "upper": "[1]"}},
        "layers.0.weight": {{"dtype": "F32", "shape": {shape}, "data_offsets": {offsets:?}}}}}"#
    );
    model(header.len() as u64, &header)
}

#[test]
fn lengths_of_models_are_compared_with_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    for (k, bytes) in [
        model(u64::MAX, "{}"),
        model(u64::MAX / 2, "{}"),
        model(1 << 40, "{}"),
        model(90_000_000, "{}"),
        model_with("[1000000, 1000000]", [0, 4_000_000_000_000], "[1, 1]"),
        model_with("[18446744073709551615, 2]", [0, 64], "[1, 1]"),
        model_with("[4]", [0, u64::MAX], "[1, 1]"),
        model_with("[4]", [u64::MAX, 3], "[1, 1]"),
        model_with("[16]", [0, 64], "[1, 1000000000000, 1]"),
        model_with("[16]", [0, 64], "[1, 18446744073709551615, 1]"),
    ]
    .iter()
    .enumerate()
    {
        let name = format!("{k}.safetensors");
        std::fs::write(folder.path().join(&name), bytes).unwrap();
        let (status, said) = limited(folder.path(), &["evaluate", &name, "--grid", "3"]);
        assert_eq!(status, Some(2), "{k}: {said}");
        assert!(
            said.starts_with(&format!("error: {name} is not a")),
            "{said}"
        );
    }
}

#[test]
fn tables_and_triangles_are_no_larger_than_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let problem = |file: &str| {
        let reference = "u = \"exp(-0.1*pi^2*t)*sin(pi*x)\"";
        std::fs::write(
            here.join("table.toml"),
            TINY.replace(reference, &format!("file = \"{file}\"")),
        )
        .unwrap();
    };
    // A head of 80 bytes, four thousand million triangles, and one.
    let stl = [&[b' '; 80][..], &u32::MAX.to_le_bytes(), &[0; 50]].concat();
    std::fs::write(here.join("solid.stl"), stl).unwrap();
    let solid = "inputs = ['x', 'y', 'z']\noutputs = ['u']\n[domain]\nshape = 'solid'\n[shapes]\n\
                 solid = { kind = 'mesh', file = 'solid.stl' }\n[[equation]]\nlaw = 'u = 0'\n";
    std::fs::write(here.join("solid.toml"), solid).unwrap();
    let (status, said) = limited(here, &["check", "solid.toml"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(
        said.contains("by its head it holds 4294967295 triangles, by its length 1"),
        "{said}"
    );
    // Files that take no room on the disk, of 1 TB and of a size that is just read.
    for (length, wanted) in [
        (1u64 << 40, "it is too large"),
        (
            1 << 29,
            "has 536870912 bytes, where names have at most 1000",
        ),
    ] {
        let file = std::fs::File::create(here.join("sparse.csv")).unwrap();
        file.set_len(length).unwrap();
        problem("sparse.csv");
        let (status, said) = limited(here, &["check", "table.toml"]);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains(wanted), "{said}");
        assert!(said.len() < 2000, "{}", said.len());
    }
    // Names of columns without end, and one line.
    let columns: Vec<String> = (0..100_000).map(|k| format!("c{k}")).collect();
    std::fs::write(here.join("wide.csv"), columns.join(",") + "\n1\n").unwrap();
    problem("wide.csv");
    let (status, said) = limited(here, &["check", "table.toml"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(
        said.contains("line 2 has 1 cell where the names are 100000"),
        "{said}"
    );
}

#[test]
fn lengths_of_checkpoints_are_compared_with_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("tiny.toml"), TINY).unwrap();
    let train = ["train", "tiny.toml", "--out", "run", "--quiet"];
    assert!(voronet(here, &train).status.success());
    let file = here.join("run/checkpoints/000001.checkpoint");
    let whole = std::fs::read(&file).unwrap();
    std::fs::remove_file(here.join("run/summary.json")).unwrap();
    let lengths = "voronet checkpoint\n".len() + 8;
    for wrong in [u64::MAX, 1 << 62, 1 << 40] {
        for at in [lengths, lengths + 8] {
            let mut bytes = whole.clone();
            bytes[at..at + 8].copy_from_slice(&wrong.to_le_bytes());
            std::fs::write(&file, bytes).unwrap();
            let (status, said) = limited(here, &["resume", "run", "--quiet"]);
            assert_eq!(status, Some(2), "{said}");
            assert!(said.contains("none of its checkpoints is whole"), "{said}");
        }
    }
    // One of 1 TB that takes no room on the disk.
    let sparse = std::fs::File::create(&file).unwrap();
    sparse.set_len(1 << 40).unwrap();
    let (status, said) = limited(here, &["resume", "run", "--quiet"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("000001.checkpoint: out of memory"), "{said}");
    std::fs::write(&file, whole).unwrap();
    let (status, said) = limited(here, &["resume", "run", "--quiet"]);
    assert_eq!(status, Some(0), "{said}");
}
