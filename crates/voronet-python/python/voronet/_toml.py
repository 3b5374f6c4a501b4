"""Python's values as values of a problem file."""

from __future__ import annotations

import json
import re
from numbers import Integral, Real
from os import PathLike, fspath
from typing import Any


def key(name: str) -> str:
    """A key, in quotes where it is more than a word."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else text(name)


def text(words: str) -> str:
    """A text in quotes, in a line."""
    # JSON's escapes are TOML's, but for the control character 0x7f.
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def value(of: Any, argument: str) -> str:
    """A value as TOML; ``argument`` names it in the message where it is none."""
    from .expressions import Expression, Relation

    if isinstance(of, bool) or type(of).__name__ == "bool_":
        return "true" if of else "false"
    if hasattr(of, "free_symbols"):
        from .from_sympy import written

        return text(written(of))
    if isinstance(of, Integral):
        return str(int(of))
    if isinstance(of, Real):
        return repr(float(of))
    if isinstance(of, (str, PathLike)):
        return text(fspath(of))
    if isinstance(of, (Expression, Relation)):
        return text(str(of))
    if isinstance(of, dict):
        entries = (f"{key(str(k))} = {value(v, f'{argument}.{k}')}" for k, v in of.items())
        return "{ " + ", ".join(entries) + " }"
    if hasattr(of, "tolist"):
        return value(of.tolist(), argument)
    if isinstance(of, (list, tuple)):
        return "[" + ", ".join(value(v, f"{argument}[{i}]") for i, v in enumerate(of)) + "]"
    raise TypeError(
        f"{argument}: {type(of).__name__} is no value of a problem: numbers, texts, expressions, "
        "lists and dictionaries are"
    )
