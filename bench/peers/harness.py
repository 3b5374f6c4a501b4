"""How every Python program of the comparison is measured.

A program begins with

    import harness
    options = harness.options()     # before its framework is imported: sets threads

and ends with `harness.measure(options, build)`. `build(problem, data, options)` returns
an object with

    iterate(n)        n training iterations, back only when they are done
    predict(points)   float32 (count, inputs) -> array (count, outputs)

One process measures one program on one problem and prints one line of JSON.
"""

import argparse
import json
import os
import statistics
import sys
import time

BLOCK_SECONDS = 0.25  # long beside the clock and the call, short beside a run


def process_seconds():
    """Seconds since this process started, the interpreter's own start included."""
    with open("/proc/self/stat") as file:
        started = int(file.read().rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")


def peak_mebibytes():
    # Not ru_maxrss, which a process inherits from the one that started it.
    with open("/proc/self/status") as file:
        line = next(line for line in file if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def forget_peak():
    """Lets the peak start anew from what is held now."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def options(extra=None):
    """Reads the command line; `extra(parser)` adds a program's own options."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--problem", required=True)
    parser.add_argument("--sampler", choices=["uniform", "exact", "pwc"], default="uniform")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    if extra:
        extra(parser)
    chosen = parser.parse_args()
    # Frameworks size their pools by the processors they may use; those that ask the
    # environment instead are told the same.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: chosen.threads])
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(chosen.threads)
    return chosen


def train(trainer, seconds):
    """Trains for `seconds` in blocks of iterations. Returns milliseconds per iteration
    of each full-sized block, and the number of iterations."""
    end = time.perf_counter() + seconds
    size, total, blocks = 1, 0, []
    while True:
        start = time.perf_counter()
        trainer.iterate(size)
        now = time.perf_counter()
        total += size
        blocks.append((size, 1e3 * (now - start) / size))
        if now >= end:
            break
        if now - start < BLOCK_SECONDS:
            size *= 2
        size = min(size, max(1, round((end - now) / (now - start) * blocks[-1][0])))
    # Small blocks on the way to the full size are warm-up; the last may be cut short.
    largest = max(size for size, _ in blocks)
    return [per for size, per in blocks if 2 * size >= largest], total


def measure(options, build):
    from problems import PROBLEMS, data, relative_error

    problem = PROBLEMS[options.problem]
    # The pools are this benchmark's own NumPy: neither their time nor their temporary
    # memory is the program's.
    before = time.perf_counter()
    pools = data(problem, options.sampler, options.seed)
    preparation = time.perf_counter() - before
    forget_peak()
    trainer = build(problem, pools, options)
    trainer.iterate(1)
    start_up = process_seconds() - preparation
    blocks, iterations = train(trainer, options.seconds)
    memory = peak_mebibytes()
    errors = relative_error(problem, trainer.predict)
    print(json.dumps({
        "problem": problem.name,
        "sampler": options.sampler,
        "threads": options.threads,
        "milliseconds_per_iteration": statistics.median(blocks),
        "iterations": iterations,
        "blocks": len(blocks),
        "start_up_seconds": start_up,
        "peak_mebibytes": memory,
        "relative_l2_error": errors,
    }))
    sys.stdout.flush()
