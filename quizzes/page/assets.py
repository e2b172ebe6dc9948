"""The script and the style, on pages with a quiz and on no others."""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx

ASSETS = Path(__file__).parent / "assets"


@cache
def assets_folder() -> str:
    """Return the folder below ``_static``: its name changes with its content.

    A reader who comes back after a change then never runs a new module with an old one from her cache.
    """
    digest = hashlib.sha256()
    for path in sorted(ASSETS.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
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
    shutil.copytree(ASSETS, static / assets_folder())
