"""References of cavity-100.toml and cavity-1000.toml: steady flow in a square with a moving lid.

The stream function, psi_y lap(psi)_x - psi_x lap(psi)_y = lap(lap(psi))/Re, by central differences
on N by N cells; the walls' slopes come in by a node beyond each wall. Newton's method, with the
solution of a coarser grid or a smaller Re to begin with. Velocities are central differences;
two grids are extrapolated to h^4. The stated error is the relative L2 difference from the
extrapolation of grids twice as coarse, over the points of the tables, which keep 1/32 away from
the walls: in the upper corners the velocity jumps.

    python cavity.py
"""

import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import splu

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "textbook" / "references"))
from tables import difference, write  # noqa: E402

POINTS = 32   # the tables have the inner nodes of so many cells


def extended(n):
    """What makes of psi at the inner nodes that at all nodes from one beyond a wall to one beyond
    the other, and what the moving lid adds: psi is 0 on the walls, its slope there 0 or 1."""
    inner = np.arange(1, n)
    rows = np.concatenate([[0], inner + 1, [n + 2]])
    columns = np.concatenate([[0], inner - 1, [n - 2]])
    line = sparse.csr_matrix((np.ones(n + 1), (rows, columns)), (n + 3, n - 1))
    lid = np.zeros((n + 3, n + 3))
    lid[1:-1, -1] = 2 / n            # psi_y = 1 at y = 1; x by rows, y by columns
    lid[[1, -2], -1] = 0
    return sparse.kron(line, line, "csr"), lid.ravel()


def operators(n):
    """First derivatives at inner nodes and the Laplacian, of all nodes."""
    size, h = n + 3, 1 / n
    d1 = sparse.diags([-1.0, 1.0], [0, 2], (size - 2, size)) / (2 * h)
    d2 = sparse.diags([1.0, -2.0, 1.0], [0, 1, 2], (size - 2, size)) / h**2
    cut = sparse.eye(size - 2, size, 1)
    return sparse.kron(d1, cut, "csr"), sparse.kron(cut, d1, "csr"), sparse.kron(d2, cut, "csr") + sparse.kron(cut, d2, "csr")


def restricted(matrix, n):
    """The rows of an operator at inner nodes, of those at all nodes within the walls."""
    keep = np.arange((n + 1) ** 2).reshape(n + 1, n + 1)[1:-1, 1:-1].ravel()
    return matrix[keep]


def within(n):
    """Derivatives at inner nodes of what is known at the nodes within and on the walls."""
    h = 1 / n
    d1 = sparse.diags([-1.0, 1.0], [0, 2], (n - 1, n + 1)) / (2 * h)
    d2 = sparse.diags([1.0, -2.0, 1.0], [0, 1, 2], (n - 1, n + 1)) / h**2
    cut = sparse.eye(n - 1, n + 1, 1)
    return sparse.kron(d1, cut, "csr"), sparse.kron(cut, d1, "csr"), sparse.kron(d2, cut, "csr") + sparse.kron(cut, d2, "csr")


def solve(n, reynolds, psi):
    """psi at the inner nodes."""
    extend, lid = extended(n)
    dx, dy, laplacian = operators(n)
    dx, dy = restricted(dx, n), restricted(dy, n)
    wx, wy, wl = within(n)
    for _ in range(30):
        full = extend @ psi + lid
        w = laplacian @ full
        residual = (dy @ full) * (wx @ w) - (dx @ full) * (wy @ w) - wl @ w / reynolds
        scale = sparse.diags
        jacobian = (scale(wx @ w) @ dy - scale(wy @ w) @ dx
                    + (scale(dy @ full) @ wx - scale(dx @ full) @ wy - wl / reynolds) @ laplacian) @ extend
        step = splu(jacobian.tocsc()).solve(residual)
        psi = psi - step
        if np.abs(step).max() < 1e-11:
            return psi
    raise RuntimeError("Newton's method does not converge")


def refined(psi, n):
    """psi on twice as many cells, linearly between."""
    grid = np.pad(psi.reshape(n - 1, n - 1), 1)
    old, new = np.linspace(0, 1, n + 1), np.linspace(0, 1, 2 * n + 1)
    rows = np.array([np.interp(new, old, row) for row in grid])
    return np.array([np.interp(new, old, column) for column in rows.T]).T[1:-1, 1:-1].ravel()


def velocities(n, psi):
    """u and v at the points of the table."""
    extend, lid = extended(n)
    full = extend @ psi + lid
    dx, dy, _ = operators(n)
    every = n // POINTS
    pick = lambda field: field.reshape(n - 1, n - 1)[every - 1::every, every - 1::every]
    return np.array([pick(restricted(dy, n) @ full), -pick(restricted(dx, n) @ full)])


def reference(reynolds, cells, ramp):
    """u and v, and their errors, from three grids, the finest of `cells` cells."""
    n = cells // 4
    psi = np.zeros((n - 1) ** 2)
    for slow in ramp:
        psi = solve(n, slow, psi)
    grids = []
    while True:
        psi = solve(n, reynolds, psi)
        grids.append(velocities(n, psi))
        if n == cells:
            break
        psi, n = refined(psi, n), 2 * n
    coarse, fine = ((4 * b - a) / 3 for a, b in zip(grids, grids[1:]))
    return fine, [difference(f, c) for f, c in zip(fine, coarse)]


def main():
    places = np.arange(1, POINTS) / POINTS
    x, y = (axis.ravel() for axis in np.meshgrid(places, places, indexing="ij"))
    for reynolds, cells, ramp in ((100, 256, ()), (1000, 256, (100, 300, 600))):
        (u, v), errors = reference(reynolds, cells, ramp)
        write(f"cavity-{reynolds}", {"x": x, "y": y}, {"u": u.ravel(), "v": v.ravel()}, dict(zip("uv", errors)),
              f"SciPy, central differences on {cells // 2} and {cells} cells, extrapolated")


if __name__ == "__main__":
    main()
