"""Seconds from the start of the process until the error is 1e-3, 1e-4 and 1e-5: Voronet with its
defaults beside the strongest second-order programs that run on a processor.

    python3 bench/peers/time_to_error.py --repeats 3 --seconds 120

Programs take turns, and runs that are there already are not repeated: OUT/runs/ has the records of
each, OUT/time-to-error.md the table. Only the standard library is needed here; environments are
made on first use, as by run.py.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import report
from run import HERE, ROOT, Failure, chosen, environment, last_line

PROGRAMS_AT = HERE / "time_to_error"
PROBLEMS = ("diffusion", "burgers", "poisson", "helmholtz", "kovasznay")
LEVELS = (1e-3, 1e-4, 1e-5)


@dataclass(frozen=True)
class Program:
    name: str
    command: tuple = ()
    environment: str | None = None  # requirements-ENVIRONMENT.txt; Voronet has none


PROGRAMS = (
    Program("voronet"),
    Program("jax-lm", ("jax_lm.py",), "jax"),
    Program("ssbroyden-optimistix", ("jax_ssbroyden.py",), "ssbroyden"),
    Program("jinns-natural", ("jinns_second.py", "--optimizer", "natural"), "jinns"),
    Program("jinns-ssbroyden", ("jinns_second.py", "--optimizer", "ssbroyden"), "jinns"),
    Program("deepxde-lbfgs", ("deepxde_lbfgs.py",), "deepxde"),
)


def started(command, options):
    """Runs a command to its end or its time; its output is captured."""
    try:
        done = subprocess.run(command, cwd=PROGRAMS_AT, capture_output=True, text=True,
                              timeout=options.seconds + options.limit)
    except subprocess.TimeoutExpired as late:
        # What it printed until then are good records: one step may be longer than the limit.
        return (late.stdout or b"").decode()
    if done.returncode:
        raise Failure(last_line(done.stderr))
    return done.stdout


def python_run(command, problem, seed, options):
    """(seconds, error) of each record, from the start of the process."""
    output = started([*command, "--problem", problem, "--threads", str(options.threads),
                      "--seconds", str(options.seconds), "--seed", str(seed)], options)
    records = [json.loads(line) for line in output.splitlines() if line.startswith('{"seconds"')]
    return [(record["seconds"], record["error"]) for record in records]


def voronet_run(binary, problem, seed, options):
    """The same from the run's history, whose seconds begin with the run; the error of the
    worst output. The process itself starts in a few hundredths of a second."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        settings = [f"training.time_budget={options.seconds:g}", "training.estimate_error=false", *options.set]
        started([binary, "train", ROOT / "problems" / "textbook" / f"{problem}.toml", "--out", out,
                 "--threads", str(options.threads), "--seed", str(seed), "--quiet",
                 *(word for setting in settings for word in ("--set", setting))], options)
        with open(out / "history.csv", newline="") as file:
            rows = list(csv.DictReader(file))
    errors = [name for name in rows[0] if name.startswith("relative_l2_error")]
    return [(float(row["seconds"]), max(float(row[name]) for name in errors)) for row in rows]


def until(records, level):
    """The first second at which the error is at most `level`, or None."""
    return next((seconds for seconds, error in records if error <= level), None)


def summarize(runs, options):
    """A row for each problem and program: median seconds until each level, where more than half
    of the runs came there, and the median of the smallest errors."""
    rows = []
    for problem in PROBLEMS:
        for program in PROGRAMS:
            group = [run for run in runs if (run["problem"], run["program"]) == (problem, program.name)]
            if not group:
                continue
            row = {"problem": problem, "program": program.name, "runs": len(group)}
            good = [run["records"] for run in group if run.get("records")]
            if not good:
                rows.append(row | {"failed": group[0].get("failed") or "no record"})
                continue
            for level in LEVELS:
                times = [until(records, level) for records in good]
                times += [None] * (len(group) - len(good))
                time = median(float("inf") if time is None else time for time in times)
                row[level] = None if time == float("inf") else time
            row["best"] = median(min(error for _, error in records) for records in good)
            rows.append(row)
    return rows


def markdown(rows, options):
    lines = [
        f"{report.processor()}, {options.threads} threads; seconds from the start of the process, medians;"
        f" at most {options.seconds:g} s. In brackets how many times as long as Voronet.",
        "",
        "| problem | program | runs | " + " | ".join(f"to {level:.0e}" for level in LEVELS) + " | smallest error |",
        "|---|---|---|" + "---|" * (len(LEVELS) + 1),
    ]
    own = {row["problem"]: row for row in rows if row["program"] == "voronet"}
    for row in rows:
        head = f"| {row['problem']} | {row['program']} | {row['runs']} | "
        if "failed" in row:
            lines.append(head + f"failed: {row['failed'][:120]} |" + " |" * len(LEVELS))
            continue
        cells = []
        for level in LEVELS:
            time, base = row[level], own.get(row["problem"], {}).get(level)
            ratio = f" ({time / base:.1f})" if time and base and row["program"] != "voronet" else ""
            cells.append("–" if time is None else f"{time:.1f}{ratio}")
        lines.append(head + " | ".join(cells) + f" | {row['best']:.1e} |")
    return "\n".join(lines)


def command_line():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = lambda text: text.split(",")
    parser.add_argument("--problems", type=names, help="all unless given: diffusion,burgers,…")
    parser.add_argument("--programs", type=names, help="all unless given: voronet,jax-lm,…")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=120, help="of each process")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=1, help="of the first repeat; the next has the next")
    parser.add_argument("--limit", type=float, default=60, help="seconds a process may go on after its time")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="handed to Voronet")
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "peers" / "time-to-error")
    parser.add_argument("--environments", type=Path, default=ROOT / "target" / "peers")
    parser.add_argument("--voronet", type=Path, help="a built program, instead of building it")
    return parser.parse_args()


def perform(program, problem, seed, binary, interpreters, options):
    run = {"program": program.name, "problem": problem, "seed": seed}
    try:
        if program.environment is None:
            return run | {"records": voronet_run(binary, problem, seed, options)}
        command = [interpreters(program.environment), *program.command]
        return run | {"records": python_run(command, problem, seed, options)}
    except Failure as failure:
        return run | {"failed": str(failure)}


def main():
    options = command_line()
    wanted = chosen(options.programs, [program.name for program in PROGRAMS], "program")
    problems = chosen(options.problems, PROBLEMS, "problem")
    binary = options.voronet and options.voronet.resolve()
    if binary is None and "voronet" in wanted:
        subprocess.run(["cargo", "build", "--release"], cwd=ROOT, check=True)
        binary = ROOT / "target" / "release" / "voronet"
    folder = options.out / "runs"
    folder.mkdir(parents=True, exist_ok=True)

    def interpreters(name):
        try:
            return environment(name, options.environments.resolve())
        except (OSError, subprocess.CalledProcessError) as error:
            raise Failure(f"no environment: {error}") from None

    # Round after round, so that whatever else the machine does falls on all alike.
    for seed in range(options.seed, options.seed + options.repeats):
        for problem in problems:
            for program in (program for program in PROGRAMS if program.name in wanted):
                file = folder / f"{problem}-{program.name}-{seed}.json"
                if file.exists():
                    continue
                run = perform(program, problem, seed, binary, interpreters, options)
                if "records" in run:   # what failed is tried again
                    file.write_text(json.dumps(run))
                best = min((error for _, error in run.get("records", ())), default=None)
                said = run.get("failed") or ("no record" if best is None else f"{best:.1e}")
                print(f"{problem}, {program.name}, seed {seed}: {said}", file=sys.stderr, flush=True)
    runs = [json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))]
    table = markdown(summarize(runs, options), options)
    (options.out / "time-to-error.md").write_text(table + "\n")
    print(table)


if __name__ == "__main__":
    main()
