"""The QTI 2.1 package as pyslet, another implementation of the specification, reads and scores it."""

from __future__ import annotations

import io
import logging
import warnings
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping

from benchmarks.receivers.readings import Answer, Reading
from quizzes.kinds.content import Blanks, Choices, Match, Order
from quizzes.targets.html import plain
from quizzes.targets.moodle import order_as_match
from quizzes.targets.questions import NeutralQuestion
from quizzes.targets.xml import text_of

PACKAGE = "recurrent-networks-qti21.zip"

_QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


def read_qti21(files: Mapping[str, bytes], asked: Mapping[str, NeutralQuestion]) -> dict[str, Reading]:
    """Return the items with pyslet's response processing as their score."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyslet is of 2017
        package = zipfile.ZipFile(io.BytesIO(files[PACKAGE]))
        return {
            name: _reading(package.read(f"items/{name}.xml").decode(), question) for name, question in asked.items()
        }


def _reading(source: str, question: NeutralQuestion) -> Reading:
    from pyslet.qtiv2 import expressions
    from pyslet.qtiv2.xml import QTIDocument

    document = QTIDocument()
    logging.disable(logging.ERROR)  # it says of each list that it keeps it as one text
    document.read(src=source)
    logging.disable(logging.NOTSET)
    item = document.root
    for equal in item.find_children_depth_first(expressions.Equal):
        equal.tolerance = equal.tolerance.split()  # pyslet keeps the list of the attribute as one text
    root = ET.fromstring(source.replace(' xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"', ""))
    prompt = text_of(root.find("itemBody"))
    said = tuple(text_of(feedback) for feedback in root.iter("modalFeedback"))
    points = float(item.declarations["SCORE"].normalMaximum)

    def score(answer: Answer) -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _answered(item, _responses(question, answer)) / points

    kind = next(node.tag for node in root.iter() if node.tag.endswith("Interaction"))
    return Reading(kind, points, prompt, said, score)


def _answered(item: object, responses: Mapping[str, object]) -> float:
    from pyslet.qtiv2 import variables

    state = variables.ItemSessionState(item)
    state.begin_session()
    for declaration in item.ResponseDeclaration:  # type: ignore[attr-defined]
        value = variables.Value.new_value(declaration.cardinality, declaration.baseType)
        value.set_value(responses[declaration.identifier])
        state.map[declaration.identifier] = value
    item.ResponseProcessing.run(state)  # type: ignore[attr-defined]
    return state["SCORE"].value


def _responses(question: NeutralQuestion, answer: Answer) -> dict[str, object]:
    """Return an answer as the variables of the item."""
    content = question.content
    if isinstance(content, Choices):
        ids = [content.options[place].id for place in answer]  # type: ignore[attr-defined]
        return {"RESPONSE": ids if content.several else ids[0]}
    if isinstance(content, Blanks):
        rows = zip(content.blanks, answer, strict=True)  # type: ignore[call-overload]
        return {
            f"BLANK-{blank.id}": f"option-{blank.options.index(text) + 1}" if blank.options else text
            for blank, text in rows
        }
    if isinstance(content, Match):
        ids = {plain(entry.text): entry.id for entry in content.right}
        rows = zip(content.left, answer, strict=True)  # type: ignore[call-overload]
        return {"RESPONSE": [(f"left.{entry.id}", f"right.{ids[text]}") for entry, text in rows]}
    if isinstance(content, Order):
        places = {plain(entry.text): n for n, entry in enumerate(order_as_match(content).right)}
        order = sorted(zip(answer, content.steps, strict=True), key=lambda row: places[row[0]])  # type: ignore[call-overload]
        return {"RESPONSE": [step.id for _, step in order]}
    return {"RESPONSE": answer}
