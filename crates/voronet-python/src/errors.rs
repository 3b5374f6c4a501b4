//! Mistakes and failures as Python's exceptions.

use pyo3::exceptions::{
    PyFileExistsError, PyFileNotFoundError, PyNotADirectoryError, PyOSError, PyRuntimeError,
    PyValueError,
};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use voronet::problem::{Complaint, Misstated, Passage, ReadError, Text};
use voronet::run::{self, EvaluateError};

use crate::solution::Solution;

pyo3::create_exception!(
    voronet,
    ProblemError,
    PyValueError,
    "Everything that is wrong with a problem or an expression, each mistake underlined.\n\n\
     `mistakes` is the list of them."
);
pyo3::create_exception!(
    voronet,
    TrainingError,
    PyRuntimeError,
    "A training failed: it diverged, or what came of it could not be written.\n\n\
     `solution` is the last good state, or None if there is none."
);

/// One thing that is wrong with a problem.
#[pyclass(frozen, get_all, module = "voronet")]
pub struct Mistake {
    /// What is wrong, in a line.
    title: String,
    /// What is said at the text itself.
    label: String,
    /// The mend, if one is known.
    help: Option<String>,
    /// The file, or the argument in Python.
    origin: String,
    /// The line of the text, from 1.
    line: usize,
    /// The text at fault.
    text: String,
    /// The lines with the text underlined.
    picture: String,
}

#[pymethods]
impl Mistake {
    /// As it is pickled.
    #[new]
    fn new(
        title: String,
        label: String,
        help: Option<String>,
        origin: String,
        line: usize,
        text: String,
        picture: String,
    ) -> Mistake {
        Mistake {
            title,
            label,
            help,
            origin,
            line,
            text,
            picture,
        }
    }

    /// Its class and the arguments of that.
    fn __reduce__<'py>(slf: &Bound<'py, Mistake>) -> PyResult<Bound<'py, PyTuple>> {
        let own = slf.get();
        let parts = (
            &own.title,
            &own.label,
            &own.help,
            &own.origin,
            own.line,
            &own.text,
            &own.picture,
        );
        (slf.get_type(), parts).into_pyobject(slf.py())
    }

    fn __str__(&self) -> &str {
        &self.picture
    }

    fn __repr__(&self) -> String {
        format!("<Mistake: {} ({})>", self.title, self.origin)
    }
}

/// Which argument in Python a line of a problem's text was written for: that from this byte on.
pub type Arguments = [(usize, String)];

/// The exception of a problem that is misstated.
pub fn misstated(py: Python<'_>, wrong: &Misstated, arguments: &Arguments) -> PyErr {
    let mistakes = wrong.complaints.iter();
    let mistakes: Vec<Mistake> = mistakes
        .map(|complaint| mistake(wrong, complaint, arguments))
        .collect();
    let pictures: Vec<&str> = { mistakes.iter().take(MOST) }
        .map(|mistake| mistake.picture.as_str())
        .collect();
    let text = format!(
        "{} in the problem\n\n{}",
        wrong.count(),
        pictures.join("\n\n")
    );
    with(py, ProblemError::new_err(text), "mistakes", mistakes)
}

/// The most mistakes that are shown.
const MOST: usize = 100;

/// A complaint with its text underlined.
fn mistake(wrong: &Misstated, complaint: &Complaint, arguments: &Arguments) -> Mistake {
    let span = complaint.passage.span.clone();
    let (origin, text) = match complaint.passage.text {
        Text::Override(i) => ("set".to_owned(), wrong.overrides[i].as_str()),
        Text::File => {
            // An argument is written in a line; what `set` has added stands between them.
            let is_in_line = |from: usize| {
                let before = wrong.text.get(from..span.start);
                before.is_some_and(|before| !before.trim_start().contains('\n'))
            };
            let argument = arguments.iter().rfind(|(from, _)| is_in_line(*from));
            let argument = argument.map(|(_, name)| name.clone());
            let origin = argument.unwrap_or_else(|| wrong.origin.clone());
            (origin, wrong.text.as_str())
        }
    };
    let alone = Misstated {
        origin: origin.clone(),
        text: text.to_owned(),
        overrides: Vec::new(),
        complaints: vec![Complaint {
            passage: Passage {
                text: Text::File,
                span: span.clone(),
            },
            ..complaint.clone()
        }],
    };
    Mistake {
        title: complaint.title.clone(),
        label: complaint.label.clone(),
        help: complaint.help.clone(),
        line: 1 + text
            .get(..span.start)
            .map_or(0, |before| before.matches('\n').count()),
        text: text.get(span).unwrap_or_default().to_owned(),
        picture: alone.render(false).trim_end().to_owned(),
        origin,
    }
}

/// The exception of a problem file that cannot be read.
pub fn unread(py: Python<'_>, error: &ReadError) -> PyErr {
    match error {
        ReadError::Misstated(wrong) => misstated(py, wrong, &[]),
        ReadError::Unreadable { path, .. } => match path.exists() {
            false => PyFileNotFoundError::new_err(error.to_string()),
            true => PyOSError::new_err(error.to_string()),
        },
    }
}

/// The exception of an expression that cannot be evaluated, or of points that do not fit.
pub fn unevaluated(py: Python<'_>, error: &EvaluateError) -> PyErr {
    let EvaluateError::Expression { text, diagnostics } = error else {
        return PyValueError::new_err(error.to_string());
    };
    let complaints = diagnostics.iter().map(|diagnostic| Complaint {
        passage: Passage {
            text: Text::File,
            span: diagnostic.span.start..diagnostic.span.end,
        },
        title: diagnostic.title.clone(),
        label: diagnostic.label.clone(),
        help: diagnostic.help.clone(),
    });
    let wrong = Misstated {
        origin: "expression".to_owned(),
        text: text.clone(),
        overrides: Vec::new(),
        complaints: complaints.collect(),
    };
    misstated(py, &wrong, &[])
}

/// The exception of a run that failed.
pub fn failed(py: Python<'_>, error: run::Error) -> PyErr {
    let text = error.to_string();
    match error {
        run::Error::Problem(wrong) => unread(py, &wrong),
        run::Error::Occupied { .. } => PyFileExistsError::new_err(text),
        run::Error::NotAFolder { .. } => PyNotADirectoryError::new_err(text),
        run::Error::Output(_) => PyOSError::new_err(text),
        run::Error::Reference(_) | run::Error::Points(_) | run::Error::Weight(_) => {
            let none: Vec<Mistake> = Vec::new();
            with(py, ProblemError::new_err(text), "mistakes", none)
        }
        other => {
            let solution = other
                .solution()
                .map(|solution| Solution::new(solution.clone()));
            with(py, TrainingError::new_err(text), "solution", solution)
        }
    }
}

/// An exception with an attribute.
fn with<'py>(py: Python<'py>, error: PyErr, name: &str, value: impl IntoPyObject<'py>) -> PyErr {
    match error.value(py).setattr(name, value) {
        Ok(()) => error,
        Err(other) => other,
    }
}
