"""What is the same for all submissions of an assignment, and one submission, as plain values that reach any worker."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from quizzes.checks.load import folder_of, load_tasks
from quizzes.grading.cells import is_graded, modules_of, notes_of, text_of
from quizzes.grading.intake.own_files import OwnFiles
from quizzes.grading.judge.callees import MasterRun
from quizzes.grading.judge.compared import NO_TOOLS, Tools
from quizzes.grading.judge.own_functions import own_functions
from quizzes.grading.outcome import SubmissionGrade
from quizzes.grading.sandbox.limits import Limits
from quizzes.model import Item
from quizzes.project import Project, find_project

_PACKAGE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Exercise:
    """An assignment as the grader needs it."""

    name: str
    source: Mapping  # the JSON values of nbgrader's source notebook, solutions and hidden tests included
    items: Mapping[str, Item] = field(default_factory=dict)  # of the bank, that stand in the assignment
    files: Mapping[str, bytes] = field(default_factory=dict)  # that lie beside the notebook, by name
    limits: Limits = Limits()
    data: Mapping[str, str] = field(default_factory=dict)  # hashes of files that kernels see besides, by name
    apart: frozenset[str] = frozenset()  # grade ids of ordinary test cells that run in a kernel of their own
    masters: MasterRun = MasterRun()  # what these have seen with the master's solution
    unproven: Mapping[str, str] = field(default_factory=dict)  # test cells that the master's own solution fails: why
    ask: bool = False  # a person looks at an answer for persons that nobody wrote, too; else it has 0 points at once
    notebook: str = ""  # the file's name without .ipynb; the assignment's where it is empty
    project: Project = field(default_factory=find_project)  # whose tasks and items it asks; a worker reads them there
    secret: bytes = b""  # of the course: what the numbers of hidden cases are drawn from; empty: the usual ones

    @property
    def stem(self) -> str:
        """Return the notebook's name."""
        return self.notebook or self.name

    @property
    def file(self) -> str:
        """Return the name of the notebook's file."""
        return f"{self.stem}.ipynb"

    @cached_property
    def sha256(self) -> str:
        """Return a hash of everything that decides a grade; once it was asked for, it travels along to workers."""
        digest = hashlib.sha256(json.dumps(self.source, sort_keys=True).encode())
        for name, data in sorted(self.files.items()):
            digest.update(name.encode() + b"\0" + data)
        more = sorted(self.data.items())
        digest.update(repr((sorted(self.items.items()), self.limits, self.ask, more)).encode())
        digest.update(_code_digest(folder_of(self.name, self.project)))
        return digest.hexdigest()

    @cached_property
    def test_cells(self) -> dict[str, str]:
        """Return the ordinary test cells by grade id, also those without points; ours show visible tests so."""
        tasks = load_tasks(self.name, self.project)
        known = {*tasks, *self.items, *(f"{task}-tests" for task in tasks)}
        return {
            notes["grade_id"]: text_of(cell)
            for cell in self.source["cells"]
            for notes in [notes_of(cell)]
            if cell["cell_type"] == "code"
            and notes.get("grade")
            and not notes.get("solution")
            and not notes.get("task")
            if notes["grade_id"] not in known
        }

    @property
    def within(self) -> tuple[str, ...]:
        """Return the ordinary test cells that run in the learner's kernel."""
        return tuple(name for name in self.test_cells if name not in self.apart)

    @cached_property
    def tools(self) -> Tools:
        """Return what is the instructor's own and may do the comparing in these."""
        if not self.within:
            return NO_TOOLS
        cells, imported = self.source["cells"], set(modules_of(self.source))
        beside = {name.removesuffix(".py").replace("/", "."): data for name, data in self.files.items()}
        modules = {name: data.decode("utf-8", "replace") for name, data in beside.items() if name in imported}
        return Tools({name: own_functions(cells, name) for name in self.within}, modules)

    @property
    def max_score(self) -> float:
        """Return the points of the assignment."""
        return float(sum(notes_of(cell).get("points", 0) for cell in self.source["cells"] if is_graded(cell)))


@dataclass(frozen=True)
class Job:
    """One submission."""

    student: str
    content: bytes  # of the notebook's file, as received
    submitted: str | None = None  # when, ISO
    notes: tuple[str, ...] = ()  # what was odd about where the file was found
    beside: OwnFiles = OwnFiles()  # the learner's own files


@dataclass(frozen=True)
class Examined:
    """The result of one submission; plain values."""

    grade: SubmissionGrade
    notebook: dict | None = None  # with the outputs of the run; None where nothing could be run
    untouched: tuple[str, ...] = ()  # grade ids of cells that are as they were handed out
    again: bool = False  # the grade rests on a limit that a busy machine might have caused: run it once more, alone
    over_cpu: bool = False  # it rests on a limit of time on the processor, which only a bad fork might have caused
    cpu_s: float = 0.0  # of the learner's code
    notebooks: Mapping[str, dict] = field(default_factory=dict)  # of a whole submission: those that ran, by file


@cache
def _code_digest(tasks: Path) -> bytes:
    """Return a hash of the code that judges: the assignment's tasks, and this package."""
    digest = hashlib.sha256()
    for folder, pattern in ((tasks, "*"), (_PACKAGE, "**/*.py")):
        for path in sorted(path for path in folder.glob(pattern) if path.suffix in (".py", ".json")):
            if not path.is_relative_to(_PACKAGE / "checks" / "tasks") or folder == tasks:
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.digest()
