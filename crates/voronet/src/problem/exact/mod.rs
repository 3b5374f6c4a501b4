//! Conditions that hold whatever the network gives.
//!
//! ```text
//! laws of conditions ─prescribed─► values on faces ─agree─► lift + factor · channel
//! ```
//!
//! An output is then an expression of the inputs and of its channel that satisfies them. Which
//! conditions an expression satisfies, those too that nobody built it for, is found out where the
//! problem is compiled.

mod agree;
mod choice;
mod lift;
mod prescribed;
mod surface;

use std::collections::BTreeSet;

use voronet_expr::{Graph, Leaf, MultiIndex, Node};

use self::agree::{Contradiction, between, sampled, values, with_equations};
use self::choice::{Choice, Said};
use self::prescribed::{Prescribed, prescribed};
use super::{Exactness, Problem, Region, Term};
use crate::network::Ansatz;

/// What an output is of what the network gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// As an expression.
    pub ansatz: Ansatz,
    /// Whether the problem states it; else it was built from conditions.
    pub is_stated: bool,
}

/// What cannot be held exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Of what.
    pub subject: Subject,
    /// Why.
    pub reason: String,
}

/// What is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The condition that is the term of that number.
    Condition(usize),
    /// The stated ansatz of the output of that number.
    Ansatz(usize),
}

/// Builds fields from the conditions that are to be exact, for outputs without a stated one.
/// Conditions for which that is left to the program, and which stay in the loss, are noted in
/// the problem with the reason; what must be exact and cannot be is returned.
pub fn build(problem: &mut Problem) -> Vec<Refusal> {
    let mut builder = Builder {
        graph: problem.graph.clone(),
        problem,
        required: Vec::new(),
        offered: Vec::new(),
        trained: Vec::new(),
        refusals: Vec::new(),
        soft: Vec::new(),
    };
    builder.check_stated();
    builder.gather();
    let fields = builder.made();
    let (refusals, soft) = (builder.refusals, builder.soft);
    for (known, made) in problem.fields.iter_mut().zip(fields) {
        if known.is_none() {
            *known = made;
        }
    }
    problem.soft = soft;
    refusals
}

struct Builder<'a> {
    problem: &'a Problem,
    /// That of the problem, and what is tried.
    graph: Graph,
    /// By conditions that must be exact, and by those that may be.
    required: Vec<Prescribed>,
    offered: Vec<Prescribed>,
    /// Laws of conditions that stay in the loss, with their places.
    trained: Vec<(Node, &'a Region)>,
    refusals: Vec<Refusal>,
    soft: Vec<(usize, String)>,
}

impl<'a> Builder<'a> {
    /// Refuses stated fields that cannot be differentiated.
    fn check_stated(&mut self) {
        let fields = self.problem.fields.iter().enumerate();
        for (output, field) in fields {
            let Some(field) = field else { continue };
            let node = field.ansatz.write(&mut self.graph, output);
            if let Err(reason) = self.check(output, node) {
                let subject = Subject::Ansatz(output);
                self.refusals.push(Refusal { subject, reason });
            }
        }
    }

    /// Looks at all laws of conditions that may be exact.
    fn gather(&mut self) {
        let problem = self.problem;
        for (t, term) in problem.terms.iter().enumerate() {
            for &residual in &term.residuals {
                let found = match term.exactness {
                    Exactness::Soft => {
                        self.train(term, residual);
                        continue;
                    }
                    _ => prescribed(problem, &mut self.graph, (t, term), residual),
                };
                let is_stated = |p: &Prescribed| problem.fields[p.output].is_some();
                match (found, term.exactness) {
                    (Ok(all), Exactness::Exact) if all.iter().any(is_stated) => {
                        let output = &problem.outputs[all[0].output];
                        self.refuse(t, format!("`{output}` has an ansatz of its own"));
                    }
                    (Ok(all), Exactness::Exact) => self.required.extend(all),
                    (Ok(all), _) if !all.iter().any(is_stated) => self.offered.extend(all),
                    (Ok(_), _) => {}
                    (Err(why), Exactness::Exact) => self.refuse(t, why),
                    (Err(why), _) => {
                        self.train(term, residual);
                        self.leave(t, why);
                    }
                }
            }
        }
    }

    fn refuse(&mut self, term: usize, reason: String) {
        let subject = Subject::Condition(term);
        self.refusals.push(Refusal { subject, reason });
    }

    /// Notes what a condition says that stays in the loss.
    fn train(&mut self, term: &'a Term, residual: Node) {
        if !term.is_equation() {
            self.trained.push((residual, &term.region));
        }
    }

    fn leave(&mut self, term: usize, reason: String) {
        if self.soft.iter().all(|(known, _)| *known != term) {
            self.soft.push((term, reason));
        }
    }

    /// Withdraws what the program does not hold of its own accord. Returns which outputs are held
    /// all around.
    fn choose(&mut self) -> Vec<bool> {
        if self.offered.is_empty() {
            return vec![false; self.problem.outputs.len()];
        }
        let said = Said {
            prescribed: self.required.iter().chain(&self.offered).collect(),
            trained: std::mem::take(&mut self.trained),
        };
        let choice = Choice::new(self.problem, &mut self.graph.clone(), &said);
        for (output, reason) in choice.reasons.into_iter().enumerate() {
            if let Some(reason) = reason {
                self.withdraw(output, &reason);
            }
        }
        choice.is_whole
    }

    /// A field for each output of which something is prescribed.
    fn made(&mut self) -> Vec<Option<Field>> {
        let outputs = 0..self.problem.outputs.len();
        let is_whole = self.choose();
        let mut nodes: Vec<Option<Node>> = outputs.clone().map(|k| self.field(k)).collect();
        self.drop_unbalanced(&mut nodes);
        // What is known all around contradicts itself somewhere, and then nothing else is held.
        if outputs.clone().any(|k| is_whole[k] && nodes[k].is_none()) {
            for output in outputs {
                self.withdraw(output, choice::RULE);
                nodes[output] = self.field(output);
            }
        }
        let made = nodes.into_iter().enumerate().map(|(output, node)| {
            let node = node?;
            Some(Field {
                ansatz: Ansatz::new(&mut self.graph, node, output, &self.problem.inputs)?,
                is_stated: false,
            })
        });
        made.collect()
    }

    /// A field for all that is prescribed of an output, or else for what must be exact.
    fn field(&mut self, output: usize) -> Option<Node> {
        let of = |all: &[Prescribed]| -> Vec<Prescribed> {
            let own = all.iter().filter(|p| p.output == output);
            own.cloned().collect()
        };
        let (required, offered) = (of(&self.required), of(&self.offered));
        if !offered.is_empty() {
            let all = [required.clone(), offered].concat();
            match self.attempt(output, &all) {
                Ok(field) => return Some(field),
                Err(why) => self.withdraw(output, &why),
            }
        }
        if required.is_empty() {
            return None;
        }
        match self.attempt(output, &required) {
            Ok(field) => Some(field),
            Err(why) => {
                let terms: BTreeSet<usize> = required.iter().map(|p| p.term).collect();
                for term in terms {
                    self.refuse(term, why.clone());
                }
                None
            }
        }
    }

    /// Leaves the conditions of an output that may be exact in the loss.
    fn withdraw(&mut self, output: usize, why: &str) {
        let (own, others) = std::mem::take(&mut self.offered)
            .into_iter()
            .partition(|p| p.output == output);
        self.offered = others;
        let own: Vec<Prescribed> = own;
        for p in own {
            self.leave(p.term, why.to_owned());
        }
    }

    /// A field that holds all that is prescribed of an output, if that can be.
    fn attempt(&mut self, output: usize, all: &[Prescribed]) -> Result<Node, String> {
        let problem = self.problem;
        if let Some(Contradiction { words, .. }) = between(problem, &mut self.graph, all) {
            return Err(format!(
                "where they meet, conditions contradict each other: {words}"
            ));
        }
        let field = lift::field(problem, &mut self.graph, output, all)?;
        self.check(output, field)?;
        Ok(field)
    }

    /// Refuses a field that has not the derivatives that the laws read, or is too long.
    fn check(&mut self, output: usize, field: Node) -> Result<(), String> {
        let held = self
            .graph
            .leaves(&[field])
            .into_iter()
            .find_map(|leaf| match leaf {
                Leaf::Input(i) if self.graph.is_held(output, i) => Some(i),
                _ => None,
            });
        if let Some(i) = held {
            let (name, input) = (&self.problem.outputs[output], &self.problem.inputs[i]);
            return Err(format!(
                "`{name}` would depend on `{input}`, which is none of its inputs"
            ));
        }
        let interior = sampled(self.problem, &Region::Interior);
        let laws = self.problem.terms.iter().flat_map(|term| &term.residuals);
        let mut read = self.problem.derivatives(laws.copied(), output);
        read.insert(MultiIndex::ZERO);
        for alpha in read {
            let Ok(node) = self.graph.diff_by(field, alpha) else {
                return Err("its derivatives that the laws read jump".to_owned());
            };
            let values = values(&self.graph, node, &interior);
            if values.iter().any(|x| !x.is_finite()) {
                return Err(
                    "inside of the domain it is no number, or its derivatives are none".to_owned(),
                );
            }
        }
        match Ansatz::new(&mut self.graph, field, output, &self.problem.inputs) {
            None => Err("it is too long an expression".to_owned()),
            Some(_) => Ok(()),
        }
    }

    /// Withdraws what may be exact where the equations contradict it.
    fn drop_unbalanced(&mut self, fields: &mut [Option<Node>]) {
        loop {
            let all = [self.required.clone(), self.offered.clone()].concat();
            let found = with_equations(self.problem, &mut self.graph, fields, &all);
            let Some(Contradiction { terms, words }) = found else {
                return;
            };
            let is_of = |p: &&Prescribed| terms.contains(&p.term);
            let concerned = self.offered.iter().filter(is_of).map(|p| p.output);
            let concerned: BTreeSet<usize> = concerned.collect();
            if concerned.is_empty() {
                return;
            }
            for output in concerned {
                self.withdraw(output, &words);
                fields[output] = self.field(output);
            }
        }
    }
}
