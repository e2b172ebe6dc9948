"""QTI as drafts: the 1.2 of Canvas and its like, and items of 2.1; a file or a package."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator

from quizzes.drafts import draft as make
from quizzes.drafts.draft import Answer, Draft, Skipped
from quizzes.drafts.markdown import markdown


def read_qti(source: bytes) -> Iterator[Draft | Skipped]:
    """Yield the questions of a file of QTI, or of all files of a package."""
    if zipfile.is_zipfile(io.BytesIO(source)):
        package = zipfile.ZipFile(io.BytesIO(source))
        for name in sorted(package.namelist()):
            if name.endswith((".xml", ".qti")) and not name.endswith("imsmanifest.xml"):
                yield from read_qti(package.read(name))
        return
    root = _without_names(ET.fromstring(source))
    for item in [*root.iter("item"), *root.iter("assessmentItem")]:
        name = item.get("title") or item.get("ident") or item.get("identifier") or "question"
        try:
            yield _old(item, name) if item.tag == "item" else _new(item, name)
        except (ValueError, StopIteration, TypeError, KeyError, AttributeError) as error:
            yield Skipped(name, str(error) or "no key")


def _without_names(root: ET.Element) -> ET.Element:
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    return root


def _inner(node: ET.Element | None) -> str:
    if node is None:
        return ""
    return "".join([node.text or "", *(ET.tostring(child, encoding="unicode") for child in node)])


def _mattext(node: ET.Element | None) -> str:
    found = None if node is None else node.find(".//mattext")
    if found is None or not found.text:
        return ""
    return markdown(found.text) if found.get("texttype") == "text/html" else found.text.strip()


def _old(item: ET.Element, name: str) -> Draft:
    fields = {f.findtext("fieldlabel"): f.findtext("fieldentry") for f in item.iter("qtimetadatafield")}
    kind = fields.get("question_type") or ""
    said = {f.get("ident"): _mattext(f) for f in item.findall("itemfeedback")}
    scoring = [c for c in item.iter("respcondition") if float(c.findtext("setvar") or 0) > 0]
    refused = {id(test) for no in item.iter("not") for test in no.iter("varequal")}
    key: dict[str, list[str]] = {}
    for test in (test for condition in scoring for test in condition.iter("varequal") if id(test) not in refused):
        key.setdefault(test.get("respident") or "", []).append(test.text or "")
    prompt = _mattext(item.find("presentation/material"))
    menus = item.findall("presentation/response_lid")
    if kind in ("multiple_choice_question", "true_false_question", "multiple_answers_question"):
        right = key[menus[0].get("ident") or ""]
        labels = [(label.get("ident") or "", _mattext(label)) for label in menus[0].iter("response_label")]
        answers = [Answer(text, name in right, said.get(f"{name}_fb", "")) for name, text in labels]
        made = make.choice(answers, several=kind == "multiple_answers_question")
    elif kind == "numerical_question":
        low, high = (float(next(scoring[0].iter(n)).text or "") for n in ("vargte", "varlte"))
        value = next((test.text for test in scoring[0].iter("varequal")), None) or f"{(low + high) / 2:.10g}"
        made = make.number([Answer(value, True, tolerance=float(f"{(high - low) / 2:.6g}"))])
    elif kind == "short_answer_question":
        made = make.text([Answer(text, True) for texts in key.values() for text in texts])
    elif kind == "matching_question":
        shown = {label.get("ident"): _mattext(label) for label in menus[0].iter("response_label")}
        pairs = [(_mattext(menu.find("material")), shown[key[menu.get("ident") or ""][0]]) for menu in menus]
        made = make.matching(pairs, list(shown.values()))
    elif kind in ("fill_in_multiple_blanks_question", "multiple_dropdowns_question"):
        blanks = []
        for place, menu in enumerate(menus, 1):
            shown = {label.get("ident"): _mattext(label) for label in menu.iter("response_label")}
            accept = [shown[one] for one in key[menu.get("ident") or ""]]
            blanks.append(make.blank(f"blank-{place}", accept, list(shown.values()) if kind.startswith("m") else []))
            name_there = (menu.get("ident") or "").removeprefix("response_").replace("_", r"\_")
            for spelled in (name_there, name_there.replace(r"\_", "_")):
                prompt = prompt.replace(f"[{spelled}]", f"{{{{blank-{place}}}}}")
        made = {"kind": "cloze", "blanks": blanks}
    else:
        raise ValueError(f"{kind or 'a question without a type'}: the bank has no such kind")
    points = max(1, round(float(fields.get("points_possible") or 1)))
    return Draft(name, prompt, made, said.get("general_fb", ""), (), points)


def _new(item: ET.Element, name: str) -> Draft:
    body = item.find("itemBody")
    interactions = [node for node in body.iter() if node.tag.endswith("Interaction")]  # type: ignore[union-attr]
    declarations = {each.get("identifier"): each for each in item.findall("responseDeclaration")}
    said = {f.get("identifier"): markdown(_inner(f)) for f in item.findall("modalFeedback")}
    first = interactions[0] if interactions else None
    if first is None or len(interactions) > 1:
        raise ValueError(f"{len(interactions)} interactions in one item: only one is read")
    declaration = declarations[first.get("responseIdentifier")]
    key = [value.text or "" for value in declaration.findall("correctResponse/value")]
    choices = {c.get("identifier") or "": markdown(_inner(c)) for c in first.iter("simpleChoice")}
    if first.tag == "choiceInteraction":
        several = declaration.get("cardinality") == "multiple"
        made = make.choice([Answer(t, n in key, said.get(n, "")) for n, t in choices.items()], several)
    elif first.tag == "orderInteraction":
        made = make.order([choices[one] for one in key])
    elif first.tag == "matchInteraction":
        shown = {c.get("identifier"): markdown(_inner(c)) for c in first.iter("simpleAssociableChoice")}
        right = [markdown(_inner(c)) for c in first.findall("simpleMatchSet")[1]]
        made = make.matching([(shown[pair.split()[0]], shown[pair.split()[1]]) for pair in key], right)
    elif first.tag == "textEntryInteraction" and declaration.get("baseType") in ("float", "integer"):
        width = next((e.get("tolerance") for e in item.iter("equal") if e.find("correct") is not None), "0")
        made = make.number([Answer(key[0], True, tolerance=float(str(width).split()[0]))])
    elif first.tag == "textEntryInteraction":
        spelled = [e.get("mapKey") or "" for e in declaration.iter("mapEntry") if float(e.get("mappedValue") or 0) > 0]
        made = make.text([Answer(text, True) for text in [*key, *spelled]])
    else:
        raise ValueError(f"{first.tag}: the bank has no such kind")
    for parent in list(body.iter()):  # type: ignore[union-attr]
        for child in [child for child in parent if child is first]:
            parent.remove(child)
    scores = (each for each in item.findall("outcomeDeclaration") if each.get("identifier") == "SCORE")
    points = next((each.get("normalMaximum") for each in scores), 1)
    return Draft(name, markdown(_inner(body)), made, said.get("EXPLAIN", ""), (), max(1, round(float(points or 1))))
