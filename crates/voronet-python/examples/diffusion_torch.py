"""The diffusion problem of Nabian, Gladstone and Meidani (2021) trained in PyTorch.

u_t = u_xx + 3x on [0, 1]², u = 10(x - x²) at t = 0, u = 0 at x = 0 and x = 1.

It is a plain PINN; the six lines with `# voronet` are what importance sampling adds or changes.
"""

import numpy as np
import torch
from exact import exact

from voronet.sampling import Pwc, sequence  # voronet


def train(iterations=2000, points=20_000, batch=500, seed=1):
    """Trains the network and returns its relative L² error."""
    torch.manual_seed(seed)
    net = torch.nn.Sequential(
        torch.nn.Linear(2, 20),
        torch.nn.Tanh(),
        torch.nn.Linear(20, 20),
        torch.nn.Tanh(),
        torch.nn.Linear(20, 1),
    )

    def residual(points):
        t, x = points[:, :1].requires_grad_(), points[:, 1:].requires_grad_()
        u = net(torch.cat([t, x], 1))
        u_t, u_x = torch.autograd.grad(u.sum(), (t, x), create_graph=True)
        (u_xx,) = torch.autograd.grad(u_x.sum(), x, create_graph=True)
        return (u_t - u_xx - 3 * x)[:, 0]

    def conditions():
        r = torch.rand(batch, 1)
        start = net(torch.cat([torch.zeros_like(r), r], 1)) - 10 * (r - r**2)
        ends = net(torch.cat([r, torch.randint(2, r.shape).float()], 1))
        return 10 * (start**2).mean() + 10 * (ends**2).mean()

    pool = torch.rand(points, 2)
    seeds = torch.tensor(sequence("halton", 500, 2), dtype=torch.float32)  # voronet
    sampler = Pwc(pool, seeds, seed=seed)  # voronet

    optimizer = torch.optim.Adam(net.parameters(), 1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, iterations)
    for iteration in range(iterations):
        losses = residual(seeds).detach() ** 2 if iteration % 20 == 0 else None  # voronet
        indices, weights = sampler.draw(losses, batch)  # voronet
        squares = torch.tensor(weights) * residual(pool[indices]) ** 2  # voronet
        loss = squares.mean() + conditions()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()

    t, x = np.meshgrid(np.linspace(0, 1, 101), np.linspace(0, 1, 101), indexing="ij")
    with torch.no_grad():
        at = torch.tensor(np.stack([t.ravel(), x.ravel()], 1), dtype=torch.float32)
        found = net(at)[:, 0].numpy().reshape(t.shape)
    wanted = exact(t, x)
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))


if __name__ == "__main__":
    print(f"relative L² error {train():.2e}")
