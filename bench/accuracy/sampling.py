"""What importance sampling is worth in Gauss-Newton steps: other samplers, powers, mixtures, draws and rows.

    python3 bench/accuracy/sampling.py --jobs 2 --out runs/sampling

Every variant takes the same steps as `auto` does, but a fixed number of Levenberg-Marquardt steps in
place of a minute, so that the errors do not depend on the machine. Runs that are there already are
not repeated. OUT/runs.csv has a row for each, OUT/table.md the ratios to `uniform`.

Only the standard library is needed.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from math import exp, log
from pathlib import Path
from statistics import median

from run import ROOT, TEXTBOOK, problems, whole_numbers

PROBLEMS = ("burgers", "diffusion", "helmholtz", "korteweg-de-vries", "kovasznay", "l-shape",
            "narrow-load", "outflow-layer")


@dataclass(frozen=True)
class Variant:
    name: str
    sampling: dict = field(default_factory=dict)
    rows: int = 3      # for each parameter
    redraw: int = 10   # steps on the same rows
    steps: float = 1   # of those of the others: as many as take the same time


UNIFORM = Variant("uniform", {"method": "uniform"})
SQUARES = {"power": 2}   # the paper's
VARIANTS = (
    UNIFORM,
    Variant("pwc", {"method": "pwc"}),
    Variant("exact", {"method": "exact"}),
    Variant("pwc, power 2", {"method": "pwc", **SQUARES}),
    Variant("exact, power 2", {"method": "exact", **SQUARES}),
    Variant("rad", {"method": "rad"}),
    Variant("pwc, power 2, conditions too", {"method": "pwc", "conditions": "pwc", **SQUARES}),
    Variant("pwc, mixture 0.1", {"method": "pwc", "mixture": 0.1}),
    Variant("pwc, mixture 0.25", {"method": "pwc", "mixture": 0.25}),
    Variant("pwc, power 2, mixture 0.1", {"method": "pwc", "mixture": 0.1, **SQUARES}),
    Variant("pwc, power 2, mixture 0.25", {"method": "pwc", "mixture": 0.25, **SQUARES}),
    Variant("pwc, power 2, mixture 0.75", {"method": "pwc", "mixture": 0.75, **SQUARES}),
    Variant("pwc, every 3 steps", {"method": "pwc"}, redraw=3),
    Variant("pwc, every 5 steps", {"method": "pwc"}, redraw=5),
    Variant("pwc, power 2, every 3 steps", {"method": "pwc", **SQUARES}, redraw=3),
    Variant("pwc, power 2, every 30 steps", {"method": "pwc", **SQUARES}, redraw=30),
    Variant("uniform, every 3 steps", {"method": "uniform"}, redraw=3),
    Variant("uniform, every 30 steps", {"method": "uniform"}, redraw=30),
    Variant("pwc, power 2, 6 rows", {"method": "pwc", **SQUARES}, rows=6, steps=0.6),
    Variant("uniform, 6 rows", {"method": "uniform"}, rows=6, steps=0.6),
    Variant("uniform, 12 rows", {"method": "uniform"}, rows=12, steps=0.33),
)


def command_line():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "voronet")
    parser.add_argument("--seeds", type=whole_numbers, default=[1, 2, 3, 4, 5], help="1-5 or 1,4,7")
    parser.add_argument("--width", type=int, default=20, help="of the three hidden layers")
    parser.add_argument("--steps", type=int, default=200, help="Levenberg-Marquardt steps")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time, of one thread each")
    parser.add_argument("--only", type=lambda text: text.split(","), default=PROBLEMS, help="names of problems")
    parser.add_argument("--variants", type=lambda text: text.split(";"), help="names, with ; between them")
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "sampling")
    return parser.parse_args()


def phases(variant, width, inputs, outputs, steps):
    """Those of `auto`, but one of Levenberg-Marquardt, of as many steps as are wanted."""
    parameters = (inputs + 1) * width + 2 * (width + 1) * width + (width + 1) * outputs
    schedule = '{kind = "exponential", rate = 0.1, every = 300}'
    return "[" + ", ".join((
        f'{{optimizer = "adam", iterations = 300, learning_rate = 5e-3, schedule = {schedule}}}',
        f'{{optimizer = "spring", iterations = 250, rows = {max(50, parameters // 2)}, redraw = 1, stall = 1000}}',
        f'{{optimizer = "levenberg-marquardt", iterations = {round(variant.steps * steps)}, '
        f'rows = {variant.rows * parameters}, redraw = {variant.redraw}, stall = 100000}}',
    )) + "]"


def names(file, key):
    """How many names a problem's `inputs` or `outputs` has."""
    line = next(line for line in file.read_text().splitlines() if line.startswith(key))
    return line.count('"') // 2


def train(problem, variant, seed, options):
    folder = options.out / f"{problem.name}-{variant.name.replace(', ', '-').replace(' ', '-')}-{seed}"
    file = TEXTBOOK / f"{problem.name}.toml"
    if not (folder / "summary.json").exists():
        shutil.rmtree(folder, ignore_errors=True)   # a run that was cut off
        settings = {
            "training.phase": phases(variant, options.width, names(file, "inputs"), names(file, "outputs"), options.steps),
            "training.time_budget": "3600",
            "network.hidden": str([options.width] * 3),
            **{f"sampling.{key}": str(value) for key, value in variant.sampling.items()},
        }
        command = [options.program, "train", file, "--out", folder, "--seed", str(seed), "--quiet", "--threads", "1",
                   *(word for key, value in settings.items() for word in ("--set", f"{key}={value}"))]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            return {"error": float("inf"), "failed": (done.stderr.splitlines() or [str(done.returncode)])[0][:120]}
    summary = json.loads((folder / "summary.json").read_text())
    return {"error": problem.error(summary["relative_l2_error"]), "seconds": summary["wall_seconds"],
            "failed": None}


def table(rows, options):
    """Medians of the errors, and of the ratios to `uniform` with the same random seed."""
    errors = {(row["problem"], row["variant"], row["seed"]): row["error"] for row in rows}
    done = list(dict.fromkeys(row["variant"] for row in sorted(rows, key=lambda row: row["order"])))
    lines = [f"Relative L2 error, network of 3 layers of {options.width}, {options.steps} Levenberg-Marquardt steps: "
             "the median, and in parentheses how often it was below that of `uniform`.", "",
             "| rows drawn by | " + " | ".join(options.only) + " | mean ratio |",
             "|---" * (len(options.only) + 2) + "|"]
    for variant in done:
        cells, ratios = [], []
        for problem in options.only:
            seeds = [seed for seed in options.seeds if (problem, variant, seed) in errors]
            mine = [errors[problem, variant, seed] for seed in seeds]
            pairs = [(errors[problem, variant, seed], errors[problem, UNIFORM.name, seed]) for seed in seeds
                     if (problem, UNIFORM.name, seed) in errors]
            if not mine or not pairs:
                cells.append("")
                continue
            better = sum(error < uniform for error, uniform in pairs)
            cells.append(f"{median(mine):.1e}" + (f" ({better} of {len(pairs)})" if variant != UNIFORM.name else ""))
            ratios.append(log(median(mine) / median(uniform for _, uniform in pairs)))
        mean = exp(sum(ratios) / len(ratios)) if ratios else float("nan")
        lines.append(f"| {variant} | " + " | ".join(cells) + f" | {mean:.2g} |")
    return "\n".join(lines) + "\n"


def main():
    options = command_line()
    options.out.mkdir(parents=True, exist_ok=True)
    by_name = {problem.name: problem for problem in problems()}
    variants = [(order, variant) for order, variant in enumerate(VARIANTS)
                if not options.variants or variant.name in options.variants]
    tasks = [(by_name[name], order, variant, seed)
             for seed in options.seeds for order, variant in variants for name in options.only]
    rows = []
    with ThreadPoolExecutor(options.jobs) as workers:
        running = {workers.submit(train, problem, variant, seed, options): (problem, order, variant, seed)
                   for problem, order, variant, seed in tasks}
        for run in as_completed(running):
            problem, order, variant, seed = running[run]
            rows.append({"problem": problem.name, "variant": variant.name, "order": order, "seed": seed, **run.result()})
            print(f"{problem.name}, {variant.name}, seed {seed}: {rows[-1]['error']:.1e}", file=sys.stderr, flush=True)
            with open(options.out / "runs.csv", "w", newline="") as file:
                writer = csv.DictWriter(file, ("problem", "variant", "order", "seed", "error", "seconds", "failed"))
                writer.writeheader()
                writer.writerows(rows)
            (options.out / "table.md").write_text(table(rows, options))
    print(table(rows, options))


if __name__ == "__main__":
    main()
