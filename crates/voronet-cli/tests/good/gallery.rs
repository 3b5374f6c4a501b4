//! `voronet gallery`

use serde_json::Value;

use super::{read, stderr, stdout, voronet};

/// What the quick versions reach, and a bound of their errors.
const QUICK: [(&str, f64); 5] = [
    ("poisson-1d", 1e-5),
    ("disk", 5e-5),
    ("heat-1d", 1e-5),
    ("advection", 1e-4),
    ("lotka-volterra", 1e-4),
];

#[test]
fn the_quick_ones_reach_small_errors_and_stand_on_one_page() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["gallery", "--quick", "--out", "out", "--quiet"];
    let output = voronet(folder.path(), &arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    let out = folder.path().join("out");
    let table: Value = serde_json::from_str(&read(&out.join("gallery.json"))).unwrap();
    let problems = table["problems"].as_array().unwrap();
    let page = read(&out.join("index.html"));
    let rows = read(&out.join("table.md"));
    assert_eq!(problems.len(), QUICK.len());
    for (problem, (name, bound)) in problems.iter().zip(QUICK) {
        assert_eq!(problem["name"], name);
        let error = problem["error"].as_f64().unwrap();
        assert!(error < bound, "{name}: {error:e}");
        assert_eq!(
            problem["reached"],
            error <= problem["target"].as_f64().unwrap()
        );
        assert!(rows.contains(&format!("| [`{name}`](../problems/gallery/{name}.toml) |")));
        let section = page.split(&format!("<h3 id=\"{name}\">")).nth(1).unwrap();
        let section = section.split("<h3").next().unwrap();
        assert!(
            section.contains("<svg") && section.contains("Domain: "),
            "{name}"
        );
        assert!(section.contains(&format!("{error:.1e}")), "{name}");
        let picture = std::fs::read(out.join(format!("pictures/{name}.png"))).unwrap();
        assert!(picture.starts_with(b"\x89PNG"), "{name}");
    }
    assert!(!page.contains("src="), "the page needs nothing else");
    // What is there is kept; what would be another training is refused.
    let again = voronet(folder.path(), &arguments);
    assert_eq!(stdout(&again), stdout(&output));
    assert_eq!(read(&out.join("index.html")), page);
    let other = [&arguments[..], &["--set", "training.iterations=5"]].concat();
    let other = voronet(folder.path(), &other);
    assert_eq!(other.status.code(), Some(2));
    assert!(stderr(&other).contains("never overwritten"));
}

#[test]
fn medians_over_random_seeds_of_those_that_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let chosen = ["gallery", "--quick", "--only", "heat-1d", "--repeats", "2"];
    let moment = ["--set", "training.iterations=20", "--quiet"];
    let output = voronet(folder.path(), &[&chosen[..], &moment].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let out = folder.path().join("runs/gallery-quick");
    let table: Value = serde_json::from_str(&read(&out.join("gallery.json"))).unwrap();
    let [problem] = &table["problems"].as_array().unwrap()[..] else {
        panic!("one problem")
    };
    let runs = problem["runs"].as_array().unwrap();
    assert_eq!((&runs[0]["seed"], &runs[1]["seed"]), (&1.into(), &2.into()));
    let errors = runs
        .iter()
        .map(|run| run["relative_l2_error"]["T"].as_f64());
    let errors: Vec<f64> = errors.map(Option::unwrap).collect();
    assert_eq!(problem["error"], errors[0].max(errors[1]));
    assert!(out.join("heat-1d/2/report.html").exists());
}

#[test]
fn names_are_listed_and_a_wrong_one_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let list = voronet(folder.path(), &["gallery", "--list"]);
    assert!(list.status.success(), "{}", stderr(&list));
    let list = stdout(&list);
    assert!(list.lines().count() >= 36, "{list}");
    assert!(list.contains("\nkovasznay "), "{list}");
    let wrong = voronet(folder.path(), &["gallery", "--only", "kovasnay"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("did you mean `kovasznay`?"));
    let slow = voronet(folder.path(), &["gallery", "--quick", "--only", "beltrami"]);
    assert_eq!(slow.status.code(), Some(2));
    assert!(stderr(&slow).contains("poisson-1d"));
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
}
