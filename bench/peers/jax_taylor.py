"""The fastest JAX program we can write for a processor: forward Taylor mode by hand, the
batch in tiles that stay in the cache, one device for each core, no Python between steps.
"""

import os
from functools import partial

import harness

options = harness.options()
# Several small products at once beat one product on several threads: each core is a
# device of its own. In a small batch the exchange between devices costs more than it saves.
DEVICES = 1 if options.problem == "diffusion_small" else options.threads
os.environ["XLA_FLAGS"] = " ".join((
    os.environ.get("XLA_FLAGS", ""),
    f"--xla_force_host_platform_device_count={DEVICES}",
    "--xla_cpu_enable_fast_math=true",
    "--xla_cpu_multi_thread_eigen=false"))

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.flatten_util import ravel_pytree
from jax.sharding import PartitionSpec

from jax_common import adam, below, random_bits, unit
from jax_equations import condition_jet, condition_residuals, interior
from jax_jets import Values, forward
from problems import initial_parameters

# Points in a tile, by measurement: for values alone and for the jets of equations.
VALUES_TILE = 1000
TILE = {"diffusion": 500, "diffusion_small": 500, "elasticity": 250, "plane_stress": 250,
        "burgers": 500, "poisson3d": 250, "kuramoto_sivashinsky": 250}


def tiles_of(count, size):
    """The number of equal tiles of `count` points that come nearest to `size`."""
    return min((n for n in range(1, count + 1) if count % n == 0),
               key=lambda n: abs(np.log(count / n / size)))


def packed(*columns):
    """One matrix, so that a point is gathered at once; and where each part is."""
    columns = [c for c in columns if c is not None]
    ends = np.cumsum([c.shape[1] for c in columns])
    return np.concatenate(columns, 1), [slice(e - c.shape[1], e) for e, c in zip(ends, columns)]


class Term:
    """The interior or a condition: its pool as a packed matrix, and the loss of rows."""

    def __init__(self, problem, jet, columns, residuals, weights, tile):
        self.pool, self.parts = packed(*columns)
        self.jet, self.residuals, self.weights = jet, residuals, weights
        self.batch, self.local = problem.batch, problem.batch // DEVICES
        self.tile, self.activation = tile, problem.activation

    def losses(self, parameters, rows):
        """The weighted sum of squares at each point."""
        x, *others = (rows[:, part] for part in self.parts)
        a = forward(parameters, x, self.jet, self.activation)
        return sum(np.float32(w) * r * r for w, r in zip(self.weights, self.residuals(a, *others)))

    def gradient(self, parameters, rows, importance):
        """Of this device's share of the batch mean; `importance` is a weight for each row."""
        tiles = tiles_of(self.local, self.tile)

        def of_tile(rows, importance):
            def loss(parameters):
                losses = self.losses(parameters, rows)
                return (losses if importance is None else losses * importance).sum() / self.batch
            return jax.grad(loss)(parameters)

        if tiles == 1:
            return of_tile(rows, importance)
        cut = lambda array: None if array is None else array.reshape(tiles, -1, *array.shape[1:])
        add = lambda total, tile: (jax.tree.map(jnp.add, total, of_tile(*tile)), None)
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        return lax.scan(add, zeros, (cut(rows), cut(importance)))[0]

    def all_losses(self, parameters, matrix):
        """At every row of a matrix, cut among the devices and gathered again."""
        tiles = tiles_of(len(matrix) // DEVICES, self.tile)
        mine = matrix.reshape(DEVICES, tiles, -1, matrix.shape[1])[lax.axis_index("core")]
        losses = lax.map(lambda rows: self.losses(parameters, rows), mine)
        return lax.all_gather(losses, "core").reshape(-1)


def draw(scores, bits):
    """Indices drawn in proportion to the scores."""
    sums = lax.associative_scan(jnp.add, scores)  # on a processor faster than cumsum
    found = jnp.searchsorted(sums, unit(bits) * sums[-1], side="right")
    return jnp.minimum(found, len(scores) - 1)


def terms(problem, data):
    """The interior first, then the conditions."""
    jet, residuals = interior(problem)
    found = [Term(problem, jet, (data.points, data.source), residuals,
                  problem.equation_weights, TILE[problem.name])]
    for condition, pool in zip(problem.conditions, data.conditions):
        found.append(Term(
            problem, condition_jet(condition), (pool.points, pool.target, pool.normals),
            partial(condition_residuals, condition), (condition.weight,) * condition.residuals,
            VALUES_TILE))
    return found


def build(problem, data, options):
    term, *others = terms(problem, data)
    pool = jnp.asarray(term.pool)
    pools = [jnp.asarray(other.pool) for other in others]
    arrays = {"pool": pool, "pools": pools}
    if options.sampler == "pwc":
        arrays["seeds"] = jnp.asarray(packed(data.seeds, data.seed_source)[0])
        arrays["members"], arrays["start"], arrays["count"] = map(
            jnp.asarray, (data.cells.members, data.cells.start, data.cells.count))

    def interior_rows(parameters, arrays, seed):
        bits = random_bits(seed, (2, term.local))
        pool = arrays["pool"]
        if options.sampler == "uniform":
            return pool[below(bits[0], len(pool))], None
        if options.sampler == "exact":
            losses = term.all_losses(parameters, pool)
            index = draw(losses, bits[0])
            return pool[index], losses.mean() / losses[index]
        # The seed's cell first, then one of its members, all of which are alike.
        losses = term.all_losses(parameters, arrays["seeds"])
        scores = losses * arrays["count"]
        cell = draw(scores, bits[0])
        index = arrays["members"][arrays["start"][cell] + below(bits[1], arrays["count"][cell])]
        return pool[index], scores.sum() / len(pool) / losses[cell]

    vector, unravel = ravel_pytree(initial_parameters(problem, options.seed))
    init, update = adam(problem.learning_rate)

    def step(i, state, arrays):
        vector, optimizer = state
        parameters = unravel(vector)
        seed = (optimizer[2] * DEVICES + lax.axis_index("core")).astype(jnp.uint32) * (len(others) + 1)
        rows, importance = interior_rows(parameters, arrays, seed)
        gradient = term.gradient(parameters, rows, importance)
        for k, (other, matrix) in enumerate(zip(others, arrays["pools"])):
            bits = random_bits(seed + np.uint32(k + 1), (other.local,))
            part = other.gradient(parameters, matrix[below(bits, len(matrix))], None)
            gradient = jax.tree.map(jnp.add, gradient, part)
        gradient = lax.psum(ravel_pytree(gradient)[0], "core")
        return update(gradient, optimizer, vector)

    def iterations(n, state, arrays):
        return lax.fori_loop(0, n, lambda i, state: step(i, state, arrays), state)

    mesh = jax.make_mesh((DEVICES,), ("core",))
    everywhere = PartitionSpec()
    run = jax.jit(jax.shard_map(iterations, mesh=mesh, in_specs=everywhere, out_specs=everywhere,
                                check_vma=False))
    replicated = jax.sharding.NamedSharding(mesh, everywhere)
    return Trainer(problem, run, jax.device_put((vector, init(vector)), replicated),
                   jax.device_put(arrays, replicated), unravel)


class Trainer:
    def __init__(self, problem, run, state, arrays, unravel):
        self.problem, self.run, self.arrays, self.unravel = problem, run, arrays, unravel
        self.state = state

    def iterate(self, n):
        self.state = jax.block_until_ready(self.run(n, self.state, self.arrays))

    def predict(self, points):
        parameters = self.unravel(self.state[0])
        return forward(parameters, jnp.asarray(points), Values, self.problem.activation)[0]


if __name__ == "__main__":
    harness.measure(options, build)
