"""Finite-element reference of plane-stress.toml: plane-stress.csv and .json.

The plate of the problem file, in its units: lengths in L = 35 mm, displacements in
U = 1.5 mm, stresses in mu U / L. Quadratic triangles, graded towards the twelve
points where a fixed arc or edge meets a free one, where stresses are singular. The
stated error is the relative L2 difference between this mesh and one half as fine,
over the points of the table.

    python plane_stress.py
"""

import csv
import json

import gmsh
import numpy as np
from skfem import (Basis, BilinearForm, ElementTriDG, ElementTriP1, ElementTriP2, ElementVector,
                   MeshTri, condense, solve)
from skfem.helpers import ddot, eye, sym_grad, trace

L = 35.0
RADIUS = 7.5 / L
CENTRES = np.array([(0.0, 20.0), (-9.67, -10.0), (9.67, -10.0)]) / L
HALF_WIDTH, HALF_HEIGHT = 27.5 / L, 1.0
MU, LAMBDA = 1.0, 1.5
PLANE = 2 * LAMBDA * MU / (LAMBDA + 2 * MU)
CORNER = RADIUS * np.cos(np.pi / 4)
# Where a fixed arc or edge meets a free one.
SINGULAR = np.array([c + (s * CORNER, CORNER) for c in CENTRES for s in (-1, 1)]
                    + [(s * HALF_WIDTH, t * HALF_HEIGHT) for s in (-1, 1) for t in (-1, 1)])


def mesh(size):
    """Triangles of about `size`, 0.004 of that at the singular points."""
    gmsh.initialize()
    gmsh.option.setNumber("General.Terminal", 0)
    occ = gmsh.model.occ
    plate = occ.addRectangle(-HALF_WIDTH, -HALF_HEIGHT, 0, 2 * HALF_WIDTH, 2 * HALF_HEIGHT)
    holes = [occ.addDisk(x, y, 0, RADIUS, RADIUS) for x, y in CENTRES]
    occ.cut([(2, plate)], [(2, h) for h in holes])
    points = [occ.addPoint(x, y, 0) for x, y in SINGULAR[:6]]
    occ.fragment([(1, e[1]) for e in occ.getEntities(1)], [(0, p) for p in points])
    occ.synchronize()
    field = gmsh.model.mesh.field
    distances = " ".join(f"Sqrt((x-({x}))^2+(y-({y}))^2)" for x, y in SINGULAR).split(" ")
    nearest = distances[0]
    for other in distances[1:]:
        nearest = f"Min({nearest},{other})"
    expression = field.add("MathEval")
    field.setString(expression, "F", f"{size}*Min(1,0.004+4*{nearest})")
    field.setAsBackgroundMesh(expression)
    for option in ("FromPoints", "FromCurvature", "ExtendFromBoundary"):
        gmsh.option.setNumber(f"Mesh.MeshSize{option}", 0)
    gmsh.model.mesh.generate(2)
    tags, coordinates, _ = gmsh.model.mesh.getNodes()
    _, triangles = gmsh.model.mesh.getElementsByType(2)
    gmsh.finalize()
    index = np.zeros(int(tags.max()) + 1, dtype=int)
    index[tags.astype(int)] = np.arange(len(tags))
    cells = index[triangles.astype(int)].reshape(-1, 3)
    used, cells = np.unique(cells, return_inverse=True)
    return MeshTri(coordinates.reshape(-1, 3)[used, :2].T.copy(), cells.reshape(-1, 3).T.copy())


def stress(strain):
    return PLANE * eye(trace(strain), 2) + 2 * MU * strain


@BilinearForm
def stiffness(u, v, _):
    return ddot(stress(sym_grad(u)), sym_grad(v))


def is_fixed(x):
    """The top edge and the top quarter of each hole."""
    fixed = np.abs(x[1] - HALF_HEIGHT) < 1e-9
    for cx, cy in CENTRES:
        on_rim = np.abs(np.hypot(x[0] - cx, x[1] - cy) - RADIUS) < 1e-3
        fixed |= on_rim & (x[1] - cy >= CORNER - 1e-9)
    return fixed


def solution(size, points):
    """u, v, sxx, sxy, syy at the points, and the number of triangles."""
    triangles = mesh(size)
    basis = Basis(triangles, ElementVector(ElementTriP2()), intorder=4)
    # A straight facet's middle lies inside the arc: take facets whose two ends are fixed.
    boundary = triangles.boundary_facets()
    ends = triangles.p[:, triangles.facets[:, boundary]]
    held = boundary[is_fixed(ends[:, 0]) & is_fixed(ends[:, 1])]
    pulled = boundary[(np.abs(ends[1] + HALF_HEIGHT) < 1e-9).all(axis=0)]
    x = basis.zeros()
    down = basis.get_dofs(pulled)
    x[down.all(["u^2"])] = -1.0
    fixed = np.unique(np.concatenate([basis.get_dofs(held).all(), down.all()]))
    x = solve(*condense(stiffness.assemble(basis), x=x, D=fixed))
    stresses = stress(sym_grad(basis.interpolate(x)))
    flat = Basis(triangles, ElementTriDG(ElementTriP1()), intorder=4)
    components = [flat.project(stresses[i, j]) for i, j in ((0, 0), (0, 1), (1, 1))]
    columns = []
    # A few points at a time: the search for their triangles takes memory.
    for some in np.array_split(points, points.shape[1] // 100, axis=1):
        displacement = (basis.probes(some) @ x).reshape(2, -1)
        probe = flat.probes(some)
        columns.append(np.stack([*displacement, *(probe @ c for c in components)]))
    return list(np.concatenate(columns, axis=1)), triangles.nelements


def table_points(spacing=0.0203, margin=1e-3):
    """A regular grid inside the plate, away from the holes' rims."""
    x = np.arange(-HALF_WIDTH + spacing / 2, HALF_WIDTH, spacing)
    y = np.arange(-HALF_HEIGHT + spacing / 2, HALF_HEIGHT, spacing)
    points = np.stack(np.meshgrid(x, y, indexing="ij")).reshape(2, -1)
    inside = np.ones(points.shape[1], dtype=bool)
    for cx, cy in CENTRES:
        inside &= np.hypot(points[0] - cx, points[1] - cy) > RADIUS + margin
    return points[:, inside]


def main():
    names = ["u", "v", "sxx", "sxy", "syy"]
    points = table_points()
    (coarse, _), (fine, elements) = solution(0.04, points), solution(0.02, points)
    distance = np.min(np.hypot(*(points[:, :, None] - SINGULAR.T[:, None, :])), axis=1)
    away = distance > 2 / L

    def errors(where):
        pairs = zip(names, coarse, fine)
        return {n: float(f"{np.linalg.norm((b - a)[where]) / np.linalg.norm(b[where]):.2e}")
                for n, a, b in pairs}

    stated = {
        "relative_l2_error": errors(np.ones_like(away)),
        "relative_l2_error_2_mm_away_from_singular_points": errors(away),
        "elements": elements,
        "points": points.shape[1],
        "made_by": "scikit-fem, quadratic triangles",
    }
    print(json.dumps(stated, indent=2))
    with open("plane-stress.json", "w") as file:
        json.dump(stated, file, indent=2)
        file.write("\n")
    with open("plane-stress.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["x", "y", *names])
        for row in zip(*points, *fine):
            writer.writerow([f"{value:.6g}" for value in row])


if __name__ == "__main__":
    main()
