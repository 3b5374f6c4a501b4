"""References of the ordinary differential equations: lotka-volterra, pendulum, robertson.

The first is continued by Taylor series in 30 digits (see ../../textbook/references/curves.py), with
an error that is the relative L2 difference from 20 digits, and at least 1e-14. The pendulum has a
closed form. Robertson's reaction is stiff: implicit Runge-Kutta (SciPy's Radau) in the logarithm of
the time. Its stated error is the difference from a tolerance a hundred times as large.

    python odes.py
"""

import sys
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy.integrate import solve_ivp

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "textbook" / "references"))
from curves import ROUNDING, curve  # noqa: E402
from tables import difference, write  # noqa: E402


def pendulum(time):
    """The angle that is 2 and at rest at time 0: sin(a/2) = k sn(t + K, k)."""
    with mp.workdps(30):
        k = mp.sin(1)
        return float(2 * mp.asin(k * mp.ellipfun("sn", time + mp.ellipk(k**2), m=k**2)))


def robertson(tolerance, places):
    """a, b and c at times 10^s, from a = 1 - 4e-7, b = 4e-7, c = 0 at s = -5."""
    def right(s, y):
        a, b, c = y
        slow, fast = 0.04 * a - 1e4 * b * c, 3e7 * b * b
        return np.log(10) * 10**s * np.array([-slow, slow - fast, fast])

    def jacobian(s, y):
        _, b, c = y
        return np.log(10) * 10**s * np.array([[-0.04, 1e4 * c, 1e4 * b],
                                              [0.04, -1e4 * c - 6e7 * b, -1e4 * b],
                                              [0, 6e7 * b, 0]])

    solved = solve_ivp(right, (places[0], places[-1]), [1 - 4e-7, 4e-7, 0], "Radau", places, jac=jacobian,
                       rtol=tolerance, atol=tolerance * np.array([1, 1e-6, 1e-3]))
    return solved.y


def main():
    half = mp.mpf(1) / 2
    curve("lotka-volterra", "t", ("hares", "lynxes"),
          lambda _, y: [y[0] * (1 - y[1]), half * y[1] * (y[0] - 1)], ("2", "0.5"), 12, 201)
    times = np.linspace(0, 12, 201)
    write("pendulum", {"t": times}, {"a": np.array([pendulum(mp.mpf(t)) for t in times])}, {"a": ROUNDING},
          "mpmath, Jacobi's elliptic functions")
    places = np.linspace(-5, 5, 201)
    fine, coarse = robertson(1e-11, places), robertson(1e-9, places)
    columns = dict(zip("abc", fine))
    errors = {key: difference(fine[i], coarse[i]) for i, key in enumerate("abc")}
    write("robertson", {"s": places}, columns, errors, "SciPy, Radau's implicit Runge-Kutta")


if __name__ == "__main__":
    main()
