"""No script is written into a page: the site works under the content policy ``script-src 'self'``.

Why: DECISIONS.md#no-script-in-page.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging
from written_pages import written_pages

LOGGER = logging.getLogger(__name__)
EARLY = "early.js"
OPTIONS = "documentation_options.js"
_INLINE = re.compile(r"[ \t]*<script(?![^>]*\ssrc=)(?![^>]*application/json)([^>]*)>(.*?)</script>\n?", re.DOTALL)
# What early.js and documentation_options.js do instead.
_KNOWN = re.compile(
    r"""\s*(?:document\.documentElement\.dataset\.(?:mode|theme)\s*=\s*localStorage\.getItem\("\w+"\)\s*\|\|\s*"\w*";\s*)+\s*"""
    r"""|\s*let\ toggle\w+\ =\ '[^']*';\s*|\s*var\ togglebuttonSelector\ =\ '[^']*';\s*"""
    r"""|\s*DOCUMENTATION_OPTIONS\.\w+\ =\ [^;]*;\s*""",
    re.VERBOSE,
)
# Sphinx's search is there by then, and has not been asked yet: it waits for its index.
_SEARCH = re.compile(r'( *)(<script [^>]*src="searchindex\.js")')
_PRESSED = {'onclick="window.print()"': 'data-press="print"', 'onclick="toggleFullScreen()"': 'data-press="fullscreen"'}
# The name of a page, which was written into it.
_OPTIONS = """
DOCUMENTATION_OPTIONS.pagename = document.documentElement.dataset.page ?? "";
DOCUMENTATION_OPTIONS.search_as_you_type = false;
"""


def move_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Take the scripts out of the pages: those of the theme stand in early.js, others in files of their own."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    options = static / OPTIONS
    text = options.read_text(encoding="utf-8")
    if _OPTIONS not in text:
        options.write_text(text + _OPTIONS, encoding="utf-8")
    pages = app.env.get_domain("quiz").pages
    asking = {name for name, page in pages.items() if page.shown and not page.purpose}  # chapters have questions
    chapters = " ".join(name for name in app.env.collect_relations() if name in asking)
    for name, page in written_pages(out).items():
        text = page.read_text(encoding="utf-8")
        moved = without_scripts(text, name, static, chapters)
        if moved != text:
            page.write_text(moved, encoding="utf-8")


def without_scripts(text: str, name: str, static: Path, chapters: str = "") -> str:
    """Return a page whose scripts are all files; a second time changes nothing."""
    files = "../" * name.count("/") + "_static"
    for old, new in _PRESSED.items():
        text = text.replace(old, new)

    def moved(found: re.Match[str]) -> str:
        if not found[2].strip() or _KNOWN.fullmatch(found[2]):
            return ""
        file = f"inline-{hashlib.sha256(found[2].encode()).hexdigest()[:8]}.js"
        (static / file).write_text(found[2], encoding="utf-8")
        return f'<script{found[1]} src="{files}/{file}"></script>\n'

    text = _INLINE.sub(moved, text)
    for attribute in re.findall(r"<[^>]+\s(on\w+)=\"", text):
        LOGGER.warning("%s: an attribute %s holds a script, which a content policy would stop", name, attribute)
    if name == "search" and "search.js" not in text:
        text = _SEARCH.sub(rf'\1<script src="_static/search.js" data-chapters="{chapters}"></script>\n\1\2', text)
    if EARLY not in text:
        text = text.replace("<title>", f'<script src="{files}/{EARLY}"></script>\n    <title>', 1)
        text = text.replace("<html ", f'<html data-page="{name}" ', 1)
    return text
