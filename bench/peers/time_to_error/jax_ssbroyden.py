"""SSBroyden of ssbroyden-optimistix, after Adam, on points drawn by the residual that are drawn anew
every 100 steps. Its approximation of the inverse Hessian is kept then, while
the search begins anew at the present point, so that no step compares two losses.
"""

import clock

options = clock.options()

import equinox as eqx
import jax
import jax.numpy as jnp
import ssbroyden_optimistix as sso

from jax_field import Field, Points, adam
from textbook import PROBLEMS

WARM_UP = 300
REDRAW = 100


def main():
    problem = PROBLEMS[options.problem]
    field = Field(problem, options.seed)
    points = Points(field, options.seed)
    watch = clock.Clock(problem, lambda p: field.values(watch.theta, p), options.seconds)
    rows = problem.rows(options.rows)
    theta, over = adam(jax.grad(field.loss), field.start, WARM_UP,
                       lambda i: 5e-3 * 0.1 ** (i / WARM_UP), lambda: points.uniform(*rows), watch)

    fn = lambda theta, batch: (field.loss(theta, batch), None)
    solver = sso.SSBroyden(rtol=0.0, atol=0.0)
    step = eqx.filter_jit(lambda theta, state, batch: solver.step(
        fn, theta, batch, {}, state, frozenset())[:2])
    state = None
    while not over:
        batch, kept = points.important(theta, *rows), state
        state = solver.init(fn, theta, batch, {}, jax.ShapeDtypeStruct((), jnp.float64), None, frozenset())
        if kept is not None:
            approximation = lambda state: (state.f_info.hessian_inv, state.hessian_update_state)
            state = eqx.tree_at(approximation, state, approximation(kept))
        accepted = 0
        while not over and accepted < REDRAW:
            theta, state = step(theta, state, batch)
            if int(state.num_accepted_steps) > accepted:
                accepted += 1
                watch.theta = theta
                over = watch.tick()


main()
