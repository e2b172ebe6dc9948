"""What a build is doing: pages read and cells run, told as they are done, since that is where time goes.

Jupyter Book on its own writes a line a page. `tools/build_book.py` asks for events instead (`BOOK_EVENTS=1`): lines of
JSON behind a mark, from which it draws its bar.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

MARK = "::book "  # tools/build_book.py knows it, too
_CELL = re.compile(r"^`{3,}\{code-cell\}", re.MULTILINE)


class Told:
    """Counts pages and cells, and says how far they are."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin to count."""
        self.pages = self.all_pages = self.cells = self.all_cells = 0
        self.here = 0  # cells of the page that is being read that have been run
        self.since = time.monotonic()

    def begin(self, _app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Say how many pages are to be read."""
        self.reset()
        self.all_pages = len(docnames)
        self.all_cells = sum(count_cells(env.doc2path(name)) for name in docnames)
        if docnames and not events_wanted():
            pages = "a page" if len(docnames) == 1 else f"{len(docnames)} pages"
            say(f"reading {pages}, and running cells that have changed")
        elif docnames:
            self.event()

    def cell(self, docname: str) -> None:
        """Count a cell that has been run."""
        self.here += 1
        if events_wanted():
            self.event(at=docname)

    def read(self, app: Sphinx, _doctree: nodes.document) -> None:
        """Say which page has been read, and how long that took; cells that were not run were in the cache."""
        now = time.monotonic()
        name = app.env.docname
        self.pages += 1
        self.cells, self.here = self.cells + count_cells(app.env.doc2path(name)), 0
        if events_wanted():
            self.event(page=name, seconds=round(now - self.since, 1))
        else:
            left = self.all_pages - self.pages
            say(f"  {name:<20}{now - self.since:6.1f} s{f', {left} to go' if left > 0 else ''}")
        self.since = now

    def write(self, _app: Sphinx, _env: BuildEnvironment) -> None:
        """Say that the pages are written now."""
        if events_wanted():
            say(MARK + json.dumps({"writing": True}))
        else:
            say("writing pages")

    def event(self, **more: object) -> None:
        """Write the counts as one line for a program."""
        cells = min(self.cells + self.here, self.all_cells)
        counts = {"pages": self.pages, "of_pages": self.all_pages, "cells": cells, "of_cells": self.all_cells}
        say(MARK + json.dumps(counts | more))


def events_wanted() -> bool:
    """Return whether a program reads what is told."""
    return os.environ.get("BOOK_EVENTS") == "1"


def count_cells(path: str) -> int:
    """Return how many cells a page has."""
    return len(_CELL.findall(Path(path).read_text(encoding="utf-8")))


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tell(app: Sphinx) -> Told:
    """Have the builds of this application told."""
    told = Told()
    app.connect("env-before-read-docs", told.begin)
    app.connect("doctree-read", told.read, priority=999)
    app.connect("env-updated", told.write, priority=999)
    return told
