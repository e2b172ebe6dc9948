"""A build that goes on (`BOOK_TOLERANT=1`): what fails is shown in its place in the page, and listed in a file.

The configuration is that of a strict build, so that pages which were read by the one hold for the other. A page with a
failure holds for neither: `tools/build_book.py` forgets what was read after a build that tolerated something.

Why: DECISIONS.md#tolerant-builds.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import traceback
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive, DirectiveError, directives
from myst_parser.mocking import MockingError
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
SENTENCE = (
    "Something that belongs here could not be made when this copy of the book was built. The rest of the page is as it "
    "should be. The command make course tries again; if it fails each time, please report this error and the file "
    "_build/build.log to the authors of the book."
)


class Failures:
    """What failed in this build."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: list[dict[str, object]] = []

    def add(self, page: str, line: int, error: str) -> None:
        """Note a failure, and keep the list where the command that builds looks for it."""
        self.entries.append({"page": page, "line": line, "error": error})
        self.path.write_text(json.dumps(self.entries, indent=1), encoding="utf-8")


def is_tolerant() -> bool:
    """Return whether this build goes on after a failure."""
    return os.environ.get("BOOK_TOLERANT") == "1"


def go_on(app: Sphinx, failures: Failures) -> None:
    """Have this application's builds go on, where that was asked for."""
    if not is_tolerant():
        return
    app.connect("builder-inited", _keep_reading, priority=900)
    lookup = directives.directive

    def guarded(name: str, *rest: object) -> tuple[type[Directive] | None, list[nodes.system_message]]:
        found, messages = lookup(name, *rest)
        return (_guard(found, app, failures) if isinstance(found, type) else found), messages

    directives.directive = guarded


def _keep_reading(app: Sphinx) -> None:
    """Let myst-nb read a page whose cells failed.

    A change of the configuration would have every page read again.
    """
    app.env.mystnb_config = app.env.mystnb_config.copy(execution_raise_on_error=False)
    app.config.quizzes_tolerant = True


def _guard(kind: type[Directive], app: Sphinx, failures: Failures) -> type[Directive]:
    """Return the directive in a form that shows a failure of its own in its place."""

    @functools.wraps(kind.run)
    def run(self: Directive) -> list[nodes.Node]:
        try:
            return kind.run(self)
        except (DirectiveError, MockingError):
            raise  # an author's mistake, which the parser shows in the page
        except Exception as error:  # noqa: BLE001  whatever a directive raises
            traceback.print_exc(file=sys.stdout)  # for the log
            told = f"{self.name}: {type(error).__name__}: {' '.join(str(error).split())}"
            failures.add(app.env.docname, self.lineno, told)
            note = nodes.admonition("", nodes.title("", "Not shown in this copy"), nodes.paragraph("", SENTENCE))
            note["classes"] += ["warning", "failed-directive"]
            note += nodes.literal_block("", told)
            return [note]

    return type(kind.__name__, (kind,), {"run": run})
