"""A whole assignment as a page of the book: a page that holds ``{assignment} NAME`` becomes its text.

The text is composed before the page is read, so that the headings of the master are the page's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sphinx.application import Sphinx

from quizzes.assignments import Master, MasterCell, Region, Role, inside, without
from quizzes.model import Bank
from quizzes.page.code_tasks import masters_of
from quizzes.page.registry import quiz_domain

# What a master says of its notebook, and what is true of the page, where a task is checked as the grader checks it.
_OF_THE_PAGE = tuple(
    (re.compile(re.escape(said).replace(r"\ ", r"\s+")), instead)
    for said, instead in (
        ("In this notebook", "On this page"),
        ("this notebook", "this page"),
        (
            "Below each task stands a cell with tests; run it as often as you like: it names",
            "*Check* below each task names",
        ),
        (
            "Below the task stands a cell with tests; run it as often as you like: it names",
            "*Check* below the task names",
        ),
        (
            "The cell with tests below each program can be run as often as you like.",
            "Press *Check* as often as you like.",
        ),
        (
            "It gives no points. Points are given when your notebook is graded",
            "It counts the points as the grader does",
        ),
        ("Answer in the cell below each question by replacing `None`.", "Answer each question where it stands."),
    )
)
_ASKED = re.compile(r"^```\{assignment\} +([a-z0-9-]+) *\n```$", re.MULTILINE)


def compose_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the text of an assignment where a page asks for it."""
    found = _ASKED.search(source[0])
    if not found:
        return
    bank = quiz_domain(app.env).bank
    master = masters_of(bank)[found[1]]
    source[0] = _ASKED.sub(lambda _: page_text(master, bank), source[0], count=1)


def page_text(master: Master, bank: Bank) -> str:
    """Return an assignment as the Markdown of a page."""
    blocks: list[str] = []
    tests = {cell.id: cell for cell in master.cells if cell.role is Role.TESTS}
    framed = False
    own = [number for number, cell in enumerate(master.cells) if cell.role is Role.SOLUTION]
    for number, cell in enumerate(master.cells):
        if cell.role is Role.TESTS:
            continue
        if cell.role in (Role.GIVEN, Role.CODE):
            blocks.append(_given(cell, number, own))
        blocks += _blocks(cell, master.name, tests, bank)
        if cell.role is Role.TEXT and not framed:
            blocks.append(_fence("assignment-frame", master.name))
            framed = True
    return "\n\n".join(blocks)


def of_the_page(text: str) -> str:
    """Return a text of a master with what is true of the page in the place of what is true of the notebook."""
    for said, instead in _OF_THE_PAGE:
        text = said.sub(instead, text)
    return text


def _given(cell: MasterCell, number: int, own: Sequence[int]) -> str:
    """Return code that is given, named by when it runs; `own` are the numbers of the cells that the learner writes."""
    when = "before your own"
    if own and number > own[-1]:  # no task stands below it, so the page has nothing to run it for
        when = "in the notebook that you can download"
    elif own and number > own[0]:
        when = "before the tasks below"
    named = f"Code that is given; it runs {when}"
    return _fence("given-code", cell.id or f"code-{number}", cell.source, named=named, runs="")


def _blocks(cell: MasterCell, name: str, tests: Mapping[str, MasterCell], bank: Bank) -> Iterator[str]:
    if cell.role is Role.TEXT:
        yield of_the_page(cell.source)
    elif cell.role is Role.SOLUTION:
        yield _fence("code-task", f"{name} {cell.id}")
        visible = without(tests[cell.id].source, Region.HIDDEN_TESTS)
        yield _fence("given-code", f"{cell.id}-tests", visible, named="The example that you can try by hand")
    elif cell.role is Role.ITEM:
        yield _fence("quiz", cell.id)
    elif cell.role is Role.MANUAL:
        points = f"{cell.points:g} point{'' if cell.points == 1 else 's'}"
        question = without(without(cell.source, Region.SOLUTION), Region.RUBRIC).strip()
        yield f"**Question, read by a person** ({points}). {question}"
        yield _fence("in-words", f"{cell.id} {cell.points:g}", "\n".join(inside(cell.source, Region.RUBRIC)))


def _fence(directive: str, argument: str, content: str = "", **options: str) -> str:
    fields = "".join(f":{name}: {value}\n" for name, value in options.items())
    ticks = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", content)), 3)
    return f"{ticks}{{{directive}}} {argument}\n{fields}{content and chr(10) if fields else ''}{content}\n{ticks}"
