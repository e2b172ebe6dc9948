"""What the theme's pages need to be read by a screen reader, put right once they are written.

Why: DECISIONS.md#theme-mended.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
# What stands in the page, what belongs there, and which rule of axe-core it breaks.
MENDS = (
    # label-content-name-mismatch: the name must hold the words that are seen
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    ('button pst-js-only" title="Search" aria-label="Search"', 'button pst-js-only" title="Search"'),
    # the same: fontawesome turns the titles into text
    ('data-mode="light" title="Light"', 'data-mode="light"'),
    ('data-mode="dark"  title="Dark"', 'data-mode="dark"'),
    ('data-mode="auto"  title="System Settings"', 'data-mode="auto"'),
    # What a screen reader would say twice, or in the theme's words and not in a reader's.
    ('\n       title="previous page">', ">"),
    ('\n       title="next page">', ">"),
    ('title="Toggle primary sidebar"', 'title="Contents of the book"'),
    ('title="Toggle secondary sidebar"', 'title="Contents of this page"'),
    # aria-required-children: the entries of a bibliography have a role of their own
    ('<div role="list" class="citation-list">', '<div class="citation-list">'),
    # aria-deprecated-role: a citation needs none
    (' role="doc-biblioentry"', ""),
    # empty-table-header: a corner that heads nothing is no header
    ('<th class="head"><p></p></th>', "<td></td>"),
    ('<th class="head stub"></th>', "<td></td>"),
    ('<th scope="col"></th>', "<td></td>"),
    # region: what stands in the sidebar lies in a landmark
    ('<div id="pst-primary-sidebar" class', '<div id="pst-primary-sidebar" role="region" aria-label="Course" class'),
    # A landmark with nothing in it leads nowhere: the theme's frame has one above and one below all pages.
    ('<header id="pst-header" class', '<header id="pst-header" role="none" class'),
    ('<footer class="bd-footer">', '<footer class="bd-footer" role="none">'),
)
# summary-name: the triangle behind a part with sections, thirteen times in a page, says which part it opens.
_TRIANGLE = re.compile(r'(>([^<>"]+)</a><details(?: open="open")?><summary)(?=><span class="toctree-t)')
# The theme looks for code and tables that scroll, to make them stops of the Tab key, and looks again after each change.
# That lays out the whole page at once, in the middle of its loading. Here it waits until whole.js has done that, piece
# by piece, and asks all of them before it changes one, so that the page is not laid out again for each.
THEME = (
    (
        '"complete"===document.readyState?I():window.addEventListener("load",I)',
        'document.addEventListener("page:whole",I)',
    ),
    # What is folded has no size yet; it is looked at when it is opened.
    (
        'window.addEventListener("resize",t),new',
        'document.addEventListener("toggle",t,!0),window.addEventListener("resize",t),new',
    ),
    # Figures of cells scroll on a phone, too, where they would be too small to read.
    ('document.querySelectorAll(["pre"', 'Array.from(document.querySelectorAll(["pre","div.cell_output figure"'),
    (
        '.join(", ")).forEach(e=>{e.tabIndex=e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight?0:-1})',
        '.join(", ")),e=>[e,!e.closest("details:not([open])")&&'
        "(e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight)?0:-1])"
        ".forEach(([e,t])=>{e.tabIndex!==t&&(e.tabIndex=t)})",
    ),
    # The contents beside the page are followed by follow.js.
    (
        'document.querySelector("#pst-page-toc-nav");if(!e)return;const t=Array',
        'document.querySelector("#pst-page-toc-nav");return;const t=Array',
    ),
)
# Seventeen buttons of a page were called "Copy to clipboard": each says what it copies.
_COPIED = """${((cell, all) => cell
        ? `${codeCell.closest('.cell_output') ? 'output' : 'code'} of cell ${all.indexOf(cell) + 1}`
        : `code ${index + 1} on this page`)(
        codeCell.closest('div.cell'), [...document.querySelectorAll('div.cell')])}"""
COPY = (
    (
        """ data-clipboard-target="#${id}">""",
        f""" aria-label="${{messages[locale]['copy_to_clipboard']}}: {_COPIED}" data-clipboard-target="#${{id}}">""",
    ),
)
SCRIPT_MENDS = {"_static/scripts/pydata-sphinx-theme.js": THEME, "_static/copybutton.js": COPY}


def mend_pages(app: Sphinx, exception: Exception | None) -> None:
    """Replace the known texts in every page; warn about one that no page holds any more."""
    if exception is not None or app.builder.format != "html":
        return
    unused = {old for old, _ in MENDS} | {_TRIANGLE.pattern}
    for page in sorted(Path(app.outdir).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        mended = text
        for old, new in MENDS:
            if old in mended:
                unused.discard(old)
                mended = mended.replace(old, new)
        mended = _TRIANGLE.sub(r'\1 aria-label="Sections of \2"', mended)
        if 'aria-label="Sections of ' in mended:
            unused.discard(_TRIANGLE.pattern)
        unused -= {old for old, new in MENDS if new in mended}  # mended by an earlier build
        if mended != text:
            page.write_text(mended, encoding="utf-8")
    for old in sorted(unused):
        LOGGER.warning("no page holds %r any more: the theme has changed, look at mend_theme.py", old)
    for name, mends in SCRIPT_MENDS.items():
        _mend_script(Path(app.outdir), name, mends)


def _mend_script(out: Path, name: str, mends: tuple[tuple[str, str], ...]) -> None:
    path = out / name
    script = path.read_text(encoding="utf-8") if path.is_file() else ""
    mended = script
    for old, new in mends:
        if new in mended:  # by an earlier build
            continue
        if old not in mended:
            LOGGER.warning("%s does not hold %r any more: the theme has changed, look at mend_theme.py", name, old)
        mended = mended.replace(old, new)
    if mended != script:
        path.write_text(mended, encoding="utf-8")
