"""What Python costs: importing the package, training, and evaluating, each beside what it is compared with.

    python bench/python/cost.py --binary target/release/voronet

Two things that are compared are timed in turn, so that what else the machine does slows both; a ratio is the median
over the turns, with the smallest and the largest. The package must be installed, and JAX for the last line.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
PROBLEM = ROOT / "problems" / "textbook" / "diffusion.toml"

IMPORT = "import time; begun = time.perf_counter(); import {}; print(time.perf_counter() - begun)"

TRAIN = """
import sys, voronet
problem, folder, iterations = sys.argv[1:]
changes = {"training.optimizer": "adam", "training.iterations": int(iterations), "training.estimate_error": False}
voronet.Problem.read(problem, changes).train(folder=folder, threads=1, progress=False)
"""


def run(*command):
    """What a command prints."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def told(what, ratios, more=""):
    print(f"{what}: {median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}, {len(ratios)} turns){more}", flush=True)


def imports(repeats):
    """The package beside NumPy, which it does not load."""
    own, numpy = [], []
    for _ in range(repeats):
        for module, times in (("voronet", own), ("numpy", numpy)):
            times.append(float(run(sys.executable, "-c", IMPORT.format(module))))
    told("importing voronet over importing NumPy", [a / b for a, b in zip(own, numpy)],
         f"; {1000 * median(own):.0f} and {1000 * median(numpy):.0f} ms")


def trainings(binary, repeats, iterations):
    """The same iterations from Python and on the command line: the seconds of the training itself."""
    ratios = []
    for turn in range(repeats):
        with tempfile.TemporaryDirectory() as parent:
            python, line = Path(parent) / "python", Path(parent) / "line"
            commands = [
                (sys.executable, "-c", TRAIN, PROBLEM, python, iterations),
                (binary, "train", PROBLEM, "--out", line, "--threads", 1, "--quiet", "--set", "training.optimizer=adam",
                 "--set", f"training.iterations={iterations}", "--set", "training.estimate_error=false"),
            ]
            for command in commands if turn % 2 else commands[::-1]:
                run(*command)
            summaries = [json.loads((folder / "summary.json").read_text()) for folder in (python, line)]
            assert summaries[0]["loss"] == summaries[1]["loss"], "the trainings differ"
            ratios.append(summaries[0]["wall_seconds"] / summaries[1]["wall_seconds"])
    told("training from Python over the command line", ratios)


def evaluations(repeats, points):
    """A call on many points beside the same network compiled by JAX."""
    import jax
    import numpy as np

    import voronet
    from voronet import export

    changes = {"training.optimizer": "adam", "training.iterations": 10, "training.estimate_error": False}
    solution = voronet.Problem.read(PROBLEM, changes).train(progress=False)
    compiled = jax.jit(export.to_jax(solution))
    at = np.random.default_rng(1).random((points, 2))
    # JAX computes in single precision as Voronet does, and finds its points where it wants them.
    on_device = jax.numpy.asarray(at)
    agreement = np.abs(np.asarray(compiled(on_device))[:, 0] - solution(at)).max()
    assert agreement < 1e-4, agreement
    ratios = []
    for _ in range(repeats):
        begun = time.perf_counter()
        solution(at)
        between = time.perf_counter()
        compiled(on_device).block_until_ready()
        ended = time.perf_counter()
        ratios.append((between - begun) / (ended - between))
    told(f"a call on {points} points over compiled JAX", ratios)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, default=ROOT / "target" / "release" / "voronet")
    parser.add_argument("--repeats", type=int, default=11)
    parser.add_argument("--iterations", type=int, default=1500)
    parser.add_argument("--points", type=int, default=1_000_000)
    arguments = parser.parse_args()
    imports(arguments.repeats)
    trainings(arguments.binary, arguments.repeats, arguments.iterations)
    evaluations(arguments.repeats, arguments.points)


if __name__ == "__main__":
    main()
