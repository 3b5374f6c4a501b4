"""jinns with its natural gradient or its SSBroyden, after Adam, by `jinns.solve`.

Equations are written with nested forward derivatives, as its notebooks do; conditions are
observations, since all of them prescribe values. Points are replaced now and then: every ten steps
of the natural gradient, every hundred of SSBroyden, which keeps its approximation then.
"""

import clock

options = clock.options(lambda parser: parser.add_argument(
    "--optimizer", choices=("natural", "ssbroyden"), default="natural"))

import jax

jax.config.update("jax_enable_x64", True)

from functools import lru_cache, partial

import equinox as eqx
import jax.numpy as jnp
import jinns
import numpy as np
import optax
from jinns.loss import LossWeightsPDEStatio, PDEStatio
from jinns.optimizers import scale_by_SSBroyden_family, vanilla_ngd
from jinns.solver import GetJinnsVariableName

from textbook import CONDITION_WEIGHT, HIDDEN, PROBLEMS

WARM_UP = 300
NATURAL = options.optimizer == "natural"
# Steps in one call of solve, calls between two draws of points.
LENGTH, CALLS = (2, 5) if NATURAL else (20, 5)


class Equations(PDEStatio):
    problem: object = eqx.field(kw_only=True, static=True)

    def equation(self, x, u, params):
        def along(g, axis):
            return lambda x: jax.jvp(g, (x,), (jnp.zeros_like(x).at[axis].set(1),))[1]

        def f(o, *axes):
            g = lambda x: u(x, params)
            for axis in axes:
                g = along(g, axis)
            return g(x)[o]

        return jnp.stack(self.problem.residuals(list(x), f, jnp))


def callback_value(params, loss, batch):
    return loss.evaluate(params, batch)[0]


def callback_gradient(params, loss, batch):
    return jax.grad(lambda params: loss.evaluate(params, batch)[0])(params)


# What SSBroyden's line search asks for, as jinns hands it on.
SEARCH = {
    "value": GetJinnsVariableName("train_loss_value"),
    "grad_pt": GetJinnsVariableName("grads"),
    "value_fn": callback_value,
    "grad_fn": callback_gradient,
    "loss": GetJinnsVariableName("loss"),
    "batch": GetJinnsVariableName("batch"),
}


def network(problem, seed):
    widths = (len(problem.inputs), *HIDDEN, len(problem.outputs))
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [(eqx.nn.Linear, a, b), (jnp.tanh,)]
    middle, half = (problem.lower + problem.upper) / 2, (problem.upper - problem.lower) / 2
    u, start = jinns.nn.PINN_MLP.create(
        key=jax.random.PRNGKey(seed), eqx_list=tuple(layers[:-1]), eq_type="PDEStatio",
        input_transform=lambda x, params: (x - middle) / half)
    flat = [jnp.asarray(a) for weight, bias in problem.parameters(seed) for a in (weight.T, bias)]
    return u, jax.tree.unflatten(jax.tree.structure(start), flat)


class Trainer:
    def __init__(self, problem, seed):
        self.problem, self.rng, self.key = problem, np.random.default_rng(seed), jax.random.PRNGKey(seed)
        self.u, start = network(problem, seed)
        self.params = jinns.parameters.Params(nn_params=start, eq_params={})
        slices = tuple(jnp.s_[c.outputs[0] : c.outputs[-1] + 1] for c in problem.conditions)
        # The natural gradient takes means over the components as well, the losses sums.
        many = (lambda count: count) if NATURAL else (lambda count: 1)
        self.loss = jinns.loss.LossPDEStatio(
            u=self.u, params=self.params, dynamic_loss=Equations(problem=problem), obs_slice=slices,
            loss_weights=LossWeightsPDEStatio(
                dyn_loss=1.0 * many(problem.equations),
                observations=tuple(CONDITION_WEIGHT * many(len(c.outputs)) for c in problem.conditions)))
        self.draw()
        self.values = jax.jit(lambda params, points: jax.vmap(self.u, (0, None))(points, params))
        # A call of solve compiles its loop, every time: under jit only the first does.
        self.solve = lru_cache(lambda optimizer, n, search: jax.jit(
            partial(self._solve, optimizer, n, search)))

    def draw(self):
        """New points of the interior and of the conditions, all of which are the batch."""
        problem, (interior, condition) = self.problem, self.problem.rows(options.rows)
        if not hasattr(self, "data"):
            self.data = jinns.data.CubicMeshPDEStatio(
                key=self.key, method="uniform", dim=len(problem.inputs), n=interior,
                omega_batch_size=None, min_pts=tuple(map(float, problem.lower)),
                max_pts=tuple(map(float, problem.upper)))
        self.data = eqx.tree_at(lambda data: data.omega, self.data,
                                jnp.asarray(problem.interior(self.rng, interior)))
        places = [c.place(problem, self.rng, condition) for c in problem.conditions]
        targets = [c.target(p) for c, p in zip(problem.conditions, places)]
        self.observations = jinns.data.DataGeneratorObservations(
            key=self.key, obs_batch_size=None,
            observed_pinn_in=tuple(map(jnp.asarray, places)),
            observed_values=tuple(map(jnp.asarray, targets)))

    def _solve(self, optimizer, n, search, params, state, data, observations):
        params, _, _, _, _, state, *_ = jinns.solve(
            n_iter=n, init_params=params, data=data, loss=self.loss, optimizer=optimizer,
            opt_state=state, obs_data=observations, verbose=False, ahead_of_time=False,
            print_loss_every=n, extra_optax_args_and_kwargs=SEARCH if search else None)
        return params, state

    def train(self, optimizer, steps, length, search, watch):
        """`steps` steps, `length` of them in a call. Returns whether the time is up."""
        solve, state = self.solve(optimizer, length, search), optimizer.init(self.params)
        call = 0
        while call * length < steps:
            if call % CALLS == 0:
                self.draw()
            self.params, state = solve(self.params, state, self.data, self.observations)
            call += 1
            jax.block_until_ready(self.params)
            if watch.tick():
                return True
        return False


def main():
    problem = PROBLEMS[options.problem]
    trainer = Trainer(problem, options.seed)
    watch = clock.Clock(problem, lambda p: np.asarray(trainer.values(trainer.params, p)), options.seconds)
    rates = optax.exponential_decay(5e-3, WARM_UP, 0.1)
    if trainer.train(optax.adam(rates), WARM_UP, 20, False, watch):
        return
    second = vanilla_ngd(linesearch=optax.scale_by_backtracking_linesearch(
        max_backtracking_steps=15)) if NATURAL else scale_by_SSBroyden_family()
    trainer.train(second, np.inf, LENGTH, not NATURAL, watch)


main()
