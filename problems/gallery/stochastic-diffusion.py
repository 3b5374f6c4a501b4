"""Mean, variance and quantiles of stochastic-diffusion.toml by Monte Carlo.

For each draw of the ten coefficients the solution is known up to quadrature:
a u' = C - x with a = exp(field), and C such that u(1) = 0. The trapezoidal rule on 400
intervals leaves an error below 1e-5 of u. Without other packages:

    python3 stochastic-diffusion.py [SAMPLES]

prints mean, variance and the quantiles 0.05, 0.5 and 0.95 of u at x = 0.25, 0.5 and 0.75,
the standard error of each mean, and the averages of mean and variance over 0 < x < 1.
"""

import math
import random
import sys

TERMS, INTERVALS = 10, 400
X = [j / INTERVALS for j in range(INTERVALS + 1)]
MODES = [[0.3 * math.cos(k * math.pi * x) / k**1.5 for x in X] for k in range(1, TERMS + 1)]


def cumulative(values):
    """The integral from 0 to each node, by the trapezoidal rule."""
    total, out = 0.0, [0.0]
    for left, right in zip(values, values[1:]):
        total += (left + right) / (2 * INTERVALS)
        out.append(total)
    return out


def solution(xi):
    field = [sum(c * mode[j] for c, mode in zip(xi, MODES)) for j in range(INTERVALS + 1)]
    resistance = [math.exp(-f) for f in field]
    whole = cumulative(resistance)
    moment = cumulative([x * r for x, r in zip(X, resistance)])
    constant = moment[-1] / whole[-1]
    return [constant * w - m for w, m in zip(whole, moment)]


def main():
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    draw = random.Random(1)
    sums, squares = [0.0] * len(X), [0.0] * len(X)
    at = {x: [] for x in (0.25, 0.5, 0.75)}
    for _ in range(samples):
        u = solution([draw.gauss(0, 1) for _ in range(TERMS)])
        for j, value in enumerate(u):
            sums[j] += value
            squares[j] += value * value
        for x, values in at.items():
            values.append(u[round(x * INTERVALS)])
    mean = [s / samples for s in sums]
    variance = [(q / samples - m * m) * samples / (samples - 1) for q, m in zip(squares, mean)]
    print("x,mean,variance,q05,q50,q95,standard error of the mean")
    for x, values in at.items():
        j = round(x * INTERVALS)
        values.sort()
        quantiles = [values[int(q * (samples - 1))] for q in (0.05, 0.5, 0.95)]
        error = math.sqrt(variance[j] / samples)
        print(",".join(f"{v:.6g}" for v in [x, mean[j], variance[j], *quantiles, error]))
    print(f"averages over x: mean {sum(mean) / len(X):.6g}, variance {sum(variance) / len(X):.6g}")


main()
