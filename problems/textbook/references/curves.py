"""References of the ordinary differential equations, in 30 digits and more.

Initial values are continued by Taylor series (mpmath), the ellipse comes from Kepler's
equation and the plate's profile from shooting. The stated error is the relative L2
difference from the same computation with 10 digits fewer, and at least 1e-14: the tables
have 14 digits.

    python curves.py
"""

import mpmath as mp
import numpy as np

from tables import difference, write

FINE, COARSE, ROUNDING = 30, 20, 1e-14


def taylor(right, start, times, digits):
    """The solution of y' = right(t, y), y(times[0]) = start, a row for each time."""
    with mp.workdps(digits):
        solution = mp.odefun(right, times[0], [mp.mpf(value) for value in start])
        return np.array([[float(value) for value in solution(mp.mpf(float(t)))] for t in times])


def curve(name, time, outputs, right, start, end, rows):
    """A table of an initial value problem at `rows` equally spaced times."""
    times = np.linspace(0, end, rows)
    fine, coarse = (taylor(right, start, times, digits) for digits in (FINE, COARSE))
    table = dict(zip(outputs, fine.T))
    errors = {key: max(difference(fine[:, i], coarse[:, i]), ROUNDING) for i, key in enumerate(outputs)}
    write(name, {time: times}, table, errors, "mpmath, Taylor series")


def orbit():
    """Positions on the ellipse of semi-axis 1 and eccentricity 1/2, by Kepler's equation."""
    times = np.linspace(0, 2 * np.pi, 401)
    with mp.workdps(FINE):
        e = mp.mpf(1) / 2
        angles = [mp.findroot(lambda a: a - e * mp.sin(a) - mp.mpf(float(t)), float(t)) for t in times]
        x = np.array([float(mp.cos(a) - e) for a in angles])
        y = np.array([float(mp.sqrt(1 - e**2) * mp.sin(a)) for a in angles])
    write("orbit", {"t": times}, {"x": x, "y": y}, {"x": ROUNDING, "y": ROUNDING},
          "mpmath, Kepler's equation")


def blasius(digits, places):
    """f and theta of the flat plate with its outer edge at 10.

    The profile is a scaled one: g with g''(0) = 1 gives f(eta) = a g(a eta), where
    a^2 g'(10 a) = 1. The temperature is 1 - integral of exp(-Pr/2 integral of f), scaled.
    """
    prandtl, edge = mp.mpf(7) / 10, 10
    right = lambda _, y: [y[1], y[2], -y[0] * y[2] / 2]
    with mp.workdps(digits):
        profile = mp.odefun(right, 0, [0, 0, 1])
        a = mp.findroot(lambda a: a**2 * profile(a * edge)[1] - 1, mp.mpf("0.6925"))
        # f, f', f'', the integral of f, and that of exp(-Pr/2 integral of f).
        whole = mp.odefun(
            lambda _, y: [y[1], y[2], -y[0] * y[2] / 2, y[0], mp.exp(-prandtl / 2 * y[3])],
            0, [0, 0, a**3, 0, 0])
        total = whole(edge)[4]
        rows = [whole(mp.mpf(float(eta))) for eta in places]
        return np.array([[float(row[0]), float(1 - row[4] / total)] for row in rows])


def plate():
    places = np.linspace(0, 10, 401)
    fine, coarse = (blasius(digits, places) for digits in (FINE, COARSE))
    errors = {key: max(difference(fine[:, i], coarse[:, i]), ROUNDING) for i, key in enumerate(("f", "theta"))}
    write("blasius", {"eta": places}, {"f": fine[:, 0], "theta": fine[:, 1]}, errors,
          "mpmath, Taylor series and shooting")


def main():
    tenth = lambda n: mp.mpf(n) / 10
    curve("epidemic", "t", ("s", "i", "r"),
          lambda _, y: [-tenth(5) * y[0] * y[1], tenth(5) * y[0] * y[1] - tenth(1) * y[1], tenth(1) * y[1]],
          ("0.999", "0.001", "0"), 60, 401)
    curve("predator-prey", "t", ("prey", "predator"),
          lambda _, y: [y[0] * (1 - y[1]), y[1] * (y[0] - 1)], ("2", "1"), 10, 401)
    curve("hares-and-lynxes", "t", ("hares", "lynxes"),
          lambda _, y: [mp.mpf("1.2") * y[0] - mp.mpf("0.004") * y[0] * y[1],
                        mp.mpf("0.0006") * y[0] * y[1] - mp.mpf("0.9") * y[1]],
          ("2500", "150"), 12, 401)
    beta, sigma, gamma, heads = mp.mpf("0.6"), mp.mpf("0.25"), mp.mpf("0.15"), 80_000

    def exposed(_, y):
        infections, falling_ill, recoveries = beta * y[0] * y[2] / heads, sigma * y[1], gamma * y[2]
        return [-infections, infections - falling_ill, falling_ill - recoveries, recoveries]

    curve("epidemic-heads", "t", ("S", "E", "I", "R"), exposed, ("79940", "40", "20", "0"), 100, 401)
    orbit()
    plate()


if __name__ == "__main__":
    main()
