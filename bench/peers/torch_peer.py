"""PyTorch, as well as it can be made to run:

    --mode eager     torch.autograd.grad with create_graph, what nearly every program does
    --mode func      torch.func: forward mode of forward mode
    --mode compile   torch.compile of derivatives propagated by hand
"""

import ctypes

import harness

MODES = ("eager", "func", "compile")
options = harness.options(
    lambda parser: parser.add_argument("--mode", choices=MODES, default="eager"))

import torch

import torch_jets
import torch_residuals
from problems import initial_parameters

torch.set_num_threads(options.threads)

# Memory stays with the process instead of going back to the system after every tensor,
# to be cleared page by page before the next; as the allocators do which PyTorch advises.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
for parameter in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
    ctypes.CDLL(None).mallopt(parameter, 2**30)


def tensor(*arrays):
    """The columns of all that are there, side by side: one gather draws them together."""
    return torch.cat([torch.from_numpy(a) for a in arrays if a is not None], 1)


def condition_residuals(condition, network, parameters, rows, inputs):
    points, target, normal = rows.tensor_split((inputs, inputs + condition.residuals), 1)
    if condition.kind == "clamped":
        return torch.cat(network.slope(parameters, points), 1) - target
    if condition.kind == "traction":
        stress = network.outputs(parameters, points)[:, 2:]
        return torch.stack([(stress[:, :2] * normal).sum(1), (stress[:, 1:] * normal).sum(1)], 1)
    first, last = condition.outputs[0], condition.outputs[-1]
    return network.outputs(parameters, points)[:, first : last + 1] - target


class Losses:
    def __init__(self, problem, network):
        self.problem, self.network = problem, network
        self.inputs = len(problem.inputs)

    def interior(self, parameters, rows):
        """The loss of each point."""
        points, source = rows[:, : self.inputs], rows[:, self.inputs :]
        residuals = self.network.residuals(parameters, points, source)
        weighted = zip(self.problem.equation_weights, residuals)
        return sum(weight * r.square() for weight, r in weighted)[:, 0]

    def total(self, parameters, rows, weights, condition_rows):
        interior = self.interior(parameters, rows)
        loss = torch.mean(interior if weights is None else weights * interior)
        for condition, at in zip(self.problem.conditions, condition_rows):
            r = condition_residuals(condition, self.network, parameters, at, self.inputs)
            loss = loss + condition.weight * r.square().sum() / len(at)
        return loss


class Uniform:
    def __init__(self, data, batch, score):
        self.rows, self.batch = tensor(data.points, data.source), batch

    def draw(self, parameters):
        return self.rows[torch.randint(len(self.rows), (self.batch,))], None


def drawn(scores, count):
    """`count` indices in proportion to the scores, and the sum of these. torch.multinomial
    would do the same several times slower."""
    upto = scores.double().cumsum(0)
    at = torch.searchsorted(upto, torch.rand(count, dtype=torch.float64) * upto[-1])
    return at.clamp_(max=len(scores) - 1), upto[-1]


class Exact(Uniform):
    """q_j in proportion to the loss of point j."""

    def __init__(self, data, batch, score):
        super().__init__(data, batch, score)
        self.score, self.parts = score, self.rows.split(batch)

    def draw(self, parameters):
        # In parts that stay in the cache.
        scores = torch.cat([self.score(parameters, part) for part in self.parts])
        scores.clamp_(min=1e-9 * scores.mean())
        at, total = drawn(scores, self.batch)
        return self.rows[at], (total / len(scores)).float() / scores[at]


class Pwc(Uniform):
    """q_j in proportion to the loss at the nearest seed: a cell, then a point of it."""

    def __init__(self, data, batch, score):
        super().__init__(data, batch, score)
        self.score = score
        self.seeds = tensor(data.seeds, data.seed_source)
        cells = (data.cells.members, data.cells.start, data.cells.count)
        self.members, self.start, self.count = map(torch.from_numpy, cells)

    def draw(self, parameters):
        scores = self.score(parameters, self.seeds)
        scores.clamp_(min=1e-9 * scores.mean())
        seed, total = drawn(scores * self.count, self.batch)
        within = (torch.rand(self.batch) * self.count[seed]).int()
        at = self.members[self.start[seed] + within]
        return self.rows[at], (total / len(self.rows)).float() / scores[seed]


SAMPLERS = {"uniform": Uniform, "exact": Exact, "pwc": Pwc}


class Trainer:
    def __init__(self, problem, data, options):
        torch.manual_seed(options.seed)
        self.problem, self.batch = problem, problem.batch
        self.parameters = [tuple(torch.from_numpy(a).requires_grad_() for a in layer)
                           for layer in initial_parameters(problem, options.seed)]
        if options.mode == "compile":
            network = torch_jets.Jets(problem)
        else:
            way = {"eager": torch_residuals.autograd, "func": torch_residuals.functional}
            network = torch_residuals.Derivatives(problem, way[options.mode])
        self.losses = Losses(problem, network)
        self.loss, self.score = self.losses.total, self.losses.interior
        if options.mode == "compile":
            self.loss, self.score = (torch.compile(f, dynamic=False, fullgraph=True)
                                     for f in (self.loss, self.score))
        self.pools = [tensor(pool.points, pool.target, pool.normals) for pool in data.conditions]
        self.sampler = SAMPLERS[options.sampler](data, problem.batch, self.scores)
        flat = [a for layer in self.parameters for a in layer]
        self.optimizer = torch.optim.Adam(flat, lr=problem.learning_rate, fused=True)

    def scores(self, parameters, rows):
        fixed = [tuple(a.detach() for a in layer) for layer in parameters]
        return self.score(fixed, rows).detach()

    def iterate(self, n):
        for _ in range(n):
            rows, weights = self.sampler.draw(self.parameters)
            conditions = [pool[torch.randint(len(pool), (self.batch,))] for pool in self.pools]
            self.optimizer.zero_grad()
            self.loss(self.parameters, rows, weights, conditions).backward()
            self.optimizer.step()

    def predict(self, points):
        with torch.no_grad():
            return self.losses.network.outputs(self.parameters, torch.from_numpy(points)).numpy()


harness.measure(options, Trainer)
