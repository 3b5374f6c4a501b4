"""Puts the results of `voronet gallery` into docs/gallery.md: the table, and a picture of each problem.

    voronet gallery --repeats 3 --out runs/gallery
    python3 bench/gallery/document.py runs/gallery

Only the standard library is needed. Of results of a part of the gallery (`--only`) the document
shows that part.
"""

import json
import re
import shutil
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENT, PICTURES = DOCS / "gallery.md", DOCS / "pictures" / "gallery"


def replaced(text, name, block):
    """The text with what stands between the marks of `name`."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not pattern.search(text):
        sys.exit(f"{DOCUMENT} has no marks of {name}")
    return pattern.sub(lambda match: match[1] + block + match[2], text)


def pictures(problems, results):
    """A section for each problem that has a picture, which is copied."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    sections = []
    for problem in problems:
        name, source = problem["name"], results / "pictures" / f"{problem['name']}.png"
        if source.exists():
            shutil.copyfile(source, PICTURES / source.name)
            sections.append(f"### {problem['title']}\n\n[`{problem['file']}`](../{problem['file']})\n\n"
                            f"![{problem['title']}](pictures/gallery/{name}.png)\n")
    return "\n".join(sections)


def setting(problems):
    """The sentence above the table."""
    runs = [run for problem in problems for run in problem["runs"]]
    seeds, threads = (max(values) for values in ([len(p["runs"]) for p in problems], [r["threads"] for r in runs]))
    said = f"{threads} thread{'s' if threads > 1 else ''}, " + (f"medians over {seeds} random seeds" if seeds > 1 else "one random seed")
    return f"Measured with {said}.\n\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    results = Path(sys.argv[1])
    problems = json.loads((results / "gallery.json").read_text())["problems"]
    text = DOCUMENT.read_text()
    text = replaced(text, "table", setting(problems) + (results / "table.md").read_text())
    text = replaced(text, "pictures", pictures(problems, results))
    DOCUMENT.write_text(text)


if __name__ == "__main__":
    main()
