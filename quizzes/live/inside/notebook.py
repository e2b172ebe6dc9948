"""The Python behind a page, as its worker calls it: texts in, texts out."""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path

from quizzes.live.inside.cell import Tell, run
from quizzes.live.inside.needs import names_of, needed
from quizzes.live.inside.offered import LATER
from quizzes.wire.serve import answer

_DRAWS = ("plots", "air_temperature")  # names of lstm_lib that import matplotlib when they are called

os.environ.setdefault("MPLBACKEND", "agg")


logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of its font cache at the first figure

_SPACES: dict[str, dict] = {}  # the names of each notebook of a page: the chapter's cells, a task, an assignment


def space(name: str) -> dict:
    """Return the names of a notebook, which begins with none."""
    return _SPACES.setdefault(name, {"__name__": "__main__"})


def clear(name: str) -> None:
    """Forget the names of a notebook."""
    _SPACES.pop(name, None)


def run_cell(source: str, title: str, name: str, tell: Tell) -> bool:
    """Run a cell of a notebook; return whether it went through."""
    return run(source, title, space(name), tell)


def call(request: str, name: str) -> str:
    """Call one of the learner's functions as the grader does."""
    return answer(request, space(name))


def packages(source: str) -> str:
    """Return the packages that a cell needs and that are not there yet, as a JSON list; ours are archives."""
    wanted = []
    if "matplotlib" in names_of(source).imports or any(name in source for name in _DRAWS):
        wanted.append("matplotlib")
    wanted += [name for name, words in LATER.items() if any(word in source for word in words)]
    missing = [name for name in wanted if name not in sys.modules and not _is_there(name)]
    return json.dumps([f"{name}.zip" if name in LATER else name for name in missing])


def _is_there(name: str) -> bool:
    return any(Path(folder, name).is_dir() for folder in sys.path)


def order(sources: str, target: int) -> str:
    """Return the numbers of the cells that a cell needs, as a JSON list."""
    return json.dumps(needed(json.loads(sources), target))
