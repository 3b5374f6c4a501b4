"""Reference of cylinder.toml: steady flow at Re = 20 past a cylinder in the middle of a round box.

In s = log r and the angle the stream function psi and the vorticity w satisfy

    psi_ss + psi_aa = -exp(2 s) w,    psi_a w_s - psi_s w_a = nu (w_ss + w_aa),

with psi = psi_s = 0 on the cylinder, r = 1, and psi = psi_s = r sin(a) on the rim, r = 5, where the
velocity is (1, 0). The flow is symmetric: sines of the angle, and Chebyshev polynomials of s;
Newton's method at their collocation points. The stated error is the relative L2 difference from
three quarters as many of each, over the points of the table.

    python cylinder.py
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "textbook" / "references"))
from tables import difference, write  # noqa: E402

RIM, NU = 5, 2 / 20     # of radius 1 and speed 1


def chebyshev(n):
    """The n + 1 points from -1 to 1, and what makes derivatives of values there."""
    x = -np.cos(np.pi * np.arange(n + 1) / n)
    c = np.ones(n + 1)
    c[[0, -1]] = 2
    c *= (-1.0) ** np.arange(n + 1)
    d = np.outer(c, 1 / c) / (x[:, None] - x + np.eye(n + 1))
    return x, d - np.diag(d.sum(axis=1))


def flow(n, modes):
    """Coefficients of psi: a row for each of the n + 1 places of s, a column for each sine."""
    x, d = chebyshev(n)
    half = np.log(RIM) / 2
    r, d = np.exp(half * (x + 1)), d / half
    a = np.pi * np.arange(1, modes + 1) / (modes + 1)
    k = np.arange(1, modes + 1)
    sine, cosine = np.sin(np.outer(a, k)), np.cos(np.outer(a, k)) * k
    one, size = np.eye(n + 1), (n + 1) * modes
    # Of coefficients: values, derivatives by s and a, and second ones, at the points.
    value, by_s, by_a = np.kron(one, sine), np.kron(d, sine), np.kron(one, cosine)
    laplacian = np.kron(d @ d, sine) - np.kron(one, sine * k**2)
    stretch = np.repeat(r**2, modes)
    on = lambda place: np.arange(place * modes, (place + 1) * modes)
    inner, outer = on(0), on(n)

    def residual(psi, w):
        first = laplacian @ psi + stretch * (value @ w)
        second = (by_a @ psi) * (by_s @ w) - (by_s @ psi) * (by_a @ w) - NU * (laplacian @ w)
        first[inner], first[outer] = (value @ psi)[inner], (value @ psi)[outer] - RIM * np.sin(a)
        second[inner], second[outer] = (by_s @ psi)[inner], (by_s @ psi)[outer] - RIM * np.sin(a)
        return np.concatenate([first, second])

    def jacobian(psi, w):
        first = np.hstack([laplacian, stretch[:, None] * value])
        second = np.hstack([(by_s @ w)[:, None] * by_a - (by_a @ w)[:, None] * by_s,
                            (by_a @ psi)[:, None] * by_s - (by_s @ psi)[:, None] * by_a - NU * laplacian])
        for rows in (inner, outer):
            first[rows], second[rows] = 0, 0
            first[rows, :size], second[rows, :size] = value[rows], by_s[rows]
        return np.vstack([first, second])

    state = np.zeros(2 * size)
    for _ in range(30):
        parts = np.split(state, 2)
        step = np.linalg.solve(jacobian(*parts), residual(*parts))
        state = state - step
        if np.abs(step).max() < 1e-11:
            return x, d, state[:size].reshape(n + 1, modes)
    raise RuntimeError("Newton's method does not converge")


def velocities(solution, r, a):
    """u and v at a grid of radii and angles from 0 to pi."""
    x, d, psi = solution
    n, modes = len(x) - 1, psi.shape[1]
    at = 2 * np.log(r) / np.log(RIM) - 1
    weights = (-1.0) ** np.arange(n + 1)
    weights[[0, -1]] /= 2
    gap = at[:, None] - x
    hit = np.abs(gap) < 1e-13
    ratio = weights / np.where(hit, 1, gap)
    between = np.where(hit.any(axis=1)[:, None], hit, ratio / ratio.sum(axis=1)[:, None])
    k = np.arange(1, modes + 1)
    radial = between @ psi @ (np.cos(np.outer(k, a)) * k[:, None]) / r[:, None]     # psi_a / r
    around = -between @ d @ psi @ np.sin(np.outer(k, a)) / r[:, None]               # -psi_r
    return radial * np.cos(a) - around * np.sin(a), radial * np.sin(a) + around * np.cos(a)


def main():
    r, a = np.linspace(1, RIM, 33)[1:-1], np.pi * (np.arange(32) + 0.5) / 32
    coarse, fine = (velocities(flow(*size), r, a) for size in ((36, 30), (48, 40)))
    errors = {name: difference(f, c) for name, f, c in zip("uv", fine, coarse)}
    x, y = r[:, None] * np.cos(a), r[:, None] * np.sin(a)
    u, v = fine
    both = lambda upper, sign: np.concatenate([upper.ravel(), sign * upper.ravel()])
    write("cylinder", {"x": both(x, 1), "y": both(y, -1)}, {"u": both(u, 1), "v": both(v, -1)}, errors,
          "NumPy, 48 Chebyshev polynomials by 40 sines")


if __name__ == "__main__":
    main()
