"""How each kind of question is answered and scored in QTI 2.1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from html import escape
from itertools import permutations, product

from quizzes.kinds.content import Blank, Blanks, Choices, Match, Order, Spelled, Written, ranks
from quizzes.model import Quantity
from quizzes.targets.html import html, inline_html, plain
from quizzes.targets.questions import NeutralQuestion
from quizzes.targets.shown import number, prompt_html

RESPONSE = '<variable identifier="RESPONSE"/>'
_MORE = '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>{}</sum></setOutcomeValue>'
_MAPPED = '<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue>'


@dataclass(frozen=True)
class Qti21Answer:
    """The parts of an item that depend on its kind."""

    declarations: list[str]
    body: str
    scoring: str  # the rule that sets SCORE
    said: list[tuple[str, str]]  # condition -> id of the feedback
    feedback: list[tuple[str, str]]  # id -> HTML


def answering(question: NeutralQuestion) -> Qti21Answer:
    """Return the parts of an item that depend on its kind."""
    return _answering(question.content, question)


@singledispatch
def _answering(content: object, question: NeutralQuestion) -> Qti21Answer:
    raise TypeError(f"{question.id}: no QTI for {type(content).__name__}")


@_answering.register
def _choices(content: Choices, question: NeutralQuestion) -> Qti21Answer:
    right = [option.id for option in content.options if option.right]
    worth = question.points / len(right)
    entries = {o.id: worth if o.right else -worth if content.several else 0 for o in content.options}
    rows = "".join(f'<simpleChoice identifier="{o.id}">{inline_html(o.text)}</simpleChoice>' for o in content.options)
    test = _member if content.several else _is
    most = 0 if content.several else 1
    return Qti21Answer(
        [_declare("RESPONSE", "identifier", right, entries, question.points, several=content.several)],
        f'{prompt_html(question)}<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
        f"{rows}</choiceInteraction>",
        _MAPPED,
        [(test("identifier", option.id), option.id) for option in content.options],
        [(option.id, html(option.why)) for option in content.options],
    )


@_answering.register
def _quantity(content: Quantity, question: NeutralQuestion) -> Qti21Answer:
    width = f"{number(content.tolerance)} {number(content.tolerance)}"
    near = f'<equal toleranceMode="absolute" tolerance="{width}">{RESPONSE}{{}}</equal>'
    return Qti21Answer(
        [_declare("RESPONSE", "float", [number(content.value)], {}, question.points)],
        f'{prompt_html(question)}<p><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="12"/></p>',
        _if(near.format('<correct identifier="RESPONSE"/>'), question.points),
        [(near.format(_value("float", number(mistake.value))), mistake.id) for mistake in content.mistakes],
        [(mistake.id, html(mistake.why)) for mistake in content.mistakes],
    )


@_answering.register
def _written(content: Written, question: NeutralQuestion) -> Qti21Answer:
    key, *wrong = content.answers
    entries = dict.fromkeys(key.spellings, float(question.points))
    return Qti21Answer(
        [_declare("RESPONSE", "string", key.spellings[:1], entries, question.points)],
        f'{prompt_html(question)}<p><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="30"/></p>',
        _if(_spelled("RESPONSE", key), question.points),  # mapResponse is often sensitive to capitals
        [(_spelled("RESPONSE", answer), answer.id) for answer in wrong],
        [(answer.id, html(answer.why)) for answer in wrong],
    )


@_answering.register
def _blanks(content: Blanks, question: NeutralQuestion) -> Qti21Answer:
    worth = question.points / len(content.blanks)
    more = _MORE.format(_value("float", number(worth)))
    controls = {blank.id: _control(blank) for blank in content.blanks}
    said, feedback = [], []
    for blank in content.blanks:
        name = f"BLANK-{blank.id}"
        for answer in blank.answers:
            if not answer.right:
                said.append((_filled(name, blank, answer), f"{blank.id}.{answer.id}"))
                feedback.append((f"{blank.id}.{answer.id}", html(answer.why)))
        if blank.why:
            said.append((f"<not>{_filled(name, blank, blank.answers[0])}</not>", blank.id))
            feedback.append((blank.id, html(blank.why)))
    return Qti21Answer(
        [_declare_blank(blank, worth) for blank in content.blanks],
        prompt_html(question, controls.__getitem__),
        "".join(_when(_filled(f"BLANK-{b.id}", b, b.answers[0]), more) for b in content.blanks),
        said,
        feedback,
    )


@_answering.register
def _match(content: Match, question: NeutralQuestion) -> Qti21Answer:
    pairs = {entry.id: f"left.{entry.id} right.{entry.match}" for entry in content.left}
    worth = question.points / len(pairs)
    most = len(pairs)
    left = "".join(_associable(f"left.{entry.id}", 1, entry.text) for entry in content.left)
    right = "".join(_associable(f"right.{entry.id}", most, entry.text) for entry in content.right)
    entries = dict.fromkeys(pairs.values(), worth)
    return Qti21Answer(
        [_declare("RESPONSE", "directedPair", list(pairs.values()), entries, question.points, several=True)],
        f'{prompt_html(question)}<matchInteraction responseIdentifier="RESPONSE" shuffle="true" '
        f'maxAssociations="{most}"><simpleMatchSet>{left}</simpleMatchSet><simpleMatchSet>{right}</simpleMatchSet>'
        "</matchInteraction>",
        _MAPPED,
        [(f"<not>{_member('directedPair', pair)}</not>", name) for name, pair in pairs.items()],
        [(entry.id, html(entry.why)) for entry in content.left],
    )


@_answering.register
def _order(content: Order, question: NeutralQuestion) -> Qti21Answer:
    rows = "".join(f'<simpleChoice identifier="{s.id}">{inline_html(s.text)}</simpleChoice>' for s in content.steps)
    tests = [
        f"<match>{RESPONSE}<ordered>{''.join(_value('identifier', name) for name in names)}</ordered></match>"
        for names in right_orders(content)
    ]
    ids = "".join(f"<value>{step.id}</value>" for step in content.steps)
    return Qti21Answer(
        [
            '<responseDeclaration identifier="RESPONSE" cardinality="ordered" baseType="identifier">'
            f"<correctResponse>{ids}</correctResponse></responseDeclaration>"
        ],
        f'{prompt_html(question)}<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{rows}'
        "</orderInteraction>",
        _if(_any(tests), question.points),
        [],
        [],
    )


def right_orders(order: Order) -> list[tuple[str, ...]]:
    """Return every right order of the steps: tied ones in each of their orders."""
    groups: dict[int, list[str]] = {}
    for name, rank in ranks(order).items():
        groups.setdefault(rank, []).append(name)
    return [tuple(name for part in parts for name in part) for parts in product(*map(permutations, groups.values()))]


def _declare(
    name: str, kind: str, right: object, entries: dict[str, float], points: float, *, several: bool = False
) -> str:
    """Return a response with its right values and what each value is worth."""
    values = "".join(f"<value>{escape(value)}</value>" for value in right)  # type: ignore[attr-defined]
    case = ' caseSensitive="false"' if kind == "string" else ""
    rows = "".join(
        f'<mapEntry mapKey="{escape(key)}" mappedValue="{number(worth)}"{case}/>' for key, worth in entries.items()
    )
    bounds = f'lowerBound="0" upperBound="{number(points)}" defaultValue="0"'
    mapping = f"<mapping {bounds}>{rows}</mapping>" if rows else ""
    many = "multiple" if several else "single"
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{many}" baseType="{kind}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def _declare_blank(blank: Blank, worth: float) -> str:
    key = blank.answers[0].spellings
    if blank.options:
        key = tuple(_option_id(blank, text) for text in key)
    kind = "identifier" if blank.options else "string"
    return _declare(f"BLANK-{blank.id}", kind, key[:1], dict.fromkeys(key, worth), worth)


def _control(blank: Blank) -> str:
    if not blank.options:
        return f'<textEntryInteraction responseIdentifier="BLANK-{blank.id}" expectedLength="20"/>'
    rows = "".join(
        f'<inlineChoice identifier="{_option_id(blank, text)}">{escape(plain(text), quote=False)}</inlineChoice>'
        for text in blank.options
    )
    start = f'<inlineChoiceInteraction responseIdentifier="BLANK-{blank.id}" shuffle="false">'
    return f"{start}{rows}</inlineChoiceInteraction>"


def _option_id(blank: Blank, text: str) -> str:
    return f"option-{blank.options.index(text) + 1}"


def _filled(name: str, blank: Blank, answer: Spelled) -> str:
    if not blank.options:
        return _spelled(name, answer)
    variable = f'<variable identifier="{name}"/>'
    ids = (_option_id(blank, text) for text in answer.spellings)
    return _any([f"<match>{variable}{_value('identifier', one)}</match>" for one in ids])


def _spelled(name: str, answer: Spelled) -> str:
    variable = f'<variable identifier="{name}"/>'
    match = '<stringMatch caseSensitive="false">{}{}</stringMatch>'
    return _any([match.format(variable, _value("string", text)) for text in answer.spellings])


def _associable(name: str, most: int, text: str) -> str:
    return f'<simpleAssociableChoice identifier="{name}" matchMax="{most}">{inline_html(text)}</simpleAssociableChoice>'


def _any(tests: list[str]) -> str:
    return tests[0] if len(tests) == 1 else f"<or>{''.join(tests)}</or>"


def _is(kind: str, value: str) -> str:
    return f"<match>{RESPONSE}{_value(kind, value)}</match>"


def _member(kind: str, value: str) -> str:
    return f"<member>{_value(kind, value)}{RESPONSE}</member>"


def _value(kind: str, value: str) -> str:
    return f'<baseValue baseType="{kind}">{escape(value)}</baseValue>'


def _if(condition: str, points: int) -> str:
    score = f'<setOutcomeValue identifier="SCORE">{_value("float", str(points))}</setOutcomeValue>'
    return _when(condition, score)


def _when(condition: str, then: str) -> str:
    return f"<responseCondition><responseIf>{condition}{then}</responseIf></responseCondition>"
