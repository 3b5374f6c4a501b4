"""Voronet: physics-informed neural networks trained by importance sampling.

A problem is stated in a file or in Python, trained, and evaluated anywhere::

    import voronet

    problem = voronet.Problem.read("heat.toml")
    solution = problem.train(seed=1)
    u = solution(0.5, [0.1, 0.2, 0.3])          # t, x: an array of three numbers
    q = solution.diff("-diff(u, x)", 0.5, 0.1)  # any expression of the problem

What is imported here needs nothing but NumPy; samplers, sequences and geometries for other
programs are in ``voronet.sampling``.
"""

from __future__ import annotations

from ._voronet import VERSION as __version__
from ._voronet import Mistake, ProblemError, TrainingError

# Type checkers know this name; `typing` itself takes longer to import than all the rest.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from . import export, sampling
    from .functions import *
    from .problem import Check, Problem
    from .shapes import Shape
    from .solution import History, Network, Solution, Unknown, Verdict
    from .solution import open as open
    from .training import Record, resume

# Modules are loaded when they are first used, so that importing takes no time.
_WHERE = {
    "Check": "problem",
    "History": "solution",
    "Network": "solution",
    "Problem": "problem",
    "Record": "training",
    "Shape": "shapes",
    "Solution": "solution",
    "Unknown": "solution",
    "Verdict": "solution",
    "open": "solution",
    "resume": "training",
}
_MODULES = ("export", "sampling")

# `open` is not of them, so that `from voronet import *` leaves Python's own alone.
__all__ = [
    "Check",
    "History",
    "Mistake",
    "Network",
    "Problem",
    "ProblemError",
    "Record",
    "Shape",
    "Solution",
    "TrainingError",
    "Unknown",
    "Verdict",
    "export",
    "resume",
    "sampling",
]

if TYPE_CHECKING:
    from . import functions

    __all__ += functions.__all__


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    where = _WHERE.get(name, "functions")
    found = getattr(import_module(f".{where}", __name__), name, None)
    if found is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    from . import functions

    return sorted({*__all__, *functions.__all__, "__version__", "open"})
