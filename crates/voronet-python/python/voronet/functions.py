"""The functions of the language, of expressions, and the names that expressions begin with."""

from __future__ import annotations

from typing import Any

from .expressions import Expression, Operand, Relation, _ATOM, _call, _expression

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
    return _expression(of).diff(*by)


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
