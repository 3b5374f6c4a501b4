"""JAX as it is usually written for this task: the network is a function of one point,
derivatives are nested `jax.grad`, `jax.hessian` or `jax.jacfwd`, `jax.vmap` makes it a
batch, and the step is jitted. The loop over steps is in XLA too.
"""

import harness

options = harness.options()

import jax
import jax.numpy as jnp
from jax import lax

from jax_common import adam
from problems import initial_parameters

ACTIVATIONS = {"sine": jnp.sin, "tanh": jnp.tanh, "swish": jax.nn.swish}


def network(problem):
    activation = ACTIVATIONS[problem.activation]

    def outputs(parameters, x):
        for weight, bias in parameters[:-1]:
            x = activation(x @ weight + bias)
        weight, bias = parameters[-1]
        return x @ weight + bias

    return outputs


def equation(problem, outputs):
    """residuals(parameters, x, source) of one point, as in `problems.py`."""
    name, constants = problem.name, problem.constants

    def u(parameters, *x):
        return outputs(parameters, jnp.stack(x))[0]

    u_0, u_1 = jax.grad(u, 1), jax.grad(u, 2)
    u_11 = jax.grad(u_1, 2)
    u_1111 = jax.grad(jax.grad(u_11, 2), 2)

    def diffusion(p, x, f):
        return u_0(p, *x) - u_11(p, *x) - f

    def burgers(p, x, f):
        return (u_0(p, *x) + u(p, *x) * u_1(p, *x) - constants["nu"] * u_11(p, *x))[None]

    def kuramoto_sivashinsky(p, x, f):
        return u_0(p, *x) + u(p, *x) * u_1(p, *x) + u_11(p, *x) + u_1111(p, *x) - f

    def poisson3d(p, x, f):
        return jnp.trace(jax.hessian(lambda x: outputs(p, x)[0])(x)) - f

    def elasticity(p, x, f):
        lam, mu = constants["lambda"], constants["mu"]
        (u_xx, u_xy), (_, u_yy) = (h := jax.hessian(outputs, 1)(p, x))[0]
        (v_xx, v_xy), (_, v_yy) = h[1]
        return jnp.stack([(lam + 2 * mu) * u_xx + mu * u_yy + (lam + mu) * v_xy,
                          (lam + 2 * mu) * v_yy + mu * v_xx + (lam + mu) * u_xy]) - f

    def plane_stress(p, x, f):
        mu, plane = constants["mu"], constants["plane"]
        _, _, sxx, sxy, syy = outputs(p, x)
        (u_x, u_y), (v_x, v_y), sxx_, sxy_, syy_ = jax.jacfwd(outputs, 1)(p, x)
        both = plane * (u_x + v_y)
        return jnp.stack([sxx_[0] + sxy_[1], sxy_[0] + syy_[1], sxx - both - 2 * mu * u_x,
                          syy - both - 2 * mu * v_y, sxy - mu * (u_y + v_x)])

    return {"diffusion": diffusion, "diffusion_small": diffusion, "burgers": burgers,
            "kuramoto_sivashinsky": kuramoto_sivashinsky, "poisson3d": poisson3d,
            "elasticity": elasticity, "plane_stress": plane_stress}[name]


def condition_residuals(condition, outputs):
    """residuals(parameters, x, target, normal) of one point."""

    def value(p, x, target, normal):
        return outputs(p, x)[jnp.array(condition.outputs)] - target

    def traction(p, x, target, normal):
        (_, _, sxx, sxy, syy), (nx, ny) = outputs(p, x), normal
        return jnp.stack([sxx * nx + sxy * ny, sxy * nx + syy * ny])

    def clamped(p, x, target, normal):
        slope = jax.grad(lambda x: outputs(p, x)[0])(x)[1]
        return jnp.stack([outputs(p, x)[0], slope]) - target

    return {"value": value, "traction": traction, "clamped": clamped}[condition.kind]


def build(problem, data, options):
    outputs = network(problem)
    weights = jnp.array(problem.equation_weights, jnp.float32)
    interior = equation(problem, outputs)
    arrays = jax.tree.map(jnp.asarray, {
        "points": (data.points, data.source), "seeds": (data.seeds, data.seed_source),
        "nearest": data.cells and data.cells.nearest,
        "conditions": [(pool.points, pool.target, pool.normals) for pool in data.conditions]})

    def losses(parameters, x, source):
        """Of every point: the weighted sum of squares of the equations."""
        axes = (None, 0, None if source is None else 0)
        residuals = jax.vmap(interior, axes)(parameters, x, source)
        return (residuals**2) @ weights

    def draw(parameters, arrays, key):
        """Rows of the interior pool, and the weight of each."""
        x, source = arrays["points"]
        n = len(x)
        if options.sampler == "uniform":
            return jax.random.randint(key, (problem.batch,), 0, n), 1.0
        if options.sampler == "exact":
            scores = losses(parameters, x, source)
        else:
            scores = losses(parameters, *arrays["seeds"])[arrays["nearest"]]
        q = scores / scores.sum()
        index = jax.random.choice(key, n, (problem.batch,), p=q)
        return index, 1 / (n * q[index])

    def rows(arrays, index):
        return [None if a is None else a[index] for a in arrays]

    terms = [(c.weight, jax.vmap(condition_residuals(c, outputs), (None, 0, 0, 0 if p.normals is not None else None)))
             for c, p in zip(problem.conditions, data.conditions)]

    def loss(parameters, batch, importance, condition_batches):
        total = (importance * losses(parameters, *batch)).mean()
        for (weight, residuals), rows in zip(terms, condition_batches):
            total += weight * (residuals(parameters, *rows) ** 2).sum(1).mean()
        return total

    init, update = adam(problem.learning_rate)

    def step(state, arrays):
        parameters, optimizer, key = state
        key, interior_key, *keys = jax.random.split(key, 2 + len(terms))
        index, importance = draw(parameters, arrays, interior_key)
        condition_batches = [
            rows(pool, jax.random.randint(k, (problem.batch,), 0, problem.points))
            for k, pool in zip(keys, arrays["conditions"])]
        gradient = jax.grad(loss)(parameters, rows(arrays["points"], index),
                                  lax.stop_gradient(importance), condition_batches)
        return *update(gradient, optimizer, parameters), key

    @jax.jit
    def run(n, state, arrays):
        return lax.fori_loop(0, n, lambda i, state: step(state, arrays), state)

    trainer = Trainer(run, arrays, jax.vmap(outputs, (None, 0)))
    trainer.loss = loss
    parameters = jax.tree.map(jnp.asarray, initial_parameters(problem, options.seed))
    trainer.state = (parameters, init(parameters), jax.random.key(options.seed))
    return trainer


class Trainer:
    def __init__(self, run, arrays, outputs):
        self.run, self.arrays, self.outputs = run, arrays, outputs

    def iterate(self, n):
        self.state = jax.block_until_ready(self.run(n, self.state, self.arrays))

    def predict(self, points):
        return self.outputs(self.state[0], jnp.asarray(points))


if __name__ == "__main__":
    harness.measure(options, build)
