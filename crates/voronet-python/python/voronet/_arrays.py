"""Numbers that a user gives: arrays, and whole ones."""

from __future__ import annotations

import operator
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy as np


def numbers(of: Any) -> np.ndarray:
    """An array in double precision. What is masked is no number, and refused: the values beneath
    a mask mean nothing."""
    import numpy as np

    if np.ma.is_masked(of):
        raise ValueError("some of its entries are masked: leave them out, or fill them")
    return np.asarray(of, float)


def whole(of: Any, name: str, least: int = 0) -> int:
    """A whole number, of a size that the compiled half can take."""
    is_whole = isinstance(of, float) and of.is_integer()
    try:
        number = operator.index(int(of) if is_whole else of)
    except TypeError:
        number = -1
    if not least <= number < 1 << 63:
        raise ValueError(f"{name} is a whole number from {least} to 2**63 - 1, not {of!r}")
    return number
