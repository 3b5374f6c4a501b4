"""Samplers, sequences and geometries, against what they are by definition."""

import copy
import pickle

import numpy as np
import pytest

from voronet import Shape
from voronet.sampling import (
    SEQUENCES,
    R3,
    Exact,
    Geometry,
    Linear,
    Pwc,
    Rad,
    RarD,
    Uniform,
    box,
    sequence,
)

POINTS = sequence("halton", 3000, 2)
SEEDS = sequence("sobol", 60, 2, seed=3)


def loss_at(points):
    return np.exp(-20 * ((points - 0.5) ** 2).sum(1)) + 1e-3


@pytest.mark.parametrize("power", [2.0, 1.0])
@pytest.mark.parametrize("mixture", [0.0, 0.25])
def test_pwc_draws_by_the_nearest_seed(power, mixture):
    sampler = Pwc(POINTS, SEEDS, seed=5, power=power, mixture=mixture)
    indices, weights = sampler.draw(loss_at(SEEDS), 4000)
    extent = np.ptp(np.vstack([POINTS, SEEDS]), axis=0)
    nearest = (((POINTS[:, None] - SEEDS) / extent) ** 2).sum(-1).argmin(1)
    q = loss_at(SEEDS)[nearest] ** (power / 2)
    q = (1 - mixture) * q / q.sum() + mixture / len(POINTS)
    assert sampler.probabilities == pytest.approx(q, rel=1e-9)
    assert weights == pytest.approx(1 / (len(POINTS) * q[indices]), rel=1e-9)
    # Frequencies of cells, in standard deviations.
    for seed in range(len(SEEDS)):
        p = q[nearest == seed].sum()
        drawn = (nearest[indices] == seed).sum()
        assert abs(drawn - 4000 * p) < 5 * np.sqrt(4000 * p * (1 - p)) + 1


def test_the_mean_over_a_batch_is_that_over_all_points():
    value = np.sin(7 * POINTS[:, 0]) + POINTS[:, 1]
    for sampler in (Pwc(POINTS, SEEDS), Linear(POINTS, SEEDS, mixture=0.1), Exact(POINTS, power=1)):
        points = POINTS if isinstance(sampler, Exact) else SEEDS
        sampler.refresh(loss_at(points))
        means = []
        for _ in range(300):
            indices, weights = sampler.draw(None, 200)
            means.append((weights * value[indices]).mean())
        deviation = np.std(means) / np.sqrt(len(means))
        assert abs(np.mean(means) - value.mean()) < 4 * deviation, sampler


def test_exact_draws_by_every_loss():
    sampler = Exact(POINTS)
    indices, weights = sampler.draw(loss_at(POINTS), 100)
    q = loss_at(POINTS) / loss_at(POINTS).sum()
    assert weights == pytest.approx(1 / (len(POINTS) * q[indices]), rel=1e-6)


def assert_follows(counts, q):
    """Chi-square of how often points were drawn, by sixtieths of their probability."""
    cell = np.minimum((60 * q.cumsum() / q.sum()).astype(int), 59)
    seen, wanted = np.bincount(cell, counts, 60), np.bincount(cell, q / q.sum(), 60) * counts.sum()
    assert ((seen - wanted) ** 2 / wanted).sum() < 59 + 5 * np.sqrt(2 * 59)


def test_uniform_draws_all_alike():
    indices, weights = Uniform(POINTS).draw(None, 20_000)
    assert (weights == 1).all()
    assert_follows(np.bincount(indices, minlength=3000), np.ones(3000))


def test_residual_points_follow_the_residual():
    size = np.sqrt(loss_at(POINTS))
    rad = Rad(POINTS, 400, power=1, shift=1)
    counts = np.zeros(3000)
    for _ in range(50):
        indices, weights = rad.draw(loss_at(POINTS), 300)
        assert (weights == 1).all() and (rad.probabilities[indices] > 0).all()
        counts += 400 * rad.probabilities
    assert_follows(counts, size / size.mean() + 1)
    rar_d = RarD(POINTS, 1, 20_000)
    indices, weights = rar_d.draw(loss_at(POINTS), 300)
    assert (weights == 1).all() and (rar_d.probabilities[indices] > 0).all()
    assert_follows(20_001 * rar_d.probabilities, size**2)
    before = rar_d.probabilities
    rar_d.refresh(np.ones(3000))
    # None of those that were there is gone.
    assert (40_001 * rar_d.probabilities >= 20_001 * before - 1e-6).all()


def test_a_population_keeps_what_is_high():
    population = R3(POINTS, 100)
    before = population.candidates
    losses = loss_at(POINTS[before])
    population.refresh(losses)
    high = before[np.sqrt(losses) > np.sqrt(losses).mean()]
    after = population.candidates
    assert len(after) == 100 and np.isin(high, after).all()


def test_draws_repeat_by_the_seed():
    def draws(seed):
        sampler = Pwc(POINTS, SEEDS, seed=seed)
        return [sampler.draw(loss_at(SEEDS), 10)[0].tolist(), sampler.draw(None, 10)[0].tolist()]

    assert draws(1) == draws(1)
    assert draws(1) != draws(2)
    assert draws(1)[0] != draws(1)[1]


def test_what_is_wrong_is_said():
    sampler = Pwc(POINTS, SEEDS)
    with pytest.raises(ValueError, match="59 losses, where 60 are asked for"):
        sampler.draw(loss_at(SEEDS)[1:], 5)
    with pytest.raises(ValueError, match="the loss number 7 is NaN"):
        bad = loss_at(SEEDS)
        bad[7] = np.nan
        sampler.draw(bad, 5)
    with pytest.raises(ValueError, match="seeds of 1"):
        Pwc(POINTS, SEEDS[:, :1])
    with pytest.raises(ValueError, match="mixture must be"):
        Pwc(POINTS, SEEDS, mixture=1.0)
    with pytest.raises(ValueError, match="there must be points"):
        Pwc(POINTS[:0], SEEDS)
    with pytest.raises(ValueError, match="no finite number"):
        Pwc([[np.inf, 0.0]], SEEDS)
    with pytest.raises(ValueError, match="m is a whole number"):
        sampler.draw(None, -1)
    with pytest.raises(ValueError, match="residual_points"):
        Rad(POINTS, 0)
    for seed in (-1, 1.5, "one", 2**64):
        with pytest.raises(ValueError, match="seed is a whole number"):
            Pwc(POINTS, SEEDS, seed=seed)
    for vast in (lambda: Exact(10**13), lambda: Rad(5, 10**13), lambda: R3(5, 10**13)):
        with pytest.raises(MemoryError, match="are free"):
            vast()


def test_points_may_lie_on_a_face():
    # Of one value in a coordinate, no distance is measured in it.
    points = np.stack([np.zeros(50), np.linspace(0, 1, 50)], axis=1)
    sampler = Pwc(points, points[::10])
    assert len(sampler.draw(np.ones(5), 20)[0]) == 20
    line = Pwc(np.linspace(0, 1, 50), np.array([0.0, 1.0]), seed=2)
    indices, _ = line.draw([1.0, 0.0], 200)
    assert indices.max() <= 24


def test_sequences_fill_the_cube():
    for name in SEQUENCES:
        points = sequence(name, 1000, 3, seed=2)
        assert points.shape == (1000, 3) and points.min() >= 0 and points.max() < 1
        assert np.abs(points.mean(0) - 0.5).max() < 0.05
        assert (sequence(name, 1000, 3, seed=2) == points).all()
    placed = box("sobol", 100, [0, -1], [2, 3])
    assert (placed >= [0, -1]).all() and (placed < [2, 3]).all()
    with pytest.raises(ValueError, match="no sequence is called"):
        sequence("holton", 3, 2)
    with pytest.raises(MemoryError, match="are free"):
        sequence("sobol", 10**14, 2)
    with pytest.raises(ValueError, match="the lower below"):
        box("sobol", 3, [0, 1], [1, 1])


def losses_of(sampler):
    """Losses where the sampler asks for them."""
    if sampler.candidates is not None:
        return loss_at(POINTS[sampler.candidates])
    seeds = isinstance(sampler, (Pwc, Linear))
    return loss_at(SEEDS if seeds else POINTS)


@pytest.mark.parametrize("again", [lambda it: pickle.loads(pickle.dumps(it)), copy.deepcopy])
@pytest.mark.parametrize(
    "make",
    [
        Uniform,
        Exact,
        lambda points: Pwc(points, SEEDS, power=1, mixture=0.2, seed=4),
        lambda points: Linear(points, SEEDS, exponent=0.5),
        lambda points: Rad(points, 50, shift=0.5),
        lambda points: RarD(points, 50, 7),
        lambda points: R3(points, 100),
    ],
)
def test_a_pickled_sampler_goes_on_as_the_sampler_does(make, again):
    points = POINTS.copy()
    sampler = make(points)
    sampler.mine = "kept"
    for _ in range(2):
        sampler.draw(None if isinstance(sampler, Uniform) else losses_of(sampler), 20)
    points[:] = 0.5  # Its points are those that it was made of.
    other = again(sampler)
    assert type(other) is type(sampler) and other.mine == "kept"
    assert (other.probabilities == sampler.probabilities).all()
    for _ in range(2):
        one, two = sampler.draw(None, 100), other.draw(None, 100)
        assert (one[0] == two[0]).all() and (one[1] == two[1]).all()
        if not isinstance(sampler, Uniform):
            losses = losses_of(sampler)
            sampler.refresh(losses)
            other.refresh(losses)


def test_geometries_are_pickled():
    geometry = Geometry(Shape.disk([0, 0], "r", name="disk"), constants={"r": 2})
    geometry.mine = "kept"
    for other in (pickle.loads(pickle.dumps(geometry)), copy.deepcopy(geometry)):
        assert (other.sample_interior(50) == geometry.sample_interior(50)).all()
        assert other.parts == geometry.parts and other.mine == "kept"


def test_points_of_geometries():
    plate = Shape.rectangle([-1, -1], [1, 1], name="plate")
    hole = Shape.disk([0.1, 0], 0.5, name="hole")
    geometry = Geometry(plate - hole)
    assert geometry.measure == pytest.approx(4 - np.pi / 4, rel=2e-3)
    assert geometry.boundary_measure() == pytest.approx(8 + np.pi, rel=2e-3)
    for name in SEQUENCES:
        inside = geometry.sample_interior(500, name)
        assert inside.shape == (500, 2) and geometry.contains(inside).all()
        assert (np.hypot(*(inside - [0.1, 0]).T) >= 0.5).all()
    edge, normals = geometry.sample_boundary(300, "hole")
    assert np.hypot(*(edge - [0.1, 0]).T) == pytest.approx(np.full(300, 0.5))
    assert normals == pytest.approx((edge - [0.1, 0]) / -0.5)
    top, up = geometry.sample_boundary(10, "plate.top")
    assert (top[:, 1] == 1).all() and (up == [0, 1]).all()
    with pytest.raises(ValueError, match='called "hol"; there are: boundary, plate'):
        geometry.sample_boundary(3, "hol")


def test_geometries_in_one_and_three_dimensions():
    ends, normals = Geometry(Shape.interval(0, 2)).sample_boundary(20)
    assert set(ends[:, 0]) == {0.0, 2.0}
    assert (normals[:, 0] == np.where(ends[:, 0] > 1, 1, -1)).all()
    ball = Geometry("ball", {"ball": {"kind": "ball", "radius": "r"}}, constants={"r": 2})
    assert ball.measure == pytest.approx(4 / 3 * np.pi * 8, rel=3e-3)
    surface, normals = ball.sample_boundary(100)
    assert surface == pytest.approx(2 * normals)
