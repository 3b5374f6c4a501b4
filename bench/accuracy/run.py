"""Trains the textbook problems with defaults and says which targets are reached.

    python3 bench/accuracy/run.py --seeds 1-5 --budget 60
    python3 bench/accuracy/run.py --only helmholtz,wave --set training.optimizer=adam --out target/accuracy-adam
    python3 bench/accuracy/run.py --half tuned --seeds 1,2 --jobs 2 --threads 1

Problems, their halves and their targets are read from the table of problems/textbook/README.md.
Runs that are there already are not repeated, so that a comparison may be made in parts: each
leaves OUT/PROBLEM-SEED/, and OUT/ has runs.csv, a row for each of them, and table.md. Another
program or other settings need another OUT.

Only the standard library is needed.
"""

import argparse
import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
TEXTBOOK = ROOT / "problems" / "textbook"
# | [`name`](name.toml) | what | half | target *, or target (outputs; seconds s) | reference |
ROW = re.compile(r"\| \[`(?P<name>[^`]+)`\]\([^)]*\) \|[^|]*\| (?P<half>[^|]+) \| (?P<target>[^|]+) \|")
TARGET = re.compile(r"(?P<error>\S+)( \*)?( \((?P<outputs>[^;]+); (?P<seconds>\d+) s\))?")
COLUMNS = ("problem", "half", "seed", "target", "error", "reached", "seconds", "steps", "verdict",
           "stopped_because", "errors", "estimates", "failed")


@dataclass(frozen=True)
class Problem:
    name: str
    half: str
    target: float
    outputs: tuple  # those that count; all, if empty
    seconds: float  # allowed at least, whatever the budget

    def error(self, errors):
        """The error of the worst output, from those of all outputs."""
        counted = {name: errors[name] for name in self.outputs or errors}
        # An error that is no number is written as null.
        return max(float("inf") if error is None else error for error in counted.values())


def problems():
    """The rows of the table of textbook problems."""
    found = []
    for row in map(ROW.match, (TEXTBOOK / "README.md").read_text().splitlines()):
        if row:
            target = TARGET.fullmatch(row["target"])
            outputs = tuple((target["outputs"] or "").replace(",", " ").split())
            found.append(Problem(row["name"], row["half"], float(target["error"]), outputs,
                                 float(target["seconds"] or 0)))
    return found


def whole_numbers(text):
    """`1-3,7` is 1, 2, 3, 7."""
    numbers = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def command_line():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "voronet")
    parser.add_argument("--seeds", type=whole_numbers, default=[1, 2, 3, 4, 5], help="1-5 or 1,4,7")
    parser.add_argument("--budget", type=float, default=60, help="seconds of training in each run")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time; give --threads too")
    parser.add_argument("--threads", type=int, help="of each run; all processors unless given")
    parser.add_argument("--only", type=lambda text: text.split(","), help="names of problems")
    parser.add_argument("--half", choices=("tuned", "held back"))
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="handed on")
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "accuracy")
    return parser.parse_args()


def chosen(options):
    every = problems()
    unknown = set(options.only or ()) - {problem.name for problem in every}
    if unknown:
        sys.exit(f"no problem {', '.join(sorted(unknown))}; there are {', '.join(p.name for p in every)}")
    return [problem for problem in every
            if (not options.only or problem.name in options.only)
            and (not options.half or problem.half == options.half)]


def claim(options):
    """Makes OUT, or sees that what lies there was made with the same settings."""
    options.out.mkdir(parents=True, exist_ok=True)
    program = hashlib.sha256(options.program.read_bytes()).hexdigest()[:16]
    now = {"program": program, "budget": options.budget, "threads": options.threads, "set": sorted(options.set)}
    file = options.out / "settings.json"
    if file.exists() and (then := json.loads(file.read_text())) != now:
        sys.exit(f"{options.out} has runs of {then}, these would be of {now}; name another folder by --out")
    file.write_text(json.dumps(now) + "\n")


def train(problem, seed, options):
    """Trains unless that was done before. Returns what went wrong, if anything did."""
    folder = options.out / f"{problem.name}-{seed}"
    if (folder / "summary.json").exists():
        return None
    if folder.exists():   # a run that was cut off
        shutil.rmtree(folder)
    settings = [f"training.time_budget={max(options.budget, problem.seconds):g}", *options.set]
    command = [options.program, "train", TEXTBOOK / f"{problem.name}.toml", "--out", folder,
               "--seed", str(seed), "--quiet",
               *(word for setting in settings for word in ("--set", setting))]
    if options.threads:
        command += ["--threads", str(options.threads)]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode == 0:
        return None
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return lines[0][:120] if lines else f"exit status {done.returncode}"


def judged(problem, seed, options, failed):
    """The row of a run."""
    row = {"problem": problem.name, "half": problem.half, "seed": seed, "target": problem.target}
    file = options.out / f"{problem.name}-{seed}" / "summary.json"
    if not file.exists():
        return row | {"failed": failed, "reached": False}
    summary = json.loads(file.read_text())
    errors, verdict = summary["relative_l2_error"], summary.get("verdict") or ""
    error = problem.error(errors)
    return row | {
        "error": error,
        "reached": error <= problem.target,
        "seconds": summary["wall_seconds"],
        "steps": summary["iterations"],
        # A word, or an object with the word and its reasons.
        "verdict": verdict if isinstance(verdict, str) else verdict.get("judgement", ""),
        "stopped_because": summary["stopped_because"],
        "errors": json.dumps(errors),
        "estimates": json.dumps(estimates(summary)),
        "failed": failed,
    }


def estimates(summary):
    """The estimated errors of the outputs with a reference; null where there is no number."""
    verdict = summary.get("verdict")
    estimated = verdict.get("estimated_error", {}) if isinstance(verdict, dict) else {}
    return {name: estimated[name] for name in summary["relative_l2_error"] if name in estimated}


def calibration(rows):
    """How good the estimates of the error are."""
    pairs, unknown = [], 0
    for row in rows:
        errors = json.loads(row.get("errors") or "{}")
        for name, estimate in json.loads(row.get("estimates") or "{}").items():
            if estimate is None or errors[name] is None:
                unknown += 1
            else:
                pairs.append(estimate / errors[name])
    if not pairs:
        return []
    def part(holds):
        return f"{sum(map(holds, pairs)) / len(pairs):.0%}"
    return [f"{len(pairs)} estimates of the error, and {unknown} outputs without a number. Over the true error they "
            f"have a median of {median(pairs):.2g}; {part(lambda r: 1 / 3 <= r <= 3)} lie within a factor of 3, "
            f"{part(lambda r: 1 / 10 <= r <= 10)} of 10; {part(lambda r: r < 1 / 3)} are too small by more than 3, "
            f"{part(lambda r: r < 1 / 10)} by more than 10."]


def table(rows, options):
    lines = [
        f"Relative L2 error of the worst output, {options.budget:g} s of training, medians over the seeds.",
        "",
        "| problem | half | target | median | least | most | seconds | steps | verdicts | reached |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    reached = {}
    for name in dict.fromkeys(row["problem"] for row in rows):
        group = [row for row in rows if row["problem"] == name]
        good = [row for row in group if "error" in row]
        half, target = group[0]["half"], group[0]["target"]
        if not good:
            reached.setdefault(half, []).append(False)
            lines.append(f"| {name} | {half} | {target:.0e} | failed: {group[0]['failed']} | | | | | | no |")
            continue
        # A run that failed is as bad as can be.
        errors = [row.get("error", float("inf")) for row in group]
        hit = median(errors) <= target
        reached.setdefault(half, []).append(hit)
        verdicts = [row["verdict"] for row in good]
        said = ", ".join(f"{verdicts.count(v)} {v}" for v in dict.fromkeys(verdicts) if v)
        seconds, steps = (median(row[key] for row in good) for key in ("seconds", "steps"))
        lines.append(f"| {name} | {half} | {target:.0e} | {median(errors):.1e} | {min(errors):.1e} | "
                     f"{max(errors):.1e} | {seconds:.0f} | {steps:.0f} | {said} | "
                     f"{'yes' if hit else f'no, {median(errors) / target:.2g} times'} |")
    lines += ["", *calibration(rows), *(f"Of the {half} problems {sum(hits)} of {len(hits)} reach their target."
                    for half, hits in reached.items())]
    return "\n".join(lines)


def write(rows, options):
    with open(options.out / "runs.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    (options.out / "table.md").write_text(table(rows, options) + "\n")


def rows_of(options, failures):
    """The rows of all runs in OUT, those of earlier calls too, and of those that failed now."""
    rows = []
    for problem in problems():
        there = [int(folder.name.removeprefix(f"{problem.name}-"))
                 for folder in options.out.glob(f"{problem.name}-*")
                 if folder.name.removeprefix(f"{problem.name}-").isdigit()
                 and (folder / "summary.json").exists()]
        failed = [seed for name, seed in failures if name == problem.name]
        rows += [judged(problem, seed, options, failures.get((problem.name, seed)))
                 for seed in sorted({*there, *failed})]
    return rows


def main():
    options = command_line()
    wanted = chosen(options)
    claim(options)
    # All problems with the first seed, then all with the next: a part of it says something.
    tasks = [(problem, seed) for seed in options.seeds for problem in wanted]
    failures = {}
    with ThreadPoolExecutor(options.jobs) as workers:
        running = {workers.submit(train, *task, options): task for task in tasks}
        for run in as_completed(running):
            problem, seed = running[run]
            if failed := run.result():
                failures[problem.name, seed] = failed
            row = judged(problem, seed, options, failed)
            said = f"{row['error']:.1e} of {row['target']:.0e}" if "error" in row else failed
            print(f"{problem.name}, seed {seed}: {said}", file=sys.stderr, flush=True)
            write(rows_of(options, failures), options)
    print(table(rows_of(options, failures), options))


if __name__ == "__main__":
    main()
