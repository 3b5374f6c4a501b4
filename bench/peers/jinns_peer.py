"""jinns as its notebooks use it: data generators, losses and `jinns.solve`. Uniform points
only.

Its generators know boxes and, in one and two dimensions, their faces. Where that is
not enough, points of the domain are put into the generator and those of the boundary are
given as observations, which may be batched too.
"""

from functools import lru_cache, partial

import harness

options = harness.options()

import equinox as eqx
import jax
import jax.numpy as jnp
import jinns
import numpy as np
import optax
from jinns.loss import BoundaryConditionAbstract, PDENonStatio, PDEStatio
from jinns.loss import LossWeightsPDENonStatio, LossWeightsPDEStatio

from problems import initial_parameters

ACTIVATIONS = {"sine": jnp.sin, "tanh": jnp.tanh}


def along(f, axis):
    """The derivative of f by its input `axis`, forward."""
    def derivative(x):
        return jax.jvp(f, (x,), (jnp.zeros_like(x).at[axis].set(1),))[1]
    return derivative


class Diffusion(PDENonStatio):
    def equation(self, t_x, u, params):
        f = lambda t_x: u(t_x, params)
        return along(f, 0)(t_x) - along(along(f, 1), 1)(t_x) - 3 * t_x[1:]


class Burgers(PDENonStatio):
    nu: float = eqx.field(kw_only=True)

    def equation(self, t_x, u, params):
        f = lambda t_x: u(t_x, params)
        f_x = along(f, 1)
        return along(f, 0)(t_x) + f(t_x) * f_x(t_x) - self.nu * along(f_x, 1)(t_x)


class KuramotoSivashinsky(PDENonStatio):
    def equation(self, t_x, u, params):
        f = lambda t_x: u(t_x, params)
        f_x = along(f, 1)
        f_xx = along(f_x, 1)
        exact = jnp.exp(-t_x[:1]) * jnp.sin(np.pi * t_x[1:])
        slope = np.pi * jnp.exp(-t_x[:1]) * jnp.cos(np.pi * t_x[1:])
        source = (np.pi**4 - np.pi**2 - 1) * exact + exact * slope
        return (along(f, 0)(t_x) + f(t_x) * f_x(t_x) + f_xx(t_x)
                + along(along(f_xx, 1), 1)(t_x) - source)


class Poisson(PDEStatio):
    def equation(self, x, u, params):
        f = lambda x: u(x, params)
        laplacian = sum(along(along(f, i), i)(x) for i in range(3))
        return laplacian + 3 * np.pi**2 * jnp.sin(np.pi * x).prod()


class Elasticity(PDEStatio):
    lam: float = eqx.field(kw_only=True)
    mu: float = eqx.field(kw_only=True)

    def equation(self, p, u, params):
        f = lambda p: u(p, params)
        f_x = along(f, 0)
        return self.operator(along(f_x, 0)(p), along(f_x, 1)(p),
                             along(along(f, 1), 1)(p)) - self.operator(*self.exact(p))

    def operator(self, xx, xy, yy):
        a, b, c = self.lam + 2 * self.mu, self.mu, self.lam + self.mu
        return jnp.stack([a * xx[0] + b * yy[0] + c * xy[1], a * yy[1] + b * xx[1] + c * xy[0]])

    @staticmethod
    def exact(p):
        """The exact solution's second derivatives."""
        (x, y), k = p, np.pi / 2
        a, b = k * (x + 0.78), k * (x + 1.5)
        u = 0.8 * jnp.sin(a) * jnp.cos(y - 1) - 0.8 * jnp.sin(b) * jnp.cos(y + 1)
        u_xy = -0.8 * k * jnp.cos(a) * jnp.sin(y - 1) + 0.8 * k * jnp.cos(b) * jnp.sin(y + 1)
        e = -0.65 * jnp.exp(-(x**2) * y / 2)
        return (jnp.stack([-(k**2) * u, (x**2 * y**2 - y) * e]),
                jnp.stack([u_xy, (x**3 * y / 2 - x) * e]), jnp.stack([-u, x**4 / 4 * e]))


class ClampedEnds(BoundaryConditionAbstract):
    """The value and the slope of exp(-t) sin(pi x)."""

    @jinns.loss.equation_on_all_facets_equal
    def equation_u(self, t_x, u, params):
        f = lambda t_x: u(t_x, params)
        return jnp.concatenate([f(t_x), along(f, 1)(t_x)])

    @jinns.loss.equation_on_all_facets_equal
    def equation_f(self, t_x, params, gridify=False):
        t, angle = t_x[0], np.pi * t_x[1]
        return jnp.exp(-t) * jnp.stack([jnp.sin(angle), np.pi * jnp.cos(angle)])


def in_time(problem, params, u, key):
    """The generator and the loss of a problem with an initial condition and two ends."""
    (_, lower), (duration, upper) = problem.lower, problem.upper
    # jinns adds the means at both ends; half a batch at each is a batch.
    data = jinns.data.CubicMeshPDENonStatio(
        key=key, method="uniform", dim=1, tmin=0.0, tmax=float(duration),
        min_pts=(float(lower),), max_pts=(float(upper),),
        n=problem.points, domain_batch_size=problem.batch,
        ni=problem.points, initial_batch_size=problem.batch,
        nb=2 * problem.points, border_batch_size=problem.batch // 2)
    if problem.name == "burgers":
        equation, initial = Burgers(nu=problem.constants["nu"]), lambda x: -jnp.sin(np.pi * x)
    elif problem.name == "kuramoto_sivashinsky":
        equation, initial = KuramotoSivashinsky(), lambda x: jnp.sin(np.pi * x)
    else:
        equation, initial = Diffusion(), lambda x: 10 * (x - x**2)
    clamped = problem.conditions[1].kind == "clamped"
    loss = jinns.loss.LossPDENonStatio(
        u=u, params=params, dynamic_loss=equation, initial_condition_fun=initial,
        boundary_condition=ClampedEnds() if clamped else jinns.loss.Dirichlet(),
        loss_weights=LossWeightsPDENonStatio(
            dyn_loss=1.0, initial_condition=problem.conditions[0].weight,
            boundary_loss=problem.conditions[1].weight / 2))
    return data, loss, None


def in_space(problem, pools, params, u, key):
    """The generator, the loss and the observations of a problem without time."""
    data = jinns.data.CubicMeshPDEStatio(
        key=key, method="uniform", dim=len(problem.inputs), n=problem.points,
        omega_batch_size=problem.batch,
        min_pts=tuple(map(float, problem.lower)), max_pts=tuple(map(float, problem.upper)))
    if problem.name == "elasticity":
        data = eqx.tree_at(lambda data: data.omega, data, jnp.asarray(pools.points))
        equation = Elasticity(lam=problem.constants["lambda"], mu=problem.constants["mu"])
    else:
        equation = Poisson()
    boundary, = pools.conditions
    observations = jinns.data.DataGeneratorObservations(
        key=jax.random.fold_in(key, 1), obs_batch_size=problem.batch,
        observed_pinn_in=jnp.asarray(boundary.points), observed_values=jnp.asarray(boundary.target))
    loss = jinns.loss.LossPDEStatio(
        u=u, params=params, dynamic_loss=equation,
        loss_weights=LossWeightsPDEStatio(
            dyn_loss=1.0, observations=problem.conditions[0].weight))
    return data, loss, observations


def network(problem, seed, eq_type):
    widths = (len(problem.inputs), *problem.hidden, len(problem.outputs))
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [(eqx.nn.Linear, a, b), (ACTIVATIONS[problem.activation],)]
    u, start = jinns.nn.PINN_MLP.create(
        key=jax.random.PRNGKey(seed), eqx_list=tuple(layers[:-1]), eq_type=eq_type)
    # Equinox begins otherwise than the other programs.
    values = initial_parameters(problem, seed)
    flat = [jnp.asarray(a) for weight, bias in values for a in (weight.T, bias)]
    return u, jax.tree.unflatten(jax.tree.structure(start), flat)


class Trainer:
    # Iterations in one call of solve, so that calls cost little where iterations do.
    LENGTHS = (16, 1)

    def __init__(self, problem, pools, options):
        time = problem.inputs[0] == "t"
        self.u, start = network(problem, options.seed, "PDENonStatio" if time else "PDEStatio")
        self.params = jinns.parameters.Params(nn_params=start, eq_params={})
        key = jax.random.PRNGKey(options.seed)
        if time:
            parts = in_time(problem, self.params, self.u, key)
        else:
            parts = in_space(problem, pools, self.params, self.u, key)
        self.data, self.loss, self.observations = parts
        self.optimizer = optax.adam(problem.learning_rate)
        self.state = self.optimizer.init(self.params)
        # A call of solve compiles its loop, every time: under jit only the first does.
        self.solve = lru_cache(lambda n: jax.jit(partial(self._solve, n), donate_argnums=range(4)))

    def _solve(self, n, params, state, data, observations):
        params, _, _, data, _, state, _, _, observations, *_ = jinns.solve(
            n_iter=n, init_params=params, data=data, loss=self.loss, optimizer=self.optimizer,
            opt_state=state, obs_data=observations, verbose=False, ahead_of_time=False,
            print_loss_every=n)
        return params, state, data, observations

    def iterate(self, n):
        for length in self.LENGTHS:
            for _ in range(n // length):
                self.params, self.state, self.data, self.observations = self.solve(length)(
                    self.params, self.state, self.data, self.observations)
            n %= length
        jax.block_until_ready(self.params)

    def predict(self, points):
        return jax.vmap(self.u, (0, None))(points, self.params)


harness.measure(options, Trainer)
