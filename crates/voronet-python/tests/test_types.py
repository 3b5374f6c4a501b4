"""Types: the package is checked, and the stub of the compiled half says what is there."""

import os
import pathlib
import subprocess
import sys

import pytest

import voronet

PACKAGE = pathlib.Path(voronet.__file__).parent

USE = """
import numpy as np
import voronet
from voronet import sampling, variables

t, x, u = variables("t x u")
problem = voronet.Problem(
    inputs=[t, x], outputs="u", domain={"t": [0, 1], "x": [0, 1]}, equations=[u.diff(t) == u.diff(x, 2)]
)
solution: voronet.Solution = problem.train(callback=lambda record: record.loss < 1e-3)
error: float = solution.errors["u"]
verdict = solution.verdict
if verdict is not None:
    text: str = verdict.judgement
indices, weights = sampling.Pwc(np.zeros((3, 2)), np.zeros((2, 2))).draw([1.0, 2.0], 3)
total: float = float(weights.sum())
"""


def checked(*arguments, **more):
    done = subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, **more
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_has_types(tmp_path):
    pytest.importorskip("mypy")
    (tmp_path / "use.py").write_text(USE)
    # What is installed is found by itself.
    is_installed = PACKAGE.parent.name == "site-packages"
    where = dict(os.environ) if is_installed else {**os.environ, "MYPYPATH": str(PACKAGE.parent)}
    cache = ["--cache-dir", str(tmp_path / "cache")]
    checked("mypy", *cache, "--strict", "--ignore-missing-imports", "-p", "voronet", env=where)
    checked("mypy", *cache, "--strict", "--ignore-missing-imports", str(tmp_path / "use.py"), env=where)


def test_users_of_pyright_see_the_types(tmp_path):
    pytest.importorskip("pyright")
    (tmp_path / "use.py").write_text(USE)
    checked("pyright", "--pythonpath", sys.executable, str(tmp_path / "use.py"))


def test_the_stub_says_what_is_there(tmp_path):
    pytest.importorskip("mypy")
    # A class that cannot be subclassed is no fault of a stub.
    checked("mypy.stubtest", "voronet._voronet", "--ignore-missing-stub", "--ignore-disjoint-bases")
