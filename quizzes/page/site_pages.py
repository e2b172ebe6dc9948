"""The two pages about all questions, ``{progress}`` and ``{review}``, and the list of questions that they read.

The list is a file of its own beside the pages, so that no page is written again when another one changes.
"""

from __future__ import annotations

import json
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from quizzes.page.key import page_key
from quizzes.page.nodes import QuizPart, start
from quizzes.variants import variants

INDEX = "quiz-index.json"


class QuizSitePage(QuizPart):
    """The place that a script fills; attribute `name`: progress or review."""

    only_html = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        told = "<noscript><p>This page needs its script, which is switched off here.</p></noscript>"
        return start("div", classes=f"quiz-{self['name']}") + told, "</div>\n"


class QuizDue(QuizPart):
    """The place at the head of a chapter where the script offers what is due from earlier ones."""

    only_html = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        return start("div", classes="quiz-due-here"), "</div>\n"


class DueDirective(SphinxDirective):
    """Mark the place of the reader's due questions; without it they are offered below the title."""

    def run(self) -> list[nodes.Node]:
        """Return the place."""
        return [QuizDue()]


class SitePageDirective(SphinxDirective):
    """Show what the reader's browser keeps: ``{progress}`` her progress, ``{review}`` the questions that are due."""

    def run(self) -> list[nodes.Node]:
        """Return the place that the script fills."""
        self.env.get_domain("quiz").page(self.env.docname).purpose = self.name
        return [QuizSitePage(name=self.name)]


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Write the list of pages, of the questions that stand on each first, and of the misconceptions' names."""
    if exception is not None or app.builder.format != "html":
        return
    domain = app.env.get_domain("quiz")
    seen: set[str] = set()
    pages = []
    for name in app.env.collect_relations():  # in the order of the book
        page = domain.pages.get(name)
        if page and page.purpose:
            continue
        items = [item_id for item_id in (page.shown if page else []) if item_id not in seen]
        seen.update(items)
        pages.append(
            {
                "name": name,
                "title": app.env.titles[name].astext(),
                "url": app.builder.get_target_uri(name),
                "items": [
                    {"id": item_id, "hashes": [page_key(each)["hash"] for each in variants(domain.bank.items[item_id])]}
                    for item_id in items
                ],
            }
        )
    names = {each.id: each.name for each in domain.bank.misconceptions.values()}
    text = json.dumps({"pages": pages, "misconceptions": names}, ensure_ascii=False, indent=1)
    (Path(app.outdir) / "_static" / INDEX).write_text(text + "\n", encoding="utf-8")
