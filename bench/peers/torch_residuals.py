"""The equations on top of PyTorch's own differentiation, `autograd` or `functional`.

Both give a function d(i, axes): output i differentiated by the inputs `axes` one after
the other, (points, 1). What `d` makes on its way it keeps, so the highest derivative is
asked for first.
"""

import torch
from torch.func import jvp

ACTIVATIONS = {"sine": torch.sin, "tanh": torch.tanh, "swish": torch.nn.functional.silu}


def forward(parameters, x, activation):
    *hidden, (weight, bias) = parameters
    for w, b in hidden:
        x = ACTIVATIONS[activation](torch.addmm(b, x, w))
    return torch.addmm(bias, x, weight)


def autograd(net, points):
    """Reverse passes whose graphs are kept."""
    inputs = [column.requires_grad_() for column in points.split(1, 1)]
    outputs = net(torch.cat(inputs, 1))
    known = {(i, ()): u for i, u in enumerate(outputs.split(1, 1))}

    def d(i, axes=()):
        if (i, axes) not in known:
            u = d(i, axes[:-1])
            # One pass gives the derivatives by every input.
            every = torch.autograd.grad(u, inputs, torch.ones_like(u), create_graph=True)
            known.update(((i, (*axes[:-1], j)), g) for j, g in enumerate(every))
        return known[i, axes]

    return d


def functional(net, points):
    """Forward mode of forward mode, all outputs at once."""
    known = {}

    def extended(f, axis):
        unit = torch.zeros_like(points)
        unit[:, axis] = 1

        def g(x):
            values, tangents = jvp(f, (x,), (unit,))
            return *values, tangents[-1]

        return g

    def d(i, axes=()):
        if axes not in known:
            f = lambda x: (net(x),)
            for axis in axes:
                f = extended(f, axis)
            known.update((axes[:n], value) for n, value in enumerate(f(points)))
        return known[axes][:, i : i + 1]

    return d


def diffusion(d, source, _):
    return [d(0, (0,)) - d(0, (1, 1)) - source]


def elasticity(d, source, k):
    """Axis 0 is x, output 0 is u."""
    lam, mu = k["lambda"], k["mu"]
    u_xx, u_yy, u_xy = d(0, (0, 0)), d(0, (1, 1)), d(0, (0, 1))
    v_xx, v_yy, v_xy = d(1, (0, 0)), d(1, (1, 1)), d(1, (0, 1))
    return [(lam + 2 * mu) * u_xx + mu * u_yy + (lam + mu) * v_xy - source[:, :1],
            (lam + 2 * mu) * v_yy + mu * v_xx + (lam + mu) * u_xy - source[:, 1:]]


def plane_stress(d, _, k):
    (u_x, u_y), (v_x, v_y) = ([d(i, (axis,)) for axis in (0, 1)] for i in (0, 1))
    sxx, sxy, syy = d(2), d(3), d(4)
    volume = k["plane"] * (u_x + v_y)
    return [d(2, (0,)) + d(3, (1,)), d(3, (0,)) + d(4, (1,)),
            sxx - volume - 2 * k["mu"] * u_x, syy - volume - 2 * k["mu"] * v_y,
            sxy - k["mu"] * (u_y + v_x)]


def burgers(d, _, k):
    u_xx, u_x = d(0, (1, 1)), d(0, (1,))
    return [d(0, (0,)) + d(0) * u_x - k["nu"] * u_xx]


def poisson3d(d, source, _):
    return [d(0, (0, 0)) + d(0, (1, 1)) + d(0, (2, 2)) - source]


def kuramoto_sivashinsky(d, source, _):
    u_xxxx, u_xx, u_x = d(0, (1,) * 4), d(0, (1, 1)), d(0, (1,))
    return [d(0, (0,)) + d(0) * u_x + u_xx + u_xxxx - source]


RESIDUALS = {
    "diffusion": diffusion, "diffusion_small": diffusion, "elasticity": elasticity,
    "plane_stress": plane_stress, "burgers": burgers, "poisson3d": poisson3d,
    "kuramoto_sivashinsky": kuramoto_sivashinsky,
}


class Derivatives:
    """What a loss needs of the network, by `autograd` or `functional`."""

    def __init__(self, problem, way):
        self.problem, self.way = problem, way

    def _net(self, parameters):
        return lambda x: forward(parameters, x, self.problem.activation)

    def outputs(self, parameters, points):
        return self._net(parameters)(points)

    def slope(self, parameters, points):
        """Output 0 and its derivative by the last input."""
        d = self.way(self._net(parameters), points)
        slope = d(0, (points.shape[1] - 1,))
        return d(0), slope

    def residuals(self, parameters, points, source):
        d = self.way(self._net(parameters), points)
        return RESIDUALS[self.problem.name](d, source, self.problem.constants)
