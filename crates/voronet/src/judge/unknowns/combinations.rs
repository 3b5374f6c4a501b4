//! Combinations that are determined, of unknowns that are not.

use super::Estimate;
use super::spectrum::Spectrum;

/// A product of powers of unknowns, or a sum of multiples.
#[derive(Clone, Debug, PartialEq)]
pub struct Combination {
    /// The power or the factor of each unknown; most are 0.
    parts: Vec<f64>,
    kind: Kind,
}

/// What a combination is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of powers.
    Product,
    /// Of multiples.
    Sum,
}

/// What is less, relative to the rest, is rounding.
const LITTLE: f64 = 0.02;

/// The combinations of the unknowns with such values that are determined though none of them is,
/// for the slopes of unknowns by the numbers of θ: products or sums, by what is known, or else
/// what says it in simpler numbers.
pub fn combinations(
    spectrum: &Spectrum,
    values: &[f64],
    slopes: &[f64],
    known: Option<Kind>,
) -> Vec<Combination> {
    let free = spectrum.null_directions();
    if free.is_empty() {
        return Vec::new();
    }
    // How unknowns move where nothing is determined.
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>();
    let linear: Vec<Vec<f64>> = free.iter().map(|r| product(r, slopes)).collect();
    let inverse: Vec<f64> = values.iter().map(|value| 1.0 / value).collect();
    let relative: Vec<Vec<f64>> = linear.iter().map(|x| product(x, &inverse)).collect();
    let sums = orthogonal(&linear);
    let products = match values.contains(&0.0) {
        true => None,
        false => Some(orthogonal(&relative)),
    };
    let (parts, kind) = match (products, known) {
        (Some(products), Some(Kind::Product)) => (products, Kind::Product),
        (Some(products), None) if cost(&products) <= cost(&sums) => (products, Kind::Product),
        _ => (sums, Kind::Sum),
    };
    let made = parts.into_iter().map(|parts| Combination {
        parts: whole(parts),
        kind,
    });
    made.collect()
}

/// The same direction in whole numbers, if they are small, or else in simple ones.
fn whole(parts: Vec<f64>) -> Vec<f64> {
    let sizes = parts.iter().map(|x| x.abs()).filter(|x| *x != 0.0);
    let least = sizes.fold(f64::INFINITY, f64::min);
    let multiples: Vec<f64> = parts.iter().map(|x| x / least).collect();
    let is_whole = |x: &f64| (x - x.round()).abs() < LITTLE && x.abs() < 6.5;
    match multiples.iter().all(is_whole) {
        true => multiples.into_iter().map(f64::round).collect(),
        false => parts.into_iter().map(rounded).collect(),
    }
}

/// A basis of what is orthogonal to some vectors, among the places where any of them is not 0,
/// each with a 1 at a place where the others have 0.
fn orthogonal(vectors: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = vectors[0].len();
    let mut rows: Vec<Vec<f64>> = { vectors.iter() }
        .map(|v| {
            let most = v.iter().fold(0.0f64, |most, x| most.max(x.abs()));
            let scaled = v.iter().map(|x| x / most);
            scaled
                .map(|x| if x.abs() < LITTLE { 0.0 } else { x })
                .collect()
        })
        .collect();
    let is_moved: Vec<bool> = (0..n)
        .map(|j| rows.iter().any(|row| row[j] != 0.0))
        .collect();
    let mut pivots: Vec<usize> = Vec::new();
    for i in 0..rows.len() {
        let open = (0..n).filter(|j| !pivots.contains(j));
        // Of equal ones the last, so that the first unknown is what combinations begin with.
        let pivot = open.max_by(|&a, &b| {
            let size = |j: usize| (1e3 * rows[i][j].abs()).round();
            size(a).total_cmp(&size(b))
        });
        let Some(pivot) = pivot.filter(|&j| rows[i][j].abs() > LITTLE) else {
            continue;
        };
        let scale = rows[i][pivot];
        rows[i].iter_mut().for_each(|x| *x /= scale);
        let own = rows[i].clone();
        for (k, row) in rows.iter_mut().enumerate() {
            let factor = row[pivot];
            if k != i && factor != 0.0 {
                row.iter_mut().zip(&own).for_each(|(x, y)| *x -= factor * y);
            }
        }
        pivots.push(pivot);
    }
    let places = (0..n).filter(|&j| is_moved[j] && !pivots.contains(&j));
    let basis = places.map(|j| {
        let mut parts = vec![0.0; n];
        parts[j] = 1.0;
        let reduced = rows.iter().filter(|row| row.iter().any(|&x| x != 0.0));
        for (row, &pivot) in reduced.zip(&pivots) {
            parts[pivot] = -row[j];
        }
        parts
    });
    basis.collect()
}

/// How hard numbers are to read: 0 and ±1 cost nothing, whole ones less than halves and thirds,
/// and these less than all others.
fn cost(all: &[Vec<f64>]) -> usize {
    let is_whole = |x: f64| (x - x.round()).abs() < 1e-9;
    let each = |x: f64| match x.abs() {
        0.0 | 1.0 => 0,
        x if is_whole(x) && x < 6.5 => 1,
        x if is_whole(2.0 * x) || is_whole(3.0 * x) => 2,
        _ => 10,
    };
    let parts = all.iter().flat_map(|parts| whole(parts.clone()));
    parts.map(each).sum()
}

/// The number of halves or thirds that is meant, or two digits.
fn rounded(x: f64) -> f64 {
    let near = [1.0, 2.0, 3.0].into_iter().map(|n| (x * n).round() / n);
    let mut near = near.filter(|y| (y - x).abs() < LITTLE);
    near.next().unwrap_or((100.0 * x).round() / 100.0)
}

impl Combination {
    /// Its value.
    pub fn value(&self, values: &[f64]) -> f64 {
        let parts = self.parts.iter().zip(values);
        match self.kind {
            Kind::Product => parts
                .map(|(p, x)| x.abs().powf(*p) * sign(*p, *x))
                .product(),
            Kind::Sum => parts.map(|(p, x)| p * x).sum(),
        }
    }

    /// Its slope by each unknown.
    pub fn slopes(&self, values: &[f64]) -> Vec<f64> {
        let whole = self.value(values);
        let slope = |(&p, x): (&f64, &f64)| match self.kind {
            Kind::Product => whole * p / x,
            Kind::Sum => p,
        };
        self.parts.iter().zip(values).map(slope).collect()
    }

    /// As an expression of the unknowns.
    pub fn text(&self, unknowns: &[Estimate]) -> String {
        let mut text = String::new();
        let is_product = self.kind == Kind::Product;
        let named = unknowns.iter().map(|unknown| unknown.name.as_str());
        for (name, &p) in named.zip(&self.parts).filter(|(_, p)| **p != 0.0) {
            let size = p.abs();
            let part = match (is_product, size == 1.0) {
                (_, true) => name.to_owned(),
                (true, _) => format!("{name}^{}", short(size)),
                (false, _) => format!("{}*{name}", short(size)),
            };
            let sign = match (is_product, p > 0.0, text.is_empty()) {
                (_, true, true) => "",
                (true, false, true) => "1/",
                (false, false, true) => "-",
                (true, true, false) => "*",
                (true, false, false) => "/",
                (false, true, false) => " + ",
                (false, false, false) => " - ",
            };
            text += sign;
            text += &part;
        }
        text
    }
}

/// The sign of a whole power of a number; other powers are taken of the size.
fn sign(power: f64, x: f64) -> f64 {
    if x < 0.0 && power.fract() == 0.0 && power % 2.0 != 0.0 {
        -1.0
    } else {
        1.0
    }
}

/// A power or a factor that is written as it is, or as a fraction in brackets.
fn short(x: f64) -> String {
    let fraction = [2.0, 3.0].into_iter().find(|n| {
        let whole = (x * n).round();
        x.fract() != 0.0 && (x - whole / n).abs() < 1e-9
    });
    match fraction {
        Some(n) => format!("({}/{n})", (x * n).round()),
        None => format!("{x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(free: &[Vec<f64>], kind: Kind) -> Vec<String> {
        let names = ["a", "b", "c"].map(|name| Estimate::bare(name, 1.0));
        let parts = orthogonal(free).into_iter().map(|parts| Combination {
            parts: whole(parts),
            kind,
        });
        parts.map(|combination| combination.text(&names)).collect()
    }

    #[test]
    fn what_is_orthogonal_is_written_in_simple_numbers() {
        assert_eq!(text(&[vec![1.0, -0.999, 0.0]], Kind::Product), ["a*b"]);
        assert_eq!(text(&[vec![1.0, 1.0, 0.0]], Kind::Product), ["a/b"]);
        assert_eq!(text(&[vec![1.0, -2.0, 0.0]], Kind::Product), ["a^2*b"]);
        assert_eq!(text(&[vec![1.0, -1.0, 0.0]], Kind::Sum), ["a + b"]);
        assert_eq!(text(&[vec![0.5, 1.0, 0.0]], Kind::Sum), ["2*a - b"]);
        let both = text(&[vec![1.0, -1.0, 0.0], vec![0.0, 1.0, -1.0]], Kind::Product);
        assert_eq!(both, ["a*b*c"]);
        assert_eq!(text(&[vec![1.0, -1.0, 1.0]], Kind::Product), ["a/c", "b*c"]);
    }

    #[test]
    fn values_and_slopes() {
        let product = Combination {
            parts: vec![1.0, -2.0],
            kind: Kind::Product,
        };
        assert_eq!(product.value(&[-3.0, 2.0]), -0.75);
        assert_eq!(product.slopes(&[-3.0, 2.0]), [0.25, 0.75]);
    }
}
