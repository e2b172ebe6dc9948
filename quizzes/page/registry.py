"""What the extension knows about the book: the bank, and which page shows which items."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from quizzes.errors import BankError, PageError, Problem, UsageError, Where
from quizzes.kept import kept_bank
from quizzes.model import Bank
from quizzes.page.query import Query, select
from quizzes.project import find_project, read_project
from quizzes.variants import variants

LOGGER = logging.getLogger(__name__)


class QuizError(SphinxError):
    """An author's mistake that stops the build."""

    category = "Quiz error"


@dataclass
class Page:
    """What one page asks of the bank."""

    queries: list[Query] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # item ids, in the order of the page
    problems: list[Problem] = field(default_factory=list)
    tasks: list[tuple[str, str]] = field(default_factory=list)  # code tasks that are not items: id and hash
    purpose: str = ""  # "progress" or "review" where it is the page about all questions
    fingerprint: str = ""  # of all that the queries found in the bank when the page was read


class QuizDomain(Domain):
    """The pages with quizzes, which Sphinx keeps from build to build; and the bank, loaded once a build."""

    name = "quiz"
    label = "Quiz"
    data_version = 4
    initial_data = {"pages": {}, "labels": {}}
    bank: Bank  # set by load_configured_bank

    @property
    def pages(self) -> dict[str, Page]:
        """Return the pages by name."""
        return self.data["pages"]

    @property
    def labels(self) -> dict[str, list[str]]:
        """Return the labels that the authors gave, by page."""
        return self.data["labels"]

    def page(self, docname: str) -> Page:
        """Return the page, which starts empty."""
        return self.pages.setdefault(docname, Page())

    def shown(self, docname: str) -> list[str]:
        """Return the ids of the items on a page."""
        return self.pages[docname].shown if docname in self.pages else []

    def purposed(self, purpose: str) -> str | None:
        """Return the page that is about all questions in this way, if the book has one."""
        return next((name for name, page in sorted(self.pages.items()) if page.purpose == purpose), None)

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is about to be read."""
        self.pages.pop(docname, None)
        self.labels.pop(docname, None)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Keep the labels of a page that was read."""
        self.labels[docname] = [label for label, explicit in document.nametypes.items() if explicit]

    def merge_domaindata(self, docnames: list[str], otherdata: dict) -> None:
        """Take over what another process found in the pages that it read."""
        self.pages.update({name: page for name, page in otherdata["pages"].items() if name in docnames})
        self.labels.update({name: labels for name, labels in otherdata["labels"].items() if name in docnames})

    def resolve_any_xref(self, *_reference: object) -> list:
        """Return nothing: items are found as labels, which belong to Sphinx's own domain."""
        return []

    def check_consistency(self) -> None:
        """Stop the build where pages ask for items that cannot be shown; all problems of the book at once.

        A tolerant build warns instead: the pages are there without those items.
        """
        problems = [problem for page in self.pages.values() for problem in page.problems]
        roots = (self.bank.project.root, Path(self.env.srcdir))
        problems += [
            Problem(
                place(self.env.doc2path(docname), 1, f"({label})=", roots),
                f"the label {label!r} is the id of an item as well, which is a label; rename the label here",
            )
            for docname, labels in self.labels.items()
            for label in labels
            if label in self.bank.items
        ]
        if problems and self.env.config.quizzes_tolerant:
            for problem in problems:
                LOGGER.warning("%s", problem)
        elif problems:
            raise QuizError(str(PageError(problems)))


def quiz_domain(env: BuildEnvironment) -> QuizDomain:
    """Return what the extension knows about the book."""
    domain = env.get_domain("quiz")
    assert isinstance(domain, QuizDomain)
    return domain


def labels_of(env: BuildEnvironment) -> StandardDomain:
    """Return Sphinx's own domain, which knows the labels of the book."""
    domain = env.get_domain("std")
    assert isinstance(domain, StandardDomain)
    return domain


def load_configured_bank(app: Sphinx) -> None:
    """Load the bank before any page is read."""
    named, here = app.config.quizzes_project, Path(app.confdir)
    try:
        project = read_project(here / named) if named else find_project(here)
        with kept_bank(project, place=Path(app.outdir).parent / "kept") as bank:
            for item in bank.items.values():
                variants(item)  # made here, so that a function that fails stops the build before a page is read
    except (BankError, UsageError) as error:
        raise QuizError(str(error)) from error
    quiz_domain(app.env).bank = bank


def changed_pages(app: Sphinx, _env: BuildEnvironment, *_found: set[str]) -> list[str]:
    """Return the pages to read again: their part of the bank changed, they had problems, or label what is an item now.

    The comparison is of content. A dependency on the bank's files would read every page of a chapter again
    for any change in its file, and every page of the book for any change of misconceptions.yml.
    """
    domain = quiz_domain(app.env)
    return [
        name
        for name, page in domain.pages.items()
        if page.problems or page.fingerprint != fingerprint(page.queries, domain.bank)
    ] + [name for name, labels in domain.labels.items() if not domain.bank.items.keys().isdisjoint(labels)]


def fingerprint(queries: Iterable[Query], bank: Bank) -> str:
    """Return a hash of everything in the bank that the queries would show; variants as they are made now."""
    digest = hashlib.sha256()
    for query in queries:
        for item in select(query, bank).items:
            names = [bank.misconceptions[name].name for name in item.misconceptions]
            shown = [replace(each, where=Where("", 0)) for each in variants(item)]
            digest.update(repr((shown, names)).encode())
    return digest.hexdigest()


def label_items(app: Sphinx, env: BuildEnvironment) -> None:
    """Make each item's id a label for other pages; of several pages, the first by name has it."""
    labels = labels_of(env)
    for docname, page in sorted(quiz_domain(env).pages.items(), reverse=True):
        for number, item_id in enumerate(page.shown, 1):
            labels.anonlabels[item_id] = docname, item_id
            labels.labels[item_id] = docname, item_id, f"Question {number}"


def place(path: str, line: int, word: str, roots: Iterable[Path]) -> Where:
    """Return the place of a word in a page, as messages name it: from the first of the folders that holds it.

    In a notebook `line` is near the place and not always at it: the one with the word nearest to it is meant.
    """
    file = Path(path).resolve()
    text = file.read_text(encoding="utf-8").splitlines()
    line = min((n for n, each in enumerate(text, 1) if word in each), key=lambda n: abs(n - line), default=line)
    root = next((root.resolve() for root in roots if file.is_relative_to(root.resolve())), file.parent)
    return Where(file.relative_to(root).as_posix(), line)
