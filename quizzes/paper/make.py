"""From a test's plan and the students to its files: sheets, keys, an overview, a table for the marks, test.json."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quizzes.model import Bank
from quizzes.node import find_node
from quizzes.paper.formulas import Typeset, style_files
from quizzes.paper.manifest import FILE, Manifest
from quizzes.paper.plan import differs
from quizzes.paper.sheets import PaperSheet
from quizzes.paper.views import key_view, sheet_view, texts_of
from quizzes.plain_text import as_file_name, several
from quizzes.targets.table import table
from quizzes.templates import templates
from quizzes.variants import variants

MARKS = "marks.csv"
POSSIBLE = "(points possible)"  # in the place of a student, as in the other tables of points
SIZES = {"a4": "A4", "letter": "letter"}
_HERE = Path(__file__).resolve().parent
_ASSETS = _HERE / "assets"


@dataclass(frozen=True)
class PaperFiles:
    """The files of a test, and what the instructor should know."""

    files: dict[str, bytes]
    notes: tuple[str, ...]


def version_of(bank: Bank, manifest: Manifest, node: str | None = None) -> str:
    """Return what the sheets rest on beside seed and students, as ten signs: questions, plan and program."""
    found = hashlib.sha256(repr((manifest.name, manifest.title, manifest.slots)).encode())
    found.update(b"KaTeX" if (find_node() if node is None else node) else b"MathML")
    pools = (pool for slot in manifest.slots for pool in (slot.items, *slot.without))
    for name in sorted({name for pool in pools for name in pool}):
        for made in variants(bank.item(name)):
            found.update(repr(replace(made, where=None)).encode())  # type: ignore[arg-type]  # a line may move
    for path in sorted((*_HERE.glob("*.py"), *_ASSETS.glob("*"))):
        found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()[:10]


def make_files(
    bank: Bank, manifest: Manifest, made: Sequence[PaperSheet], size: str = "A4", node: str | None = None
) -> PaperFiles:
    """Return the files of a test, without those that a browser makes."""
    texts = {text for sheet in made for asked in sheet.asked for text in texts_of(asked)}
    typeset = Typeset(sorted(texts), node)
    sheets = [sheet_view(sheet, manifest.slots, typeset) for sheet in made]
    keys = [key_view(sheet, manifest.slots, typeset) for sheet in made]
    names = [
        f"{place:0{len(str(len(made)))}}-{as_file_name(sheet.person.id)}.html" for place, sheet in enumerate(made, 1)
    ]
    notes = tuple(_notes(bank, manifest, made, typeset))
    page = _Pages(manifest, size)
    files: dict[str, bytes] = {
        "sheets.html": page.render("sheets", sheets=sheets),
        "keys.html": page.render("keys", sheets=keys),
        "overview.html": page.render("overview", **_overview(bank, manifest, made, names, notes)),
    }
    for name, sheet, key in zip(names, sheets, keys, strict=True):
        files[f"sheets/{name}"] = page.render("sheets", up="../", sheets=[sheet])
        files[f"keys/{name}"] = page.render("keys", up="../", sheets=[key])
    files[MARKS] = marks_table(manifest, [(sheet.person.id, sheet.person.name) for sheet in made])
    files["paper.css"] = (_ASSETS / "paper.css").read_bytes()
    files |= style_files() if typeset.by_katex else {}
    asked = {sheet.person.id: tuple(each.as_json() for each in sheet.asked) for sheet in made}
    large = tuple(sheet.person.id for sheet in made if sheet.large)
    alternative = tuple(sheet.person.id for sheet in made if sheet.alternative)
    files[FILE] = replace(manifest, sheets=asked, large=large, alternative=alternative).as_bytes()
    return PaperFiles(files, notes)


def marks_table(manifest: Manifest, students: Sequence[tuple[str, str]]) -> bytes:
    """Return the table in which marks are written: a line a student, a column a question."""
    points = manifest.points
    rows = [(student, name, *[None] * len(points)) for student, name in students]
    first = (POSSIBLE, "", *(f"{each:g}" for each in points.values()))
    return table(("student", "name", *points), [first, *rows], mark=True)


class _Pages:
    """The templates of one test; all that is no Markup is escaped."""

    def __init__(self, manifest: Manifest, size: str) -> None:
        self._values: dict[str, object] = {"test": manifest, "size": size}

    def render(self, name: str, **values: object) -> bytes:
        shown = {"up": "", **self._values, **values}
        made = templates(_ASSETS).get_template(f"{name}.html.j2").render(shown)
        return made.encode("utf-8", "replace")


def _overview(
    bank: Bank, manifest: Manifest, made: Sequence[PaperSheet], names: Sequence[str], notes: Sequence[str]
) -> dict[str, object]:
    slots = [
        {
            "name": slot.name,
            "says": f"{slot.objective}: {bank.objectives.get(slot.objective, '')}",
            "difficulty": slot.difficulty,
            "points": slot.points,
            "pool": slot.items,
            "without": [name for pool in slot.without for name in pool],
        }
        for slot in manifest.slots
    ]
    people = [
        {
            "id": sheet.person.id,
            "name": sheet.person.name,
            "sheet": f"sheets/{name}",
            "key": f"keys/{name}",
            "form": ", ".join(["large print"] * sheet.large + ["without calculation"] * sheet.alternative),
        }
        for sheet, name in zip(made, names, strict=True)
    ]
    return {"slots": slots, "people": people, "notes": notes, "basis": manifest.basis}


def _notes(bank: Bank, manifest: Manifest, made: Sequence[PaperSheet], typeset: Typeset) -> Iterator[str]:
    """Yield what is not as it should be, a sentence each."""
    for slot in manifest.slots:
        who = [sheet.person.id for sheet in made if slot.name in sheet.same]
        if who and not differs(bank, slot.items):
            only = f"{slot.items[0]} is the one question of {slot.objective} left, and it has no variants"
            yield f"{slot.name} has the same answer for everybody: {only}"
        elif who:
            yield f"{slot.name} has the neighbour's answer on {len(who)} sheets: {several(who)}"
    for sheet in made:
        if not sheet.alternative:
            continue
        if sheet.calculated:
            yield (
                f"{sheet.person.id}: {', '.join(sheet.calculated)} must be calculated, as the bank has no other "
                "question of these objectives: ask it aloud, or leave a calculator"
            )
        others = [
            f"{slot.name} asks of {each.item.objective} and not of {slot.objective}"
            for slot, each in zip(manifest.slots, sheet.asked, strict=True)
            if each.item.objective != slot.objective
        ]
        if others:
            yield f"{sheet.person.id}: {', '.join(others)}, where all that is left would have to be calculated"
    if not typeset.by_katex:
        yield "no node was found, so formulas are MathML, which a browser of 2023 or later shows"
