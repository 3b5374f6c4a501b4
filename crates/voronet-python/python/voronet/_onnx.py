"""Networks as graphs of ONNX."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

from ._model import Backend, Model, forward

#: The version of the operators, old enough for all programs of these years.
_OPSET = 17

_FUNCTIONS = {
    "abs": "Abs",
    "acos": "Acos",
    "acosh": "Acosh",
    "asin": "Asin",
    "asinh": "Asinh",
    "atan": "Atan",
    "atanh": "Atanh",
    "cos": "Cos",
    "cosh": "Cosh",
    "erf": "Erf",
    "exp": "Exp",
    "floor": "Floor",
    "log": "Log",
    "sign": "Sign",
    "sin": "Sin",
    "sinh": "Sinh",
    "sqrt": "Sqrt",
    "tan": "Tan",
    "tanh": "Tanh",
}


class _Writer(Backend):
    """Writes a node for each operation."""

    def __init__(self, kind: str) -> None:
        self.kind = np.dtype(kind)
        self.nodes: list[Any] = []
        self.constants: dict[tuple[bytes, tuple[int, ...], str], tuple[str, np.ndarray]] = {}
        self.functions = {
            name: lambda a, op=op: self.node(op, self.value(a)) for name, op in _FUNCTIONS.items()
        }

    def node(self, operation: str, *inputs: _Value, **attributes: Any) -> _Value:
        name = f"v{len(self.nodes)}"
        names = [value.name for value in inputs]
        self.nodes.append(helper.make_node(operation, names, [name], **attributes))
        return _Value(self, name)

    def value(self, of: Any) -> _Value:
        """A value, or a number as one."""
        return of if isinstance(of, _Value) else self.array(np.array([of], self.kind))

    def array(self, array: np.ndarray) -> _Value:
        """Numbers that stand in the file."""
        key = (array.tobytes(), array.shape, str(array.dtype))
        name, _ = self.constants.setdefault(key, (f"c{len(self.constants)}", array))
        return _Value(self, name)

    def constant(self, array: np.ndarray) -> _Value:
        return self.array(np.ascontiguousarray(array, self.kind))

    def column(self, x: Any, i: int) -> _Value:
        return self.node("Gather", x, self.array(np.array([i], np.int64)), axis=1)

    def joined(self, columns: list[Any]) -> _Value:
        # Numbers alone are as long as the points.
        zeros = self.column(_Value(self, "points"), 0) * 0.0
        long = [column if isinstance(column, _Value) else zeros + column for column in columns]
        return long[0] if len(long) == 1 else self.node("Concat", *long, axis=1)

    def times(self, rows: Any, weight: Any) -> _Value:
        return self.node("MatMul", rows, weight)

    def where(self, condition: Any, yes: Any, no: Any) -> _Value:
        return self.node("Where", condition, self.value(yes), self.value(no))

    def logic(self, sign: str, a: Any, b: Any = None) -> _Value:
        if sign == "not":
            return self.node("Not", a)
        return self.node("And" if sign == "and" else "Or", a, b)


class _Value:
    """The result of a node."""

    def __init__(self, writer: _Writer, name: str) -> None:
        self.writer, self.name = writer, name

    def _binary(self, operation: str, other: Any) -> _Value:
        return self.writer.node(operation, self, self.writer.value(other))

    def _reverse(self, operation: str, other: Any) -> _Value:
        return self.writer.node(operation, self.writer.value(other), self)

    def __add__(self, other: Any) -> _Value:
        return self._binary("Add", other)

    def __radd__(self, other: Any) -> _Value:
        return self._reverse("Add", other)

    def __sub__(self, other: Any) -> _Value:
        return self._binary("Sub", other)

    def __rsub__(self, other: Any) -> _Value:
        return self._reverse("Sub", other)

    def __mul__(self, other: Any) -> _Value:
        return self._binary("Mul", other)

    def __rmul__(self, other: Any) -> _Value:
        return self._reverse("Mul", other)

    def __truediv__(self, other: Any) -> _Value:
        return self._binary("Div", other)

    def __rtruediv__(self, other: Any) -> _Value:
        return self._reverse("Div", other)

    def __pow__(self, other: Any) -> _Value:
        return self._binary("Pow", other)

    def __rpow__(self, other: Any) -> _Value:
        return self._reverse("Pow", other)

    def __neg__(self) -> _Value:
        return self.writer.node("Neg", self)

    def __lt__(self, other: Any) -> _Value:
        return self._binary("Less", other)

    def __le__(self, other: Any) -> _Value:
        return self._binary("LessOrEqual", other)

    def __gt__(self, other: Any) -> _Value:
        return self._binary("Greater", other)

    def __ge__(self, other: Any) -> _Value:
        return self._binary("GreaterOrEqual", other)

    def __eq__(self, other: Any) -> _Value:  # type: ignore[override]
        return self._binary("Equal", other)

    def __ne__(self, other: Any) -> _Value:  # type: ignore[override]
        return self.writer.node("Not", self._binary("Equal", other))


def proto(model: Model, kind: str) -> Any:
    """The network as a model of ONNX, in this precision."""
    writer = _Writer(kind)
    values = forward(model, writer, _Value(writer, "points"))
    writer.nodes.append(helper.make_node("Identity", [values.name], ["values"]))
    number = TensorProto.FLOAT if kind == "float32" else TensorProto.DOUBLE
    points = helper.make_tensor_value_info("points", number, ["N", len(model.inputs)])
    result = helper.make_tensor_value_info("values", number, ["N", len(model.outputs)])
    constants = [
        numpy_helper.from_array(array, name) for name, array in writer.constants.values()
    ]
    graph = helper.make_graph(writer.nodes, "network", [points], [result], constants)
    opset = [helper.make_opsetid("", _OPSET)]
    made = helper.make_model(graph, opset_imports=opset, producer_name="voronet")
    made.ir_version = 8
    helper.set_model_props(
        made,
        {
            "title": model.title,
            "inputs": ", ".join(model.inputs),
            "outputs": ", ".join(model.outputs),
        },
    )
    checker.check_model(made)
    return made
