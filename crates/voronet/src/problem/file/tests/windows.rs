//! `windows`, and problems whose time cannot be cut.

use super::*;
use crate::problem::{State, Windows};

/// A spring, from its start.
const SPRING: &str = r#"
inputs = ["t"]
outputs = ["x"]
domain.t = [0, 4]
[[equation]]
law = "diff(x, t, 2) + x = 0"
[[condition]]
name = "start"
at = "t = 0"
law = ["x = 1", "diff(x, t) = 0"]
[training]
windows = 4
"#;

fn refused(text: &str) -> String {
    let complaints = read_problem(text, &[]).err().unwrap_or_default();
    let [complaint] = &complaints[..] else {
        panic!("{complaints:?}");
    };
    format!("{complaint:?}")
}

#[test]
fn windows_are_a_number_or_left_to_the_program() {
    let read = |change: &str| read_problem(SPRING, &[change.to_owned()]).unwrap();
    assert_eq!(read("training.seed=1").training.windows, Windows::Count(4));
    assert_eq!(
        read("training.windows=auto").training.windows,
        Windows::Auto
    );
    let free = SPRING.replace("windows = 4", "");
    let default = read_problem(&free, &[]).unwrap();
    assert_eq!(default.training.windows, Windows::Auto);
    let chosen = read_problem(&free, &["training.optimizer=adam".to_owned()]).unwrap();
    assert_eq!(chosen.training.windows, Windows::Count(1));
    for wrong in ["0", "2.5", "\"many\"", "-1"] {
        let text = SPRING.replace("windows = 4", &format!("windows = {wrong}"));
        assert!(refused(&text).contains("a whole number from 1"), "{wrong}");
    }
}

#[test]
fn the_state_is_what_is_differentiated_by_the_time() {
    let state = State::of(&read_problem(SPRING, &[]).unwrap()).unwrap();
    assert_eq!((state.time, state.parts), (0, vec![(0, 0), (0, 1)]));
}

#[test]
fn a_time_that_cannot_be_followed_is_refused() {
    let changed = |from: &str, to: &str| {
        let text = SPRING.replace(from, to);
        assert_ne!(text, SPRING);
        refused(&text)
    };
    let late = changed("at = \"t = 0\"\n", "at = \"t = 4\"\n");
    assert!(late.contains("`start` holds at the end of `t`"), "{late}");
    let few = changed("[\"x = 1\", \"diff(x, t) = 0\"]", "\"x = 1\"");
    assert!(few.contains("only 1 of 2 values are given"), "{few}");
    assert!(few.contains("`x`, `diff(x, t)`"), "{few}");
    let still = changed("diff(x, t, 2) + x", "x - t");
    assert!(
        still.contains("no equation has a derivative by `t`"),
        "{still}"
    );
    let nameless = SPRING
        .replace("[\"t\"]", "[\"s\"]")
        .replace("domain.t", "domain.s");
    let nameless = nameless
        .replace("x, t", "x, s")
        .replace("\"t = 0\"", "\"s = 0\"");
    assert!(refused(&nameless).contains("the problem has no time"));
    let tied = changed(
        "law = [\"x = 1\", \"diff(x, t) = 0\"]",
        "law = [\"x = opposite(x)\", \"diff(x, t) = opposite(diff(x, t))\"]",
    );
    assert!(
        tied.contains("ties the start") || tied.contains("periodic"),
        "{tied}"
    );
}
