"""Using solutions: values, derivatives, numbers, tables."""

import os
import pickle

import numpy as np
import pytest

import voronet


def test_points_are_given_as_numpy_broadcasts(solution):
    t, x = np.linspace(0, 1, 3), np.linspace(0, 2, 4)
    grid = solution(t[:, None], x)
    assert grid.shape == (3, 4) and grid.dtype == np.float64
    points = np.stack(np.broadcast_arrays(t[:, None], x), axis=-1)
    assert (solution(points) == grid).all()
    assert (solution(x=x, t=t[:, None]) == grid).all()
    assert (solution(t[:, None], x=x) == grid).all()
    assert solution(0.5, 1).shape == () and float(solution(0.5, 1)) == solution([[0.5, 1]])[0]
    assert solution(np.zeros((0, 2))).shape == (0,)
    # Whatever the layout and the type.
    assert (solution(np.asfortranarray(points)) == grid).all()
    assert solution(np.float32(0.5), np.int64(1)) == solution(0.5, 1.0)


def test_points_that_do_not_fit_are_refused(solution):
    with pytest.raises(ValueError, match="an entry for each of the inputs t, x"):
        solution(np.zeros(3))
    with pytest.raises(TypeError, match="nothing is given for x"):
        solution(t=0.5)
    with pytest.raises(TypeError, match="`y`: the inputs are t, x"):
        solution(0.5, 0.5, y=1)
    with pytest.raises(TypeError, match="3 arguments"):
        solution(0.5, 0.5, 1)
    with pytest.raises(ValueError):
        solution(np.zeros(3), np.zeros(4))


def test_expressions_are_evaluated(solution):
    t, x = 0.25, np.linspace(0, 2, 5)
    u, slope = solution.diff(["u", "diff(u, t)"], t, x)
    step = 1e-3
    rough = (solution(t + step, x) - solution(t - step, x)) / (2 * step)
    assert np.abs(slope - rough).max() < 1e-3
    assert solution.diff("k*u_t - x", t, x) == pytest.approx(0.5 * slope - x, rel=1e-6)
    ours = voronet.variable("u").diff("t")
    assert (solution.diff(ours, t, x) == slope).all()
    assert (u == solution(t, x)).all()
    with pytest.raises(voronet.ProblemError, match="unknown name `v`") as caught:
        solution.diff("u + v", t, x)
    assert caught.value.mistakes[0].text == "v"


def test_several_outputs_come_by_name():
    problem = voronet.Problem(
        inputs="x",
        outputs="u v",
        domain={"x": [0, 1]},
        equations=["u_x = v", "v_x = -u"],
        network={"hidden": [4]},
        sampling={"points": 50, "batch": 10},
        training={"optimizer": "adam", "iterations": 5},
    )
    values = problem.train()([0.0, 0.5, 1.0])
    assert values.u.shape == (3,) and values._fields == ("u", "v")
    u, v = values
    assert v is values.v
    again = pickle.loads(pickle.dumps(values))
    assert type(again) is type(values) and (again.v == v).all()


def test_what_a_run_ended_with_is_there(solution):
    history = solution.history
    assert list(history["iteration"]) == list(range(0, 101, 10))
    assert history["loss"][-1] == solution.loss == solution.summary["loss"]
    assert history["loss_growth"] + history["loss_start"] == pytest.approx(history["loss"])
    assert solution.errors["u"] == history["relative_l2_error_u"][-1]
    x = np.random.default_rng(0).random((20000, 2)) * [1, 2]
    exact = (1 + x[:, 1]) * np.exp(0.5 * x[:, 0])
    error = np.linalg.norm(solution(x) - exact) / np.linalg.norm(exact)
    assert error == pytest.approx(solution.errors["u"], rel=0.1)
    assert solution.verdict.judgement in ("solved", "doubtful", "not solved")
    assert str(solution.verdict).startswith("Verdict: ")
    assert solution.unknowns == {}
    assert "Growth" in repr(solution)
    assert solution.contains(0.5, [1.0, 3.0]).tolist() == [True, False]


def test_unknowns_come_with_standard_errors():
    t = np.linspace(0, 1, 40)
    data = {"t": t, "value": np.exp(-1.5 * t) + 0.01 * np.sin(100 * t)}
    problem = voronet.Problem(
        inputs="t",
        outputs="u",
        unknowns={"rate": {"start": 1, "positive": True}},
        domain={"t": [0, 1]},
        equations=["u_t = -rate*u"],
        conditions={"data": {"points": data, "law": "u = value"}},
        network={"hidden": [10, 10]},
        training={"optimizer": "levenberg-marquardt", "iterations": 60},
    )
    rate = problem.train().unknowns["rate"]
    assert abs(rate.value - 1.5) < 0.05
    assert 0 < rate.standard_error < 0.05
    assert rate.interval[0] < rate.value < rate.interval[1]
    assert float(rate) == rate.value and str(rate).startswith("rate = 1.")


def test_a_solution_survives_pickling_to_the_bit(solution):
    again = pickle.loads(pickle.dumps(solution))
    points = np.random.default_rng(2).random((50, 2))
    assert (again(points) == solution(points)).all()
    assert again.summary == solution.summary
    assert (again.history["loss"] == solution.history["loss"]).all()
    assert again.problem.text == solution.problem.text


def test_the_report_is_shown_in_notebooks(solution):
    assert "<html" in solution.report()
    assert solution._repr_html_().startswith("<iframe")


def test_fields_are_made_on_grids(solution):
    axes = solution.grid({"t": 3, "x": 5})
    assert [len(axis) for axis in axes.values()] == [3, 5]
    assert solution.grid(4, t=0.5)["t"].tolist() == [0.5]
    with pytest.raises(TypeError, match="y is no input"):
        solution.grid(4, y=0.5)


def test_tables_of_other_libraries(solution):
    pandas = pytest.importorskip("pandas")
    frame = solution.history.to_pandas()
    assert frame.shape[0] == 11 and frame["loss"].iloc[-1] == solution.loss
    points = pandas.DataFrame({"x": [0.0, 1.0], "other": [5, 5], "t": [0.5, 0.25]})
    assert (solution(points) == solution([0.5, 0.25], [0.0, 1.0])).all()
    with pytest.raises(ValueError, match="no column for t"):
        solution(points[["x"]])


def test_datasets_of_xarray(solution):
    pytest.importorskip("xarray")
    data = solution.to_xarray({"t": 3, "x": 5})
    assert data["u"].dims == ("t", "x")
    assert float(data["u"].sel(t=0.5, x=2.0)) == solution(0.5, 2.0)


def test_outside_of_the_domain_is_nothing():
    xarray = pytest.importorskip("xarray")
    ring = voronet.Shape.disk([0, 0], 1) - voronet.Shape.disk([0, 0], 0.5)
    problem = voronet.Problem(
        inputs="x y",
        outputs="u",
        domain=ring,
        equations=["laplacian(u) = 1"],
        network={"hidden": [4]},
        sampling={"points": 200, "batch": 20},
        training={"optimizer": "adam", "iterations": 2},
    )
    data = problem.train().to_xarray(21)
    assert isinstance(data, xarray.Dataset)
    assert np.isnan(data["u"].sel(x=0, y=0)) and np.isfinite(data["u"].sel(x=0.7, y=0, method="nearest"))


def test_grids_of_pyvista(solution):
    pytest.importorskip("pyvista")
    grid = solution.to_pyvista({"t": 3, "x": 5})
    values = np.asarray(grid.point_data["u"])
    at = grid.points
    assert np.abs(values - solution(at[:, 0], at[:, 1])).max() < 1e-6


def test_pictures_are_drawn(solution):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    field = solution.plot(nodes=11)
    assert [ax.get_xlabel() for ax in field.axes][0] == "t"
    line = solution.plot(nodes=11, t=0.5)
    drawn = line.axes[0].lines[0]
    assert (drawn.get_ydata() == solution(0.5, drawn.get_xdata())).all()
    with pytest.raises(ValueError, match="one or two inputs can be drawn"):
        solution.plot(t=0.5, x=1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_a_forked_process_says_that_it_has_no_threads(solution):
    solution(0.5, 1.0)
    child = os.fork()
    if child == 0:
        try:
            solution(0.5, 1.0)
        except RuntimeError as error:
            os._exit(7 if "spawn" in str(error) else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
