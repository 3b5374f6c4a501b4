//! Names of files that hold anything.

use super::support::{TINY, stderr, voronet};
use super::{ends, named_folder};

/// Names of files that hold blanks, signs of the shell and of patterns, letters of other languages,
/// lines, what commands a terminal, and what is no text.
fn names() -> Vec<std::ffi::OsString> {
    let plain = ["-größe Δ 解", "it's \"50%\" {x} #1 $HOME"];
    let mut names: Vec<std::ffi::OsString> = plain.map(Into::into).to_vec();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        for bytes in [&b"new\nline\\ \x1b[31m"[..], b"no\xff\xfeutf8"] {
            names.push(std::ffi::OsString::from_vec(bytes.to_vec()));
        }
    }
    names
}

#[test]
fn names_that_hold_anything() {
    for name in names() {
        let folder = named_folder();
        let here = folder.path();
        let named = |ending: &str| {
            let mut file = std::ffi::OsString::from("./");
            file.push(&name);
            file.push(ending);
            file
        };
        let word = |text: &str| std::ffi::OsString::from(text);
        let (problem, out) = (named(".toml"), named(" run"));
        std::fs::write(here.join(&problem), TINY).unwrap();
        let all = [
            vec![word("check"), problem.clone()],
            vec![word("train"), problem.clone()],
            vec![word("train"), problem.clone(), word("--out"), out.clone()],
            vec![word("resume"), out.clone(), word("--more"), word("3")],
            vec![
                word("evaluate"),
                out.clone(),
                word("--grid"),
                word("2x2"),
                word("--out"),
                named(".csv"),
            ],
            vec![word("evaluate"), out.clone(), word("--at"), named(".csv")],
            vec![
                word("check"),
                problem.clone(),
                word("--draw"),
                named(".svg"),
            ],
            vec![
                word("compare"),
                problem.clone(),
                word("--methods"),
                word("uniform,pwc"),
                word("--repeats"),
                word("1"),
            ],
            vec![
                word("train"),
                problem.clone(),
                word("--from"),
                out.clone(),
                word("--quiet"),
            ],
        ];
        for arguments in all {
            let output = voronet(here, &arguments);
            let said = stderr(&output);
            assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
            // Nothing of a name gets to the terminal that could do something there.
            let all = [&output.stdout[..], &output.stderr].concat();
            assert!(!all.contains(&0x1b), "{arguments:?}: {said}");
        }
        assert!(here.join(&out).join("summary.json").exists());
        assert_eq!(std::fs::read_dir(here.join("runs")).unwrap().count(), 3);
        let said = ends(2, here, &[word("train"), named(".no")]);
        assert!(
            said.starts_with("error: cannot read the problem file"),
            "{said}"
        );
        assert!(!said.contains('\x1b'), "{said}");
    }
}
