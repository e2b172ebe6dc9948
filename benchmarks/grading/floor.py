"""The floor: what the cells of a submission take themselves, in a fresh process with the imports done.

Run as ``python -m benchmarks.grading.floor COURSE ASSIGNMENT``; it prints CPU seconds a submission.
"""

import ast
import contextlib
import io
import os
import sys
from pathlib import Path

import nbformat

from quizzes.assignments.rehearse import rehearse

SAMPLE = 12


def imports_of(notebook):
    """Return the import statements of a notebook as source."""
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            found += [node for node in ast.parse(cell["source"]).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(map(ast.unparse, found))


def cpu_of(notebook):
    """Return the CPU seconds of one notebook, run in a fork of this process; stop where a cell cannot be read."""
    child = os.fork()
    if child == 0:
        with contextlib.redirect_stdout(io.StringIO()):
            scores = rehearse(notebook)
        os._exit(0 if any(score.points for score in scores.values()) else 1)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit("floor: a submission earned nothing, so its cells were not what was timed")
    return used.ru_utime + used.ru_stime


def main():
    """Print the mean over the first submissions."""
    course, name = Path(sys.argv[1]), sys.argv[2]
    folders = sorted((course / "submitted").iterdir())[:SAMPLE]
    notebooks = [nbformat.read(folder / name / f"{name}.ipynb", as_version=4) for folder in folders]
    exec(imports_of(notebooks[0]), {})  # noqa: S102  our own benchmark's sources
    print(sum(map(cpu_of, notebooks)) / len(notebooks))


if __name__ == "__main__":
    main()
