"""Thirty made students of the assignment rnn: what each hands in, how it comes, and what must come of it."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source
from quizzes.targets.mutants import mutant_table
from quizzes.targets.table import table

ASSIGNMENT = "rnn"
DUE = datetime(2026, 10, 5, 21, 59, tzinfo=UTC)
SETTINGS = """\
timezone = "UTC"
book = "https://example.edu/recurrent/"

[late]
per_day = 0.10
at_most = 0.50
grace_minutes = 15
closed_after_days = 7

[assignments.rnn]
due = 2026-10-05T21:59:00

[assignments.rnn.extensions]
zhang = 2026-10-08T21:59:00
"""
ITEMS = {
    "sequences-unrolled": "one",
    "sequences-every-step": ["wake-word", "ctc", "tags"],
    "sequences-what-may-change": ["steps", "samples"],
}
TASKS = load_tasks(ASSIGNMENT)
CODE = {name: task.points for name, task in TASKS.items()}
ITEM_POINTS = dict.fromkeys(ITEMS, 1.0)
MOST, BY_HAND = 20.0, "rnn-in-words"
NOTHING = dict.fromkeys([*CODE, *ITEMS, BY_HAND], 0.0)
RIGHT = {**NOTHING, **CODE, **ITEM_POINTS}
_NAMES = (
    "Amina Diallo", "Björn Åkesson", "Chiara O'Neill", "Dmitri Petrow", "Elif Yılmaz", "Farid Haddad", "Grace Okafor",
    "Hana Novák", "Ivo Horvat", "Jun Tanaka", "Kofi Mensah", "Lucía Ortiz", "Maya Cohen", "Nils Berg", "Omar Aziz",
    "Priya Nair", "Quinn Walsh", "Rosa Silva", "Sven Lund", "Tara Singh", "Uma Rao", "Viktor Kiss", "Wanda Zielińska",
    "Xenia Popa", "Yusuf Demir", "Li Zhang", "Marta Kovács", "Noor Rahman", "Oscar Lindqvist", "Pilar Vega",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One student."""

    id: str
    name: str
    lms_id: str
    does: str  # what they hand in
    scores: dict[str, float]  # that each task must earn
    outcome: str
    cells: dict[str, str] = field(default_factory=dict)  # by grade id; what is not there stays as handed out
    raw: bytes | None = None  # in the notebook's place
    file: str = f"{ASSIGNMENT}.ipynb"
    late: timedelta = timedelta(hours=-5)
    penalty: float = 0.0
    misconceptions: dict[str, str] = field(default_factory=dict)  # by task

    @property
    def total(self) -> float:
        """Return the points that the machine must give."""
        return sum(self.scores.values())

    @property
    def comes(self) -> datetime:
        """Return when it is handed in."""
        return DUE + self.late


def solved(number: int = 0) -> dict[str, str]:
    """Return the cells of a right notebook: the solution of that number of each task."""
    cells = {}
    for name, task in TASKS.items():
        sources = list(task.solutions.values())
        cells[f"{name}-solution"] = sources[number % len(sources)]
    for name, answer in ITEMS.items():
        cells[f"{name}-answer"] = f"answer_{name.replace('-', '_')} = {answer!r}"
    return cells | {BY_HAND: "A state is carried on, so one set of weights serves every step."}


def people() -> tuple[Person, ...]:
    """Return the thirty."""
    made = [*_mutants(), *_others()]
    assert len(made) == len(_NAMES) == 30
    return tuple(
        Person(
            **{
                **vars(person),
                "id": person.id or _id(name),
                "name": name,
                "lms_id": str(4700 + number),
            }
        )
        for number, (person, name) in enumerate(zip(made, _NAMES, strict=True), 1)
    )


def _id(name: str) -> str:
    letters = name.split()[-1].casefold().replace("'", "").replace("ı", "i")
    return letters.translate(str.maketrans("åáźöüíłčéńğ", "aazouilceng"))


def _person(does: str, scores: dict[str, float], outcome: str, **more: object) -> Person:
    return Person(**{"id": "", "name": "", "lms_id": "", "does": does, "scores": scores, "outcome": outcome, **more})


def _mutants() -> list[Person]:
    """Return students who between them hold every mutant of every task, each one of every task at most."""
    rows = {row.id: row.mutants for row in mutant_table([ASSIGNMENT])}
    made = []
    for number in range(max(map(len, rows.values()))):
        cells, scores, told = solved(number), dict(RIGHT), {}
        for name, task in TASKS.items():
            if number < len(task.mutants):
                cells[f"{name}-solution"] = mutant_source(task, task.mutants[number])
                scores[name] = rows[name][number].points
                told[name] = rows[name][number].misconception
        made.append(_person(f"mutant {number + 1} of each task", scores, "partly", cells=cells, misconceptions=told))
    return made


def _others() -> list[Person]:
    right = solved()
    half = {name: source for name, source in right.items() if name.startswith(("rnn-step-solution", "rnn-forward"))}
    some = {"sequences-every-step": "['wake-word']", "sequences-unrolled": "'each-step'"}
    wrong = right | {f"{name}-answer": f"answer_{name.replace('-', '_')} = {value}" for name, value in some.items()}
    kills = right | {"rnn-step-solution": "import os\nos._exit(1)"}
    two_days, closed = timedelta(days=1, hours=12), timedelta(days=8)
    return [
        _person("right, with loops", RIGHT, "passed", cells=solved(1)),
        _person("right, in other words", RIGHT, "passed", cells=solved(2)),
        _person("right, in float32", RIGHT, "passed", cells=solved(3)),
        _person("two tasks, the rest not begun", NOTHING | {"rnn-step": 2.0, "rnn-forward": 3.0}, "partly", cells=half),
        _person("code right, a question a third right and one wrong",
                RIGHT | {"sequences-every-step": round(1 / 3, 6), "sequences-unrolled": 0.0}, "partly", cells=wrong),
        _person("ten minutes late", RIGHT, "passed", cells=right, late=timedelta(minutes=10)),
        _person("a day and a half late", RIGHT, "passed", cells=right, late=two_days, penalty=3.6),
        _person("eight days late", RIGHT, "passed", cells=right, late=closed, penalty=18.0),
        _person("a day and a half late, with an extension", RIGHT, "passed", cells=right, late=two_days, id="zhang"),
        _person("not JSON", NOTHING, "unreadable", raw=b'{"cells": [{"cell_type": "code", "source"'),
        _person("ends its kernel in one task", RIGHT | {"rnn-step": 0.0}, "partly", cells=kills),
        _person("a Colab notebook without metadata, called hw (1).ipynb", RIGHT, "put-right", cells=right,
                file="hw (1).ipynb"),
        _person("the notebook as it was handed out", NOTHING, "unanswered"),
    ]  # fmt: skip


def roster(everybody: tuple[Person, ...]) -> bytes:
    """Return the roster; one name holds a comma and quotes, one would be a formula."""
    rows = []
    for person in everybody:
        first, _, last = person.name.partition(" ")
        if person.id == "lund":
            last = 'Lund, "the younger"'
        if person.id == "berg":
            first = "=Nils"
        rows.append((person.id, first, last, f"{person.id}@example.edu", person.lms_id))
    text = table(("id", "first_name", "last_name", "email", "lms_id"), rows).decode()
    return text.replace("'=Nils", "=Nils").encode()  # as a school's own system would write it


def notebook_of(person: Person, release: Path) -> bytes:
    """Return the file that the student hands in."""
    if person.raw is not None:
        return person.raw
    notebook = json.loads(release.read_text(encoding="utf-8"))
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    for name, source in person.cells.items():
        cells[name]["source"] = source
    if "Colab" in person.does:
        for cell in notebook["cells"]:
            cell["metadata"] = {"id": "x1y2"}
            del cell["id"]
        notebook["metadata"] = {"colab": {"provenance": []}}
        notebook["nbformat_minor"] = 0
    return json.dumps(notebook).encode()


def moodle_zip(everybody: tuple[Person, ...], release: Path) -> bytes:
    """Return what Moodle gives of those who were in time, with three entries that nobody should have sent."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for person in everybody:
            if person.late < timedelta(0):
                folder = f"{person.name}_{person.lms_id}_assignsubmission_file"
                _add(archive, f"{folder}/{person.file}", notebook_of(person, release), person.comes)
        example = notebook_of(everybody[-1], release)
        _add(archive, "Mallory Unknown_666_assignsubmission_file/rnn.ipynb", example, DUE)
        _add(archive, "../../outside.ipynb", example, DUE)
        folder = f"{everybody[0].name}_{everybody[0].lms_id}_assignsubmission_file"
        link = zipfile.ZipInfo(f"{folder}/link", (2026, 10, 5, 0, 0, 0))
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, time: datetime) -> None:
    entry = zipfile.ZipInfo(name, time.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, (stat.S_IFREG | 0o644) << 16
    archive.writestr(entry, content)


def mailed(everybody: tuple[Person, ...], release: Path, folder: Path) -> None:
    """Write what the late ones sent by mail, one file each, with its time."""
    folder.mkdir(parents=True, exist_ok=True)
    for person in everybody:
        if person.late >= timedelta(0):
            path = folder / f"{person.id} - rnn.ipynb"
            path.write_bytes(notebook_of(person, release))
            os.utime(path, (person.comes.timestamp(),) * 2)
