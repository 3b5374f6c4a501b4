use crate::plan::Plan;
use crate::problem::{Complaint, Problem, read_problem_with};
use crate::training::try_places;

/// A problem in the plane with this domain, these shapes and this condition.
fn read(domain: &str, shapes: &str, place: &str) -> Result<Problem, Vec<Complaint>> {
    let text = format!(
        "inputs = [\"x\", \"y\"]\noutputs = [\"u\"]\n{domain}\n[shapes]\n{shapes}\n\
         [[equation]]\nlaw = \"laplacian(u) = 0\"\n[[condition]]\n{place}\nlaw = \"u = 0\"\n"
    );
    let open = |name: &str| match name {
        "inside.csv" => Ok(b"x,y\n0.5,0\n1.0000001,0\n".to_vec()),
        "outside.csv" => Ok(b"x,y\n0.5,0\n\n0,1.2\n0,0.1\n".to_vec()),
        _ => Ok(b"x,y\n0,0\n1,0\n0,1\n0,0\n".to_vec()),
    };
    read_problem_with(&text, &[], &open)
}

const DISK: &str = "d = { kind = \"disk\", radius = 1 }";

/// Expects a complaint about shapes, in the order of titles and helps.
#[track_caller]
fn refused(domain: &str, shapes: &str, place: &str, wanted: &str) {
    let all = read(domain, shapes, place).expect_err("a bad problem");
    let told = |c: &Complaint| format!("{} ({}) {:?}", c.title, c.label, c.help);
    let all: Vec<String> = all.iter().map(told).collect();
    assert!(all.iter().any(|c| c.contains(wanted)), "{wanted}: {all:#?}");
}

const DOMAIN: &str = "domain = \"d\"";
const PLACE: &str = "on = \"boundary\"";

#[test]
fn too_many_shapes_are_refused_before_anything_overflows() {
    let many = format!("domain = \"d{}\"", " + d".repeat(30_000));
    refused(&many, DISK, PLACE, "more than 10000 shapes");
    let most = format!("domain = \"d{}\"", " + d".repeat(9_999));
    let problem = read(&most, DISK, PLACE).unwrap();
    assert!(problem.contains(&[0.5, 0.5]) && !problem.contains(&[1.0, 0.5]));
    let doubling = |k: usize| format!("s{k} = {{ shape = \"s{0} + s{0}\" }}\n", k + 1);
    let shapes: String = (0..24).map(doubling).collect();
    let last = "s24 = { kind = \"disk\", radius = 1 }";
    // Twice the same is the same.
    let problem = read("domain = \"s0\"", &(shapes + last), PLACE).unwrap();
    assert_eq!(problem.inhabited.unwrap().solid.bodies().len(), 1);
    let moved = |k: usize| {
        let (name, part) = (format!("s{k}"), format!("s{}", k + 1));
        format!(
            "{name} = {{ shape = \"{part} + m{part}\" }}\nm{part} = {{ shape = \"{part}\", translate = [1, 0] }}\n"
        )
    };
    let shapes: String = (0..24).map(moved).collect();
    refused(
        "domain = \"s0\"",
        &(shapes + last),
        PLACE,
        "at most 10000 shapes",
    );
    let nested = |k: usize| format!("s{k} = {{ shape = \"s{}\" }}\n", k + 1);
    let shapes: String = (0..200).map(nested).collect();
    let shapes = shapes + "s200 = { kind = \"disk\", radius = 1 }";
    refused("domain = \"s0\"", &shapes, PLACE, "nested too deeply");
    // Names within names do not multiply either.
    let shapes: String = (0..30).map(nested).collect();
    let shapes = shapes + "s30 = { kind = \"disk\", radius = 1 }";
    assert!(read("domain = \"s0\"", &shapes, "on = \"s0.s7.s30\"").is_ok());
}

#[test]
fn keys_that_would_be_ignored_are_refused() {
    let shapes = format!("{DISK}\na = {{ shape = \"d\", kind = \"torus\" }}");
    refused("domain = \"a\"", &shapes, PLACE, "unknown key `kind`");
    let both =
        "d = { kind = \"polygon\", file = \"ring.csv\", vertices = [[0, 0], [1, 0], [0, 1]] }";
    refused(DOMAIN, both, PLACE, "has both `vertices` and `file`");
    let file = "d = { kind = \"triangle\", file = \"ring.csv\" }";
    refused(DOMAIN, file, PLACE, "unknown key `file`");
}

#[test]
fn mistakes_in_unused_shapes_are_told() {
    let unused = format!("{DISK}\nhole = {{ kind = \"disk\" }}");
    refused(DOMAIN, &unused, PLACE, "`hole` has no `radius`");
    let circle = format!("{DISK}\na = {{ shape = \"b\" }}\nb = {{ shape = \"a - d\" }}");
    refused(DOMAIN, &circle, PLACE, "is made of itself");
    let plain = "[domain]\nx = [0, 1]\ny = [0, 1]";
    refused(
        plain,
        "hole = { kind = \"disk\" }",
        "at = \"x = 0\"",
        "`hole` has no `radius`",
    );
    assert!(read(plain, DISK, "at = \"x = 0\"").is_ok());
}

#[test]
fn some_names_are_no_shapes() {
    let shapes = format!("{DISK}\nboundary = {{ kind = \"disk\", radius = 1 }}");
    refused(
        "domain = \"d + boundary\"",
        &shapes,
        PLACE,
        "cannot be named `boundary`",
    );
    let shapes = format!("{DISK}\n\"d.left\" = {{ kind = \"disk\", radius = 1 }}");
    refused(DOMAIN, &shapes, PLACE, "cannot be named `d.left`");
}

#[test]
fn a_ring_may_be_closed() {
    for kind in [
        "\"polygon\", file = \"ring.csv\"",
        "\"triangle\", vertices = [[0, 0], [1, 0], [0, 1], [0, 0]]",
    ] {
        let shapes = format!("d = {{ kind = {kind} }}");
        let problem = read(DOMAIN, &shapes, "on = \"d.side3\"").unwrap();
        assert!(problem.contains(&[0.3, 0.3]) && !problem.contains(&[0.6, 0.6]));
    }
}

#[test]
fn given_points_lie_in_the_domain() {
    assert!(read(DOMAIN, DISK, "points = \"inside.csv\"").is_ok());
    refused(
        DOMAIN,
        DISK,
        "points = \"outside.csv\"",
        "in line 4 lies outside",
    );
    let plain = "[domain]\nx = [0, 1]\ny = [-1, 1]";
    refused(plain, DISK, "points = \"outside.csv\"", "x = 0, y = 1.2");
    let plain = "[domain]\nx = [0.2, 1]\ny = [-1, 1]";
    refused(
        plain,
        DISK,
        "points = \"outside.csv\"",
        "2 points lie outside",
    );
}

#[test]
fn empty_domains_and_places_are_found_before_training() {
    let tried = |domain: &str, place: &str| {
        let problem = read(domain, DISK, place).unwrap();
        try_places(&problem, &Plan::compile(&problem))
    };
    assert!(tried(DOMAIN, PLACE).is_ok());
    let nothing = tried("domain = \"d - d\"", PLACE).unwrap_err();
    assert_eq!(nothing.term, "equation-1");
    let nowhere = format!("{PLACE}\nwhere = \"x > 2\"");
    assert_eq!(tried(DOMAIN, &nowhere).unwrap_err().term, "condition-1");
}
