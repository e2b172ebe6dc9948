"""The wording of the bank: texts that cannot be read as written, and options that give themselves away."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from quizzes.kinds import KINDS
from quizzes.kinds.content import Choices
from quizzes.model import Item

MARKDOWN = ("prompt", "hints", "text", "why", "explain")  # the fields that a learner reads
MOST_LONGEST = 0.4  # share of the choice items in which the right option may be the longest
FEWEST = 10  # choice items, below which a share says nothing

_FIELD = re.compile(r"\[[0-9]+\]$")
_CODE = re.compile(r"(`{3,}|`{1,2}).*?\1", re.DOTALL)
_ESCAPED = re.compile(r"\\[\\${}]")
_FORMULA = re.compile(r"\$\$.*?\$\$|\$.*?\$", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_MARKUP = re.compile(r"[$*`{}\\_^]")


def texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and text of all that a learner reads of an item, a part of one, or an entry of the file.

    A path is such as ``options[1].why``; a template's texts have their marks.
    """
    if isinstance(value, Item) and value.template and value.seed is None:
        yield from texts(json.loads(value.template.entry))
        return
    if is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from texts(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from texts(part, f"{path}[{place}]")
    elif isinstance(value, str) and _FIELD.sub("", path).rpartition(".")[2] in MARKDOWN:
        yield path, value


def text_problems(text: str) -> Iterator[str]:
    """Yield what makes a text unreadable: nothing in it, a formula that does not end, braces without a partner."""
    if not text.strip():
        yield "the text is empty"
    plain = _ESCAPED.sub("", _CODE.sub("", text))
    for paragraph in re.split(r"\n\s*\n", plain):
        if paragraph.count("$") % 2:
            yield f"a formula is not closed: {_start(paragraph)}"
        else:
            for formula in _FORMULA.findall(paragraph):
                if not _balanced(formula):
                    yield f"the braces of a formula do not match: {_start(formula)}"


def giveaways(items: Iterable[Item]) -> tuple[tuple[Item, ...], int]:
    """Return the choice items whose right option is longer than all others, and the number of choice items."""
    choices = [item for item in items if item.options and len(item.key) == 1 and not _several(item)]
    return tuple(item for item in choices if _longest_is_right(item)), len(choices)


def _several(item: Item) -> bool:
    content = KINDS[item.kind].content(item)
    return isinstance(content, Choices) and content.several


def giveaway_problem(items: Iterable[Item]) -> str | None:
    """Return what is wrong where the longest option is too often the right one."""
    longest, count = giveaways(items)
    if count < FEWEST or len(longest) <= MOST_LONGEST * count:
        return None
    ids = ", ".join(item.id for item in longest)
    return f"the right option is the longest in {len(longest)} of {count} choice items, more than 40 %: {ids}"


def _longest_is_right(item: Item) -> bool:
    wrong = [_length(option.text) for option in item.options if not option.right]
    return _length(next(o.text for o in item.options if o.right)) > max(wrong, default=0)


def _length(text: str) -> int:
    """Return about how long a text looks: a command of a formula is one letter, markup is nothing."""
    return len(_MARKUP.sub("", _COMMAND.sub("x", text.strip())))


def _balanced(formula: str) -> bool:
    depth = 0
    for letter in formula:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            return False
    return depth == 0


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 50 else f"{line[:47]}..."
