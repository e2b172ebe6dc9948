"""The built site made light: one style sheet of what is used, no script that is not needed, images with their sizes.

Why: DECISIONS.md#light-site.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import struct
from pathlib import Path
from subprocess import run

from folded_asserts import with_folded_asserts
from formula_sources import sources_of
from icon_font import with_own_icons
from later_blocks import mark_later
from light_code import plain_classes, with_light_code
from light_formulas import katex_style, with_light_formulas
from policy import with_policy
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from whole_words import with_whole_words
from written_pages import written_pages

from quizzes.node import node

LOGGER = logging.getLogger(__name__)
PURGE = Path(__file__).parent / "site" / "purge.mjs"
# The style sheets that every page has, in their order; below _static.
SHEETS = (
    "styles/theme.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "togglebutton.css",
    "copybutton.css",
    "mystnb.*.css",
    "course.css",
    "sphinx-design.min.css",
    "katex/katex.min.css",
    "katex/formulas.css",
    "katex-math.css",
)
UNUSED = ("**/*.map", "scripts/fontawesome.js*", "vendor/fontawesome/webfonts/*.ttf", "locales/**/*.mo")
AT_ONCE = ("early.js",)  # what the reader chose has to be known before anything is shown
# The formulas of the first view are set in these: they come with the style, so that no line moves afterwards.
FORMULA_FONTS = ("KaTeX_Main-Regular", "KaTeX_Math-Italic")
_FONT = '\n    <link rel="preload" as="font" type="font/woff2" href="{}_static/katex/fonts/{}.woff2" crossorigin />'
_LINK = re.compile(r'\s*<link [^>]*href="((?:\.\./)*)_static/([^"?]+\.css)(?:\?[^"]*)?"[^>]*/?>')
_ICONS = re.compile(
    r"\s*<!-- So that users can add custom icons -->\s*<script [^>]*scripts/fontawesome\.js[^>]*></script>"
)
# The search is a page of its own: what it needs is loaded there, and a chapter is spared 130 kB of index.
_SEARCH = re.compile(
    r'\s*<script [^>]*src="[^"]*(?<=[/"])(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>'
)
# Bootstrap's is fetched by tips.js when it is needed.
_TIPS = re.compile(r'\s*<script [^>]*src="[^"]*scripts/bootstrap\.js[^"]*"[^>]*></script>')
# Tabs and what folds by a script: the script comes with a page that has one.
_RARE = {"design-tabs.js": 'class="sd-tab-set', "togglebutton.js": "dropdown admonition"}
# Scripts that are deferred anyhow would take the line from the style if they were asked for first.
_PRELOAD = re.compile(
    r'(?:\s*<!-- Pre-loaded scripts that we\'ll load fully later -->)?\s*<link rel="preload" as="script"[^>]*/>'
)
_MODULE = re.compile(r'<script(?![^>]*fetchpriority)(?=[^>]*\stype="module")')
# The last script shares its task with what browsers do when a page is there, so that should be the smallest.
_LAST = re.compile(r'\s*(<script [^>]*src="[^"]*_static/whole\.js[^>]*></script>)(.*?)(?=\s*</body>)', re.DOTALL)
_SCRIPT = re.compile(r'<script( (?:(?!type="module"|defer|async)[^>])*src="[^"]*?([^/"?]+\.js)(?:\?[^"]*)?"[^>]*)>')
# What KaTeX writes for XML readers and for copying: HTML needs no namespace, and nobody hears the source of a formula.
_SOURCE = re.compile(
    r'<annotation encoding="application/x-tex">[^<]*</annotation>| xmlns="http://www\.w3\.org/1998/Math/MathML"'
)
# docutils writes one; the theme has its own.
_SECOND_VIEWPORT = re.compile(r'<meta name="viewport" content="width=device-width, initial-scale=1" ?/>\n?')
_IMAGE = re.compile(r'<img(?=[^>]*\ssrc="((?:\.\./)*_images/[^"]+\.png)")(?![^>]*\swidth=)')


def make_lean(app: Sphinx, exception: Exception | None) -> None:
    """Do it for every page that this build wrote; the style sheet is made anew from all of them."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for pattern in UNUSED:
        for path in (out / "_static").glob(pattern):
            path.unlink()
    named = written_pages(out)
    pages = {page: page.read_text(encoding="utf-8") for page in named.values()}
    for name, page in named.items():
        _keep_sources(pages[page], out / "_static" / "tex" / f"{name}.json")
    style = katex_style(out / "_static")
    plain = plain_classes((out / "_static" / "pygments.css").read_text(encoding="utf-8"))
    lean = {page: _light(text, page, style, plain) for page, text in pages.items()}
    for page, text in lean.items():
        _write(page, pages[page], text)
    name = _bundle(out)
    for page, text in lean.items():
        _write(page, text, re.sub(r'(<link [^>]*href="(?:\.\./)*_static/)site(?:-\w+)?\.css"', rf'\1{name}"', text))


def _light(text: str, page: Path, style: str, plain: frozenset[str]) -> str:
    """Return the page made light; one that an earlier build made so, and this one has not written, as it is."""
    if not any(_matches(found[2], sheet) for found in _LINK.finditer(text) for sheet in SHEETS):
        return text
    # What stays whole is looked for in light code, where names stand in no element of their own.
    lean = with_light_code(with_light_formulas(with_folded_asserts(_lean(text, page)), style), plain)
    return with_whole_words(lean)


def _write(page: Path, old: str, new: str) -> None:
    if new != old:
        page.write_text(new, encoding="utf-8")


def _lean(text: str, page: Path) -> str:
    text = _ICONS.sub("", text)
    text = _SCRIPT.sub(lambda found: found[0] if found[2] in AT_ONCE else f"<script defer{found[1]}>", text)
    text = _PRELOAD.sub("", text)
    text = _LAST.sub(lambda found: found[0] if not found[2].strip() else f"{found[2]}\n{found[1]}", text, count=1)
    text = _MODULE.sub('<script fetchpriority="low"', text)
    text = _TIPS.sub("", text)
    for script, sign in _RARE.items():
        if sign not in text:
            text = re.sub(rf'\s*<script [^>]*src="[^"]*{re.escape(script)}[^"]*"[^>]*></script>', "", text)
    if page.name != "search.html" or '"../_static/' in text:  # a section may be called so
        text = _SEARCH.sub("", text)
    text = _SOURCE.sub("", text)
    text = _IMAGE.sub(lambda found: _sized(found, page), text)
    text = _SECOND_VIEWPORT.sub("", text)
    text = re.sub(r'(?<=property="og:image:alt" content=")[^"]*', lambda found: found[0].replace(",,", ","), text)
    first = True

    def one_link(found: re.Match[str]) -> str:
        nonlocal first
        if not any(_matches(found[2], sheet) for sheet in SHEETS):
            return found[0]
        link = f'\n    <link rel="stylesheet" type="text/css" href="{found[1]}_static/site.css" />' if first else ""
        if first and 'class="katex"' in text:
            link += "".join(_FONT.format(found[1], font) for font in FORMULA_FONTS)
        first = False
        return link

    return with_policy(mark_later(_LINK.sub(one_link, text)))


def _keep_sources(text: str, file: Path) -> None:
    """Write the sources of a page's formulas into a file, where a reader who copies one gets them from."""
    sources = sources_of(text)
    if sources:  # none are left in a page that an earlier build wrote
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(sources, ensure_ascii=False, indent=0), encoding="utf-8")


def _matches(name: str, sheet: str) -> bool:
    return re.fullmatch(re.escape(sheet).replace(r"\*", "[^/]*"), name) is not None


def _sized(found: re.Match[str], page: Path) -> str:
    """Tell the browser the size of an image before it is loaded, so that nothing moves when it is."""
    file = page.parent / found[1]
    header = file.read_bytes()[:24] if file.is_file() else b""
    if not header.startswith(b"\x89PNG"):
        return found[0]
    width, height = struct.unpack(">II", header[16:24])
    return f'<img width="{width}" height="{height}" loading="lazy" decoding="async"'


def _bundle(out: Path) -> str:
    """Write the style sheet of all pages and return its name, which changes with its content."""
    static = out / "_static"
    parts = []
    for sheet in SHEETS:
        files = sorted(static.glob(sheet))
        if not files:
            LOGGER.warning("no style sheet _static/%s any more: the theme has changed, look at lean_site.py", sheet)
        parts += [_whole(path, static) for path in files]
    program = node()
    done = run([program, PURGE, out], input="\n".join(parts), capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise ExtensionError(f"purgecss failed: {done.stderr.strip()[-500:]}")
    css = '@charset "UTF-8";' + done.stdout.replace('@charset "UTF-8";', "").strip()
    css = with_own_icons(css)
    name = f"site-{hashlib.sha256(css.encode()).hexdigest()[:8]}.css"
    for old in static.glob("site-*.css"):
        if old.name != name:
            old.unlink()
    (static / name).write_text(css, encoding="utf-8")
    return name


def _whole(path: Path, static: Path) -> str:
    """Return a style sheet with those that it imports."""
    css = _moved(path.read_text(encoding="utf-8"), path.relative_to(static).parent.as_posix())
    imported = re.compile(r"@import\s+[\"']([^\"']+)[\"']\s*;")
    return imported.sub(lambda found: _whole(static / posixpath.normpath(_beside(path, static, found[1])), static), css)


def _beside(path: Path, static: Path, name: str) -> str:
    return posixpath.join(path.relative_to(static).parent.as_posix(), name)


def _moved(css: str, folder: str) -> str:
    """Return the sheet as it has to read one level up, where the others are: its addresses follow."""

    def address(found: re.Match[str]) -> str:
        target = found[1].strip("\"'")
        if target.startswith(("data:", "#", "/")):
            return found[0]
        return f'url("{posixpath.normpath(posixpath.join(folder, target))}")'

    css = re.sub(r",\s*url\([^)]*\.ttf\)\s*format\(\"?truetype\"?\)", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    return re.sub(r"url\(([^)]+)\)", address, css)
