//! Section 4.2: Figures 10 to 12.

use super::compared::{self, Claims, Compared};
use super::figure::{Agreement, Figure};
use super::pictures::Plane;
use super::stated::{Scale, problem};
use voronet::problem::Problem;
use voronet::run::{Error, draw_domain};
use voronet::sampler::{Entry, pwc, uniform};
use voronet::study::{Inspection, Watched, Work};

const TEXT: &str = include_str!("../../../problems/paper/plane-stress.toml");
const FILES: [(&str, &str); 1] = [(
    "references/plane-stress.csv",
    include_str!("../../../problems/paper/references/plane-stress.csv"),
)];

const METHODS: [&Entry; 2] = [&uniform::ENTRY, &pwc::ENTRY];

fn stated(scale: Scale) -> Problem {
    let changes = match scale {
        Scale::Full => Vec::new(),
        Scale::Quick => [
            "sampling.points=10000",
            "sampling.seeds=500",
            "sampling.batch=500",
            "training.iterations=600",
            "training.learning_rate=0.002",
            "training.record_points=1000",
        ]
        .map(str::to_owned)
        .to_vec(),
    };
    problem(TEXT, &FILES, &changes)
}

/// Multiply-adds of the trainings.
pub fn work(scale: Scale) -> f64 {
    compared::work(&stated(scale), &METHODS, scale)
}

/// Figures 10 to 12.
pub fn figures(scale: Scale, work: &Work) -> Result<Vec<Figure>, Error> {
    let problem = stated(scale);
    let compared = compared::train_all(&problem, &METHODS, scale, &[], work, "plane stress")?;
    if work.is_interrupted() {
        return Ok(Vec::new());
    }
    let pwc = compared.first(&pwc::ENTRY);
    Ok(vec![
        figure_10(&problem)?,
        figure_11(&problem, pwc),
        figure_12(&compared),
    ])
}

fn figure_10(problem: &Problem) -> Result<Figure, Error> {
    Ok(Figure {
        number: 10,
        title: "The plate with three holes".to_owned(),
        paper: "The plate, with the parts of its boundary by colour.".to_owned(),
        ours: "The plate of our problem file, each condition of Eq. 26 in a colour: nothing to be measured.".to_owned(),
        agreement: Agreement::Illustrates,
        pictures: vec![(
            String::new(),
            draw_domain(problem)?,
            "the domain and where each condition holds".to_owned(),
        )],
        tables: Vec::new(),
    })
}

fn figure_11(problem: &Problem, pwc: &Watched) -> Figure {
    let plane = Plane::new(problem, 201);
    let trained = Inspection::new(&pwc.problem, &pwc.plan, &pwc.parameters).outputs(plane.cloud());
    let titles = ["Displacement in x", "Displacement in y"];
    let picture = |k: usize| {
        let svg = plane.map(titles[k], &problem.outputs[k], &trained[k], false, None);
        (problem.outputs[k].clone(), svg, titles[k].to_owned())
    };
    let last = pwc.records.last();
    let errors: Vec<f64> = last.map_or(Vec::new(), |record| {
        let errors = record.relative_l2_error.iter();
        errors.map(|e| e.unwrap_or(f64::NAN)).collect()
    });
    let named = problem.outputs.iter().zip(&errors);
    let told: Vec<String> = named.map(|(name, e)| format!("{name} {e:.2}")).collect();
    let worst = errors.iter().take(2).copied().fold(0.0, f64::max);
    let columns: Vec<(&str, &Vec<f64>)> = problem
        .outputs
        .iter()
        .map(String::as_str)
        .zip(&trained)
        .collect();
    Figure {
        number: 11,
        title: "Displacements of the plate".to_owned(),
        paper: "The trained displacements; no reference is shown.".to_owned(),
        ours: format!(
            "After {} iterations, relative L² error against finite elements: {}. Stresses are singular where a fixed arc meets a free one.",
            pwc.problem.training.iterations,
            told.join(", ")
        ),
        agreement: match worst {
            ..0.1 => Agreement::Agrees,
            ..0.4 => Agreement::Partly,
            _ => Agreement::Differs,
        },
        pictures: (0..2).map(picture).collect(),
        tables: vec![plane.table("", &columns)],
    }
}

fn figure_12(compared: &Compared) -> Figure {
    let (ours, agreement) = compared.words(&Claims::PWC);
    Figure {
        number: 12,
        title: "Loss on the plane stress problem by method".to_owned(),
        paper: "The piecewise constant importance sampling lowers the loss faster than uniform sampling, by iteration and by time.".to_owned(),
        ours,
        agreement,
        pictures: compared.pictures("plane stress"),
        tables: compared.tables(),
    }
}
