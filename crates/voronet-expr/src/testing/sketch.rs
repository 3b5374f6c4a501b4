//! Random expressions with every function and operator, and how well they can be
//! evaluated. The tests of `voronet` take this file too: what the names mean comes
//! from the module that holds it.

use proptest::prelude::*;

use super::{Binary, Graph, Leaf, MultiIndex, Node, Unary};

/// An expression as data, from which proptest shrinks.
#[derive(Clone, Debug)]
pub enum Sketch {
    Constant(f64),
    Input(usize),
    Output(usize, MultiIndex),
    Unary(Unary, Box<Sketch>),
    Binary(Binary, Box<Sketch>, Box<Sketch>),
    Power(Box<Sketch>, i32),
    Select(Box<Sketch>, Box<Sketch>, Box<Sketch>),
}

/// A value and a bound of its rounding error, to first order. The bound is infinite
/// where no value can be relied on: where numbers that are compared are equal up to
/// rounding, and where a part is no finite number.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub value: f64,
    pub error: f64,
}

const UNRELIABLE: Measured = Measured {
    value: f64::NAN,
    error: f64::INFINITY,
};

impl Measured {
    /// Rounding of a result, added to what came from the operands.
    fn rounded(value: f64, carried: f64, epsilon: f64) -> Measured {
        let error = carried + epsilon * value.abs() + f64::MIN_POSITIVE;
        let is_reliable = value.is_finite() && error.is_finite();
        Measured {
            value,
            error: if is_reliable { error } else { f64::INFINITY },
        }
    }

    fn is_not_zero(self) -> bool {
        self.value.abs() > 64.0 * self.error
    }

    pub fn is_reliable(self) -> bool {
        self.error.is_finite() && self.error <= 1e-3 * self.value.abs().max(1e-3)
    }

    /// Asserts that another evaluation gave the same number, up to rounding.
    #[track_caller]
    pub fn assert_is(self, other: f64) {
        let off = (self.value - other).abs();
        assert!(
            off <= 64.0 * self.error,
            "{other} is not {}: off by {off:e}, rounding explains {:e}",
            self.value,
            self.error
        );
    }
}

impl Sketch {
    pub fn build(&self, g: &mut Graph) -> Node {
        match self {
            Sketch::Constant(x) => g.constant(*x),
            Sketch::Input(i) => g.input(*i),
            Sketch::Output(output, alpha) => g.leaf(Leaf::Output {
                output: *output,
                alpha: *alpha,
            }),
            Sketch::Unary(op, a) => {
                let a = a.build(g);
                g.unary(*op, a)
            }
            Sketch::Binary(op, a, b) => {
                let (a, b) = (a.build(g), b.build(g));
                g.binary(*op, a, b)
            }
            Sketch::Power(a, n) => {
                let a = a.build(g);
                g.powi(a, *n)
            }
            Sketch::Select(c, a, b) => {
                let (c, a, b) = (c.build(g), a.build(g), b.build(g));
                g.select(c, a, b)
            }
        }
    }

    /// The value without any simplification, in an arithmetic with the given
    /// relative error.
    pub fn measure(&self, leaf: &dyn Fn(Leaf) -> f64, epsilon: f64) -> Measured {
        // What is given is a number of the arithmetic or is rounded to one.
        let given = |x: f64| Measured::rounded(x, 0.0, epsilon);
        let through = |slope: f64, a: Measured| {
            if slope == 0.0 {
                0.0
            } else {
                (slope * a.error).abs()
            }
        };
        match self {
            Sketch::Constant(x) => given(*x),
            Sketch::Input(i) => given(leaf(Leaf::Input(*i))),
            Sketch::Output(output, alpha) => given(leaf(Leaf::Output {
                output: *output,
                alpha: *alpha,
            })),
            Sketch::Unary(op, a) => {
                let a = a.measure(leaf, epsilon);
                let y = op.apply(a.value);
                match op {
                    Unary::Sign | Unary::Not => decided(y, a.value.abs(), a.error),
                    Unary::Neg => Measured::rounded(y, a.error, epsilon),
                    Unary::Heaviside => decided(y, a.value.abs(), a.error),
                    Unary::Floor => decided(y, (a.value - a.value.round()).abs(), a.error),
                    Unary::Log
                    | Unary::Log2
                    | Unary::Log10
                    | Unary::Sqrt
                    | Unary::Cbrt
                    | Unary::Csch
                    | Unary::Coth
                        if !a.is_not_zero() =>
                    {
                        UNRELIABLE
                    }
                    Unary::Acosh | Unary::Atanh
                        if (a.value.abs() - 1.0).abs() <= 64.0 * a.error =>
                    {
                        UNRELIABLE
                    }
                    Unary::Tan if y.abs() * a.error > 1e-2 => UNRELIABLE,
                    // To first order the bound is good for small errors only.
                    _ if a.error > 1e-2 => UNRELIABLE,
                    _ => Measured::rounded(y, through(op.slope(a.value, y), a), epsilon),
                }
            }
            Sketch::Binary(op, a, b) => {
                let (a, b) = (a.measure(leaf, epsilon), b.measure(leaf, epsilon));
                let y = op.apply(a.value, b.value);
                match op {
                    Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual => {
                        decided(y, (a.value - b.value).abs(), a.error + b.error)
                    }
                    Binary::And | Binary::Or => {
                        let nearest = a.value.abs().min(b.value.abs());
                        // 0 and 1 of a comparison are exact.
                        let is_logical = |m: Measured| m.value == 0.0 || m.value == 1.0;
                        if is_logical(a) && is_logical(b) {
                            decided(y, f64::INFINITY, a.error.max(b.error))
                        } else {
                            decided(y, nearest, a.error + b.error)
                        }
                    }
                    Binary::Div | Binary::Atan2 if !b.is_not_zero() => UNRELIABLE,
                    Binary::Pow | Binary::Atan2 if !a.is_not_zero() => UNRELIABLE,
                    Binary::Mod if !b.is_not_zero() => UNRELIABLE,
                    Binary::Mod => {
                        let quotient = (a.value - y) / b.value;
                        let carried = a.error + (quotient * b.error).abs();
                        let edge = y.abs().min((b.value - y).abs());
                        if edge > 64.0 * carried {
                            Measured::rounded(y, carried, epsilon)
                        } else {
                            UNRELIABLE
                        }
                    }
                    Binary::Min | Binary::Max if !(a.error + b.error).is_finite() => UNRELIABLE,
                    Binary::Pow if a.error.max(b.error) > 1e-2 => UNRELIABLE,
                    _ => {
                        let (by_a, by_b) = op.slopes(a.value, b.value, y);
                        let carried = through(by_a, a) + through(by_b, b);
                        Measured::rounded(y, carried, epsilon)
                    }
                }
            }
            Sketch::Power(a, n) => {
                let a = a.measure(leaf, epsilon);
                if *n < 0 && !a.is_not_zero() {
                    return UNRELIABLE;
                }
                let slope = f64::from(*n) * a.value.powi(n - 1);
                Measured::rounded(a.value.powi(*n), through(slope, a), 4.0 * epsilon)
            }
            Sketch::Select(c, a, b) => {
                let c = c.measure(leaf, epsilon);
                let taken = if c.value != 0.0 { a } else { b };
                let taken = taken.measure(leaf, epsilon);
                // A number is a condition too: whether it is exactly 0 is not sure.
                let is_sure = c.value == 1.0
                    || c.value.abs() > 64.0 * c.error
                    || c.error <= f64::MIN_POSITIVE;
                Measured {
                    error: if is_sure && c.error.is_finite() {
                        taken.error
                    } else {
                        f64::INFINITY
                    },
                    ..taken
                }
            }
        }
    }
}

/// A decision, which is exact unless the numbers it looks at are too close.
fn decided(value: f64, distance: f64, error: f64) -> Measured {
    let is_sure = distance > 64.0 * error && error.is_finite();
    Measured {
        value,
        error: if is_sure {
            f64::MIN_POSITIVE
        } else {
            f64::INFINITY
        },
    }
}

/// So many cases, the same in every run.
pub fn cases(n: u32) -> ProptestConfig {
    ProptestConfig {
        cases: n,
        max_global_rejects: 64 * n,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_210_412),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Expressions in two inputs, two outputs and the outputs' derivatives up to the
/// given order.
pub fn sketches(order: u8) -> impl Strategy<Value = Sketch> {
    let derivative = (0..2usize, 0..=order, 0..=order).prop_map(move |(output, x, y)| {
        let y = y.min(order - x);
        Sketch::Output(output, MultiIndex::of([x, y]))
    });
    let leaf = prop_oneof![
        1 => (-2.0..2.0f64).prop_map(Sketch::Constant),
        1 => prop::sample::select(vec![0.0, 1.0, -1.0, 0.5, 2.0]).prop_map(Sketch::Constant),
        1 => (0..2usize).prop_map(Sketch::Input),
        1 => (0..2usize).prop_map(|k| Sketch::Output(k, MultiIndex::ZERO)),
        2 => derivative,
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        let binary =
            |(op, (a, b)): (Binary, (Sketch, Sketch))| Sketch::Binary(op, Box::new(a), Box::new(b));
        let comparisons = vec![
            Binary::Less,
            Binary::LessEqual,
            Binary::Equal,
            Binary::NotEqual,
        ];
        let comparison = (prop::sample::select(comparisons), pair.clone()).prop_map(binary);
        let logic = prop::sample::select(vec![Binary::And, Binary::Or]);
        let both = (logic, (comparison.clone(), comparison.clone())).prop_map(binary);
        let not = comparison
            .clone()
            .prop_map(|c| Sketch::Unary(Unary::Not, Box::new(c)));
        let condition = prop_oneof![4 => comparison, 1 => both, 1 => not, 1 => inner.clone()];
        let arithmetic = vec![Binary::Add, Binary::Sub, Binary::Mul, Binary::Div];
        prop_oneof![
            6 => (prop::sample::select(arithmetic), pair.clone()).prop_map(binary),
            2 => (prop::sample::select(Binary::ALL.to_vec()), pair.clone()).prop_map(binary),
            4 => (prop::sample::select(Unary::ALL.to_vec()), inner.clone())
                .prop_map(|(op, a)| Sketch::Unary(op, Box::new(a))),
            2 => (inner, -3..5i32).prop_map(|(a, n)| Sketch::Power(Box::new(a), n)),
            2 => (condition, pair).prop_map(|(c, (a, b))| {
                Sketch::Select(Box::new(c), Box::new(a), Box::new(b))
            }),
        ]
    })
}

/// A number for every leaf, different at every point.
pub fn scattered(leaf: Leaf, point: f64) -> f64 {
    let seed = match leaf {
        Leaf::Input(i) => i as f64,
        Leaf::Output { output, alpha } => {
            let orders = f64::from(alpha.get(0)) + 5.0 * f64::from(alpha.get(1));
            2.3 + output as f64 + 0.77 * orders
        }
        Leaf::Symbol(id) | Leaf::Combination(id) => 5.1 + f64::from(id),
        Leaf::Unknown(i) => 6.3 + i as f64,
    };
    1.5 * (seed * 1.7 + 0.37 * point).sin()
}
