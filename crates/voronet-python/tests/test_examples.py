"""The examples train what they say."""

import pathlib
import sys

import pytest

EXAMPLES = pathlib.Path(__file__).parent.parent / "examples"


@pytest.fixture(autouse=True)
def beside_them(monkeypatch):
    monkeypatch.syspath_prepend(str(EXAMPLES))


@pytest.mark.parametrize("library", ["torch", "jax"])
def test_importance_sampling_in_six_lines(library):
    pytest.importorskip(library)
    text = (EXAMPLES / f"diffusion_{library}.py").read_text()
    assert text.count("  # voronet\n") == 6
    example = __import__(f"diffusion_{library}")
    assert example.train(iterations=800, batch=300) < 0.2
    del sys.modules[f"diffusion_{library}"]
