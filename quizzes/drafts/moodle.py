"""Moodle XML as drafts."""

from __future__ import annotations

import html as entities
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from quizzes.drafts import draft as make
from quizzes.drafts.draft import Answer, Draft, Skipped
from quizzes.drafts.markdown import markdown

_EMBEDDED = re.compile(r"\{[0-9]*:(?P<kind>[A-Z_]+):(?P<body>.*?)(?<!\\)\}", re.DOTALL)
_ROW = re.compile(
    r"~?(?:=|%(?P<share>-?[0-9.]+)%)?(?P<text>.+?)(?=(?<!\\)[~#]|$)(?:#(?P<why>.*?)(?=(?<!\\)~|$))?", re.DOTALL
)


def read_moodle(source: bytes) -> Iterator[Draft | Skipped]:
    """Yield the questions of a file."""
    for node in ET.fromstring(source).iter("question"):
        if node.get("type") != "category":
            name = node.findtext("name/text") or node.get("type") or "question"
            try:
                yield _draft(node, name)
            except (ValueError, StopIteration, TypeError) as error:
                yield Skipped(name, f"{node.get('type')}: {error}" if str(error) else f"{node.get('type')}: no key")


def _draft(node: ET.Element, name: str) -> Draft:
    kind = node.get("type")
    prompt = node.findtext("questiontext/text") or ""
    if kind == "cloze":
        prompt, fields = _cloze(prompt)
    else:
        fields = _fields(node, str(kind))
    return Draft(
        name, markdown(prompt), fields, markdown(node.findtext("generalfeedback/text") or ""),
        tuple(filter(None, (markdown(hint.findtext("text") or "") for hint in node.findall("hint")))),
        max(1, round(float(node.findtext("defaultgrade") or 1))),
    )  # fmt: skip


def _fields(node: ET.Element, kind: str) -> dict[str, object]:
    answers = [_answer(answer) for answer in node.findall("answer")]
    if kind in ("multichoice", "truefalse"):
        return make.choice(answers, several=node.findtext("single") == "false")
    if kind == "numerical":
        return make.number(answers)
    if kind == "shortanswer":
        return make.text([Answer(a.text.replace(r"\*", "*"), a.right, a.why) for a in answers])
    if kind == "matching":
        found = node.findall("subquestion")
        rows = [(markdown(each.findtext("text") or ""), each.findtext("answer/text") or "") for each in found]
        return make.matching([row for row in rows if row[0]], [right for left, right in rows if not left])
    raise ValueError("the bank has no such kind")


def _answer(node: ET.Element) -> Answer:
    text = node.findtext("text") or ""
    shown = markdown(text) if node.get("format") == "html" else text.strip()
    why = markdown(node.findtext("feedback/text") or "")
    return Answer(shown, float(node.get("fraction") or 0) > 0, why, float(node.findtext("tolerance") or 0))


def _cloze(prompt: str) -> tuple[str, dict[str, object]]:
    blanks: list[dict[str, object]] = []

    def replace(found: re.Match[str]) -> str:
        found_rows = list(_ROW.finditer(found["body"]))
        rows = [(row["share"], _plain(row["text"]), _plain(row["why"] or ""), row[0]) for row in found_rows]
        right = [text for share, text, _, whole in rows if share == "100" or whole.lstrip("~").startswith("=")]
        if not right:
            raise ValueError("a blank without a right answer")
        menu = [text for _, text, _, _ in rows] if found["kind"].startswith("M") else []
        why = next((why for _, text, why, _ in rows if text == "*"), "")
        blanks.append(make.blank(f"blank-{len(blanks) + 1}", right, menu, markdown(why)))
        return f"{{{{blank-{len(blanks)}}}}}"

    return _EMBEDDED.sub(replace, prompt), {"kind": "cloze", "blanks": blanks}


def _plain(text: str) -> str:
    return re.sub(r"\\([}#~*])", r"\1", entities.unescape(text)).strip()
