//! What a part of a text stands for: a number, real or complex, or a vector of such.

use crate::graph::Node;

/// A number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its real part.
    pub re: Node,
    /// Its imaginary part, unless it is real.
    pub im: Option<Node>,
}

/// A number or a vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// One number.
    Number(Number),
    /// The components of a vector.
    Vector(Vec<Number>),
}

impl From<Node> for Number {
    fn from(re: Node) -> Number {
        Number { re, im: None }
    }
}

impl From<Node> for Value {
    fn from(node: Node) -> Value {
        Value::Number(node.into())
    }
}

impl Number {
    /// The real part, and the imaginary one if there is one.
    pub fn parts(&self) -> impl Iterator<Item = Node> {
        std::iter::once(self.re).chain(self.im)
    }

    /// The same of both parts, which is right of what is linear in real numbers.
    pub(super) fn map(&self, f: &mut dyn FnMut(Node) -> Option<Node>) -> Option<Number> {
        let re = f(self.re);
        let im = self.im.map(f);
        Some(Number {
            re: re?,
            im: match im {
                Some(im) => Some(im?),
                None => None,
            },
        })
    }
}

impl Value {
    /// The number, or the components.
    pub fn numbers(&self) -> &[Number] {
        match self {
            Value::Number(number) => std::slice::from_ref(number),
            Value::Vector(components) => components,
        }
    }

    /// Everything that it is made of.
    pub fn parts(&self) -> impl Iterator<Item = Node> {
        self.numbers().iter().flat_map(Number::parts)
    }

    /// The same of each number.
    pub(super) fn map_numbers(&self, f: &mut dyn FnMut(Number) -> Option<Number>) -> Option<Value> {
        Some(match self {
            Value::Number(number) => Value::Number(f(*number)?),
            Value::Vector(components) => {
                let mapped: Vec<_> = components.iter().map(|&number| f(number)).collect();
                Value::Vector(mapped.into_iter().collect::<Option<_>>()?)
            }
        })
    }

    /// The same of each part of each number.
    pub(super) fn map(&self, f: &mut dyn FnMut(Node) -> Option<Node>) -> Option<Value> {
        self.map_numbers(&mut |number| number.map(f))
    }
}
