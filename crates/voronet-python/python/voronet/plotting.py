"""Pictures by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

if TYPE_CHECKING:
    from .solution import Solution


def plot(solution: Solution, nodes: int | Mapping[str, int], held: Mapping[str, float]) -> Any:
    """Draws the outputs along one or two inputs."""
    shown = [name for name in solution.inputs if name not in held]
    if not 1 <= len(shown) <= 2:
        raise ValueError(
            f"one or two inputs can be drawn, and there are {', '.join(shown)}: hold the others, "
            f"as in `plot({shown[0] if shown else 'x'}=0.5)`"
        )
    import matplotlib.pyplot as plt
    import numpy as np

    axes, fields = solution._fields(nodes, held)
    geometry = solution.problem.geometry
    is_shape = geometry is not None and geometry.dimensions == len(solution.inputs)
    size = (5.2 * len(fields), 3.8)
    figure, drawn = plt.subplots(1, len(fields), figsize=size, squeeze=False, layout="constrained")
    for ax, (name, values) in zip(drawn[0], fields.items()):
        values = values.squeeze()
        if len(shown) == 1:
            ax.plot(axes[shown[0]], values)
            ax.set_xlabel(shown[0])
            ax.set_ylabel(name)
            continue
        x, y = (axes[one] for one in shown)
        mesh = ax.pcolormesh(x, y, np.ma.masked_invalid(values.T), shading="nearest")
        if is_shape:
            ax.set_aspect("equal")
        figure.colorbar(mesh, ax=ax, label=name)
        ax.set_xlabel(shown[0])
        ax.set_ylabel(shown[1])
    at = ", ".join(f"{name} = {value:g}" for name, value in held.items())
    figure.suptitle(solution.problem.title + (f" at {at}" if at else ""))
    return figure
