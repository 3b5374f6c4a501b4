//! The scalar twin of the tile kernels: one point at a time, plain loops, no
//! blocks, no lanes. Tests compare the two.

use super::shape::Mlp;
use crate::activation::function::{DERIVATIVES, Function, with_function};
use crate::jet::JetLayout;
use crate::lanes::scalar::Array;

/// Jets of all neurons of all layers at one point, `[layer][neuron][component]`.
pub struct Trace {
    pre: Vec<Vec<Vec<f64>>>,
    post: Vec<Vec<Vec<f64>>>,
}

impl Trace {
    /// The outputs' jets, `[output][component]`.
    pub fn outputs(&self) -> &[Vec<f64>] {
        &self.pre[self.pre.len() - 1]
    }
}

fn activation(mlp: &Mlp, a: f64) -> (f64, [f64; DERIVATIVES]) {
    type One = Array<f64, 1>;
    with_function!(mlp.activation, F => {
        let (value, kept) = F::start(One::from(a));
        (value.into(), F::derivatives(value, kept).map(f64::from))
    })
}

/// The jet of an input that is coordinate `i` times a factor, where its value is `x`.
pub fn scaled(jet: &JetLayout, i: usize, factor: f64, x: f64) -> Vec<f64> {
    let components = jet.components().iter();
    let mut row: Vec<f64> = components.map(|c| c.direction[i] * factor).collect();
    row[0] = x;
    row
}

/// The network's jets, from those of its inputs, `[input][component]`.
pub fn forward(mlp: &Mlp, jet: &JetLayout, theta: &[f64], inputs: &[Vec<f64>]) -> Trace {
    let components = jet.components();
    let mut trace = Trace {
        pre: Vec::new(),
        post: vec![inputs.to_vec()],
    };
    for l in 0..mlp.layers() {
        let (w, b) = (&theta[mlp.weights(l)], &theta[mlp.biases(l)]);
        let z = &trace.post[l];
        let a: Vec<Vec<f64>> = (0..mlp.widths[l + 1])
            .map(|n| {
                let dot =
                    |c: usize| -> f64 { (0..z.len()).map(|k| w[n * z.len() + k] * z[k][c]).sum() };
                let mut row: Vec<f64> = (0..components.len()).map(dot).collect();
                row[0] += b[n];
                row
            })
            .collect();
        if l + 1 < mlp.layers() {
            trace
                .post
                .push(a.iter().map(|a| compose(mlp, jet, a)).collect());
        }
        trace.pre.push(a);
    }
    trace
}

fn compose(mlp: &Mlp, jet: &JetLayout, a: &[f64]) -> Vec<f64> {
    let (value, d) = activation(mlp, a[0]);
    let mut z = vec![value];
    for (c, component) in jet.components().iter().enumerate().skip(1) {
        let term = |t: &crate::jet::Term| {
            let product: f64 = t.factors.iter().map(|&f| a[f]).product();
            t.coefficient * d[t.factors.len() - 1] * product
        };
        z.push(d[0] * a[c] + component.terms.iter().map(term).sum::<f64>());
    }
    z
}

/// Adds the gradient in θ for output adjoints `adjoint`, `[output][component]`.
pub fn reverse(
    mlp: &Mlp,
    jet: &JetLayout,
    theta: &[f64],
    trace: &Trace,
    adjoint: &[Vec<f64>],
    gradient: &mut [f64],
) {
    let mut b: Vec<Vec<f64>> = adjoint.to_vec();
    for l in (0..mlp.layers()).rev() {
        if l + 1 < mlp.layers() {
            for (n, b) in b.iter_mut().enumerate() {
                *b = pull(mlp, jet, &trace.pre[l][n], b);
            }
        }
        let z = &trace.post[l];
        let depth = z.len();
        let (weights, biases) = (mlp.weights(l).start, mlp.biases(l).start);
        let mut next = vec![vec![0.0; jet.len()]; depth];
        for (n, b) in b.iter().enumerate() {
            gradient[biases + n] += b[0];
            for k in 0..depth {
                for c in 0..jet.len() {
                    gradient[weights + n * depth + k] += b[c] * z[k][c];
                    next[k][c] += theta[weights + n * depth + k] * b[c];
                }
            }
        }
        b = next;
    }
}

fn pull(mlp: &Mlp, jet: &JetLayout, a: &[f64], adjoint: &[f64]) -> Vec<f64> {
    let (_, d) = activation(mlp, a[0]);
    let mut out: Vec<f64> = adjoint.iter().map(|b| d[0] * b).collect();
    for (c, component) in jet.components().iter().enumerate().skip(1) {
        out[0] += adjoint[c] * d[1] * a[c];
        for t in &component.terms {
            let m = t.factors.len();
            let product: f64 = t.factors.iter().map(|&f| a[f]).product();
            out[0] += adjoint[c] * t.coefficient * d[m] * product;
            for p in 0..m {
                let others = t.factors.iter().enumerate().filter(|&(q, _)| q != p);
                let rest: f64 = others.map(|(_, &f)| a[f]).product();
                out[t.factors[p]] += adjoint[c] * t.coefficient * d[m - 1] * rest;
            }
        }
    }
    out
}
