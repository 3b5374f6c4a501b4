"""Runs every program of the comparison, interleaved, and prints one table.

    python3 bench/peers/run.py --out results

Only the standard library is needed here; the programs' environments are made on first
use from the pinned requirements beside this file. See docs/measured.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ALWAYS = 4_000_000_000  # iterations: the time is what ends a run

EVERY = ("uniform", "exact", "pwc")


@dataclass(frozen=True)
class Program:
    name: str
    command: tuple
    environment: str | None  # requirements-ENVIRONMENT.txt
    samplers: tuple = EVERY
    excluded: tuple = ()  # problems that it cannot be given


PROGRAMS = (
    Program("voronet", (), None),
    Program("jax-taylor", ("jax_taylor.py",), "jax"),
    Program("jax-nested", ("jax_nested.py",), "jax"),
    Program("torch-eager", ("torch_peer.py", "--mode", "eager"), "torch"),
    Program("torch-func", ("torch_peer.py", "--mode", "func"), "torch"),
    Program("torch-compile", ("torch_peer.py", "--mode", "compile"), "torch"),
    Program("deepxde-pytorch", ("deepxde_peer.py", "--backend", "pytorch"), "deepxde", ("uniform",)),
    # With JAX, DeepXDE hands conditions on points no function to differentiate.
    Program("deepxde-jax", ("deepxde_peer.py", "--backend", "jax"), "deepxde", ("uniform",),
            ("kuramoto_sivashinsky",)),
    # jinns has no condition with normals on part of a boundary that is no box.
    Program("jinns", ("jinns_peer.py",), "jinns", ("uniform",), ("plane_stress",)),
)

# Problem files and what --set adds to them: the same settings as in problems.py.
PROBLEMS = {
    "diffusion": ("problems/paper/diffusion.toml", ()),
    "diffusion_small": ("problems/paper/diffusion.toml", ("sampling.batch=500", "sampling.seeds=500")),
    "elasticity": ("problems/paper/elasticity.toml", ()),
    "plane_stress": ("problems/paper/plane-stress.toml", ()),
    "burgers": ("bench/peers/files/burgers.toml", ()),
    "poisson3d": ("bench/peers/files/poisson3d.toml", ()),
    "kuramoto_sivashinsky": ("bench/peers/files/kuramoto-sivashinsky.toml", ()),
}

CASES = (
    *(("diffusion", sampler) for sampler in EVERY),
    ("diffusion_small", "uniform"), ("diffusion_small", "pwc"),
    ("elasticity", "uniform"), ("elasticity", "pwc"),
    ("plane_stress", "uniform"), ("plane_stress", "pwc"),
    ("burgers", "uniform"), ("poisson3d", "uniform"), ("kuramoto_sivashinsky", "uniform"),
)


class Failure(Exception):
    pass


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


def environment(name, folder):
    """The interpreter of an environment, made anew when its requirements have changed."""
    requirements = HERE / f"requirements-{name}.txt"
    wanted, place = requirements.read_text(), folder / name
    made, python = place / "made-from.txt", place / "bin" / "python"
    if not made.exists() or made.read_text() != wanted:
        print(f"making the environment {name}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
        made.write_text(wanted)
    return python


def started(command, limit):
    """Runs a command to its end; its output is captured."""
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        raise Failure(f"not done after {limit:.0f} s") from None
    if done.returncode:
        raise Failure(last_line(done.stderr))
    return done.stdout


def python_run(program, interpreter, case, options):
    problem, sampler = case
    return json.loads(last_line(started(
        [interpreter, *program.command, "--problem", problem, "--sampler", sampler,
         "--threads", str(options.threads), "--seconds", str(options.seconds),
         "--seed", str(options.seed)], options.limit + options.seconds)))


def voronet_command(binary, case, options, out, **training):
    problem, sampler = case
    file, settings = PROBLEMS[problem]
    settings = [*settings, f"sampling.method={sampler}",
                *(f"training.{key}={value}" for key, value in training.items())]
    return [binary, "train", ROOT / file, "--out", out, "--threads", str(options.threads),
            "--seed", str(options.seed), "--quiet",
            *(word for setting in settings for word in ("--set", setting))]


def voronet_start_up(binary, case, options, folder):
    """Seconds until the record of the first iteration is on disk."""
    out = Path(folder) / "first"
    history = out / "history.csv"
    start = time.perf_counter()
    process = subprocess.Popen(
        voronet_command(binary, case, options, out, iterations=1, record_every=1),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = None
    while seconds is None and process.poll() is None:
        # The header, the record before the first iteration, and the one after it.
        if history.exists() and history.read_text().count("\n") >= 3:
            seconds = time.perf_counter() - start
        time.sleep(0.001)
    _, complaint = process.communicate()
    if process.returncode:
        raise Failure(last_line(complaint))
    return time.perf_counter() - start if seconds is None else seconds


def voronet_run(binary, case, options):
    with tempfile.TemporaryDirectory() as folder:
        start_up = voronet_start_up(binary, case, options, folder)
        out = Path(folder) / "run"
        process = subprocess.Popen(
            voronet_command(binary, case, options, out, iterations=ALWAYS,
                            record_every=ALWAYS, time_budget=options.seconds),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise Failure(f"exit status {process.returncode}")
        summary = json.loads((out / "summary.json").read_text())
    return {
        "milliseconds_per_iteration": summary["milliseconds_per_iteration"],
        "iterations": summary["iterations"],
        "start_up_seconds": start_up,
        "peak_mebibytes": usage.ru_maxrss / 1024,
        "relative_l2_error": summary["relative_l2_error"],
    }


def chosen(names, every, kind):
    if names is None:
        return list(every)
    unknown = [name for name in names if name not in every]
    if unknown:
        sys.exit(f"no {kind} {', '.join(unknown)}; there are {', '.join(every)}")
    return names


def command_line():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = lambda text: text.split(",")
    parser.add_argument("--problems", type=names, help="all unless given: diffusion,burgers or diffusion/pwc")
    parser.add_argument("--programs", type=names, help="all unless given: voronet,jax-taylor,…")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20, help="of training in each run")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=1, help="of the first repeat; the next has the next")
    parser.add_argument("--limit", type=float, default=600, help="seconds a run may take besides training")
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "peers" / "results")
    parser.add_argument("--environments", type=Path, default=ROOT / "target" / "peers")
    parser.add_argument("--voronet", type=Path, help="a built program, instead of building it")
    return parser.parse_args()


def main():
    options = command_line()
    wanted = chosen(options.programs, [p.name for p in PROGRAMS], "program")
    programs = [p for p in PROGRAMS if p.name in wanted]
    labels = ["/".join(case) for case in CASES]
    problems = chosen(options.problems, [*PROBLEMS, *labels], "problem")
    cases = [c for c, label in zip(CASES, labels) if c[0] in problems or label in problems]

    binary = options.voronet and options.voronet.resolve()
    if binary is None and "voronet" in wanted:
        subprocess.run(["cargo", "build", "--release"], cwd=ROOT, check=True)
        binary = ROOT / "target" / "release" / "voronet"
    interpreters, missing = {}, {}
    for name in {p.environment for p in programs if p.environment}:
        try:
            interpreters[name] = environment(name, options.environments.resolve())
        except (OSError, subprocess.CalledProcessError) as error:
            missing[name] = f"no environment: {error}"

    rows = [(program, case) for case in cases for program in programs
            if case[1] in program.samplers and case[0] not in program.excluded]
    runs = []
    first_seed = options.seed
    # Round after round, so that whatever else the machine does falls on all alike.
    for repeat in range(options.repeats):
        options.seed = first_seed + repeat
        for program, case in rows:
            run = {"program": program.name, "problem": case[0], "sampler": case[1],
                   "repeat": repeat, "seed": options.seed, "threads": options.threads}
            try:
                if program.environment in missing:
                    raise Failure(missing[program.environment])
                run |= (voronet_run(binary, case, options) if program.environment is None else
                        python_run(program, interpreters[program.environment], case, options))
            except Failure as failure:
                run["failed"] = str(failure)
            runs.append(run)
            print(f"{repeat + 1}/{options.repeats} {program.name} {'/'.join(case)}: "
                  f"{run.get('failed') or '%.2f ms' % run['milliseconds_per_iteration']}",
                  file=sys.stderr)
            report.write(options.out, runs, options)
    print(report.markdown(report.summarize(runs), options))


if __name__ == "__main__":
    main()
