"""What most kinds do alike: a kind that has nothing of its own to say takes these functions over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quizzes.kinds.named import ANSWER
from quizzes.model import Item

CODE = "code"  # the name under which `run_proof` tells what the item's own code printed, where a proof tells the answer


def program(item: Item) -> str:
    """Return no code: there is none to be read."""
    return ""


def values(item: Item) -> tuple[str, ...]:
    """Return nothing: no part of the key is a number."""
    return ()


def also(item: Item) -> str:
    """Return nothing: the key is all that is right."""
    return ""


def stated_findings(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield the answer and what each mistake would give."""
    yield f"the answer: {code_span(truth[ANSWER])}"
    for name, value in truth.items():
        if name not in (ANSWER, CODE):
            yield f"the mistake {name} would give: {code_span(value)}"


def code_span(value: object) -> str:
    """Return a computed value as inline code; numbers with six digits."""
    if isinstance(value, float):
        value = f"{value:.6g}"
    elif isinstance(value, tuple):
        value = f"({', '.join('None' if axis is None else str(axis) for axis in value)}{',' * (len(value) == 1)})"
    text = " / ".join(str(value).strip().splitlines()) or "(nothing)"
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def one_line(text: str) -> str:
    """Return a text with single spaces between its words."""
    return " ".join(text.split())
