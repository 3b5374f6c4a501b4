//! Files that a problem file names.

use crate::problem::{Complaint, Problem, Text, read_problem_with};

/// A problem on a line whose condition and reference are in files.
const LINE: &str = r#"
inputs = ["x"]
outputs = ["u", "v"]
[domain]
x = [0, 2]
[[equation]]
law = ["diff(u, x, 2) = 0", "v = u"]
[[condition]]
points = 'sensors.csv'
law = "u = measured"
[reference]
file = "../solution.csv"
"#;

const SENSORS: &str = "x,measured\n0,1\n2,3\n";
const SOLUTION: &str = "x,u\n0,1\n1,2\n2,3\n";

fn read(text: &str, overrides: &[&str], files: &[(&str, &str)]) -> Result<Problem, Vec<Complaint>> {
    let overrides: Vec<String> = overrides.iter().map(|s| (*s).to_owned()).collect();
    let open = |name: &str| {
        let file = files.iter().find(|file| file.0 == name);
        let file = file.ok_or(std::io::ErrorKind::NotFound)?;
        Ok(file.1.as_bytes().to_vec())
    };
    read_problem_with(text, &overrides, &open)
}

/// The one complaint about the line's problem with these files.
fn complaint(text: &str, sensors: &str, solution: &str) -> Complaint {
    let files = [("sensors.csv", sensors), ("../solution.csv", solution)];
    let mut all = read(text, &[], &files).expect_err("a bad problem");
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn the_kept_text_names_the_kept_files_and_is_otherwise_as_written() {
    let files = [
        ("sensors.csv", SENSORS),
        ("../solution.csv", SOLUTION),
        ("/data/Sensors.csv", SENSORS),
    ];
    let problem = read(LINE, &[], &files).unwrap();
    let kept = problem.kept_text();
    let wanted = LINE
        .replace("'sensors.csv'", "\"inputs/sensors.csv\"")
        .replace("../solution.csv", "inputs/solution.csv");
    assert_eq!(kept, wanted);
    // Read again beside the kept files, nothing changes any more.
    let beside: Vec<(&str, &str)> = problem
        .files
        .iter()
        .map(|file| {
            (
                file.kept.as_str(),
                std::str::from_utf8(&file.bytes).unwrap(),
            )
        })
        .collect();
    let again = read(kept, &[], &beside).unwrap();
    assert_eq!(again.kept_text(), kept);

    // By an override, which is written in its place; the two names differ in case alone.
    let change = "condition.condition-1.points=/data/Sensors.csv";
    let problem = read(LINE, &[change], &files).unwrap();
    let wanted = LINE
        .replace("'sensors.csv'", "\"inputs/Sensors.csv\"")
        .replace("../solution.csv", "inputs/solution.csv");
    assert_eq!(problem.kept_text(), wanted);
    let both = LINE.replace("../solution.csv", "/data/Sensors.csv");
    let files = [("sensors.csv", SENSORS), ("/data/Sensors.csv", SOLUTION)];
    let problem = read(&both, &[], &files).unwrap();
    let names: Vec<&str> = problem
        .files
        .iter()
        .map(|file| file.kept.as_str())
        .collect();
    assert_eq!(names, ["inputs/sensors.csv", "inputs/Sensors-2.csv"]);
}

#[test]
fn points_outside_of_the_domain_are_refused_wherever_they_come_from() {
    for (sensors, solution) in [
        ("x,measured\n0,1\n\n55,3\n", SOLUTION),
        (SENSORS, "x,u\n0,1\n\n55,3\n"),
    ] {
        let complaint = complaint(LINE, sensors, solution);
        assert_eq!(
            complaint.title,
            "the point in line 4 lies outside of the domain"
        );
        assert_eq!(complaint.label, "x = 55");
    }
}

#[test]
fn what_is_wrong_with_a_table_is_said() {
    for (sensors, wanted) in [
        ("", "`sensors.csv` is no table of numbers: it is empty"),
        ("x,measured\n", "no row of numbers"),
        (
            "x,measured,measured\n0,8,1\n",
            "columns 2 and 3 are both named `measured`",
        ),
        (
            "x,measured\n0,1\n1,inf\n",
            "line 3, column `measured` holds `inf`",
        ),
        ("y,measured\n0,1\n", "no column for the input `x`"),
    ] {
        let title = complaint(LINE, sensors, SOLUTION).title;
        assert!(title.contains(wanted), "{sensors:?}: {title}");
    }
}

#[test]
fn a_table_of_a_spreadsheet_is_read() {
    let sensors = "\u{feff}x;measured\r\n0,0;8,1\r\n1,5;7,2\r\n";
    let files = [("sensors.csv", sensors), ("../solution.csv", SOLUTION)];
    let problem = read(LINE, &[], &files).unwrap();
    let crate::problem::Region::Given { points, .. } = &problem.terms[1].region else {
        panic!("a condition at points");
    };
    assert_eq!(
        (points.point(1), points.carried(1)),
        (&[1.5][..], &[7.2][..])
    );
}

#[test]
fn a_name_that_a_column_of_the_solution_has_is_refused() {
    // Of v there is no reference, so that its names are free.
    for (outputs, inputs, bad) in [
        (r#"["u", "u_error"]"#, r#"["x"]"#, Some("\"u_error\"")),
        (
            r#"["u", "u_reference"]"#,
            r#"["x"]"#,
            Some("\"u_reference\""),
        ),
        (r#"["u"]"#, r#"["u_error"]"#, Some("\"u_error\"")),
        (r#"["v", "v_error", "u"]"#, r#"["x"]"#, None),
    ] {
        let input = &inputs[2..inputs.len() - 2];
        let text = format!(
            "inputs = {inputs}\noutputs = {outputs}\n[domain]\n{input} = [0, 2]\n\
             [[equation]]\nlaw = \"u = {input}\"\n[reference]\nu = \"{input}\"\n"
        );
        match (read(&text, &[], &[]), bad) {
            (Ok(_), None) => {}
            (Err(all), Some(bad)) => {
                assert_eq!(all.len(), 1, "{all:?}");
                assert_eq!(all[0].passage.text, Text::File);
                assert_eq!(&text[all[0].passage.span.clone()], bad);
                assert!(all[0].title.contains("a column of the solution"), "{all:?}");
            }
            (other, _) => panic!("{outputs}: {:?}", other.err()),
        }
    }
}

#[test]
fn a_name_that_no_file_can_have_is_refused() {
    let text = LINE.replace("\"v\"", &format!("\"{}\"", "v".repeat(101)));
    let all = read(&text, &[], &[]).expect_err("a bad problem");
    let titles: Vec<&str> = all
        .iter()
        .map(|complaint| complaint.title.as_str())
        .collect();
    assert!(
        titles.contains(&"a name has at most 100 bytes"),
        "{titles:?}"
    );
}

/// The faces of a box in parts: `x0` at its lower end, `x1` at the upper one, and the
/// rest, each triangle turned outwards.
fn box_faces(from: f64, to: f64) -> [(String, Vec<[[f64; 3]; 3]>); 3] {
    let corner = |i: usize| {
        [
            [from, to][i & 1],
            [0.0, 1.0][i >> 1 & 1],
            [0.0, 1.0][i >> 2],
        ]
    };
    let quads = [
        [0, 4, 6, 2],
        [1, 3, 7, 5],
        [0, 1, 5, 4],
        [2, 6, 7, 3],
        [0, 2, 3, 1],
        [4, 5, 7, 6],
    ];
    let halves = |[a, b, c, d]: [usize; 4]| [[a, b, c], [a, c, d]].map(|t| t.map(corner));
    let part = |name: &str, quads: &[[usize; 4]]| {
        (
            name.to_owned(),
            quads.iter().flat_map(|q| halves(*q)).collect(),
        )
    };
    [
        part("inlet", &quads[..1]),
        part("outlet", &quads[1..2]),
        part("wall", &quads[2..]),
    ]
}

fn stl(name: &str, triangles: &[[[f64; 3]; 3]]) -> String {
    let mut text = format!("solid {name}\n");
    for triangle in triangles {
        text += "facet normal 0 0 0\nouter loop\n";
        for [x, y, z] in triangle {
            text += &format!("vertex {x} {y} {z}\n");
        }
        text += "endloop\nendfacet\n";
    }
    text + &format!("endsolid {name}\n")
}

const MESH: &str = r#"
inputs = ["x", "y", "z"]
outputs = ["u"]
domain = "duct"
[shapes]
duct = { kind = "mesh", file = "duct.stl" }
[[equation]]
law = "laplacian(u) = 0"
[[condition]]
on = "duct.inlet"
law = "u = 1"
"#;

#[test]
fn the_solids_of_an_stl_file_are_named_parts_of_one_surface() {
    let text: String = box_faces(0.0, 2.0)
        .iter()
        .map(|(name, t)| stl(name, t))
        .collect();
    let problem = read(MESH, &[], &[("duct.stl", &text)]).unwrap();
    let solid = &problem.inhabited.as_ref().unwrap().solid;
    assert!(solid.contains(&[1.0, 0.5, 0.5]) && !solid.contains(&[2.5, 0.5, 0.5]));
    let body = &solid.bodies()[0];
    let faces = body.shape.faces();
    let faces: Vec<(&str, f64)> = faces.iter().map(|f| (f.name.as_str(), f.measure)).collect();
    assert_eq!(faces, [("inlet", 1.0), ("outlet", 1.0), ("wall", 8.0)]);
    // Points of a part lie on it, with the normal outwards, and are known to.
    for (face, x, normal) in [(0, 0.0, -1.0), (1, 2.0, 1.0)] {
        for unit in [[0.1, 0.2], [0.7, 0.9], [0.99, 0.5]] {
            let spot = body.spot(face, unit);
            assert_eq!((spot.point[0], spot.normal[0]), (x, normal));
            assert_eq!(body.face_at(&spot.point), face);
        }
    }
    let on_wall = body.spot(2, [0.3, 0.4]);
    assert_eq!((on_wall.normal[0], body.face_at(&on_wall.point)), (0.0, 2));
    let unknown = read(
        &MESH.replace("duct.inlet", "duct.side"),
        &[],
        &[("duct.stl", &text)],
    );
    let help = unknown.unwrap_err()[0].help.clone().unwrap();
    assert!(
        help.contains("duct.inlet, duct.outlet, duct.wall"),
        "{help}"
    );
}

#[test]
fn closed_solids_of_an_stl_file_are_bodies_side_by_side() {
    let whole = |from: f64, to: f64| -> Vec<[[f64; 3]; 3]> {
        box_faces(from, to)
            .into_iter()
            .flat_map(|part| part.1)
            .collect()
    };
    let text = stl("inlet", &whole(0.0, 1.0)) + &stl("right", &whole(2.0, 3.0));
    let problem = read(MESH, &[], &[("duct.stl", &text)]).unwrap();
    assert_eq!(
        (problem.domain.lower[0], problem.domain.upper[0]),
        (0.0, 3.0)
    );
    for (x, inside) in [(0.5, true), (1.5, false), (2.5, true)] {
        assert_eq!(problem.contains(&[x, 0.5, 0.5]), inside);
    }
    // A part that is missing leaves the surface open.
    let open = stl("inlet", &box_faces(0.0, 1.0)[0].1);
    let title = &read(MESH, &[], &[("duct.stl", &open)]).unwrap_err()[0].title;
    assert!(title.contains("not closed: 4 edges"), "{title}");
}

#[test]
fn an_outline_without_names_is_read() {
    let text = r#"
inputs = ["x", "y"]
outputs = ["u"]
domain = "foil"
shapes.foil = { kind = "polygon", file = "foil.dat" }
[[equation]]
law = "laplacian(u) = 0"
"#;
    let foil = "NACA 0004\n 1.00  0.00\n 0.50  0.20\n 0.00  0.00\n 0.50 -0.20\n";
    let problem = read(text, &[], &[("foil.dat", foil)]).unwrap();
    let solid = &problem.inhabited.unwrap().solid;
    assert!((solid.bodies()[0].shape.measure() - 0.2).abs() < 1e-12);
}
