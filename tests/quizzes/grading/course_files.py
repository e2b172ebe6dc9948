"""The files of tests/courses: an assignment as somebody else wrote it, and what must come of it."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "courses"
_LINE = re.compile(r"^# ([a-z ]+): ?(.*)$")
_OWN = ("config", "toml", "kernel", "schema", "file", "package", "release", "refused", "handed out", "not handed out",
        "within", "unproven", "doctor")  # fmt: skip


@dataclass
class Source:
    """One file."""

    name: str
    lines: dict[str, list[str]]  # by what they say
    expected: dict[str, str]  # what must come of each submission, by its name
    feedback: dict[str, str]
    cells: list[tuple[str, str]]  # head and text
    answers: dict[str, dict[str, str]] = field(default_factory=dict)  # of submissions, by name and cell

    def one(self, what, default=""):
        """Return the one line of a kind."""
        return self.lines.get(what, [default])[0]

    def notebook(self):
        """Return the source notebook."""
        name, _, language = self.one("kernel", "python3 python").partition(" ")
        metadata = {"kernelspec": {"name": name, "display_name": name} | ({"language": language} if language else {})}
        made = [_cell(number, *each, int(self.one("schema", "3"))) for number, each in enumerate(self.cells)]
        return {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def read_sources():
    """Return all files, by name."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.py"))}


def _read(path):
    head, *parts = re.split(r"^# %% ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    source = Source(path.stem, {}, {}, {}, [])
    for line in head.splitlines()[1:]:
        what, said = _LINE.match(line).groups()
        if what in _OWN:
            source.lines.setdefault(what, []).append(said)
        elif what.startswith("feedback of "):
            source.feedback[what.removeprefix("feedback of ")] = said
        else:
            source.expected[what] = said
    for part in parts:
        title, _, text = part.partition("\n")
        if ": " in title:
            name, _, cell = title.partition(": ")
            source.answers.setdefault(name, {})[cell] = text.strip("\n")
        else:
            source.cells.append((title.strip(), text.strip("\n")))
    return source


def _cell(number, head, text, schema):
    words = head.split()
    if words[0] in ("raw", "code"):
        kind, notes = words[0], {}
    else:
        grade_id, kind, *points = words
        solution = kind in ("solution", "manual")
        notes = {
            "grade_id": grade_id, "grade": kind in ("tests", "manual"), "solution": solution, "locked": not solution,
            "task": False, "schema_version": schema,
        } | ({"points": int(points[0])} if points else {})  # fmt: skip
    made = {"id": f"c{number}", "metadata": {"nbgrader": notes} if notes else {}, "source": text}
    if kind in ("manual", "raw"):
        return made | {"cell_type": "markdown" if kind == "manual" else "raw"}
    return made | {"cell_type": "code", "outputs": [], "execution_count": None}


def submission(source, release, name, config):
    """Return what is handed in under a name: the release with the source's solution, or with other answers."""
    notebook = json.loads(json.dumps(release))
    if name == "blank":
        return notebook
    begin, end = config
    solved = {notes(cell).get("grade_id"): cell["source"] for cell in source.notebook()["cells"]}
    for cell in notebook["cells"]:
        if notes(cell).get("solution"):
            lines = solved[notes(cell)["grade_id"]].split("\n")
            own = "\n".join(line for line in lines if begin not in line and end not in line)
            cell["source"] = source.answers.get(name, {}).get(notes(cell)["grade_id"], own)
    return notebook


def notes(cell):
    """Return what nbgrader notes of a cell."""
    return cell["metadata"].get("nbgrader", {})
