"""What the site offers as notebooks: the assignments as learners are given them, for the page to fill in."""

from __future__ import annotations

import tomllib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from quizzes.assignments import load_masters
from quizzes.targets.learner_notebook import learner_notebooks

COURSE = Path(__file__).resolve().parents[2] / "course" / "course.toml"


def leave_out(_app: Sphinx, config: Config) -> None:
    """Leave out of the page what the course's own `[page]` names: `without = ["gates-adding"]`."""
    if COURSE.is_file():
        told = tomllib.loads(COURSE.read_text(encoding="utf-8"))
        config.python_without = [*config.python_without, *told.get("page", {}).get("without", [])]


def write_assignments(app: Sphinx, exception: Exception | None) -> None:
    """Write them below _static, where the script of an assignment's page looks for them."""
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "assignments"
    folder.mkdir(parents=True, exist_ok=True)
    bank = app.env.get_domain("quiz").bank
    for name, content in learner_notebooks(bank, load_masters(bank)).items():
        (folder / f"{name}.ipynb").write_bytes(content)


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.connect("config-inited", leave_out)
    app.connect("build-finished", write_assignments)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
