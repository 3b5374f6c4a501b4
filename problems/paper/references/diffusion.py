"""Finite-element reference of diffusion.toml, as in Figure 13: diffusion.csv and .json.

u_t = u_xx + 3x with u(t, 0) = u(t, 1) = 0 and u(0, x) = 10 (x - x^2): quadratic
elements in x, Crank-Nicolson in t. The stated error is the relative L2 difference
from the exact series over the table.

    python diffusion.py
"""

import csv
import json
import time

import numpy as np
from scipy.sparse.linalg import splu
from skfem import Basis, BilinearForm, ElementLineP2, LinearForm, MeshLine
from skfem.helpers import dot, grad

STEPS, ELEMENTS = 2500, 200
EVERY = 100


@BilinearForm
def stiffness(u, v, _):
    return dot(grad(u), grad(v))


@BilinearForm
def mass(u, v, _):
    return u * v


@LinearForm
def source(v, w):
    return 3 * w.x[0] * v


def finite_elements(x):
    """u at the points x for every EVERY-th of STEPS time steps."""
    basis = Basis(MeshLine(np.linspace(0, 1, ELEMENTS + 1)), ElementLineP2())
    k, m, f = stiffness.assemble(basis), mass.assemble(basis), source.assemble(basis)
    inside = basis.complement_dofs(basis.get_dofs())
    k, m, f = k[inside][:, inside], m[inside][:, inside], f[inside]
    step = 1.0 / STEPS
    left, right = splu((m + 0.5 * step * k).tocsc()), m - 0.5 * step * k
    u = basis.project(lambda p: 10 * (p[0] - p[0] ** 2))
    probe = basis.probes(x[None, :])
    rows = [probe @ u]
    for i in range(STEPS):
        u[inside] = left.solve(right @ u[inside] + step * f)
        if (i + 1) % EVERY == 0:
            rows.append(probe @ u)
    return np.array(rows)


def series(t, x, terms=2000):
    n = np.arange(1, terms + 1)[:, None, None]
    b = (40 * (1 - (-1.0) ** n) + 6 * (-1.0) ** n) / (n * np.pi) ** 3
    waves = b * np.sin(n * np.pi * x) * np.exp(-((n * np.pi) ** 2) * t)
    return x * (1 - x**2) / 2 + waves.sum(axis=0)


def main():
    x = np.linspace(0, 1, 41)
    t = np.linspace(0, 1, STEPS // EVERY + 1)
    start = time.perf_counter()
    u = finite_elements(x)
    seconds = time.perf_counter() - start
    exact = series(t[:, None], x[None, :])
    stated = {
        "relative_l2_error": float(f"{np.linalg.norm(u - exact) / np.linalg.norm(exact):.1e}"),
        "seconds": float(f"{seconds:.2g}"),
        "made_by": f"scikit-fem, {ELEMENTS} quadratic elements, {STEPS} Crank-Nicolson steps",
    }
    print(json.dumps(stated, indent=2))
    with open("diffusion.json", "w") as file:
        json.dump(stated, file, indent=2)
        file.write("\n")
    with open("diffusion.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["t", "x", "u"])
        for i, time_ in enumerate(t):
            for j, place in enumerate(x):
                writer.writerow([f"{time_:.6g}", f"{place:.6g}", f"{u[i, j]:.6g}"])


if __name__ == "__main__":
    main()
