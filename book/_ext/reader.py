"""The scripts of every page: what was read stays there, a page can be embedded, its contents follow the reader."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

SCRIPTS = Path(__file__).parent / "site"
EARLY, EACH = "early.js", ("follow.js", "reader.js", "tips.js", "whole.js")
ASKED_FOR = ("keys.js", "moved.js", "search.js", "tex.js")


def add_reader(app: Sphinx, pagename: str, _template: str, _context: dict, _doctree: object) -> None:
    """Load the script on each page."""
    for name in EACH:
        app.add_js_file(name, type="module", loading_method=None)


def copy_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Put the worker at the root, because it serves what lies beside and below it."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    shutil.copyfile(SCRIPTS / "worker.js", out / "worker.js")
    for name in (EARLY, *EACH, *ASKED_FOR):
        text = (SCRIPTS / name).read_text(encoding="utf-8")
        (out / "_static" / name).write_text(re.sub(r"(?m)^// .*\n", "", text), encoding="utf-8")
