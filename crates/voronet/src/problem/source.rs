//! Problems from text, and the text of problems.

use std::path::Path;

use super::file::with_overrides;
use super::{Misstated, Problem, ReadError, read_problem_with};
use crate::input;

/// The most bytes of a problem file: 16 MiB.
const MOST_BYTES: u64 = 1 << 24;

impl Problem {
    /// Reads the text of a problem file. Files that it names are looked for in the
    /// working directory.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn parse(text: &str) -> Result<Problem, Misstated> {
        Problem::parse_with(text, "problem", &[], &|name| input::read(name.as_ref()))
    }

    /// Does the same with changes (`training.iterations=500`), a name for the text and a
    /// way to read the files that it names.
    ///
    /// # Errors
    /// Every mistake in them.
    pub fn parse_with(
        text: &str,
        origin: &str,
        overrides: &[String],
        open: super::Open,
    ) -> Result<Problem, Misstated> {
        read_problem_with(text, overrides, open).map_err(|complaints| Misstated {
            origin: origin.to_owned(),
            text: text.to_owned(),
            overrides: overrides.to_vec(),
            complaints,
        })
    }

    /// Reads a problem file. Files that it names are looked for beside it.
    ///
    /// # Errors
    /// If it cannot be read, and every mistake in it.
    pub fn read(path: impl AsRef<Path>) -> Result<Problem, ReadError> {
        Problem::read_with(path.as_ref(), &[])
    }

    /// Reads a problem file with changes (`training.iterations=500`).
    ///
    /// # Errors
    /// If it cannot be read, and every mistake in it and in them.
    pub fn read_with(path: &Path, overrides: &[String]) -> Result<Problem, ReadError> {
        let unreadable = |what: String| ReadError::Unreadable {
            path: path.to_path_buf(),
            what,
        };
        let bytes = input::read_at_most(path, MOST_BYTES);
        let bytes = bytes.map_err(|cause| unreadable(cause.to_string()))?;
        let text = input::text(&bytes).map_err(unreadable)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let open = |name: &str| input::read(&folder.join(name));
        let origin = path.display().to_string();
        Ok(Problem::parse_with(text, &origin, overrides, &open)?)
    }

    /// Returns the problem file that says the same, changes included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns that text as it is kept in the folder of a run, where the files that it names
    /// have names of that folder.
    pub fn kept_text(&self) -> &str {
        &self.kept_text
    }

    /// Reads the problem anew with changes (`training.iterations=500`). Files that it
    /// names already are those that it has; others are looked for in the working
    /// directory.
    ///
    /// ```
    /// use voronet::prelude::*;
    ///
    /// let problem = Problem::parse("inputs = ['x']\noutputs = ['u']\ndomain.x = [0, 1]\n[[equation]]\nlaw = 'diff(u, x) = u'")?;
    /// let other = problem.changed(&["training.seed=2"])?;
    /// assert!(other.text().ends_with("[training]\nseed = 2\n"));
    /// # Ok::<(), voronet::problem::Misstated>(())
    /// ```
    ///
    /// # Errors
    /// Every mistake in them.
    pub fn changed<S: AsRef<str>>(&self, overrides: &[S]) -> Result<Problem, Misstated> {
        let overrides = overrides.iter().map(|text| text.as_ref().to_owned());
        let overrides: Vec<String> = overrides.collect();
        let open = |name: &str| {
            let known = self.files.iter().find(|file| file.name == name);
            match known {
                Some(file) => Ok(file.bytes.to_vec()),
                None => input::read(name.as_ref()),
            }
        };
        Problem::parse_with(&self.text, "problem", &overrides, &open)
    }

    /// Returns the problem with another random seed. A whole number of a problem file has
    /// 63 bits: of a larger seed the lowest 63 count.
    #[must_use]
    pub fn with_seed(&self, seed: u64) -> Problem {
        let seed = seed & (u64::MAX >> 1);
        let mut problem = self.clone();
        problem.training.seed = seed;
        let change = [format!("training.seed={seed}")];
        problem.text = with_overrides(&self.text, &change);
        problem.kept_text = with_overrides(&self.kept_text, &change);
        problem
    }
}
