//! Where a run begins.

use super::kept::RunMemory;
use super::{Error, Model};
use crate::network::{Network, Subnetwork};
use crate::plan::Plan;
use crate::problem::Problem;
use crate::training::Begin;

/// Where a run begins: anew, unless something else is given.
#[derive(Default)]
pub(super) struct Start {
    /// Where its first training does.
    pub begin: Begin,
    /// What is known of the run, if it is taken up again.
    pub memory: RunMemory,
}

impl Start {
    /// Tells whether nothing is given.
    pub(super) fn is_anew(&self) -> bool {
        matches!(self.begin, Begin::Anew)
    }

    /// From the parameters of a model, whose unknowns are taken if the problem has the same.
    pub(super) fn from(problem: &Problem, model: &Model) -> Result<Start, Error> {
        let network = Plan::compile(problem).network;
        if let Some(what) = unlike(problem, &network, model) {
            return Err(Error::Unlike { what });
        }
        let mut theta = model.parameters.clone();
        let names = |network: &Network| -> Vec<String> {
            let unknowns = network.unknowns.iter();
            unknowns.map(|unknown| unknown.name.clone()).collect()
        };
        if names(&model.network) != names(&network) {
            theta.truncate(network.weights());
            // Unknowns are where they start if their numbers are 0.
            theta.resize(network.parameters(), 0.0);
        }
        Ok(Start {
            begin: Begin::From(theta),
            ..Start::default()
        })
    }
}

/// What keeps a model from being one for a problem.
fn unlike(problem: &Problem, network: &Network, model: &Model) -> Option<String> {
    let differ = |what: &str, own: &[String], its: &[String]| {
        let (own, its) = (own.join(", "), its.join(", "));
        (own != its).then(|| format!("its {what} are {its}, and those of the problem {own}"))
    };
    let parts = |network: &Network| -> Vec<String> {
        let names = |of: &[usize], names: &[String]| -> String {
            let named: Vec<&str> = of.iter().map(|&k| &*names[k]).collect();
            named.join(", ")
        };
        let part = |own: &Subnetwork| {
            let (outputs, inputs) = (&problem.outputs, &problem.inputs);
            format!(
                "{} of {}",
                names(&own.outputs, outputs),
                names(&own.inputs, inputs)
            )
        };
        network.subnetworks.iter().map(part).collect()
    };
    let features = |network: &Network| -> Vec<String> {
        let all = network.subnetworks.iter();
        all.flat_map(|own| own.features.texts(&problem.inputs))
            .collect()
    };
    let layers = |network: &Network| -> Vec<String> {
        let layers = |own: &Subnetwork| {
            let widths: Vec<String> = own.mlp.widths.iter().map(usize::to_string).collect();
            format!("{}, {}", widths.join("-"), own.mlp.activation.name())
        };
        network.subnetworks.iter().map(layers).collect()
    };
    let is_cut = (!model.later.is_empty()).then(|| {
        "it is one of windows of the time, each of which has a network of its own".to_owned()
    });
    is_cut
        .or_else(|| differ("inputs", &problem.inputs, &model.inputs))
        .or_else(|| differ("outputs", &problem.outputs, &model.outputs))
        .or_else(|| differ("networks", &parts(network), &parts(&model.network)))
        .or_else(|| differ("layers", &layers(network), &layers(&model.network)))
        .or_else(|| differ("features", &features(network), &features(&model.network)))
}

/// Looks whether a training of a problem can begin with the network of a model.
///
/// # Errors
/// What does not match.
pub fn check_start(problem: &Problem, model: &Model) -> Result<(), Error> {
    Start::from(problem, model).map(|_| ())
}
