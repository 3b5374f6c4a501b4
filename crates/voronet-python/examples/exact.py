"""The exact solution of the diffusion problem that both examples train."""

import numpy as np


def exact(t, x, modes=200):
    """A series of sines about the steady state (x - x³)/2."""
    s = np.linspace(0, 1, 4001)
    start = 10 * (s - s**2) - (s - s**3) / 2
    u = (x - x**3) / 2
    for n in range(1, modes):
        values = start * np.sin(n * np.pi * s)
        b = 2 * np.sum(0.5 * (values[1:] + values[:-1])) / 4000
        u = u + b * np.exp(-((n * np.pi) ** 2) * t) * np.sin(n * np.pi * x)
    return u
