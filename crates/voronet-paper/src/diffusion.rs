//! Section 4.3: Figures 13 and 14.

use super::compared::{self, Claims, Compared};
use super::figure::{Agreement, Figure, FigureTable};
use super::pictures;
use super::stated::{Scale, problem};
use voronet::output::plot::{Line, Series};
use voronet::points::Cloud;
use voronet::problem::{Problem, ReferenceData};
use voronet::run::Error;
use voronet::sampler::{Entry, exact, pwc, uniform};
use voronet::study::{Inspection, Watched, Work, relative_difference};

const TEXT: &str = include_str!("../../../problems/paper/diffusion.toml");
const FINITE_ELEMENTS: &str = include_str!("../../../problems/paper/references/diffusion.csv");

const METHODS: [&Entry; 3] = [&uniform::ENTRY, &exact::ENTRY, &pwc::ENTRY];

fn stated(scale: Scale) -> Problem {
    let changes = match scale {
        Scale::Full => Vec::new(),
        Scale::Quick => [
            "sampling.points=10000",
            "sampling.seeds=500",
            "sampling.batch=500",
            "training.iterations=800",
            "training.record_points=1000",
        ]
        .map(str::to_owned)
        .to_vec(),
    };
    problem(TEXT, &[], &changes)
}

/// Multiply-adds of the trainings.
pub fn work(scale: Scale) -> f64 {
    compared::work(&stated(scale), &METHODS, scale)
}

/// Figures 13 and 14.
pub fn figures(scale: Scale, work: &Work) -> Result<Vec<Figure>, Error> {
    let problem = stated(scale);
    let compared = compared::train_all(&problem, &METHODS, scale, &[], work, "diffusion")?;
    if work.is_interrupted() {
        return Ok(Vec::new());
    }
    Ok(vec![
        figure_13(compared.first(&pwc::ENTRY)),
        figure_14(&compared),
    ])
}

/// The finite-element solution, read like any reference.
fn finite_elements() -> Option<ReferenceData> {
    let (laws, _) = TEXT.split_once("[reference]")?;
    let text = format!("{laws}[reference]\nfile = \"fem.csv\"\n");
    problem(&text, &[("fem.csv", FINITE_ELEMENTS)], &[])
        .reference
        .data
}

/// Times of the curves.
const TIMES: [f64; 5] = [0.0, 0.04, 0.12, 0.32, 1.0];

fn figure_13(pwc: &Watched) -> Figure {
    let fem = finite_elements();
    let empty = Cloud::new(2, Vec::new());
    let points = fem.as_ref().map_or(&empty, |fem| &fem.points);
    let reference: &[f64] = fem.as_ref().map_or(&[], |fem| &fem.values[0]);
    let trained = &Inspection::new(&pwc.problem, &pwc.plan, &pwc.parameters).outputs(points)[0];
    let error = relative_difference(trained, reference);
    let mut curves = Vec::new();
    for (k, time) in TIMES.into_iter().enumerate() {
        for (name, values, dashed) in [
            ("network", &trained[..], false),
            ("finite elements", reference, true),
        ] {
            let rows = (0..points.len()).filter(|&p| (points.point(p)[0] - time).abs() < 1e-9);
            curves.push(Series {
                name: format!("t = {time}, {name}"),
                points: rows.map(|p| [points.point(p)[1], values[p]]).collect(),
                line: Line {
                    dashed,
                    ..Line::of(k)
                },
                shade: None,
            });
        }
    }
    let column = |i: usize| (0..points.len()).map(|p| points.point(p)[i]).collect();
    Figure {
        number: 13,
        title: "Network and finite elements on transient diffusion".to_owned(),
        paper: "The trained solution lies on the finite-element one.".to_owned(),
        ours: format!(
            "Their relative L² difference is {error:.1e} at the end of the run with the first random seed."
        ),
        agreement: match error {
            ..0.06 => Agreement::Agrees,
            ..0.3 => Agreement::Partly,
            _ => Agreement::Differs,
        },
        pictures: vec![(
            String::new(),
            pictures::profiles("Transient diffusion", "x", "u", curves),
            "u over x at several times".to_owned(),
        )],
        tables: vec![FigureTable {
            name: String::new(),
            columns: vec![
                ("t".to_owned(), column(0)),
                ("x".to_owned(), column(1)),
                ("u".to_owned(), trained.clone()),
                ("u_finite_elements".to_owned(), reference.to_vec()),
            ],
        }],
    }
}

fn figure_14(compared: &Compared) -> Figure {
    let (ours, agreement) = compared.words(&Claims::ALL);
    Figure {
        number: 14,
        title: "Loss on transient diffusion by method".to_owned(),
        paper: "Importance sampling lowers the loss faster than uniform sampling, by iteration; by time the piecewise constant one is the fastest.".to_owned(),
        ours,
        agreement,
        pictures: compared.pictures("diffusion"),
        tables: compared.tables(),
    }
}
