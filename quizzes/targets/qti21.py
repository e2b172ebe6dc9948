"""The bank as a QTI 2.1 content package: an assessment item each, a test with a section for each chapter.

Why: DECISIONS.md#qti-by-answering.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from quizzes.kinds.content import Order, Written
from quizzes.model import Bank
from quizzes.project import Project
from quizzes.targets.archive import zipped
from quizzes.targets.html import html
from quizzes.targets.qti21_answers import Qti21Answer, answering
from quizzes.targets.questions import Exported, NeutralQuestion, Omission, lost, questions
from quizzes.targets.shown import remarks_html

_XSD = "http://www.imsglobal.org/xsd"
_NAMES = (
    f'xmlns="{_XSD}/imsqti_v2p1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{_XSD}/imsqti_v2p1 {_XSD}/qti/qtiv2p1/imsqti_v2p1.xsd"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def export_qti21(bank: Bank, count: int = 1) -> Exported:
    """Return the bank as one content package."""
    asked = questions(bank, count)
    files = {f"items/{question.id}.xml": item_xml(question) for question in asked}
    files |= {"test.xml": _test(asked, bank.project), "imsmanifest.xml": _manifest(asked, bank.project.name)}
    package = zipped({name: (_HEAD + text).encode() for name, text in files.items()})
    return Exported({f"{bank.project.name}-qti21.zip": package}, (*lost(bank, count), *_losses(asked)), len(asked))


def item_xml(question: NeutralQuestion) -> str:
    """Return one assessment item."""
    parts = answering(question)
    remarks = remarks_html(question) if isinstance(question.content, Order) else ""
    feedback = [*parts.feedback, ("EXPLAIN", html(question.item.explain) + remarks)]
    rows = [
        f'<assessmentItem {_NAMES} identifier="{question.id}" title="{escape(question.id)}" adaptive="false" '
        'timeDependent="false">',
        *parts.declarations,
        _outcome(question),
        '<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier"/>',
        f"<itemBody>{parts.body}</itemBody>",
        f"<responseProcessing>{''.join(_rules(parts))}</responseProcessing>",
        *(_modal(name, text) for name, text in feedback if text),
        "</assessmentItem>\n",
    ]
    return "\n".join(rows)


def _outcome(question: NeutralQuestion) -> str:
    return (
        f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" '
        f'normalMaximum="{question.points}"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>'
    )


def _rules(parts: Qti21Answer) -> Iterator[str]:
    """Yield the rules: the score, the feedback that belongs to the answer, the explanation in any case."""
    yield parts.scoring
    for condition, name in parts.said:
        yield f"<responseCondition><responseIf>{condition}{_say(name)}</responseIf></responseCondition>"
    yield _say("EXPLAIN")


def _say(name: str) -> str:
    return (
        '<setOutcomeValue identifier="FEEDBACK"><multiple><variable identifier="FEEDBACK"/>'
        f'<baseValue baseType="identifier">{name}</baseValue></multiple></setOutcomeValue>'
    )


def _modal(name: str, text: str) -> str:
    return f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="show">{text}</modalFeedback>'


def _test(asked: tuple[NeutralQuestion, ...], project: Project) -> str:
    rows = [f'<assessmentTest {_NAMES} identifier="{project.name}" title="{escape(project.title)}">']
    rows.append('<testPart identifier="all" navigationMode="nonlinear" submissionMode="individual">')
    for chapter, group in groupby(asked, key=lambda question: question.item.chapter):
        rows.append(f'<assessmentSection identifier="chapter-{chapter}" title="{escape(chapter)}" visible="true">')
        rows += [f'<assessmentItemRef identifier="{q.id}" href="items/{q.id}.xml"/>' for q in group]
        rows.append("</assessmentSection>")
    return "\n".join([*rows, "</testPart>", "</assessmentTest>\n"])


def _manifest(asked: tuple[NeutralQuestion, ...], name: str) -> str:
    rows = [
        f'<manifest xmlns="{_XSD}/imscp_v1p1" identifier="{name}-package">',
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>",
        "<organizations/>",
        "<resources>",
        f'<resource identifier="{name}-test" type="imsqti_test_xmlv2p1" href="test.xml">',
        '<file href="test.xml"/>',
        *(f'<dependency identifierref="{question.id}"/>' for question in asked),
        "</resource>",
    ]
    for question in asked:
        path = f"items/{question.id}.xml"
        rows.append(f'<resource identifier="{question.id}" type="imsqti_item_xmlv2p1" href="{path}">')
        rows.append(f'<file href="{path}"/></resource>')
    return "\n".join([*rows, "</resources>", "</manifest>\n"])


def _losses(asked: tuple[NeutralQuestion, ...]) -> Iterator[Omission]:
    for question in asked:
        kind = question.item.kind.value
        if question.item.hints:
            yield Omission(question.id, kind, "assessmentItem", "hints are left out")
        if isinstance(question.content, Order):
            yield Omission(question.id, kind, "orderInteraction", "all or nothing: no credit for a part")
        elif isinstance(question.content, Written):
            told = f"right spellings: {len(question.content.answers[0].spellings)}; the page takes any spacing"
            yield Omission(question.id, kind, "textEntryInteraction", told)
        elif question.code:
            yield Omission(question.id, kind, "textEntryInteraction", "a blank for each line that is printed")
