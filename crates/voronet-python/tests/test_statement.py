"""Problems stated by Python objects."""

import numpy as np
import pytest

import voronet
from voronet import Shape, laplacian, normal, variables, when

t, x, u = variables("t x u")


def stated(**changes):
    arguments = {
        "inputs": [t, x],
        "outputs": u,
        "domain": {"t": [0, 1], x: (0, "2*pi")},
        "equations": [u.diff(t) == u.diff(x, 2) + 3 * x],
        **changes,
    }
    return voronet.Problem("Heat", **arguments)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (u.diff(t, x, 2) - (x - 1), "diff(u, t, x, 2) - (x - 1)"),
        (-(x**2), "-x^2"),
        ((-x) ** 2, "(-x)^2"),
        (2 ** (x * t), "2^(x*t)"),
        (1 / (x / t), "1/(x/t)"),
        (x - -t, "x - -t"),
        (-x * t, "-x*t"),
        (np.float64(0.5) * x, "0.5*x"),
        (x * np.float32(2), "x*2.0"),
        (np.sin(x) + np.arctan2(x, t), "sin(x) + atan2(x, t)"),
        (np.exp(-(x**2) / 2), "exp(-x^2/2)"),
        (abs(x) % 2, "mod(abs(x), 2)"),
        (1e-3 * x, "0.001*x"),
        ("x + 1" * t, "(x + 1)*t"),
        (when((x < 1) & ~(t >= 0.5), 1, x), "if(x < 1 and not t >= 0.5, 1, x)"),
        (voronet.dot(voronet.vector(x, t), voronet.grad(u)), "dot([x, t], grad(u))"),
        ((x == 0) | (x == 1) & (t < 1), "x = 0 or x = 1 and t < 1"),
        (((x == 0) | (x == 1)) & (t < 1), "(x = 0 or x = 1) and t < 1"),
    ],
)
def test_operators_write_the_language(expression, text):
    assert str(expression) == text


def test_what_cannot_be_part_of_an_expression_is_refused():
    with pytest.raises(TypeError, match="arrays are given as data"):
        x + np.zeros(3)
    with pytest.raises(TypeError, match="numpy.cumsum|numpy.gcd"):
        np.gcd(x, 2)
    with pytest.raises(ValueError, match="no finite number"):
        x + float("nan")
    with pytest.raises(TypeError, match="neither true nor false"):
        x == 0 or x == 1
    with pytest.raises(ValueError, match="too large"):
        grown = x
        for _ in range(40):
            grown = grown * grown + 1
    with pytest.raises(ValueError, match="is no name"):
        voronet.variable("2x")
    with pytest.raises(TypeError, match="is no condition"):
        (x == 0) | True


def test_a_problem_reads_like_its_file():
    problem = stated(
        conditions=[
            dict(name="start", at=t == 0, law=u == np.sin(x), weight=10),
            dict(at=(x == 0) | (x == "2*pi"), law=u),
        ],
        training=dict(optimizer="adam", iterations=50),
    )
    assert 'law = "diff(u, t) = diff(u, x, 2) + 3*x"' in problem.text
    assert problem.terms == ["equation-1", "start", "condition-2"]
    assert problem.bounds["x"] == (0.0, 2 * np.pi)
    assert voronet.Problem.parse(problem.text).terms == problem.terms


def test_terms_may_be_named_by_a_dictionary():
    problem = stated(equations={"heat": "u_t = u_xx"}, conditions={"a": dict(at="t = 0", law=u)})
    assert problem.terms == ["heat", "a"]


def test_mistakes_name_the_argument():
    with pytest.raises(voronet.ProblemError) as caught:
        stated(
            equations=["u_t = v"],
            conditions={"end": dict(at="t = 2", law=u, wieght=3)},
            training={"iterations": "many"},
        )
    origins = {mistake.origin for mistake in caught.value.mistakes}
    assert origins == {
        "Problem(training['iterations'])",
        "Problem(equations[0]['law'])",
        "Problem(conditions['end']['at'])",
        "Problem(conditions['end']['wieght'])",
    }
    # Other values move what follows them, which is known by its argument as before.
    disk = Shape.disk([0, 0], 1, name="disk")
    emptied = voronet.Problem(
        inputs=["x", "y"],
        outputs="u",
        domain=disk,
        equations=["u_xx + u_yy = 0"],
        conditions={"end": dict(law=u, on=disk, where="x > 5")},
    )
    changed = emptied.set({"title": "A longer title\nof two lines", "training.seed": 3})
    with pytest.raises(voronet.ProblemError) as caught:
        changed.train()
    assert caught.value.mistakes[0].origin == "Problem(conditions['end']['where'])"
    # What is added was written for none of them.
    vast = emptied.set("sampling.points", 4 * 10**9)
    with pytest.raises(voronet.ProblemError) as caught:
        vast.train()
    assert caught.value.mistakes[0].origin == "Problem(...)"
    with pytest.raises(TypeError, match=r"equations\[0\]\['law'\]: int is no law"):
        stated(equations=[3])
    with pytest.raises(TypeError, match=r"network.hidden|network\['hidden'\]"):
        stated(network={"hidden": object()})


def test_shapes_find_their_names():
    x, y, u = variables("x y u")
    plate = Shape.rectangle([-1, -1], [1, 1])
    hole = Shape.disk([0, 0], 0.3, name="hole")
    other = Shape.disk([0, 0], 0.1).translate([0.7, 0.7])
    problem = voronet.Problem(
        inputs=[x, y],
        outputs=u,
        domain=plate - hole - (other & plate),
        equations=[laplacian(u)],
        conditions=[dict(on=hole, law=normal(u)), dict(on=[plate, "disk"], law=u)],
    )
    assert 'shape = "rectangle - hole - (disk & rectangle)"' in problem.text
    assert 'on = "hole"' in problem.text and 'on = ["rectangle", "disk"]' in problem.text
    geometry = problem.geometry
    assert geometry.contains([[0.5, 0.0], [0.1, 0.0], [0.7, 0.75]]).tolist() == [True, False, False]
    whole = (plate - hole).rotate(45).named("whole")
    turned = voronet.Problem(inputs=[x, y], outputs=u, domain=whole, equations=[laplacian(u)])
    assert turned.geometry.bounds[0][1] == pytest.approx(2**0.5)
    with pytest.raises(ValueError, match="two shapes are called 'hole'"):
        a = Shape.disk([0, 0], 1, name="hole") - hole
        voronet.Problem(inputs=[x, y], outputs=u, domain=a, equations=[laplacian(u)])


def test_tables_are_data(tmp_path):
    rows = np.random.default_rng(0).random((5, 2))
    table = {"t": rows[:, 0], "x": rows[:, 1], "value": rows[:, 0] / 3}
    problem = stated(conditions=[dict(name="seen", points=table, law="u = value")])
    kept = problem._own.files()["seen.csv"].decode().splitlines()
    assert kept[0] == "t,x,value"
    assert [float(cell) for cell in kept[1].split(",")] == [*rows[0], rows[0, 0] / 3]
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(table)
    again = stated(conditions=[dict(name="seen", points=frame, law="u = value")])
    assert again._own.files() == problem._own.files()
    stated(reference={"file": frame.rename(columns={"value": "u"})})
    # A frame may have columns of other things.
    named = frame.assign(sensor=["a", "b, c", "", '"d"', None])
    with pytest.warns(UserWarning, match="the column 'sensor' is left out"):
        again = stated(conditions=[dict(name="seen", points=named, law="u = value")])
    assert again._own.files() == problem._own.files()
    spoilt = frame.assign(x=named["sensor"])
    with pytest.warns(UserWarning, match="'x' is left out"):
        with pytest.raises(voronet.ProblemError, match="no column for the input `x`"):
            stated(conditions=[dict(points=spoilt, law="u = value")])
    frame.to_csv(tmp_path / "seen.csv", index=False)
    stated(conditions=[dict(points=tmp_path / "seen.csv", law="u = value")])
    with pytest.raises(ValueError, match="columns of different lengths"):
        stated(conditions=[dict(points={"t": [0], "x": [0, 1]}, law=u)])
    with pytest.raises(TypeError, match="the column 'x' is not of numbers"):
        stated(conditions=[dict(points={"t": [0], "x": ["a"]}, law=u)])
    with pytest.raises(voronet.ProblemError, match="no column for the input `x`"):
        stated(conditions=[dict(points={"t": [0]}, law=u)])


def test_a_table_is_not_taken_for_a_file_of_the_same_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text("x,value\n0.5,1\n")
    table = {"x": [0.25, 0.75], "value": [0.0, 2.0]}
    problem = voronet.Problem(
        inputs="x",
        outputs="u",
        domain={"x": (0, 1)},
        equations="diff(u, x, 2) = 0",
        conditions=[
            {"points": "points.csv", "law": "u = value"},
            {"points": table, "law": "u = value"},
        ],
    )
    assert 'points = "points.csv"' in problem.text
    assert 'points = "points-2.csv"' in problem.text


def test_what_is_masked_is_no_measurement():
    table = {"x": [0.25, 0.75], "value": np.ma.masked_equal([0.0, -9999.0], -9999.0)}
    with pytest.raises(TypeError, match="'value'.*masked"):
        voronet.Problem(
            inputs="x",
            outputs="u",
            domain={"x": (0, 1)},
            equations="diff(u, x, 2) = 0",
            conditions=[{"points": table, "law": "u = value"}],
        )


def test_shapes_are_moved_in_the_order_of_the_file_or_not_at_all():
    disk = Shape.disk([0, 0], 0.3)
    disk.scale(2).rotate(30).translate([1, 0])
    for moved in (
        lambda: disk.translate([1, 0]).rotate(90),
        lambda: disk.translate([1, 0]).translate([0, 1]),
        lambda: disk.rotate(30).scale(2),
    ):
        with pytest.raises(ValueError, match="after"):
            moved()
