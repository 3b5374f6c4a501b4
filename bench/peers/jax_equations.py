"""The problems' jets and residuals for `jax_taylor.py`; residuals as in `problems.py`."""

import jax.numpy as jnp

from jax_jets import Fourth, Gradient, Hessian, Operator, Values


def interior(problem):
    """The jet of an equation, and residuals(a, source): a list of arrays (points,),
    from the jet `a` of the outputs and the source (points, equations), if it has one."""
    name, constants = problem.name, problem.constants
    if name in ("diffusion", "diffusion_small"):
        return Operator((1, 0), (1,), (-1,)), lambda a, f: [a[2][:, 0] - f[:, 0]]
    if name == "burgers":
        return (Operator((1, 0), (1,), (-constants["nu"],)),
                lambda a: [a[2][:, 0] + a[0][:, 0] * a[1][:, 0]])
    if name == "poisson3d":
        return Operator((0, 0, 0), (0, 1, 2), (1, 1, 1)), lambda a, f: [a[4][:, 0] - f[:, 0]]
    if name == "kuramoto_sivashinsky":
        return Fourth(), lambda a, f: [a[4][:, 0] + a[0][:, 0] * a[1][:, 0] - f[:, 0]]
    if name == "elasticity":
        lam, mu = constants["lambda"], constants["mu"]

        def equilibrium(a, f):
            xx, xy, yy = a[3:]
            return [(lam + 2 * mu) * xx[:, 0] + mu * yy[:, 0] + (lam + mu) * xy[:, 1] - f[:, 0],
                    (lam + 2 * mu) * yy[:, 1] + mu * xx[:, 1] + (lam + mu) * xy[:, 0] - f[:, 1]]

        return Hessian(), equilibrium
    if name == "plane_stress":
        mu, plane = constants["mu"], constants["plane"]

        def first_order(a):
            (_, _, sxx, sxy, syy), x, y = a[0].T, a[1].T, a[2].T
            both = plane * (x[0] + y[1])
            return [x[2] + y[3], x[3] + y[4], sxx - both - 2 * mu * x[0],
                    syy - both - 2 * mu * y[1], sxy - mu * (y[0] + x[1])]

        return Gradient(2, (0, 1)), first_order
    raise NotImplementedError(name)


def condition_jet(condition):
    return Gradient(2, (1,)) if condition.kind == "clamped" else Values


def condition_residuals(condition, a, target, normals=None):
    """A list of arrays (points,)."""
    if condition.kind == "traction":
        (_, _, sxx, sxy, syy), (nx, ny) = a[0].T, normals.T
        return [sxx * nx + sxy * ny, sxy * nx + syy * ny]
    if condition.kind == "clamped":
        return [a[0][:, 0] - target[:, 0], a[1][:, 0] - target[:, 1]]
    return [a[0][:, k] - target[:, i] for i, k in enumerate(condition.outputs)]
