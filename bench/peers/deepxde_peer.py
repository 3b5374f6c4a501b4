"""DeepXDE as its documentation says to use it: its geometries, `PDEPointResampler` for a
new batch in every iteration, point sets for the conditions. Uniform points only.

Its loss is that of `problems.py`. DeepXDE evaluates the equation at the points of the
conditions too and leaves those residuals out afterwards; that is part of what it costs.
With JAX a point set has no batches: one of the batch's size is kept.
"""

import contextlib
import os
import sys

import harness

options = harness.options(
    lambda parser: parser.add_argument("--backend", choices=("pytorch", "jax"), default="pytorch"))
os.environ["DDE_BACKEND"] = options.backend

import deepxde as dde
import numpy as np
from deepxde import backend as bkd

TORCH = options.backend == "pytorch"
ACTIVATIONS = {"sine": "sin", "tanh": "tanh", "swish": "swish"}
TIME = ("diffusion", "diffusion_small", "burgers", "kuramoto_sivashinsky")

if TORCH:
    import torch

    torch.set_num_threads(options.threads)
    exp = torch.exp
else:
    from jax.numpy import exp  # which DeepXDE's own backend for JAX lacks


def value(y):
    """With JAX, DeepXDE hands functions along with values."""
    return y if TORCH else y[0]


def jacobian(y, x, i, j):
    return dde.grad.jacobian(y, x, i=i, j=j)


def hessian(y, x, component, i, j):
    return value(dde.grad.hessian(y, x, component=component, i=i, j=j))


# DeepXDE puts time last: the inputs are (x, t).

def diffusion(x, y):
    return value(jacobian(y, x, 0, 1)) - hessian(y, x, 0, 0, 0) - 3 * x[:, 0:1]


def burgers(nu):
    def residual(x, y):
        u_x, u_t = value(jacobian(y, x, 0, 0)), value(jacobian(y, x, 0, 1))
        return u_t + value(y)[:, 0:1] * u_x - nu * hessian(y, x, 0, 0, 0)
    return residual


def kuramoto_sivashinsky(x, y):
    u_x, u_t = value(jacobian(y, x, 0, 0)), value(jacobian(y, x, 0, 1))
    u_xx = dde.grad.hessian(y, x, i=0, j=0)
    u_xxxx = dde.grad.hessian(u_xx, x, i=0, j=0)
    decay, angle = exp(-x[:, 1:2]), np.pi * x[:, 0:1]
    exact, slope = decay * bkd.sin(angle), np.pi * decay * bkd.cos(angle)
    source = (np.pi**4 - np.pi**2 - 1) * exact + exact * slope
    return u_t + value(y)[:, 0:1] * u_x + value(u_xx) + value(u_xxxx) - source


def poisson3d(x, y):
    laplacian = sum(hessian(y, x, 0, i, i) for i in range(3))
    sines = [bkd.sin(np.pi * x[:, i : i + 1]) for i in range(3)]
    return laplacian + 3 * np.pi**2 * sines[0] * sines[1] * sines[2]


def elasticity(lam, mu):
    def residuals(p, w):
        x, y = p[:, 0:1], p[:, 1:2]
        u_xx, u_xy, u_yy = (hessian(w, p, 0, i, j) for i, j in ((0, 0), (0, 1), (1, 1)))
        v_xx, v_xy, v_yy = (hessian(w, p, 1, i, j) for i, j in ((0, 0), (0, 1), (1, 1)))
        k = np.pi / 2
        a, b = k * (x + 0.78), k * (x + 1.5)
        u = 0.8 * bkd.sin(a) * bkd.cos(y - 1) - 0.8 * bkd.sin(b) * bkd.cos(y + 1)
        exact_xy = (-0.8 * k * bkd.cos(a) * bkd.sin(y - 1)
                    + 0.8 * k * bkd.cos(b) * bkd.sin(y + 1))
        e = -0.65 * exp(-(x**2) * y / 2)
        source_x = (-(lam + 2 * mu) * k**2 * u - mu * u + (lam + mu) * (x**3 * y / 2 - x) * e)
        source_y = ((lam + 2 * mu) * x**4 / 4 * e + mu * (x**2 * y**2 - y) * e
                    + (lam + mu) * exact_xy)
        return [(lam + 2 * mu) * u_xx + mu * u_yy + (lam + mu) * v_xy - source_x,
                (lam + 2 * mu) * v_yy + mu * v_xx + (lam + mu) * u_xy - source_y]
    return residuals


def plane_stress(plane, mu):
    def residuals(p, w):
        d = [[value(jacobian(w, p, i, j)) for j in range(2)] for i in range(5)]
        u, v, xx, xy, yy = d
        sxx, sxy, syy = (value(w)[:, i : i + 1] for i in (2, 3, 4))
        volume = plane * (u[0] + v[1])
        return [xx[0] + xy[1], xy[0] + yy[1], sxx - volume - 2 * mu * u[0],
                syy - volume - 2 * mu * v[1], sxy - mu * (u[1] + v[0])]
    return residuals


def equation(problem):
    k = problem.constants
    if problem.name == "burgers":
        return burgers(k["nu"])
    if problem.name == "elasticity":
        return elasticity(k["lambda"], k["mu"])
    if problem.name == "plane_stress":
        return plane_stress(k["plane"], k["mu"])
    return {"diffusion": diffusion, "diffusion_small": diffusion, "poisson3d": poisson3d,
            "kuramoto_sivashinsky": kuramoto_sivashinsky}[problem.name]


def geometry(problem):
    g = dde.geometry
    if problem.name in TIME:
        interval = g.Interval(problem.lower[1], problem.upper[1])
        return g.GeometryXTime(interval, g.TimeDomain(problem.lower[0], problem.upper[0]))
    if problem.name == "poisson3d":
        return g.Cuboid(problem.lower, problem.upper)
    plate = g.Rectangle(problem.lower, problem.upper)
    if problem.name == "plane_stress":
        for center in ((0, 20 / 35), (-9.67 / 35, -10 / 35), (9.67 / 35, -10 / 35)):
            plate = g.CSGDifference(plate, g.Disk(center, 7.5 / 35))
        return plate
    # What the rounded corner lacks of the square.
    lacking = g.CSGDifference(g.Rectangle([0.7, 0.7], [1.1, 1.1]), g.Disk([0.7, 0.7], 0.3))
    for hole in (lacking, g.Disk([0.35, -0.05], 0.18), g.Ellipse([0.42, 0.58], 0.2, 0.12)):
        plate = g.CSGDifference(plate, hole)
    return plate


HOLES = {"free_top_hole": (0, 20 / 35), "free_left_hole": (-9.67 / 35, -10 / 35),
         "free_right_hole": (9.67 / 35, -10 / 35)}


def traction(center, row):
    def component(x, outputs, _):
        # The normal of a circle is known at every point, and zero traction has no sign.
        normal = [(x[:, i : i + 1] - center[i]) / (7.5 / 35) for i in (0, 1)]
        return sum(outputs[:, 2 + row + i : 3 + row + i] * normal[i] for i in (0, 1))
    return component


def slope(x, outputs, _):
    return dde.grad.jacobian(outputs, x, i=0, j=0)


def conditions(problem, data):
    """DeepXDE's conditions and their weights."""
    sets, weights = [], []
    for condition, pool in zip(problem.conditions, data.conditions):
        points, target = swapped(problem, pool.points), pool.target
        batch = dict(batch_size=problem.batch)
        if not TORCH:
            points, target, batch = points[: problem.batch], target[: problem.batch], {}
        if TORCH and condition.kind == "value" and condition.residuals > 1:
            # DeepXDE takes the mean over the components too.
            outputs = list(condition.outputs)
            sets.append(dde.icbc.PointSetBC(points, target, outputs, **batch))
            weights.append(condition.weight * condition.residuals)
            continue
        for i in range(condition.residuals):
            goal = target[:, i : i + 1]
            if condition.kind == "traction":
                of = traction(HOLES[condition.name], i)
                sets.append(dde.icbc.PointSetOperatorBC(points, goal, of, **batch))
            elif condition.kind == "clamped" and i == 1:
                sets.append(dde.icbc.PointSetOperatorBC(points, goal, slope, **batch))
            else:
                component = condition.outputs[min(i, len(condition.outputs) - 1)]
                sets.append(dde.icbc.PointSetBC(points, goal, component, **batch))
            weights.append(condition.weight)
    return sets, weights


def swapped(problem, points):
    return points[:, ::-1] if problem.name in TIME else points


class Model(dde.Model):
    def _test(self, verbose=1):
        """DeepXDE tests when a training starts and ends. One training is many blocks here,
        so that would count a thousand times too often."""


class Trainer:
    def __init__(self, problem, data, options):
        self.problem = problem
        dde.config.set_random_seed(options.seed)
        at, weights = conditions(problem, data)
        kind = dde.data.TimePDE if problem.name in TIME else dde.data.PDE
        points = kind(geometry(problem), equation(problem), at, num_domain=problem.batch,
                      train_distribution="pseudo")
        sizes = [len(problem.inputs), *problem.hidden, len(problem.outputs)]
        net = dde.nn.FNN(sizes, ACTIVATIONS[problem.activation], "Glorot uniform")
        self.model = Model(points, net)
        with contextlib.redirect_stdout(sys.stderr):
            self.model.compile("adam", lr=problem.learning_rate,
                               loss_weights=[*problem.equation_weights, *weights])
        self.resampler = dde.callbacks.PDEPointResampler(period=1, bc_points=TORCH)

    def iterate(self, n):
        with contextlib.redirect_stdout(sys.stderr):
            self.model.train(iterations=n, display_every=n + 1, callbacks=[self.resampler],
                             verbose=0)
        if not TORCH:
            import jax
            jax.block_until_ready(self.model.params)

    def predict(self, points):
        return self.model.predict(np.ascontiguousarray(swapped(self.problem, points)))


harness.measure(options, Trainer)
