"""The table of a comparison: medians over the repeats."""

import csv
import json
import platform
from statistics import median

COLUMNS = ("milliseconds_per_iteration", "ratio", "relative_l2_error", "iterations",
           "start_up_seconds", "peak_mebibytes")


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def mean_error(run):
    """One number for problems of several outputs."""
    errors = run["relative_l2_error"].values()
    return sum(errors) / len(errors)


def summarize(runs):
    """A row for each program, problem and sampler, in the order of their first run."""
    groups = {}
    for run in runs:
        groups.setdefault((run["problem"], run["sampler"], run["program"]), []).append(run)
    rows = []
    for (problem, sampler, program), group in groups.items():
        row = {"problem": problem, "sampler": sampler, "program": program}
        good = [run for run in group if "failed" not in run]
        if good:
            row["relative_l2_error"] = median(map(mean_error, good))
            for key in ("milliseconds_per_iteration", "iterations", "start_up_seconds", "peak_mebibytes"):
                row[key] = median(run[key] for run in good)
            times = [run["milliseconds_per_iteration"] for run in good]
            row["least_milliseconds"], row["most_milliseconds"] = min(times), max(times)
        if len(good) < len(group):
            row["failed"] = next(run["failed"] for run in group if "failed" in run)
        rows.append(row)
    own = {(row["problem"], row["sampler"]): row.get("milliseconds_per_iteration")
           for row in rows if row["program"] == "voronet"}
    for row in rows:
        base = own.get((row["problem"], row["sampler"]))
        if base and "milliseconds_per_iteration" in row:
            row["ratio"] = row["milliseconds_per_iteration"] / base
    return rows


def cell(row, key, form):
    return format(row[key], form) if key in row else "–"


def markdown(rows, options):
    lines = [
        f"{processor()}, {options.threads} threads; medians of {options.repeats} runs of "
        f"{options.seconds:g} s each.",
        "",
        "| problem | sampler | program | ms per iteration | of which least to most | × Voronet "
        f"| relative L² error after {options.seconds:g} s | start-up, s | peak memory, MiB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        head = f"| {row['problem']} | {row['sampler']} | {row['program']} | "
        if "milliseconds_per_iteration" not in row:
            reason = row["failed"].replace("|", "/")[:160]
            lines.append(head + f"failed: {reason} | – | – | – | – | – |")
            continue
        spread = f"{row['least_milliseconds']:.3g} to {row['most_milliseconds']:.3g}"
        lines.append(head + " | ".join((
            cell(row, "milliseconds_per_iteration", ".3g"), spread, cell(row, "ratio", ".2f"),
            cell(row, "relative_l2_error", ".1e"), cell(row, "start_up_seconds", ".2f"),
            cell(row, "peak_mebibytes", ".0f"))) + " |")
    return "\n".join(lines)


def write(folder, runs, options):
    """runs.json, table.csv and table.md; after every run, so that none is lost."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = summarize(runs)
    (folder / "runs.json").write_text(json.dumps(runs, indent=1))
    (folder / "table.md").write_text(markdown(rows, options) + "\n")
    with open(folder / "table.csv", "w", newline="") as file:
        names = ("problem", "sampler", "program", *COLUMNS, "least_milliseconds", "most_milliseconds", "failed")
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
