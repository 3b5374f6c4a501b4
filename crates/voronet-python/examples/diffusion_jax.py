"""The diffusion problem of Nabian, Gladstone and Meidani (2021) trained in JAX.

u_t = u_xx + 3x on [0, 1]², u = 10(x - x²) at t = 0, u = 0 at x = 0 and x = 1.

It is a plain PINN; the six lines with `# voronet` are what importance sampling adds or changes.
"""

import jax
import jax.numpy as jnp
import numpy as np
from exact import exact

from voronet.sampling import Pwc, sequence  # voronet

WIDTHS = [2, 20, 20, 1]


def network(theta, point):
    """The network at a point."""
    z = point
    for weight, bias in theta[:-1]:
        z = jnp.tanh(weight @ z + bias)
    weight, bias = theta[-1]
    return (weight @ z + bias)[0]


def residual(theta, points):
    """u_t - u_xx - 3x at points."""

    def at(point):
        gradient = jax.grad(network, 1)
        along = jnp.array([0.0, 1.0])
        u_xx = jax.jvp(lambda p: gradient(theta, p)[1], (point,), (along,))[1]
        return gradient(theta, point)[0] - u_xx - 3 * point[1]

    return jax.vmap(at)(points)


def conditions(theta, key, batch):
    """The squared deviations at the start and at both ends."""
    where, which = jax.random.split(key)
    r = jax.random.uniform(where, (batch,))
    end = jax.random.randint(which, (batch,), 0, 2)
    u = jax.vmap(network, (None, 0))
    start = u(theta, jnp.stack([0 * r, r], 1)) - 10 * (r - r**2)
    ends = u(theta, jnp.stack([r, end.astype(r.dtype)], 1))
    return 10 * (start**2).mean() + 10 * (ends**2).mean()


def train(iterations=2000, points=20_000, batch=500, seed=1):
    """Trains the network and returns its relative L² error."""
    key = jax.random.key(seed)
    keys = jax.random.split(key, len(WIDTHS))
    theta = [
        (jax.random.normal(k, (n, m)) * jnp.sqrt(2 / (n + m)), jnp.zeros(n))
        for k, m, n in zip(keys, WIDTHS, WIDTHS[1:])
    ]

    def loss(theta, at, weights, key):
        squares = weights * residual(theta, at) ** 2  # voronet
        return squares.mean() + conditions(theta, key, batch)

    @jax.jit
    def step(theta, moments, number, at, weights, key):
        """A step of Adam with a rate that falls like a cosine."""
        gradient = jax.grad(loss)(theta, at, weights, key)
        rate = 1e-2 * 0.5 * (1 + jnp.cos(jnp.pi * number / iterations))

        def update(p, g, m, v):
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            m_, v_ = m / (1 - 0.9 ** (number + 1)), v / (1 - 0.999 ** (number + 1))
            return p - rate * m_ / (jnp.sqrt(v_) + 1e-8), m, v

        leaves, tree = jax.tree.flatten(theta)
        updated = [
            update(*each)
            for each in zip(leaves, jax.tree.leaves(gradient), moments[0], moments[1])
        ]
        new, first, second = zip(*updated)
        return jax.tree.unflatten(tree, new), (first, second)

    pool = np.random.default_rng(seed).random((points, 2))
    seeds = sequence("halton", 500, 2)  # voronet
    sampler = Pwc(pool, seeds, seed=seed)  # voronet
    scores = jax.jit(lambda theta: residual(theta, seeds) ** 2)

    zeros = [jnp.zeros_like(leaf) for leaf in jax.tree.leaves(theta)]
    moments = (zeros, zeros)
    for iteration in range(iterations):
        losses = scores(theta) if iteration % 20 == 0 else None  # voronet
        indices, weights = sampler.draw(losses, batch)  # voronet
        key, own = jax.random.split(key)
        theta, moments = step(theta, moments, iteration, pool[indices], weights, own)

    t, x = np.meshgrid(np.linspace(0, 1, 101), np.linspace(0, 1, 101), indexing="ij")
    at = np.stack([t.ravel(), x.ravel()], 1)
    found = np.asarray(jax.vmap(network, (None, 0))(theta, at)).reshape(t.shape)
    wanted = exact(t, x)
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))


if __name__ == "__main__":
    print(f"relative L² error {train():.2e}")
