"""Sequences of points, and the cells of piecewise constant importance sampling."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree


def halton(count, dimensions, first=1):
    """The Halton sequence in the unit cube."""
    points = np.zeros((count, dimensions))
    for axis, base in enumerate([2, 3, 5, 7][:dimensions]):
        index, factor = np.arange(first, first + count), 1.0
        while index.any():
            factor /= base
            points[:, axis] += factor * (index % base)
            index //= base
    return points


def fill(count, lower, upper, inside, shift):
    """The first `count` points of the Halton sequence that fall inside. `shift` (modulo
    the cube) makes sequences of different purposes different ones."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    kept, have, first = [], 0, 1
    while have < count:
        unit = (halton(count, len(lower), first) + shift) % 1
        first += count
        points = lower + unit * (upper - lower)
        points = points[inside(points)] if inside else points
        kept.append(points)
        have += len(points)
    return np.concatenate(kept)[:count]


@dataclass(frozen=True)
class Cells:
    """The points nearest to each seed: those of seed s are
    `members[start[s] : start[s] + count[s]]`."""

    nearest: np.ndarray
    members: np.ndarray
    start: np.ndarray
    count: np.ndarray


def cells(points, seeds, extent):
    """Distances are measured in units of the domain's extents."""
    nearest = cKDTree(seeds / extent).query(points / extent)[1]
    count = np.bincount(nearest, minlength=len(seeds))
    start = np.cumsum(count) - count
    members = np.argsort(nearest, kind="stable")
    return Cells(*(a.astype(np.int32) for a in (nearest, members, start, count)))
