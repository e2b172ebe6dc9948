"""The bank as Canvas reads it: QTI 1.2 with Canvas's question types, a question bank for each chapter.

Canvas takes more for granted than QTI says, and its two quiz engines differ; benchmarks/receivers/canvas_rules.py
holds what both need. Above all: in questions with a typed answer each condition on a value is a right answer, whether
it scores or not. So no condition speaks of a mistake; what is said of mistakes stands in the general comment.

Why: DECISIONS.md#canvas-rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from quizzes.kinds.content import Blanks, Choices, Match, Order, Written
from quizzes.model import Bank
from quizzes.targets.archive import zipped
from quizzes.targets.canvas_answers import CanvasAnswer, Condition, answering
from quizzes.targets.canvas_parts import comment, material
from quizzes.targets.html import html
from quizzes.targets.questions import Exported, NeutralQuestion, Omission, lost, questions
from quizzes.targets.shown import remarks_html
from quizzes.targets.xml import Element, document, element

GENERAL = "general_fb"  # the comment that Canvas shows after any answer
_XSD = "http://www.imsglobal.org/xsd"


def export_canvas(bank: Bank, count: int = 1) -> Exported:
    """Return the bank as one package, for "Import Course Content" in Canvas."""
    asked, name = questions(bank, count), f"{bank.project.name}-canvas"
    files = {}
    for chapter, group in groupby(asked, key=lambda question: question.item.chapter):
        files[f"{chapter}.xml"] = document(_bank(f"{bank.project.title}: {chapter}", chapter, group))
    files["imsmanifest.xml"] = document(_manifest(list(files), name))
    return Exported({f"{name}.zip": zipped(files)}, (*lost(bank, count), *_losses(asked)), len(asked))


def _bank(named: str, chapter: str, group: Iterable[NeutralQuestion]) -> Element:
    title = element("qtimetadata", _field("bank_title", named))
    bank = element("objectbank", title, *map(item_xml, group), ident=f"bank-{chapter}")
    return element("questestinterop", bank, xmlns=f"{_XSD}/ims_qtiasiv1p2")


def item_xml(question: NeutralQuestion) -> Element:
    """Return one item."""
    parts = answering(question)
    general = html(question.item.explain)
    if not isinstance(question.content, Choices):  # Canvas can say nothing about one answer of the others
        general += remarks_html(question)
    fields = [
        _field("question_type", f"{parts.kind}_question"),
        _field("points_possible", str(question.points)),
        _field("assessment_question_identifierref", question.id),
    ]
    score = element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    return element(
        "item",
        element("itemmetadata", element("qtimetadata", *fields)),
        element("presentation", material(parts.prompt), *parts.presentation),
        element("resprocessing", element("outcomes", score), *_rules(parts)),
        *(_feedback(name, text) for name, text in [(GENERAL, general), *parts.feedback]),
        ident=question.id,
        title=question.id,
    )


def _rules(parts: CanvasAnswer) -> Iterator[Element]:
    yield _rule([element("other")], _display(GENERAL))
    yield from (_rule(condition, _display(name)) for condition, name in parts.said)
    for condition, action, share in parts.scoring:
        value = element("setvar", share, action=action, varname="SCORE")
        yield _rule(condition, value, go_on="Yes" if action == "Add" else "No")


def _rule(condition: Condition, then: Element, go_on: str = "Yes") -> Element:
    return element("respcondition", element("conditionvar", *condition), then, **{"continue": go_on})


def _display(name: str) -> Element:
    return element("displayfeedback", feedbacktype="Response", linkrefid=name)


def _feedback(name: str, text: str) -> Element:
    return element("itemfeedback", element("flow_mat", material(comment(text))), ident=name)


def _field(label: str, entry: str) -> Element:
    return element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))


def _manifest(names: list[str], identifier: str) -> Element:
    resources = [
        element("resource", element("file", href=name), identifier=f"bank-{name.removesuffix('.xml')}",
                type="imsqti_xmlv1p2", href=name)
        for name in names
    ]  # fmt: skip
    metadata = element("metadata", element("schema", "IMS Content"), element("schemaversion", "1.1.3"))
    return element(
        "manifest",
        metadata,
        element("organizations"),
        element("resources", *resources),
        xmlns=f"{_XSD}/imsccv1p1/imscp_v1p1",
        identifier=identifier,
    )


def _losses(asked: tuple[NeutralQuestion, ...]) -> Iterator[Omission]:
    for question in asked:
        for becomes, note in _notes(question):
            yield Omission(question.id, question.item.kind.value, becomes, note)


def _notes(question: NeutralQuestion) -> Iterator[tuple[str, str]]:
    kind, content = f"{answering(question).kind}_question", question.content
    if question.item.hints:
        yield kind, "hints are left out"
    if isinstance(content, Order):
        yield kind, "each step is matched with its place; tied steps share a place"
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
    if not isinstance(content, Choices | Order | Match | Blanks) and _mistakes(question):
        yield kind, "what is said of a mistake stands at the end: Canvas would take the mistake for a right answer"


def _mistakes(question: NeutralQuestion) -> bool:
    content = question.content
    return len(content.answers) > 1 if isinstance(content, Written) else bool(getattr(content, "mistakes", ()))
