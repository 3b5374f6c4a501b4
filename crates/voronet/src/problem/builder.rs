//! Problems stated in Rust.

mod place;
mod setting;
mod shape;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use place::{Location, at, on, points};
pub use setting::Setting;
pub use shape::Shape;

use super::{Misstated, Problem};

/// States a problem step by step. What comes of it is a problem file: all its keys
/// can be [`set`](ProblemBuilder::set), it has the same defaults, and mistakes are
/// reported all at once, underlined in its text.
///
/// ```
/// use voronet::prelude::*;
///
/// let [t, x, u] = vars(["t", "x", "u"]);
/// let problem = ProblemBuilder::new("Heat")
///     .input("t", 0.0, 1.0)
///     .input("x", 0.0, 1.0)
///     .output("u")
///     .equation("heat", u.diff(&t) - u.diff_n(&x, 2))
///     .condition("initial", at("t = 0"), u.equals(10.0 * (&x - x.powi(2)))).weight(100.0)
///     .condition("ends", at("x = 0 or x = 1"), "u = 0").weight(100.0)
///     .set("network.hidden", [16, 16])
///     .set("training.iterations", 500)
///     .build()?;
/// assert_eq!(problem.terms.len(), 3);
/// println!("{}", problem.text());
/// # assert!(problem.text().contains("law = \"diff(u, t) - diff(u, x, 2) = 0\""));
/// # Ok::<(), voronet::problem::Misstated>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProblemBuilder {
    title: String,
    inputs: Vec<String>,
    outputs: Vec<Output>,
    /// In the order of the text, see [`SECTIONS`].
    sections: [Entries; SECTIONS.len()],
    terms: Vec<Term>,
    changes: Vec<(String, Setting)>,
    files: BTreeMap<String, Vec<u8>>,
}

/// Keys with values, in the order given.
type Entries = Vec<(String, Setting)>;

/// The sections with entries named by the user.
const SECTIONS: [&str; 9] = [
    "constants",
    "unknowns",
    "domain",
    "parameters",
    "shapes",
    "scales",
    "definitions",
    "ansatz",
    "reference",
];
const CONSTANTS: usize = 0;
const UNKNOWNS: usize = 1;
const DOMAIN: usize = 2;
const PARAMETERS: usize = 3;
const SHAPES: usize = 4;
const SCALES: usize = 5;
const DEFINITIONS: usize = 6;
const ANSATZ: usize = 7;
const REFERENCE: usize = 8;

#[derive(Clone, Debug)]
struct Output {
    name: String,
    is_complex: bool,
    /// What is said of it beside its name.
    entries: Entries,
}

#[derive(Clone, Debug)]
struct Term {
    /// `equation` or `condition`.
    list: &'static str,
    entries: Entries,
}

impl ProblemBuilder {
    /// Begins a problem of which nothing is known yet.
    pub fn new(title: &str) -> ProblemBuilder {
        ProblemBuilder {
            title: title.to_owned(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            sections: Default::default(),
            terms: Vec::new(),
            changes: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    fn entry(mut self, section: usize, name: &str, value: impl Into<Setting>) -> Self {
        self.sections[section].push((name.to_owned(), value.into()));
        self
    }

    /// Adds an input with its interval; a bound is a number, a text or an expression.
    #[must_use]
    pub fn input(self, name: &str, lower: impl Into<Setting>, upper: impl Into<Setting>) -> Self {
        let interval = Setting::List(vec![lower.into(), upper.into()]);
        self.inputs([name]).entry(DOMAIN, name, interval)
    }

    /// Says whether the outputs are periodic in an input that has an interval. If so, they are
    /// exactly, with all derivatives; if not, conditions that say so are terms of the loss.
    /// Left out, conditions that say enough are recognised.
    #[must_use]
    pub fn periodic(mut self, input: &str, is_periodic: bool) -> Self {
        let mut intervals = self.sections[DOMAIN].iter_mut();
        if let Some((_, interval)) = intervals.find(|(name, _)| name == input)
            && let Setting::List(ends) = interval
        {
            let keys = ["from", "to"].map(str::to_owned);
            let mut table: Entries = keys.into_iter().zip(std::mem::take(ends)).collect();
            table.push(("periodic".to_owned(), is_periodic.into()));
            *interval = Setting::Table(table);
        }
        self
    }

    /// Adds inputs without intervals, which lie in the [`domain`](Self::domain).
    #[must_use]
    pub fn inputs<const N: usize>(mut self, names: [&str; N]) -> Self {
        self.inputs.extend(names.map(str::to_owned));
        self
    }

    /// Adds a parameter with its interval: an input on which the solution depends without
    /// moving in space or time. It comes after all inputs.
    #[must_use]
    pub fn parameter(
        self,
        name: &str,
        lower: impl Into<Setting>,
        upper: impl Into<Setting>,
    ) -> Self {
        let interval = Setting::List(vec![lower.into(), upper.into()]);
        self.entry(PARAMETERS, name, interval)
    }

    /// Adds parameters with a density, `uniform` between two numbers or `normal` with a mean
    /// and a standard deviation: `count` of them, named `xi1`, `xi2`, …
    #[must_use]
    pub fn random_parameters(
        self,
        name: &str,
        density: &str,
        numbers: [f64; 2],
        count: usize,
    ) -> Self {
        let numbers = Setting::List(numbers.map(Setting::from).to_vec());
        let table = vec![
            (density.to_owned(), numbers),
            ("count".to_owned(), count.into()),
        ];
        self.entry(PARAMETERS, name, Setting::Table(table))
    }

    /// Adds an output.
    #[must_use]
    pub fn output(self, name: &str) -> Self {
        self.add_output(name, false)
    }

    /// Adds a complex output `psi`, which stands for the two real ones `psi_re` and `psi_im`;
    /// they come after all others. The imaginary unit is `var("i")`.
    #[must_use]
    pub fn complex(self, name: &str) -> Self {
        self.add_output(name, true)
    }

    fn add_output(mut self, name: &str, is_complex: bool) -> Self {
        self.outputs.push(Output {
            name: name.to_owned(),
            is_complex,
            entries: Vec::new(),
        });
        self
    }

    /// Says that the output added last depends on some inputs only: it has a network that sees
    /// nothing else, and its derivatives by all others are 0.
    #[must_use]
    pub fn of<const N: usize>(self, inputs: [&str; N]) -> Self {
        self.of_output("of", inputs)
    }

    /// Sets the width of the hidden layers of the network of the output added last, which depends
    /// [on some inputs](Self::of) only.
    #[must_use]
    pub fn width(self, neurons: usize) -> Self {
        self.of_output("width", neurons)
    }

    /// Sets a key of the output added last. Before any it is a key of the problem, where the
    /// reader will not know it.
    fn of_output(mut self, key: &str, value: impl Into<Setting>) -> Self {
        let entry = (key.to_owned(), value.into());
        match self.outputs.last_mut() {
            Some(output) => output.entries.push(entry),
            None => self.changes.push(entry),
        }
        self
    }

    /// Puts the inputs without an interval into a combination of shapes, such as
    /// `plate - hole`.
    #[must_use]
    pub fn domain(self, shape: &str) -> Self {
        self.entry(DOMAIN, "shape", shape)
    }

    /// Names a shape.
    #[must_use]
    pub fn shape(self, name: &str, shape: Shape) -> Self {
        self.entry(SHAPES, name, shape)
    }

    /// States the size of an output, which is otherwise found from the laws: it is `shift`
    /// where the network gives 0, and changes by `scale` as the network's value changes by 1.
    /// To leave all outputs and laws in their units, set the key `scale` to `false`.
    #[must_use]
    pub fn scale(self, output: &str, shift: f64, scale: f64) -> Self {
        let of = |key: &str, value: f64| (key.to_owned(), value.into());
        let both = vec![of("shift", shift), of("scale", scale)];
        self.entry(SCALES, output, Setting::Table(both))
    }

    /// Names a number, given as one, or as a text or expression of constants above.
    #[must_use]
    pub fn constant(self, name: &str, value: impl Into<Setting>) -> Self {
        self.entry(CONSTANTS, name, value)
    }

    /// Names a number that is found together with the solution, and says where it starts. With
    /// [`positive`](Self::positive) or [`between`](Self::between) it keeps within bounds.
    #[must_use]
    pub fn unknown(self, name: &str, start: impl Into<Setting>) -> Self {
        let table = Setting::Table(vec![("start".to_owned(), start.into())]);
        self.entry(UNKNOWNS, name, table)
    }

    /// Keeps the unknown added last positive.
    #[must_use]
    pub fn positive(self) -> Self {
        self.of_unknown("positive", true)
    }

    /// Keeps the unknown added last between two numbers.
    #[must_use]
    pub fn between(self, from: impl Into<Setting>, to: impl Into<Setting>) -> Self {
        self.of_unknown("from", from).of_unknown("to", to)
    }

    /// Sets a key of the unknown added last. Before any it is a key of the problem, where the
    /// reader will not know it.
    fn of_unknown(mut self, key: &str, value: impl Into<Setting>) -> Self {
        let entry = (key.to_owned(), value.into());
        match self.sections[UNKNOWNS].last_mut() {
            Some((_, Setting::Table(table))) => table.push(entry),
            _ => self.changes.push(entry),
        }
        self
    }

    /// Names an expression.
    #[must_use]
    pub fn definition(self, name: &str, expression: impl Into<Setting>) -> Self {
        self.entry(DEFINITIONS, name, expression)
    }

    /// Adds an equation that holds in the whole domain. A law is a text
    /// (`left = right`) or an expression, [`equals`](voronet_expr::Expr::equals) another
    /// or else 0; or a list of laws.
    #[must_use]
    pub fn equation(self, name: &str, law: impl Into<Setting>) -> Self {
        self.term("equation", name, Vec::new(), law.into())
    }

    /// Adds a condition: a law that holds at a place.
    #[must_use]
    pub fn condition(self, name: &str, place: Location, law: impl Into<Setting>) -> Self {
        self.term("condition", name, place.0, law.into())
    }

    fn term(mut self, list: &'static str, name: &str, place: Entries, law: Setting) -> Self {
        let mut entries = vec![("name".to_owned(), name.into())];
        entries.extend(place);
        entries.push(("law".to_owned(), law.into_law()));
        self.terms.push(Term { list, entries });
        self
    }

    /// Sets a key of the term added last. Before any term it is a key of the problem,
    /// where the reader will not know it.
    fn of_term(mut self, key: &str, value: impl Into<Setting>) -> Self {
        let entry = (key.to_owned(), value.into());
        match self.terms.last_mut() {
            Some(term) => term.entries.push(entry),
            None => self.changes.push(entry),
        }
        self
    }

    /// Weighs the equation or condition added last: by a number, or by an expression of the
    /// inputs that weighs the squared residual at each point.
    #[must_use]
    pub fn weight(self, weight: impl Into<Setting>) -> Self {
        self.of_term("weight", weight)
    }

    /// States the noise of the data of the condition added last: a number, or a column of its
    /// table or an expression of such, which is the standard deviation of the law's left side
    /// minus its right side at each point.
    #[must_use]
    pub fn noise(self, level: impl Into<Setting>) -> Self {
        self.of_term("noise", level)
    }

    /// Says of the condition added last whether it is to hold whatever the network gives:
    /// `true`, `false`, or `"auto"`, which leaves that to the program.
    #[must_use]
    pub fn exact(self, exact: impl Into<Setting>) -> Self {
        self.of_term("exact", exact)
    }

    /// Writes an output as an expression of inputs and of what the network gives, `net`, by
    /// which it satisfies conditions exactly: `sin(pi*x) + t*net`.
    #[must_use]
    pub fn ansatz(self, output: &str, expression: impl Into<Setting>) -> Self {
        self.entry(ANSATZ, output, expression)
    }

    /// Sets how many points the condition added last draws in an iteration.
    #[must_use]
    pub fn batch(self, points: usize) -> Self {
        self.of_term("batch", points)
    }

    /// Sets how the points of the condition added last are drawn: `uniform`, `exact`,
    /// `gradient` or `pwc`.
    #[must_use]
    pub fn method(self, method: &str) -> Self {
        self.of_term("method", method)
    }

    /// Gives an output its reference solution. With `file` as the output's name it is
    /// a file of values at points, with `error` the reference's own error.
    #[must_use]
    pub fn reference(self, output: &str, solution: impl Into<Setting>) -> Self {
        self.entry(REFERENCE, output, solution)
    }

    /// Sets any key of a problem file, as after `--set`: `training.iterations`,
    /// `condition.initial.weight`.
    #[must_use]
    pub fn set(mut self, key: &str, value: impl Into<Setting>) -> Self {
        self.changes.push((key.to_owned(), value.into()));
        self
    }

    /// Gives a file that the problem names, from memory. Other files are read from
    /// the working directory.
    #[must_use]
    pub fn file(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(name.to_owned(), bytes.into());
        self
    }

    /// Gives a file of columns (CSV) that the problem names, from memory.
    #[must_use]
    pub fn columns(self, name: &str, columns: &[(&str, &[f64])]) -> Self {
        self.file(name, text::table(columns))
    }

    /// Reads what was stated as a problem.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn build(self) -> Result<Problem, Misstated> {
        let stated = text::stated(&self);
        let open = |name: &str| match self.files.get(name) {
            Some(bytes) => Ok(bytes.clone()),
            None => crate::input::read(name.as_ref()),
        };
        let read = Problem::parse_with(&stated.text, "problem", &stated.changes, &open);
        match read {
            Ok(problem) if stated.faults.is_empty() => Ok(problem),
            Ok(_) => Err(stated.with_faults(Vec::new())),
            Err(wrong) => Err(stated.with_faults(wrong.complaints)),
        }
    }
}
