"""Progress bars in terminals and notebooks, without any dependency."""

from __future__ import annotations

import sys
import time
from html import escape
from shutil import get_terminal_size
from typing import Any

#: Seconds from one picture to the next.
_EVERY = 0.1

_EIGHTHS = " ▏▎▍▌▋▊▉"


def in_notebook() -> bool:
    """Tells whether cells of a notebook are being run."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    # A terminal's shell has no kernel; Jupyter's and Colab's have.
    return getattr(shell, "kernel", None) is not None


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


class Bar:
    """How far a training is: of its iterations or of its time, whichever is nearer to its end."""

    def __init__(self, extent: tuple[int, float | None]) -> None:
        self.iterations, self.seconds = extent
        self.shown = -_EVERY
        self.window = ""

    def tick(
        self, iteration: int, prepared: int, to_prepare: int, estimated: int, record: Any
    ) -> None:
        """Shows what is known now."""
        if time.monotonic() < self.shown + _EVERY:
            return
        self.shown = time.monotonic()
        if record is None:
            part = prepared / to_prepare if to_prepare else 0.0
            self.show(part, "placing points")
            return
        if estimated:
            self.show(estimated / 1000, "estimating the error")
            return
        # The clock of the training began after the points were placed.
        spent = max(record.seconds, 1e-9)
        part = iteration / self.iterations if self.iterations else 0.0
        if self.seconds:
            part = max(part, spent / self.seconds)
        part = min(part, 1.0)
        left = _clock(spent * (1 - part) / part) if part > 0 else "?"
        speed = f"{record.iteration / spent:.1f}it/s" if record.iteration else "?it/s"
        numbers = [f"loss={record.loss:.3e}"]
        numbers += [f"error_{name}={error:.2e}" for name, error in record.errors[:2]]
        numbers += [f"{name}={value:.5g}" for name, value in record.unknowns[:3]]
        text = f"{iteration} [{_clock(spent)}<{left}, {speed}, {', '.join(numbers)}]"
        self.show(part, self.window + text)

    def word(self, kind: str, text: str) -> None:
        """Hears that a window of the time begins, or that files are written."""
        if kind == "window":
            self.window = f"{text} "
        if kind == "finishing":
            self.show(1.0, "writing fields, pictures and the report")

    def show(self, part: float, text: str) -> None:
        """Draws a part, of 1, and a text."""
        raise NotImplementedError

    def close(self) -> None:
        """Leaves the last line as it is."""
        raise NotImplementedError


class Terminal(Bar):
    """A line that is written over and over."""

    width = 0

    def show(self, part: float, text: str) -> None:
        cells = part * 10
        whole = int(cells)
        bar = "█" * whole
        if whole < 10:
            bar += _EIGHTHS[int((cells - whole) * 8)] + " " * (9 - whole)
        line = f"{part:4.0%}|{bar}| {text}"[: get_terminal_size().columns - 1]
        sys.stderr.write("\r" + line.ljust(self.width))
        sys.stderr.flush()
        self.width = len(line)

    def close(self) -> None:
        if self.width:
            sys.stderr.write("\n")


class Notebook(Bar):
    """A bar below the cell."""

    handle: Any = None

    def show(self, part: float, text: str) -> None:
        from IPython import display as ipython

        page = ipython.HTML(  # type: ignore[no-untyped-call]
            
            f'<div><progress value="{part:.4f}" max="1" style="width:12em"></progress> '
            f"<code>{part:.0%} {escape(text)}</code></div>"
        )
        if self.handle is None:
            self.handle = ipython.display(page, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self.handle.update(page)

    def close(self) -> None:
        self.handle = None
