"""Places, sources and exact solutions of the problems; `problems.py` puts them together.

Functions of points take (count, inputs) and give (count, columns), in float64.
"""

import csv
from pathlib import Path

import numpy as np

from geometry import Arc, Segment, curve_points, in_ellipse, in_rectangle, rectangle

ROOT = Path(__file__).resolve().parents[2]


def faces(lower, upper, which):
    """Uniform points on faces (axis, side) of a box; the faces have equal measure."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)

    def place(rng, count):
        points = lower + rng.random((count, len(lower))) * (upper - lower)
        face = rng.integers(len(which), size=count)
        for i, (axis, side) in enumerate(which):
            points[face == i, axis] = (lower, upper)[side][axis]
        return points, None

    return place


def grid(lower, upper, nodes):
    """The nodes at which Voronet takes its errors too."""
    axes = [np.linspace(a, b, nodes) for a, b in zip(lower, upper)]
    return np.stack([a.ravel() for a in np.meshgrid(*axes, indexing="ij")], 1)


# Transient diffusion

def diffusion_source(p):
    return 3 * p[:, 1:]


def diffusion_initial(p):
    return 10 * (p[:, 1:] - p[:, 1:] ** 2)


def diffusion_reference():
    p = grid((0, 0), (1, 1), 101)
    t, x = p.T
    u = x * (1 - x**2) / 2
    for n in range(1, 201):
        sign, k = (-1) ** n, n * np.pi
        u += (40 * (1 - sign) + 6 * sign) / k**3 * np.sin(k * x) * np.exp(-(k**2) * t)
    return p, {"u": u}


# Elasticity on an irregular plate

_E, _NU = 0.25, 0.2
ELASTICITY = {"lambda": _NU * _E / ((1 + _NU) * (1 - _NU)), "mu": _E / (2 * (1 + _NU))}
_CORNER, _CENTER, _ROUND = ((0.7, 0.7), (1.1, 1.1)), (0.7, 0.7), 0.3
_BITE, _HOLE = ((0.35, -0.05), (0.18, 0.18)), ((0.42, 0.58), (0.2, 0.12))


def irregular_plate(p):
    """square - corner + round - bite - hole"""
    square = in_rectangle(p, (0, 0), (1, 1)) & ~in_rectangle(p, *_CORNER)
    sector = in_ellipse(p, _CENTER, (_ROUND, _ROUND)) & (p > _CENTER).all(1)
    # The sector's straight edges are a seam within the plate, not a boundary.
    seam = in_ellipse(p, _CENTER, (_ROUND, _ROUND)) & (p >= _CENTER).all(1)
    return (square | sector | seam) & ~in_ellipse(p, *_BITE) & ~in_ellipse(p, *_HOLE)


def irregular_edge(rng, count):
    curves = [*rectangle((0, 0), (1, 1)), *rectangle(*_CORNER), Arc(*_BITE), Arc(*_HOLE),
              Arc(_CENTER, (_ROUND, _ROUND), 0, np.pi / 2)]
    return curve_points(rng, count, curves, irregular_plate)


def elasticity_exact(p):
    x, y = p.T
    a, b = np.pi / 2 * (x + 0.78), np.pi / 2 * (x + 1.5)
    u = 0.8 * np.sin(a) * np.cos(y - 1) - 0.8 * np.sin(b) * np.cos(y + 1)
    return np.stack([u, 0.72 - 0.65 * (np.exp(-(x**2) * y / 2) + x)], 1)


def elasticity_source(p):
    """The operator on the exact displacement."""
    (x, y), k = p.T, np.pi / 2
    a, b = k * (x + 0.78), k * (x + 1.5)
    u = 0.8 * np.sin(a) * np.cos(y - 1) - 0.8 * np.sin(b) * np.cos(y + 1)
    u_xx, u_yy = -(k**2) * u, -u
    u_xy = -0.8 * k * np.cos(a) * np.sin(y - 1) + 0.8 * k * np.cos(b) * np.sin(y + 1)
    e = -0.65 * np.exp(-(x**2) * y / 2)
    v_xx, v_yy, v_xy = (x**2 * y**2 - y) * e, x**4 / 4 * e, (x**3 * y / 2 - x) * e
    lam, mu = ELASTICITY["lambda"], ELASTICITY["mu"]
    return np.stack([(lam + 2 * mu) * u_xx + mu * u_yy + (lam + mu) * v_xy,
                     (lam + 2 * mu) * v_yy + mu * v_xx + (lam + mu) * u_xy], 1)


def elasticity_reference():
    p = grid((0, 0), (1, 1), 101)
    p = p[irregular_plate(p)]
    return p, dict(zip("uv", elasticity_exact(p).T))


# Plane stress in a plate with three bolt holes, lengths in units of 35 mm

PLANE_STRESS = {"mu": 1.0, "plane": 2 * 1.5 / 3.5}
PLATE_LOWER, PLATE_UPPER = (-27.5 / 35, -1.0), (27.5 / 35, 1.0)
_RADIUS = 7.5 / 35
_HOLES = ((0, 20 / 35), (-9.67 / 35, -10 / 35), (9.67 / 35, -10 / 35))


def bolted_plate(p):
    inside = in_rectangle(p, PLATE_LOWER, PLATE_UPPER)
    for center in _HOLES:
        inside &= ~in_ellipse(p, center, (_RADIUS, _RADIUS))
    return inside


def bolted_side(side):
    """left, right, bottom, top"""
    curve = rectangle(PLATE_LOWER, PLATE_UPPER)[side]
    return lambda rng, count: curve_points(rng, count, [curve], bolted_plate)


def _hole(i, start, end):
    return Arc(_HOLES[i], (_RADIUS, _RADIUS), start * np.pi, end * np.pi)


def bolted_fixed(rng, count):
    """The top edge and the top quarter of each hole."""
    top: Segment = rectangle(PLATE_LOWER, PLATE_UPPER)[3]
    curves = [top, *(_hole(i, 0.25, 0.75) for i in range(3))]
    return curve_points(rng, count, curves, bolted_plate)


def bolted_free(i):
    """What is left of a hole's edge."""
    return lambda rng, count: curve_points(rng, count, [_hole(i, 0.75, 2.25)], bolted_plate)


def pulled(p):
    return np.tile([0.0, -1.0], (len(p), 1))


def plane_stress_reference():
    with open(ROOT / "problems/paper/references/plane-stress.csv", newline="") as file:
        names, *rows = csv.reader(file)
    columns = dict(zip(names, np.array(rows, float).T))
    return np.stack([columns.pop("x"), columns.pop("y")], 1), columns


# Viscous Burgers

BURGERS_NU = 0.01 / np.pi


def burgers_initial(p):
    return -np.sin(np.pi * p[:, 1:])


def burgers_reference():
    """Cole and Hopf, by the trapezoidal rule."""
    p, nu, step = grid((0, -1), (1, 1), 101), BURGERS_NU, 0.05
    (t, x), above, below = p.T, 0.0, 0.0
    for n in range(-240, 241):
        s = np.pi * (x - np.sqrt(4 * nu * t) * step * n)
        factor = np.exp(-(1 + np.cos(s)) / (2 * np.pi * nu) - (step * n) ** 2)
        above, below = above - np.sin(s) * factor, below + factor
    return p, {"u": above / below}


# Poisson in a cube

def _sines(p):
    return np.sin(np.pi * p).prod(1, keepdims=True)


def poisson_source(p):
    return -3 * np.pi**2 * _sines(p)


def poisson_reference():
    p = grid((0,) * 3, (1,) * 3, 31)
    return p, {"u": _sines(p)[:, 0]}


# Kuramoto and Sivashinsky, with the source that exp(-t) sin(pi x) asks for

def kuramoto_exact(p):
    return np.exp(-p[:, :1]) * np.sin(np.pi * p[:, 1:])


def kuramoto_ends(p):
    slope = np.pi * np.exp(-p[:, :1]) * np.cos(np.pi * p[:, 1:])
    return np.concatenate([kuramoto_exact(p), slope], 1)


def kuramoto_source(p):
    slope = np.pi * np.exp(-p[:, :1]) * np.cos(np.pi * p[:, 1:])
    u = kuramoto_exact(p)
    return (-1 - np.pi**2 + np.pi**4) * u + u * slope


def kuramoto_reference():
    p = grid((0, -1), (1, 1), 101)
    return p, {"u": kuramoto_exact(p)[:, 0]}
