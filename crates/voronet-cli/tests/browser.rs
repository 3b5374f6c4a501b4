//! Every page that the program writes, opened in a browser.
//!
//! ```text
//! page ─► copy beside it with a witness ─► headless Chromium ─► DOM ─► what the witness saw
//! ```
//!
//! `cargo test --release -p voronet-cli --test browser -- --ignored`, with
//! `chromium` on the PATH.

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::{TINY, stderr, voronet};

/// Notes every failed script and resource; when all is loaded, leaves its notes
/// and what it sees of the pictures as an attribute of the root.
const WITNESS: &str = r#"<script>
"use strict";
{
  const failures = [];
  addEventListener("error", (event) => {
    const of = event.target;
    const what = of instanceof Element
      ? `<${of.tagName}> ${of.getAttribute("src") ?? of.getAttribute("href") ?? ""}`
      : event.message;
    failures.push(what);
  }, true);
  addEventListener("unhandledrejection", (event) => failures.push(String(event.reason)));
  // A rejected promise is told of in a task of its own, which may come after.
  addEventListener("load", () => setTimeout(() => {
    const all = (name) => [...document.querySelectorAll(name)];
    const seen = {
      images: all("img").map((image) => [image.getAttribute("src"), image.naturalWidth]),
      drawings: all("svg").filter((svg) => !svg.ownerSVGElement)
        .map((svg) => svg.getBoundingClientRect().width),
      overflow: document.documentElement.scrollWidth - innerWidth,
      failures,
    };
    document.documentElement.setAttribute("data-seen", JSON.stringify(seen));
  }, 200));
}
</script>"#;

/// What a page showed.
#[derive(Debug)]
struct Seen {
    /// Images by their address, with their own width in pixels; 0 if not loaded.
    images: Vec<(String, f64)>,
    /// Widths of the drawings within the page.
    drawings: Vec<f64>,
    /// How far the page is wider than the window, in pixels.
    overflow: f64,
    /// Failed scripts and resources.
    failures: Vec<String>,
}

impl Seen {
    /// Every picture is there and nothing failed.
    fn expect(&self, images: usize, drawings: usize) {
        assert!(self.failures.is_empty(), "{self:?}");
        assert_eq!(self.images.len(), images, "{self:?}");
        assert_eq!(self.drawings.len(), drawings, "{self:?}");
        assert!(self.images.iter().all(|image| image.1 > 0.0), "{self:?}");
        assert!(self.drawings.iter().all(|&width| width > 100.0), "{self:?}");
        assert!(self.overflow <= 0.0, "{self:?}");
    }
}

/// Opens a file in the browser, and gives what it made of it and what it said.
fn open(file: &Path) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--virtual-time-budget=10000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("chromium is on the PATH");
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    (dom, stderr(&output))
}

/// Opens a page.
fn look(page: &Path) -> Seen {
    let text = std::fs::read_to_string(page).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
    assert!(text.contains("<head>"), "{}", page.display());
    // Beside the page, so that its pictures are where it looks for them.
    let copy = page.with_file_name("witnessed.html");
    let witnessed = text.replacen("<head>", &format!("<head>{WITNESS}"), 1);
    std::fs::write(&copy, witnessed).unwrap();
    let (dom, said) = open(&copy);
    std::fs::remove_file(&copy).unwrap();
    let (_, rest) = dom
        .split_once("data-seen=\"")
        .unwrap_or_else(|| panic!("the page did not load: {said}\n{dom}"));
    let (notes, _) = rest.split_once('"').unwrap();
    let notes = notes
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&");
    let notes: Value = serde_json::from_str(&notes).unwrap_or_else(|e| panic!("{e}: {notes}"));
    let list = |name: &str| notes[name].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_f64().unwrap();
    Seen {
        images: list("images")
            .iter()
            .map(|image| (text(&image[0]), number(&image[1])))
            .collect(),
        drawings: list("drawings").iter().map(number).collect(),
        overflow: number(&notes["overflow"]),
        failures: list("failures").iter().map(text).collect(),
    }
}

/// Runs the program on the tiny problem, which must work.
fn run(folder: &Path, arguments: &[&str]) {
    std::fs::write(folder.join("tiny.toml"), TINY).unwrap();
    let output = voronet(folder, arguments);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
#[ignore = "needs Chromium"]
fn the_report_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["train", "tiny.toml", "--out", "out"]);
    let out = folder.path().join("out");
    // A drawing for each picture beside the page: all of it is on one page.
    let pictures = std::fs::read_dir(&out).unwrap().flatten();
    let svg = |entry: &std::fs::DirEntry| entry.path().extension().is_some_and(|e| e == "svg");
    let pictures = pictures.filter(svg).count();
    assert!(pictures >= 4, "{pictures}");
    look(&out.join("report.html")).expect(0, pictures);
}

#[test]
#[ignore = "needs Chromium"]
fn the_report_of_a_comparison() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["compare", "tiny.toml", "--repeats", "2", "--out", "out"];
    run(folder.path(), &arguments);
    // Loss and error, by iteration and by time.
    look(&folder.path().join("out/report.html")).expect(0, 4);
}

#[test]
#[ignore = "needs Chromium"]
fn the_page_of_the_fourteen_figures() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["reproduce", "--quick", "--out", "out"]);
    let out = folder.path().join("out");
    let pictures = std::fs::read_dir(&out).unwrap().flatten();
    let png = |entry: &std::fs::DirEntry| entry.path().extension().is_some_and(|e| e == "png");
    let pictures = pictures.filter(png).count();
    assert!(pictures > 14, "{pictures}");
    look(&out.join("index.html")).expect(pictures, 0);
    // A picture that is gone does not go unnoticed.
    std::fs::remove_file(out.join("figure-13.png")).unwrap();
    let seen = look(&out.join("index.html"));
    assert_eq!(seen.failures, ["<IMG> figure-13.png"]);
    let broken = seen.images.iter().filter(|image| image.1 == 0.0);
    let broken: Vec<&str> = broken.map(|image| image.0.as_str()).collect();
    assert_eq!(broken, ["figure-13.png"]);
}

#[test]
#[ignore = "needs Chromium"]
fn the_page_of_the_gallery() {
    let folder = tempfile::tempdir().unwrap();
    let only = ["gallery", "--quick", "--only", "disk,heat-1d"];
    let moment = ["--set", "training.iterations=20", "--out", "out"];
    run(folder.path(), &[&only[..], &moment].concat());
    look(&folder.path().join("out/index.html")).expect(0, 2);
}

/// Texts that would do something if they were markup: leave a mark on the root.
const EVIL: [&str; 4] = [
    r#"<script>document.documentElement.setAttribute("data-ran", "yes")</script>"#,
    r#""><img src=x onerror='document.documentElement.setAttribute("data-ran", "yes")'>"#,
    r#"</title></text></pre><svg onload='document.documentElement.setAttribute("data-ran", "yes")'>"#,
    r#"]]>--><script>document.documentElement.setAttribute("data-ran", "yes")</script>{{ 7*7 }}"#,
];

/// Whether a text of those ran as a script in a file.
fn has_run(file: &Path) -> bool {
    open(file).0.contains("data-ran=\"yes\"")
}

/// The tiny problem with such a text wherever it may have one, beside the files that it names.
fn hostile(folder: &Path) -> String {
    let quoted = |text: &str| format!("\"\"\"{}\"\"\"", text.replace('"', "\\\""));
    // A name of a file has no slash.
    let table =
        r#"<img src=x onerror='document.documentElement.setAttribute("data-ran", "yes")'>.csv"#;
    let probes = format!("probes {table}");
    std::fs::write(folder.join(table), "t,x,u\n0.5,0.5,0.6\n0,0.25,0.7\n").unwrap();
    std::fs::write(folder.join(&probes), "t,x,v\n0.5,0.5,0.6\n0,0.25,0.7\n").unwrap();
    let text = TINY
        .replace("\"Tiny heat\"", &quoted(&EVIL.concat()))
        .replace("name = \"heat\"", &format!("name = {}", quoted(EVIL[0])))
        .replace("name = \"initial\"", &format!("name = {}", quoted(EVIL[1])))
        .replace("name = \"ends\"", &format!("name = {}", quoted(EVIL[2])))
        .replace(
            "u = \"exp(-0.1*pi^2*t)*sin(pi*x)\"",
            &format!("file = {}", quoted(table)),
        );
    let probe = format!(
        "[[condition]]\nname = {}\npoints = {}\nlaw = \"u = v\"\n[network]",
        quoted(EVIL[3]),
        quoted(&probes)
    );
    text.replace("[network]", &probe)
}

#[test]
#[ignore = "needs Chromium"]
fn nothing_of_a_problem_is_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("evil.toml"), hostile(folder.path())).unwrap();
    let mut looked = 0;
    for arguments in [
        &["train", "evil.toml", "--out", "<i>run"][..],
        &[
            "compare",
            "evil.toml",
            "--repeats",
            "1",
            "--out",
            "<i>compared",
        ],
    ] {
        let output = voronet(folder.path(), arguments);
        assert!(output.status.success(), "{}", stderr(&output));
        let out = folder.path().join(arguments.last().unwrap());
        let page = std::fs::read_to_string(out.join("report.html")).unwrap();
        assert!(page.contains("&lt;script&gt;document") && page.contains("{{ 7*7 }}"));
        let entries = std::fs::read_dir(&out).unwrap().flatten();
        let shown = |path: &Path| path.extension().is_some_and(|e| e == "svg" || e == "html");
        for file in entries.map(|entry| entry.path()).filter(|path| shown(path)) {
            assert!(!has_run(&file), "{}", file.display());
            looked += 1;
        }
    }
    assert!(looked >= 8, "{looked}");
    // Such a text is seen where it does run, in a page and in a picture.
    for (name, text) in [
        ("run.html", EVIL.concat()),
        (
            "run.svg",
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>",
                EVIL[0]
            ),
        ),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        assert!(has_run(&file), "{name}");
    }
}

#[test]
#[ignore = "needs Chromium"]
fn the_witness_sees_what_fails() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let body = r#"<!doctype html><html><head></head><body style="width: 5000px">
        <img src="nowhere.png"><svg width="0" height="0"></svg>
        <script>nothing.at_all();</script><script src="no.js"></script>
        <script>Promise.reject("promised & broken");</script></body></html>"#;
    std::fs::write(&page, body).unwrap();
    let seen = look(&page);
    assert_eq!(seen.images, [("nowhere.png".to_owned(), 0.0)]);
    assert_eq!(seen.drawings, [0.0]);
    assert!(seen.overflow > 1000.0);
    let failed = |what: &str| seen.failures.iter().any(|failure| failure.contains(what));
    assert!(failed("nothing is not defined"), "{seen:?}");
    assert!(
        failed("<SCRIPT> no.js") && failed("<IMG> nowhere.png"),
        "{seen:?}"
    );
    assert!(failed("promised & broken"), "{seen:?}");
}
