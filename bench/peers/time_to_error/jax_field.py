"""The network in JAX, in float64, with its first and second derivatives propagated by hand, and
the rows of the least-squares problem that all second-order methods here work on."""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from textbook import CONDITION_WEIGHT


class Field:
    def __init__(self, problem, seed):
        self.problem = problem
        start = jax.tree.map(jnp.asarray, problem.parameters(seed))
        self.start, self.unravel = ravel_pytree(start)
        self.shift = jnp.asarray((problem.lower + problem.upper) / 2)
        self.scale = jnp.asarray(2 / (problem.upper - problem.lower))
        self.values = jax.jit(self.value)

    def value(self, theta, points):
        h = (points - self.shift) * self.scale
        layers = self.unravel(theta)
        for weight, bias in layers[:-1]:
            h = jnp.tanh(h @ weight + bias)
        return h @ layers[-1][0] + layers[-1][1]

    def jets(self, theta, points):
        """Values, first derivatives by each input, second derivatives by each input."""
        axes = range(len(self.problem.inputs))
        h = (points - self.shift) * self.scale
        first = [jnp.zeros_like(points).at[:, i].set(self.scale[i]) for i in axes]
        second = [jnp.zeros_like(points) for _ in axes]
        layers = self.unravel(theta)
        for weight, bias in layers[:-1]:
            value = jnp.tanh(h @ weight + bias)
            slope = 1 - value**2
            first = [d @ weight for d in first]
            second = [slope * (dd @ weight) - 2 * value * slope * d**2
                      for d, dd in zip(first, second)]
            first = [slope * d for d in first]
            h = value
        weight, bias = layers[-1]
        return h @ weight + bias, [d @ weight for d in first], [dd @ weight for dd in second]

    def residuals(self, theta, points):
        """The residuals of the equations, (points, equations)."""
        value, first, second = self.jets(theta, points)

        def f(o, *axes):
            kind = (lambda: value, lambda: first[axes[0]], lambda: second[axes[0]])[len(axes)]
            return kind()[:, o]

        p = [points[:, i] for i in range(points.shape[1])]
        return jnp.stack(self.problem.residuals(p, f, jnp), 1)

    def groups(self, theta, batch):
        """The residuals of the interior and of each condition, each row with the root of its
        weight over the number of its group's points: their squares add up to the loss."""
        interior, share, conditions = batch
        yield self.residuals(theta, interior) * jnp.sqrt(share / len(interior))[:, None]
        for condition, (points, target) in zip(self.problem.conditions, conditions):
            value = self.value(theta, points)[:, jnp.array(condition.outputs)]
            yield (value - target) * jnp.sqrt(CONDITION_WEIGHT / len(points))

    def rows(self, theta, batch):
        return jnp.concatenate([group.ravel() for group in self.groups(theta, batch)])

    def loss(self, theta, batch):
        return jnp.sum(self.rows(theta, batch) ** 2)

    def jacobian(self, theta, batch):
        """A row of derivatives for each of `rows`: every point on its own, by reverse mode."""
        interior, share, conditions = batch

        def of_point(point, weight):
            one = lambda theta: self.residuals(theta, point[None])[0] * weight
            return jax.jacrev(one)(theta)

        blocks = [jax.vmap(of_point)(interior, jnp.sqrt(share / len(interior)))]
        for condition, (points, _) in zip(self.problem.conditions, conditions):
            outputs = jnp.array(condition.outputs)
            one = lambda theta, point: self.value(theta, point[None])[0, outputs]
            block = jax.vmap(jax.jacrev(one), (None, 0))(theta, points)
            blocks.append(block * jnp.sqrt(CONDITION_WEIGHT / len(points)))
        return jnp.concatenate([block.reshape(-1, theta.size) for block in blocks])


class Points:
    """Batches: uniform ones, and such that are drawn by the residual."""

    def __init__(self, field, seed):
        self.field, self.problem = field, field.problem
        self.rng = np.random.default_rng(seed)
        self.sizes = jax.jit(lambda theta, points: jnp.sqrt(
            jnp.sum(field.residuals(theta, points) ** 2, 1)))

    def conditions(self, count):
        places = [c.place(self.problem, self.rng, count) for c in self.problem.conditions]
        return tuple((jnp.asarray(p), jnp.asarray(c.target(p)))
                     for c, p in zip(self.problem.conditions, places))

    def uniform(self, interior, condition):
        points = jnp.asarray(self.problem.interior(self.rng, interior))
        return points, jnp.ones(interior), self.conditions(condition)

    def important(self, theta, interior, condition):
        """Four candidates for a point; those are kept whose share of q = 0.5 + 0.5 |r| / mean |r|
        says so (systematic resampling), with weights 1 / q."""
        candidates = self.problem.interior(self.rng, 4 * interior)
        r = np.asarray(self.sizes(theta, jnp.asarray(candidates)))
        q = 0.5 + 0.5 * r / r.mean()
        marks = (np.arange(interior) + self.rng.random()) / interior
        chosen = np.searchsorted(np.cumsum(q) / q.sum(), marks).clip(max=len(q) - 1)
        weights = q.mean() / q[chosen]
        return jnp.asarray(candidates[chosen]), jnp.asarray(weights), self.conditions(condition)


def adam(gradient, theta, steps, rates, batches, clock):
    """Adam for `steps` steps; a new batch every ten. Returns theta, and whether time is up."""
    @jax.jit
    def step(theta, m, v, i, rate, batch):
        g = gradient(theta, batch)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        return theta - rate * (m / (1 - 0.9**i)) / (jnp.sqrt(v / (1 - 0.999**i)) + 1e-8), m, v

    m, v = jnp.zeros_like(theta), jnp.zeros_like(theta)
    for i in range(steps):
        if i % 10 == 0:
            batch = batches()
        theta, m, v = step(theta, m, v, i + 1.0, rates(i), batch)
        clock.theta = theta
        if clock.tick():
            return theta, True
    return theta, False
