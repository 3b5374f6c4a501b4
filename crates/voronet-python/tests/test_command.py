"""The command line that comes with the package."""

import importlib.metadata
import pathlib
import signal
import subprocess
import sys
import sysconfig
import time

import numpy as np
import pytest
from conftest import GROWTH

import voronet


def command(*typed, **more):
    return subprocess.run(
        [sys.executable, "-m", "voronet", *map(str, typed)], capture_output=True, text=True, **more
    )


def test_a_run_of_the_command_line_is_opened(tmp_path, growth, solution):
    problem, run = tmp_path / "growth.toml", tmp_path / "run"
    problem.write_text(GROWTH)
    ended = command("train", problem, "--out", run, "--quiet")
    assert ended.returncode == 0, ended.stderr
    assert (voronet.open(run).parameters == solution.parameters).all()
    compared = command("compare", problem, "--methods", "pwc,uniform", "--repeats", 2, "--out", tmp_path / "c")
    assert compared.returncode == 0, compared.stderr
    assert "uniform" in compared.stdout and (tmp_path / "c" / "report.html").exists()


def test_what_is_wrong_is_told_as_by_the_program(tmp_path):
    (tmp_path / "bad.toml").write_text(GROWTH.replace("k*u", "k*v"))
    ended = command("check", "bad.toml", cwd=tmp_path)
    assert ended.returncode == 2
    assert "bad.toml:12" in ended.stderr and "Traceback" not in ended.stderr
    assert command("trian").returncode == 2
    told = command("--version")
    assert (told.returncode, told.stdout) == (0, f"voronet {voronet.__version__}\n")
    assert "Usage: voronet " in command("train", "--help").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_ctrl_c_saves_what_there_is(tmp_path):
    (tmp_path / "growth.toml").write_text(GROWTH)
    typed = ["train", "growth.toml", "--set", "training.iterations=100000000", "--out", "run"]
    run = subprocess.Popen(
        [sys.executable, "-m", "voronet", *typed], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    history, until = tmp_path / "run" / "history.csv", time.monotonic() + 60
    try:
        while not history.exists() or len(history.read_text().splitlines()) < 3:
            assert time.monotonic() < until and run.poll() is None
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        told = run.communicate(timeout=60)[1]
    finally:
        run.kill()
        run.wait()
    assert run.returncode == 130 and "Traceback" not in told, told
    assert np.isfinite(voronet.open(tmp_path / "run")(0.5, 0.5))


def test_the_program_is_installed():
    scripts = importlib.metadata.distribution("voronet").entry_points
    assert [script.name for script in scripts if script.group == "console_scripts"] == ["voronet"]
    program = pathlib.Path(sysconfig.get_path("scripts")) / "voronet"
    assert subprocess.run([program, "list", "samplers"], capture_output=True).returncode == 0
