"""Trained solutions."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from . import _voronet
from ._evaluated import Evaluated

if TYPE_CHECKING:
    import numpy as np

    from .problem import Problem


class Network(Evaluated):
    """A network as it was at some moment of a training; it can be called like a solution."""

    def __init__(self, own: _voronet.Network, problem: _voronet.Problem) -> None:
        self._own, self._problem = own, problem

    @property
    def inputs(self) -> list[str]:
        return self._problem.inputs

    @property
    def outputs(self) -> list[str]:
        return self._problem.outputs

    def _evaluate(self, expressions: list[str] | None, points: np.ndarray) -> list[np.ndarray]:
        return self._own.evaluate(expressions, points)


class Solution(Evaluated):
    """A trained solution of a problem, which is called to be evaluated.

    ``solution(t, x)`` gives the outputs, ``solution.diff("diff(u, x)", t, x)`` any expression.
    """

    def __init__(self, own: _voronet.Solution) -> None:
        self._own = own
        self._of = own.problem()
        self._summary: dict[str, Any] = {}

    @classmethod
    def open(cls, folder: str | PathLike[str]) -> Solution:
        """Opens the folder of a run, made by ``save``, ``train`` or the command line. Of a run
        that did not come to its end it takes the last network saved."""
        return cls(_voronet.Solution.open(fspath(folder)))

    def save(self, folder: str | PathLike[str]) -> None:
        """Writes everything that ``voronet train`` writes into a new or empty folder: fields,
        pictures, the report, and what ``open`` and the command line read."""
        self._own.save(fspath(folder), False)

    @property
    def inputs(self) -> list[str]:
        """The names of the inputs, in the order in which they are given."""
        return self._of.inputs

    @property
    def outputs(self) -> list[str]:
        """The names of the outputs."""
        return self._of.outputs

    @property
    def problem(self) -> Problem:
        """The problem that was solved."""
        from .problem import Problem

        return Problem._of(self._of)

    def _evaluate(self, expressions: list[str] | None, points: np.ndarray) -> list[np.ndarray]:
        return self._own.evaluate(expressions, points)

    def contains(self, *coordinates: Any, **named: Any) -> Any:
        """Tells whether points, given as to a call, lie in the domain: an array of truths."""
        points, shape = self._points(coordinates, named)
        return self._own.contains(points).reshape(shape)[()]

    @property
    def history(self) -> History:
        """Loss, terms, errors and unknowns as training went on: a dictionary of arrays with an
        entry for each record."""
        return History(self._own.history())

    @property
    def summary(self) -> dict[str, Any]:
        """The numbers of the run: what ``summary.json`` holds."""
        if not self._summary:
            import json

            self._summary = _numbers(json.loads(self._own.summary()))
        return self._summary

    @property
    def errors(self) -> dict[str, float]:
        """The relative L² error of each output with a reference, at the end."""
        return dict(self.summary.get("relative_l2_error", {}))

    @property
    def loss(self) -> float:
        """The last loss on the fixed points."""
        return float(self.summary["loss"])

    @property
    def unknowns(self) -> dict[str, Unknown]:
        """What came out for each unknown of the problem, with its standard error."""
        each = self.summary.get("unknowns", {}).get("each", {})
        return {
            name: Unknown(
                name,
                of["value"],
                of.get("standard_error"),
                tuple(of["interval"]) if "interval" in of else None,
                self._own.unknown_in_short(name) or "",
            )
            for name, of in each.items()
        }

    @property
    def verdict(self) -> Verdict | None:
        """How far the solution can be trusted, from points on which nothing was trained; None of
        a run that did not come to its end."""
        of = self.summary.get("verdict")
        if of is None:
            return None
        return Verdict(
            of["judgement"],
            of["reasons"],
            of["try"],
            {name: law["relative_residual"] for name, law in of["laws"].items()},
            of.get("estimated_error", {}),
            of.get("worst"),
            self._own.verdict() or "",
        )

    @property
    def parameters(self) -> np.ndarray:
        """The network's parameters, layer by layer: weights, a row for each neuron, then biases.
        A copy."""
        return self._own.parameters()

    def is_whole(self) -> bool:
        """Tells whether all of the time was trained, where it was cut in windows."""
        return self._own.is_whole()

    def grid(self, nodes: int | Mapping[str, int] = 101, **held: float) -> dict[str, np.ndarray]:
        """Returns the axes of a grid over the box around the domain: an array for each input.

        ``nodes`` is the number along each input, or along some by name; inputs that are ``held``
        have that one value.
        """
        import numpy as np

        axes = {}
        for name, (lower, upper) in zip(self._of.inputs, self._of.bounds):
            if name in held:
                axes[name] = np.array([float(held[name])])
                continue
            count = nodes if isinstance(nodes, int) else nodes.get(name, 101)
            axes[name] = np.linspace(lower, upper, count)
        unknown = [name for name in held if name not in axes]
        if unknown:
            raise TypeError(f"{unknown[0]} is no input; they are {', '.join(axes)}")
        return axes

    def _fields(
        self, nodes: int | Mapping[str, int], held: Mapping[str, float]
    ) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Axes, and the outputs on the grid that they span, NaN outside of the domain."""
        import numpy as np

        axes = self.grid(nodes, **held)
        at = np.meshgrid(*axes.values(), indexing="ij", sparse=True)
        points, shape = self._points(at, {})
        inside = self._own.contains(points)
        fields = {}
        for name, values in zip(self.outputs, self._evaluate(None, points)):
            fields[name] = np.where(inside, values, np.nan).reshape(shape)
        return axes, fields

    def plot(self, nodes: int | Mapping[str, int] = 201, **held: float) -> Any:
        """Draws the outputs by matplotlib along the one or two inputs that are not ``held``:
        ``solution.plot(t=0.5)``. Returns the figure."""
        from .plotting import plot

        return plot(self, nodes, held)

    def to_xarray(self, nodes: int | Mapping[str, int] = 101, **held: float) -> Any:
        """Returns the outputs on a grid as an ``xarray.Dataset`` whose coordinates are the
        inputs; they are NaN outside of the domain."""
        import xarray

        axes, fields = self._fields(nodes, held)
        data = {name: (tuple(axes), values) for name, values in fields.items()}
        attributes = {"title": self._of.title}
        return xarray.Dataset(data, coords=axes, attrs=attributes)

    def to_pyvista(self, nodes: int | Mapping[str, int] = 51, **held: float) -> Any:
        """Returns the outputs on a grid as a ``pyvista.RectilinearGrid`` of the one to three
        inputs that are not ``held``; they are NaN outside of the domain."""
        import numpy as np
        import pyvista

        axes, fields = self._fields(nodes, held)
        shown = [axis for axis in axes.values() if axis.size > 1]
        if not 1 <= len(shown) <= 3:
            raise ValueError("hold inputs until one to three are left: `to_pyvista(t=0.5)`")
        shown += [np.zeros(1)] * (3 - len(shown))
        grid = pyvista.RectilinearGrid(*shown)
        for name, values in fields.items():
            # VTK's first axis varies fastest.
            grid.point_data[name] = values.ravel(order="F")
        return grid

    def report(self) -> str:
        """Returns the report of the run, a page of HTML with its pictures in it."""
        return self._own.report()

    def __repr__(self) -> str:
        errors = "".join(f", error of {name} {x:.2e}" for name, x in self.errors.items())
        iterations = self.summary["iterations"]
        return f"<Solution of {self._of.title!r}: loss {self.loss:.3e}{errors}, {iterations} iterations>"

    def _repr_html_(self) -> str:
        from html import escape

        return (
            '<iframe style="width: 100%; height: 40em; border: 1px solid #ccc" '
            f'srcdoc="{escape(self.report(), quote=True)}"></iframe>'
        )

    def __reduce__(self) -> Any:
        from pathlib import Path
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as parent:
            folder = Path(parent) / "solution"
            self._own.save(str(folder), True)
            files = [file for file in folder.rglob("*") if file.is_file()]
            data = {str(file.relative_to(folder)): file.read_bytes() for file in files}
        return _restored, (data,)


def _restored(data: dict[str, bytes]) -> Solution:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as parent:
        for name, bytes_ in data.items():
            file = Path(parent) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(bytes_)
        return Solution.open(parent)


def open(folder: str | PathLike[str]) -> Solution:
    """Opens the folder of a run, made by ``save``, ``train`` or the command line."""
    return Solution.open(folder)


class History(dict[str, Any]):
    """The history of a training: arrays by name, with an entry for each record.

    ``iteration``, ``seconds``, ``loss``, ``loss_<term>`` of each term, ``learning_rate``,
    ``effective_sample_size``, ``relative_l2_error_<output>`` and ``unknown_<name>``. What is not
    known is NaN.
    """

    def to_pandas(self) -> Any:
        """Returns it as a pandas frame with a row for each record."""
        import pandas

        return pandas.DataFrame(self)


@dataclass(frozen=True)
class Unknown:
    """What came out for an unknown."""

    #: Its name.
    name: str
    #: Its value.
    value: float
    #: The standard deviation of the value from the noise of the data, if they determine it.
    standard_error: float | None
    #: Such an interval holds the true value in 95 of 100 repetitions with other noise.
    interval: tuple[float, float] | None
    _short: str = field(repr=False, compare=False)

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        return f"{self.name} = {self._short}"


@dataclass(frozen=True)
class Verdict:
    """How far a solution can be trusted."""

    #: ``solved``, ``doubtful`` or ``not solved``.
    judgement: str
    #: Sentences that say why.
    reasons: list[str]
    #: What to try, if it is not solved.
    advice: list[str]
    #: The size of each law's residual over that of its own terms.
    laws: dict[str, float]
    #: The estimated relative L² error of each output, if it was estimated.
    estimated_errors: dict[str, float]
    #: Where the law that holds worst has its largest residual.
    worst: dict[str, Any] | None
    _short: str = field(repr=False, compare=False)

    def __str__(self) -> str:
        return self._short

    def __bool__(self) -> bool:
        return self.judgement == "solved"


def _numbers(value: Any) -> Any:
    """JSON has no NaN: null stands for it."""
    if value is None:
        return math.nan
    if isinstance(value, dict):
        return {key: _numbers(of) for key, of in value.items()}
    if isinstance(value, list):
        return [_numbers(of) for of in value]
    return value
