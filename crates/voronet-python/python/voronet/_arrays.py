"""Numbers that a user gives, as arrays."""

from __future__ import annotations

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
