"""The table of the kinds."""

from types import ModuleType

from quizzes.model import Kind
from quizzes.page.kinds import choice, choices, cloze, code, match, number, order, shape, text, tracing

KINDS: dict[Kind, ModuleType] = {
    Kind.CHOICE: choice,
    Kind.CHOICES: choices,
    Kind.NUMBER: number,
    Kind.SHAPE: shape,
    Kind.ORDER: order,
    Kind.MATCH: match,
    Kind.CLOZE: cloze,
    Kind.TEXT: text,
    Kind.TRACING: tracing,
    Kind.CODE: code,
}
