"""The benchmark's problems, in plain NumPy, the same for every program.

A program reads a `Problem`, calls `data` once for its pools of points, and writes the
residual of the equation by itself, in its own framework. The loss is

    mean over the interior batch of  w * sum_i equation_weights[i] * residual_i^2
    + sum over conditions of  weight * mean over its batch of  sum_i residual_i^2

with w = 1 for `uniform` and 1/(N q) for `exact` and `pwc`. Batches are drawn from the
pools with replacement, those of conditions always uniformly.

Residuals of the equations (`source` is that of the point, from the pool):

    diffusion             u_t - u_xx - source                       (source = 3 x)
    elasticity            (l + 2m) u_xx + m u_yy + (l + m) v_xy - source_0
                          (l + 2m) v_yy + m v_xx + (l + m) u_xy - source_1
    plane_stress          sxx_x + sxy_y,  sxy_x + syy_y,
                          sxx - p (u_x + v_y) - 2 m u_x,  syy - p (u_x + v_y) - 2 m v_y,
                          sxy - m (u_y + v_x)
    burgers               u_t + u u_x - nu u_xx
    poisson3d             u_xx + u_yy + u_zz - source
    kuramoto_sivashinsky  u_t + u u_x + u_xx + u_xxxx - source

Residuals of a condition, by `kind`:

    value     output[outputs] - target
    traction  sxx nx + sxy ny,  sxy nx + syy ny
    clamped   u - target_0,  u_x - target_1        (x is the last input)
"""

from dataclasses import dataclass, field, replace

import numpy as np

import definitions as d
from sampling import cells, fill


@dataclass(frozen=True)
class Condition:
    name: str
    kind: str
    weight: float
    place: object  # (rng, count) -> points, normals or None
    target: object = None  # points -> (count, residuals), None for zero
    outputs: tuple = (0,)
    residuals: int = 1


@dataclass(frozen=True)
class Problem:
    name: str
    inputs: tuple
    outputs: tuple
    lower: tuple
    upper: tuple
    equation_weights: tuple
    conditions: tuple
    reference: object  # () -> points, {output: values}
    hidden: tuple
    activation: str  # sine, tanh or swish
    batch: int
    learning_rate: float
    points: int = 100_000
    seeds: int = 10_000
    source: object = None  # points -> (count, equations), None for zero
    inside: object = None  # points -> bool, None for the whole box
    constants: dict = field(default_factory=dict)
    voronet: str = ""  # the problem file, relative to the repository's root
    settings: tuple = ()  # what --set adds to it


@dataclass(frozen=True)
class Pool:
    """float32 arrays with a row for each point; unused ones are None."""

    points: np.ndarray
    target: np.ndarray | None = None
    normals: np.ndarray | None = None


@dataclass(frozen=True)
class Data:
    points: np.ndarray
    source: np.ndarray | None  # (points, equations)
    seeds: np.ndarray
    seed_source: np.ndarray | None
    cells: object  # of sampling.Cells, None unless asked for
    conditions: list  # a Pool for each condition


def single(array):
    return None if array is None else np.ascontiguousarray(array, np.float32)


def data(problem, sampler, seed=1):
    """Every pool of points, made from one random seed."""
    rng = np.random.default_rng(seed)
    size = len(problem.inputs)

    def interior(count):
        points = fill(count, problem.lower, problem.upper, problem.inside, rng.random(size))
        return points, single(problem.source(points)) if problem.source else None

    points, source = interior(problem.points)
    seeds, seed_source = interior(problem.seeds)
    extent = np.subtract(problem.upper, problem.lower)
    pools = []
    for condition in problem.conditions:
        at, normals = condition.place(rng, problem.points)
        target = np.zeros((len(at), condition.residuals))
        if condition.target:
            target = condition.target(at)
        pools.append(Pool(single(at), single(target), single(normals)))
    return Data(single(points), source, single(seeds), seed_source,
                cells(points, seeds, extent) if sampler == "pwc" else None, pools)


def initial_parameters(problem, seed=1):
    """Glorot's uniform weights and zero biases: a list of (weight, bias), weight of
    shape (inputs, outputs) of the layer, so that a layer is x @ weight + bias."""
    rng = np.random.default_rng(seed)
    widths = (len(problem.inputs), *problem.hidden, len(problem.outputs))
    return [(single(rng.uniform(-1, 1, (a, b)) * np.sqrt(6 / (a + b))),
             np.zeros(b, np.float32)) for a, b in zip(widths, widths[1:])]


def relative_error(problem, predict):
    """||u - reference|| / ||reference|| for each output that has a reference."""
    points, values = problem.reference()
    predicted = np.asarray(predict(single(points)), np.float64)
    return {name: float(np.linalg.norm(predicted[:, problem.outputs.index(name)] - exact)
                        / np.linalg.norm(exact)) for name, exact in values.items()}


def _problems():
    unit = dict(lower=(0, 0), upper=(1, 1))
    diffusion = Problem(
        "diffusion", ("t", "x"), ("u",), **unit,
        equation_weights=(1,), source=d.diffusion_source, reference=d.diffusion_reference,
        conditions=(
            Condition("initial", "value", 500, d.faces((0, 0), (1, 1), [(0, 0)]), d.diffusion_initial),
            Condition("ends", "value", 500, d.faces((0, 0), (1, 1), [(1, 0), (1, 1)])),
        ),
        hidden=(32,) * 4, activation="sine", batch=10_000, learning_rate=3e-3,
        voronet="problems/paper/diffusion.toml")
    small = replace(diffusion, name="diffusion_small", batch=500, seeds=500,
                    settings=("sampling.batch=500", "sampling.seeds=500"))
    elasticity = Problem(
        "elasticity", ("x", "y"), ("u", "v"), **unit,
        equation_weights=(1, 1), source=d.elasticity_source, inside=d.irregular_plate,
        reference=d.elasticity_reference,
        conditions=(Condition("edge", "value", 1, d.irregular_edge, d.elasticity_exact, (0, 1), 2),),
        hidden=(32,) * 4, activation="sine", batch=10_000, learning_rate=2e-3,
        constants=d.ELASTICITY, voronet="problems/paper/elasticity.toml")
    plane_stress = Problem(
        "plane_stress", ("x", "y"), ("u", "v", "sxx", "sxy", "syy"), d.PLATE_LOWER, d.PLATE_UPPER,
        equation_weights=(500, 500, 200, 200, 200), inside=d.bolted_plate,
        reference=d.plane_stress_reference,
        conditions=(
            Condition("fixed", "value", 1000, d.bolted_fixed, None, (0, 1), 2),
            Condition("pulled", "value", 1000, d.bolted_side(2), d.pulled, (0, 1), 2),
            Condition("free_left", "value", 75, d.bolted_side(0), None, (2, 3), 2),
            Condition("free_right", "value", 75, d.bolted_side(1), None, (2, 3), 2),
            *(Condition(f"free_{name}_hole", "traction", 75, d.bolted_free(i), None, (2, 3, 4), 2)
              for i, name in enumerate(("top", "left", "right"))),
        ),
        hidden=(32,) * 4, activation="swish", batch=5000, learning_rate=5e-4,
        points=500_000, seeds=5000, constants=d.PLANE_STRESS,
        voronet="problems/paper/plane-stress.toml")
    burgers = Problem(
        "burgers", ("t", "x"), ("u",), (0, -1), (1, 1),
        equation_weights=(1,), reference=d.burgers_reference,
        conditions=(
            Condition("initial", "value", 10, d.faces((0, -1), (1, 1), [(0, 0)]), d.burgers_initial),
            Condition("ends", "value", 10, d.faces((0, -1), (1, 1), [(1, 0), (1, 1)])),
        ),
        hidden=(20,) * 8, activation="tanh", batch=10_000, learning_rate=1e-3,
        constants={"nu": d.BURGERS_NU}, voronet="bench/peers/files/burgers.toml")
    poisson3d = Problem(
        "poisson3d", ("x", "y", "z"), ("u",), (0,) * 3, (1,) * 3,
        equation_weights=(1,), source=d.poisson_source, reference=d.poisson_reference,
        conditions=(Condition("faces", "value", 100,
                              d.faces((0,) * 3, (1,) * 3, [(a, s) for a in range(3) for s in (0, 1)])),),
        hidden=(128,) * 4, activation="tanh", batch=5000, seeds=5000, learning_rate=1e-3,
        voronet="bench/peers/files/poisson3d.toml")
    kuramoto = Problem(
        "kuramoto_sivashinsky", ("t", "x"), ("u",), (0, -1), (1, 1),
        equation_weights=(1,), source=d.kuramoto_source, reference=d.kuramoto_reference,
        conditions=(
            Condition("initial", "value", 1000, d.faces((0, -1), (1, 1), [(0, 0)]), d.kuramoto_exact),
            Condition("ends", "clamped", 1000, d.faces((0, -1), (1, 1), [(1, 0), (1, 1)]),
                      d.kuramoto_ends, residuals=2),
        ),
        hidden=(32,) * 4, activation="tanh", batch=5000, seeds=5000, learning_rate=1e-3,
        voronet="bench/peers/files/kuramoto-sivashinsky.toml")
    every = (diffusion, small, elasticity, plane_stress, burgers, poisson3d, kuramoto)
    return {problem.name: problem for problem in every}


PROBLEMS = _problems()
