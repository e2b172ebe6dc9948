"""One question as one student is asked it: a variant, its options in an order, and what stands in the answer boxes."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass
from functools import cached_property

from quizzes.kinds.content import Blanks, Choices, Match, Order, Written, ranks
from quizzes.kinds.text import normalised
from quizzes.model import Item, Quantity
from quizzes.targets.questions import NeutralQuestion
from quizzes.targets.shown import number

LETTERS = string.ascii_uppercase


@dataclass(frozen=True)
class Asked:
    """A question of one sheet."""

    question: NeutralQuestion
    order: tuple[str, ...]  # ids of what is shown with a letter, in the order of the letters; empty where nothing is
    left: tuple[str, ...] = ()  # of a match: ids of what is matched, in the order of the boxes

    @property
    def item(self) -> Item:
        """Return the variant."""
        return self.question.item

    def letter(self, name: str) -> str:
        """Return the letter of an option, a step or a right entry."""
        return LETTERS[self.order.index(name)]

    @cached_property
    def boxes(self) -> tuple[str, ...]:
        """Return what stands in the answer boxes when all is right: letters, or what is written."""
        content = self.question.content
        if isinstance(content, Choices):
            return tuple(sorted(self.letter(option.id) for option in content.options if option.right))
        if isinstance(content, Match):
            right = {entry.id: entry.match for entry in content.left}
            return tuple(self.letter(right[name]) for name in self.left)
        if isinstance(content, Order):
            return tuple(self.letter(step.id) for step in content.steps)
        if isinstance(content, Quantity):
            return (number(content.value),)
        if isinstance(content, Written):
            return (content.answers[0].spellings[0],)
        assert isinstance(content, Blanks)
        return tuple(blank.answers[0].spellings[0] for blank in content.blanks)

    @cached_property
    def same_as(self) -> tuple[str, ...]:
        """Return what two sheets must differ in, so that nothing is gained by copying the boxes."""
        return tuple(normalised(box) or box for box in self.boxes)

    def as_json(self) -> dict[str, object]:
        """Return what is needed to know what was asked."""
        places = {"order": list(self.order), "left": list(self.left)}
        return {"item": self.item.id, "variant": self.item.seed, **places, "key": list(self.boxes)}


def ask(question: NeutralQuestion, rng: random.Random) -> Asked:
    """Return a question with its options in an order that chance gives."""
    content = question.content
    names: list[str] = []
    left: list[str] = []
    if isinstance(content, Choices):
        names = [option.id for option in content.options]
    elif isinstance(content, Match):
        names, left = [entry.id for entry in content.right], [entry.id for entry in content.left]
    elif isinstance(content, Order):
        names = [step.id for step in content.steps]
    rng.shuffle(names)
    rng.shuffle(left)
    if isinstance(content, Order):
        rank = ranks(content)
        while [rank[name] for name in names] == sorted(rank.values()):  # nobody is shown the answer
            rng.shuffle(names)
    return Asked(question, tuple(names), tuple(left))


def judged(asked: Asked, boxes: tuple[str, ...]) -> object:
    """Return what stands in the boxes as the answer that the item's own judge reads."""
    content = asked.question.content
    by_letter = dict(zip(LETTERS, asked.order, strict=False))
    if isinstance(content, Choices):
        names = [by_letter[box] for box in boxes]
        return names if content.several else names[0]
    if isinstance(content, Match):
        return {name: by_letter[box] for name, box in zip(asked.left, boxes, strict=True)}
    if isinstance(content, Order):
        return [by_letter[box] for box in boxes]
    if isinstance(content, Blanks) and not asked.question.code:  # the lines of a program are one answer
        return {blank.id: box for blank, box in zip(content.blanks, boxes, strict=True)}
    return "\n".join(boxes)
