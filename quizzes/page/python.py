"""A Sphinx extension: the cells of the book's chapters can be changed and run in the page.

Where Pyodide's wheels are not there, the book is built without, and one line says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

from quizzes.errors import CourseError
from quizzes.live.bundle import START, PagePython, page_python, write
from quizzes.live.missing import missing
from quizzes.live.own_packages import own_packages
from quizzes.live.wheels import NoWheels
from quizzes.page.code_tasks import CodeTask, masters_of
from quizzes.page.markdown import code_cells, code_of
from quizzes.page.registry import quiz_domain

LOGGER = logging.getLogger(__name__)


def prepare(app: Sphinx) -> None:
    """Make the files, before any page is written."""
    app.page_python = None  # type: ignore[attr-defined]
    if app.builder.format != "html":
        return
    folder = Path(app.confdir)
    extra = {name: (folder / path).read_bytes() for name, path in app.config.python_files.items()}
    bank = quiz_domain(app.env).bank
    for name, master in masters_of(bank).items():
        extra |= {f"{name}/{file}": content for file, content in master.files.items()}
    cache = Path(app.doctreedir).parent / ".python"
    try:
        without, packages = frozenset(app.config.python_without), own_packages(app.config.python_packages)
        app.page_python = page_python(bank.project, cache, extra, without, packages)  # type: ignore[attr-defined]
    except NoWheels as error:
        sys.stderr.write(f"note: no code runs in the pages of this build: {error}\n")
    except CourseError as error:
        if not app.config.quizzes_tolerant:
            raise ExtensionError(f"the page's Python could not be made: {error}") from error
        LOGGER.warning("no code runs in the pages of this build: %s", error)


def lacking(app: Sphinx, sources: Sequence[str]) -> list[str]:
    """Return for each cell of a page what it lacks in the page; an empty text where it can run."""
    project = quiz_domain(app.env).bank.project
    return missing(sources, (*project.packages, *app.config.python_packages), project.needs)


def mark_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Note on a page how many cells it has, and on each cell that it runs there or what it lacks.

    The style keeps a place for the buttons of a cell so marked, so that nothing moves when they come.
    """
    cells = code_cells(doctree)
    for cell, lacks in zip(cells, lacking(app, [code_of(cell) for cell in cells]), strict=True):
        if app.page_python is not None:  # type: ignore[attr-defined]
            cell["classes"].append(f"py-needs-{lacks}" if lacks else "py-runs")
    app.env.metadata[app.env.docname]["python_cells"] = len(cells) + len(list(doctree.findall(CodeTask)))


def add_scripts(app: Sphinx, pagename: str, _template: str, _context: dict, doctree: object) -> None:
    """Add the small script to each page with cells; it loads the rest when a button is pressed."""
    python: PagePython | None = app.page_python  # type: ignore[attr-defined]
    domain = quiz_domain(app.env)
    reviews = domain.purposed("review") == pagename  # code tasks come back there
    if doctree is None or python is None:
        return
    if not (reviews or app.env.metadata.get(pagename, {}).get("python_cells")):
        return
    files: dict[str, Any] = {"data-py-files": " ".join(app.config.python_files)}
    app.add_js_file(START, type="module", loading_method=None, **files)


def copy(app: Sphinx, exception: Exception | None) -> None:
    """Put the files into the built site."""
    python: PagePython | None = app.page_python  # type: ignore[attr-defined]
    if exception is None and python is not None:
        write(python, Path(app.outdir) / "_static")


def all_pages(app: Sphinx, env: BuildEnvironment, *_found: set[str]) -> list[str]:
    """Return the pages to read again: all with cells where Python has come or gone since the last build."""
    there = app.page_python is not None  # type: ignore[attr-defined]
    before, env.python_there = getattr(env, "python_there", None), there  # type: ignore[attr-defined]
    return [] if before == there else [name for name, told in env.metadata.items() if told.get("python_cells")]


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.add_config_value("python_files", {}, "env", types=(dict,))  # what cells read: name for the cells -> path
    # Packages of this environment that cells use, name -> {words: [...], files: [...]}: quizzes/live/own_packages.py.
    app.add_config_value("python_packages", {}, "env", types=(dict,))
    app.add_config_value("python_without", [], "env", types=(list,))  # ids of tasks that the page does not judge
    app.connect("builder-inited", prepare)
    app.connect("doctree-read", mark_cells)
    app.connect("env-get-outdated", all_pages)
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", copy)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
