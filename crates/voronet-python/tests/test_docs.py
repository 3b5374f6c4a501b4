"""The blocks of docs/python.md are run, one after another."""

import pathlib
import re

import pytest

DOCS = pathlib.Path(__file__).parents[3] / "docs"

HEAT = """
inputs  = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 1]
x = [0, 1]
[[equation]]
law = "diff(u, t) = diff(u, x, 2) + 3*x"
[[condition]]
at  = "t = 0"
law = "u = 10*(x - x^2)"
[[condition]]
at  = "x = 0 or x = 1"
law = "u = 0"
[network]
hidden = [8, 8]
[training]
optimizer = "adam"
iterations = 100
"""


def test_the_page_says_what_works(tmp_path, monkeypatch):
    pytest.importorskip("sympy")
    page = DOCS / "python.md"
    if not page.exists():
        pytest.skip("this is no checkout")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "heat.toml").write_text(HEAT)
    names = {}
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 8
    for number, block in enumerate(blocks):
        exec(compile(block, f"python.md, block {number + 1}", "exec"), names)
    assert names["field"].shape == (21,)
