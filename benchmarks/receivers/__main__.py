"""The same question in every receiver: `python -m benchmarks.receivers` prints the table and writes it item by item.

A program that does not run inside this one (Moodle, the import code of an LMS) takes part with a file of what it
read: ``--read NAME=FILE.json``, an object of item ids and readings (see readings.from_json).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.receivers.anki import read_anki
from benchmarks.receivers.canvas import read_classic, read_new
from benchmarks.receivers.compare import COLUMNS, compare
from benchmarks.receivers.moodle import read_moodle
from benchmarks.receivers.qti import read_qti21
from benchmarks.receivers.readings import Reading, from_json
from quizzes.commands.exports import export
from quizzes.kept import kept_bank
from quizzes.targets.export import ExportOptions
from quizzes.targets.questions import NeutralQuestion, questions
from quizzes.targets.table import table

Rows = Mapping[str, Mapping[str, dict[str, str]]]  # receiver -> item -> column -> cell


def main(argv: list[str] | None = None) -> int:
    """Write ``_build/receivers.csv`` and print a line for each receiver."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.receivers", description=__doc__.splitlines()[0])
    parser.add_argument("--read", action="append", default=[], metavar="NAME=FILE", help="what another program read")
    parser.add_argument("--out", type=Path, default=Path("_build/receivers.csv"), metavar="FILE")
    arguments = parser.parse_args(argv)
    with kept_bank() as bank:
        asked = {question.id: question for question in questions(bank)}
        made = {name: _files(name, bank) for name in ("anki", "moodle", "qti")}
    readings: dict[str, Mapping[str, Reading]] = {
        "Anki (its library)": read_anki(made["anki"]),
        "Moodle (its rules)": read_moodle(made["moodle"]),
        "Canvas Classic (its rules)": read_classic(made["qti"]),
        "Canvas New Quizzes (its rules)": read_new(made["qti"]),
        "QTI 2.1 (pyslet)": read_qti21(made["qti"], asked),
    }
    for text in arguments.read:
        name, _, path = text.partition("=")
        readings[name] = {item: from_json(row) for item, row in json.loads(Path(path).read_bytes()).items()}
    rows = compared(asked, readings)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_bytes(table(("item", "kind", "receiver", *COLUMNS), _item_rows(asked, rows)))
    for line in summary(rows):
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"item by item: {arguments.out.as_posix()}\n")
    return 0


def _files(name: str, bank: object) -> dict[str, bytes]:
    return {path: content for each in export(name, bank, ExportOptions()) for path, content in each.files.items()}  # type: ignore[arg-type]


def compared(asked: Mapping[str, NeutralQuestion], readings: Mapping[str, Mapping[str, Reading]]) -> Rows:
    """Return the cells of the table."""
    return {
        name: {item: compare(question, found.get(item)) for item, question in asked.items()}
        for name, found in readings.items()
    }


def _item_rows(asked: Mapping[str, NeutralQuestion], rows: Rows) -> Iterator[tuple[str, ...]]:
    for item, question in asked.items():
        for receiver, found in rows.items():
            yield item, question.item.kind.value, receiver, *(found[item][name] for name in COLUMNS)


def summary(rows: Rows) -> Iterator[str]:
    """Yield the table: of each receiver how many items are as in the bank, of how many that could be compared."""
    width = max(map(len, rows))
    yield f"{'':<{width}}  {'  '.join(f'{name:>10}' for name in COLUMNS)}"
    for receiver, found in rows.items():
        cells = [[row[name] for row in found.values() if row[name]] for name in COLUMNS]
        counts = [f"{sum(cell == 'ok' for cell in one)}/{len(one)}" if one else "-" for one in cells]
        yield f"{receiver:<{width}}  {'  '.join(f'{count:>10}' for count in counts)}"


if __name__ == "__main__":
    sys.exit(main())
