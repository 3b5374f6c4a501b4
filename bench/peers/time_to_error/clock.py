"""What every program begins and ends with: its options, and records of error against time.

A record is a line of JSON, {"seconds": since the process started, "error": relative L2 of the worst
output}. The clock stands still while an error is taken.
"""

import json
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import harness  # noqa: E402

EVERY = 0.25  # seconds between records


def options(extra=None):
    """The command line; called before a framework is imported, since it sets the threads.
    `extra(parser)` adds a program's own options."""
    def with_rows(parser):
        parser.add_argument("--rows", type=float, default=3,
                            help="rows of a batch for each parameter of the network")
        if extra:
            extra(parser)

    return harness.options(with_rows)


class Clock:
    def __init__(self, problem, predict, limit):
        """`predict(points)` gives the outputs of the network as it is now, an array
        (count, outputs); `limit` are the seconds that the process may live."""
        self.points, self.values = problem.test()
        self.predict, self.limit = predict, limit
        self.stood, self.last = 0.0, 0.0

    def seconds(self):
        return harness.process_seconds() - self.stood

    def tick(self):
        """Prints a record where one is due. Returns whether the time is up."""
        now = self.seconds()
        if now - self.last >= EVERY or now >= self.limit:
            start = time.perf_counter()
            difference = self.predict(self.points) - self.values
            errors = (difference**2).sum(0) ** 0.5 / (self.values**2).sum(0) ** 0.5
            print(json.dumps({"seconds": round(now, 3), "error": float(errors.max())}), flush=True)
            self.stood += time.perf_counter() - start
            self.last = self.seconds()
        return now >= self.limit
