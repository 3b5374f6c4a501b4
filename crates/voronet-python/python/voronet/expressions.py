"""Expressions by operators, which become texts of the language of problem files.

``t, x, u = variables("t x u")`` are names; ``u.diff(t) == u.diff(x, 2) + 3*x`` is a law.
NumPy's functions take expressions as well: ``np.sin(x)`` is ``sin(x)``.
"""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any, Union

#: How strongly texts bind, as the grammar has it.
_OR, _AND, _NOT, _RELATION, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(9)

#: The longest text of an expression.
_MOST = 100_000

Operand = Union["Expression", str, int, float]


class _Text:
    """A text that binds so strongly."""

    __slots__ = ("_level", "_text")

    def __init__(self, text: str, level: int) -> None:
        if len(text) > _MOST:
            raise ValueError("the expression is too large: give parts of it names by `definitions`")
        self._text, self._level = text, level

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return self._text

    def _within(self, least: int) -> str:
        return self._text if self._level >= least else f"({self._text})"


class Relation(_Text):
    """A comparison: a law or a condition. ``&``, ``|`` and ``~`` join them."""

    __slots__ = ()

    def __and__(self, other: Relation) -> Relation:
        return _joined(self, " and ", other, _AND)

    def __or__(self, other: Relation) -> Relation:
        return _joined(self, " or ", other, _OR)

    def __invert__(self) -> Relation:
        return Relation(f"not {self._within(_RELATION)}", _NOT)

    def __bool__(self) -> bool:
        raise TypeError(
            f"`{self}` is neither true nor false; conditions are joined by `&`, `|` and `~`, each "
            "in brackets: `(x == 0) | (x == 1)`"
        )


def _joined(left: Relation, sign: str, right: Any, level: int) -> Relation:
    if not isinstance(right, Relation):
        raise TypeError(f"{type(right).__name__} is no condition: comparisons are, `(x == 0) | (x == 1)`")
    return Relation(f"{left._within(level)}{sign}{right._within(level + 1)}", level)


class Expression(_Text):
    """An expression by names, which prints as text of the language."""

    __slots__ = ()

    def diff(self, *by: Any) -> Expression:
        """The derivative: ``u.diff(t)``, ``u.diff(x, 2)``, ``u.diff(t, x, 2)``."""
        if not by:
            raise TypeError("a derivative needs an input: `u.diff(x)`")
        return _call("diff", self, *by)

    def __add__(self, other: Any) -> Expression:
        return _infix(self, " + ", other, _SUM)

    def __radd__(self, other: Any) -> Expression:
        return _infix(other, " + ", self, _SUM)

    def __sub__(self, other: Any) -> Expression:
        return _infix(self, " - ", other, _SUM)

    def __rsub__(self, other: Any) -> Expression:
        return _infix(other, " - ", self, _SUM)

    def __mul__(self, other: Any) -> Expression:
        return _infix(self, "*", other, _PRODUCT)

    def __rmul__(self, other: Any) -> Expression:
        return _infix(other, "*", self, _PRODUCT)

    def __truediv__(self, other: Any) -> Expression:
        return _infix(self, "/", other, _PRODUCT)

    def __rtruediv__(self, other: Any) -> Expression:
        return _infix(other, "/", self, _PRODUCT)

    def __pow__(self, other: Any) -> Expression:
        return _power(self, other)

    def __rpow__(self, other: Any) -> Expression:
        return _power(other, self)

    def __mod__(self, other: Any) -> Expression:
        return _call("mod", self, other)

    def __neg__(self) -> Expression:
        return Expression(f"-{self._within(_SIGN)}", _SIGN)

    def __pos__(self) -> Expression:
        return self

    def __abs__(self) -> Expression:
        return _call("abs", self)

    def __eq__(self, other: Any) -> Relation:  # type: ignore[override]
        return _compared(self, "=", other)

    def __ne__(self, other: Any) -> Relation:  # type: ignore[override]
        return _compared(self, "!=", other)

    def __lt__(self, other: Any) -> Relation:
        return _compared(self, "<", other)

    def __le__(self, other: Any) -> Relation:
        return _compared(self, "<=", other)

    def __gt__(self, other: Any) -> Relation:
        return _compared(self, ">", other)

    def __ge__(self, other: Any) -> Relation:
        return _compared(self, ">=", other)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise TypeError(f"`{self}` is neither true nor false: it is an expression")

    def __array_ufunc__(self, ufunc: Any, method: str, *arguments: Any, **more: Any) -> Any:
        name = ufunc.__name__
        if method == "__call__" and not more:
            if name in _UFUNC_OPERATORS:
                return _UFUNC_OPERATORS[name](*(_expression(of) for of in arguments))
            if name in _UFUNCS:
                return _call(_UFUNCS[name], *arguments)
        raise TypeError(f"numpy.{name} cannot be taken of an expression")


def _expression(of: Any) -> Expression:
    """A number, a text or an expression as such."""
    if isinstance(of, Expression):
        return of
    if isinstance(of, str):
        # Whatever it says, it stays together.
        is_name = of.isidentifier()
        return Expression(of if is_name else f"({of})", _ATOM)
    if hasattr(of, "ndim") and of.ndim == 0 and hasattr(of, "item"):
        of = of.item()
    if isinstance(of, bool) or not isinstance(of, Real):
        raise TypeError(
            f"{type(of).__name__} cannot be part of an expression: numbers, texts and expressions "
            "can; arrays are given as data, in `points` of a condition"
        )
    if isinstance(of, Integral):
        text = str(int(of))
    elif math.isfinite(of):
        text = repr(float(of))
    else:
        raise ValueError(f"{of} cannot be part of an expression: it is no finite number")
    return Expression(text, _SIGN if text.startswith("-") else _ATOM)


def _infix(left: Any, sign: str, right: Any, level: int) -> Expression:
    left, right = _expression(left), _expression(right)
    return Expression(f"{left._within(level)}{sign}{right._within(level + 1)}", level)


def _power(base: Any, exponent: Any) -> Expression:
    base, exponent = _expression(base), _expression(exponent)
    return Expression(f"{base._within(_ATOM)}^{exponent._within(_ATOM)}", _POWER)


def _compared(left: Any, sign: str, right: Any) -> Relation:
    left, right = _expression(left), _expression(right)
    text = f"{left._within(_SUM)} {sign} {right._within(_SUM)}"
    return Relation(text, _RELATION)


def _call(function: str, *arguments: Any) -> Expression:
    texts = (str(of) if isinstance(of, (str, Relation)) else str(_expression(of)) for of in arguments)
    return Expression(f"{function}({', '.join(texts)})", _ATOM)


#: NumPy's functions by names, as the language calls them.
_UFUNCS = {
    **{name: name for name in "sin cos tan sinh cosh tanh exp log log2 log10 sqrt cbrt".split()},
    **{name: name for name in "sign floor hypot".split()},
    "absolute": "abs",
    "arccos": "acos",
    "arccosh": "acosh",
    "arcsin": "asin",
    "arcsinh": "asinh",
    "arctan": "atan",
    "arctan2": "atan2",
    "arctanh": "atanh",
    "fabs": "abs",
    "maximum": "max",
    "minimum": "min",
    "remainder": "mod",
}

#: NumPy's operators by names.
_UFUNC_OPERATORS: dict[str, Any] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "true_divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "negative": lambda a: -a,
    "positive": lambda a: a,
    "square": lambda a: a**2,
    "reciprocal": lambda a: 1 / a,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
}
