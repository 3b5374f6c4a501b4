"""Measurements for the inverse problems of the gallery, and the solutions they are taken from.

    python3 inverse.py        writes inverse-*.csv beside this file

Nothing but the standard library is needed. Coordinates of measurements follow a sequence of
Weyl, so that they are the same everywhere; noise comes of `random.Random(1)`.
"""

import csv
import math
import random
from pathlib import Path

HERE = Path(__file__).parent


def write(name, columns, rows):
    with open(HERE / f"inverse-{name}.csv", "w", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(columns)
        lines.writerows([f"{value:.10g}" for value in row] for row in rows)


def scattered(n, *bounds):
    """Points that fill a box evenly."""
    steps = (0.754877666246693, 0.569840290998053)
    for i in range(1, n + 1):
        yield [low + (high - low) * (i * step % 1) for step, (low, high) in zip(steps, bounds)]


# u' = -k u with k = 1.5: values of very different precision, which a column states.
def decay():
    draw = random.Random(1)
    rows = []
    for i in range(50):
        t = 2 * (i + 0.5) / 50
        sigma = 0.01 if i % 2 else 0.05
        rows.append((t, math.exp(-1.5 * t) + draw.gauss(0, sigma), sigma))
    write("decay", ("t", "seen", "sigma"), rows)


# u_t = D u_xx with D = 0.35, two waves.
def diffusivity():
    D = 0.35

    def u(t, x):
        wave = lambda n: math.exp(-D * (n * math.pi) ** 2 * t) * math.sin(n * math.pi * x)
        return wave(1) + 0.5 * wave(2)

    points = scattered(80, (0, 0.5), (0, 1))
    write("diffusivity", ("t", "x", "seen"), [(t, x, u(t, x)) for t, x in points])


# Lorenz' equations with sigma = 10, rho = 28, beta = 8/3, by Runge and Kutta's method of fourth
# order with steps of 1e-5.
def lorenz():
    def rate(v):
        x, y, z = v
        return (10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z)

    def moved(v, k, h):
        return [a + h * b for a, b in zip(v, k)]

    step, v, rows = 1e-5, [-8.0, 7.0, 27.0], []
    for i in range(100_001):
        if i % 2500 == 0:
            rows.append((i * step, *v))
        k1 = rate(v)
        k2 = rate(moved(v, k1, step / 2))
        k3 = rate(moved(v, k2, step / 2))
        k4 = rate(moved(v, k3, step))
        v = [a + step / 6 * (p + 2 * q + 2 * r + s) for a, p, q, r, s in zip(v, k1, k2, k3, k4)]
    write("lorenz", ("t", "x_seen", "y_seen", "z_seen"), rows)
    write("lorenz-solution", ("t", "x", "y", "z"), rows)


# u_t + u u_x = nu u_xx with nu = 0.05 from -sin(pi x), by Cole and Hopf's integral, whose
# trapezoidal sum converges beyond double precision.
def burgers():
    nu = 0.05

    def u(t, x):
        if t == 0:
            return -math.sin(math.pi * x)
        above = below = 0.0
        for i in range(-400, 401):
            eta = 0.02 * i
            y = x - 2 * math.sqrt(nu * t) * eta
            weight = math.exp(-eta * eta - (math.cos(math.pi * y) - 1) / (2 * math.pi * nu))
            above -= weight * math.sin(math.pi * y)
            below += weight
        return above / below

    points = scattered(200, (0, 1), (-1, 1))
    write("burgers", ("t", "x", "seen"), [(t, x, u(t, x)) for t, x in points])
    grid = [(i / 20, j / 50 - 1) for i in range(21) for j in range(101)]
    write("burgers-solution", ("t", "x", "u"), [(t, x, u(t, x)) for t, x in grid])


# u_t + c u_x = 0 with c = 1.3: a hump that is carried along.
def speed():
    u = lambda t, x: math.exp(-4 * (x - 1 - 1.3 * t) ** 2)
    points = scattered(60, (0, 1), (0, 4))
    write("speed", ("t", "x", "seen"), [(t, x, u(t, x)) for t, x in points])


# u_t = (k u_x)_x with k = 0.3 + cos(pi x)/10 + cos(3 pi x)/20, two waves, as a series of sines whose
# coefficients follow by Runge and Kutta's method of fourth order. With 60 of them and half the step
# no digit changes that is written.
def conductivity():
    waves, step = 40, 5e-5
    k = lambda x: 0.3 + 0.1 * math.cos(math.pi * x) + 0.05 * math.cos(3 * math.pi * x)

    # 2 times the integral of k cos(n pi x) cos(m pi x) from 0 to 1.
    def product(n, m):
        mean = {0: 0.3, 1: 0.05, 3: 0.025}
        return mean.get(abs(n - m), 0) + mean.get(n + m, 0)

    modes = range(1, waves + 1)
    near = [[m for m in modes if product(n, m)] for n in modes]
    pull = [[-n * m * math.pi**2 * product(n, m) for m in near[n - 1]] for n in modes]

    def rate(a):
        return [sum(p * a[m - 1] for p, m in zip(row, at)) for row, at in zip(pull, near)]

    def moved(a, b, h):
        return [x + h * y for x, y in zip(a, b)]

    def course(times):
        t, a = 0.0, [1.0, 0.5] + [0.0] * (waves - 2)
        for time in times:
            steps = math.ceil((time - t) / step)
            h = (time - t) / max(steps, 1)
            for _ in range(steps):
                k1 = rate(a)
                k2 = rate(moved(a, k1, h / 2))
                k3 = rate(moved(a, k2, h / 2))
                k4 = rate(moved(a, k3, h))
                a = [x + h / 6 * (p + 2 * q + 2 * r + s) for x, p, q, r, s in zip(a, k1, k2, k3, k4)]
            t = time
            yield t, a

    def u(a, x):
        return sum(c * math.sin(n * math.pi * x) for n, c in enumerate(a, 1))

    points = sorted(scattered(200, (0, 0.5), (0, 1)))
    rows = [(t, x, u(a, x)) for (t, a), (_, x) in zip(course([t for t, _ in points]), points)]
    write("conductivity", ("t", "x", "seen"), rows)
    grid = course([i / 40 for i in range(21)])
    rows = [(t, j / 50, u(a, j / 50), k(j / 50)) for t, a in grid for j in range(51)]
    write("conductivity-solution", ("t", "x", "u", "k"), rows)


if __name__ == "__main__":
    for make in (decay, diffusivity, lorenz, burgers, speed, conductivity):
        make()
