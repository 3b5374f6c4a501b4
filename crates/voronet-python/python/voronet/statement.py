"""A problem stated by Python objects, as the text of a problem file."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import Any, Iterable, Iterator, Mapping

from . import _toml, _voronet, from_sympy
from ._arrays import numbers
from .expressions import Expression, Relation
from .shapes import Shape, Shapes

#: Sections whose keys are names that the user gives, or settings.
_SECTIONS = (
    "constants",
    "unknowns",
    "parameters",
    "scales",
    "definitions",
    "ansatz",
    "network",
    "sampling",
    "training",
    "statistics",
)


@dataclass
class _Writer:
    """A text, and which argument each part of it was written for."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    arguments: list[tuple[int, str]] = field(default_factory=list)
    #: Files by name, from memory.
    files: dict[str, bytes] = field(default_factory=dict)
    #: Texts that may name files on disk, which those from memory must not be taken for.
    texts: set[str] = field(default_factory=set)

    def line(self, text: str, argument: str | None = None) -> None:
        if argument is not None:
            self.arguments.append((self.size, argument))
        self.parts.append(text + "\n")
        self.size += len(self.parts[-1].encode())

    def entry(self, key: str, value: Any, argument: str) -> None:
        self.line(f"{_toml.key(key)} = {_toml.value(value, argument)}", argument)

    def file(self, of: Any, stem: str, argument: str) -> Any:
        """The name of a file, which may be given by its contents."""
        if isinstance(of, (str, PathLike)):
            return fspath(of)
        name = f"{stem}.csv"
        number = 1
        while name in self.files or name in self.texts:
            number += 1
            name = f"{stem}-{number}.csv"
        self.files[name] = file_bytes(of, argument)
        return name


def state(arguments: dict[str, Any]) -> _voronet.Problem:
    """Makes a problem of the arguments of ``Problem``."""
    given = {name: value for name, value in arguments.items() if value is not None}
    writer = _Writer(texts=set(_texts(given)))
    for name, of in given.pop("files", {}).items():
        writer.files[name] = file_bytes(of, f"files[{name!r}]")
    shapes = Shapes(given.pop("shapes", {}))
    domain = _domain(given.pop("domain", {}), shapes)
    writer.entry("title", given.pop("title"), "title")
    inputs = _names(given.pop("inputs")) if "inputs" in given else []
    if inputs:
        writer.entry("inputs", inputs, "inputs")
    inputs = [*inputs, *(_symbol(name) for name in given.get("parameters", {}))]
    from_sympy.INPUTS.set(frozenset(map(str, inputs)))
    for name in ("outputs", "complex"):
        if name in given:
            writer.entry(name, _names(_outputs(given.pop(name), inputs)), name)
    for name in ("scale", "exact"):
        if name in given:
            writer.entry(name, given.pop(name), name)
    writer.line("\n[domain]", "domain")
    for name, interval in domain.items():
        writer.entry(name, interval, f"domain[{name!r}]")
    for section in _SECTIONS:
        if section in given:
            _section(writer, section, given.pop(section))
    if "reference" in given:
        reference = dict(given.pop("reference"))
        if "file" in reference:
            reference["file"] = writer.file(reference["file"], "reference", "reference['file']")
        _section(writer, "reference", reference)
    for plural, one in (("equations", "equation"), ("conditions", "condition")):
        for argument, term in _terms(given.pop(plural, ()), plural):
            _term(writer, one, argument, term, shapes)
    # Conditions may have named shapes, so these come last.
    if shapes.tables:
        writer.line("\n[shapes]", "shapes")
        for name, table in shapes.tables.items():
            writer.entry(name, table, f"shapes[{name!r}]")
    text = "".join(writer.parts)
    named = [(at, f"Problem({argument})") for at, argument in writer.arguments]
    return _voronet.Problem.parse(text, "Problem(...)", [], writer.files, named)


def _texts(of: Any) -> Iterator[str]:
    """All texts within lists and dictionaries, and within shapes."""
    if isinstance(of, (str, PathLike)):
        yield fspath(of)
    elif isinstance(of, Shape):
        yield from _texts(of.keys)
        yield from _texts([part for _, part in of.parts])
    elif isinstance(of, Mapping):
        yield from _texts(list(of.values()))
    elif isinstance(of, (list, tuple)):
        for one in of:
            yield from _texts(one)


def _own_inputs(of: Any, inputs: list[Any]) -> Any:
    """An output of some inputs only, which SymPy's `k(x)` is beside `u(t, x)`."""
    arguments = [str(argument) for argument in getattr(of, "args", ())]
    if not hasattr(of, "free_symbols") or not arguments or set(arguments) == set(inputs):
        return of
    return {"name": _symbol(of), "of": arguments}


def _outputs(of: Any, inputs: list[Any]) -> Any:
    if isinstance(of, (list, tuple)):
        return [_own_inputs(one, inputs) for one in of]
    return of


def _names(of: Any) -> list[Any]:
    """Names, of which there may be one, or several in a text."""
    if isinstance(of, str):
        return of.replace(",", " ").split()
    if isinstance(of, Expression) or not isinstance(of, Iterable):
        of = [of]
    return [dict(one) if isinstance(one, Mapping) else _symbol(one) for one in of]


def _symbol(of: Any) -> str:
    """The name of a SymPy symbol or function is that of its class or its own."""
    if hasattr(of, "free_symbols"):
        from .from_sympy import name

        return name(of)
    return str(of)


def _domain(of: Any, shapes: Shapes) -> dict[str, Any]:
    """The entries of ``[domain]``."""
    if isinstance(of, (str, Shape)):
        return {"shape": shapes.text(of)}
    entries = {_symbol(name): interval for name, interval in of.items()}
    if isinstance(entries.get("shape"), (str, Shape)):
        entries["shape"] = shapes.text(entries["shape"])
    return entries


def _section(writer: _Writer, name: str, of: Mapping[Any, Any]) -> None:
    writer.line(f"\n[{name}]", name)
    for key, value in of.items():
        writer.entry(_symbol(key), value, f"{name}[{_symbol(key)!r}]")


def _terms(of: Any, plural: str) -> list[tuple[str, dict[str, Any]]]:
    """Equations or conditions with the arguments that they are: a list, or a dictionary by name."""
    if isinstance(of, Mapping) and "law" not in of:
        pairs = [(f"{plural}[{name!r}]", name, one) for name, one in of.items()]
    else:
        listed = of if isinstance(of, (list, tuple)) else [of]
        pairs = [(f"{plural}[{i}]", None, one) for i, one in enumerate(listed)]
    terms = []
    for argument, name, one in pairs:
        term = dict(one) if isinstance(one, Mapping) else {"law": one}
        if name is not None:
            term = {"name": str(name), **term}
        terms.append((argument, term))
    return terms


def _term(
    writer: _Writer, one: str, argument: str, term: dict[str, Any], shapes: Shapes
) -> None:
    writer.line(f"\n[[{one}]]", argument)
    for key, value in term.items():
        where = f"{argument}[{key!r}]"
        if key == "law":
            value = _law(value, where)
        elif key == "points":
            value = writer.file(value, str(term.get("name", "points")), where)
        elif key == "on":
            parts = value if isinstance(value, (list, tuple)) else [value]
            parts = [shapes.name(part) if isinstance(part, Shape) else part for part in parts]
            value = parts if isinstance(value, (list, tuple)) else parts[0]
        writer.entry(key, value, where)


def _law(of: Any, argument: str) -> Any:
    """A law; an expression that is none is to be 0."""
    if isinstance(of, (list, tuple)):
        return [_law(one, f"{argument}[{i}]") for i, one in enumerate(of)]
    if isinstance(of, Expression):
        return f"{of} = 0"
    if isinstance(of, (str, Relation)):
        return of
    if hasattr(of, "free_symbols"):
        from .from_sympy import law

        return law(of)
    raise TypeError(f"{argument}: {type(of).__name__} is no law: `u.diff(t) == u.diff(x, 2)` is")


def file_bytes(of: Any, argument: str) -> bytes:
    """What a file holds: bytes, a text, or a table of columns as CSV."""
    if isinstance(of, bytes):
        return of
    if isinstance(of, str):
        return of.encode()
    if not (isinstance(of, Mapping) or hasattr(of, "columns")):
        raise TypeError(
            f"{argument}: {type(of).__name__} is no table: a pandas frame or a dictionary of "
            "columns is, `{'x': xs, 'value': values}`"
        )
    is_frame = hasattr(of, "columns")
    columns = {}
    for name in of.columns if is_frame else of:
        try:
            column = numbers(of[name])
        except (TypeError, ValueError) as error:
            if is_frame:
                # A frame may hold more than a problem needs, which says what it lacks.
                text = f"{argument}: the column {name!r} is left out, as it is not of numbers: {error}"
                warnings.warn(text, stacklevel=2)
                continue
            raise TypeError(f"{argument}: the column {name!r} is not of numbers: {error}") from None
        if column.ndim != 1:
            raise ValueError(f"{argument}: the column {name!r} has the shape {column.shape}")
        if _symbol(name) in columns:
            raise ValueError(f"{argument}: two columns are called {_symbol(name)!r}")
        columns[_symbol(name)] = column.tolist()
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"{argument}: columns of different lengths, {lengths}")
    lines = [",".join(columns)]
    lines += [",".join(map(repr, row)) for row in zip(*columns.values())]
    return ("\n".join(lines) + "\n").encode()
