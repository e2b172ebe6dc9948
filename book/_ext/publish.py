"""Beside the chapters: the page for an address that is not there, and a list of the sources for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config

MISSING = "404"


def name_project(_app: Sphinx, config: Config) -> None:
    """Call the project by the book's title, which Jupyter Book does not; Sphinx published "Project name not set"."""
    config.project = config.html_title


def missing_page(_app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    """Yield the page that a host shows for an address without a page."""
    body = (
        '<section id="not-here"><h1>There is no page here</h1>\n'
        "<p>The address may have been typed wrongly, or belong to a page that was renamed. "
        '<a href="index.html">Contents</a> lists all chapters, and <a href="search.html">Search</a> finds a word.</p>'
        "</section>"
    )
    yield MISSING, {"title": "There is no page here", "body": body}, "page.html"


def name_page(_app: Sphinx, pagename: str, _template: str, context: dict, _doctree: object) -> None:
    """Give pages without a source the title that the theme's heading for print shows; it stood there empty."""
    context.setdefault("pagetitle", context.get("title") or ("Index" if pagename == "genindex" else ""))


def root_missing_page(app: Sphinx, exception: Exception | None) -> None:
    """Let that page find its style from any depth: its addresses are told from the site's root."""
    page = Path(app.outdir) / f"{MISSING}.html"
    if exception is not None or app.builder.format != "html" or not page.is_file():
        return
    text = page.read_text(encoding="utf-8")
    base = escape(urlsplit(app.config.html_baseurl).path or "/")
    if "<base " not in text:
        page.write_text(text.replace("<head>", f'<head>\n    <base href="{base}">', 1), encoding="utf-8")


def write_llms(app: Sphinx, exception: Exception | None) -> None:
    """Write llms.txt: each page's title, what it is about, and the address of its Markdown (llmstxt.org)."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    lines = [f"# {app.config.project}", "", f"> {_about('index', out)}", "", "## Pages", ""]
    for name in app.env.collect_relations():
        source = next((path for path in (out / "_sources").glob(f"{name}.*")), None)
        if source is None:
            continue
        address = f"{app.config.html_baseurl}_sources/{source.relative_to(out / '_sources').as_posix()}"
        lines.append(f"- [{app.env.titles[name].astext()}]({address}): {_about(name, out)}")
    (out / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _about(name: str, out: Path) -> str:
    path = out / f"{name}.html"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(r'<meta content="([^"]*)" name="description"', text)
    return found[1] if found else ""
