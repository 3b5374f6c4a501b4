"""Forward Taylor mode by hand, for `torch.compile`: the derivatives that an equation
needs travel through the network together, so that one reverse pass is left.

A jet is a list of tensors (points, neurons): the value first, then derivatives. Those
that an equation needs only in a sum travel as one, since composition with the
activation is linear in the highest derivatives.
"""

import torch


def sine(a, order):
    s, c = torch.sin(a), torch.cos(a)
    return (s, c, -s)[: order + 1]


def tanh(a, order):
    t = torch.tanh(a)
    d = 1 - t * t
    return (t, d, -2 * t * d, d * (6 * t * t - 2), d * t * (16 - 24 * t * t))[: order + 1]


def swish(a, order):
    g = torch.sigmoid(a)
    return (a * g, g + a * (g - g * g))[: order + 1]


ACTIVATIONS = {"sine": sine, "tanh": tanh, "swish": swish}


class Values:
    """The value alone."""

    order = 0

    def first(self, weight):
        return []

    def compose(self, s, a):
        return [s[0]]


class Gradient:
    """The value and the derivatives by `axes`."""

    order = 1

    def __init__(self, *axes):
        self.axes = axes

    def first(self, weight):
        return [weight[axis, None] for axis in self.axes]

    def compose(self, s, a):
        return [s[0], *(s[1] * ai for ai in a[1:])]


class Operator:
    """The value, the derivatives by `axes`, and sum first_i d_i + sum second_i d_ii as
    one; `second` has a number for each of `axes`."""

    order = 2

    def __init__(self, first, axes, second):
        self.sum, self.axes, self.second = first, axes, second

    def first(self, weight):
        whole = sum(c * row for c, row in zip(self.sum, weight))
        return [*(weight[axis, None] for axis in self.axes), whole[None]]

    def compose(self, s, a):
        square = sum(c * ai * ai for c, ai in zip(self.second, a[1:-1]))
        return [s[0], *(s[1] * ai for ai in a[1:-1]), s[1] * a[-1] + s[2] * square]


class Hessian:
    """u, u_x, u_y, u_xx, u_xy, u_yy"""

    order = 2

    def first(self, weight):
        zero = torch.zeros_like(weight[0, None])
        return [weight[0, None], weight[1, None], zero, zero, zero]

    def compose(self, s, a):
        _, x, y, xx, xy, yy = a
        return [s[0], s[1] * x, s[1] * y, s[1] * xx + s[2] * x * x,
                s[1] * xy + s[2] * x * y, s[1] * yy + s[2] * y * y]


class Fourth:
    """u, u_x, u_xx, u_xxx and u_t + u_xx + u_xxxx, x being the second input."""

    order = 4

    def first(self, weight):
        zero = torch.zeros_like(weight[0, None])
        return [weight[1, None], zero, zero, weight[0, None]]

    def compose(self, s, a):
        _, x, xx, xxx, whole = a
        square = x * x
        return [s[0], s[1] * x, s[1] * xx + s[2] * square,
                s[1] * xxx + 3 * s[2] * x * xx + s[3] * x * square,
                s[1] * whole + s[2] * (square + 4 * x * xxx + 3 * xx * xx)
                + 6 * s[3] * square * xx + s[4] * square * square]


def forward(parameters, points, jet, activation):
    """The jet of the network's outputs, each (points, outputs)."""
    (weight, bias), *rest = parameters
    # Two or three inputs: sums fused with the activation are faster than a product, and
    # derivatives after this layer are the same at every point.
    a = [sum(x * row for x, row in zip(points.split(1, 1), weight)) + bias, *jet.first(weight)]
    for weight, bias in rest:
        z = jet.compose(ACTIVATIONS[activation](a[0], jet.order), a)
        a = [torch.addmm(bias, z[0], weight), *(zi @ weight for zi in z[1:])]
    return a


def elasticity(a, source, k):
    lam, mu = k["lambda"], k["mu"]
    *_, xx, xy, yy = a
    (u_xx, v_xx), (u_xy, v_xy), (u_yy, v_yy) = (b.split(1, 1) for b in (xx, xy, yy))
    return [(lam + 2 * mu) * u_xx + mu * u_yy + (lam + mu) * v_xy - source[:, :1],
            (lam + 2 * mu) * v_yy + mu * v_xx + (lam + mu) * u_xy - source[:, 1:]]


def plane_stress(a, _, k):
    value, x, y = (b.split(1, 1) for b in a)
    volume = k["plane"] * (x[0] + y[1])
    return [x[2] + y[3], x[3] + y[4], value[2] - volume - 2 * k["mu"] * x[0],
            value[4] - volume - 2 * k["mu"] * y[1], value[3] - k["mu"] * (y[0] + x[1])]


def _equation(problem):
    """The jet that an equation needs, and its residuals from that jet."""
    heat = Operator((1, 0), (1,), (-1,)), lambda a, source, _: [a[2] - source]
    return {
        "diffusion": heat,
        "diffusion_small": heat,
        "elasticity": (Hessian(), elasticity),
        "plane_stress": (Gradient(0, 1), plane_stress),
        "burgers": (Operator((1, 0), (1,), (-problem.constants.get("nu", 0),)),
                    lambda a, source, _: [a[2] + a[0] * a[1]]),
        "poisson3d": (Operator((0, 0, 0), (0, 1, 2), (1, 1, 1)),
                      lambda a, source, _: [a[4] - source]),
        "kuramoto_sivashinsky": (Fourth(), lambda a, source, _: [a[4] + a[0] * a[1] - source]),
    }[problem.name]


class Jets:
    """What a loss needs of the network."""

    def __init__(self, problem):
        self.problem = problem
        self.jet, self.equation = _equation(problem)

    def outputs(self, parameters, points):
        return forward(parameters, points, Values(), self.problem.activation)[0]

    def slope(self, parameters, points):
        """The outputs and their derivatives by the last input."""
        jet = Gradient(points.shape[1] - 1)
        return forward(parameters, points, jet, self.problem.activation)

    def residuals(self, parameters, points, source):
        a = forward(parameters, points, self.jet, self.problem.activation)
        return self.equation(a, source, self.problem.constants)
