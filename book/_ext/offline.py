"""What each page needs to be read without a network, and what makes the site one that can be installed."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from sphinx.application import Sphinx

LIST = "_static/offline.json"
MANIFEST = "manifest.webmanifest"
COLOUR = "#0072B2"
ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"),
         ("icon-maskable-512.png", "512x512", "maskable"))  # fmt: skip

# In a page: what the browser loads of itself, and the numbers of other variants, which questions.js asks for.
_LOADED = re.compile(
    r'<(?:script|img|source)\b[^>]*?\ssrc="([^"]+)"|<link\b(?=[^>]*\srel="(?:stylesheet|icon|manifest|apple-touch-icon)")'
    r'[^>]*?\shref="([^"]+)"|\sdata-variants-at="([^"]+)"'
)
_IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)")
_IN_SCRIPT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")


def add_manifest(app: Sphinx, _page: str, _template: str, context: dict, _doctree: object) -> None:
    """Name the manifest and the icon of the home screen in the head of each page."""
    at = context["pathto"]
    tags = (
        f'<link rel="manifest" href="{at(MANIFEST, 1)}">',
        f'<link rel="apple-touch-icon" href="{at("_static/icon-touch-180.png", 1)}">',
        f'<meta name="theme-color" content="{COLOUR}">',
    )
    context["metatags"] = "\n".join((context.get("metatags", ""), *tags))


def write_manifest(app: Sphinx, exception: Exception | None) -> None:
    """Write the manifest."""
    if exception is not None or app.builder.format != "html":
        return
    title = app.config.project
    manifest = {
        "name": title,
        "short_name": title.split(",")[0],
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": COLOUR,
        "icons": [
            {"src": f"_static/{name}", "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    (Path(app.outdir) / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")


def write_list(app: Sphinx, exception: Exception | None) -> None:
    """Write for each page of the book which files it needs, and how much they weigh."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    needs: dict[str, frozenset[str]] = {}
    pages = []
    for name in app.env.collect_relations():
        url = app.builder.get_target_uri(name)
        if not (out / url).is_file():
            continue
        files = sorted(_needed(url, out, needs))
        title = app.env.titles[name].astext()
        pages.append({"name": name, "title": title, "url": url, "bytes": (out / url).stat().st_size, "files": files})
    shared = set.intersection(*(set(page["files"]) for page in pages)) if pages else set()
    for page in pages:
        page["files"] = [file for file in page["files"] if file not in shared]
        page["bytes"] += sum(_size(out, file) for file in page["files"])
    always = sorted(shared | {LIST, "_static/quiz-index.json"})
    found = {"always": always, "bytes": sum(_size(out, file) for file in always), "pages": pages}
    (out / LIST).write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def _needed(url: str, out: Path, needs: dict[str, frozenset[str]]) -> set[str]:
    """Return the addresses that a file asks for, and those that these ask for, with their queries."""
    found: set[str] = set()
    open_ = [url]
    while open_:
        here = open_.pop()
        if here not in needs:
            needs[here] = frozenset(_asked(here, out))
        new = needs[here] - found
        found |= new
        open_ += new
    return found


def _asked(url: str, out: Path) -> Iterator[str]:
    path = out / urlsplit(url).path
    if url.endswith("/live.js"):
        # A figure's own script is loaded by the name of the figure.
        yield from (f"{posixpath.dirname(url)}/{file.name}" for file in sorted(path.parent.glob("*.js")))
    if path.name == "tips.js":
        yield f"{posixpath.dirname(url)}/scripts/bootstrap.js"
    patterns = {".html": _LOADED, ".css": _IN_STYLE, ".js": _IN_SCRIPT}
    if path.suffix not in patterns or not path.is_file():
        return
    for match in patterns[path.suffix].finditer(path.read_text(encoding="utf-8")):
        address = unescape(next(group for group in match.groups() if group))
        if ":" in address.split("/")[0] or address.startswith("#"):
            continue
        folder = "" if match.lastindex == 3 else posixpath.dirname(urlsplit(url).path)  # variants: from the root
        target = posixpath.normpath(posixpath.join(folder, urldefrag(address)[0]))
        if (out / urlsplit(target).path).is_file():
            yield target


def _size(out: Path, url: str) -> int:
    path = out / urlsplit(url).path
    return path.stat().st_size if path.is_file() else 0
