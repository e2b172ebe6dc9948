"""What the pages of a test show of each question: texts of the bank as HTML, letters, boxes and what they are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from markupsafe import Markup, escape

from quizzes.kinds import KINDS
from quizzes.kinds.content import MARK, Blanks, Choices, Match, Order, ranks
from quizzes.model import Quantity
from quizzes.paper.asked import Asked
from quizzes.paper.difficulty import calculates
from quizzes.paper.formulas import Typeset
from quizzes.paper.plan import Slot
from quizzes.paper.sheets import PaperSheet
from quizzes.targets.html import html
from quizzes.targets.shown import remarks

_LONG = 1200  # letters of a question that may be divided between pages


def texts_of(asked: Asked) -> Iterator[str]:
    """Yield all Markdown that the pages show of a question."""
    item, content = asked.item, asked.question.content
    yield from (item.prompt, item.explain)
    for about, why in remarks(asked.question):
        yield from (about, why)
    if isinstance(content, Match):
        yield from (entry.text for entry in content.right)
    if isinstance(content, Quantity):
        yield content.unit


def sheet_view(sheet: PaperSheet, slots: Sequence[Slot], typeset: Typeset) -> dict[str, object]:
    """Return what the page of a sheet shows."""
    questions = [question_view(slot, each, typeset) for slot, each in zip(slots, sheet.asked, strict=True)]
    return _head(sheet, slots) | {"questions": questions, "large": sheet.large, "calculated": bool(sheet.calculated)}


def key_view(sheet: PaperSheet, slots: Sequence[Slot], typeset: Typeset) -> dict[str, object]:
    """Return what the page of a key shows."""
    questions = [_key_of(slot, each, typeset) for slot, each in zip(slots, sheet.asked, strict=True)]
    return _head(sheet, slots) | {"questions": questions}


def _head(sheet: PaperSheet, slots: Sequence[Slot]) -> dict[str, object]:
    who = f"{sheet.person.name} ({sheet.person.id})" if sheet.person.name else sheet.person.id
    points = sum(slot.points for slot in slots)
    return {"id": sheet.person.id, "name": sheet.person.name, "who": who, "points": points}


def question_view(slot: Slot, asked: Asked, typeset: Typeset) -> dict[str, object]:
    """Return what a sheet shows of a question."""
    item, content = asked.item, asked.question.content
    found = {
        "n": slot.name.removeprefix("q"),
        "points": slot.points,
        "prompt": _prompt(asked, typeset),
        "code": asked.question.code.rstrip(),
        "how": KINDS[item.kind].HOW,
        "calculated": calculates(item),
        "form": "written",
        "long": len(item.prompt) + len(asked.question.code) > _LONG,
    }
    if isinstance(content, Choices):
        texts = {option.id: option.text for option in content.options}
        return found | {"form": "options", "options": _lettered(asked, texts, typeset)}
    if isinstance(content, Order):
        texts = {step.id: step.text for step in content.steps}
        return found | {"form": "order", "options": _lettered(asked, texts, typeset)}
    if isinstance(content, Match):
        left = {entry.id: entry.text for entry in content.left}
        texts = {entry.id: entry.text for entry in content.right}
        shown = [typeset.inline(left[name]) for name in asked.left]
        return found | {"form": "match", "options": _lettered(asked, texts, typeset), "left": shown}
    if isinstance(content, Blanks):
        blanks = [
            {"label": blank.label or f"({place})", "choose": blank.options}
            for place, blank in enumerate(content.blanks, 1)
        ]
        return found | {"form": "blanks", "blanks": blanks}
    return found | {"unit": typeset.inline(content.unit) if isinstance(content, Quantity) and content.unit else ""}


def _lettered(asked: Asked, texts: dict[str, str], typeset: Typeset) -> list[tuple[str, Markup]]:
    return [(asked.letter(name), typeset.inline(texts[name])) for name in asked.order]


def _prompt(asked: Asked, typeset: Typeset) -> Markup:
    """Return the prompt; a blank in it is a line with its number."""
    content = asked.question.content
    places = {blank.id: place for place, blank in enumerate(content.blanks, 1)} if isinstance(content, Blanks) else {}

    def gap(name: str) -> str:
        return Markup('<span class="gap"><sup>({})</sup>&nbsp;</span>').format(places[name])

    return typeset.formulas(MARK.sub(lambda mark: gap(mark[1]), html(asked.item.prompt)))


def _key_of(slot: Slot, asked: Asked, typeset: Typeset) -> dict[str, object]:
    item = asked.item
    several = isinstance(asked.question.content, Choices) and asked.question.content.several
    said = [] if several else list(remarks(asked.question))
    return {
        "n": slot.name.removeprefix("q"),
        "points": slot.points,
        "item": item.id,
        "variant": item.seed or "",
        "objective": slot.objective,
        "difficulty": slot.difficulty,
        "prompt": _prompt(asked, typeset),
        "short": short_key(asked),
        "accept": KINDS[item.kind].also(item),
        "rule": rule(asked),
        "explain": typeset.blocks(item.explain),
        "right": [typeset.inline(option.text) for option in item.options if option.right],
        "remarks": _remarks(asked, said, typeset),
        "see": item.see,
    }


def _remarks(asked: Asked, said: Sequence[tuple[str, str]], typeset: Typeset) -> list[tuple[Markup, Markup]]:
    """Return what is said of answers, those with letters in the order of the letters."""
    found = [(_about(asked, about, typeset), typeset.inline(why)) for about, why in said if why]
    return sorted(found, key=lambda pair: pair[0]) if isinstance(asked.question.content, Choices | Order) else found


def _about(asked: Asked, about: str, typeset: Typeset) -> Markup:
    content = asked.question.content
    if isinstance(content, Choices):
        name = next(option.id for option in content.options if option.text.strip() == about)
        return escape(asked.letter(name))
    if isinstance(content, Order):
        name = next(step.id for step in content.steps if step.text.strip() == about)
        return escape(asked.letter(name))
    return typeset.inline(about)


def short_key(asked: Asked) -> str:
    """Return what stands in the boxes, in one line."""
    content = asked.question.content
    boxes = [" ⏎ ".join(box.split("\n")) for box in asked.boxes]
    if isinstance(content, Quantity):
        return f"{boxes[0]} {content.unit}".strip()
    if isinstance(content, Blanks):
        return "; ".join(f"({place}) {box}" for place, box in enumerate(boxes, 1))
    return (" " if isinstance(content, Order | Match) else ", ").join(boxes)


def rule(asked: Asked) -> str:
    """Return how points are given where an answer may be partly right: as the item's own judge gives them."""
    content, points = asked.question.content, asked.question.points
    if isinstance(content, Choices) and content.several:
        count = len(asked.boxes)
        return (
            f"Each right mark gives {_share(points, count)}, each wrong mark takes as much away, and none goes below 0."
        )
    if isinstance(content, Match):
        return f"Each right letter gives {_share(points, len(content.left))}."
    if isinstance(content, Blanks):
        if asked.question.code:
            return "All lines right, or no points."
        return f"Each right blank gives {_share(points, len(content.blanks))}."
    if isinstance(content, Order):
        rank = ranks(content)
        pairs = sum(a != b for a, b in combinations(rank.values(), 2))
        ties = [" and ".join(asked.letter(name) for name in group) for group in content.ties]
        free = f" {'; '.join(ties)} may change places." if ties else ""
        return (
            f"Count the pairs of letters that stand in the wrong order: each takes {_share(2 * points, pairs)} away, "
            f"and none goes below 0.{free}"
        )
    return f"Right or wrong: {points} or 0."


def _share(points: float, of: int) -> str:
    return f"{points / of:.3g}"
