"""Levenberg-Marquardt in JAX by hand, by the recipe that Voronet's own default came from: Adam,
then Gauss-Newton in sample space on small batches with momentum, then Levenberg-Marquardt with
geodesic acceleration on importance-sampled points that are drawn anew every ten steps.
"""

import clock

options = clock.options()

import jax
import jax.numpy as jnp
from jax.scipy.linalg import cho_factor, cho_solve

from jax_field import Field, Points, adam
from textbook import PROBLEMS

REACH = 0.1  # h of the second directional derivative


def sample_space(field, theta, batches, clock, steps=250):
    """Steps d = 0.9 p - J^T (J J^T + mu I)^-1 (r + 0.9 J p), halved until the loss falls."""
    @jax.jit
    def linearized(theta, batch):
        j = field.jacobian(theta, batch)
        return field.rows(theta, batch), j, j @ j.T

    @jax.jit
    def direction(r, j, kernel, mu, p):
        shifted = r + 0.9 * (j @ p)
        y = cho_solve(cho_factor(kernel + mu * jnp.eye(len(r))), shifted)
        d = 0.9 * p - j.T @ y
        return d, jnp.sum(r**2) - jnp.sum((r + j @ d) ** 2)

    loss = jax.jit(field.loss)
    mu, p = None, jnp.zeros_like(theta)
    for _ in range(steps):
        batch = batches()
        r, j, kernel = linearized(theta, batch)
        mean = float(jnp.trace(kernel)) / len(r)
        mu = 1e-3 * mean if mu is None else max(mu, 1e-14 * mean)
        before, failures = float(jnp.sum(r**2)), 0
        while failures < 3:
            d, predicted = direction(r, j, kernel, mu, p)
            length, best, found = 1.0, before, 0.0
            while length >= 2.0**-9:
                now = float(loss(theta + length * d, batch))
                if now < best:
                    best, found = now, length
                elif found:
                    break
                length /= 2
            if found:
                break
            failures += 1
            mu *= 2.0**failures
        if not found:
            p = jnp.zeros_like(p)
            continue
        p = found * d
        theta = theta + p
        if found == 1:
            rho = (before - best) / float(predicted)
            mu *= max(1 / 3, 1 - (2 * rho - 1) ** 3)
        else:
            mu *= 2
        clock.theta = theta
        if clock.tick():
            return theta, True
    return theta, False


def levenberg_marquardt(field, theta, batches, clock):
    @jax.jit
    def linearized(theta, batch):
        r, j = field.rows(theta, batch), field.jacobian(theta, batch)
        return r, j, j.T @ j, j.T @ r

    @jax.jit
    def trial(theta, batch, r, j, gram, gradient, mu):
        factor = cho_factor(gram + mu * jnp.eye(len(gradient)))
        d = -cho_solve(factor, gradient)
        model = d @ (mu * d - gradient)
        curved = 2 / REACH * ((field.rows(theta + REACH * d, batch) - r) / REACH - j @ d)
        a = -cho_solve(factor, j.T @ curved)
        d = jnp.where(2 * jnp.linalg.norm(a) <= 0.75 * jnp.linalg.norm(d), d + a / 2, d)
        return d, (jnp.sum(r**2) - jnp.sum(field.rows(theta + d, batch) ** 2)) / model

    mu, step = None, 0
    while True:
        if step % 10 == 0:
            batch = batches(theta)
        r, j, gram, gradient = linearized(theta, batch)
        diagonal = jnp.diag(gram)
        if mu is None:
            mu = 1e-3 * float(diagonal.mean())
        floor, growth, accepted = 1e-14 * float(diagonal.max()), 2.0, False
        mu = max(mu, floor)
        for _ in range(12):
            d, rho = trial(theta, batch, r, j, gram, gradient, mu)
            rho = float(rho)
            if rho != rho:   # no Cholesky factor
                mu *= 10
            elif rho > 1e-4:
                theta, accepted = theta + d, True
                mu *= max(1 / 3, 1 - (2 * rho - 1) ** 3)
                break
            else:
                mu *= growth
                growth *= 2
        step += 1
        if not accepted:
            mu, step = 1e3 * floor, -(-step // 10) * 10
        clock.theta = theta
        if clock.tick():
            return


def main():
    problem = PROBLEMS[options.problem]
    field = Field(problem, options.seed)
    points = Points(field, options.seed)
    watch = clock.Clock(problem, lambda p: field.values(watch.theta, p), options.seconds)
    small = problem.rows(0.5)
    theta, over = adam(jax.grad(field.loss), field.start, 300, lambda i: 5e-3 * 0.1 ** (i / 300),
                       lambda: points.uniform(*small), watch)
    if not over:
        theta, over = sample_space(field, theta, lambda: points.uniform(*small), watch)
    if not over:
        rows = problem.rows(options.rows)
        levenberg_marquardt(field, theta, lambda theta: points.important(theta, *rows), watch)


main()
