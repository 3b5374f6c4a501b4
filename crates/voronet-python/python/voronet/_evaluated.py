"""What can be evaluated at points: a solution, or a network of a training that goes on."""

from __future__ import annotations

import os
from collections import namedtuple
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Iterable, Sequence

from ._arrays import numbers

if TYPE_CHECKING:
    import numpy as np


class _Threads:
    """The threads that evaluate. They begin when they are first needed, and a process that is
    forked later has none of them, but waits for them."""

    have_begun = False
    are_lost = False

    @classmethod
    def are_needed(cls) -> None:
        if cls.are_lost:
            raise RuntimeError(
                "this process was forked from one that had evaluated already, and has none of its "
                "threads: start processes by the method \"spawn\" or \"forkserver\""
            )
        cls.have_begun = True

    @classmethod
    def forked(cls) -> None:
        cls.are_lost = cls.have_begun


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Threads.forked)


@lru_cache(maxsize=None)
def _outputs(names: tuple[str, ...]) -> Any:
    """The class of named tuples with these names, which pickles find by them."""
    outputs: Any = namedtuple("Outputs", names, rename=True)  # type: ignore[misc]
    setattr(outputs, "__reduce__", lambda values: (_named, (names, tuple(values))))
    return outputs


def _named(names: tuple[str, ...], values: Iterable[Any]) -> Any:
    return _outputs(names)(*values)


class Evaluated:
    """Outputs and expressions of them at points."""

    @property
    def inputs(self) -> list[str]:
        """The names of the inputs, in the order in which they are given."""
        raise NotImplementedError

    @property
    def outputs(self) -> list[str]:
        """The names of the outputs."""
        raise NotImplementedError

    def _evaluate(self, expressions: list[str] | None, points: np.ndarray) -> list[np.ndarray]:
        raise NotImplementedError

    def __call__(self, *coordinates: Any, **named: Any) -> Any:
        """Evaluates the outputs.

        ``solution(t, x)`` takes an array or a number for each input, in the order of the inputs
        or by their names, and broadcasts them as NumPy does. ``solution(points)`` takes one
        array whose last axis has an entry for each input, or a pandas frame with a column for
        each; of one input it is the array of its values.

        Returns an array of the broadcast shape, in double precision; where there are several
        outputs, a named tuple of such arrays.
        """
        points, shape = self._points(coordinates, named)
        values = [column.reshape(shape)[()] for column in self._evaluate(None, points)]
        if len(values) == 1:
            return values[0]
        return _named(tuple(self.outputs), values)

    def diff(self, expression: Any, *coordinates: Any, **named: Any) -> Any:
        """Evaluates an expression of the language of problem files at points: derivatives of
        outputs (``"diff(u, x)"``, ``"u_xx"``), inputs, constants and definitions of the problem
        in any combination. Points are given as to a call.

        A list of expressions gives a list of arrays. Raises ``ProblemError`` with the mistakes
        underlined.
        """
        points, shape = self._points(coordinates, named)
        is_one = not isinstance(expression, (list, tuple))
        texts = [str(one) for one in ([expression] if is_one else expression)]
        values = [column.reshape(shape)[()] for column in self._evaluate(texts, points)]
        return values[0] if is_one else values

    def _points(
        self, coordinates: Sequence[Any], named: dict[str, Any]
    ) -> tuple[np.ndarray, tuple[int, ...]]:
        """Points as rows, and the shape of what comes of them."""
        import numpy as np

        _Threads.are_needed()
        inputs = self.inputs
        columns: list[Any] = list(coordinates)
        if len(columns) == 1 and not named and hasattr(columns[0], "columns"):
            frame = columns[0]
            missing = [name for name in inputs if name not in frame.columns]
            if missing:
                raise ValueError(f"the frame has no column for {', '.join(missing)}")
            columns = [numbers(frame[name]) for name in inputs]
        if len(columns) == 1 and len(inputs) > 1 and not named:
            points = numbers(columns[0])
            if points.ndim == 0 or points.shape[-1] != len(inputs):
                raise ValueError(
                    f"points of shape {points.shape}: the last axis must have an entry for each "
                    f"of the inputs {', '.join(inputs)}"
                )
            shape = points.shape[:-1]
            return np.ascontiguousarray(points.reshape(-1, len(inputs))), shape
        unknown = [name for name in named if name not in inputs[len(columns) :]]
        if len(columns) > len(inputs) or unknown:
            what = f"`{unknown[0]}`" if unknown else f"{len(columns)} arguments"
            raise TypeError(f"{what}: the inputs are {', '.join(inputs)}, each once")
        missing = [name for name in inputs[len(columns) :] if name not in named]
        if missing:
            raise TypeError(f"nothing is given for {', '.join(missing)}")
        columns += [named[name] for name in inputs[len(columns) :]]
        arrays = [numbers(column) for column in columns]
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        points = np.empty((*shape, len(arrays)))
        for i, array in enumerate(arrays):
            points[..., i] = array
        return points.reshape(-1, len(arrays)), shape
