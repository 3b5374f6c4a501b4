//! How well unknowns are known that were found together with the solution.
//!
//! Data have noise, laws have none. Noise e of the data moves what minimises the loss by
//! −(JᵀJ)⁻¹ Jᵈᵀ e, to first order, where Jᵈ are the rows of the data: that is where the
//! standard errors come from, whatever the weights. The network's parameters are profiled out:
//! G = Jₖ − J_w (J_wᵀJ_w)⁻¹ J_wᵀJₖ is what an unknown changes that no change of the network
//! makes up for, and S = Gᵀ G over all rows is the information that is left of the unknowns.

use std::sync::Arc;

mod combinations;
mod data;
mod spectrum;
mod student;
#[cfg(test)]
mod tests;

use self::combinations::{Kind, combinations};
use self::data::{Data, data, points};
use self::spectrum::Spectrum;
use self::student::quantile;
use crate::algebra::{Cholesky, Symmetric};
use crate::network::Network;
use crate::objective::LeastSquares;
use crate::optimizer::{BLOCK, Oracle, dot};
use crate::plan::Plan;
use crate::problem::Problem;
use crate::words::number;

/// What came out for an unknown, or for a combination of several.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The unknown, or an expression of unknowns.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// The standard deviation of the value, from the noise of the data; none where there are no
    /// data or they do not determine it.
    pub standard_error: Option<f64>,
    /// In 95 of 100 repetitions with other noise such an interval holds the true value.
    pub interval: Option<[f64; 2]>,
}

impl Estimate {
    /// Writes the name and what came out for it.
    pub fn in_short(&self) -> String {
        format!("{} = {}", self.name, self.number())
    }

    /// Writes the value with its standard error, in as many digits as mean something.
    pub fn number(&self) -> String {
        let value = self.value;
        let error = self.standard_error.filter(|e| *e > 0.0 && e.is_finite());
        let Some(error) = error else {
            return significant(value);
        };
        let digits = 1.0 - error.log10().floor();
        // Beyond, zeros would stand for digits.
        if (0.0..9.0).contains(&digits) && value.abs().max(error) < 1e7 {
            let digits = digits as usize;
            return format!("{value:.digits$} ± {error:.digits$}");
        }
        let leading = value.abs().max(error).log10().floor() - error.log10().floor();
        let leading = leading.clamp(0.0, 15.0) as usize + 1;
        format!("{value:.leading$e} ± {error:.1e}")
    }

    /// One of which nothing is known but its value.
    pub fn bare(name: &str, value: f64) -> Estimate {
        Estimate {
            name: name.to_owned(),
            value,
            standard_error: None,
            interval: None,
        }
    }
}

/// Writes a number in seven digits.
pub fn significant(x: f64) -> String {
    number(format!("{x:.6e}").parse().unwrap_or(x))
}

/// What came out for all unknowns of a problem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimates {
    /// Each unknown, in the problem's order.
    pub each: Vec<Estimate>,
    /// Combinations that are determined, of unknowns that are not.
    pub combinations: Vec<Estimate>,
    /// Why standard errors are missing, or what else is to be known of them; whole sentences.
    pub remarks: Vec<String>,
}

/// With more parameters the matrices take more than half a gigabyte, and a minute.
const MOST_PARAMETERS: usize = 4500;

/// The ridge of the network's part of the matrix, in parts of its largest diagonal number: far
/// above rounding, far below what data see.
const RIDGE: f64 = 1e-10;

/// An unknown that would change by no more than this part of it has settled.
const SETTLED: f64 = 1e-3;

impl Estimates {
    /// The values alone.
    pub fn bare(network: &Network, values: &[f64]) -> Estimates {
        let each = network.unknowns.iter().zip(values);
        Estimates {
            each: each
                .map(|(unknown, &value)| Estimate::bare(&unknown.name, value))
                .collect(),
            ..Estimates::default()
        }
    }

    /// Estimates the bytes that it takes to find out how well the unknowns of a network are known.
    pub fn bytes(network: &Network) -> f64 {
        let n = network.parameters();
        match network.unknowns.is_empty() || n > MOST_PARAMETERS {
            true => 0.0,
            // JᵀJ, the network's part and its factor, and a block of J.
            false => 8.0 * (3.0 * (n * n) as f64 + 1.5 * (BLOCK * n) as f64),
        }
    }

    /// The values and how well they are known, in the current thread pool.
    pub fn of(problem: &Problem, plan: &Arc<Plan>, theta: &[f64]) -> Estimates {
        let network = &plan.network;
        let mut estimates = Estimates::bare(network, &network.unknowns_of(theta));
        if estimates.each.is_empty() {
            return estimates;
        }
        if network.parameters() > MOST_PARAMETERS {
            estimates.remarks.push(format!(
                "There are no standard errors, as the network has more than {MOST_PARAMETERS} \
                 parameters."
            ));
            return estimates;
        }
        match Profile::of(problem, plan, theta) {
            Some(mut profile) => profile.fill(network, theta, &mut estimates),
            None => estimates
                .remarks
                .push("There are no standard errors: the matrix has no factor.".to_owned()),
        }
        estimates
    }
}

/// The least squares at the end, with the network profiled out.
struct Profile {
    /// S.
    information: Vec<Vec<f64>>,
    /// JₖᵀJₖ.
    before: Vec<Vec<f64>>,
    /// Gᵀr: what is left of the slope of the least squares by each unknown, halved.
    slope: Vec<f64>,
    data: Vec<Data>,
    oracle: LeastSquares,
    /// The value of each row.
    residuals: Vec<f64>,
}

impl Profile {
    fn of(problem: &Problem, plan: &Arc<Plan>, theta: &[f64]) -> Option<Profile> {
        let (clouds, batches) = points(problem, plan)?;
        let mut oracle = LeastSquares::new(plan, &clouds, &batches);
        let (n, q) = (oracle.parameters(), plan.network.unknowns.len());
        let w = n - q;
        let mut gram = Symmetric::new(n);
        let mut residuals = vec![0.0; oracle.rows()];
        oracle.gram(theta, &mut gram, &mut residuals);
        if !gram.diagonal().all(f64::is_finite) {
            return None;
        }
        let weights = gram.leading(w);
        let mut factor = Cholesky::new(w);
        let most = weights.max_diagonal();
        let mut ridges = (0..4).map(|k| most * RIDGE * 100f64.powi(k));
        ridges.find(|&ridge| factor.factor(&weights, ridge).is_ok())?;
        let column = |k: usize| (0..w).map(move |i| (i, w + k));
        let crossed = |k: usize| -> Vec<f64> { column(k).map(|(i, j)| gram.get(i, j)).collect() };
        let made_up: Vec<Vec<f64>> = (0..q)
            .map(|k| {
                let mut x = crossed(k);
                factor.solve(&mut x);
                x
            })
            .collect();
        let before = |k: usize, l: usize| gram.get(w + k, w + l);
        let left = |k: usize, l: usize| before(k, l) - dot(&crossed(k), &made_up[l]);
        let mut gradient = vec![0.0; n];
        oracle.gradient(theta, &mut gradient);
        let (own, unknowns) = gradient.split_at(w);
        let slope = unknowns.iter().zip(&made_up);
        let slope = slope.map(|(by, x)| 0.5 * (by - dot(own, x))).collect();
        let square = |f: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
            let row = |k| (0..q).map(|l| f(k, l)).collect();
            (0..q).map(row).collect()
        };
        Some(Profile {
            information: square(&|k, l| 0.5 * (left(k, l) + left(l, k))),
            before: square(&before),
            slope,
            data: data(problem, plan, &mut oracle, theta, (&factor, &made_up)),
            oracle,
            residuals,
        })
    }

    /// Writes standard errors, intervals and combinations.
    fn fill(&mut self, network: &Network, theta: &[f64], to: &mut Estimates) {
        let q = to.each.len();
        let numbers = &theta[network.weights()..];
        let slopes: Vec<f64> = { network.unknowns.iter().zip(numbers) }
            .map(|(unknown, &r)| unknown.slope(r))
            .collect();
        let values: Vec<f64> = to.each.iter().map(|estimate| estimate.value).collect();
        let spectrum = Spectrum::of(&self.information, &self.before);
        let inverse = spectrum.inverse();
        let moved: Vec<Moved> = { self.data.iter() }
            .filter_map(|data| Moved::of(data, &inverse))
            .collect();
        if moved.is_empty() {
            let why = match self.data.is_empty() {
                true => "there are no data: no condition at `points`",
                false => "there are not more data than the network fits by itself",
            };
            to.remarks
                .push(format!("There are no standard errors, as {why}."));
        }
        let spread = |direction: &[f64]| spread(&moved, direction);
        for k in 0..q {
            let own: Vec<f64> = (0..q).map(|l| f64::from(u8::from(l == k))).collect();
            if moved.is_empty() || !spectrum.determines(&own) {
                continue;
            }
            let (error, freedom) = spread(&own);
            let far = quantile(freedom) * error;
            let end = |side: f64| network.unknowns[k].value(numbers[k] + side * far);
            let (a, b) = (end(-1.0), end(1.0));
            to.each[k].standard_error = Some(error * slopes[k].abs());
            to.each[k].interval = Some([a.min(b), a.max(b)]);
            let step = -dot(&inverse[k], &self.slope);
            let there = network.unknowns[k].value(numbers[k] + step);
            let Estimate { name, value, .. } = &to.each[k];
            if step.abs() > error && (there - value).abs() > SETTLED * value.abs() {
                to.remarks.push(format!(
                    "The training ended before {name} had settled: from {} it was on its way to \
                     about {}, further than its standard error. Train longer.",
                    significant(*value),
                    significant(there)
                ));
            }
        }
        let kind = self.kind(network, theta, (&spectrum, &slopes));
        for combination in combinations(&spectrum, &values, &slopes, kind) {
            let name = combination.text(&to.each);
            let value = combination.value(&values);
            // The slope of the combination by each number of θ.
            let by_unknowns = combination.slopes(&values).into_iter().zip(&slopes);
            let direction: Vec<f64> = by_unknowns.map(|(by, slope)| by * slope).collect();
            let known = !moved.is_empty();
            let (error, freedom) = if known {
                spread(&direction)
            } else {
                (0.0, 1.0)
            };
            let far = quantile(freedom) * error;
            to.combinations.push(Estimate {
                name,
                value,
                standard_error: known.then_some(error),
                interval: known.then_some([value - far, value + far]),
            });
        }
        to.remarks
            .extend(spectrum.remark(&to.each, &to.combinations));
    }
}

/// By how much an unknown is changed to see what that does, in parts of its value.
const STEP: f64 = 0.3;

/// A change of rows is none if it is so much smaller than another.
const LESS: f64 = 1e-2;

impl Profile {
    /// Finds out by what unknowns that are not determined change together: along one curve no
    /// row changes, even far off. Where that is not to be seen, as the network changes with them,
    /// nothing is said.
    fn kind(
        &mut self,
        network: &Network,
        theta: &[f64],
        (spectrum, slopes): (&Spectrum, &[f64]),
    ) -> Option<Kind> {
        let free = spectrum.null_directions().into_iter().next()?;
        let values = network.unknowns_of(theta);
        let moved: Vec<f64> = free
            .iter()
            .zip(slopes)
            .map(|(r, slope)| r * slope)
            .collect();
        let relative: Vec<f64> = moved.iter().zip(&values).map(|(x, v)| x / v).collect();
        let most = relative.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        let mut change = |kind: Kind| -> Option<f64> {
            let mut other = theta.to_vec();
            let first = network.weights();
            for (k, unknown) in network.unknowns.iter().enumerate() {
                let value = match kind {
                    Kind::Product => values[k] * (STEP * relative[k] / most).exp(),
                    Kind::Sum => values[k] + STEP * moved[k] / most,
                };
                other[first + k] = unknown.number(value)?;
            }
            let mut rows = vec![0.0; self.residuals.len()];
            self.oracle.residuals(&other, &mut rows);
            let changes = rows
                .iter()
                .zip(&self.residuals)
                .map(|(a, b)| (a - b).powi(2));
            Some(changes.sum())
        };
        let (product, sum) = (change(Kind::Product)?, change(Kind::Sum)?);
        match () {
            () if product < LESS * sum => Some(Kind::Product),
            () if sum < LESS * product => Some(Kind::Sum),
            () => None,
        }
    }
}

/// What the noise of some data does to the unknowns.
struct Moved {
    /// The covariance of the numbers of θ.
    covariance: Vec<Vec<f64>>,
    /// Rows less what was fitted, infinite where the noise is stated.
    freedom: f64,
}

impl Moved {
    fn of(data: &Data, inverse: &[Vec<f64>]) -> Option<Moved> {
        let (n, q) = (data.residuals.len() as f64, inverse.len());
        let by_unknowns = data.changes.iter().map(|change| {
            let rows: Vec<f64> = inverse.iter().map(|row| dot(row, change)).collect();
            dot(&rows, change)
        });
        let freedom = match data.noise {
            Some(_) => f64::INFINITY,
            None => n - data.fitted - by_unknowns.sum::<f64>(),
        };
        if freedom < 1.0 {
            return None;
        }
        let squares: f64 = data.residuals.iter().map(|r| r * r).sum();
        let estimated = squares / freedom;
        let mut covariance = vec![vec![0.0; q]; q];
        for (i, change) in data.changes.iter().enumerate() {
            let variance = match &data.noise {
                Some(noise) => noise[i].powi(2),
                None => estimated,
            };
            let by: Vec<f64> = inverse.iter().map(|row| dot(row, change)).collect();
            for (k, row) in covariance.iter_mut().enumerate() {
                for (l, sum) in row.iter_mut().enumerate() {
                    *sum += variance * by[k] * by[l];
                }
            }
        }
        Some(Moved {
            covariance,
            freedom,
        })
    }
}

/// The standard error of a linear function of the numbers of θ, and its degrees of freedom
/// (those of Welch and Satterthwaite, where several levels of noise were estimated).
fn spread(moved: &[Moved], direction: &[f64]) -> (f64, f64) {
    let variance = |moved: &Moved| {
        let rows = moved.covariance.iter().map(|row| dot(row, direction));
        dot(&rows.collect::<Vec<f64>>(), direction)
    };
    let total: f64 = moved.iter().map(variance).sum();
    let parts = moved.iter().map(|m| variance(m).powi(2) / m.freedom);
    (total.sqrt(), total * total / parts.sum::<f64>())
}
