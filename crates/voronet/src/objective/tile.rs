//! One tile of points through network and tape.

use voronet_expr::Workspace;
use voronet_kernels::{Mode, RowsMut};

use super::Scalar;
use super::strand::Strand;
use super::theta::Theta;
use crate::network::Network;
use crate::plan::{Component, Group, Source, VectorMath};
use crate::points::Cloud;

/// A worker's memory for one group, which is sized once.
pub struct Scratch<T: Scalar> {
    /// For each subnetwork that the group reads.
    strands: Vec<Option<Strand<T>>>,
    /// Coordinates of the points, input by input, for tapes that read them.
    coordinates: Vec<Vec<T>>,
    /// The values that the points carry, column by column.
    carried: Vec<Vec<T>>,
    /// The unknowns that the tape reads, each once for every point.
    unknowns: Vec<Vec<T>>,
    /// Points of the current tile.
    points: usize,
    workspace: Workspace<T>,
    math: VectorMath,
}

impl<T: Scalar> Scratch<T> {
    /// Makes it for evaluation only, or for gradients too, with parameters of the same
    /// network and level as these.
    pub fn new(network: &Network, group: &Group, mode: Mode, theta: &Theta<T>) -> Scratch<T> {
        let n = group.tile_points;
        // Where both are read, the points opposite follow the points.
        let columns = if group.reads_opposite { 2 * n } else { n };
        let workspace = match mode {
            Mode::Evaluate => group.tape.forward_workspace(n),
            Mode::Differentiate => group.tape.adjoint_workspace(n),
        };
        let level = theta.level();
        let strands = group.read_jets().enumerate().map(|(k, jet)| {
            let jet = (k, jet?);
            Some(Strand::new(network, jet, (columns, n), mode, theta))
        });
        let is_read = |i| group.sources.contains(&Source::Unknown(i));
        let unknowns =
            (0..network.unknowns.len()).map(|i| vec![T::default(); if is_read(i) { n } else { 0 }]);
        Scratch {
            strands: strands.collect(),
            coordinates: vec![vec![T::default(); n]; network.scale.len()],
            carried: Vec::new(),
            unknowns: unknowns.collect(),
            points: 0,
            workspace,
            math: VectorMath(level),
        }
    }

    /// Evaluates the group's expressions at the points of a cloud: the given
    /// indices of it, or consecutive ones. `between` is called after every kernel.
    pub fn forward(
        &mut self,
        network: &Network,
        group: &Group,
        theta: &Theta<T>,
        cloud: &Cloud,
        points: Points<'_>,
        between: &mut dyn FnMut(),
    ) {
        let n = points.len();
        self.points = n;
        for source in &group.sources {
            if let Source::Input(i) = *source {
                let coordinates = &mut self.coordinates[i][..n];
                points.for_each(|p, j| coordinates[p] = T::from_f64(cloud.point(j)[i]));
            }
            if let Source::Unknown(i) = *source {
                self.unknowns[i][..n].fill(theta.unknown(i));
            }
        }
        self.carry(group, cloud, points);
        for strand in self.strands.iter_mut().flatten() {
            strand
                .tile
                .resize(if group.reads_opposite { 2 * n } else { n });
            strand.place(network, group, points, 0, |j, i| cloud.point(j)[i]);
            if group.reads_opposite {
                // A boundary's points carry their normal first, then the point opposite.
                let d = cloud.dimensions();
                strand.place(network, group, points, n, |j, i| cloud.carried(j)[d + i]);
            }
            strand.forward(theta, between);
        }
        let (coordinates, carried) = (&self.coordinates, &self.carried);
        let (strands, unknowns) = (&self.strands, &self.unknowns);
        let read = |from: Component| match &strands[from.subnetwork] {
            Some(strand) => strand.tile.output(from.output, from.component),
            None => &[],
        };
        let leaf = |i: usize| match group.sources[i] {
            Source::Input(i) => &coordinates[i][..n],
            Source::Carried(column) => &carried[column][..n],
            Source::Unknown(i) => &unknowns[i][..n],
            Source::Component(from) => &read(from)[..n],
            Source::Opposite(from) => &read(from)[n..],
        };
        group.tape.forward(n, leaf, &mut self.workspace, &self.math);
    }

    fn carry(&mut self, group: &Group, cloud: &Cloud, points: Points<'_>) {
        for source in &group.sources {
            let Source::Carried(column) = *source else {
                continue;
            };
            if self.carried.len() <= column {
                self.carried.resize(column + 1, Vec::new());
            }
            let values = &mut self.carried[column];
            values.clear();
            points.for_each(|_, j| values.push(T::from_f64(cloud.carried(j)[column])));
        }
    }

    /// Returns the values of expression r at the points, after
    /// [`forward`](Self::forward).
    pub fn root<'a>(&'a self, group: &'a Group, r: usize) -> &'a [T] {
        &group.tape.root(&self.workspace, r)[..self.points]
    }

    /// Sets ∂J/∂(expression r) = seed(p, value) at each point p, from the value there. A
    /// reverse pass needs it done for every r.
    pub fn seed(&mut self, group: &Group, r: usize, seed: impl Fn(usize, f64) -> f64) {
        let n = self.points;
        let (values, seeds) = group.tape.root_and_seed_mut(&mut self.workspace, r);
        for (p, (to, value)) in seeds[..n].iter_mut().zip(&values[..n]).enumerate() {
            *to = T::from_f64(seed(p, value.to_f64()));
        }
    }

    /// Adds ∂J/∂θ to the gradient. `between` is called after every kernel.
    pub fn reverse(
        &mut self,
        group: &Group,
        theta: &Theta<T>,
        gradient: &mut [T],
        between: &mut dyn FnMut(),
    ) {
        self.adjoint(group);
        let (mut weights, unknowns) = gradient.split_at_mut(gradient.len() - self.unknowns.len());
        for (k, strand) in self.strands.iter_mut().enumerate() {
            let (own, others) = weights.split_at_mut(theta.weights(k).mlp().parameters());
            if let Some(strand) = strand {
                strand.tile.reverse(theta.weights(k), own, between);
            }
            weights = others;
        }
        for (i, adjoint) in self.unknown_adjoints(group) {
            let mut sum = T::default();
            adjoint.iter().for_each(|&a| sum += a);
            unknowns[i] += sum * theta.slope(i);
        }
    }

    /// Counts the kernels of a forward and a reverse pass together.
    pub fn kernels(&self) -> usize {
        let strands = self.strands.iter().flatten();
        strands.map(|strand| strand.tile.kernels()).sum()
    }

    /// Writes ‖∇_θ J_p‖ of each point p to `out`.
    pub fn gradient_norms(&mut self, group: &Group, theta: &Theta<T>, out: &mut [f64]) {
        self.adjoint(group);
        out.fill(0.0);
        for (k, strand) in self.strands.iter_mut().enumerate() {
            let Some(strand) = strand else { continue };
            let norms = strand.tile.gradient_norms(theta.weights(k));
            for (out, x) in out.iter_mut().zip(norms) {
                *out += x.to_f64();
            }
        }
        for (i, adjoint) in self.unknown_adjoints(group) {
            for (out, &a) in out.iter_mut().zip(adjoint) {
                *out += (a * theta.slope(i)).to_f64().powi(2);
            }
        }
        out.iter_mut().for_each(|square| *square = square.sqrt());
    }

    /// Writes ∇_θ J_p of each point p to row p.
    pub fn point_gradients(&mut self, group: &Group, theta: &Theta<T>, rows: &mut RowsMut<'_, T>) {
        self.adjoint(group);
        let mut first = 0;
        for (k, strand) in self.strands.iter_mut().enumerate() {
            let end = first + theta.weights(k).mlp().parameters();
            let mut own = rows.columns(first..end);
            match strand {
                Some(strand) => strand.tile.point_gradients(theta.weights(k), &mut own),
                None => own.fill_zero(),
            }
            first = end;
        }
        for i in 0..self.unknowns.len() {
            rows.write_column(first + i, std::iter::repeat(T::default()));
        }
        for (i, adjoint) in self.unknown_adjoints(group) {
            let slope = theta.slope(i);
            rows.write_column(first + i, adjoint.iter().map(|&a| a * slope));
        }
    }

    /// The adjoints of the unknowns that the tape reads, at each point.
    fn unknown_adjoints<'a>(&'a self, group: &'a Group) -> impl Iterator<Item = (usize, &'a [T])> {
        let sources = group.sources.iter().enumerate();
        sources.filter_map(|(leaf, source)| match *source {
            Source::Unknown(i) => {
                let adjoint = group.tape.leaf_adjoint(&self.workspace, leaf);
                Some((i, &adjoint[..self.points]))
            }
            _ => None,
        })
    }

    /// Computes the adjoints of the network's outputs from the seeds.
    fn adjoint(&mut self, group: &Group) {
        group.tape.adjoint(&mut self.workspace);
        self.strands
            .iter_mut()
            .flatten()
            .for_each(Strand::clear_adjoints);
        for (i, source) in group.sources.iter().enumerate() {
            let (of, start) = match *source {
                Source::Component(of) => (of, 0),
                Source::Opposite(of) => (of, self.points),
                Source::Input(_) | Source::Carried(_) | Source::Unknown(_) => continue,
            };
            let adjoint = &group.tape.leaf_adjoint(&self.workspace, i)[..self.points];
            let Some(strand) = &mut self.strands[of.subnetwork] else {
                continue;
            };
            let to = &mut strand.tile.output_adjoint_mut(of.output, of.component)[start..];
            // Two leaves may be the same component.
            for (to, &from) in to.iter_mut().zip(adjoint) {
                *to += from;
            }
        }
    }
}

/// Some points of a cloud.
#[derive(Clone, Copy, Debug)]
pub enum Points<'a> {
    /// Those with these indices.
    Drawn(&'a [usize]),
    /// A first one and how many there are from it on.
    Consecutive(usize, usize),
}

impl Points<'_> {
    /// Counts them.
    pub fn len(self) -> usize {
        match self {
            Points::Drawn(indices) => indices.len(),
            Points::Consecutive(_, n) => n,
        }
    }

    /// Tells whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns a range of them.
    pub fn part(self, range: std::ops::Range<usize>) -> Self {
        match self {
            Points::Drawn(indices) => Points::Drawn(&indices[range]),
            Points::Consecutive(first, _) => Points::Consecutive(first + range.start, range.len()),
        }
    }

    /// Calls `f` with the number of each point and its place in the cloud.
    pub(super) fn for_each(self, mut f: impl FnMut(usize, usize)) {
        match self {
            Points::Drawn(indices) => indices.iter().enumerate().for_each(|(p, &j)| f(p, j)),
            Points::Consecutive(first, n) => (0..n).for_each(|p| f(p, first + p)),
        }
    }
}
