//! Curves of a run: its losses by iteration, its outputs over one input.

use super::super::{Fields, History};
use super::axes::Spacing;
use super::curve::{Curves, Line, Series, curves, stacked};

/// Draws the tracked loss and each term's part of it by iteration, on a logarithmic
/// axis.
pub fn loss_history(history: &History) -> String {
    let series = |name: &str, line: Line, value: &dyn Fn(usize) -> f64| Series {
        shade: None,
        name: name.to_string(),
        points: (0..history.records.len())
            .map(|k| [history.records[k].iteration as f64, value(k)])
            .collect(),
        line,
    };
    let records = &history.records;
    let mut all = Vec::new();
    // a single term is the total
    if history.terms.len() > 1 {
        for (k, name) in history.terms.iter().enumerate() {
            let thin = Line {
                width: 1.1,
                ..Line::of(k)
            };
            let value = |record: usize| records[record].terms.get(k).copied().unwrap_or(f64::NAN);
            all.push(series(name, thin, &value));
        }
    }
    let bold = Line {
        width: 1.8,
        ..Line::of(7)
    };
    all.push(series("total", bold, &|k| records[k].loss));
    curves(&Curves {
        title: "Loss on the fixed uniform points".into(),
        x_label: "iteration".into(),
        y_label: "weighted loss".into(),
        x_spacing: Spacing::Linear,
        y_spacing: Spacing::Log,
        series: all,
    })
}

/// What an output of one input is shown beside.
#[derive(Clone, Debug, PartialEq)]
pub enum Exact {
    /// The field of this number, drawn as a darker dashed line.
    Field(usize),
    /// Single points, drawn as circles.
    Points(Vec<[f64; 2]>),
}

/// The number of an output's field, and what it is shown beside.
type Shown = (usize, Option<Exact>);

/// Draws fields of one input as curves: each output with its reference, if it has one, over
/// it. `outputs` holds the numbers of the outputs' fields. Outputs of unequal size have a
/// plot each, those of equal size one together.
///
/// # Panics
/// If there is no such field.
pub fn profile(title: &str, fields: &Fields, outputs: &[Shown]) -> String {
    let largest = |values: &mut dyn Iterator<Item = f64>| {
        let finite = values.map(f64::abs).filter(|x| x.is_finite());
        finite.fold(0.0, f64::max)
    };
    let of_field = |field: usize| largest(&mut fields.fields()[field].values.iter().copied());
    let size = |(output, exact): &Shown| {
        let beside = match exact {
            None => 0.0,
            Some(Exact::Field(field)) => of_field(*field),
            Some(Exact::Points(points)) => largest(&mut points.iter().map(|point| point[1])),
        };
        of_field(*output).max(beside)
    };
    let sizes = outputs.iter().map(size);
    let (least, most) = sizes.fold((f64::INFINITY, 0.0_f64), |(least, most), size| {
        (least.min(size), most.max(size))
    });
    let numbered: Vec<_> = outputs.iter().enumerate().collect();
    let shared = if most > UNEQUAL * least {
        1
    } else {
        numbered.len().max(1)
    };
    let plots = numbered.chunks(shared);
    let plots = plots.enumerate().map(|(i, outputs)| {
        let title = if i == 0 { title } else { "" };
        profiles(title, fields, outputs)
    });
    stacked(&plots.collect::<Vec<_>>())
}

/// Beyond this ratio of sizes the smaller one looks like a straight line.
const UNEQUAL: f64 = 5.0;

/// One plot of some outputs, each with its number.
fn profiles(title: &str, fields: &Fields, outputs: &[(usize, &Shown)]) -> Curves {
    let axis = &fields.grid().axes[0];
    let points = |field: usize| {
        let values = fields.fields()[field].values.iter();
        axis.values
            .iter()
            .zip(values)
            .map(|(x, y)| [*x, *y])
            .collect()
    };
    let mut series = Vec::new();
    for &(k, (output, exact)) in outputs {
        let name = &fields.fields()[*output].name;
        series.push(Series {
            shade: None,
            name: name.clone(),
            points: points(*output),
            line: Line {
                width: 2.4,
                ..Line::of(k)
            },
        });
        series.extend(exact.as_ref().map(|exact| Series {
            shade: None,
            name: format!("{name}, reference"),
            points: match exact {
                Exact::Field(field) => points(*field),
                Exact::Points(points) => points.clone(),
            },
            line: Line {
                marked: matches!(exact, Exact::Points(_)),
                ..Line::reference_of(k)
            },
        }));
    }
    let names = outputs
        .iter()
        .map(|&(_, (output, _))| fields.fields()[*output].name.as_str());
    Curves {
        title: title.to_string(),
        x_label: axis.name.clone(),
        y_label: names.collect::<Vec<_>>().join(", "),
        x_spacing: Spacing::Linear,
        y_spacing: Spacing::Linear,
        series,
    }
}
