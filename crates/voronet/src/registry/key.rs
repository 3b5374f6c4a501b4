//! A setting that a member of a family reads.

/// A setting has a name, values that may stand there, and a meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// Its name in problem files.
    pub name: &'static str,
    /// What may stand there.
    pub range: Range,
    /// What holds where it is left out.
    pub default: Fallback,
    /// What it is, in one line.
    pub meaning: &'static str,
}

/// What holds where a key is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fallback {
    /// It is this number.
    Number(f64),
    /// It is the number of a batch's points.
    Batch,
    /// Nothing does: the key is needed.
    Needed,
    /// What these words say.
    Words(&'static str),
}

/// What may stand at a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// A whole number of at least so many.
    Count(usize),
    /// Any number.
    Any,
    /// A number above zero.
    Positive,
    /// A number that is zero or more.
    NonNegative,
    /// A number in [0, 1).
    Fraction,
    /// A number in [0, 1].
    Unit,
    /// Two numbers above zero.
    Lengths,
    /// A number for each coordinate.
    Point,
    /// A list of pairs of numbers.
    Vertices,
    /// The name of a file with an outline.
    VertexFile,
    /// The name of an STL file.
    MeshFile,
}

/// The most that a count may be: points are numbered by 32 bits.
pub const MOST: usize = u32::MAX as usize;

impl Range {
    /// Tells whether a number may stand there.
    pub fn holds(self, x: f64) -> bool {
        x.is_finite()
            && match self {
                Range::Count(least) => x.fract() == 0.0 && least as f64 <= x && x <= MOST as f64,
                Range::Positive => x > 0.0,
                Range::NonNegative => x >= 0.0,
                Range::Fraction => (0.0..1.0).contains(&x),
                Range::Unit => (0.0..=1.0).contains(&x),
                _ => true,
            }
    }

    /// Says in words what may stand there.
    pub fn words(self) -> String {
        match self {
            Range::Count(0) => "a whole number, zero or more",
            Range::Count(least) => return format!("a whole number of at least {least}"),
            Range::Any => "a number",
            Range::Positive => "a positive number",
            Range::NonNegative => "zero or a positive number",
            Range::Fraction => "a number from 0 to below 1",
            Range::Unit => "a number from 0 to 1",
            Range::Lengths => "two positive numbers",
            Range::Point => "a number for each coordinate",
            Range::Vertices => "pairs of numbers",
            Range::VertexFile => "an outline, see Files",
            Range::MeshFile => "an STL file, text or binary",
        }
        .to_owned()
    }
}

impl Key {
    /// Returns the same key with another default.
    pub const fn with_default(self, default: f64) -> Key {
        Key {
            default: Fallback::Number(default),
            ..self
        }
    }

    /// Returns the number that holds where the key is left out, if it is one.
    pub fn default_number(&self) -> Option<f64> {
        match self.default {
            Fallback::Number(x) => Some(x),
            _ => None,
        }
    }

    /// Says in words what holds where the key is left out.
    pub fn default_words(&self) -> String {
        match self.default {
            Fallback::Number(x) => short(x),
            Fallback::Batch => "as `batch`".to_owned(),
            Fallback::Needed => "needed".to_owned(),
            Fallback::Words(words) => words.to_owned(),
        }
    }
}

/// Writes a number for people, without a row of zeros.
pub fn short(x: f64) -> String {
    if x != 0.0 && x.abs() < 1e-3 {
        format!("{x:e}")
    } else {
        x.to_string()
    }
}
