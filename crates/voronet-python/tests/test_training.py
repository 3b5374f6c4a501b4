"""Training: results, progress, callbacks, interrupts, folders."""

import _thread
import importlib.metadata
import pathlib
import pickle
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from conftest import GROWTH

import voronet


def test_the_same_seed_gives_the_same_bits(growth):
    one, two = growth.train(seed=5, threads=1), growth.train(seed=5, threads=2)
    assert (one.parameters == two.parameters).all()
    assert one.summary["seed"] == 5
    assert (growth.train(seed=6).parameters != one.parameters).any()


def test_a_callback_sees_records_and_stops(growth):
    seen = []

    def look(record):
        seen.append((record, record.network()(0.5, 1.0)))
        return record.iteration >= 30

    solution = growth.train(callback=look)
    assert solution.summary["iterations"] == 30
    records = [record for record, _ in seen]
    assert [record.iteration for record in records] == [0, 10, 20, 30]
    assert records[-1].loss == solution.loss
    assert set(records[0].terms) == {"growth", "start"}
    assert records[0].errors["u"] > 0
    # The network of the last record is the solution's.
    assert seen[-1][1] == solution(0.5, 1.0)
    with pytest.raises(RuntimeError, match="the training went on"):
        records[0].network()
    # Processes tell each other of records.
    kept = pickle.loads(pickle.dumps(records[-1]))
    assert kept == records[-1] and kept.terms == records[-1].terms
    with pytest.raises(ValueError, match="take it before"):
        kept.network()


def test_a_callback_that_only_listens_changes_nothing(growth, solution):
    listened = growth.train(callback=[].append)
    assert (listened.parameters == solution.parameters).all()
    with pytest.raises(TypeError, match="the callback returned str"):
        growth.train(callback=lambda record: "go on")


def test_an_exception_in_a_callback_comes_with_the_solution(growth):
    def fail(record):
        if record.iteration == 20:
            raise KeyError("mine")

    with pytest.raises(KeyError) as caught:
        growth.train(callback=fail)
    assert caught.value.solution.summary["iterations"] == 20
    assert caught.value.solution(0.0, 0.0).shape == ()


LONG = {"training.iterations": 10_000_000}


def test_ctrl_c_returns_the_solution_so_far(growth, capfd):
    begun = threading.Event()

    def press():
        begun.wait()
        _thread.interrupt_main()

    def train(**more):
        begun.clear()
        threading.Thread(target=press).start()
        return growth.set(LONG).train(callback=lambda record: begun.set(), **more)

    solution = train()
    assert solution.summary["iterations"] < 10_000_000
    assert np.isfinite(solution(0.5, 0.5))
    assert "Interrupted" in capfd.readouterr().err
    with pytest.raises(KeyboardInterrupt) as caught:
        train(on_interrupt="raise")
    assert caught.value.solution.summary["iterations"] < 10_000_000
    with pytest.raises(ValueError, match="on_interrupt"):
        growth.train(on_interrupt="ignore")


def test_ctrl_c_in_a_callback_is_the_same(growth):
    def press(record):
        if record.iteration == 20:
            _thread.interrupt_main()
            time.sleep(0.01)

    assert growth.train(callback=press).summary["iterations"] == 20


def test_other_threads_run_on(growth):
    counted = []
    done = threading.Event()

    def count():
        while not done.wait(0.01):
            counted.append(time.monotonic())

    thread = threading.Thread(target=count)
    thread.start()
    begun = time.monotonic()
    growth.set("training.iterations", 20_000).train(threads=1)
    ended = time.monotonic()
    done.set()
    thread.join()
    # While it trained, in all quarters of it.
    quarters = {int(4 * (at - begun) / (ended - begun)) for at in counted if begun <= at < ended}
    assert quarters == {0, 1, 2, 3}


def test_the_bar_is_drawn_and_the_result_the_same(growth, capfd):
    # The bar is drawn while a training goes on, which has to be there long enough.
    longer = growth.set("training.iterations", 20_000)
    barred = longer.train(progress=True)
    assert "%|" in capfd.readouterr().err
    assert (barred.parameters == longer.train().parameters).all()
    assert capfd.readouterr().err == ""


def test_the_bar_is_drawn_beside_a_callback(growth, capfd, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    # Records come faster than the bar is drawn.
    growth.set("training.iterations", 20_000).train(progress=True, callback=lambda record: None)
    assert "loss=" in capfd.readouterr().err


def test_numbers_that_are_none_are_refused(growth, tmp_path):
    for threads in (0, -1, 1.5, "two"):
        with pytest.raises(ValueError, match="threads is a whole number from 1 to"):
            growth.train(threads=threads)
    for seed in (-1, 1.7, 2**63):
        with pytest.raises(ValueError, match="seed is a whole number from 0 to"):
            growth.train(seed=seed)
    growth.train(folder=tmp_path / "run")
    with pytest.raises(ValueError, match="more is a whole number"):
        voronet.resume(tmp_path / "run", more=-1)


def test_the_bar_says_how_far_it_is(monkeypatch):
    from voronet.progress import Bar

    class Record:
        seconds, iteration, loss = 2.0, 50, 0.125
        errors, unknowns = [("u", 0.5)], [("k", 1.25)]

    shown = []
    bar = Bar((200, None))
    monkeypatch.setattr(bar, "show", lambda *drawn: shown.append(drawn))
    bar.tick(50, 0, 0, 0, Record)
    assert shown == [
        (0.25, "50 [00:02<00:06, 25.0it/s, loss=1.250e-01, error_u=5.00e-01, k=1.25]")
    ]


def test_a_run_folder_is_shared_both_ways(growth, solution, tmp_path):
    trained = growth.train(folder=tmp_path / "run")
    assert (tmp_path / "run" / "report.html").exists()
    opened = voronet.open(tmp_path / "run")
    points = np.random.default_rng(1).random((100, 2))
    for other in (opened, solution):
        assert (other(points) == trained(points)).all()
    solution.save(tmp_path / "saved")
    names = {path.name for path in (tmp_path / "saved").iterdir()}
    assert {"problem.toml", "model.safetensors", "report.html", "solution.vtu"} <= names
    with pytest.raises(FileExistsError):
        growth.train(folder=tmp_path / "run")
    with pytest.raises(FileExistsError):
        solution.save(tmp_path / "saved")


def test_a_run_is_gone_on_with(growth, tmp_path):
    cut = growth.train(folder=tmp_path / "run", callback=lambda record: record.iteration == 40)
    assert cut.summary["iterations"] == 40
    whole = voronet.resume(tmp_path / "run")
    assert (whole.parameters == growth.train().parameters).all()
    with pytest.raises(voronet.TrainingError, match="has come to its end"):
        voronet.resume(tmp_path / "run")
    assert voronet.resume(tmp_path / "run", more=20).summary["iterations"] == 120


def test_a_training_starts_from_another_solution(growth, solution):
    harder = growth.set("constants.k", 0.6)
    next_ = harder.train(start=solution)
    assert next_.history["loss"][0] < harder.train().history["loss"][0]
    with pytest.raises(voronet.TrainingError, match="layers"):
        growth.set("network.hidden", [4]).train(start=solution)


def test_a_divergence_comes_with_the_last_good_state():
    # What overflows whatever the network gives: no smaller step helps.
    text = GROWTH.replace("k*u", "exp(1000 + 1000*u)")
    problem = voronet.Problem.parse(text, changes={"training.iterations": 20})
    with pytest.raises(voronet.TrainingError) as caught:
        problem.train()
    assert "growth" in str(caught.value)
    # That before the first step, as the law was to blame.
    assert caught.value.solution.summary["iterations"] == 0
    assert np.isfinite(caught.value.solution(0.5, 0.5))


def resident_megabytes():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


@pytest.mark.skipif(not pathlib.Path("/proc/self/statm").exists(), reason="needs Linux")
def test_memory_does_not_grow(growth):
    quick = growth.set({"training.iterations": 10, "sampling.points": 200})

    def some(trainings):
        for seed in range(trainings):
            solution = quick.train(seed=seed, callback=lambda record: record.network()(0, 0) > 1e9)
            assert solution.history["loss"].size == 2

    some(100)
    before = resident_megabytes()
    some(900)
    # A solution alone that stayed each time would be more.
    assert resident_megabytes() - before < 8


def test_importing_loads_neither_numpy_nor_anything_else():
    code = "import sys, voronet; assert not {'numpy', 'pandas', 'sympy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_package_is_known_by_its_version():
    assert voronet.__version__ == importlib.metadata.version("voronet")


def test_all_of_it_leaves_what_python_has():
    code = "from voronet import *; assert Problem and open.__module__ != 'voronet.solution'"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_package_is_the_installed_one():
    assert (pathlib.Path(voronet.__file__).parent / "py.typed").exists()
