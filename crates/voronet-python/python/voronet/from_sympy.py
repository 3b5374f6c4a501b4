"""SymPy's expressions as texts of the language of problem files.

Symbols are names, applied functions ``u(t, x)`` the output ``u``, ``Derivative`` is ``diff``.
What the language does not have is refused by its name.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from .expressions import Expression, Relation, _call, _compared, _expression
from .functions import variable, when

#: The inputs of the problem that is stated.
INPUTS: ContextVar[frozenset[str]] = ContextVar("INPUTS", default=frozenset())

#: SymPy's functions by the names of the language, where these differ.
_FUNCTIONS = {
    "Abs": "abs",
    "Heaviside": "heaviside",
    "Max": "max",
    "Min": "min",
    "Mod": "mod",
    "conjugate": "conj",
    **{
        name: name
        for name in (
            "sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh sech csch coth "
            "exp log sign floor erf erfc re im"
        ).split()
    },
}

_RELATIONS = {
    "Equality": "=",
    "Unequality": "!=",
    "StrictLessThan": "<",
    "LessThan": "<=",
    "StrictGreaterThan": ">",
    "GreaterThan": ">=",
}


def name(of: Any) -> str:
    """The name of a symbol, a function or an applied function."""
    import sympy

    if isinstance(of, sympy.Symbol):
        return str(of.name)
    if isinstance(of, sympy.core.function.AppliedUndef):
        return str(of.func.__name__)
    if isinstance(of, sympy.core.function.UndefinedFunction):
        return str(of.__name__)
    raise TypeError(f"`{of}` is no name: symbols and functions of SymPy are")


def written(of: Any) -> str:
    """An expression or a comparison as text."""
    return str(_convert(of))


def law(of: Any) -> str:
    """A law as text; an expression that is no equation is to be 0."""
    found = _convert(of)
    return str(found) if isinstance(found, Relation) else f"{found} = 0"


def _convert(of: Any) -> Any:
    import sympy

    if isinstance(of, sympy.core.function.AppliedUndef):
        return _output(of)
    if isinstance(of, sympy.Symbol):
        return variable(of.name)
    if isinstance(of, (sympy.Integer, sympy.Float)):
        return _expression(int(of) if of.is_Integer else float(of))
    if isinstance(of, sympy.Rational):
        return _expression(int(of.p)) / int(of.q)
    if of is sympy.pi:
        return variable("pi")
    if of is sympy.E:
        return _call("exp", 1)
    if of is sympy.I:
        return variable("i")
    if isinstance(of, sympy.Add):
        return _sum(of)
    if isinstance(of, sympy.Mul):
        return _product(of)
    if isinstance(of, sympy.Pow):
        return _power(of)
    if isinstance(of, sympy.Derivative):
        return _derivative(of)
    if isinstance(of, sympy.Piecewise):
        return _piecewise(of)
    if isinstance(of, (sympy.And, sympy.Or)):
        return _logic(of)
    if isinstance(of, sympy.Not):
        return ~_convert(of.args[0])
    if of in (sympy.true, sympy.false):
        raise TypeError(
            f"SymPy took a condition to be {of} already, by what it assumes of its symbols: state "
            "symbols without assumptions, or give the condition as text"
        )
    kind = type(of).__name__
    if kind in _RELATIONS:
        left, right = of.args
        return _compared(_convert(left), _RELATIONS[kind], _convert(right))
    if kind in _FUNCTIONS:
        arguments = of.args[:1] if kind == "Heaviside" else of.args
        if kind == "Heaviside" and of.args[1:] not in ((), (sympy.Rational(1, 2),)):
            raise _refused(of, "Heaviside with another value at 0 than 1/2")
        if kind == "log" and len(arguments) == 2:
            raise _refused(of, "log with a base")
        return _call(_FUNCTIONS[kind], *(_convert(argument) for argument in arguments))
    raise _refused(of, kind)


def _refused(of: Any, what: str) -> TypeError:
    shown = str(of)
    shown = shown if len(shown) <= 80 else shown[:77] + "..."
    return TypeError(f"SymPy's {what} has no counterpart in the language of problem files: `{shown}`")


def _output(of: Any) -> Expression:
    """``u(t, x)`` is u at the point itself; at any other it is not known."""
    import sympy

    names = [argument.name for argument in of.args if isinstance(argument, sympy.Symbol)]
    is_here = len(set(names)) == len(of.args) and INPUTS.get().issuperset(names)
    if not is_here:
        raise _refused(of, "function at another point")
    return variable(str(of.func.__name__))


def _sum(of: Any) -> Any:
    # What has no sign comes first.
    terms = sorted(of.as_ordered_terms(), key=lambda term: term.could_extract_minus_sign())
    total = _convert(terms[0])
    for term in terms[1:]:
        # a + (-b) reads a - b.
        if term.could_extract_minus_sign():
            total = total - _convert(-term)
        else:
            total = total + _convert(term)
    return total


def _product(of: Any) -> Any:
    if of.could_extract_minus_sign() and not (-of).could_extract_minus_sign():
        return -_convert(-of)
    above, below = of.as_numer_denom() if _is_quotient(of) else (of, None)
    if below is not None and below != 1:
        return _convert(above) / _convert(below)
    factors = [_convert(factor) for factor in of.as_ordered_factors()]
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return product


def _is_quotient(of: Any) -> bool:
    """Whether a factor is 1/a with a that can stand below the line as it is."""
    return any(
        (factor.is_Pow and factor.exp.is_Rational and factor.exp.is_negative)
        or (factor.is_Rational and not factor.is_Integer)
        for factor in of.args
    )


def _power(of: Any) -> Any:
    import sympy

    base, exponent = of.as_base_exp()
    if base is sympy.E:
        return _call("exp", _convert(exponent))
    if exponent == sympy.Rational(1, 2):
        return _call("sqrt", _convert(base))
    if exponent == -1:
        return 1 / _convert(base)
    if exponent.is_number and exponent.is_negative:
        return 1 / _convert(base**-exponent)
    return _convert(base) ** _convert(exponent)


def _derivative(of: Any) -> Any:
    import sympy

    by: list[Any] = []
    for symbol, order in of.variable_count:
        if not isinstance(symbol, sympy.Symbol):
            raise _refused(of, "derivative by what is no symbol")
        if not order.is_Integer:
            raise _refused(of, "derivative of an order that is no number")
        by += [variable(symbol.name)] + ([int(order)] if order != 1 else [])
    return _convert(of.expr).diff(*by)


def _piecewise(of: Any) -> Any:
    import sympy

    pieces = list(of.args)
    if pieces[-1].cond is not sympy.true:
        raise _refused(of, "Piecewise without a last piece that holds otherwise")
    value = _convert(pieces[-1].expr)
    for piece in reversed(pieces[:-1]):
        value = when(_convert(piece.cond), _convert(piece.expr), value)
    return value


def _logic(of: Any) -> Any:
    import sympy

    parts = [_convert(part) for part in of.args]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined & part if isinstance(of, sympy.And) else joined | part
    return joined
