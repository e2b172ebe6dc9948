"""One submission of the corpus: what it does, what must come of it, and the files that are handed in."""

from __future__ import annotations

import copy
import json
import re
import runpy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUBMISSIONS = ROOT / "tests" / "submissions"
GROUPS = (
    "cheats", "thefts", "crashes", "hangs", "floods", "structure", "metadata", "files", "unlucky",
)  # fmt: skip
MODES = ("gates", "asserts")  # our tasks, judged from outside; ordinary test cells, the compatible mode
RIGHT = SUBMISSIONS / "gates" / "right.py"
_EXPECTED = re.compile(r"^(gates|asserts): ([a-z-]+) ([\d.]+)(?:; (.+))?$")
Files = Mapping[str, bytes | str | None]  # a file's bytes, where a link leads, None for a pipe; "name/" is a folder


class BrokenEntry(Exception):
    """A file of the corpus that does not say what it has to."""


@dataclass(frozen=True)
class Expected:
    """What must come of a submission here."""

    outcome: str
    score: float
    tasks: Mapping[str, str]  # outcomes of tasks that are named, by id

    def __str__(self) -> str:
        """Return it as the file says it."""
        tasks = ", ".join(f"{name} {outcome}" for name, outcome in self.tasks.items())
        return f"{self.outcome} {self.score:g}" + (f"; {tasks}" if tasks else "")


@dataclass(frozen=True)
class Entry:
    """One file of the corpus."""

    path: Path
    says: str  # what it does
    base: str  # what stands in the other cells: right, or blank
    expected: Mapping[str, Expected]  # by mode

    @property
    def name(self) -> str:
        """Return group and name."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def student(self) -> str:
        """Return the name under which it is handed in."""
        return self.name.replace("/", "-")

    def files(self, release: Mapping, assignment: str) -> Files:
        """Return what is handed in, made from the released notebook."""
        text = self.path.read_text(encoding="utf-8")
        notebook = right_work(release) if self.base == "right" else release
        if "\ndef make(" not in text:
            return {f"{assignment}.ipynb": as_bytes(filled(notebook, text, release))}
        made = runpy.run_path(str(self.path))["make"](copy.deepcopy(dict(notebook)), assignment)
        if isinstance(made, bytes):
            return {f"{assignment}.ipynb": made}
        return {f"{assignment}.ipynb": as_bytes(made)} if "cells" in made else made


def read_entries() -> tuple[Entry, ...]:
    """Return the corpus, in the order of its groups."""
    return tuple(read_entry(path) for group in GROUPS for path in sorted((SUBMISSIONS / group).glob("*.py")))


def read_entry(path: Path) -> Entry:
    """Return one file's entry.

    Raises
    ------
    BrokenEntry
        If its head does not say what it does and what must come of it in both modes.
    """
    says, base, expected = [], "right", {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.startswith("#") or line.startswith("# %%"):
            break
        text = line.removeprefix("#").strip()
        found = _EXPECTED.match(text)
        if found:
            mode, outcome, score, tasks = found.groups()
            named = dict(part.split(" ") for part in (tasks or "").split(", ") if part)
            expected[mode] = Expected(outcome, float(score), named)
        elif text.startswith("base: "):
            base = text.removeprefix("base: ")
        elif text:
            says.append(text)
    if not says or set(expected) != set(MODES) or base not in ("right", "blank"):
        raise BrokenEntry(f"{path}: expected lines of comment: what it does, `gates: OUTCOME SCORE`, `asserts: ...`")
    return Entry(path, " ".join(says), base, expected)


def ordinary(release: Mapping, name: str) -> dict:
    """Return the released notebook of `gates` with what a file of tests/submissions/gates fills in.

    Behind a first line `# base: right` the other cells are those of right work.
    """
    text = (RIGHT.parent / name).read_text(encoding="utf-8")
    return filled(right_work(release) if text.startswith("# base: right\n") else release, text, release)


def right_work(release: Mapping) -> dict:
    """Return the released notebook with right work in it: that of right.py, and of tasks that it lacks the model's."""
    from quizzes.checks.load import load_tasks

    text = RIGHT.read_text(encoding="utf-8")
    answered = {grade_id for grade_id, _, _ in _parts(text)}
    tasks = load_tasks("gates")
    known = {f"{name}-solution": next(iter(task.solutions.values())) for name, task in tasks.items()}
    made = filled(release, text)
    for cell in made["cells"]:
        if (name := grade_id_of(cell)) in known and name not in answered:
            cell["source"] = known[name]
    return made


def filled(notebook: Mapping, text: str, release: Mapping | None = None) -> dict:
    """Return the notebook with the cells of a file in it, each behind a line `# %% grade_id [order]`.

    The order is `append`, `prepend`, `delete`, `stub` (as in the release), or `add` for a cell of the learner's own
    behind that one. Cells that the notebook does not have are left out.
    """
    stubs = {grade_id_of(cell): cell["source"] for cell in (release or notebook)["cells"]}
    made = copy.deepcopy(dict(notebook))
    for grade_id, order, source in _parts(text):
        place = next((k for k, cell in enumerate(made["cells"]) if grade_id_of(cell) == grade_id), None)
        if place is None:
            continue
        cell = made["cells"][place]
        before = "".join(cell["source"])
        if order == "delete":
            del made["cells"][place]
        elif order == "add":
            added = {"cell_type": "code", "execution_count": None, "id": f"own-{place}", "metadata": {}, "outputs": []}
            made["cells"].insert(place + 1, added | {"source": source})
        else:
            texts = {"append": f"{before}\n{source}", "prepend": f"{source}\n{before}", "stub": stubs[grade_id]}
            cell["source"] = texts.get(order, source)
    return made


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    for part in re.split(r"^# %% ", text, flags=re.MULTILINE)[1:]:
        head, _, source = part.partition("\n")
        grade_id, _, order = head.strip().partition(" ")
        yield grade_id, order, source.strip("\n")


def grade_id_of(cell: Mapping) -> str:
    """Return nbgrader's name of a cell; empty where it has none."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def as_bytes(notebook: Mapping) -> bytes:
    """Return a notebook's file."""
    return json.dumps(notebook, ensure_ascii=True, indent=1).encode()
