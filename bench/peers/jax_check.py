"""Checks the two JAX programs against each other: with the same parameters and points
their losses and gradients must agree, for every problem and its weights.

    python jax_check.py --problem all
"""

import sys

import numpy as np

import harness
from problems import PROBLEMS, data, initial_parameters

# One device: then the program's share of a batch is the whole batch.
sys.argv += ["--threads", "1"]
options = harness.options()

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

import jax_nested
import jax_taylor


def difference(problem):
    pools = data(problem, "uniform")
    parameters = jax.tree.map(jnp.asarray, initial_parameters(problem))
    rng = np.random.default_rng(2)
    count = problem.batch
    importance = jnp.asarray(rng.uniform(0.5, 2, count), jnp.float32)
    first, *others = jax_taylor.terms(problem, pools)
    index = [rng.integers(problem.points, size=count) for _ in range(1 + len(others))]

    taylor = first.gradient(parameters, jnp.asarray(first.pool[index[0]]), importance)
    for term, rows in zip(others, index[1:]):
        part = term.gradient(parameters, jnp.asarray(term.pool[rows]), None)
        taylor = jax.tree.map(jnp.add, taylor, part)

    take = lambda arrays, rows: [None if a is None else jnp.asarray(a[rows]) for a in arrays]
    loss = jax_nested.build(problem, pools, options).loss
    nested = jax.grad(loss)(
        parameters, take((pools.points, pools.source), index[0]), importance,
        [take((p.points, p.target, p.normals), rows) for p, rows in zip(pools.conditions, index[1:])])
    a, b = ravel_pytree(taylor)[0], ravel_pytree(nested)[0]
    return float(jnp.linalg.norm(a - b) / jnp.linalg.norm(b))


if __name__ == "__main__":
    names = PROBLEMS if options.problem == "all" else [options.problem]
    worst = 0.0
    for name in names:
        relative = difference(PROBLEMS[name])
        worst = max(worst, relative)
        print(f"{name}: gradients differ by {relative:.1e}")
    sys.exit(worst > 1e-4)
