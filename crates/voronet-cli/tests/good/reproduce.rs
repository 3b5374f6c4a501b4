//! `voronet reproduce`

use super::{read, stderr, stdout, voronet};

/// The values of an attribute in a page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("{name}=\"");
    let values = page.split(start.as_str()).skip(1);
    values
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .collect()
}

/// A drawing without its embedded pictures, in whose letters anything may stand.
fn drawn(svg: &str) -> String {
    let mut parts = svg.split("base64,");
    let first = parts.next().unwrap_or_default().to_owned();
    let after = parts.filter_map(|part| part.split_once('"'));
    first + &after.map(|(_, rest)| rest).collect::<String>()
}

#[test]
fn the_fourteen_figures_with_their_pictures_and_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["reproduce", "--quick", "--out", "out", "--quiet"];
    let output = voronet(folder.path(), &arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    let out = folder.path().join("out");
    let page = read(&out.join("index.html"));
    let sections: Vec<&str> = page.split("<h2 id=\"figure-").skip(1).collect();
    assert_eq!(sections.len(), 14);
    let printed = stdout(&output);
    for (i, section) in sections.into_iter().enumerate() {
        let number = i + 1;
        assert!(section.starts_with(&format!("{number}\">Figure {number}: ")));
        assert!(page.contains(&format!("<a href=\"#figure-{number}\">")));
        assert!(printed.contains(&format!("Figure {number:2} (")));
        let words = section.split("<dd>").nth(2).unwrap_or_default();
        let words = words.split("</dd>").next().unwrap_or_default();
        assert!(!words.contains("NaN") && words.len() > 30, "{words}");
        // Nothing that was measured can agree or differ.
        let illustrates = [1, 2, 10].contains(&number);
        let has_none = section.contains("<strong>no verdict</strong>");
        assert_eq!(has_none, illustrates, "Figure {number}");
        let pictures = attributes(section, "src");
        assert!(!pictures.is_empty(), "Figure {number}");
        for picture in pictures {
            assert!(picture.starts_with(&format!("figure-{number:02}")));
            let bytes = std::fs::read(out.join(picture)).unwrap();
            assert!(bytes.starts_with(b"\x89PNG"), "{picture}");
            let svg = read(&out.join(picture.replace(".png", ".svg")));
            assert!(
                svg.contains("</svg>") && !drawn(&svg).contains("NaN"),
                "{picture}"
            );
        }
        let tables = attributes(section, "href");
        // Figure 10 shows where the conditions hold, and has no numbers.
        assert_eq!(tables.is_empty(), number == 10, "Figure {number}");
        for table in tables {
            let text = read(&out.join(table));
            let columns = super::columns(&text);
            assert!(columns.len() >= 2, "{table}");
            let finite = |values: &Vec<f64>| values.iter().any(|x| x.is_finite());
            assert!(columns.values().all(finite), "{table}");
        }
    }
    // Earlier figures are never overwritten.
    let again = voronet(folder.path(), &arguments);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("never overwritten"));
    assert_eq!(read(&out.join("index.html")), page);
}
