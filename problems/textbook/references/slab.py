"""Reference of radiating-slab.toml: radiating-slab.csv and .json.

Chebyshev points in depth, whose clustering at the front resolves the start, where the
slab is at 1,400 K throughout and radiates already; the values inside follow from a stiff
integrator (Radau), those at both ends from the conditions. The stated error is the
relative L2 difference from three quarters as many points and a tenfold tolerance.

    python slab.py
"""

import numpy as np
from scipy.integrate import solve_ivp

from tables import difference, write

CONDUCTIVITY, HEAT, EMISSIVITY, SIGMA, SURROUNDINGS = 28, 3.6e6, 0.85, 5.67e-8, 290
START, DEPTH, END = 1400, 0.04, 120


def differentiation(n):
    """Chebyshev points from 0 to DEPTH and their differentiation matrix."""
    x = -np.cos(np.pi * np.arange(n + 1) / n)
    c = np.where((np.arange(n + 1) % n) == 0, 2.0, 1.0) * (-1.0) ** np.arange(n + 1)
    gaps = x[:, None] - x[None, :] + np.eye(n + 1)
    matrix = np.outer(c, 1 / c) / gaps
    matrix -= np.diag(matrix.sum(axis=1))
    return (x + 1) * DEPTH / 2, matrix * 2 / DEPTH


def solution(n, tolerance, times, places):
    """T at the times and places, times in rows."""
    x, d = differentiation(n)
    second = d @ d

    def ends(inner):
        """T at back and front: d T = 0, and -k d T = the radiated flux, by Newton's method."""
        front = START
        for _ in range(50):
            back = -(d[0, 1:-1] @ inner + d[0, -1] * front) / d[0, 0]
            slope = d[-1, 0] * back + d[-1, 1:-1] @ inner + d[-1, -1] * front
            missing = CONDUCTIVITY * slope + EMISSIVITY * SIGMA * (front**4 - SURROUNDINGS**4)
            rate = (CONDUCTIVITY * (d[-1, -1] - d[-1, 0] * d[0, -1] / d[0, 0])
                    + 4 * EMISSIVITY * SIGMA * front**3)
            front -= missing / rate
            if abs(missing / rate) < 1e-12 * front:
                break
        return -(d[0, 1:-1] @ inner + d[0, -1] * front) / d[0, 0], front

    def whole(inner):
        back, front = ends(inner)
        return np.concatenate([[back], inner, [front]])

    right = lambda _, inner: CONDUCTIVITY / HEAT * (second @ whole(inner))[1:-1]
    found = solve_ivp(right, (0, END), np.full(n - 1, float(START)), "Radau", t_eval=times,
                      rtol=tolerance, atol=START * tolerance)
    weights = (-1.0) ** np.arange(n + 1)
    weights[[0, -1]] /= 2
    rows = []
    for inner in found.y.T:
        values = whole(inner)
        gaps = places[:, None] - x[None, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = weights / gaps
            row = shares @ values / shares.sum(axis=1)
        hit = np.isclose(gaps, 0, atol=1e-14)
        row[hit.any(axis=1)] = values[hit.argmax(axis=1)][hit.any(axis=1)]
        rows.append(row)
    return np.array(rows)


def main():
    times, places = np.linspace(0, END, 41), np.linspace(0, DEPTH, 33)
    coarse = solution(90, 1e-9, times, places)
    fine = solution(120, 1e-10, times, places)
    coarse[0] = fine[0] = START
    t, x = (axis.ravel() for axis in np.meshgrid(times, places, indexing="ij"))
    write("radiating-slab", {"t": t, "x": x}, {"T": fine.ravel()}, {"T": difference(fine, coarse)},
          "SciPy, 121 Chebyshev points and Radau's method")


if __name__ == "__main__":
    main()
