"""The bank as Canvas reads it: QTI 1.2 with Canvas's question types, a question bank for each chapter."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from quizzes.kinds.match import Match
from quizzes.kinds.order import Order
from quizzes.model import Bank
from quizzes.targets.archive import zipped
from quizzes.targets.canvas_answers import Answering, answering
from quizzes.targets.html import html
from quizzes.targets.questions import Blanks, Exported, Loss, Question, Written, lost, questions
from quizzes.targets.shown import remarks_html

PACKAGE = "recurrent-networks-canvas.zip"
_XSD = "http://www.imsglobal.org/xsd"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def export_canvas(bank: Bank, count: int = 1) -> Exported:
    """Return the bank as one package, for "Import existing content" in Canvas."""
    asked = questions(bank, count)
    files = {}
    for chapter, group in groupby(asked, key=lambda question: question.item.chapter):
        files[f"{chapter}.xml"] = _bank(chapter, group)
    files["imsmanifest.xml"] = _manifest(list(files))
    package = zipped({name: (_HEAD + text).encode() for name, text in files.items()})
    return Exported({PACKAGE: package}, (*lost(bank, count), *_losses(asked)), len(asked))


def _bank(chapter: str, group: Iterator[Question]) -> str:
    title = _field("bank_title", f"Recurrent networks: {chapter}")
    return "\n".join([
        f'<questestinterop xmlns="{_XSD}/ims_qtiasiv1p2">',
        f'<objectbank ident="bank-{chapter}">',
        f"<qtimetadata>{title}</qtimetadata>",
        *map(item_xml, group),
        "</objectbank>",
        "</questestinterop>\n",
    ])  # fmt: skip


def item_xml(question: Question) -> str:
    """Return one item."""
    parts = answering(question)
    general = html(question.item.explain)
    if isinstance(question.content, Match | Order | Blanks):  # Canvas says nothing about a part of these
        general += remarks_html(question)
    fields = [
        _field("question_type", f"{parts.kind}_question"),
        _field("points_possible", str(question.points)),
        _field("assessment_question_identifierref", question.id),
    ]
    return "\n".join([
        f'<item ident="{question.id}" title="{escape(question.id)}">',
        f"<itemmetadata><qtimetadata>{''.join(fields)}</qtimetadata></itemmetadata>",
        f"<presentation>{_material(parts.prompt)}{parts.presentation}</presentation>",
        "<resprocessing>",
        '<outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>',
        *_rules(parts),
        "</resprocessing>",
        *(_feedback(name, text) for name, text in [("general_fb", general), *parts.feedback]),
        "</item>",
    ])  # fmt: skip


def _rules(parts: Answering) -> Iterator[str]:
    yield _rule("<other/>", _display("general_fb"))
    yield from (_rule(condition, _display(name)) for condition, name in parts.said)
    for condition, action, share in parts.scoring:
        value = f'<setvar action="{action}" varname="SCORE">{share}</setvar>'
        yield _rule(condition, value, go_on="Yes" if action == "Add" else "No")


def _rule(condition: str, then: str, go_on: str = "Yes") -> str:
    return f'<respcondition continue="{go_on}"><conditionvar>{condition}</conditionvar>{then}</respcondition>'


def _display(name: str) -> str:
    return f'<displayfeedback feedbacktype="Response" linkrefid="{name}"/>'


def _feedback(name: str, text: str) -> str:
    return f'<itemfeedback ident="{name}"><flow_mat>{_material(text)}</flow_mat></itemfeedback>'


def _material(text: str) -> str:
    return f'<material><mattext texttype="text/html">{escape(text, quote=False)}</mattext></material>'


def _field(label: str, entry: str) -> str:
    entry = escape(entry, quote=False)
    return f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"


def _manifest(names: list[str]) -> str:
    rows = [
        f'<manifest xmlns="{_XSD}/imsccv1p1/imscp_v1p1" identifier="recurrent-networks-canvas">',
        "<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>",
        "<organizations/>",
        "<resources>",
    ]
    for name in names:
        rows.append(f'<resource identifier="bank-{name.removesuffix(".xml")}" type="imsqti_xmlv1p2" href="{name}">')
        rows.append(f'<file href="{name}"/></resource>')
    return "\n".join([*rows, "</resources>", "</manifest>\n"])


def _losses(asked: tuple[Question, ...]) -> Iterator[Loss]:
    for question in asked:
        for becomes, note in _notes(question):
            yield Loss(question.id, question.item.kind.value, becomes, note)


def _notes(question: Question) -> Iterator[tuple[str, str]]:
    kind, content = f"{answering(question).kind}_question", question.content
    if question.item.hints:
        yield kind, "hints are left out"
    if isinstance(content, Order):
        yield kind, "each step is matched with its place; tied steps share theirs"
    elif isinstance(content, Match):
        yield kind, "formulas in the menus are plain text; what is said of a pair stands at the end"
    elif isinstance(content, Written):
        yield kind, f"right spellings: {len(content.answers[0].spellings)}; the page takes any spacing"
    elif isinstance(content, Blanks):
        if question.code:
            yield kind, "a blank for each line that is printed"
        if len({bool(blank.options) for blank in content.blanks}) == 2:
            yield kind, "menus become blanks to write in: Canvas has no question with both"
        yield kind, "what is said of a blank stands at the end"
