"""References of lorenz.toml and kuramoto-sivashinsky.toml.

Lorenz' equations are continued by Taylor series (mpmath). On the circle, Fourier modes in space
and the exponential scheme of the textbook problems' waves.py. The stated errors are relative L2
differences from a coarser computation, and at least 1e-14: the tables have 14 digits.

    python long_times.py
"""

import pathlib
import sys

import numpy as np

TEXTBOOK = pathlib.Path(__file__).resolve().parents[2] / "textbook" / "references"
sys.path.insert(0, str(TEXTBOOK))

from curves import curve  # noqa: E402
from tables import difference, write  # noqa: E402
from waves import march, table  # noqa: E402


def lorenz():
    """x, y and z from (1, 1, 1) to t = 10."""
    right = lambda _, y: [10 * (y[1] - y[0]), y[0] * (28 - y[2]) - y[1], y[0] * y[1] - 8 * y[2] / 3]
    curve("lorenz", "t", ["x", "y", "z"], right, [1, 1, 1], 10, 1001)


def kuramoto_sivashinsky(modes, steps, times):
    """u_t + a u u_x + b u_xx + c u_xxxx = 0 on [0, 2 pi), u(0, x) = cos(x) (1 + sin(x))."""
    a, b, c = 100 / 16, 100 / 16**2, 100 / 16**4
    x = 2 * np.pi * np.arange(modes) / modes
    wave = np.fft.rfftfreq(modes, 1 / modes)
    kept = wave < 2 / 3 * wave[-1]   # the square of the others would come back as noise
    rest = lambda v: -0.5j * a * wave * np.fft.rfft(np.fft.irfft(v * kept, modes) ** 2)
    start = np.fft.rfft(np.cos(x) * (1 + np.sin(x)))
    states = march(start, b * wave**2 - c * wave**4, rest, 1, steps, times)
    return np.fft.irfft(states, modes, axis=1)


def main():
    lorenz()
    times, places = 41, 129
    coarse, fine = table(kuramoto_sivashinsky, (512, 20_000), (1024, 40_000), times, places)
    axes = np.linspace(0, 1, times), np.linspace(0, 2 * np.pi, places)
    t, x = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
    write("kuramoto-sivashinsky", {"t": t, "x": x}, {"u": fine.ravel()}, {"u": difference(fine, coarse)},
          "NumPy, 1,024 Fourier modes and 40,000 exponential Runge-Kutta steps")


if __name__ == "__main__":
    main()
