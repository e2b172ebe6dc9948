"""Comparisons that also ask whether a value agrees with what no honest value agrees with.

The grader hands this module's text to a learner's kernel after all cells have been judged there, and runs the test
cells once more with `Comparing.compare` in the place of each comparison. It imports nothing of the project.
"""

import operator
import sys
import types

_KINDS = {
    "Eq": operator.eq, "NotEq": operator.ne, "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt,
    "GtE": operator.ge, "In": lambda one, many: one in many, "NotIn": lambda one, many: one not in many,
    "Is": operator.is_, "IsNot": operator.is_not,
}  # fmt: skip
_UNLIKE = ("NotEq", "NotIn")  # that they do not hold is the agreement


class Comparing:
    """Makes the comparisons of one cell, and notes the cell's number where there was a lie."""

    def __init__(self, number, other, lies):
        """Take the cell's number, a number that nothing is close to, and the list for the numbers of cells."""
        self.number, self.other, self.lies = number, other, lies

    def compare(self, names, *sides):
        """Return what a comparison gives, a chain of several included."""
        result = True
        for name, one, two in zip(names, sides, sides[1:], strict=False):
            result = _KINDS[name](one, two)
            try:
                holds = _says(result)
            except Exception:  # noqa: BLE001  the learner's object
                return result
            if holds is (name not in _UNLIKE):
                self._ask(self._doubts(name, one, two))
            if not holds and len(names) > 1:
                return result
        return result

    def less(self, one, two):
        """Return a difference."""
        result = one - two
        near = [lambda: _says(abs(result) < 1), lambda: _says(abs(one - self.other) < 1)]
        also = [near[0], lambda: _says(abs(self.other - two) < 1)]
        self._ask([lambda: all(ask() for ask in near), lambda: all(ask() for ask in also)])
        return result

    def call(self, is_test, function, *arguments, **named):
        """Return what a function gives that compares its first two arguments."""
        result = function(*arguments, **named)
        if len(arguments) > 1 and (not is_test or _says(result)):
            one, two, *rest = arguments
            pairs = [(one, lie, one) for lie in self._unlike(two)] + [(lie, two, two) for lie in self._unlike(one)]
            for first, second, kept in pairs:
                if _size(kept):
                    self._ask([lambda a=first, b=second: _says(function(a, b, *rest, **named)) or not is_test])
        return result

    def take_place(self, module, text, names):
        """Put the instructor's module, its comparisons replaced, where the names of the notebook have the old one."""
        old = sys.modules.get(module)
        if old is None:
            return
        new = types.ModuleType(module)
        new.__dict__.update({word: value for word, value in names.items() if value is self})
        exec(text, new.__dict__)  # noqa: S102  the instructor's
        sys.modules[module] = new
        was = {id(value): key for key, value in vars(old).items() if callable(value)}
        for name, value in list(names.items()):
            if value is old:
                names[name] = new
            elif id(value) in was:
                names[name] = vars(new).get(was[id(value)], value)

    def _ask(self, questions):
        for question in questions:
            try:
                lied = question()
            except BaseException:  # noqa: BLE001, S112  whatever the learner's object does is not agreement
                continue
            if lied:
                self.lies.append(self.number)

    def _doubts(self, name, one, two):
        """Yield questions that no honest pair answers with yes."""
        if name in ("Eq", "NotEq"):
            yield from (lambda lie=lie: _says(_KINDS[name](one, lie)) is (name == "Eq") for lie in self._unlike(two))
            yield from (lambda lie=lie: _says(_KINDS[name](lie, two)) is (name == "Eq") for lie in self._unlike(one))
        elif name in ("Lt", "LtE"):
            yield lambda: _says(one < -float("inf"))
            yield lambda: _says(float("inf") < two)
        elif name in ("Gt", "GtE"):
            yield lambda: _says(one > float("inf"))
            yield lambda: _says(-float("inf") > two)
        elif name == "In":
            yield lambda: object() in two
            yield lambda: one in [object()]

    def _unlike(self, value):
        """Yield what an honest value that is like this one is not like."""
        yield object()
        kind, other = type(value), self.other
        numpy = sys.modules.get("numpy")
        if kind in (int, float, complex) or (numpy is not None and isinstance(value, numpy.number)):
            yield other
        elif kind is str:
            yield str(other)
        elif kind in (list, tuple) and len(value):
            yield kind([other] * len(value))
        elif kind in (dict, set) and len(value):
            yield {other: other} if kind is dict else {other}
        elif numpy is not None and kind is numpy.ndarray:
            yield other
            if value.size and value.dtype.kind in "biufc":
                yield numpy.full(value.shape, other)


def _says(value):
    """Return whether a comparison's result is yes: of an array, whether all of it is, and there is something."""
    try:
        return bool(value)
    except ValueError:
        return _size(value) != 0 and bool(value.all())


def _size(value):
    return len(value) if type(value) in (list, tuple, dict, set) else getattr(value, "size", 1)
