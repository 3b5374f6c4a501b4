//! Constructors that fold constants and identities.
//!
//! A simplification changes a value by rounding at most, where all parts are finite
//! numbers. Where they are not, it may make a number of what was none: 0 · x, 0/x and
//! x − x are 0 also where x is infinite, 0 or not a number.

use super::context::{Graph, Node, Op};
use super::op::{Binary, Unary};

impl Graph {
    /// op(a)
    pub fn unary(&mut self, op: Unary, a: Node) -> Node {
        if let Some(x) = self.constant_value(a) {
            return self.constant(op.apply(x));
        }
        match (op, self.op(a)) {
            (Unary::Neg, Op::Unary(Unary::Neg, inner)) => inner,
            (Unary::Neg, Op::Binary(Binary::Sub, x, y)) => self.binary(Binary::Sub, y, x),
            // Its slope at 0 is one of either side, and its kink is known to be one.
            (Unary::Sqrt, Op::Power(x, 2)) => self.unary(Unary::Abs, x),
            (Unary::Neg, Op::Binary(Binary::Mul, x, y)) => match self.constant_value(x) {
                Some(c) => {
                    let c = self.constant(-c);
                    self.binary(Binary::Mul, c, y)
                }
                None => self.intern(Op::Unary(op, a)),
            },
            _ => self.intern(Op::Unary(op, a)),
        }
    }

    /// op(a, b)
    pub fn binary(&mut self, op: Binary, a: Node, b: Node) -> Node {
        let (x, y) = (self.constant_value(a), self.constant_value(b));
        if let (Some(x), Some(y)) = (x, y) {
            return self.constant(op.apply(x, y));
        }
        match op {
            Binary::Add => self.add(a, b),
            Binary::Sub => self.subtract(a, b),
            Binary::Mul => self.multiply(a, b),
            Binary::Div => match (x, y) {
                _ if x == Some(0.0) => a,
                (_, Some(y)) if y.is_finite() && (1.0 / y).is_normal() => {
                    let inverse = self.constant(1.0 / y);
                    self.multiply(inverse, a)
                }
                _ => self.intern(Op::Binary(op, a, b)),
            },
            Binary::Pow => match y {
                Some(n) if n.fract() == 0.0 && n.abs() <= 1024.0 => self.powi(a, n as i32),
                Some(0.5) => self.unary(Unary::Sqrt, a),
                _ => self.intern(Op::Binary(op, a, b)),
            },
            Binary::Min | Binary::Max if a == b => a,
            Binary::Hypot if x == Some(0.0) => self.unary(Unary::Abs, b),
            Binary::Hypot if y == Some(0.0) => self.unary(Unary::Abs, a),
            _ => {
                let (a, b) = if op.commutes() && b < a {
                    (b, a)
                } else {
                    (a, b)
                };
                self.intern(Op::Binary(op, a, b))
            }
        }
    }

    /// a where the condition is not 0, else b.
    pub fn select(&mut self, condition: Node, a: Node, b: Node) -> Node {
        match self.constant_value(condition) {
            Some(c) => {
                if c != 0.0 {
                    a
                } else {
                    b
                }
            }
            None if a == b => a,
            None => self.intern(Op::Select(condition, a, b)),
        }
    }

    /// aⁿ
    pub fn powi(&mut self, a: Node, n: i32) -> Node {
        match (n, self.op(a)) {
            (0, _) => self.constant(1.0),
            (1, _) => a,
            (_, Op::Constant(bits)) => self.constant(f64::from_bits(bits).powi(n)),
            (_, Op::Power(inner, m)) if m > 0 && n > 0 => match m.checked_mul(n) {
                Some(product) => self.intern(Op::Power(inner, product)),
                None => self.intern(Op::Power(a, n)),
            },
            _ => self.intern(Op::Power(a, n)),
        }
    }

    /// a + c
    pub(super) fn add_constant(&mut self, a: Node, c: f64) -> Node {
        let c = self.constant(c);
        self.add(a, c)
    }

    /// 1 / √(1 + sign · x²)
    pub(super) fn inverse_root(&mut self, sign: f64, x: Node) -> Node {
        let square = self.powi(x, 2);
        let sign = self.constant(sign);
        let signed = self.multiply(sign, square);
        let sum = self.add_constant(signed, 1.0);
        let root = self.unary(Unary::Sqrt, sum);
        self.powi(root, -1)
    }

    /// factor · aⁿ
    pub(super) fn scaled_power(&mut self, factor: f64, a: Node, n: i32) -> Node {
        let power = self.powi(a, n);
        let factor = self.constant(factor);
        self.multiply(factor, power)
    }

    /// −a b
    pub(super) fn negative_product(&mut self, a: Node, b: Node) -> Node {
        let product = self.multiply(a, b);
        self.unary(Unary::Neg, product)
    }

    /// sign · 2/√π exp(−x²)
    pub(super) fn bell(&mut self, sign: f64, x: Node) -> Node {
        let square = self.powi(x, 2);
        let exponent = self.unary(Unary::Neg, square);
        let bell = self.unary(Unary::Exp, exponent);
        let factor = self.constant(sign * std::f64::consts::FRAC_2_SQRT_PI);
        self.multiply(factor, bell)
    }

    /// A constant operand is kept on the left of a product and of a sum, so that
    /// it is found in one place.
    fn sorted(&self, a: Node, b: Node) -> (Node, Node) {
        let swap = match (self.constant_value(a), self.constant_value(b)) {
            (None, Some(_)) => true,
            (Some(_), _) => false,
            (None, None) => b < a,
        };
        if swap { (b, a) } else { (a, b) }
    }

    fn add(&mut self, a: Node, b: Node) -> Node {
        let (a, b) = self.sorted(a, b);
        if let Some(x) = self.constant_value(a) {
            if let Some(y) = self.constant_value(b) {
                return self.constant(x + y);
            }
            if x == 0.0 {
                return b;
            }
            if let Op::Binary(Binary::Add, c, rest) = self.op(b)
                && let Some(y) = self.constant_value(c)
                && (x + y).is_finite()
            {
                let c = self.constant(x + y);
                return self.add(c, rest);
            }
        }
        if a == b {
            let two = self.constant(2.0);
            return self.multiply(two, a);
        }
        match (self.op(a), self.op(b)) {
            (_, Op::Unary(Unary::Neg, y)) => self.subtract(a, y),
            (Op::Unary(Unary::Neg, x), _) => self.subtract(b, x),
            _ => self.intern(Op::Binary(Binary::Add, a, b)),
        }
    }

    fn subtract(&mut self, a: Node, b: Node) -> Node {
        if a == b {
            return self.constant(0.0);
        }
        match (self.constant_value(a), self.constant_value(b)) {
            (Some(x), Some(y)) => self.constant(x - y),
            (Some(0.0), _) => self.unary(Unary::Neg, b),
            (_, Some(y)) => self.add_constant(a, -y),
            _ => match self.op(b) {
                Op::Unary(Unary::Neg, y) => self.add(a, y),
                _ => self.intern(Op::Binary(Binary::Sub, a, b)),
            },
        }
    }

    fn multiply(&mut self, a: Node, b: Node) -> Node {
        let (a, b) = self.sorted(a, b);
        if let Some(x) = self.constant_value(a) {
            if let Some(y) = self.constant_value(b) {
                return self.constant(x * y);
            }
            if x == 0.0 {
                return a;
            }
            if x == 1.0 {
                return b;
            }
            if x == -1.0 {
                return self.unary(Unary::Neg, b);
            }
            match self.op(b) {
                Op::Binary(Binary::Mul, c, rest) => {
                    // Unless the product of the constants is out of range, where that
                    // of all three may be within.
                    if let Some(y) = self.constant_value(c)
                        && (x * y).is_normal()
                    {
                        let c = self.constant(x * y);
                        return self.multiply(c, rest);
                    }
                }
                Op::Unary(Unary::Neg, inner) => {
                    let c = self.constant(-x);
                    return self.multiply(c, inner);
                }
                _ => {}
            }
        }
        if a == b {
            return self.powi(a, 2);
        }
        match (self.op(a), self.op(b)) {
            (Op::Unary(Unary::Neg, x), Op::Unary(Unary::Neg, y)) => self.multiply(x, y),
            _ => self.intern(Op::Binary(Binary::Mul, a, b)),
        }
    }
}
