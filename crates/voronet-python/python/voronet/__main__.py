"""The command line: ``voronet``, or ``python -m voronet``."""

from __future__ import annotations

import signal
import sys

from . import _voronet


def main() -> None:
    """Does what was typed, and leaves Python with the exit status."""
    # The commands hear Ctrl-C themselves, or it ends them, unless whoever started this wants neither.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_voronet.command(["voronet", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
