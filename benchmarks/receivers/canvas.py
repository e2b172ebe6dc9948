"""The Canvas package as Canvas reads it: Classic Quizzes and New Quizzes, by the rules of their public import code."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html import unescape

from benchmarks.receivers.canvas_rules import QTI, conditions, kind, labels, menus, text
from benchmarks.receivers.readings import Reading, Score, interval, options, parts, texts

PACKAGE = "recurrent-networks-canvas.zip"


def read_classic(files: Mapping[str, bytes]) -> dict[str, Reading]:
    """Return the items as Classic Quizzes hold them: each condition on a typed value is a right answer."""
    return {item.get("ident"): _reading(item, _typed_by_any_condition) for item in _items(files)}


def read_new(files: Mapping[str, bytes]) -> dict[str, Reading]:
    """Return the items as New Quizzes hold them: spellings are read side by side, in a condition that scores."""
    return {item.get("ident"): _reading(item, _typed_by_scoring_condition) for item in _items(files)}


def _items(files: Mapping[str, bytes]) -> Iterator[ET.Element]:
    package = zipfile.ZipFile(io.BytesIO(files[PACKAGE]))
    for name in package.namelist():
        if name != "imsmanifest.xml":
            yield from ET.fromstring(package.read(name)).iter(f"{QTI}item")


def _reading(item: ET.Element, typed: Callable[[ET.Element], Score | None]) -> Reading:
    fields = {
        f.findtext(f"{QTI}fieldlabel"): f.findtext(f"{QTI}fieldentry") for f in item.iter(f"{QTI}qtimetadatafield")
    }
    name = kind(item)
    score = typed(item) if not menus(item) else _chosen(item, name)
    said = tuple(text(comment) for comment in item.findall(f"{QTI}itemfeedback"))
    problem = "" if score else "no key"
    prompt = text(item.find(f"{QTI}presentation/{QTI}material"))
    return Reading(name, float(fields["points_possible"]), prompt, said, score, problem)


def _typed_by_any_condition(item: ET.Element) -> Score | None:
    found = [one for condition in conditions(item) if (one := _typed(condition, item, deep=True))]
    return (lambda answer: max(one(answer) for one in found)) if found else None


def _typed_by_scoring_condition(item: ET.Element) -> Score | None:
    scoring = (c for c in conditions(item) if c.find(f"{QTI}setvar") is not None)
    found = [one for condition in scoring if (one := _typed(condition, item, deep=False))]
    return (lambda answer: max(one(answer) for one in found)) if found else None


def _typed(condition: ET.Element, item: ET.Element, *, deep: bool) -> Score | None:
    if kind(item) == "numerical_question":
        low, high = (condition.findtext(f".//{QTI}{name}") for name in ("vargte", "varlte"))
        return interval(float(low), float(high)) if low and high else None
    path = f".//{QTI}varequal" if deep else f"{QTI}conditionvar/{QTI}varequal"
    accept = [test.text or "" for test in condition.findall(path)]
    return texts(accept) if accept else None


def _chosen(item: ET.Element, name: str) -> Score | None:
    scoring = [c for c in conditions(item) if c.find(f"{QTI}setvar") is not None]
    refused = {id(test) for refusal in item.iter(f"{QTI}not") for test in refusal.iter(f"{QTI}varequal")}
    key: dict[str, list[str]] = {}
    for condition in scoring:
        for test in condition.iter(f"{QTI}varequal"):
            if id(test) not in refused:
                key.setdefault(test.get("respident"), []).append(test.text)
    if name in ("multiple_choice_question", "multiple_answers_question"):
        (menu,) = menus(item)
        right = [label in key.get(menu.get("ident"), ()) for label in labels(menu)]
        return options(right, several=name == "multiple_answers_question") if any(right) else None
    shown = {label.get("ident"): unescape(text(label)) for label in item.iter(f"{QTI}response_label")}
    accepted = [[shown[one] for one in key.get(menu.get("ident"), ())] for menu in menus(item)]
    return parts([texts(accept) for accept in accepted]) if all(accepted) else None
