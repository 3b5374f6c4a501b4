"""Problems that are trained in a moment."""

import pytest

import voronet

GROWTH = """
title = "Growth"
inputs = ["t", "x"]
outputs = ["u"]
[constants]
k = 0.5
[domain]
t = [0, 1]
x = [0, 2]
[[equation]]
name = "growth"
law = "diff(u, t) = k*u"
[[condition]]
name = "start"
at = "t = 0"
law = "u = 1 + x"
[reference]
u = "(1 + x)*exp(k*t)"
[network]
hidden = [8, 8]
[sampling]
points = 1000
batch = 100
[training]
optimizer = "adam"
iterations = 100
record_points = 200
"""


@pytest.fixture(scope="session")
def growth():
    return voronet.Problem.parse(GROWTH)


@pytest.fixture(scope="session")
def solution(growth):
    return growth.train()
