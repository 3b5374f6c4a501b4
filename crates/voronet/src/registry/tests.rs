//! Keys, choices and tables do what they say.

use super::*;

/// A family of two, whose members read a key of one name with different defaults.
static SIDES: Family<()> = Family {
    name: "sides",
    members: &[&LEFT, &RIGHT],
    columns: &[("what it is", |entry| entry.summary.to_owned())],
};

const SHARE: Key = Key {
    name: "share",
    range: Range::Fraction,
    default: Fallback::Number(0.5),
    meaning: "how much of it",
};

static LEFT: Entry<()> = Entry {
    name: "left",
    summary: "a | b",
    reference: "",
    keys: &[SHARE],
    how: (),
};

static RIGHT: Entry<()> = Entry {
    name: "right",
    summary: "c",
    reference: "",
    keys: &[SHARE.with_default(1e-8)],
    how: (),
};

#[test]
fn a_choice_has_its_defaults_until_told_otherwise_and_knows_what_is_out_of_range() {
    let right = Chosen::new(&RIGHT);
    assert_eq!(right.number(&RIGHT.keys[0]), 1e-8);
    assert_eq!(right.describe(), "right (share = 1e-8)");
    assert_eq!(right, right.clone().with(&RIGHT.keys[0], 1e-8));
    assert_ne!(right, Chosen::new(&LEFT));
    let twice = Chosen::new(&LEFT).with(&LEFT.keys[0], 0.1);
    let twice = twice.with(&LEFT.keys[0], 1.0);
    assert_eq!(twice.number(&LEFT.keys[0]), 1.0);
    assert!(!LEFT.keys[0].range.holds(1.0));
    assert_eq!(LEFT.keys[0].range.words(), "a number from 0 to below 1");
}

#[test]
fn ranges_hold_what_their_words_say() {
    for (range, inside, outside) in [
        (Range::Count(1), [1.0, 4_294_967_295.0], [0.0, 1.5]),
        (Range::Count(0), [0.0, 7.0], [-1.0, 4_294_967_296.0]),
        (Range::Positive, [1e-300, 1e300], [0.0, -1.0]),
        (Range::NonNegative, [0.0, 1e300], [-1e-300, f64::INFINITY]),
        (Range::Fraction, [0.0, 0.999], [1.0, -0.1]),
        (Range::Unit, [0.0, 1.0], [1.001, f64::NAN]),
        (Range::Any, [-1.0, 1.0], [f64::NAN, f64::NEG_INFINITY]),
    ] {
        assert!(inside.iter().all(|&x| range.holds(x)), "{range:?}");
        assert!(!outside.iter().any(|&x| range.holds(x)), "{range:?}");
    }
}

#[test]
fn a_family_is_told_as_tables() {
    assert_eq!(SIDES.find("right"), Some(&RIGHT));
    assert_eq!(SIDES.find("top"), None);
    let listing = SIDES.listing();
    let text = "name   what it is\n\
                left   a | b\n\
                right  c\n\n\
                key    of     default  values                      meaning\n\
                share  left   0.5      a number from 0 to below 1  how much of it\n\
                share  right  1e-8     a number from 0 to below 1  how much of it\n";
    assert_eq!(listing.to_text(), text);
    let markdown = listing.to_markdown();
    let lines: Vec<&str> = markdown.lines().take(3).collect();
    let wanted = [
        "| name | what it is |",
        "| --- | --- |",
        "| `left` | a \\| b |",
    ];
    assert_eq!(lines, wanted);
}

#[test]
fn alternatives_are_joined_by_or() {
    assert_eq!(either(&["a", "b", "c"]), "a, b or c");
    assert_eq!(either(&["a"]), "a");
    assert_eq!(either(&[""; 0]), "");
}
