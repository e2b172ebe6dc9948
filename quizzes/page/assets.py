"""The scripts and the style: which pages have them, and how they come into the site."""

from __future__ import annotations

import hashlib
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from quizzes.errors import UsageError
from quizzes.page.registry import quiz_domain
from quizzes.vendored import vendored

ASSETS = Path(__file__).parent / "assets"

_TYPE = re.compile(r"/\*\* @(?:type|import) [^\n]*?\*/ ?")  # within a line
_COMMENT = re.compile(r"^ *(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)


@cache
def assets() -> dict[str, bytes]:
    """Return the files by name."""
    own = (path for path in sorted(ASSETS.iterdir()) if not path.name.endswith(".d.ts"))
    files = {path.name: without_comments(path.read_text("utf-8")).encode() for path in own}
    try:
        # Why: DECISIONS.md#fsrs-where-it-decides
        scheduler = vendored("ts-fsrs")  # one module without imports, so there is nothing to bundle
        module = (scheduler / "dist" / "index.mjs").read_text("utf-8")
        terms = (scheduler / "LICENSE").read_text("utf-8")
    except (FileNotFoundError, UsageError) as error:
        raise ExtensionError("the scheduler ts-fsrs is not there; `make setup` installs it") from error
    module = "\n".join(line for line in module.splitlines() if not line.startswith("//# sourceMappingURL"))
    return {**files, "ts-fsrs.js": f"/* ts-fsrs\n\n{terms.strip()}\n*/\n{module}\n".encode()}


def without_comments(text: str) -> str:
    """Return our own script or style without its types and the comments that stand on lines of their own."""
    return _TYPE.sub("", _COMMENT.sub("", text))


@cache
def assets_folder() -> str:
    """Return the folder below ``_static``: its name changes with its content.

    A reader who comes back after a change then never runs a new module with an old one from the cache.
    """
    digest = hashlib.sha256()
    for name, content in assets().items():
        digest.update(name.encode() + b"\0" + content)
    return f"quizzes-{digest.hexdigest()[:8]}"


def add_assets(app: Sphinx, pagename: str, _template: str, _context: dict, doctree: object) -> None:
    """Add to each page of the book what it needs: the questions' script and style where there is a question."""
    if doctree is None:
        return
    domain = quiz_domain(app.env)
    review = domain.purposed("review")
    shown, purpose = domain.shown(pagename), domain.page(pagename).purpose if pagename in domain.pages else ""
    told = {"data-quiz-page": pagename, "data-quiz-store": domain.bank.project.store}
    if review:
        told["data-quiz-review"] = app.builder.get_target_uri(review)  # from the root of the site
    if shown and not purpose:
        told["data-quiz-due"] = ""
    scripts: list[tuple[str, dict[str, Any]]] = [("page.js", dict(told))]
    if shown or purpose:
        app.add_css_file(f"{assets_folder()}/quiz.css")
    if shown:
        scripts.append(("quiz.js", {}))
    if purpose:
        app.add_css_file(f"{assets_folder()}/pages.css")
        scripts.append((f"{purpose}.js", {}))
    for name, attributes in scripts:
        app.add_js_file(f"{assets_folder()}/{name}", type="module", loading_method=None, **attributes)


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
