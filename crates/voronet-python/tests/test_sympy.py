"""Problems from SymPy."""

import numpy as np
import pytest

import voronet

sympy = pytest.importorskip("sympy")

t, x, k = sympy.symbols("t x k")
u = sympy.Function("u")(t, x)


def stated(law, **changes):
    arguments = {
        "inputs": [t, x],
        "outputs": [u],
        "domain": {t: (0, 1), x: (0, sympy.pi)},
        "constants": {k: sympy.Rational(1, 3)},
        "equations": [law],
        **changes,
    }
    return voronet.Problem(**arguments)


@pytest.mark.parametrize(
    ("law", "text"),
    [
        (sympy.Eq(u.diff(t), k * u.diff(x, 2)), "diff(u, t) = k*diff(u, x, 2)"),
        (u.diff(t, x, 2) + u**3, "u^3 + diff(u, t, x, 2) = 0"),
        (u - sympy.sqrt(x) / 2, "u - sqrt(x)/2 = 0"),
        (u - sympy.exp(-t) * sympy.E, "u - exp(1)*exp(-t) = 0"),
        (u - sympy.Rational(2, 3) * x, "u - 2*x/3 = 0"),
        (u - sympy.Abs(x - 1), "u - abs(x - 1) = 0"),
        (u - x**-2, "u - 1/x^2 = 0"),
        (u - sympy.pi * sympy.Max(x, t), "u - pi*max(t, x) = 0"),
        (
            sympy.Eq(u, sympy.Piecewise((x, x < 1), (t, sympy.true))),
            "u = if(x < 1, x, t)",
        ),
    ],
)
def test_laws_are_taken(law, text):
    assert f'law = "{text}"' in stated(law).text


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        (sympy.gamma(x), "gamma"),
        (sympy.Integral(u, x), "Integral"),
        (u.subs(x, x - 1), "function at another point"),
        (u.subs(x, k), "function at another point"),
        (u.subs(x, t), "function at another point"),
        (sympy.Heaviside(x, 0), "Heaviside with another value"),
        (sympy.besselj(0, x), "besselj"),
        (sympy.Piecewise((x, x < 1)), "Piecewise without a last piece"),
        (sympy.Matrix([x, t]), "MutableDenseMatrix|ImmutableDenseMatrix"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(bad, name):
    with pytest.raises(TypeError, match=name):
        stated(sympy.Eq(u, bad, evaluate=False) if not isinstance(bad, sympy.MatrixBase) else bad)


def test_values_agree_with_sympys():
    # Whatever form it is written in, the number is the same.
    expressions = [
        (x - 2 * t) / (3 * (x + 1)) - sympy.cos(x * t) ** 2 / 7,
        -x * (t - x) ** 3 / (-5 + t),
        sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
        sympy.Mod(x, sympy.Rational(1, 2)) + sympy.atan2(t, x) - sympy.log(x + 1),
        2**x * (t + 1) ** sympy.Rational(-3, 2),
    ]
    problem = stated(
        u.diff(t) - u,
        network={"hidden": [4]},
        sampling={"points": 50, "batch": 5},
        training={"optimizer": "adam", "iterations": 1, "precision": "f64"},
    )
    solution = problem.train()
    at = np.random.default_rng(1).random((20, 2))
    from voronet.from_sympy import written

    for one in expressions:
        wanted = sympy.lambdify((t, x), one)(*at.T)
        assert solution.diff(written(one), at) == pytest.approx(wanted, rel=1e-12)


def test_places_are_taken():
    problem = stated(
        u.diff(t) - u,
        conditions=[
            dict(at=sympy.Eq(t, 0), law=sympy.Eq(u, sympy.sin(x))),
            dict(at=sympy.Or(sympy.Eq(x, 0), sympy.Eq(x, sympy.pi)), law=u),
        ],
    )
    assert 'at = "t = 0"' in problem.text
    assert len(problem.terms) == 3


def test_a_condition_that_sympy_decided_is_explained():
    later = sympy.Symbol("t", positive=True)
    with pytest.raises(TypeError, match="state symbols without assumptions"):
        stated(u.diff(t) - u, conditions=[dict(at=sympy.Eq(later, 0), law=u)])


def test_an_output_of_some_inputs_is_one():
    c = sympy.Function("c")(x)
    problem = stated(sympy.Eq(u.diff(t), c * u.diff(x, 2)), outputs=[c, u])
    assert 'outputs = [{ name = "c", of = ["x"] }, "u"]' in problem.text
