//! The displacements, exact and trained: Figures 2 and 3.

use crate::figure::{Agreement, Figure};
use crate::pictures::Plane;
use voronet::output::plot::{ColourScale, Spacing};
use voronet::problem::Problem;
use voronet::study::{Inspection, Watched, relative_difference};

fn exact_fields(problem: &Problem, plane: &Plane) -> Vec<Vec<f64>> {
    let expressions = problem.reference.expressions.iter().flatten();
    let value = |formula: &voronet::expr::Formula, p: usize| {
        let x = plane.cloud().point(p);
        let leaf = |leaf| match leaf {
            voronet::expr::Leaf::Input(i) => x[i],
            _ => f64::NAN,
        };
        formula.evaluate(&leaf)
    };
    let column = |&node: &_| {
        let formula = problem.graph.formula(node);
        (0..plane.cloud().len())
            .map(|p| value(&formula, p))
            .collect()
    };
    expressions.map(column).collect()
}

/// The exact displacements.
pub(super) fn figure_2(problem: &Problem) -> Figure {
    let plane = Plane::new(problem, 201);
    let exact = exact_fields(problem, &plane);
    let titles = ["Displacement in x", "Displacement in y"];
    let picture = |k: usize| {
        let svg = plane.map(titles[k], &problem.outputs[k], &exact[k], false, None);
        (problem.outputs[k].clone(), svg, titles[k].to_owned())
    };
    Figure {
        number: 2,
        title: "Exact displacements of the plate".to_owned(),
        paper: "The prescribed displacements (Eq. 21) on an irregular plate that is not given in numbers.".to_owned(),
        ours: "Eq. 21 on a plate of our choice: a unit square with a rounded corner, a bite taken out and an elliptic hole.".to_owned(),
        agreement: Agreement::Illustrates,
        pictures: (0..2).map(picture).collect(),
        tables: vec![plane.table("", &[("u", &exact[0]), ("v", &exact[1])])],
    }
}

/// The trained ones beside them.
pub(super) fn figure_3(problem: &Problem, pwc: &Watched) -> Figure {
    let plane = Plane::new(problem, 201);
    let exact = exact_fields(problem, &plane);
    let trained = Inspection::new(&pwc.problem, &pwc.plan, &pwc.parameters).outputs(plane.cloud());
    let mut pictures = Vec::new();
    let mut errors = Vec::new();
    for (k, name) in problem.outputs.iter().enumerate() {
        let scale = ColourScale::fit(plane.inside(&exact[k]), Spacing::Linear);
        for (what, values) in [("exact", &exact[k]), ("trained", &trained[k])] {
            let title = format!("{name}, {what}");
            let svg = plane.map(&title, name, values, true, Some(scale.clone()));
            pictures.push((format!("{name}-{what}"), svg, title));
        }
        errors.push(relative_difference(
            &plane.inside(&trained[k]),
            &plane.inside(&exact[k]),
        ));
    }
    let worst = errors.iter().copied().fold(0.0, f64::max);
    Figure {
        number: 3,
        title: "Exact and trained displacements".to_owned(),
        paper: "Contours of the exact and the trained displacements lie close together; solid where positive, dashed where negative.".to_owned(),
        ours: format!(
            "After {} iterations the relative L² error of u is {:.1e}, that of v {:.1e}.",
            pwc.problem.training.iterations, errors[0], errors[1]
        ),
        agreement: match worst {
            ..0.05 => Agreement::Agrees,
            ..0.3 => Agreement::Partly,
            _ => Agreement::Differs,
        },
        pictures,
        tables: vec![plane.table(
            "",
            &[("u_exact", &exact[0]), ("u", &trained[0]), ("v_exact", &exact[1]), ("v", &trained[1])],
        )],
    }
}
