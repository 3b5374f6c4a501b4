"""Spectral references of korteweg-de-vries.toml and schroedinger.toml.

Fourier modes in space; the linear part is solved exactly and the rest by the fourth-order
exponential scheme of Cox and Matthews with the contour integrals of Kassam and Trefethen.
The stated errors are relative L2 differences from half as many modes and time steps, over
the points of the tables.

    python waves.py
"""

import numpy as np

from tables import difference, write


def coefficients(linear, step):
    """The scheme's phi functions, by means over a circle around each step * linear."""
    circle = np.exp(2j * np.pi * (np.arange(64) + 0.5) / 64)
    z = step * linear[:, None] + circle
    half = (np.exp(z / 2) - 1) / z
    first = (-4 - z + np.exp(z) * (4 - 3 * z + z**2)) / z**3
    middle = (2 + z + np.exp(z) * (z - 2)) / z**3
    last = (-4 - 3 * z - z**2 + np.exp(z) * (4 - z)) / z**3
    return [step * f.mean(axis=1) for f in (half, first, middle, last)]


def march(v, linear, rest, end, steps, records):
    """v' = linear v + rest(v) from time 0 to `end`; `records` states, equally spaced."""
    step = end / steps
    whole, half = np.exp(step * linear), np.exp(step * linear / 2)
    q, first, middle, last = coefficients(linear, step)
    states = [v]
    for i in range(steps):
        at_start = rest(v)
        a = half * v + q * at_start
        at_a = rest(a)
        b = half * v + q * at_a
        at_b = rest(b)
        c = half * a + q * (2 * at_b - at_start)
        v = whole * v + first * at_start + 2 * middle * (at_a + at_b) + last * rest(c)
        if (i + 1) % (steps // (records - 1)) == 0:
            states.append(v)
    return np.array(states)


def korteweg_de_vries(modes, steps, times):
    """u_t + u u_x + 0.022^2 u_xxx = 0 on the circle [-1, 1), u(0, x) = cos(pi x), t to 1."""
    x = -1 + 2 * np.arange(modes) / modes
    wave = np.pi * np.fft.rfftfreq(modes, 1 / modes)
    kept = wave < 2 / 3 * wave[-1]   # the square of the others would come back as noise
    rest = lambda v: -0.5j * wave * np.fft.rfft(np.fft.irfft(v * kept, modes) ** 2)
    states = march(np.fft.rfft(np.cos(np.pi * x)), 1j * 0.022**2 * wave**3, rest, 1, steps, times)
    return np.fft.irfft(states, modes, axis=1)


def schroedinger(modes, steps, times):
    """i h_t + h_xx/2 + |h|^2 h = 0 on the circle [-5, 5), h(0, x) = 2 sech(x), t to pi/2."""
    x = -5 + 10 * np.arange(modes) / modes
    wave = 2 * np.pi / 10 * np.fft.fftfreq(modes, 1 / modes)

    def rest(v):
        h = np.fft.ifft(v)
        return 1j * np.fft.fft(np.abs(h) ** 2 * h)

    states = march(np.fft.fft(2 / np.cosh(x)), -0.5j * wave**2, rest, np.pi / 2, steps, times)
    return np.fft.ifft(states, axis=1)


def thinned(u, places):
    """Every so many columns, the first repeated as the last: the circle is closed."""
    closed = np.concatenate([u, u[:, :1]], axis=1)
    return closed[:, :: u.shape[1] // (places - 1)]


def table(solution, coarse, fine, times, places):
    return [thinned(solution(*size, times), places) for size in (coarse, fine)]


def main():
    times, places = 21, 97
    coarse, fine = table(korteweg_de_vries, (768, 10_000), (1536, 20_000), times, places)
    t, x = (axis.ravel() for axis in np.meshgrid(np.linspace(0, 1, times), np.linspace(-1, 1, places), indexing="ij"))
    write("korteweg-de-vries", {"t": t, "x": x}, {"u": fine.ravel()}, {"u": difference(fine, coarse)},
          "NumPy, 1,536 Fourier modes and 20,000 exponential Runge-Kutta steps")

    times, places = 21, 97
    coarse, fine = table(schroedinger, (768, 20_000), (1536, 40_000), times, places)
    t, x = (axis.ravel() for axis in np.meshgrid(np.linspace(0, np.pi / 2, times), np.linspace(-5, 5, places), indexing="ij"))
    write("schroedinger", {"t": t, "x": x}, {"u": fine.real.ravel(), "v": fine.imag.ravel()},
          {"u": difference(fine.real, coarse.real), "v": difference(fine.imag, coarse.imag)},
          "NumPy, 1,536 Fourier modes and 40,000 exponential Runge-Kutta steps")


if __name__ == "__main__":
    main()
