"""Networks as ``model.safetensors`` holds them, computed by any library of arrays.

``forward`` says once what a network computes; a backend says how it is done: by NumPy, JAX,
PyTorch, or by writing nodes of ONNX.
"""

from __future__ import annotations

import ast
import json
import math
import re
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .solution import Solution


@dataclass(frozen=True)
class Subnetwork:
    """A fully-connected network of some outputs."""

    outputs: list[str]
    features: list[str]
    #: The weight, a row for each neuron, and the bias of each layer.
    layers: list[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Window:
    """The networks that hold from some time on."""

    start: float
    networks: list[Subnetwork]
    #: Of each input.
    shift: list[float]
    scale: list[float]
    #: Of each output.
    output_shift: list[float]
    output_scale: list[float]
    ansatz: list[str]


@dataclass(frozen=True)
class Model:
    """A trained network with all that is needed to evaluate it."""

    title: str
    inputs: list[str]
    outputs: list[str]
    activation: str
    #: The input that is the time, where it was cut in windows.
    time: str | None
    windows: list[Window]

    @property
    def precision(self) -> str:
        """``float32`` or ``float64``, as it was trained."""
        return str(self.windows[0].networks[0].layers[0][0].dtype)


def load(of: Solution | str | PathLike[str]) -> Model:
    """Reads the model of a solution, of the folder of a run or of a ``model.safetensors``."""
    from .solution import Solution

    if isinstance(of, Solution):
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as parent:
            of._own.save(f"{parent}/solution", True)
            return load(f"{parent}/solution")
    path = Path(of)
    return _parsed((path / "model.safetensors" if path.is_dir() else path).read_bytes())


def _parsed(data: bytes) -> Model:
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    about = header.pop("__metadata__", {})
    if about.get("format") != "voronet model 2":
        raise ValueError("this is not a model of Voronet")

    def tensor(name: str) -> np.ndarray:
        entry = header[name]
        kind = {"F32": "<f4", "F64": "<f8"}[entry["dtype"]]
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[8 + size + start : 8 + size + end], kind)
        return values.reshape(entry["shape"])

    inputs, outputs = json.loads(about["inputs"]), json.loads(about["outputs"])
    whole = {
        "outputs": outputs,
        "features": json.loads(about.get("features", "null")) or inputs,
        "widths": json.loads(about.get("widths", "[]")),
    }
    stated = json.loads(about["networks"]) if "networks" in about else [whole]

    def window(number: int, own: dict[str, str]) -> Window:
        networks = []
        for k, network in enumerate(stated):
            prefix = f"windows.{number}." if number else ""
            prefix += f"networks.{k}." if k else ""
            names = [f"{prefix}layers.{l}" for l in range(len(network["widths"]) - 1)]
            layers = [(tensor(f"{name}.weight"), tensor(f"{name}.bias")) for name in names]
            networks.append(Subnetwork(network["outputs"], network["features"], layers))
        numbers = ("shift", "scale", "output_shift", "output_scale", "ansatz")
        start = json.loads(own["from"])[0] if number else -math.inf
        return Window(start, networks, *(json.loads(own[name]) for name in numbers))

    later = json.loads(about.get("windows", "[]"))
    windows = [window(number, own) for number, own in enumerate([about, *later])]
    title, activation = about["title"], about["activation"]
    return Model(title, inputs, outputs, activation, about.get("time"), windows)


class Backend:
    """How arrays are computed with. Values know ``+ - * / **`` and comparisons."""

    #: Its functions of one argument by the names of the language.
    functions: dict[str, Any]

    def constant(self, array: np.ndarray) -> Any:
        """An array of parameters, in the precision of the computation."""
        raise NotImplementedError

    def column(self, x: Any, i: int) -> Any:
        """The i-th coordinate of points, with a last axis of length 1."""
        raise NotImplementedError

    def joined(self, columns: list[Any]) -> Any:
        """Columns side by side, as many rows as the longest has."""
        raise NotImplementedError

    def times(self, rows: Any, weight: Any) -> Any:
        """The product of rows with a matrix."""
        raise NotImplementedError

    def where(self, condition: Any, yes: Any, no: Any) -> Any:
        """``yes`` where a condition holds, else ``no``."""
        raise NotImplementedError

    def logic(self, sign: str, a: Any, b: Any = None) -> Any:
        """``and``, ``or``, ``not``."""
        if sign == "not":
            return ~a
        return a & b if sign == "and" else a | b


def forward(model: Model, backend: Backend, x: Any) -> Any:
    """The outputs at points ``x``, whose last axis has the inputs: a last axis of the outputs."""
    columns = {name: backend.column(x, i) for i, name in enumerate(model.inputs)}
    value = _window(model, model.windows[0], backend, columns)
    for window in model.windows[1:]:
        assert model.time is not None
        is_later = columns[model.time] > window.start
        value = backend.where(is_later, _window(model, window, backend, columns), value)
    return value


def _window(model: Model, window: Window, backend: Backend, columns: dict[str, Any]) -> Any:
    scaled = {
        name: (column - shift) * scale
        for (name, column), shift, scale in zip(columns.items(), window.shift, window.scale)
    }
    outputs: dict[str, Any] = {}
    for network in window.networks:
        seen = [
            scaled[feature] if feature in scaled else expression(feature, backend, columns)
            for feature in network.features
        ]
        z = backend.joined(seen)
        for number, (weight, bias) in enumerate(network.layers):
            z = backend.times(z, backend.constant(weight.T)) + backend.constant(bias)
            if number + 1 < len(network.layers):
                z = _activation(model.activation, backend, z)
        for k, name in enumerate(network.outputs):
            outputs[name] = backend.column(z, k)
    stated = zip(model.outputs, window.output_shift, window.output_scale, window.ansatz)
    for name, shift, scale, ansatz in stated:
        net = outputs[name] * scale + shift
        is_plain = ansatz == "net"
        outputs[name] = net if is_plain else expression(ansatz, backend, {**columns, "net": net})
    return backend.joined([outputs[name] for name in model.outputs])


def _activation(name: str, backend: Backend, a: Any) -> Any:
    of = backend.functions
    if name == "sine":
        return of["sin"](a)
    if name == "tanh":
        return of["tanh"](a)
    if name == "sigmoid":
        return _sigmoid(of, a)
    if name == "swish":
        return a * _sigmoid(of, a)
    if name == "relu":
        return (a + of["abs"](a)) * 0.5
    if name == "gelu":
        return a * (of["erf"](a * math.sqrt(0.5)) + 1.0) * 0.5
    if name == "softplus":
        # What is large is as good as itself: exp of it would be too large.
        small = of["log"](of["exp"](-of["abs"](a)) + 1.0)
        return (a + of["abs"](a)) * 0.5 + small
    raise ValueError(f"the activation {name!r} is unknown")


def _sigmoid(of: dict[str, Any], a: Any) -> Any:
    return (of["tanh"](a * 0.5) + 1.0) * 0.5


#: Functions that are made of those of a backend.
_DERIVED: dict[str, Any] = {
    "abs2": lambda of, a: a * a,
    "cbrt": lambda of, a: of["sign"](a) * of["abs"](a) ** (1 / 3),
    "coth": lambda of, a: 1.0 / of["tanh"](a),
    "csch": lambda of, a: 1.0 / of["sinh"](a),
    "erfc": lambda of, a: 1.0 - of["erf"](a),
    "heaviside": lambda of, a: (of["sign"](a) + 1.0) * 0.5,
    "log10": lambda of, a: of["log"](a) * (1 / math.log(10)),
    "log2": lambda of, a: of["log"](a) * (1 / math.log(2)),
    "mod": lambda of, a, b: a - b * of["floor"](a / b),
    "sech": lambda of, a: 1.0 / of["cosh"](a),
}


def expression(text: str, backend: Backend, values: dict[str, Any]) -> Any:
    """An expression of the language, of values by name."""
    # The language's words as Python's, whose precedences are the same.
    text = text.replace("^", "**").replace("≤", "<=").replace("≥", ">=")
    text = re.sub(r"(?<![<>=!])=(?!=)", "==", text)
    text = re.sub(r"\bif\(", "if_(", text)
    known = {"pi": math.pi, **values}
    return _value(ast.parse(text, mode="eval").body, backend, known)


_SIGNS: dict[type, Any] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}


def _value(node: ast.AST, backend: Backend, known: dict[str, Any]) -> Any:
    def of(child: ast.AST) -> Any:
        return _value(child, backend, known)

    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return known[node.id]
    if isinstance(node, ast.BinOp):
        return _SIGNS[type(node.op)](of(node.left), of(node.right))
    if isinstance(node, ast.Compare):
        return _SIGNS[type(node.ops[0])](of(node.left), of(node.comparators[0]))
    if isinstance(node, ast.BoolOp):
        sign = "and" if isinstance(node.op, ast.And) else "or"
        value = of(node.values[0])
        for other in node.values[1:]:
            value = backend.logic(sign, value, of(other))
        return value
    if isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            return backend.logic("not", of(node.operand))
        return -of(node.operand) if isinstance(node.op, ast.USub) else of(node.operand)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "sum":
            return _sum(node.args, backend, known)
        return _called(node.func.id, [of(argument) for argument in node.args], backend)
    raise ValueError(f"{ast.unparse(node)} cannot be exported")


def _sum(arguments: list[ast.expr], backend: Backend, known: dict[str, Any]) -> Any:
    term, index, first, last = arguments
    assert isinstance(index, ast.Name)
    bounds = [int(_value(bound, backend, known)) for bound in (first, last)]
    total: Any = 0.0
    for n in range(bounds[0], bounds[1] + 1):
        total = total + _value(term, backend, {**known, index.id: float(n)})
    return total


def _called(name: str, arguments: list[Any], backend: Backend) -> Any:
    if all(isinstance(argument, float) for argument in arguments):
        backend = NumPy()
    if name == "if_":
        return backend.where(*arguments)
    if name in ("min", "max"):
        value = arguments[0]
        for other in arguments[1:]:
            is_less = value < other
            yes, no = (value, other) if name == "min" else (other, value)
            # Two numbers are compared at once.
            value = (yes if is_less else no) if isinstance(is_less, bool) else backend.where(is_less, yes, no)
        return value
    if name == "hypot":
        return sum(argument * argument for argument in arguments) ** 0.5
    if name in _DERIVED:
        return _DERIVED[name](backend.functions, *arguments)
    if name not in backend.functions:
        raise ValueError(f"the function {name} cannot be exported")
    return backend.functions[name](*arguments)


_NUMPY = {
    **{name: getattr(np, name) for name in "sin cos tan sinh cosh tanh exp log sqrt".split()},
    **{f"a{name}": getattr(np, f"arc{name}") for name in "sin cos tan sinh cosh tanh".split()},
    "abs": np.abs,
    "atan2": np.arctan2,
    "erf": np.vectorize(math.erf, otypes=[float]),
    "floor": np.floor,
    "sign": np.sign,
}


class NumPy(Backend):
    """By NumPy, in the precision of the points."""

    functions = _NUMPY

    def constant(self, array: np.ndarray) -> Any:
        return array

    def column(self, x: Any, i: int) -> Any:
        return x[..., i : i + 1]

    def joined(self, columns: list[Any]) -> Any:
        return np.concatenate(np.broadcast_arrays(*columns), axis=-1)

    def times(self, rows: Any, weight: Any) -> Any:
        return rows @ weight

    def where(self, condition: Any, yes: Any, no: Any) -> Any:
        return np.where(condition, yes, no)
