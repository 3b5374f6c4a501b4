"""Problems: read from files, or stated in Python."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence

from . import _toml, _voronet

if TYPE_CHECKING:
    from .sampling import Geometry
    from .solution import Solution
    from .training import Record


class Problem:
    """A problem as it was stated: equations, conditions, domain and settings.

    ``Problem.read`` reads a problem file and ``Problem.parse`` its text; ``Problem(...)`` states
    one from Python objects that read like the file. What is wrong with it is told all at once by
    ``ProblemError``, with the text underlined. A problem never changes; ``set`` makes another.
    """

    _own: _voronet.Problem

    def __init__(
        self,
        title: str = "Untitled",
        *,
        inputs: Any,
        outputs: Any = None,
        domain: Any,
        equations: Any,
        conditions: Any = (),
        complex: Any = None,
        shapes: Mapping[str, Any] | None = None,
        constants: Mapping[str, Any] | None = None,
        definitions: Mapping[str, Any] | None = None,
        unknowns: Mapping[str, Any] | None = None,
        parameters: Mapping[str, Any] | None = None,
        scale: bool | None = None,
        scales: Mapping[str, Any] | None = None,
        exact: bool | str | None = None,
        ansatz: Mapping[str, Any] | None = None,
        reference: Mapping[str, Any] | None = None,
        network: Mapping[str, Any] | None = None,
        sampling: Mapping[str, Any] | None = None,
        training: Mapping[str, Any] | None = None,
        statistics: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> None:
        """States a problem; every argument is a section or key of the problem file.

        Names may be texts, expressions or symbols of SymPy; wherever an expression stands, a
        text, an ``Expression`` or an expression of SymPy may stand.

        :param inputs: names, ``["t", "x"]`` or ``"t x"``.
        :param outputs: the same, or dictionaries such as ``{"name": "k", "of": ["x"]}``.
        :param domain: intervals by input, ``{"t": [0, 1]}``, a shape, or both, with the shape
            as ``"shape"``.
        :param equations: laws, or dictionaries with ``law``, ``name`` and ``weight``; a list,
            or a dictionary of them by name.
        :param conditions: dictionaries with ``at``, ``on`` or ``points``, ``law``, and the other
            keys of a condition; a list, or a dictionary of them by name. ``points`` may be a
            pandas frame or a dictionary of columns.
        :param shapes: shapes or dictionaries by name; shapes that the domain is made of need
            not stand here.
        :param reference: expressions by output, or ``{"file": table}``.
        :param files: files that are named elsewhere, by name: bytes, texts or tables.
        """
        from .statement import state

        arguments = dict(locals())
        del arguments["self"], arguments["state"]
        self._own = state(arguments)

    @classmethod
    def _of(cls, own: _voronet.Problem) -> Problem:
        problem = object.__new__(cls)
        problem._own = own
        return problem

    @classmethod
    def read(
        cls, path: str | PathLike[str], changes: Mapping[str, Any] | None = None
    ) -> Problem:
        """Reads a problem file; files that it names are looked for beside it.

        ``changes`` are settings by their keys, as for ``set``.
        """
        return cls._of(_voronet.Problem.read(fspath(path), _written(changes or {})))

    @classmethod
    def parse(
        cls,
        text: str,
        *,
        changes: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> Problem:
        """Reads the text of a problem file.

        ``files`` gives files that it names by their names: bytes, texts, pandas frames or
        dictionaries of columns. Others are looked for in the working directory.
        """
        from .statement import file_bytes

        given = {name: file_bytes(of, f"files[{name!r}]") for name, of in (files or {}).items()}
        own = _voronet.Problem.parse(text, "problem", _written(changes or {}), given, [])
        return cls._of(own)

    def set(self, key: str | Mapping[str, Any], value: Any = None) -> Problem:
        """Makes a problem in which keys of the problem file have other values:
        ``problem.set("training.seed", 3)``, or several by a dictionary.
        """
        changes = key if isinstance(key, Mapping) else {key: value}
        return Problem._of(self._own.changed(_written(changes)))

    def check(self) -> Check:
        """Says how the problem was understood, how it will be trained and what looks wrong.

        The answer prints as ``voronet check`` does, and is mathematics in notebooks. Raises
        ``ProblemError`` if it cannot be trained, such as where a condition has no place.
        """
        own = self._own
        warnings = own.try_out(0)
        mathematics, training, notices = own.told(0)
        return Check(own.title, mathematics, training, [*warnings, *notices], own.latex())

    def train(
        self,
        *,
        seed: int | None = None,
        progress: bool | None = None,
        folder: str | PathLike[str] | None = None,
        threads: int | None = None,
        callback: Callable[[Record], Any] | None = None,
        start: Solution | None = None,
        on_interrupt: str = "return",
    ) -> Solution:
        """Trains the problem and returns its solution.

        :param seed: of every random stream, in place of the problem's own. The same seed gives
            the same bits, with any number of threads and on the command line.
        :param progress: whether a bar is shown; left out, it is in notebooks and on terminals.
        :param folder: keeps everything in a run folder as it goes, as ``voronet train`` does;
            it must be new or empty.
        :param threads: their number, all cores if left out. Other threads of Python run on.
        :param callback: called with each ``Record``; it stops the training by returning True.
            An exception in it stops the training too, and has ``solution`` as an attribute.
        :param start: a solution of another problem whose network the training begins with.
        :param on_interrupt: what Ctrl-C, which stops the training in good order, comes to:
            ``"return"`` returns the solution so far, ``"raise"`` raises ``KeyboardInterrupt``
            with ``solution`` as an attribute, as a second Ctrl-C always does.

        Raises ``ProblemError`` if the problem cannot be trained, and ``TrainingError`` if the
        training diverged, with the last good state as ``solution``.
        """
        from .training import train

        return train(
            self, seed, progress, folder, threads, callback, start, on_interrupt
        )

    def draw(self) -> Drawing:
        """Draws the domain with points as they are placed; notebooks show it."""
        return Drawing(self._own.drawing())

    @property
    def text(self) -> str:
        """The problem file that says the same."""
        return self._own.text

    @property
    def title(self) -> str:
        """One line for people."""
        return self._own.title

    @property
    def inputs(self) -> list[str]:
        """The names of the inputs."""
        return self._own.inputs

    @property
    def outputs(self) -> list[str]:
        """The names of the outputs; a complex one stands for two."""
        return self._own.outputs

    @property
    def terms(self) -> list[str]:
        """The names of the equations and conditions that are parts of the loss."""
        return self._own.terms

    @property
    def unknowns(self) -> list[str]:
        """The names of the numbers that are found together with the solution."""
        return self._own.unknowns

    @property
    def bounds(self) -> dict[str, tuple[float, float]]:
        """The interval of each input, or of the box around the shape."""
        return dict(zip(self._own.inputs, self._own.bounds))

    @property
    def geometry(self) -> Geometry | None:
        """The shape in which inputs lie, if some do: points inside and on its boundary."""
        from .sampling import Geometry

        return Geometry._of(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the problem file, and beside it the files that it names from memory; nothing
        that is there is replaced."""
        from pathlib import Path

        target = Path(path)
        files = {target.parent / name: data for name, data in self._own.files().items()}
        files[target] = self.text.encode()
        there = [str(file) for file, data in files.items() if _differs(file, data)]
        if there:
            raise FileExistsError(f"{', '.join(there)}: nothing is replaced")
        for file, data in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def __repr__(self) -> str:
        own = self._own
        return f"<Problem {own.title!r}: {', '.join(own.outputs)} of {', '.join(own.inputs)}>"

    def _repr_latex_(self) -> str:
        return f"$${self._own.latex()}$$"

    def __reduce__(self) -> Any:
        return _parsed, (self.text, self._own.origin, self._own.files())


def _parsed(text: str, origin: str, files: dict[str, bytes]) -> Problem:
    return Problem._of(_voronet.Problem.parse(text, origin, [], files, []))


def _differs(file: Any, data: bytes) -> bool:
    return bool(file.exists() and file.read_bytes() != data)


def _written(changes: Mapping[str, Any]) -> list[str]:
    return [f"{key}={_toml.value(value, key)}" for key, value in changes.items()]


@dataclass(frozen=True)
class Check:
    """How a problem was understood."""

    #: Its title.
    title: str
    #: Domain, laws and places, as text.
    mathematics: str
    #: Scales, network, points and phases, as text.
    training: str
    #: What is worth knowing before it is trained.
    notices: list[str]
    #: The mathematics as an array of LaTeX.
    latex: str

    def __str__(self) -> str:
        notices = "".join(f"\nNotice: {notice}\n" for notice in self.notices)
        return f"{self.title}\n\n{self.mathematics}{self.training}{notices}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_latex_(self) -> str:
        return f"$${self.latex}$$"


class Drawing(str):
    """A picture as SVG, which notebooks show."""

    def _repr_svg_(self) -> str:
        return str(self)
