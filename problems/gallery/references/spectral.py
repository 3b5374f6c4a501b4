"""Spectral references of cahn-hilliard.toml and gray-scott.toml.

Fourier modes in space and the exponential scheme of ../../textbook/references/waves.py in time.
The stated errors are relative L2 differences from half as many modes and time steps, over the
points of the tables.

    python spectral.py
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "textbook" / "references"))
from tables import difference, write  # noqa: E402
from waves import march, table        # noqa: E402

PLACES = 65


def cahn_hilliard(modes, steps, times):
    """u_t = 0.2 (u^3 - u - 0.01 u_xx)_xx on the circle [-1, 1), t to 1."""
    x = -1 + 2 * np.arange(modes) / modes
    wave = np.pi * np.fft.rfftfreq(modes, 1 / modes)
    rest = lambda v: -0.2 * wave**2 * np.fft.rfft(np.fft.irfft(v, modes) ** 3)
    start = np.fft.rfft((np.cos(np.pi * x) + np.cos(2 * np.pi * x)) / 10)
    states = march(start, 0.2 * (wave**2 - 0.01 * wave**4) + 0j, rest, 1, steps, times)
    return np.fft.irfft(states, modes, axis=1)


def gray_scott(modes, steps, times):
    """u and v, side by side, on the circle [-1/4, 1/4), t to 500; D = 2e-5 and 1e-5, F = 0.04, k = 0.06."""
    x = -0.25 + np.arange(modes) / (2 * modes)
    wave = 4 * np.pi * np.fft.rfftfreq(modes, 1 / modes)
    pulse = np.exp(-((20 * x) ** 2))
    linear = np.concatenate([-2e-5 * wave**2 - 0.04, -1e-5 * wave**2 - 0.1]) + 0j
    feed = np.zeros(len(wave))
    feed[0] = 0.04 * modes

    def rest(state):
        u, v = (np.fft.irfft(part, modes) for part in np.split(state, 2))
        reaction = np.fft.rfft(u * v**2)
        return np.concatenate([feed - reaction, reaction])

    start = np.concatenate([np.fft.rfft(1 - pulse / 2), np.fft.rfft(pulse / 4)])
    states = march(start, linear, rest, 500, steps, times)
    return [np.fft.irfft(part, modes, axis=1) for part in np.split(states, 2, axis=1)]


def grid(end, times, half):
    axes = np.meshgrid(np.linspace(0, end, times), np.linspace(-half, half, PLACES), indexing="ij")
    return dict(zip("tx", (axis.ravel() for axis in axes)))


def main():
    times = 21
    coarse, fine = table(cahn_hilliard, (128, 2_000), (256, 4_000), times, PLACES)
    write("cahn-hilliard", grid(1, times, 1), {"u": fine.ravel()}, {"u": difference(fine, coarse)},
          "NumPy, 256 Fourier modes and 4,000 exponential Runge-Kutta steps")

    columns, errors = {}, {}
    for i, name in enumerate("uv"):
        coarse, fine = table(lambda *size: gray_scott(*size)[i], (128, 2_000), (256, 4_000), times, PLACES)
        columns[name], errors[name] = fine.ravel(), difference(fine, coarse)
    write("gray-scott", grid(500, times, 0.25), columns, errors,
          "NumPy, 256 Fourier modes and 4,000 exponential Runge-Kutta steps")


if __name__ == "__main__":
    main()
