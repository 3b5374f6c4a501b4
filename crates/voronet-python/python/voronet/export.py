"""Trained networks for other programs: functions of NumPy, JAX and PyTorch, and ONNX.

Each takes a ``Solution``, the folder of a run or a ``model.safetensors``, and needs Voronet no
more once it is made. Functions take points as an array whose last axis has the inputs, and return
one whose last axis has the outputs.
"""

from __future__ import annotations

from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Callable, Union

import numpy as np

from ._model import Backend, Model, NumPy, forward, load

if TYPE_CHECKING:
    from .solution import Solution

__all__ = ["to_jax", "to_numpy", "to_onnx", "to_torch", "weights"]

Source = Union["Solution", str, "PathLike[str]"]

#: Functions of one argument that JAX and PyTorch call as the language does.
_SAME = "sin cos tan sinh cosh tanh exp log sqrt abs floor sign asin acos atan asinh acosh atanh"


def weights(of: Source) -> list[tuple[np.ndarray, np.ndarray]]:
    """Returns the weight, of shape ``(neurons, inputs)``, and the bias of each layer; where there
    are several networks those of the first."""
    return load(of).windows[0].networks[0].layers


def to_numpy(of: Source) -> Callable[[Any], np.ndarray]:
    """Returns the network as a function of NumPy arrays, in double precision."""
    model = load(of)

    def network(x: Any) -> np.ndarray:
        return np.asarray(forward(model, NumPy(), np.asarray(x, float)))

    return network


def to_jax(of: Source) -> Callable[[Any], Any]:
    """Returns the network as a function of JAX, which can be differentiated, mapped and compiled.
    It computes in the precision of JAX's defaults."""
    import jax.numpy as jnp
    from jax.scipy.special import erf

    class Jax(NumPy):
        functions = {
            **{name: getattr(jnp, name) for name in _SAME.split()},
            "atan2": jnp.arctan2,
            "erf": erf,
        }

        def constant(self, array: np.ndarray) -> Any:
            return jnp.asarray(array)

        def joined(self, columns: list[Any]) -> Any:
            return jnp.concatenate(jnp.broadcast_arrays(*columns), axis=-1)

        def where(self, condition: Any, yes: Any, no: Any) -> Any:
            return jnp.where(condition, yes, no)

    model = load(of)
    return lambda x: forward(model, Jax(), jnp.asarray(x))


def to_torch(of: Source) -> Callable[[Any], Any]:
    """Returns the network as a function of PyTorch tensors, which gradients go through. It
    computes in the precision and on the device of the points."""
    import torch

    class Torch(NumPy):
        functions = {
            **{name: _scalars(torch, getattr(torch, name)) for name in _SAME.split()},
            "atan2": torch.atan2,
            "erf": torch.erf,
        }

        def __init__(self, like: Any) -> None:
            self.like = like

        def constant(self, array: np.ndarray) -> Any:
            # Copied: what was read cannot be written.
            return torch.tensor(array.copy(), dtype=self.like.dtype, device=self.like.device)

        def joined(self, columns: list[Any]) -> Any:
            tensors = [
                column if torch.is_tensor(column) else torch.full_like(self.like[..., :1], column)
                for column in columns
            ]
            # Untyped in PyTorch.
            broadcast: Any = torch.broadcast_tensors
            return torch.cat(broadcast(*tensors), dim=-1)

        def where(self, condition: Any, yes: Any, no: Any) -> Any:
            return torch.where(condition, yes, no)

    model = load(of)
    return lambda x: forward(model, Torch(x), x)


def _scalars(torch: Any, function: Any) -> Any:
    """A function of tensors for numbers too."""
    return lambda a: function(a if torch.is_tensor(a) else torch.tensor(a))


def to_onnx(of: Source, path: str | PathLike[str], *, precision: str | None = None) -> None:
    """Writes the network as ONNX: an input ``points`` of shape ``(N, inputs)`` and an output
    ``values`` of shape ``(N, outputs)``.

    ``precision`` is ``"float32"`` or ``"float64"``, that of the training if left out. It needs
    the package ``onnx``; what runs the file needs nothing else.
    """
    from ._onnx import proto

    model = load(of)
    kind = precision or model.precision
    if kind not in ("float32", "float64"):
        raise ValueError(f"precision is 'float32' or 'float64', not {kind!r}")
    with open(fspath(path), "wb") as file:
        file.write(proto(model, kind).SerializeToString())
