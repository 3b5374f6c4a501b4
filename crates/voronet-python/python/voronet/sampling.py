"""Importance sampling for trainings that are not Voronet's own: samplers, sequences of points and
geometries, on NumPy arrays.

A sampler is made over N points. It asks for losses at some of them, or at seeds, and draws m
points with weights by which the mean over the batch is that over all points::

    sampler = Pwc(points, seeds, seed=1)
    losses = residual(seeds) ** 2                 # by JAX, PyTorch, anything
    indices, weights = sampler.draw(losses, 500)
    loss = (weights * residual(points[indices]) ** 2).mean()

Where a number of draws goes by between two looks at the losses, ``draw(None, m)`` draws by those
that were given last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _voronet
from ._arrays import numbers, whole
from .shapes import DIMENSIONS, Shape, Shapes

if TYPE_CHECKING:
    from .problem import Problem

__all__ = [
    "SEQUENCES",
    "Exact",
    "Geometry",
    "Linear",
    "Pwc",
    "R3",
    "Rad",
    "RarD",
    "Sampler",
    "Uniform",
    "box",
    "sequence",
]

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]


class Sampler:
    """A distribution over N points that is made of losses, and draws numbers of points from it.

    Losses are squared residuals: they are finite and 0 or more. Before any are given all points
    are alike. The same seed and the same losses give the same draws.
    """

    _own: _voronet.Sampler
    #: What the compiled one is called and was made of, so that it can be made again.
    _made_of: tuple[Any, ...]

    def _make(self, kind: str, *arguments: Any) -> None:
        self._own = getattr(_voronet.Sampler, kind)(*arguments)
        self._made_of = (kind, *arguments)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_own": self._own.state()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._make(*self._made_of)
        self._own.restore(state["_own"])

    def refresh(self, losses: ArrayLike) -> None:
        """Takes new losses: one for each point, each seed, or each of ``candidates``."""
        self._own.refresh(_column(losses))

    def draw(self, losses: ArrayLike | None, m: int) -> tuple[Indices, Floats]:
        """Draws ``m`` points with replacement, by new losses or, with None, by those given last.

        Returns the points' numbers, from 0, and their weights, both of shape ``(m,)``. Of the
        importance samplers a weight is 1/(N q_j) (to the power ``exponent``), of others 1.
        """
        if losses is not None:
            self.refresh(losses)
        return self._own.draw(whole(m, "m"))

    @property
    def probabilities(self) -> Floats:
        """The probability q_j of each of the N points, which the next draws follow."""
        return self._own.probabilities()

    @property
    def candidates(self) -> Indices | None:
        """The numbers of the points whose losses are asked for, where these are some of the N
        points that change with each refresh (``R3``)."""
        return self._own.candidates()

    def __len__(self) -> int:
        return self._own.points

    def __repr__(self) -> str:
        own = self._own
        return f"<{type(self).__name__} over {own.points} points, of {own.losses} losses>"


class Uniform(Sampler):
    """Draws all of ``points`` (an array, or their number) alike; it asks for no losses."""

    def __init__(self, points: ArrayLike | int, *, seed: int = 1) -> None:
        self._make("uniform", _number(points), whole(seed, "seed"))


class Exact(Sampler):
    """Draws by the loss of every point, ``q_j ∝ loss_j^(power/2)``: Eq. 17 of Nabian et al. 2021
    with ``power=2``."""

    def __init__(
        self,
        points: ArrayLike | int,
        *,
        seed: int = 1,
        power: float = 2.0,
        mixture: float = 0.0,
        exponent: float = 1.0,
    ) -> None:
        weighting = (float(power), float(mixture), float(exponent))
        self._make("exact", _number(points), weighting, whole(seed, "seed"))


class _BySeeds(Sampler):
    """Draws by the losses at seeds, as the compiled sampler ``_kind``."""

    _kind: str

    def __init__(
        self,
        points: ArrayLike,
        seeds: ArrayLike,
        *,
        seed: int = 1,
        power: float = 2.0,
        mixture: float = 0.0,
        exponent: float = 1.0,
    ) -> None:
        weighting = (float(power), float(mixture), float(exponent))
        # Copies, since it may be made of them again when the caller has changed them.
        both = _rows(points).copy(), _rows(seeds).copy()
        self._make(self._kind, *both, weighting, whole(seed, "seed"))


class Pwc(_BySeeds):
    """Draws by the loss at the seed that is nearest to a point: Algorithm 2 of Nabian et al. 2021.

    :param points: the N points, of shape ``(N, d)``, or ``(N,)`` in one dimension. The sampler keeps a
        copy of them and of the seeds, by which it is made again when it is unpickled.
    :param seeds: the S seeds, likewise; losses are asked for there, S of them. Distances are
        measured in parts of the box around all points.
    :param power: ``q_j ∝ loss^(power/2)``. The paper has 2, draws in proportion to the loss;
        Voronet itself trains with 1.
    :param mixture: a of q' = (1 − a) q + a/N, which bounds the weights.
    :param exponent: k of the weights (1/(N q_j))^k; with 1 the mean over the batch is unbiased.
    """

    _kind = "pwc"


class Linear(_BySeeds):
    """Draws by the loss interpolated linearly between seeds, in the plane: after Yang et al. 2023.
    The arguments are those of ``Pwc``."""

    _kind = "linear"


class Rad(Sampler):
    """Residual points, drawn anew at each refresh by ``p_j ∝ ε_j^power/mean + shift`` from the
    losses of all points, ε² the loss: Wu et al. 2023. Draws are among them, and weigh 1."""

    def __init__(
        self,
        points: ArrayLike | int,
        residual_points: int,
        *,
        seed: int = 1,
        power: float = 1.0,
        shift: float = 1.0,
    ) -> None:
        count = whole(residual_points, "residual_points")
        density = (float(power), float(shift))
        self._make("rad", _number(points), count, density, whole(seed, "seed"))


class RarD(Sampler):
    """Residual points to which each refresh adds ``added``, drawn as by ``Rad``: Wu et al. 2023."""

    def __init__(
        self,
        points: ArrayLike | int,
        residual_points: int,
        added: int = 10,
        *,
        seed: int = 1,
        power: float = 2.0,
        shift: float = 0.0,
    ) -> None:
        count, added = whole(residual_points, "residual_points"), whole(added, "added")
        density = (float(power), float(shift))
        self._make("rar_d", _number(points), count, added, density, whole(seed, "seed"))


class R3(Sampler):
    """A population of points: each refresh takes the losses of ``candidates``, keeps those above
    the mean size of the residual and draws the others anew: Daw et al. 2023."""

    def __init__(self, points: ArrayLike | int, population: int, *, seed: int = 1) -> None:
        count = whole(population, "population")
        self._make("r3", _number(points), count, whole(seed, "seed"))


#: The names of the sequences by which points can be placed.
SEQUENCES: tuple[str, ...] = tuple(_voronet.sequences())


def sequence(name: str, n: int, dimensions: int, *, seed: int = 1) -> Floats:
    """Places ``n`` points of a sequence in the unit cube: an array of shape ``(n, dimensions)``.

    ``name`` is one of ``SEQUENCES``; ``seed`` chooses the shift or permutation.
    """
    return _voronet.sequence(name, whole(n, "n"), whole(dimensions, "dimensions"), whole(seed, "seed"))


def box(
    name: str, n: int, lower: ArrayLike, upper: ArrayLike, *, seed: int = 1
) -> Floats:
    """Places ``n`` points of a sequence in a box between two corners."""
    low, high = np.atleast_1d(np.asarray(lower, float)), np.atleast_1d(np.asarray(upper, float))
    if low.shape != high.shape or low.ndim != 1 or not (low < high).all():
        raise ValueError("lower and upper have a number for each coordinate, the lower below")
    points: Floats = low + (high - low) * sequence(name, n, low.size, seed=seed)
    return points


class Geometry:
    """A shape or a combination of shapes in one to three dimensions: points inside and on its
    boundary.

    ``Geometry(Shape.rectangle([-1, -1], [1, 1]) - Shape.disk([0, 0], 0.3))``, or in the language
    of problem files ``Geometry("plate - hole", {"plate": ..., "hole": ...})``.
    """

    _own: _voronet.Geometry
    #: In which it is stated.
    _problem: Problem

    def __init__(
        self,
        shape: Shape | str,
        shapes: Mapping[str, Any] | None = None,
        *,
        constants: Mapping[str, float] | None = None,
    ) -> None:
        from .problem import Problem

        named = Shapes(shapes or {})
        text = named.text(shape)
        kinds = [table.get("kind") for table in named.tables.values() if "kind" in table]
        dimensions = DIMENSIONS.get(kinds[0], 2) if kinds else 2
        problem = Problem(
            inputs=["x", "y", "z"][:dimensions],
            outputs=["u"],
            domain={"shape": text},
            shapes=named.tables,
            constants=constants,
            equations=["u = 0"],
        )
        self._take(problem)

    def _take(self, problem: Problem) -> bool:
        """Takes a problem's shape, and tells whether it has one."""
        own = problem._own.geometry()
        if own is None:
            return False
        self._own, self._problem = own, problem
        return True

    @classmethod
    def _of(cls, problem: Problem) -> Geometry | None:
        geometry = object.__new__(cls)
        return geometry if geometry._take(problem) else None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_own": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._take(self._problem)

    @property
    def dimensions(self) -> int:
        """The number of coordinates of a point."""
        return self._own.dimensions

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """A box around it: an interval for each coordinate."""
        return self._own.bounds

    @property
    def parts(self) -> list[str]:
        """The names of the parts of its boundary; ``boundary`` is all of it."""
        return self._own.parts

    @property
    def measure(self) -> float:
        """Its length, area or volume, within about a thousandth."""
        return self._own.measure()

    def boundary_measure(self, part: str = "boundary") -> float:
        """The length or area of a part of its boundary, within about a thousandth."""
        return self._own.boundary_measure(part)

    def sample_interior(self, n: int, sequence: str = "halton", *, seed: int = 1) -> Floats:
        """Places ``n`` points uniformly inside: an array of shape ``(n, dimensions)``."""
        return self._own.interior(whole(n, "n"), sequence, whole(seed, "seed"))

    def sample_boundary(
        self, n: int, part: str = "boundary", *, seed: int = 1
    ) -> tuple[Floats, Floats]:
        """Places ``n`` points uniformly by length or area on a part of the boundary.

        Returns the points and their outward unit normals, both of shape ``(n, dimensions)``.
        """
        return self._own.boundary(whole(n, "n"), part, whole(seed, "seed"))

    def contains(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Tells whether points, an array whose last axis has the coordinates, lie inside."""
        array = numbers(points)
        if self.dimensions == 1 and (array.ndim == 0 or array.shape[-1] != 1):
            array = array[..., None]
        rows = np.ascontiguousarray(array.reshape(-1, array.shape[-1]))
        return self._own.contains(rows).reshape(array.shape[:-1])


def _rows(points: ArrayLike) -> Floats:
    """Points as rows; numbers alone are points of a line."""
    array = numbers(points)
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2:
        raise ValueError(f"points are rows of an array of two axes, not of shape {array.shape}")
    return np.ascontiguousarray(array)


def _column(losses: ArrayLike) -> Floats:
    array = numbers(losses)
    return np.ascontiguousarray(array.reshape(-1))


def _number(points: ArrayLike | int) -> int:
    """How many points there are."""
    if isinstance(points, (int, np.integer)):
        return whole(points, "points")
    return len(_rows(points))
