"""What the theme's pages need to be read by a screen reader, put right once they are written.

Why: DECISIONS.md#theme-mended.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
# A phone has no Escape key. The theme moves what a drawer holds to the sidebar and back, and this with it.
_CLOSE = '<form method="dialog" class="drawer-close"><button>Close</button></form>'
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
    # empty-table-header: a corner that heads nothing is not a header
    ('<th class="head"><p></p></th>', "<td></td>"),
    ('<th class="head stub"></th>', "<td></td>"),
    ('<th scope="col"></th>', "<td></td>"),
    # region: what stands in the sidebar lies in a landmark
    ('<div id="pst-primary-sidebar" class', '<div id="pst-primary-sidebar" role="region" aria-label="Course" class'),
    # A landmark with nothing in it leads nowhere: the theme's frame has one above and one below all pages.
    ('<header id="pst-header" class', '<header id="pst-header" role="none" class'),
    ('<footer class="bd-footer">', '<footer class="bd-footer" role="none">'),
    # aria-dialog-name: the search, and the contents as drawers on a phone
    ('<dialog id="pst-search-dialog">', '<dialog id="pst-search-dialog" aria-label="Search">'),
    (
        '<dialog id="pst-primary-sidebar-modal">',
        '<dialog id="pst-primary-sidebar-modal" aria-label="Contents of the book">' + _CLOSE,
    ),
    (
        '<dialog id="pst-secondary-sidebar-modal">',
        '<dialog id="pst-secondary-sidebar-modal" aria-label="Contents of this page">' + _CLOSE,
    ),
    # The place of advertisements on another site.
    (
        """<div id="ethical-ad-placement"
      class="flat"
      data-ea-publisher="readthedocs"
      data-ea-type="readthedocs-sidebar"
      data-ea-manual="true">
</div>""",
        "",
    ),
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
    # The focus goes back to the button, also in browsers where a click gives it none.
    ("const o=document.activeElement;", "const o=e.currentTarget;"),
    (
        "console.log(`[PST]: Changed to ${e} mode using the ${n} theme.`)",
        'document.querySelectorAll(".theme-switch-button").forEach(t=>{'
        't.ariaLabel=`Color mode: ${"auto"===e?"system":e}`})',
    ),
    # A book with one version needs nothing to compare them: a third of the script.
    (re.compile(r'const t=e=>"string"==typeof e&&.*?(?=var m=window\.matchMedia)'), "/*no versions*/"),
    (re.compile(r"async function S\(e\)\{.*?(?=function I\(\)\{)"), "/*no switch*/"),
    ("[O(),N()]", "[N()]"),
)
# The book's theme took the focus from its buttons, so that their tips would go; tips.js sees to the tips. A button that
# folds the contents says whether they are there.
BOOK_THEME = (
    (
        'e((function(){[".theme-switch-button",".search-button",".primary-toggle",".secondary-toggle"].forEach((e=>{'
        'const t=document.querySelector(e);t&&t.addEventListener("click",(()=>{t.blur()}),!0)}))})),',
        "/*no blur*/",
    ),
    (re.compile(r"window\.initThebeSBT=.*?,(?=window\.toggleFullScreen)"), "/*no thebe*/"),
    (
        'e&&t&&n&&e.addEventListener("click",(e=>{window.matchMedia("(min-width: 992px)").matches&&('
        'e.preventDefault(),e.stopImmediatePropagation(),t.classList.toggle("pst-sidebar-hidden"))}),!0)',
        'if(!e||!t||!n)return;const o=window.matchMedia("(min-width: 992px)"),i=()=>{'
        'e.ariaExpanded=o.matches&&!t.classList.contains("pst-sidebar-hidden")};o.onchange=i,i(),'
        'e.addEventListener("click",(e=>{o.matches&&('
        'e.preventDefault(),e.stopImmediatePropagation(),t.classList.toggle("pst-sidebar-hidden"),i())}),!0)',
    ),
)
# Seventeen buttons of a page were called "Copy to clipboard": each says what it copies.
_COPIED = """${((cell, all) => cell
        ? `${codeCell.closest('.cell_output') ? 'output' : 'code'} of cell ${all.indexOf(cell) + 1}`
        : `code ${index + 1} on this page`)(
        codeCell.closest('div.cell'), [...document.querySelectorAll('div.cell')])}"""
# All that one noticed was an icon that changed, and the focus was lost with the field that was copied from.
_SAID = """
const copyStatus = document.body.appendChild(document.createElement('div'))
copyStatus.className = 'visually-hidden'
copyStatus.role = 'status'
"""
COPY = (
    (re.compile(r",\n  'es' :.*?(?=\n\})", re.DOTALL), " // one language"),
    ("\nconst temporarilyChangeTooltip = (el, oldText, newText) => {", f"""{_SAID}
const temporarilyChangeTooltip = (el, oldText, newText) => {{
  el.focus({{preventScroll: true}})
  copyStatus.textContent = newText.replace('!', '') + el.ariaLabel.replace(/.*?(?=:)/, '')"""),
    (
        "setTimeout(() => el.setAttribute('data-tooltip', oldText), timeoutIcon)",
        "setTimeout(() => {el.setAttribute('data-tooltip', oldText); copyStatus.textContent = ''}, timeoutIcon)",
    ),
    (
        """ data-clipboard-target="#${id}">""",
        f""" aria-label="${{messages[locale]['copy_to_clipboard']}}: {_COPIED}" data-clipboard-target="#${{id}}">""",
    ),
)
# The link above a page that was found ran a script in its address, which the pages' policy forbids: early.js does it.
HIGHLIGHT = (
    ('href="javascript:SphinxHighlight.hideSearchWords()"', 'href="#main-content" data-press="matches"'),
)
Mends = tuple[tuple[str | re.Pattern[str], str], ...]
SCRIPT_MENDS: dict[str, Mends] = {
    "_static/scripts/pydata-sphinx-theme.js": THEME,
    "_static/scripts/sphinx-book-theme.js": BOOK_THEME,
    "_static/copybutton.js": COPY,
    "_static/sphinx_highlight.js": HIGHLIGHT,
}


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


def _mend_script(out: Path, name: str, mends: Mends) -> None:
    path = out / name
    script = path.read_text(encoding="utf-8") if path.is_file() else ""
    mended = script
    for old, new in mends:
        if new in mended:  # by an earlier build
            continue
        pattern = re.compile(re.escape(old)) if isinstance(old, str) else old
        if not pattern.search(mended):
            text = "%s does not hold %r any more: the theme has changed, look at mend_theme.py"
            LOGGER.warning(text, name, pattern.pattern)
        mended = pattern.sub(lambda _found, new=new: new, mended)
    if mended != script:
        path.write_text(mended, encoding="utf-8")
