//! A problem file to a [`Problem`], or to everything that is wrong with it.

use voronet_expr::{Diagnostic, Graph, Scope};

use super::complaint::{Complaint, Passage, Text};
use super::edit::with_overrides;
use super::keep::kept_text;
use super::periodic::Periodic;
use super::section::{Section, found};
use super::tree::{self, Item, Table, Value, inside};
use super::{
    definitions, domain, exact, features, outputs, overrides, own_inputs, parameters, periodic,
    reference, roles, sampling, scales, settings, statistics, terms, training, unknowns, windows,
};
use crate::points::MAX_DIMENSIONS;
use crate::problem::{InputFile, Problem};

const KEYS: [&str; 21] = [
    "title",
    "inputs",
    "outputs",
    "complex",
    "constants",
    "unknowns",
    "definitions",
    "domain",
    "parameters",
    "shapes",
    "equation",
    "condition",
    "scale",
    "scales",
    "exact",
    "ansatz",
    "network",
    "statistics",
    "sampling",
    "training",
    "reference",
];

/// Reads a file that a problem file names.
pub type Open<'a> = &'a dyn Fn(&str) -> std::io::Result<Vec<u8>>;

/// Reads a problem file with overrides (`key=value`, as after `--set`). Files
/// that it names are looked for in the working directory.
///
/// # Errors
/// Every mistake that can be found, in the order of the text.
pub fn read_problem(source: &str, overrides: &[String]) -> Result<Problem, Vec<Complaint>> {
    read_problem_with(source, overrides, &|name| crate::input::read(name.as_ref()))
}

/// The same, with a way to read the files that it names.
///
/// # Errors
/// Every mistake that can be found, in the order of the text.
pub fn read_problem_with(
    source: &str,
    overrides: &[String],
    open: Open,
) -> Result<Problem, Vec<Complaint>> {
    let mut root = tree::parse(source, Text::File)?;
    let mut complaints = Vec::new();
    for (i, text) in overrides.iter().enumerate() {
        if let Err(more) = overrides::apply(text, i, &mut root) {
            complaints.extend(more);
        }
    }
    let mut reader = Reader::new(source, overrides, &root);
    reader.open = open;
    reader.complaints = complaints;
    let problem = reader.problem();
    let mut complaints = reader.complaints;
    complaints.sort_by_key(|complaint| complaint.passage.order());
    complaints.dedup();
    match problem {
        Some(problem) if complaints.is_empty() => Ok(Problem {
            text: with_overrides(source, overrides),
            kept_text: kept_text(&problem.files, source, overrides),
            ..problem
        }),
        _ => Err(complaints),
    }
}

/// What is known so far, and what is wrong so far.
pub struct Reader<'a> {
    source: &'a str,
    overrides: &'a [String],
    pub root: &'a Table,
    pub graph: Graph,
    pub scope: Scope,
    pub complaints: Vec<Complaint>,
    pub open: Open<'a>,
    /// What is good to know, and no mistake.
    pub notes: Vec<String>,
    /// Files read so far.
    pub files: Vec<InputFile>,
    /// What is at fault of each term that cannot be exact.
    pub exact_passages: Vec<Passage>,
}

impl<'a> Reader<'a> {
    /// Of a tree, knowing nothing yet.
    pub fn new(source: &'a str, overrides: &'a [String], root: &'a Table) -> Reader<'a> {
        Reader {
            source,
            overrides,
            root,
            graph: Graph::new(),
            scope: Scope::default(),
            complaints: Vec::new(),
            notes: Vec::new(),
            open: &|_| Err(std::io::ErrorKind::NotFound.into()),
            files: Vec::new(),
            exact_passages: Vec::new(),
        }
    }

    fn problem(&mut self) -> Option<Problem> {
        let mut root = Section {
            name: "the problem file",
            table: self.root,
            complaints: &mut self.complaints,
        };
        root.allow(&KEYS);
        let title = root
            .string("title")
            .unwrap_or_else(|| "Untitled".to_owned());
        let told = self.complaints.len();
        let inputs = self.names("inputs");
        self.scope.names.inputs = inputs;
        let parameters = parameters::names(self);
        self.scope.names.inputs.extend(parameters);
        let inputs = self.scope.names.inputs.clone();
        let outputs = outputs::outputs(self);
        let is_named = self.complaints.len() == told;
        let own_inputs = own_inputs::own_inputs(self);
        if inputs.len() > MAX_DIMENSIONS {
            let passage = self.passage_of("inputs");
            let label = format!("{} inputs", inputs.len());
            let title = format!("a problem has at most {MAX_DIMENSIONS} inputs");
            let complaint = Complaint::new(&passage, title, label);
            self.complain(complaint.help("fix some of them as [constants]"));
            // Nothing that follows could be made sense of.
            return None;
        }
        if inputs.is_empty() || outputs.is_empty() || !is_named {
            // Whatever speaks of a name that is none would be called wrong for that alone.
            return None;
        }
        definitions::constants(self);
        let unknowns = unknowns::unknowns(self);
        let parameters = parameters::parameters(self);
        let domain = domain::domain(self, &parameters);
        let roles = roles::roles(self, domain.as_ref(), &parameters);
        self.scope.space.clone_from(&roles.space);
        let densities = parameters::densities(&parameters);
        let statistics = statistics::statistics(self, &densities);
        definitions::definitions(self);
        definitions::note_own_names(self);
        let sampling = sampling::sampling(self);
        let scales = scales::scales(self);
        let mut network = settings::network(self);
        own_inputs::networks(own_inputs, &mut network);
        let asked = features::asked(self);
        let exactness = exact::usual(self);
        let mut terms = terms::terms(self, domain.as_ref(), (&sampling, exactness));
        let fields = exact::stated(self);
        let around = domain.as_ref().map(|(domain, _)| domain);
        let periodic = match around {
            Some(around) => periodic::periodic(self, around, &asked, (&mut terms, &fields)),
            None => Periodic::default(),
        };
        features::features(self, &asked, (around, &periodic.inputs), &mut network);
        let parameters = network.parameters(inputs.len(), outputs.len()) + unknowns.len();
        let training = training::training(self, parameters);
        unknowns::check_use(self, &terms);
        features::check_derivatives(self, &asked, &terms);
        settings::check_smoothness(self, &network, &terms);
        let reference = reference::reference(self, domain.as_ref());
        let (domain, inhabited) = domain?;
        let mut problem = Problem {
            title,
            inputs,
            outputs,
            unknowns,
            roles,
            domain,
            inhabited,
            densities,
            statistics,
            graph: std::mem::take(&mut self.graph),
            scope: std::mem::take(&mut self.scope),
            terms,
            periodic: periodic.inputs,
            exact: periodic.exact,
            fields,
            soft: Vec::new(),
            reference,
            notes: std::mem::take(&mut self.notes),
            files: std::mem::take(&mut self.files),
            scales,
            network,
            sampling,
            training,
            text: String::new(),
            kept_text: String::new(),
        };
        exact::build(self, &mut problem);
        windows::check(self, &mut problem);
        Some(problem)
    }

    pub fn complain(&mut self, complaint: Complaint) {
        self.complaints.push(complaint);
    }

    /// The value of a top-level key, or the start of the file.
    pub fn passage_of(&self, key: &str) -> Passage {
        let start = Passage {
            text: Text::File,
            span: 0..0,
        };
        self.root
            .get(key)
            .map_or(start, |item| item.passage.clone())
    }

    /// A top-level table, empty if it is not there.
    pub fn table(&mut self, key: &str) -> Table {
        match self.root.get(key) {
            None => Table::default(),
            Some(Item {
                value: Value::Table(table),
                ..
            }) => table.clone(),
            Some(item) => {
                let title = format!("`{key}` is a section");
                self.complain(
                    Complaint::new(
                        &item.passage,
                        title,
                        format!("this is {}", item.value.kind()),
                    )
                    .help(format!(
                        "write `[{key}]` on a line of its own, its keys below"
                    )),
                );
                Table::default()
            }
        }
    }

    /// Parses the text of a string by a function of the expression crate.
    pub fn parse<T>(
        &mut self,
        item: &Item,
        what: &str,
        with: impl Fn(&str, &Scope, &mut Graph) -> Result<T, Vec<Diagnostic>>,
    ) -> Option<T> {
        let Value::String(text) = &item.value else {
            let label = format!("this is {}", item.value.kind());
            let title = format!("{what} is written as a string");
            let complaint = Complaint::new(&item.passage, title, label);
            self.complain(complaint.help("put it between quotation marks"));
            return None;
        };
        match with(text, &self.scope, &mut self.graph) {
            Ok(value) => Some(value),
            Err(diagnostics) => {
                let source = self.text_of(&item.passage);
                let at = |span| inside(source, &item.passage, text, span);
                let complaints = diagnostics.into_iter().map(|d| Complaint::of(d, at));
                self.complaints.extend(complaints);
                None
            }
        }
    }

    /// The text that a passage is in.
    pub fn text_of(&self, passage: &Passage) -> &'a str {
        match passage.text {
            Text::File => self.source,
            Text::Override(i) => &self.overrides[i],
        }
    }

    /// A number, or an expression of constants that is one.
    pub fn constant(&mut self, item: &Item, what: &str) -> Option<f64> {
        let x = match item.value {
            Value::Integer(i) => i as f64,
            Value::Float(x) => x,
            Value::String(_) => {
                let node = self.parse(item, what, voronet_expr::parse_expression)?;
                let Some(x) = self.graph.constant_value(node) else {
                    let title = format!("{what} must not depend on inputs, outputs or unknowns");
                    let complaint = Complaint::new(&item.passage, title, "not a constant");
                    self.complain(
                        complaint.help("use numbers, `pi` and names of [constants] alone"),
                    );
                    return None;
                };
                x
            }
            _ => f64::NAN,
        };
        if !x.is_finite() {
            let title = format!("{what} must be a finite number");
            let label = format!("this is {}", found(&item.value));
            let complaint = Complaint::new(&item.passage, title, label);
            self.complain(
                complaint.help("write a number, `0.5`, or an expression that is one, `\"2*pi\"`"),
            );
            return None;
        }
        Some(x)
    }
}
