"""Expressions by operators, which become texts of the language of problem files.

``t, x, u = variables("t x u")`` are names; ``u.diff(t) == u.diff(x, 2) + 3*x`` is a law.
NumPy's functions take expressions as well: ``np.sin(x)`` is ``sin(x)``.
"""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any, Union

__all__ = [
    "Expression",
    "Relation",
    "abs2",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cbrt",
    "conj",
    "cos",
    "cosh",
    "coth",
    "csch",
    "curl",
    "diff",
    "div",
    "dot",
    "erf",
    "erfc",
    "exp",
    "floor",
    "grad",
    "heaviside",
    "hypot",
    "im",
    "imaginary",
    "laplacian",
    "log",
    "log10",
    "log2",
    "maximum",
    "minimum",
    "mod",
    "normal",
    "opposite",
    "pi",
    "re",
    "sech",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
    "variable",
    "variables",
    "vector",
    "when",
]

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
        return diff(self, *by)

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
        return mod(self, other)

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


def variable(name: str) -> Expression:
    """The input, output, constant, unknown or definition of that name."""
    if not name.isidentifier():
        raise ValueError(f"{name!r} is no name: letters, digits and _, and no digit first")
    return Expression(name, _ATOM)


def variables(names: str) -> tuple[Expression, ...]:
    """Several of them: ``t, x, u = variables("t x u")``."""
    return tuple(variable(name) for name in names.replace(",", " ").split())


def diff(of: Operand, *by: Any) -> Expression:
    """The derivative of an expression: ``diff(u, x)``, ``diff(u, x, 2)``, ``diff(u, t, x, 2)``."""
    if not by:
        raise TypeError("a derivative needs an input: `u.diff(x)`")
    return _call("diff", of, *by)


def laplacian(of: Operand, *by: Operand) -> Expression:
    """The sum of second derivatives by the inputs that are named, or by those that are space."""
    return _call("laplacian", of, *by)


def grad(of: Operand, *by: Operand) -> Expression:
    """The vector of derivatives."""
    return _call("grad", of, *by)


def div(of: Operand, *by: Operand) -> Expression:
    """The divergence of a vector."""
    return _call("div", of, *by)


def curl(of: Operand, *by: Operand) -> Expression:
    """The curl of a vector; in the plane a number."""
    return _call("curl", of, *by)


def vector(*components: Operand) -> Expression:
    """A vector of these components."""
    return Expression(f"[{', '.join(str(_expression(of)) for of in components)}]", _ATOM)


def dot(a: Operand, b: Operand) -> Expression:
    """The scalar product of two vectors."""
    return _call("dot", a, b)


def normal(of: Operand) -> Expression:
    """The derivative along the outward normal, on a boundary."""
    return _call("normal", of)


def opposite(of: Operand) -> Expression:
    """The same at the opposite face."""
    return _call("opposite", of)


def when(condition: Relation | str, then: Operand, otherwise: Operand) -> Expression:
    """``then`` where a condition holds, else ``otherwise``: the language's ``if``."""
    return _call("if", condition, then, otherwise)


def minimum(*of: Operand) -> Expression:
    """The least of several numbers."""
    return _call("min", *of)


def maximum(*of: Operand) -> Expression:
    """The largest of several numbers."""
    return _call("max", *of)


def hypot(*of: Operand) -> Expression:
    """The root of the sum of squares."""
    return _call("hypot", *of)


def mod(a: Operand, b: Operand) -> Expression:
    """What is left of a when whole b are taken away."""
    return _call("mod", a, b)


def atan2(y: Operand, x: Operand) -> Expression:
    """The angle of (x, y)."""
    return _call("atan2", y, x)


def sin(of: Operand) -> Expression:
    """The sine, of radians."""
    return _call("sin", of)


def cos(of: Operand) -> Expression:
    """The cosine, of radians."""
    return _call("cos", of)


def tan(of: Operand) -> Expression:
    """The tangent, of radians."""
    return _call("tan", of)


def asin(of: Operand) -> Expression:
    """The inverse of the sine."""
    return _call("asin", of)


def acos(of: Operand) -> Expression:
    """The inverse of the cosine."""
    return _call("acos", of)


def atan(of: Operand) -> Expression:
    """The inverse of the tangent."""
    return _call("atan", of)


def sinh(of: Operand) -> Expression:
    """The hyperbolic sine."""
    return _call("sinh", of)


def cosh(of: Operand) -> Expression:
    """The hyperbolic cosine."""
    return _call("cosh", of)


def tanh(of: Operand) -> Expression:
    """The hyperbolic tangent."""
    return _call("tanh", of)


def sech(of: Operand) -> Expression:
    """1/cosh."""
    return _call("sech", of)


def csch(of: Operand) -> Expression:
    """1/sinh."""
    return _call("csch", of)


def coth(of: Operand) -> Expression:
    """1/tanh."""
    return _call("coth", of)


def exp(of: Operand) -> Expression:
    """The exponential."""
    return _call("exp", of)


def log(of: Operand) -> Expression:
    """The natural logarithm."""
    return _call("log", of)


def log2(of: Operand) -> Expression:
    """The logarithm to base 2."""
    return _call("log2", of)


def log10(of: Operand) -> Expression:
    """The logarithm to base 10."""
    return _call("log10", of)


def sqrt(of: Operand) -> Expression:
    """The square root."""
    return _call("sqrt", of)


def cbrt(of: Operand) -> Expression:
    """The cube root."""
    return _call("cbrt", of)


def sign(of: Operand) -> Expression:
    """-1, 0 or 1."""
    return _call("sign", of)


def heaviside(of: Operand) -> Expression:
    """0 below 0, 1 above, 1/2 at 0."""
    return _call("heaviside", of)


def floor(of: Operand) -> Expression:
    """The largest whole number that is not above."""
    return _call("floor", of)


def erf(of: Operand) -> Expression:
    """The error function."""
    return _call("erf", of)


def erfc(of: Operand) -> Expression:
    """1 - erf, without loss of digits."""
    return _call("erfc", of)


def re(of: Operand) -> Expression:
    """The real part of a complex number."""
    return _call("re", of)


def im(of: Operand) -> Expression:
    """The imaginary part of a complex number."""
    return _call("im", of)


def conj(of: Operand) -> Expression:
    """The complex conjugate."""
    return _call("conj", of)


def abs2(of: Operand) -> Expression:
    """The squared magnitude."""
    return _call("abs2", of)


#: The number π.
pi = variable("pi")

#: The imaginary unit, where there are complex outputs.
imaginary = variable("i")

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
