"""The two pages about all questions, ``{progress}`` and ``{review}``, and the list of questions that they read.

The list is a file of its own beside the pages, so that no page is written again when another one changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from quizzes.checks.load import all_tasks
from quizzes.model import Item
from quizzes.page.key import page_key
from quizzes.page.nodes import QuizPart, start
from quizzes.page.registry import QuizDomain, labels_of, quiz_domain
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
    """Show what the reader's browser keeps: ``{progress}`` their progress, ``{review}`` the questions that are due."""

    def run(self) -> list[nodes.Node]:
        """Return the place that the script fills."""
        quiz_domain(self.env).page(self.env.docname).purpose = self.name
        return [QuizSitePage(name=self.name)]


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Write the list of pages, of the questions that stand on each first, and of the misconceptions' names."""
    if exception is not None or app.builder.format != "html":
        return
    domain = quiz_domain(app.env)
    seen: set[str] = set()
    placed: set[str] = set()  # code tasks that are not items
    pages = []
    for name in app.env.collect_relations():  # in the order of the book
        page = domain.pages.get(name)
        if page and page.purpose:
            continue
        items = [item_id for item_id in (page.shown if page else []) if item_id not in seen]
        seen.update(items)
        tasks = [told for told in (page.tasks if page else []) if told[0] not in placed]
        placed.update(task for task, _ in tasks)
        pages.append(
            {
                "name": name,
                "title": app.env.titles[name].astext(),
                "url": app.builder.get_target_uri(name),
                "items": [_listed(domain.bank.items[item_id]) for item_id in items] + [_task(*told) for told in tasks],
            }
        )
    index = {
        "pages": pages,
        "misconceptions": {each.id: each.name for each in domain.bank.misconceptions.values()},
        "objectives": {name: domain.bank.objectives[name] for name in _objectives(domain, seen)},
        "assignments": list(_assignments(app)),
        "paragraphs": paragraphs(app),
    }
    text = json.dumps(index, ensure_ascii=False, indent=1)
    (Path(app.outdir) / "_static" / INDEX).write_text(text + "\n", encoding="utf-8")


def _listed(item: Item) -> dict[str, object]:
    hashes = [page_key(each)["hash"] for each in variants(item)]
    return {"id": item.id, "hashes": hashes, "kind": item.kind.value, "objective": item.objective}


def _task(task: str, digest: str) -> dict[str, object]:
    """Return a code task that stands on its own as the list has it."""
    return {"id": task, "hashes": [digest], "kind": "code", "objective": ""}


def _objectives(domain: QuizDomain, shown: set[str]) -> list[str]:
    """Return the objectives of the items that are shown, in the order of the bank."""
    wanted = {domain.bank.items[item_id].objective for item_id in shown}
    return [name for name in domain.bank.objectives if name in wanted]


def _assignments(app: Sphinx) -> Iterator[dict[str, str]]:
    """Yield the assignments of the project, with the page that tells of each, where the book has one."""
    labels = labels_of(app.env).anonlabels
    project = quiz_domain(app.env).bank.project
    for path in sorted(project.place(project.masters).glob("*.md")):
        title = re.search(r"(?m)^# (.+)$", path.read_text(encoding="utf-8"))
        page, anchor = labels.get(f"assignment-{path.stem}", ("", ""))
        url = f"{app.builder.get_target_uri(page)}#{anchor}" if page else ""
        yield {"name": path.stem, "title": title[1] if title else path.stem, "url": url}


def paragraphs(app: Sphinx) -> dict[str, list[str]]:
    """Return address and title of each paragraph that the known mistakes of code tasks point to."""
    labels = labels_of(app.env)
    found = {}
    tasks = all_tasks(quiz_domain(app.env).bank.project).values()
    for name in sorted({mutant.see for task in tasks for mutant in task.mutants}):
        if name in labels.labels:
            docname, anchor, title = labels.labels[name]
        elif name in labels.anonlabels:
            (docname, anchor), title = labels.anonlabels[name], "the paragraph that teaches this"
        else:
            continue
        found[name] = [f"{app.builder.get_target_uri(docname)}#{anchor}", title]
    return found
