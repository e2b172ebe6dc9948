"""A CSV table as drafts: the columns of ``quizzes export csv``; of one's own kind, prompt and answer are enough."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from quizzes.drafts import draft as make
from quizzes.drafts.draft import Answer, Draft, Skipped
from quizzes.kinds.numerals import parse_number
from quizzes.kinds.shape import canonical
from quizzes.text_table import read_sheet

_NUMBER = re.compile(r"(?P<value>\S+)\s*(?P<unit>.*?)\s*(?:\(within (?P<tolerance>\S+)\))?")
_MARK = re.compile(r"\{\{([a-z][a-z0-9-]*)\}\}")


def read_table(source: bytes, name: str) -> Iterator[Draft | Skipped]:
    """Yield the rows of a table, whatever it is divided by and however its letters are written."""
    sheet = read_sheet(source, name)
    columns = [column.lower() for column in sheet.columns]
    for line in (line for line in sheet.rows if any(line.cells)):
        row = dict(zip(columns, line.cells, strict=False))
        called = row.get("id") or f"row {line.number + 1}"
        try:
            yield _draft(row, called)
        except (ValueError, StopIteration) as error:
            yield Skipped(called, str(error) or "no key")


def _draft(row: Mapping[str, str], name: str) -> Draft:
    lines = {
        field: [_unquoted(line) for line in row.get(field, "").splitlines() if line.strip()]
        for field in ("options", "answer", "remarks", "hints")
    }
    whys = dict(remark.split(": ", 1) for remark in lines["remarks"] if ": " in remark)
    prompt, kind = _unquoted(row.get("prompt", "")), row.get("kind", "")
    points = int(float(row.get("points") or 1))
    fields, explain = _fields(kind, prompt, lines, whys), row.get("explanation", "")
    return Draft(name, prompt, fields, explain, tuple(lines["hints"]), max(1, points))


def _fields(kind: str, prompt: str, lines: Mapping[str, list[str]], whys: Mapping[str, str]) -> dict[str, object]:
    answer = lines["answer"]
    if not answer:
        raise ValueError("no answer")
    if kind in ("choice", "choices"):
        answers = [Answer(text, text in answer, whys.get(text, "")) for text in lines["options"]]
        if not any(each.right for each in answers):
            raise ValueError("no option is the answer")
        return make.choice(answers, several=kind == "choices")
    if kind == "number":
        return _number(answer[0], whys)
    if kind == "text":
        wrong = [Answer(text, False, why) for text, why in whys.items()]
        return make.text([*(Answer(text, True) for text in answer), *wrong])
    if kind == "shape":
        axes = canonical(answer[0])
        if axes is None:
            raise ValueError(f"expected a shape as answer, got {answer[0]!r}")
        return {"kind": "shape", "answer": list(axes)}
    if kind == "match":
        return make.matching([(left, right) for left, right in (line.rsplit(": ", 1) for line in answer)])
    if kind == "order":
        return make.order(answer)
    if kind == "cloze":
        names = _MARK.findall(prompt)
        return {"kind": "cloze", "blanks": [make.blank(n, [text], []) for n, text in zip(names, answer, strict=True)]}
    raise ValueError(f"kind {kind!r}: not read from a table")


def _number(answer: str, whys: Mapping[str, str]) -> dict[str, object]:
    """Return the fields of a number, its unit behind it; a decimal comma is understood."""
    found = _NUMBER.fullmatch(answer)
    value = parse_number(found["value"]) if found else None
    tolerance = parse_number(found["tolerance"] or "0") if found else None
    if found is None or value is None or tolerance is None:
        raise ValueError(f"expected a number as answer, got {answer!r}")
    wrong = ((parse_number(text), why) for text, why in whys.items())
    mistakes = [Answer(str(mistake), False, why) for mistake, why in wrong if mistake is not None]
    return make.number([Answer(str(value), True, tolerance=tolerance), *mistakes], found["unit"])


def _unquoted(text: str) -> str:
    """Return a text without the apostrophe that keeps a spreadsheet from computing it."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip(" ")[:1] in tuple("=+-@\t\r\n") else text
