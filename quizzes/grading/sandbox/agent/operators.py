"""Gives the class of what stands for a learner's objects the methods that pass on what Python asks of an object."""

from __future__ import annotations

import math
import os
from collections.abc import Callable

from quizzes.wire.objects import ARITHMETIC

NOBODY_IS = {  # what no honest object is equal to, smaller or larger than
    "eq": 1e17 + int.from_bytes(os.urandom(4)), "lt": -math.inf, "le": -math.inf, "gt": math.inf, "ge": math.inf,
}  # fmt: skip
QUESTIONS = {  # by Python's name of them, as the wire calls them
    "__len__": "len", "__iter__": "iter", "__next__": "next", "__getitem__": "item", "__setitem__": "set item",
    "__delitem__": "delete item", "__int__": "int", "__index__": "index", "__float__": "float",
    "__complex__": "complex", "__bool__": "bool", "__round__": "round", "__enter__": "enter",
}  # fmt: skip


def give_questions(kind: type, ask: Callable[..., object]) -> None:
    """Let each be asked of the learner's object, with the arguments that Python gives."""
    for name, question in QUESTIONS.items():

        def passed_on(self: object, *arguments: object, question: str = question) -> object:
            return ask(question, self, *arguments)

        setattr(kind, name, passed_on)


def give_arithmetic(kind: type, carry_out: Callable[..., object]) -> None:
    """Let each operator be carried out by a function that takes its name, the object, and the operands in order."""
    for operation in ARITHMETIC:
        name = operation.strip("_")

        def forward(self: object, *other: object, operation: str = operation) -> object:
            return carry_out(operation, self, self, *other)

        def backward(self: object, other: object, operation: str = operation) -> object:
            return carry_out(operation, self, other, self)

        setattr(kind, f"__{name}__", forward)
        if operation not in ("neg", "pos", "abs", "invert"):
            setattr(kind, f"__r{name}__", backward)
