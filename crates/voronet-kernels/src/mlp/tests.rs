//! The tile kernels against their scalar twin.

mod jets;
mod tiles;
mod twin;

use self::jets::jets;
use super::reference;
use super::{Input, Mlp, Mode, Packed, RowsMut, Tile};
use crate::jet::{JetLayout, Orders, orders};
use crate::{Activation, Element, Level, cases};

/// A small deterministic generator; the kernels crate has no random numbers.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
    fn vector(&mut self, n: usize, scale: f64) -> Vec<f64> {
        (0..n).map(|_| scale * self.next()).collect()
    }
}

fn levels() -> impl Iterator<Item = Level> {
    Level::ALL.into_iter().filter(|level| level.available())
}

fn close(a: f64, b: f64, tolerance: f64, what: &str) {
    let error = (a - b).abs() / b.abs().max(1.0);
    assert!(error <= tolerance, "{what}: {a} for {b}, off by {error:e}");
}

struct Case {
    mlp: Mlp,
    jet: JetLayout,
    scales: Vec<f64>,
    theta: Vec<f64>,
    points: Vec<Vec<f64>>,
    inputs: Vec<Input>,
    /// Of the inputs at each point, [point][input][component].
    jets: Vec<Vec<Vec<f64>>>,
    adjoints: Vec<Vec<Vec<f64>>>,
}

impl Case {
    fn new(widths: &[usize], activation: Activation, jet: &JetLayout, points: usize) -> Case {
        let mut noise = Noise(points as u64 + widths.len() as u64);
        let mlp = Mlp {
            widths: widths.to_vec(),
            activation,
        };
        let mut theta = Vec::new();
        for l in 0..mlp.layers() {
            let scale = (3.0 / widths[l] as f64).sqrt();
            theta.extend(noise.vector(widths[l] * widths[l + 1], scale));
            theta.extend(noise.vector(widths[l + 1], 0.3));
        }
        let rows = *widths.last().unwrap();
        let scales: Vec<f64> = (0..widths[0]).map(|i| 1.0 - 0.2 * i as f64).collect();
        let points: Vec<_> = (0..points).map(|_| noise.vector(widths[0], 1.0)).collect();
        let adjoint = |_: &_| (0..rows).map(|_| noise.vector(jet.len(), 1.0)).collect();
        Case {
            adjoints: points.iter().map(adjoint).collect(),
            inputs: (0..widths[0])
                .map(|coordinate| Input::Scaled {
                    coordinate,
                    factor: scales[coordinate],
                })
                .collect(),
            jets: points.iter().map(|x| scaled(jet, &scales, x)).collect(),
            scales,
            points,
            mlp,
            jet: jet.clone(),
            theta,
        }
    }

    /// With functions of the coordinates, whose jets are any numbers, as the second input and
    /// those after it; the first is the second coordinate.
    fn of_functions(mut self) -> Case {
        let mut noise = Noise(5);
        self.inputs.fill(Input::Function);
        self.inputs[0] = Input::Scaled {
            coordinate: 1,
            factor: 0.7,
        };
        for jets in &mut self.jets {
            jets[0] = reference::scaled(&self.jet, 1, 0.7, jets[0][0]);
            for jet in &mut jets[1..] {
                *jet = noise.vector(jet.len(), 1.0);
            }
        }
        self
    }

    /// Outputs [point][output][component] and each point's gradient, by the scalar twin.
    fn by_reference(&self) -> (Vec<Vec<Vec<f64>>>, Vec<Vec<f64>>) {
        let (mut outputs, mut gradients) = (Vec::new(), Vec::new());
        for (jets, adjoint) in self.jets.iter().zip(&self.adjoints) {
            let trace = reference::forward(&self.mlp, &self.jet, &self.theta, jets);
            let mut own = vec![0.0; self.mlp.parameters()];
            reference::reverse(&self.mlp, &self.jet, &self.theta, &trace, adjoint, &mut own);
            gradients.push(own);
            outputs.push(trace.outputs().to_vec());
        }
        (outputs, gradients)
    }

    fn fill<T: Element>(&self, tile: &mut Tile<T>) {
        tile.resize(self.points.len());
        for (i, input) in self.inputs.iter().enumerate() {
            let written = match input {
                Input::Scaled { .. } => 1,
                Input::Function => self.jet.len(),
            };
            for c in 0..written {
                for (to, jets) in tile.input_mut(i, c).iter_mut().zip(&self.jets) {
                    *to = T::from_f64(jets[i][c]);
                }
            }
        }
    }

    fn check<T: Element>(&self, level: Level, tolerance: f64) {
        let (outputs, gradients) = self.by_reference();
        let gradient = total(&gradients);
        let theta: Vec<T> = self.theta.iter().map(|&t| T::from_f64(t)).collect();
        let mut packed = Packed::new(&self.mlp, level);
        packed.pack(&theta);
        let capacity = self.points.len() + 5;
        let name = format!("{level:?} {:?} {} components", self.mlp, self.jet.len());
        let mut tiles = [Mode::Evaluate, Mode::Differentiate]
            .map(|mode| Tile::new(&packed, &self.jet, &self.inputs, capacity, mode));
        let mut kernels = 0;
        for tile in &mut tiles {
            self.fill(tile);
            kernels = 0;
            tile.forward(&packed, &mut || kernels += 1);
            for (p, point) in outputs.iter().enumerate() {
                for (k, jet) in point.iter().enumerate() {
                    for (c, &exact) in jet.iter().enumerate() {
                        close(tile.output(k, c)[p].to_f64(), exact, tolerance, &name);
                    }
                }
            }
        }
        let tile = &mut tiles[1];
        for k in 0..self.mlp.widths[self.mlp.layers()] {
            for c in 0..self.jet.len() {
                for (p, to) in tile.output_adjoint_mut(k, c).iter_mut().enumerate() {
                    *to = T::from_f64(self.adjoints[p][k][c]);
                }
            }
        }
        let mut sum = vec![T::default(); theta.len()];
        tile.reverse(&packed, &mut sum, &mut || kernels += 1);
        assert_eq!(kernels, tile.kernels());
        for (a, b) in sum.iter().zip(&gradient) {
            close(
                a.to_f64(),
                *b,
                tolerance * 20.0,
                &format!("gradient, {name}"),
            );
        }
        for (a, own) in tile.gradient_norms(&packed).iter().zip(&gradients) {
            close(
                a.to_f64() / own.iter().map(|g| g * g).sum::<f64>(),
                1.0,
                tolerance * 20.0,
                &format!("norm, {name}"),
            );
        }
        for places in [1, 2] {
            if self.points.len().is_multiple_of(places) {
                self.check_rows(tile, &packed, &gradients, places, tolerance * 20.0);
            }
        }
    }

    /// Each point's gradient, or the sums of the points with the same row, written between
    /// other rows.
    fn check_rows<T: Element>(
        &self,
        tile: &mut Tile<T>,
        packed: &Packed<T>,
        gradients: &[Vec<f64>],
        places: usize,
        tolerance: f64,
    ) {
        let (rows, parameters) = (self.points.len() / places, self.theta.len());
        let untouched = T::from_f64(0.125);
        let mut matrix = vec![untouched; (rows + 5) * parameters];
        let (_, part) = RowsMut::new(&mut matrix, rows + 5).split_at(3);
        let (mut part, mut last) = part.split_at(rows);
        tile.point_gradients(packed, &mut part);
        last.fill_zero();
        for (i, column) in matrix.chunks(rows + 5).enumerate() {
            assert_eq!(column[..3], [untouched; 3]);
            assert_eq!(column[rows + 3..], [T::default(); 2]);
            for (p, a) in column[3..rows + 3].iter().enumerate() {
                let exact = (0..places).map(|k| gradients[p + k * rows][i]).sum();
                close(a.to_f64(), exact, tolerance, "a point's gradient");
            }
        }
    }
}

/// The jets of coordinates times factors.
fn scaled(jet: &JetLayout, factors: &[f64], x: &[f64]) -> Vec<Vec<f64>> {
    (0..x.len())
        .map(|i| reference::scaled(jet, i, factors[i], x[i]))
        .collect()
}

/// The sum of vectors.
fn total(vectors: &[Vec<f64>]) -> Vec<f64> {
    let component = |i: usize| vectors.iter().map(|v| v[i]).sum();
    (0..vectors[0].len()).map(component).collect()
}

#[test]
fn kernels_agree_with_their_scalar_twin_at_every_width() {
    for level in levels() {
        for &width in cases(&[7, 20, 1, 32, 50, 100, 128], 1) {
            let jet = JetLayout::new(&[], &[vec![(1.0, orders([1])), (-1.0, orders([0, 2]))]]);
            for &points in cases(&[5, 17, 40, 1], 1) {
                let case = Case::new(&[2, width, width, 1], Activation::Sine, &jet, points);
                case.check::<f64>(level, 1e-12);
                case.check::<f32>(level, 1e-4);
            }
        }
    }
}

#[test]
fn kernels_agree_with_their_scalar_twin_for_every_jet_and_activation() {
    for level in levels() {
        for &activation in cases(&Activation::ALL, 1) {
            for &inputs in cases(&[3, 2, 1], 1) {
                for jet in jets(inputs) {
                    let points = if cfg!(miri) { 5 } else { 43 };
                    let case = || Case::new(&[inputs, 9, 5, 3], activation, &jet, points);
                    case().check::<f64>(level, 1e-12);
                    case().check::<f32>(level, 2e-4);
                    case().of_functions().check::<f64>(level, 1e-12);
                }
            }
        }
    }
}

/// In twenty inputs: the Laplacian as one component against all second derivatives by
/// themselves, with the kernels, forward and in the gradient.
#[test]
#[cfg_attr(miri, ignore = "too slow, and the other tests do the same with memory")]
fn a_laplacian_of_many_inputs_is_the_sum_of_its_second_derivatives() {
    let second = |i: usize| {
        let mut alpha = orders([]);
        alpha[i] = 2;
        alpha
    };
    let all: Vec<Orders> = (0..20).map(second).collect();
    let sum: Vec<(f64, Orders)> = all.iter().map(|&alpha| (1.0, alpha)).collect();
    let (one, apart) = (JetLayout::new(&[], &[sum]), JetLayout::new(&all, &[]));
    assert_eq!((one.len(), apart.len()), (22, 41));
    let case = Case::new(&[20, 7, 6, 1], Activation::Tanh, &one, 5);
    for level in levels() {
        case.check::<f64>(level, 1e-10);
    }
    // Σ of the Laplacian over an output, and its gradient, by the twin.
    let of = |jet: &JetLayout, x: &[f64], components: &[usize]| {
        let at: Vec<f64> = x.iter().zip(&case.scales).map(|(x, s)| x * s).collect();
        let trace =
            reference::forward(&case.mlp, jet, &case.theta, &scaled(jet, &case.scales, &at));
        let mut adjoint = vec![0.0; jet.len()];
        components.iter().for_each(|&c| adjoint[c] = 1.0);
        let mut gradient = vec![0.0; case.theta.len()];
        reference::reverse(
            &case.mlp,
            jet,
            &case.theta,
            &trace,
            &[adjoint],
            &mut gradient,
        );
        let value: f64 = components.iter().map(|&c| trace.outputs()[0][c]).sum();
        (value, gradient)
    };
    let seconds = all.iter().map(|&alpha| apart.derivative(alpha).unwrap());
    let seconds: Vec<usize> = seconds.collect();
    for x in &case.points {
        let (value, gradient) = of(&one, x, &[one.combination(0)]);
        let (exact, other) = of(&apart, x, &seconds);
        close(value, exact, 1e-12, "Laplacian");
        for (a, b) in gradient.iter().zip(&other) {
            close(*a, *b, 1e-12, "its gradient");
        }
    }
}
