"""Five textbook problems in plain NumPy, the same for every program.

The residuals are written once, for any framework: `f(o)` is output o at the points, `f(o, i)`
its derivative by input i and `f(o, i, i)` the second one; `p` are the coordinates and `m` is
the framework's module with `sin`. The files in problems/textbook state the same.

Every program trains the same network on the same kind of loss in float64: three hidden layers of
20, tanh, inputs mapped to [-1, 1], Glorot's weights, and

    mean over interior points of  sum of squared residuals
    + sum over conditions of  100 * mean over its points of  sum of squared residuals
"""

from dataclasses import dataclass

import numpy as np

HIDDEN = (20, 20, 20)
CONDITION_WEIGHT = 100.0
INTERIOR_SHARE = 0.75  # of the rows; the conditions share the rest

NU = 0.01 / np.pi
REYNOLDS = 20
LAMBDA = REYNOLDS / 2 - np.sqrt(REYNOLDS**2 / 4 + 4 * np.pi**2)


@dataclass(frozen=True)
class Condition:
    """Values of some outputs on some faces, drawn uniformly."""

    faces: tuple  # of (input, 0 for its lower or 1 for its upper bound)
    target: object  # points -> (count, outputs)
    outputs: tuple = (0,)

    def place(self, problem, rng, count):
        """`count` points on the faces, by their lengths."""
        unit = rng.random((count, len(problem.inputs)))
        lengths = [problem.upper[1 - axis] - problem.lower[1 - axis] for axis, _ in self.faces]
        shares = np.cumsum(lengths) / np.sum(lengths)
        which = np.searchsorted(shares, (np.arange(count) + 0.5) / count)
        for face, (axis, side) in enumerate(self.faces):
            unit[which == face, axis] = side
        return problem.lower + unit * (problem.upper - problem.lower)


@dataclass(frozen=True)
class Problem:
    name: str
    inputs: tuple
    outputs: tuple
    lower: np.ndarray
    upper: np.ndarray
    residuals: object  # (p, f, m) -> list of arrays
    equations: int
    conditions: tuple
    exact: object  # points -> (count, outputs)

    def interior(self, rng, count):
        return self.lower + rng.random((count, len(self.inputs))) * (self.upper - self.lower)

    def test(self):
        """The nodes of a grid of 101 by 101 and the solution there."""
        axes = [np.linspace(a, b, 101) for a, b in zip(self.lower, self.upper)]
        points = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], 1)
        return points, self.exact(points)

    def parameters(self, seed):
        """Glorot's weights and zero biases, layer by layer."""
        rng = np.random.default_rng(seed)
        widths = (len(self.inputs), *HIDDEN, len(self.outputs))
        return [(rng.standard_normal((a, b)) * np.sqrt(2 / (a + b)), np.zeros(b))
                for a, b in zip(widths, widths[1:])]

    def rows(self, factor):
        """The numbers of interior points and of points on each condition: about `factor` rows
        for each parameter of the network."""
        widths = (len(self.inputs), *HIDDEN, len(self.outputs))
        total = factor * sum(a * b + b for a, b in zip(widths, widths[1:]))
        values = sum(len(condition.outputs) for condition in self.conditions)
        return (round(INTERIOR_SHARE * total / self.equations),
                round((1 - INTERIOR_SHARE) * total / values))


def column(*values):
    return np.stack(values, 1)


def zero(points):
    return np.zeros((len(points), 1))


def square(lower, upper):
    return np.array([lower, lower], float), np.array([upper, upper], float)


EDGE = ((0, 0), (0, 1), (1, 0), (1, 1))


def diffusion():
    def exact(points):
        t, x = points.T
        u = x * (1 - x**2) / 2
        for n in range(1, 2001):
            size = (40 * (1 - (-1.0) ** n) + 6 * (-1.0) ** n) / (n * np.pi) ** 3
            u = u + size * np.sin(n * np.pi * x) * np.exp(-(n * np.pi) ** 2 * t)
        return column(u)

    return Problem(
        "diffusion", ("t", "x"), ("u",), *square(0, 1),
        lambda p, f, m: [f(0, 0) - f(0, 1, 1) - 3 * p[1]], 1,
        (Condition(((0, 0),), lambda p: column(10 * (p[:, 1] - p[:, 1] ** 2))),
         Condition(((1, 0), (1, 1)), zero)),
        exact)


def burgers():
    def exact(points):
        """Cole and Hopf, by the trapezoidal rule."""
        t, x = points.T
        s = 0.05 * np.arange(-240, 241)
        y = x[:, None] - np.sqrt(4 * NU * t)[:, None] * s
        weights = np.exp(-(1 + np.cos(np.pi * y)) / (2 * np.pi * NU) - s**2)
        return column(-(np.sin(np.pi * y) * weights).sum(1) / weights.sum(1))

    return Problem(
        "burgers", ("t", "x"), ("u",), np.array([0.0, -1.0]), np.array([1.0, 1.0]),
        lambda p, f, m: [f(0, 0) + f(0) * f(0, 1) - NU * f(0, 1, 1)], 1,
        (Condition(((0, 0),), lambda p: column(-np.sin(np.pi * p[:, 1]))),
         Condition(((1, 0), (1, 1)), zero)),
        exact)


def poisson():
    return Problem(
        "poisson", ("x", "y"), ("u",), *square(0, 1),
        lambda p, f, m: [f(0, 0, 0) + f(0, 1, 1)
                         + 2 * np.pi**2 * m.sin(np.pi * p[0]) * m.sin(np.pi * p[1])], 1,
        (Condition(EDGE, zero),),
        lambda p: column(np.sin(np.pi * p[:, 0]) * np.sin(np.pi * p[:, 1])))


def helmholtz():
    return Problem(
        "helmholtz", ("x", "y"), ("u",), *square(-1, 1),
        lambda p, f, m: [f(0, 0, 0) + f(0, 1, 1) + f(0)
                         - (1 - 17 * np.pi**2) * m.sin(np.pi * p[0]) * m.sin(4 * np.pi * p[1])], 1,
        (Condition(EDGE, zero),),
        lambda p: column(np.sin(np.pi * p[:, 0]) * np.sin(4 * np.pi * p[:, 1])))


def kovasznay():
    def exact(points):
        x, y = points.T
        grown = np.exp(LAMBDA * x)
        return column(1 - grown * np.cos(2 * np.pi * y),
                      LAMBDA / (2 * np.pi) * grown * np.sin(2 * np.pi * y),
                      (1 - grown**2) / 2)

    def residuals(p, f, m):
        flow = lambda o, axis: (f(0) * f(o, 0) + f(1) * f(o, 1) + f(2, axis)
                                - (f(o, 0, 0) + f(o, 1, 1)) / REYNOLDS)
        return [flow(0, 0), flow(1, 1), f(0, 0) + f(1, 1)]

    return Problem(
        "kovasznay", ("x", "y"), ("u", "v", "p"), np.array([-0.5, -0.5]), np.array([1.0, 1.5]),
        residuals, 3,
        (Condition(EDGE, lambda p: exact(p)[:, :2], (0, 1)),
         Condition(((0, 1),), lambda p: exact(p)[:, 2:], (2,))),
        exact)


PROBLEMS = {problem.name: problem for problem in
            (diffusion(), burgers(), poisson(), helmholtz(), kovasznay())}
