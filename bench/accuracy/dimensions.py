"""Where seeds stop paying as the number of inputs grows: samplers from 1 to 12 inputs.

    python3 bench/accuracy/dimensions.py --out runs/dimensions

Three problems in d inputs, Poisson's equation on the unit cube: a front, a bump that narrows with d, and a
smooth solution. Every sampler takes the same number of steps, so that the errors do not depend on the machine.
Then the residual of the networks trained with `uniform` is evaluated at seeds and at fresh points: how well that of
the nearest seed tells that of a point, and what it leaves of the variance of the loss. Runs that are there
already are not repeated. OUT/errors.md and OUT/quality.md have the tables.

Only the standard library is needed.
"""

import argparse
import csv
import json
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from math import dist, exp, log, sqrt
from pathlib import Path
from statistics import correlation, median

from run import ROOT, whole_numbers

SEEDS = 2000       # the default of two inputs and more
MANY_SEEDS = 10_000   # measured at the end of a training, and not trained with
VARIANTS = {
    "uniform": {"method": "uniform"},
    "pwc": {"method": "pwc", "seeds": SEEDS},
    "exact": {"method": "exact"},
}
FRESH = 3000       # points at which the quality is measured


def front(d):
    """A front on a sphere around a corner: as wide, and as much of the cube, with any d.

    Distances from a corner have the root mean square sqrt(d/3) and a deviation that hardly depends on d.
    """
    return {"r": f"sqrt({sum_of('{x}^2', d)})", "s": f"(r - sqrt({d}/3))/0.1", "exact": "tanh(s)",
            "source": f"sech(s)^2*({d - 1}/(0.1*r) - 200*tanh(s))"}


def bump(d):
    """A bump that is as far below its top at a typical point with any d."""
    return {"r2": sum_of("({x} - 0.4)^2", d), "width2": f"0.02*{d}", "exact": "exp(-r2/width2)",
            "source": f"(4*r2/width2^2 - 2*{d}/width2)*exact"}


def smooth(d):
    return {"exact": f"({sum_of('sin(pi*{x})', d)})/sqrt({d})", "source": "-pi^2*exact"}


PROBLEMS = {"front": front, "bump": bump, "smooth": smooth}
RESIDUAL = "laplacian(u) - source"


def sum_of(term, d):
    return " + ".join(term.format(x=x) for x in inputs(d))


def inputs(d):
    return [f"x{i}" for i in range(1, d + 1)]


def problem_file(name, d, out):
    names = inputs(d)
    file = out / f"{name}-{d}.toml"
    lines = [f"exact = false\ninputs = {json.dumps(names)}\noutputs = [\"u\"]\n[domain]",
             *(f"{x} = [0, 1]" for x in names), "[definitions]",
             *(f"{key} = \"{value}\"" for key, value in PROBLEMS[name](d).items()),
             "[[equation]]\nlaw = \"laplacian(u) = source\"\n[[condition]]",
             "at = \"" + " or ".join(f"{x} = {end}" for x in names for end in (0, 1)) + "\"",
             "law = \"u = exact\"\n[reference]\nu = \"exact\""]
    file.write_text("\n".join(lines) + "\n")
    return file


def command_line():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "voronet")
    parser.add_argument("--inputs", type=whole_numbers, default=[1, 2, 3, 5, 8, 12])
    parser.add_argument("--seeds", type=whole_numbers, default=[1, 2, 3], help="random seeds: 1-5 or 1,4,7")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PROBLEMS))
    parser.add_argument("--width", type=int, default=14, help="of the three hidden layers")
    parser.add_argument("--steps", type=int, default=40, help="Levenberg-Marquardt steps")
    parser.add_argument("--points", type=int, default=10_000, help="of the pool from which is drawn")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time, of one thread each")
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "dimensions")
    return parser.parse_args()


def phases(d, options):
    """Those of `auto`, with fewer steps and a fixed number of them."""
    width = options.width
    parameters = (d + 1) * width + 2 * (width + 1) * width + width + 1
    return (f'[{{optimizer = "adam", iterations = 200}}, '
            f'{{optimizer = "spring", iterations = 100, rows = {parameters // 2}, redraw = 1, stall = 1000}}, '
            f'{{optimizer = "levenberg-marquardt", iterations = {options.steps}, rows = {3 * parameters}, '
            f'redraw = 10, stall = 1000}}]')


def folder_of(name, d, variant, seed, options):
    return options.out / f"{name}-{d}-{variant.replace(', ', '-').replace(' ', '-')}-{seed}"


def train(name, d, variant, seed, options):
    folder = folder_of(name, d, variant, seed, options)
    if (folder / "summary.json").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)   # a run that was cut off
    settings = {"training.phase": phases(d, options), "training.time_budget": "3600",
                "training.estimate_error": "false", "training.record_every": "30",
                "network.hidden": str([options.width] * 3), "sampling.points": str(options.points),
                **{f"sampling.{key}": str(value) for key, value in VARIANTS[variant].items()}}
    command = [options.program, "train", options.out / f"{name}-{d}.toml", "--out", folder, "--seed", str(seed),
               "--quiet", "--threads", "1", *(word for pair in settings.items() for word in ("--set", "=".join(pair)))]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    print(folder.name, f"{error(folder):.1e}", file=sys.stderr, flush=True)


def error(folder):
    value = json.loads((folder / "summary.json").read_text())["relative_l2_error"]["u"]
    return float("inf") if value is None else value


def residuals(folder, points, options):
    """|r| of a trained network at each of the points."""
    file = options.out / "points.csv"
    with open(file, "w", newline="") as out:
        csv.writer(out).writerows([inputs(len(points[0])), *points])
    command = [options.program, "evaluate", folder, "--at", file, "--derivative", RESIDUAL]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [abs(float(row[RESIDUAL])) for row in csv.DictReader(done.stdout.splitlines())]


def mean(values):
    return sum(values) / len(values)


def variances(sizes, importance, mixture=0.5):
    """The variance, over that of uniform draws, of the loss, mean of r^2, and of its gradient, mean of 2 r grad r.

    Of the gradient it is taken as if all grad r had the same length and the mean gradient were 0.
    """
    whole = mean(importance)
    relative = [(1 - mixture) * q / whole + mixture for q in importance]
    second, fourth = (mean([r**p for r in sizes]) for p in (2, 4))
    loss = (mean([r**4 / q for r, q in zip(sizes, relative)]) - second**2) / (fourth - second**2)
    return loss, mean([r**2 / q for r, q in zip(sizes, relative)]) / second


def quality(d, options):
    """Of each problem: greatest over mean, of each number of seeds correlation and variances, those of `exact`."""
    draw = random.Random(d)
    points = [[draw.random() for _ in range(d)] for _ in range(MANY_SEEDS + FRESH)]
    seeds, fresh = points[:MANY_SEEDS], points[MANY_SEEDS:]
    owners = {}
    for count in (SEEDS, MANY_SEEDS):
        within = seeds[:count]
        owners[count] = [min(range(count), key=[dist(x, seed) for seed in within].__getitem__) for x in fresh]
    found = {}
    for name in options.only:
        measured = []
        for seed in options.seeds:
            all_sizes = residuals(folder_of(name, d, "uniform", seed, options), points, options)
            at_seeds, sizes = all_sizes[:MANY_SEEDS], all_sizes[MANY_SEEDS:]
            numbers = [max(sizes) / mean(sizes)]
            for owner in owners.values():
                told = [at_seeds[s] for s in owner]
                numbers += [correlation(told, sizes), *variances(sizes, told)]
            measured.append([*numbers, *variances(sizes, sizes)])
        found[name] = [median(column) for column in zip(*measured)]
    return found


def errors_table(options):
    others = [variant for variant in VARIANTS if variant != "uniform"]
    lines = ["| problem | inputs | uniform | " + " | ".join(others) + " |", "|---" * (3 + len(others)) + "|"]
    for name in options.only:
        for d in options.inputs:
            errors = {variant: [error(folder_of(name, d, variant, seed, options)) for seed in options.seeds]
                      for variant in VARIANTS}
            cells = [f"{median(errors['uniform']):.1e}"]
            for variant in others:
                better = sum(own < uniform for own, uniform in zip(errors[variant], errors["uniform"]))
                ratio = exp(mean([log(own / uniform) for own, uniform in zip(errors[variant], errors["uniform"])]))
                cells.append(f"{median(errors[variant]):.1e} ({better}; {ratio:.2g})")
            lines.append(f"| {name} | {d} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def quality_table(options):
    lines = ["| problem | inputs | greatest / mean | 2,000 seeds: correlation | loss | gradient | 10,000 seeds: "
             "correlation | loss | gradient | `exact`: loss | gradient |", "|---" * 11 + "|"]
    by_inputs = {d: quality(d, options) for d in options.inputs}
    for name in options.only:
        for d in options.inputs:
            numbers = [f"{number:.2g}" for number in by_inputs[d][name]]
            lines.append(f"| {name} | {d} | " + " | ".join(numbers) + " |")
    return "\n".join(lines) + "\n"


def main():
    options = command_line()
    options.out.mkdir(parents=True, exist_ok=True)
    tasks = [(name, d, variant, seed) for seed in options.seeds for d in options.inputs for name in options.only
             for variant in VARIANTS]
    for name in options.only:
        for d in options.inputs:
            problem_file(name, d, options.out)
    with ThreadPoolExecutor(options.jobs) as workers:
        list(workers.map(lambda task: train(*task, options), tasks))
    for file, table in (("errors.md", errors_table), ("quality.md", quality_table)):
        (options.out / file).write_text(table(options))
        print(table(options))


if __name__ == "__main__":
    main()
