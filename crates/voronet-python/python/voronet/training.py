"""Trainings as they are seen from Python: records, the progress bar, interrupts."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Callable

from . import _voronet
from ._arrays import whole
from ._voronet import Watch

if TYPE_CHECKING:
    from .problem import Problem
    from .solution import Network, Solution


@dataclass(frozen=True)
class Record:
    """The state of a training after some iteration: a row of its history."""

    #: Updates made so far.
    iteration: int
    #: Seconds of training so far.
    seconds: float
    #: The loss on fixed uniform points.
    loss: float
    #: Each term's part of it, by name.
    terms: dict[str, float]
    #: The learning rate of the next update.
    learning_rate: float
    #: (Σw)²/Σw² of the last interior batch, where it was drawn by importance.
    effective_sample_size: float | None
    #: The relative L² error of each output with a reference, as far as it is known.
    errors: dict[str, float]
    #: The unknowns, by name.
    unknowns: dict[str, float]
    _own: Any = field(repr=False, compare=False)
    _problem: Any = field(repr=False, compare=False)

    def network(self) -> Network:
        """Takes the network as it is now, which can be called like a solution.

        That is possible while the callback is at work, for the training waits so long; what is
        taken stays as it is.
        """
        from .solution import Network

        if self._own is None:
            raise ValueError("a record that was pickled or copied has no network: take it before")
        return Network(self._own.network(), self._problem)

    def __getstate__(self) -> dict[str, Any]:
        # The network is there while the training waits, and in this process.
        return {**self.__dict__, "_own": None, "_problem": None}


def _record(own: Any, problem: Any) -> Record:
    return Record(
        own.iteration,
        own.seconds,
        own.loss,
        dict(own.terms),
        own.learning_rate,
        own.effective_sample_size,
        dict(own.errors),
        dict(own.unknowns),
        own,
        problem,
    )


def train(
    problem: Problem,
    seed: int | None,
    progress: bool | None,
    folder: str | PathLike[str] | None,
    threads: int | None,
    callback: Callable[[Record], Any] | None,
    start: Solution | None,
    on_interrupt: str,
) -> Solution:
    """Trains a problem; see ``Problem.train``."""
    if seed is not None:
        problem = problem.set("training.seed", whole(seed, "seed"))
    own = problem._own
    count = _threads(threads)
    _warn(own.try_out(count))

    def run(watch: Watch) -> tuple[_voronet.Solution, bool]:
        path = None if folder is None else fspath(folder)
        return _voronet.train(own, count, path, None if start is None else start._own, watch)

    return _watched(own, progress, callback, on_interrupt, run)


def resume(
    folder: str | PathLike[str],
    *,
    more: int | None = None,
    until: float | None = None,
    progress: bool | None = None,
    threads: int | None = None,
    callback: Callable[[Record], Any] | None = None,
    on_interrupt: str = "return",
) -> Solution:
    """Goes on with the run in a folder from its last checkpoint.

    A run that was cut becomes the one that it would have been. One that is at its end goes on
    for ``more`` iterations, or ``until`` its loss is below that. All else is as in
    ``Problem.train``.
    """
    from .problem import Problem

    path, count = fspath(folder), _threads(threads)
    iterations = None if more is None else whole(more, "more")
    own = Problem.read(f"{path}/problem.toml")._own

    def run(watch: Watch) -> tuple[_voronet.Solution, bool]:
        return _voronet.resume(own, path, iterations, until, count, watch)

    return _watched(own, progress, callback, on_interrupt, run)


def _threads(of: int | None) -> int:
    """Their number, of which 0 is as many as there are cores."""
    return 0 if of is None else whole(of, "threads", least=1)


def _warn(notes: list[str]) -> None:
    import warnings

    for note in notes:
        warnings.warn(note, stacklevel=4)


def _watched(
    own: _voronet.Problem,
    progress: bool | None,
    callback: Callable[[Record], Any] | None,
    on_interrupt: str,
    run: Callable[[Watch], tuple[_voronet.Solution, bool]],
) -> Solution:
    from .solution import Solution

    if on_interrupt not in ("return", "raise"):
        raise ValueError(f"on_interrupt is 'return' or 'raise', not {on_interrupt!r}")
    bar = _bar(own, progress)

    def on_record(record: Any) -> bool:
        answer = callback(_record(record, own)) if callback else None
        if answer is None or answer is True or answer is False:
            return bool(answer)
        if type(answer).__name__ in ("bool", "bool_"):
            return bool(answer)
        raise TypeError(
            f"the callback returned {type(answer).__name__}: True stops the training, False or "
            "nothing lets it go on"
        )

    def on_word(kind: str, text: str) -> None:
        if bar is not None:
            bar.word(kind, text)
        if kind == "warning":
            _warn([text])

    watch = Watch(on_record if callback else None, bar and bar.tick, on_word)
    try:
        trained, interrupted = run(watch)
    except BaseException as error:
        if isinstance(getattr(error, "solution", None), _voronet.Solution):
            setattr(error, "solution", Solution(getattr(error, "solution")))
        raise
    finally:
        if bar is not None:
            bar.close()
    solution = Solution(trained)
    if interrupted:
        if on_interrupt == "raise":
            stopped = KeyboardInterrupt("interrupted; `solution` is what there was")
            setattr(stopped, "solution", solution)
            raise stopped
        print(
            "Interrupted: this is the solution so far (on_interrupt='raise' raises instead).",
            file=sys.stderr,
        )
    return solution


def _bar(own: _voronet.Problem, progress: bool | None) -> Any:
    """The progress bar, if there is to be one: where somebody looks, unless told otherwise."""
    from . import progress as bars

    is_notebook = bars.in_notebook()
    if progress is None:
        progress = is_notebook or (sys.stderr is not None and sys.stderr.isatty())
    if not progress:
        return None
    return bars.Notebook(own.extent) if is_notebook else bars.Terminal(own.extent)
