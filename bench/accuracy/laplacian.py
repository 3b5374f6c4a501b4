"""What a Laplacian costs in 2 to 20 inputs, and what a random estimate of it could save and would cost.

    python3 bench/accuracy/laplacian.py --out runs/laplacian

Steps: processor time of a step by the derivatives that the equation reads: `laplacian(u)`, which is carried as one
number; the same with coefficients, which carries each second derivative; and one second derivative alone, as many
numbers as an estimate by one random direction carries. It is taken between two records of a training, from Linux's
/proc.

Noise: all second derivatives of a trained network at random points. From these follows exactly, with no draws,
how an estimate by one random direction varies: v'Hv with random signs v (Hutchinson) has the variance
2 sum of H_ij^2 over i != j, and d H_ii of a random dimension i has d sum of H_ii^2 - (sum of H_ii)^2.

Only the standard library is needed.
"""

import argparse
import csv
import json
import random
import shutil
import subprocess
import time
from math import sqrt
from pathlib import Path

from dimensions import inputs, mean, sum_of
from run import ROOT, whole_numbers

LAWS = {   # of what is u - bump, so that all have the same solution
    "laplacian": lambda d: "laplacian(u - bump)",
    "each": lambda d: sum_of("(1 + {x})*diff(u - bump, {x}, 2)", d),
    "one direction": lambda d: "diff(u - bump, x1, 2)",
}
# The phases, and the iterations between which is timed. Far from a solution a step of Levenberg-Marquardt is tried
# several times.
STEPS = {
    "adam": ('[{optimizer = "adam", iterations = 5000}]', 50, 250),
    "levenberg-marquardt": ('[{optimizer = "adam", iterations = 100}, {optimizer = "levenberg-marquardt", '
                            'iterations = 500, rows = 3000, redraw = 10, stall = 100000}]', 110, 130),
}
STAGES = {   # each goes on from the one above
    "300 of Adam": '{optimizer = "adam", iterations = 300}',
    "250 of SPRING": '{optimizer = "spring", iterations = 250, rows = 600, redraw = 1, stall = 1000}',
    "40 of Levenberg-Marquardt": '{optimizer = "levenberg-marquardt", iterations = 40, stall = 1000}',
}
POINTS = 500


def command_line():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "voronet")
    parser.add_argument("--steps-in", type=whole_numbers, default=[2, 5, 10, 20], help="inputs of the timed problems")
    parser.add_argument("--noise-in", type=whole_numbers, default=[10, 20], help="inputs of the trained networks")
    parser.add_argument("--repeats", type=int, default=3, help="of a timing, of which the least counts")
    parser.add_argument("--only", choices=("noise", "steps"), help="one of the two tables")
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "laplacian")
    return parser.parse_args()


def problem_file(file, d, left, right):
    """An equation on the unit cube of which a bump is the solution."""
    names = inputs(d)
    walls = " or ".join(f"{x} = {end}" for x in names for end in (0, 1))
    lines = ["exact = false", f"inputs = {json.dumps(names)}", 'outputs = ["u"]', "[domain]",
             *(f"{x} = [0, 1]" for x in names),
             "[definitions]", f'r2 = "{sum_of("({x} - 1/2)^2", d)}"', 'bump = "exp(-r2)"',
             "[[equation]]", f'law = "{left} = {right}"', "[[condition]]", f'at = "{walls}"', 'law = "u = bump"',
             "[reference]", 'u = "bump"']
    file.write_text("\n".join(lines) + "\n")
    return file


def command(file, phases, folder, options):
    """The training, in a folder that is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    settings = ("training.phase=" + phases, "training.time_budget=3600", "training.estimate_error=false",
                "sampling.method=uniform", "sampling.points=20000")
    return [options.program, "train", file, "--out", folder, "--quiet", "--threads", "1",
            *(word for setting in settings for word in ("--set", setting))]


def processor_seconds(process):
    """What all threads of a process have run."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def step_milliseconds(d, law, optimizer, options):
    """Processor time between two records of a training, which is ended after the second."""
    phases, first, last = STEPS[optimizer]
    file = problem_file(options.out / f"steps-{d}.toml", d, LAWS[law](d), "0")
    folder = options.out / "steps"

    def seconds():
        training = command(file, phases, folder, options)
        process = subprocess.Popen([*training, "--set", "training.record_points=100"])
        at = {}
        while last not in at and process.poll() is None:
            time.sleep(0.002)
            history = folder / "history.csv"
            rows = history.read_text().splitlines() if history.exists() else []
            for iteration in (first, last):
                if iteration not in at and any(row.startswith(f"{iteration},") for row in rows):
                    at[iteration] = processor_seconds(process)
        process.kill()
        process.wait()
        return at[last] - at[first]

    return 1e3 * min(seconds() for _ in range(options.repeats)) / (last - first)


def steps_table(options):
    lines = ["| inputs | optimizer | " + " | ".join(LAWS) + " |", "|---" * (2 + len(LAWS)) + "|"]
    for optimizer in STEPS:
        for d in options.steps_in:
            times = [f"{step_milliseconds(d, law, optimizer, options):.3g}" for law in LAWS]
            lines.append(f"| {d} | {optimizer} | " + " | ".join(times) + " |")
            print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def noise(d, phases, options):
    """Error, and of residual and estimates the root mean square: r, noise of random signs, of a random dimension."""
    right = f"(4*r2 - 2*{d})*bump"
    file = problem_file(options.out / f"noise-{d}.toml", d, "laplacian(u)", right)
    folder = options.out / "noise"
    subprocess.run(command(file, phases, folder, options), check=True)
    names, draw = inputs(d), random.Random(d)
    points = options.out / "points.csv"
    with open(points, "w", newline="") as out:
        csv.writer(out).writerows([names, *([draw.random() for _ in names] for _ in range(POINTS))])
    own = [f"diff(u, {x}, 2)" for x in names]
    mixed = [f"diff(u, {x}, {y})" for i, x in enumerate(names) for y in names[i + 1:]]
    evaluate = [options.program, "evaluate", folder, "--at", points,
                *(word for name in (right, *own, *mixed) for word in ("--derivative", name))]
    done = subprocess.run(evaluate, check=True, stdout=subprocess.PIPE, text=True)
    squares, signs, dimension, sources = [], [], [], []
    for row in csv.DictReader(done.stdout.splitlines()):
        diagonal = [float(row[name]) for name in own]
        laplacian = sum(diagonal)
        sources.append(float(row[right]) ** 2)
        squares.append((laplacian - float(row[right])) ** 2)
        signs.append(4 * sum(float(row[name]) ** 2 for name in mixed))   # each pair twice
        dimension.append(d * sum(h**2 for h in diagonal) - laplacian**2)
    error = json.loads((folder / "summary.json").read_text())["relative_l2_error"]["u"]
    return error, [mean(values) for values in (sources, squares, signs, dimension)], product_deviation(squares, signs)


def product_deviation(squares, variances):
    """The deviation of a product of two independent estimates of r, which is one of r^2 without bias, over r^2."""
    return sqrt(mean([(r2 + v) ** 2 - r2**2 for r2, v in zip(squares, variances)])) / mean(squares)


def noise_table(options):
    lines = ["| inputs | after | error | residual / source | noise / residual, random signs | random dimension | "
             "directions for as much noise as residual | deviation of r^2 |", "|---" * 8 + "|"]
    for d in options.noise_in:
        for count, stage in enumerate(STAGES, 1):
            phases = "[" + ", ".join(list(STAGES.values())[:count]) + "]"
            error, (source, square, signs, dimension), product = noise(d, phases, options)
            lines.append(f"| {d} | {stage} | {error:.1e} | {sqrt(square / source):.1e} | {sqrt(signs / square):.3g} | "
                         f"{sqrt(dimension / square):.3g} | {signs / square:.3g} | {product:.3g} |")
            print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def main():
    options = command_line()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, table in (("noise", noise_table), ("steps", steps_table)):
        if options.only in (None, name):
            (options.out / f"{name}.md").write_text(table(options))


if __name__ == "__main__":
    main()
