"""Points in plates and on their boundaries, in plain NumPy."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Segment:
    start: tuple
    end: tuple

    @property
    def length(self):
        return float(np.hypot(*np.subtract(self.end, self.start)))

    def at(self, share):
        """Points at a share of the length in [0, 1], and a unit normal of each."""
        along = np.subtract(self.end, self.start)
        points = np.asarray(self.start) + share[:, None] * along
        normal = np.array([along[1], -along[0]]) / self.length
        return points, np.broadcast_to(normal, points.shape)


@dataclass(frozen=True)
class Arc:
    """Of an ellipse whose axes are those of the coordinates; angles in radians."""

    center: tuple
    radii: tuple
    start: float = 0.0
    end: float = 2 * np.pi

    def _arc_length(self):
        angle = np.linspace(self.start, self.end, 4097)
        middle = (angle[1:] + angle[:-1]) / 2
        speed = np.hypot(self.radii[0] * np.sin(middle), self.radii[1] * np.cos(middle))
        return angle, np.append(0, np.cumsum(speed * np.diff(angle)))

    @property
    def length(self):
        return float(self._arc_length()[1][-1])

    def at(self, share):
        angle, length = self._arc_length()
        angle = np.interp(share * length[-1], length, angle)
        unit = np.stack([np.cos(angle), np.sin(angle)], 1)
        normals = unit / np.asarray(self.radii)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        return np.asarray(self.center) + unit * np.asarray(self.radii), normals


def rectangle(lower, upper):
    """Its sides: left, right, bottom, top."""
    (a, b), (c, d) = lower, upper
    corner = [(a, b), (c, b), (c, d), (a, d)]
    return [Segment(corner[3], corner[0]), Segment(corner[1], corner[2]),
            Segment(corner[0], corner[1]), Segment(corner[2], corner[3])]


def in_rectangle(p, lower, upper):
    return ((p > lower) & (p < upper)).all(1)


def in_ellipse(p, center, radii):
    return (((p - center) / radii) ** 2).sum(1) < 1


def curve_points(rng, count, curves, inside, keep=None):
    """`count` points, uniform by arc length on those parts of `curves` that separate
    the domain from its outside, with outward unit normals."""
    length = np.array([curve.length for curve in curves])
    points, normals, have = [], [], 0
    while have < count:
        which = rng.choice(len(curves), count, p=length / length.sum())
        for i, curve in enumerate(curves):
            p, n = curve.at(rng.random(int((which == i).sum())))
            outer, inner = inside(p + 1e-6 * n), inside(p - 1e-6 * n)
            n = np.where(outer[:, None], -n, n)
            good = outer != inner
            if keep is not None:
                good &= keep(p)
            points.append(p[good])
            normals.append(n[good])
            have += int(good.sum())
    # Curves came one after the other: mix them before the surplus is cut off.
    order = rng.permutation(have)[:count]
    return np.concatenate(points)[order], np.concatenate(normals)[order]
