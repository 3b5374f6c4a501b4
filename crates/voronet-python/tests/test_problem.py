"""Reading problems, and saying what is wrong with them."""

import pickle

import numpy as np
import pytest
from conftest import GROWTH

import voronet


def test_a_problem_knows_its_names_and_settings(growth):
    assert growth.title == "Growth"
    assert (growth.inputs, growth.outputs) == (["t", "x"], ["u"])
    assert growth.terms == ["growth", "start"]
    assert growth.bounds == {"t": (0.0, 1.0), "x": (0.0, 2.0)}
    changed = growth.set({"training.seed": 3, "network.hidden": [4, 4], "title": 'a "b"'})
    assert "seed = 3" in changed.text and "hidden = [4, 4]" in changed.text
    assert changed.title == 'a "b"'
    assert growth.title == "Growth"


def test_all_mistakes_are_told_underlined():
    wrong = GROWTH.replace("k*u", "k*v").replace("t = 0", "t = 7").replace("\npoints", "\npionts")
    with pytest.raises(voronet.ProblemError) as caught:
        voronet.Problem.parse(wrong)
    error = caught.value
    assert isinstance(error, ValueError)
    assert str(error).startswith("3 mistakes in the problem")
    assert [mistake.text for mistake in error.mistakes] == ["v", "t = 7", "pionts"]
    assert error.mistakes[0].line == 12
    assert "^ not known here" in str(error)
    assert "did you mean `points`?" in error.mistakes[2].help
    # As processes hand errors to each other.
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert [str(mistake) for mistake in again.mistakes] == [str(mistake) for mistake in error.mistakes]


def test_a_wrong_change_is_shown_as_it_was_written(growth):
    with pytest.raises(voronet.ProblemError, match="did you mean `seed`"):
        growth.set("training.sed", 3)
    with pytest.raises(TypeError, match="training.seed: object is no value of a problem"):
        growth.set("training.seed", object())


def test_a_file_that_is_not_there_is_no_problem(tmp_path):
    with pytest.raises(FileNotFoundError):
        voronet.Problem.read(tmp_path / "none.toml")


def test_files_are_given_from_memory(tmp_path):
    text = GROWTH.replace('at = "t = 0"\nlaw = "u = 1 + x"', 'points = "p.csv"\nlaw = "u = value"')
    columns = {"t": np.zeros(3), "x": [0, 1, 2], "value": [1.0, 2.0, 3.0]}
    problem = voronet.Problem.parse(text, files={"p.csv": columns})
    again = pickle.loads(pickle.dumps(problem))
    assert again.text == problem.text
    problem.save(tmp_path / "growth.toml")
    assert voronet.Problem.read(tmp_path / "growth.toml").terms == problem.terms
    assert (tmp_path / "p.csv").read_text().splitlines()[1] == "0.0,0.0,1.0"
    problem.save(tmp_path / "growth.toml")
    with pytest.raises(FileExistsError):
        problem.set("training.seed", 9).save(tmp_path / "growth.toml")


def test_check_says_what_was_understood(growth):
    check = growth.check()
    assert "growth (weight 1), in the domain:" in str(check)
    assert "Network: 2-8-8-1" in check.training
    assert r"\frac{\partial u}{\partial t} = k\,u" in check.latex
    assert check._repr_latex_() == growth._repr_latex_()
    assert growth.draw()._repr_svg_().startswith("<svg")


def test_a_condition_without_a_place_is_a_mistake(growth):
    text = GROWTH.replace('at = "t = 0"', 'on = "disk"\nwhere = "x > 5"')
    text = text.replace("t = [0, 1]\nx = [0, 2]", 'shape = "disk"')
    text += '[shapes]\ndisk = { kind = "disk", radius = 1 }\n'
    problem = voronet.Problem.parse(text)
    for attempt in (problem.check, problem.train):
        with pytest.raises(voronet.ProblemError, match="nothing is left of the place of `start`"):
            attempt()
