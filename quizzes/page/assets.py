"""The scripts and the style: which pages have them, and how they come into the site."""

from __future__ import annotations

import hashlib
import re
import shutil
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from quizzes.load import PROJECT

ASSETS = Path(__file__).parent / "assets"
SCHEDULER = PROJECT / "node_modules" / "ts-fsrs"  # one module without imports, so there is nothing to bundle

_COMMENT = re.compile(r"^ *(?:/\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)


@cache
def assets() -> dict[str, bytes]:
    """Return the files by name."""
    own = (path for path in sorted(ASSETS.iterdir()) if not path.name.endswith(".d.ts"))
    files = {path.name: without_comments(path.read_text("utf-8")).encode() for path in own}
    try:
        module = (SCHEDULER / "dist" / "index.mjs").read_text("utf-8")
        terms = (SCHEDULER / "LICENSE").read_text("utf-8")
    except FileNotFoundError as error:
        raise ExtensionError("the scheduler ts-fsrs is not there; `make setup` installs it") from error
    module = "\n".join(line for line in module.splitlines() if not line.startswith("//# sourceMappingURL"))
    return {**files, "ts-fsrs.js": f"/* ts-fsrs\n\n{terms.strip()}\n*/\n{module}\n".encode()}


def without_comments(text: str) -> str:
    """Return our own script or style without the comments that stand on lines of their own: a third of its weight."""
    return _COMMENT.sub("", text)


@cache
def assets_folder() -> str:
    """Return the folder below ``_static``: its name changes with its content.

    A reader who comes back after a change then never runs a new module with an old one from her cache.
    """
    digest = hashlib.sha256()
    for name, content in assets().items():
        digest.update(name.encode() + b"\0" + content)
    return f"quizzes-{digest.hexdigest()[:8]}"


def add_assets(app: Sphinx, pagename: str, _template: str, _context: dict, doctree: object) -> None:
    """Add the script and the style to a page that shows an item."""
    if doctree is not None and app.env.get_domain("quiz").shown(pagename):
        app.add_css_file(f"{assets_folder()}/quiz.css")
        app.add_js_file(f"{assets_folder()}/quiz.js", type="module", loading_method=None)


def copy_assets(app: Sphinx, exception: Exception | None) -> None:
    """Put the assets into the built site and remove those of an earlier build."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for old in static.glob("quizzes-*"):
        shutil.rmtree(old)
    folder = static / assets_folder()
    folder.mkdir(parents=True)
    for name, content in assets().items():
        (folder / name).write_bytes(content)
