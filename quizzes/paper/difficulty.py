"""How much work a question is: steps that are counted, or how many answered it right; and whether it is calculated.

Counted steps are a rough measure, and the same for everybody: what has to be decided or written (options to weigh,
entries, blanks, axes, lines), and for what is calculated the operations of the worked answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from quizzes.kinds import KINDS
from quizzes.kinds.content import Choices
from quizzes.kinds.numerals import parse_number
from quizzes.model import Item, Quantity
from quizzes.targets.html import plain
from quizzes.variants import variant

BANDS = ("easier", "middling", "harder")
_FEW_STEPS, _MANY_STEPS = 3, 6  # up to the first a question is easier, from the second on harder
_EASY, _HARD = 0.8, 0.5  # from the first share of right answers on a question is easier, below the second harder
ENOUGH = 10  # answers from which a share counts
_FORMULA = re.compile(r"\$[^$]+\$|`[^`]+`")
_OPERATION = re.compile(
    r"\\(?:cdot|odot|times|frac|dfrac|tfrac|tanh|sigma|exp|log|sqrt)(?![a-z])|(?<=[\w)}.\s])[-+*/^@](?=[\s\w({\\.])"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Share:
    """How an item was answered so far."""

    mean: float  # of its points, 0 to 1
    count: int  # answers


def band(item: Item, shares: Mapping[str, Share]) -> str:
    """Return how hard an item is: by the answers to it where there are enough, else by its steps."""
    found = shares.get(item.id)
    if found and found.count >= ENOUGH:
        return BANDS[0] if found.mean >= _EASY else BANDS[2] if found.mean < _HARD else BANDS[1]
    count = steps(item)
    return BANDS[0] if count <= _FEW_STEPS else BANDS[2] if count >= _MANY_STEPS else BANDS[1]


def steps(item: Item) -> int:
    """Return the counted steps of an item; of one with variants those of its first."""
    item = variant(item, 0)
    kind = KINDS[item.kind]
    content = kind.content(item)
    one = isinstance(content, Quantity) or (isinstance(content, Choices) and not content.several)
    return kind.parts(item) + _operations(item) * (one and calculates(item))


def calculates(item: Item) -> bool:
    """Say whether an item has to be calculated: a number that does not stand in the question has to be found."""
    item = variant(item, 0)
    kind = KINDS[item.kind]
    if item.quantity is not None or kind.program(item):
        return True
    if item.options:
        texts = [plain(option.text) for option in item.options]
        return sum(parse_number(text.split(" ")[0]) is not None for text in texts) * 2 > len(texts)
    return _made(kind.values(item), item)


def _made(texts: list[str] | tuple[str, ...], item: Item) -> bool:
    given = set(_NUMBER.findall(plain(item.prompt)))
    return any(set(_NUMBER.findall(text)) - given for text in texts if parse_number(text) is not None)


def _operations(item: Item) -> int:
    """Return how many operations the worked answer names, in its formulas."""
    return sum(len(_OPERATION.findall(formula.strip("$`"))) for formula in _FORMULA.findall(item.explain))
