"""Networks without Voronet: what is exported computes the same."""

import numpy as np
import pytest

import voronet
from voronet import export

SMALL = {"sampling": {"points": 200, "batch": 20}, "training": {"optimizer": "adam", "iterations": 5}}


def small(**changes):
    stated = {
        "inputs": "t x",
        "outputs": "u",
        "domain": {"t": [0, 2], "x": [-1, 3]},
        "equations": ["u_t = u_xx"],
        "conditions": [{"at": "t = 0", "law": "u = 3 + sin(x)"}],
        "network": {"hidden": [8, 8]},
    }
    return voronet.Problem(**{**stated, **SMALL, **changes}).train()


CASES = {
    **{
        name: {"network": {"hidden": [8, 8], "activation": name}}
        for name in ("tanh", "sine", "sigmoid", "swish", "gelu", "softplus")
    },
    "features": {
        "network": {"hidden": [8], "features": ["x", "sin(pi*x)*t", "if(x < 1, t^2, 1)"]},
        "equations": ["u_t = u"],
    },
    "exact": {"exact": True, "conditions": [{"at": "t = 0 or x = -1", "law": "u = exp(-t)*cosh(x)"}]},
    "ansatz": {
        "ansatz": {"u": "max(x, 0.5)*mod(x, 1) + hypot(t, x)*net + sum(n*x, n, 1, 3)"},
        "equations": ["u_t = u"],
    },
    "outputs of their own": {
        "outputs": [{"name": "k", "of": ["x"]}, {"name": "u"}],
        "equations": ["u_t = k*u_xx"],
    },
    "windows": {"training": {"optimizer": "adam", "iterations": 5, "windows": 3}},
    "double": {"training": {"optimizer": "adam", "iterations": 5, "precision": "f64"}},
}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    solution = small(**CASES[request.param])
    points = np.random.default_rng(4).random((500, 2)) * [2, 4] + [0, -1]
    values = solution(points)
    wanted = np.stack(values, axis=-1) if isinstance(values, tuple) else values[:, None]
    return solution, points, wanted


def agree(values, wanted):
    assert np.abs(np.asarray(values, float) - wanted).max() <= 1e-6 * np.abs(wanted).max()


def test_functions_of_numpy(case):
    solution, points, wanted = case
    network = export.to_numpy(solution)
    agree(network(points), wanted)
    assert network(points.reshape(5, 100, 2)).shape == (5, 100, wanted.shape[1])


def test_graphs_of_onnx(case, tmp_path):
    pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    solution, points, wanted = case
    export.to_onnx(solution, tmp_path / "network.onnx")
    session = runtime.InferenceSession(str(tmp_path / "network.onnx"))
    kind = export.load(solution).precision
    (values,) = session.run(None, {"points": points.astype(kind)})
    assert values.dtype == kind
    agree(values, wanted)


def test_functions_of_jax(case):
    jax = pytest.importorskip("jax")
    solution, points, wanted = case
    network = export.to_jax(solution)
    agree(jax.jit(network)(points), wanted)
    slope = jax.vmap(jax.grad(lambda x: network(x)[0]))(points[:20])
    name = solution.outputs[0]
    ours = np.stack(solution.diff([f"diff({name}, t)", f"diff({name}, x)"], points[:20]), axis=-1)
    assert np.abs(slope - ours).max() <= 1e-4 * max(1, np.abs(ours).max())


def test_functions_of_pytorch(case):
    torch = pytest.importorskip("torch")
    solution, points, wanted = case
    network = export.to_torch(solution)
    agree(network(torch.tensor(points)).numpy(), wanted)
    at = torch.tensor(points[:20], requires_grad=True)
    slope = torch.autograd.grad(network(at)[:, 0].sum(), at)[0].numpy()
    name = solution.outputs[0]
    ours = np.stack(solution.diff([f"diff({name}, t)", f"diff({name}, x)"], points[:20]), axis=-1)
    assert np.abs(slope - ours).max() <= 1e-4 * max(1, np.abs(ours).max())


def test_weights_are_those_of_the_file(solution, tmp_path):
    safetensors = pytest.importorskip("safetensors.numpy")
    solution.save(tmp_path / "run")
    theirs = safetensors.load_file(tmp_path / "run" / "model.safetensors")
    for folder in (solution, tmp_path / "run", tmp_path / "run" / "model.safetensors"):
        for number, (weight, bias) in enumerate(export.weights(folder)):
            assert (weight == theirs[f"layers.{number}.weight"]).all()
            assert (bias == theirs[f"layers.{number}.bias"]).all()
    (tmp_path / "other").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    with pytest.raises((ValueError, KeyError)):
        export.to_numpy(tmp_path / "other")
