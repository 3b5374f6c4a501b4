"""DeepXDE with PyTorch, Adam and then L-BFGS, as its documentation advises, in float64.

Its points stay as they are during L-BFGS, which compares losses; it gets four times as many as the
others for that.
"""

import clock

options = clock.options()

import contextlib
import os
import sys

os.environ["DDE_BACKEND"] = "pytorch"

with contextlib.redirect_stdout(sys.stderr):
    import deepxde as dde

import numpy as np
import torch

from textbook import CONDITION_WEIGHT, HIDDEN, PROBLEMS

WARM_UP = 1000
RECORD = 20  # iterations of L-BFGS between two looks at the clock

torch.set_num_threads(options.threads)
dde.config.set_default_float("float64")


def residuals(problem):
    def law(x, y):
        def f(o, *axes):
            if not axes:
                return y[:, o : o + 1]
            if len(axes) == 1:
                return dde.grad.jacobian(y, x, i=o, j=axes[0])
            return dde.grad.hessian(y, x, component=o, i=axes[0], j=axes[1])

        return problem.residuals([x[:, i : i + 1] for i in range(2)], f, torch)

    return law


def conditions(problem, rng, count):
    """Point sets and their weights; DeepXDE takes the mean over the outputs too."""
    sets, weights = [], []
    for condition in problem.conditions:
        points = condition.place(problem, rng, count)
        outputs = list(condition.outputs)
        sets.append(dde.icbc.PointSetBC(
            points, condition.target(points), outputs if len(outputs) > 1 else outputs[0]))
        weights.append(CONDITION_WEIGHT * len(outputs))
    return sets, weights


class Network(dde.nn.FNN):
    """DeepXDE's network, started like the others'."""

    def __init__(self, problem, seed):
        super().__init__([2, *HIDDEN, len(problem.outputs)], "tanh", "Glorot normal")
        middle = torch.as_tensor((problem.lower + problem.upper) / 2)
        half = torch.as_tensor((problem.upper - problem.lower) / 2)
        self.apply_feature_transform(lambda x: (x - middle) / half)
        with torch.no_grad():
            for layer, (weight, bias) in zip(self.linears, problem.parameters(seed)):
                layer.weight.copy_(torch.as_tensor(weight.T))
                layer.bias.copy_(torch.as_tensor(bias))


class Watch(dde.callbacks.Callback):
    def __init__(self, watch):
        super().__init__()
        self.watch = watch

    def on_epoch_end(self):
        if self.watch.tick():
            self.model.stop_training = True


class Model(dde.Model):
    def _test(self, verbose=1):
        """DeepXDE tests whenever it looks at the clock; `Watch` does that here."""


def main():
    problem = PROBLEMS[options.problem]
    dde.config.set_random_seed(options.seed)
    interior, condition = (4 * count for count in problem.rows(options.rows))
    at, weights = conditions(problem, np.random.default_rng(options.seed), condition)
    domain = dde.geometry.Rectangle(problem.lower, problem.upper)
    data = dde.data.PDE(domain, residuals(problem), at, num_domain=interior,
                        train_distribution="pseudo")
    model = Model(data, Network(problem, options.seed))
    weights = [1.0] * problem.equations + weights
    watch = clock.Clock(problem, lambda p: model.predict(p), options.seconds)
    with contextlib.redirect_stdout(sys.stderr):
        model.compile("adam", lr=5e-3, loss_weights=weights,
                      decay=("exponential", 0.1 ** (1 / WARM_UP)))
    train = dict(callbacks=[Watch(watch)], verbose=0)
    model.train(iterations=WARM_UP, display_every=WARM_UP + 1, **train)
    if watch.seconds() >= options.seconds:
        return
    dde.optimizers.set_LBFGS_options(maxiter=10_000_000, gtol=0)
    dde.optimizers.config.LBFGS_options.update(iter_per_step=RECORD, fun_per_step=2 * RECORD)
    model.compile("L-BFGS", loss_weights=weights)
    model.train(display_every=10_000_000, **train)


main()
