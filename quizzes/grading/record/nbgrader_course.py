"""A course's folder as nbgrader sees it; what else we use of nbgrader stands in the other modules called nbgrader_*."""

from __future__ import annotations

import glob
import json
import os
import re
import sysconfig
import warnings
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry, Student, SubmittedAssignment
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearSolutions, Execute
from nbgrader.utils import capture_log, rmtree
from sqlalchemy import Row, and_, select
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from quizzes.errors import GradingFault, UsageError, did_you_mean
from quizzes.grading.course.settings import read_settings
from quizzes.grading.course.sources import read_sources
from quizzes.grading.record.nbgrader_cells import Followed, follow
from quizzes.grading.record.nbgrader_schema import require_current
from quizzes.grading.record.nbgrader_stubs import ready, says_where_to_write, with_earlier, with_stubs
from quizzes.grading.record.released import earlier_cells
from quizzes.grading.sandbox.limits import Limits
from quizzes.plain_text import as_typed

CONFIG = "nbgrader_config.py"
LONGEST_S = 3600.0  # of a cell, where nbgrader's configuration sets no limit
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_ERROR_LINE = re.compile(r"[\w.]*(Error|Exception|Entry)\b.*:")


@dataclass(frozen=True)
class Converted:
    """The result of one of nbgrader's converters."""

    done: bool
    log: str  # nbgrader's own lines, with the traceback where it failed


@dataclass(frozen=True)
class ExportRow:
    """One line of the table of grades."""

    assignment: str
    student: str
    last_name: str
    first_name: str
    email: str
    timestamp: str  # of the submission, in the course's zone; empty where it has none
    raw_score: float
    late_submission_penalty: float
    score: float
    max_score: float


class NbgraderCourse:
    """The folder of a course: nbgrader's configuration, folders and gradebook."""

    def __init__(self, root: Path, db_url: str = "") -> None:
        """Open the course in `root`, with another gradebook where `db_url` names one.

        Raises
        ------
        UsageError
            If there is no course.
        """
        if not (root / CONFIG).is_file():
            build = as_typed("build", "--course", root.as_posix())
            raise UsageError(f"{root.as_posix()} holds no course; make it with: {build}")
        self.root = root.resolve()
        with _surroundings():
            self.config: Config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        if db_url:
            self.config.CourseDirectory.db_url = db_url

    @property
    def db_url(self) -> str:
        """Return where the gradebook is."""
        return self._coursedir().db_url

    @property
    def course_id(self) -> str:
        """Return what nbgrader calls the course."""
        return self._coursedir().course_id

    def surroundings(self) -> AbstractContextManager[None]:
        """Return what has to stand around a use of nbgrader."""
        return _surroundings()

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Return the folder of a step: source, release, submitted, autograded or feedback."""
        return self.root / step / student / assignment

    def limits(self, limits: Limits, sources: Mapping[str, Mapping] | None = None) -> Limits:
        """Return the limits of an assignment: those of nbgrader's configuration, then what the course's settings say.

        `Execute.timeout` is by the clock and for each cell, and there is no other limit of time. The assignments of the
        book, whose tasks take fractions of a second, keep their tighter ones.
        """
        said = read_settings(self.root).limits
        seconds = said.get("cell_wall_s", self._timeout(sources := sources or {}))
        if all(map(says_where_to_write, sources.values())):
            limits = replace(limits, cell_wall_s=seconds, cell_cpu_s=min(limits.cell_cpu_s, seconds))
        else:
            limits = limits.by_the_clock(seconds, max(len(source["cells"]) for source in sources.values()))
        return limits.replaced(said)

    def _timeout(self, sources: Mapping[str, Mapping]) -> float:
        """Return the seconds that nbgrader gives a cell, by its own reading of the configuration."""
        with _surroundings():
            execute = Execute(config=self.config)
        if execute.timeout_func is not None:
            cells = [nbformat.from_dict(dict(cell)) for source in sources.values() for cell in source["cells"]]
            asked = [execute.timeout_func(cell) for cell in cells if cell.cell_type == "code"]
            if asked:
                return max(map(_seconds, asked))
        return _seconds(execute.timeout)

    def ready(self, assignment: str, sources: Mapping[str, Mapping]) -> dict[str, Mapping]:
        """Return the source notebooks as they are graded: with what the configuration says of marks and stubs."""
        earlier = earlier_cells(self.root, assignment)
        sources = {name: with_earlier(source, earlier.get(name, [])) for name, source in sources.items()}
        if all(map(says_where_to_write, sources.values())):
            return sources
        instantiated = self.released_texts(assignment)
        return {name: ready(source, self.config, instantiated.get(name, {})) for name, source in sources.items()}

    def released_texts(self, assignment: str) -> dict[str, dict[str, str]]:
        """Return what the gradebook has of the assignment's cells, as they were released, by notebook and grade id."""
        with self._gradebook() as gradebook:
            try:
                found = gradebook.find_assignment(assignment)
            except MissingEntry:
                return {}
            return {book.name: {cell.name: cell.source for cell in book.source_cells} for book in found.notebooks}

    def require(self, assignment: str) -> None:
        """Raise UsageError where the course has no source of the assignment."""
        known = sorted(path.name for path in (self.root / "source").glob("*") if path.is_dir())
        if assignment not in known:
            hint = did_you_mean(assignment, known) or f"; known are {', '.join(known) or 'none'}"
            raise UsageError(f"the course has no assignment {assignment!r}{hint}")

    def release(self, assignment: str) -> Followed | None:
        """Make the learners' version of an assignment and record its cells in the gradebook.

        Where there are submissions already, what was changed for them in the gradebook is returned.
        """
        self.require(assignment)
        require_current(self.db_url)
        followed = self._follow(assignment)
        result = self._convert(GenerateAssignment, assignment)
        if not result.done:
            raise GradingFault(f"nbgrader could not make the release of {assignment!r}: {reason(result.log)}")
        return followed

    def _follow(self, assignment: str) -> Followed | None:
        """Let the gradebook's cells be those of the source."""
        with self._gradebook() as gradebook:
            return follow(gradebook, assignment, read_sources(self.root, assignment))

    @property
    def stub(self) -> str:
        """Return what learners get in the place of code."""
        return str(ClearSolutions(config=self.config).code_stub.get("python", ""))

    def released(self, assignment: str) -> dict[str, Mapping]:
        """Return the learners' version of each notebook, by name."""
        folder = self.root / "release" / assignment
        return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.ipynb"))}

    def require_released(self, assignment: str) -> None:
        """Raise UsageError where the gradebook does not know the assignment."""
        self.require(assignment)
        with self._gradebook() as gradebook:
            if assignment not in [known.name for known in gradebook.assignments]:
                raise UsageError(
                    f"{assignment!r} is not released yet; run: {as_typed('release', assignment, '--course', self.root)}"
                )

    def discard(self, step: str, assignment: str, student: str) -> None:
        """Remove what an earlier run left in a step's folder (nbgrader writes it read-only)."""
        folder = self.folder(step, student, assignment)
        if folder.exists():
            rmtree(str(folder))

    def export_rows(self, zone: tzinfo = UTC) -> Iterator[ExportRow]:
        """Yield the table of grades: every student of the gradebook in every assignment."""
        columns = (
            SubmittedAssignment.timestamp,
            SubmittedAssignment.score,
            SubmittedAssignment.late_submission_penalty,
        )
        with self._gradebook() as gradebook:
            for name, key, most in [(each.name, each.id, float(each.max_score)) for each in gradebook.assignments]:
                handed_in = and_(SubmittedAssignment.student_id == Student.id, SubmittedAssignment.assignment_id == key)
                rows = gradebook.db.execute(
                    select(Student.id, Student.last_name, Student.first_name, Student.email, *columns)
                    .outerjoin(SubmittedAssignment, handed_in)
                    .order_by(Student.last_name, Student.first_name, Student.id)
                    .execution_options(yield_per=1000)
                )
                yield from (_export_row(name, row, most, zone) for row in rows)

    @contextmanager
    def _gradebook(self) -> Iterator[Gradebook]:
        with _surroundings():
            require_current(self.db_url)
            with Gradebook(self.db_url) as gradebook:
                yield gradebook

    def _coursedir(self, assignment: str = "", student: str = "*") -> CourseDirectory:
        return CourseDirectory(
            config=self.config, root=str(self.root), assignment_id=assignment, student_id=glob.escape(student)
        )

    def _convert(self, converter: type[BaseConverter], assignment: str, student: str = ".") -> Converted:
        with _surroundings(), _without_stderr():
            coursedir = self._coursedir(assignment, student)
            app = converter(coursedir=coursedir, config=self.config)
            app.force = True
            app.preprocessors = with_stubs(app.preprocessors)
            result = capture_log(app)
        return Converted(result["success"], f"{result.get('log', '')}{result.get('error', '')}")


@contextmanager
def _surroundings() -> Iterator[None]:
    """Give nbgrader what it needs around it, and keep third-party warnings from who reads the progress."""
    wanted = {
        # to create a gradebook nbgrader calls the command `alembic`, which stands beside this Python
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)]),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # a note that each kernel writes to our stderr
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextmanager
def _without_stderr() -> Iterator[None]:
    """Drop what kernels write to the stderr that they have from us, such as last words when they are stopped.

    What a cell writes to its stderr is not lost: that is an output of the cell.
    """
    saved = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def _seconds(timeout: float | None) -> float:
    """Return a time limit of nbgrader's; it has none where it is None or negative, and we have one all the same."""
    return float(timeout) if timeout is not None and timeout > 0 else LONGEST_S


def reason(log: str) -> str:
    """Return the line of nbgrader's log that says why it gave up: the last error but its own summary."""
    lines = [line.strip() for line in _ANSI.sub("", log).splitlines() if line.strip()]
    errors = [line for line in lines if _ERROR_LINE.match(line) and "NbGraderException" not in line]
    return (errors or lines or ["it gave no reason"])[-1]


def _export_row(assignment: str, row: Row, most: float, zone: tzinfo) -> ExportRow:
    time = row.timestamp.replace(tzinfo=UTC).astimezone(zone) if row.timestamp else None
    raw, penalty = float(row.score or 0.0), float(row.late_submission_penalty or 0.0)
    return ExportRow(
        assignment=assignment,
        student=row.id,
        last_name=row.last_name or "",
        first_name=row.first_name or "",
        email=row.email or "",
        timestamp=time.isoformat(sep=" ", timespec="seconds") if time else "",
        raw_score=raw,
        late_submission_penalty=penalty,
        score=max(0.0, raw - penalty),
        max_score=most,
    )
