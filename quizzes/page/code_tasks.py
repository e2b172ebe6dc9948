"""The parts of a page in which code is written: a task with its stub, code that is given, and a question in words."""

from __future__ import annotations

import hashlib
import json
from html import escape

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from quizzes.assignments import Master, Region, Role, load_masters, without
from quizzes.checks.load import all_tasks
from quizzes.model import Bank
from quizzes.page.nodes import QuizPart, start
from quizzes.page.registry import quiz_domain
from quizzes.project import Project

_READ: dict[int, tuple[Bank, dict[str, Master]]] = {}


def masters_of(bank: Bank) -> dict[str, Master]:
    """Return the masters, read once for a bank."""
    if id(bank) not in _READ:
        _READ.clear()
        _READ[id(bank)] = (bank, load_masters(bank))
    return _READ[id(bank)][1]


def stub_of(master: Master, task: str) -> str:
    """Return what a learner finds in the cell of a task."""
    source = next((cell.source for cell in master.cells if cell.role is Role.SOLUTION and cell.id == task), "")
    return without(source, Region.SOLUTION).rstrip()


def points_of(master: Master, task: str) -> float:
    """Return what a task is worth."""
    return next(cell.points for cell in master.cells if cell.role is Role.TESTS and cell.id == task)


def task_hash(task: str, stub: str, project: Project) -> str:
    """Return a hash of what a task asks: a verdict that a browser keeps does not outlive it."""
    known = all_tasks(project).get(task)
    asked = repr(known.properties) if known else ""
    return hashlib.sha256(f"{task}\0{stub}\0{asked}".encode()).hexdigest()[:12]


class CodeTask(QuizPart):
    """A task: attributes `task`, `assignment`, `stub`, `points`, `hash`."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        told = {"data_task": self["task"], "data_assignment": self["assignment"], "data_points": f"{self['points']:g}"}
        if self["hash"]:  # it stands on its own, and is not part of an item
            told |= {"id": self["task"], "data_hash": self["hash"]}
        block = start("div", classes="py-task", **told)
        group = start(
            "pre", classes="py-stub", tabindex="0", role="group", aria_label=f"Code to begin with: {self['task']}"
        )
        bar = '<div class="py-bar"></div>'  # its room is there before its buttons are
        return f"{block}\n{group}<code>{escape(self['stub'])}</code></pre>\n{bar}", "</div>\n"


class GivenCode(QuizPart):
    """Code that runs before the tasks, folded; attributes `cell_id`, `named`, `code`, `runs` (with the tasks)."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        runs = {"data_runs": ""} if self["runs"] else {}
        details = start("details", classes="py-given", data_cell=self["cell_id"], **runs)
        code = f'<pre tabindex="0"><code>{escape(self["code"])}</code></pre>\n'
        task = self["cell_id"].removesuffix("-tests")
        whose = f'<span class="quiz-unseen">: {escape(task)}</span>' if task != self["cell_id"] else ""
        return f"{details}\n<summary>{escape(self['named'])}{whose}</summary>\n{code}", "</details>\n"


class InWords(QuizPart):
    """A field for an answer in words; attributes `cell_id`, `points`."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        name = self["cell_id"]
        block = start("div", classes="py-words", data_cell=name, data_points=f"{self['points']:g}")
        label = start("label", for_=f"words-{name}") + "Your answer</label>\n"
        field = start("textarea", id=f"words-{name}", rows="6") + "</textarea>\n"
        return f"{block}\n{label}{field}", "</div>\n"


class Rubric(QuizPart):
    """What earns points in an answer in words, folded; the script opens it after something was written."""

    def html(self) -> tuple[str, str]:  # noqa: D102
        return '<details class="py-rubric">\n<summary>What earns points</summary>\n', "</details>\n"


class AssignmentFrame(QuizPart):
    """The place of an assignment's own buttons; attributes `assignment`, `files`, `points`, `items` (their points)."""

    only_html = True

    def html(self) -> tuple[str, str]:  # noqa: D102
        told = {"data_assignment": self["assignment"], "data_files": " ".join(self["files"])}
        told |= {"data_items": json.dumps(self["items"])}
        block = start("div", classes="py-assignment", data_points=f"{self['points']:g}", **told)
        return f"{block}\n<noscript><p>Code runs here by a script, which is switched off.</p></noscript>", "</div>\n"


class _Placed(SphinxDirective):
    """A directive that an assignment's page is composed of."""

    required_arguments = 1
    has_content = True

    def master(self, name: str) -> Master:
        """Return a master, and have the page read again when it changes."""
        bank = quiz_domain(self.env).bank
        self.env.note_dependency(str(bank.project.place(bank.project.masters) / f"{name}.md"))
        return masters_of(bank)[name]


class CodeTaskDirective(_Placed):
    """Place a task of an assignment: ``{code-task} gates gates-lstm-step``."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Return the task's node, and note it for the list of what can be answered."""
        assignment, task = self.arguments
        master = self.master(assignment)
        stub, points = stub_of(master, task), points_of(master, task)
        project = quiz_domain(self.env).bank.project
        node = CodeTask(task=task, assignment=assignment, stub=stub, points=points, hash=task_hash(task, stub, project))
        quiz_domain(self.env).page(self.env.docname).tasks.append((task, node["hash"]))
        return [node]


class GivenCodeDirective(_Placed):
    """Place code that is given: ``{given-code} id``, with `named`; `runs` where it runs before the tasks."""

    option_spec = {"named": directives.unchanged_required, "runs": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the node."""
        code = "\n".join(self.content)
        told = {"named": self.options["named"], "runs": "runs" in self.options}
        return [GivenCode(cell_id=self.arguments[0], code=code, **told)]


class InWordsDirective(_Placed):
    """Place a field for an answer in words: ``{in-words} id points``, with the rubric as content."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Return the field and the folded rubric."""
        node = InWords(cell_id=self.arguments[0], points=float(self.arguments[1]))
        rubric = Rubric()
        self.state.nested_parse(StringList(list(self.content), source=self.env.docname), 0, rubric)
        node += rubric
        return [node]


class AssignmentFrameDirective(_Placed):
    """Place an assignment's own buttons."""

    def run(self) -> list[nodes.Node]:
        """Return the node."""
        master = self.master(self.arguments[0])
        tasks = sum(cell.points for cell in master.cells if cell.role in (Role.TESTS, Role.MANUAL))
        bank: Bank = quiz_domain(self.env).bank
        items = {cell.id: bank.item(cell.id).points for cell in master.cells if cell.role is Role.ITEM}
        points = tasks + sum(items.values())
        return [AssignmentFrame(assignment=master.name, files=sorted(master.files), points=points, items=items)]


DIRECTIVES = {
    "code-task": CodeTaskDirective,
    "given-code": GivenCodeDirective,
    "in-words": InWordsDirective,
    "assignment-frame": AssignmentFrameDirective,
}
