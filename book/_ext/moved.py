"""Old addresses: what stood on one long page stands in the sections below it, and an anchor of then leads there.

A page that has pages below it (`gates` with `gates/memory`) carries a table of their anchors; a script follows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

SCRIPT = "moved.js"


def add_table(app: Sphinx, pagename: str, _template: str, context: dict, doctree: nodes.document | None) -> None:
    """Give a page with sections of its own the table of their anchors; without its script a reader has the list."""
    below = [name for name in app.env.collect_relations() if name.startswith(f"{pagename}/")]
    if doctree is None or not below:
        return
    found = anchors(app.env, below)
    table = {app.builder.get_relative_uri(pagename, name): ids for name, ids in found.items() if ids}
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    context["body"] += f'<script type="application/json" id="moved-anchors">{text}</script>\n'
    app.add_js_file(SCRIPT, type="module", loading_method=None)


def anchors(env: BuildEnvironment, pages: list[str]) -> dict[str, list[str]]:
    """Return the anchors of each page: labels, questions, figures, headings, formulas; of equal ones the first."""
    found: dict[str, list[str]] = {name: [] for name in pages}
    seen: set[str] = set()
    for name, anchor in _all(env, pages):
        if anchor not in seen:
            seen.add(anchor)
            found[name].append(anchor)
    return found


def _all(env: BuildEnvironment, pages: list[str]) -> Iterator[tuple[str, str]]:
    labels = env.get_domain("std").anonlabels.values()  # questions and live figures are among them
    formulas = env.get_domain("math").equations.items()
    for name in pages:
        yield from ((name, anchor) for page, anchor in sorted(labels) if page == name and anchor)
        yield name, nodes.make_id(env.titles[name].astext())
        for link in env.tocs[name].findall(nodes.reference):
            if link["refuri"] == name and link["anchorname"]:
                yield name, link["anchorname"].removeprefix("#")
        yield from ((name, f"equation-{label}") for label, (page, _) in formulas if page == name)
