"""Moodle XML as Moodle reads it: by the rules of its import, in which the first answer that fits decides."""

from __future__ import annotations

import html as entities
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping

from benchmarks.receivers.readings import Answer, Reading, Score, options, parts, texts

_FILE = "recurrent-networks.xml"
_END = r"(?<!\\)(?<!&)(?<!&amp;)"
_ALTERNATIVE = re.compile(
    rf"~?(=|%(-?[0-9]+(?:[.,][0-9]*)?)%)?(.+?{_END}(?=[~#}}]|$))(#(.*?(?<!\\)(?=[~}}]|$)))?", re.DOTALL
)
_EMBEDDED = re.compile(r"\{([0-9]*):(SHORTANSWER|MULTICHOICE):(.*?(?<!\\))\}", re.DOTALL)


def read_moodle(files: Mapping[str, bytes]) -> dict[str, Reading]:
    """Return the questions as Moodle holds them."""
    nodes = ET.fromstring(files[_FILE])
    return {node.findtext("name/text"): _reading(node) for node in nodes if node.get("type") != "category"}


def _reading(node: ET.Element) -> Reading:
    kind, prompt = node.get("type"), node.findtext("questiontext/text") or ""
    said = [feedback.findtext("text") or "" for feedback in node.iter("feedback")]
    said.append(node.findtext("generalfeedback/text") or "")
    if kind == "cloze":
        blanks = [_ALTERNATIVE.findall(body) for _, _, body in _EMBEDDED.findall(prompt)]
        said += [_decoded(row[4]) for rows in blanks for row in rows]
        points = float(sum(int(weight) for weight, _, _ in _EMBEDDED.findall(prompt)))
        score = parts(
            [texts([_decoded(row[2]).replace(r"\*", "*") for row in rows if row[1] == "100"]) for rows in blanks]
        )
        return Reading("cloze", points, _EMBEDDED.sub("_____", prompt), tuple(said), score)
    return Reading(str(kind), float(node.findtext("defaultgrade") or 1), prompt, tuple(said), _score(node, str(kind)))


def _score(node: ET.Element, kind: str) -> Score:
    grades = [float(answer.get("fraction") or 0) / 100 for answer in node.findall("answer")]
    if kind == "multichoice":
        several = node.findtext("single") == "false"
        if not several:
            return options([grade > 0 for grade in grades], several=False)
        return lambda answer: max(0.0, sum(grades[place] for place in answer))  # type: ignore[attr-defined]
    if kind == "matching":
        answers = [s.findtext("answer/text") or "" for s in node.findall("subquestion") if s.findtext("text")]
        return parts([texts([answer]) for answer in answers])
    written = [answer.findtext("text") or "" for answer in node.findall("answer")]
    if kind == "numerical":
        widths = [float(answer.findtext("tolerance") or 0) for answer in node.findall("answer")]
        fits = [_near(float(text), width) for text, width in zip(written, widths, strict=True)]
    else:
        fits = [_same(text.replace(r"\*", "*")) for text in written]
    return lambda given: _first(given, list(zip(fits, grades, strict=True)))


def _near(value: float, width: float) -> Callable[[Answer], bool]:
    return lambda given: abs(float(given) - value) <= width  # type: ignore[arg-type]


def _same(text: str) -> Callable[[Answer], bool]:
    return lambda given: str(given).casefold() == text.casefold()


def _first(given: Answer, rows: list) -> float:
    return next((grade for fit, grade in rows if fit(given)), 0.0)


def _decoded(text: str) -> str:
    return entities.unescape(text).replace(r"\}", "}").replace(r"\#", "#")
