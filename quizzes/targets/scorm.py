"""A chapter's quiz as a SCORM 1.2 package: one page that judges as the course does and reports to the LMS.

Why: DECISIONS.md#scorm-script.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from quizzes.model import Bank
from quizzes.project import Project
from quizzes.targets.archive import zipped
from quizzes.targets.questions import Exported, NeutralQuestion, Omission, lost, questions
from quizzes.targets.scorm_page import page
from quizzes.targets.xml import Element, document, element

_OURS = Path(__file__).parent / "assets"
_PAGES = Path(__file__).parent.parent / "page" / "assets"
# The judge is the page's own.
_SCRIPTS = ("judge.js", "judge-options.js", "judge-parts.js", "judge-written.js", "verdict.js")
_ASSETS = {
    **{name: _OURS / name for name in ("lms.js", "package.js", "package.css")},
    **{name: _PAGES / name for name in _SCRIPTS},
}


def export_scorm(bank: Bank, count: int = 1) -> tuple[Exported, ...]:
    """Return a package for each chapter."""
    left_out = list(lost(bank, count))
    made = []
    for chapter, group in groupby(questions(bank, count), key=lambda question: question.item.chapter):
        asked = tuple(group)
        losses = [loss for loss in left_out if bank.items.get(loss.item) and bank.items[loss.item].chapter == chapter]
        files = {package_name(bank.project, chapter): _package(bank.project, chapter, asked)}
        made.append(Exported(files, (*losses, *_losses(asked)), len(asked)))
    return tuple(made)


def package_name(project: Project, chapter: str) -> str:
    """Return the name of a chapter's package."""
    return f"{project.name}-{chapter}-scorm12.zip"


def _package(project: Project, chapter: str, asked: tuple[NeutralQuestion, ...]) -> bytes:
    files = {name: path.read_bytes() for name, path in _ASSETS.items()}
    files["index.html"] = page(f"{project.title}: {chapter}", asked).encode()
    files["imsmanifest.xml"] = document(_manifest(project, chapter, sorted(files)))
    return zipped(files)


def _manifest(project: Project, chapter: str, names: list[str]) -> Element:
    title = f"{project.title}: {chapter}"
    item = element("item", element("title", title), identifier="quiz", identifierref="page")
    organization = element("organization", element("title", title), item, identifier="course")
    resource = element(
        "resource",
        *(element("file", href=name) for name in names),
        identifier="page",
        type="webcontent",
        href="index.html",
        **{"adlcp:scormtype": "sco"},
    )
    return element(
        "manifest",
        element("metadata", element("schema", "ADL SCORM"), element("schemaversion", "1.2")),
        element("organizations", organization, default="course"),
        element("resources", resource),
        identifier=f"{project.name}-{chapter}",
        version="1.0",
        xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2",
        **{"xmlns:adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2"},
    )


def _losses(asked: tuple[NeutralQuestion, ...]) -> list[Omission]:
    told = "misconceptions, hints, links to the text and confidence are left out, of every question"
    return [Omission(question.id, question.item.kind.value, "page", told) for question in asked[:1]]
