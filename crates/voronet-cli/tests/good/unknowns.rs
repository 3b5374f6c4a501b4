//! Numbers that are found together with the solution.

use super::support::{stderr, voronet};
use super::{columns, folder, stdout, summary, train};

const DECAY: &str = r#"
inputs = ["t"]
outputs = ["u"]
[unknowns]
k = { start = 1, positive = true }
[domain]
t = [0, 2]
[[equation]]
law = "u_t = -k*u"
[[condition]]
at = "t = 0"
law = "u = 1"
[[condition]]
name = "data"
points = "seen.csv"
law = "u = seen"
noise = 0.01
[network]
hidden = [8]
[sampling]
points = 1000
[training]
optimizer = "levenberg-marquardt"
iterations = 30
"#;

#[test]
fn an_unknown_is_shown_from_check_to_evaluate() {
    let folder = folder();
    std::fs::write(folder.path().join("tiny.toml"), DECAY).unwrap();
    let row = |i: i32| {
        let t = 0.1 * f64::from(i);
        format!("{t},{}\n", (-1.5 * t).exp())
    };
    let rows: String = (1..20).map(row).collect();
    std::fs::write(folder.path().join("seen.csv"), format!("t,seen\n{rows}")).unwrap();
    let check = voronet(folder.path(), &["check", "tiny.toml"]);
    assert!(check.status.success(), "{}", stderr(&check));
    let text = stdout(&check);
    assert!(text.contains("Unknown: k, from 1 on, positive"), "{text}");
    assert!(text.contains("data (weight 1, noise 0.01)"), "{text}");

    let run = train(folder.path(), "run", &[]);
    let unknown = &summary(&run)["unknowns"]["each"]["k"];
    let value = unknown["value"].as_f64().unwrap();
    assert!((value / 1.5 - 1.0).abs() < 0.01, "{unknown}");
    let (from, to) = (&unknown["interval"][0], &unknown["interval"][1]);
    assert!(from.as_f64().unwrap() < value && value < to.as_f64().unwrap());
    let history = std::fs::read_to_string(run.join("history.csv")).unwrap();
    let course = &columns(&history)["unknown_k"];
    assert_eq!(course[0], 1.0);
    let page = std::fs::read_to_string(run.join("report.html")).unwrap();
    assert!(page.contains("95% interval"));
    assert!(run.join("unknowns.svg").exists());

    std::fs::write(folder.path().join("at.csv"), "t\n0.5\n").unwrap();
    for what in ["run", "run/model.safetensors"] {
        let asked = ["evaluate", what, "--at", "at.csv", "--derivative", "k"];
        let output = voronet(folder.path(), &asked);
        assert!(output.status.success(), "{}", stderr(&output));
        let found = columns(&stdout(&output));
        assert!((found["k"][0] - value).abs() < 1e-12, "{what}");
    }
}
