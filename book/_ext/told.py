"""What a build is doing, a line a page that is read: cells are run while a page is read, so that is where time goes."""

from __future__ import annotations

import sys
import time

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


class Told:
    """Writes the lines; Sphinx's own are many more, and left out by ``--quiet``."""

    def __init__(self) -> None:
        self.left = 0
        self.since = time.monotonic()

    def begin(self, _app: Sphinx, _env: BuildEnvironment, docnames: list[str]) -> None:
        """Say how many pages are to be read."""
        self.left, self.since = len(docnames), time.monotonic()
        if docnames:
            pages = "a page" if len(docnames) == 1 else f"{len(docnames)} pages"
            say(f"reading {pages}, and running cells that have changed")

    def read(self, app: Sphinx, _doctree: nodes.document) -> None:
        """Say which page has been read, and how long that took."""
        now = time.monotonic()
        self.left -= 1
        say(f"  {app.env.docname:<20}{now - self.since:6.1f} s{f', {self.left} to go' if self.left > 0 else ''}")
        self.since = now

    def write(self, _app: Sphinx, _env: BuildEnvironment) -> None:
        """Say that the pages are written now."""
        say("writing pages")


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tell(app: Sphinx) -> None:
    """Have the builds of this application told."""
    told = Told()
    app.connect("env-before-read-docs", told.begin)
    app.connect("doctree-read", told.read, priority=999)
    app.connect("env-updated", told.write, priority=999)
