use super::*;

const FACET: &str = "facet normal 0 0 1\n outer loop\n  vertex 0 0 0\n  vertex 1 0 0\n  \
                     vertex 0 1 0.1\n endloop\nendfacet\n";

fn solid(name: &str) -> String {
    format!("solid {name}\n{FACET}endsolid {name}\n")
}

/// A binary file with the given head, count and corners.
fn binary_file(head: &[u8], count: u32, triangles: &[[[f32; 3]; 3]]) -> Vec<u8> {
    let mut bytes = head.to_vec();
    bytes.resize(80, 0);
    bytes.extend(count.to_le_bytes());
    for triangle in triangles {
        bytes.extend([0; 12]);
        bytes.extend(triangle.iter().flatten().flat_map(|x| x.to_le_bytes()));
        bytes.extend([0; 2]);
    }
    bytes
}

const CORNERS: [[f32; 3]; 3] = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.1]];

#[test]
fn text_and_binary_give_the_same_triangles() {
    let text = parse(solid("a").as_bytes()).unwrap();
    // Both begin with the word that texts begin with.
    let bytes = binary_file(b"solid of a program", 1, &[CORNERS]);
    let binary = parse(&bytes).unwrap();
    assert_eq!(text[0].triangles, binary[0].triangles);
    assert_eq!(binary[0].triangles[0][2], [0.0, 1.0, f64::from(0.1_f32)]);
    let shouted = solid("a").to_uppercase().replace('\n', "\r\n");
    assert_eq!(
        parse(shouted.as_bytes()).unwrap()[0].triangles,
        text[0].triangles
    );
}

#[test]
fn every_solid_is_a_part_with_a_name_of_its_own() {
    let names = ["inlet", "", "wall of part.stl", "inlet", "", "inlet"];
    let text: String = names.iter().map(|name| solid(name)).collect();
    let parts = parse(text.as_bytes()).unwrap();
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let wanted = [
        "inlet",
        "part2",
        "wall_of_part_stl",
        "inlet_2",
        "part5",
        "inlet_3",
    ];
    assert_eq!(names, wanted);
    assert!(parts.iter().all(|part| part.triangles.len() == 1));
    // Each in its turn, and in no time.
    let text = "solid a\nendsolid\n".repeat(100_000);
    let parts = parse(text.as_bytes()).unwrap();
    assert_eq!(parts[99_999].name, "a_100000");
}

#[test]
fn the_cause_is_said() {
    let text = solid("a");
    let nan = [[f32::NAN, 0.0, 0.0], CORNERS[1], CORNERS[2]];
    let cases: [(&str, Vec<u8>, &str); 12] = [
        ("nothing", vec![], "it is empty"),
        ("blanks", b" \n\n".to_vec(), "it is empty"),
        (
            "no STL",
            b"x,y\n1,2\n".to_vec(),
            "it is cut off, or no STL file: it has 8 bytes",
        ),
        (
            "half a text",
            text.as_bytes()[..60].to_vec(),
            "it is cut off: line 5: `vert` is not expected",
        ),
        (
            "no end",
            text.replace("endsolid a\n", "").into_bytes(),
            "it ends after 1 facets",
        ),
        (
            "NaN",
            text.replace("vertex 1 0", "vertex nan 0").into_bytes(),
            "line 5: the coordinate `nan` is no finite",
        ),
        (
            "infinity",
            text.replace("vertex 1 0", "vertex 1e99 0").into_bytes(),
            "line 5: the coordinate `1e99`",
        ),
        (
            "a word",
            text.replace("vertex 1 0", "vertex one 0").into_bytes(),
            "line 5: `one` is no number",
        ),
        (
            "two corners",
            text.replace("  vertex 1 0 0\n", "").into_bytes(),
            "line 7: this facet has 2 vertices",
        ),
        (
            "binary NaN",
            binary_file(b"", 2, &[CORNERS, nan]),
            "a corner of triangle 2 is no finite number",
        ),
        (
            "half a binary",
            binary_file(b"", 3, &[CORNERS; 2]),
            "by its head it holds 3 triangles, by its length 2",
        ),
        (
            "too long",
            binary_file(b"solid", 1, &[CORNERS; 2]),
            "by its head it holds 1 triangles, by its length 2",
        ),
    ];
    for (name, bytes, wanted) in cases {
        let what = parse(&bytes).unwrap_err();
        assert!(what.contains(wanted), "{name}: {what}");
    }
}
