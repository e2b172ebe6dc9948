"""What stands for a learner's objects where a test cell runs: each question about one is sent to the learner's kernel.

No code of the learner's runs here. A function is called by its handle with copies of the arguments, and a copy of its
result comes back; what cannot be copied is a handle again. Whether something is equal to something, or smaller, is
decided here, on copies; of two objects that cannot be copied, by their own word where the master's was asked. An
object's own attributes and operators are asked for only where the test cells asked the master's for them; elsewhere a
copy's are taken: a `startswith` that is always true is of no use.
"""

from __future__ import annotations

import builtins
import contextlib
import operator
import sys
import threading
from collections.abc import Callable
from typing import Any

from quizzes.grading.sandbox.agent.after_call import builtin_of, error_from, mend
from quizzes.grading.sandbox.agent.operators import NOBODY_IS, QUESTIONS, give_arithmetic, give_questions
from quizzes.grading.sandbox.agent.results import Results
from quizzes.wire.chance import chance, same
from quizzes.wire.parcels import NotPlain, Packer, Unpacker, from_text, to_text

_MANY = 10_000  # values of an iterable in which something is looked for
_LOOKED_AT = ("__name__", "__doc__", "__qualname__", "__annotations__", "__dict__", "__abstractmethods__")


class NotComparable(TypeError):
    """Something that only the learner's own code could compare."""


class Wire:
    """The way to the learner's kernel: one question, one answer."""

    def __init__(self) -> None:
        """Begin without a way."""
        self._exchange: Callable[[str], str] = lambda text: text
        self._handles: dict[int, Handle] = {}
        self._makers: dict[int, int] = {}  # of an object that a call gave: what was called
        self._may: frozenset[str] | None = None  # what may be asked of objects; anything where it is None
        self._chance = chance()
        self._one_at_a_time = threading.RLock()
        self.results = Results()  # of the present cell

    def open(self, exchange: Callable[[str], str]) -> None:
        """Use this way from now on; a seed that is set from now on holds on the other side as well."""
        self._exchange, self._chance = exchange, chance()

    def allow(self, may: list[str] | None) -> None:
        """Let only these attributes and operators of objects be asked for; all where it is None."""
        self._may = None if may is None else frozenset(may)

    def may(self, what: str) -> bool:
        """Say whether it may be asked of an object."""
        return self._may is None or what in self._may

    def must(self, what: str) -> bool:
        """Say whether the master's own objects were asked."""
        return self._may is not None and what in self._may

    def ask(self, do: str, *arguments: object, named: dict[str, object] | None = None) -> Any:
        """Have something done in the learner's kernel; return the result, or raise what was raised."""
        everything = [*arguments, *(named or {}).values()]
        asked: dict[str, object] = {"do": do, "arguments": [Packer(_carry).node(part) for part in everything]}
        if named:
            asked["named"] = list(named)
        told = self._send(asked)
        receive = Unpacker(self.handle, everything)
        for number, node in told["changed"]:
            mend(everything[number], receive.value(node))
        if "printed" in told:
            sys.stdout.write(told["printed"])
        on = _content(arguments[0])["id"] if _is_handle(arguments[0]) else None
        number = on if do == "call" else None  # of what was called
        if "error" in told:
            self.results.error(number, told["error"])
            raise error_from(told["error"], receive, ends_iteration=do == "next")
        value = receive.value(told["value"])
        self.results.value(number, value)
        if number is not None and _is_handle(value):
            self._makers[_content(value)["id"]] = number
        elif do in ("float", "complex", "plain", "array"):
            self.results.copied(self._makers.get(on) if on is not None else None, value)
        return value

    def names(self, text: str) -> dict[str, object]:
        """Return the names that an answer holds; what cannot be made into a value is left out."""
        found, receive = {}, Unpacker(self.handle)
        for name, node in from_text(text)["value"]["dict"]:
            with contextlib.suppress(Exception):
                found[name] = receive.value(node)
        return found

    def handle(self, content: dict) -> Handle:
        """Return what stands for an object: always the same for the same."""
        if content["id"] not in self._handles:
            self._handles[content["id"]] = (CallableHandle if content["callable"] else Handle)(content)
        return self._handles[content["id"]]

    def _send(self, asked: dict) -> dict:
        with self._one_at_a_time:
            now = chance()
            if not same(now, self._chance):
                asked["chance"] = Packer(_carry).node(now)
                self._chance = now
            return from_text(self._exchange(to_text(asked)))


WIRE = Wire()


def _carry(value: Any) -> dict:
    """Return the node of what is not a plain value: a handle, or what an installed module has under a name."""
    if _is_handle(value):
        return {"handle": {"id": _content(value)["id"]}}
    numpy = sys.modules.get("numpy")
    if numpy is not None and type(value) is numpy.random.Generator:
        return {"generator": Packer(_carry).node(value.bit_generator.state)}
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", "")
    for module in (getattr(value, "__module__", None), "numpy"):
        home = sys.modules.get(module) if type(module) is str and module != "__main__" else None
        found: object = home
        for part in name.split(".") if type(name) is str else ():
            found = getattr(found, part, None)
        if home is not None and found is value:
            return {"imported": [module, name]}
    raise NotPlain(
        f"a value of type {type(value).__name__} cannot be handed to a function of the notebook from this test cell"
    )


def _content(handle: Any) -> dict:
    return object.__getattribute__(handle, "_told")


def _is_handle(value: object) -> bool:
    return type(value) in (Handle, CallableHandle)


class Handle:
    """An object in the learner's kernel."""

    __slots__ = ("_told", "__weakref__")

    def __init__(self, told: dict) -> None:
        """Take the number of the object, and the names of its type and of the plain type below it."""
        object.__setattr__(self, "_told", told)

    def __getattribute__(self, name):
        """Return an attribute; what this class has for every object there is where the learner's object has it."""
        if name in _OF_SOME:
            WIRE.ask("get", self, name)
        if name == "__class__":  # for isinstance(x, list) of what is made from a list
            base = _content(self)["base"]
            return getattr(sys.modules.get("numpy") if base == "ndarray" else builtins, base, type(self))
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        dunder = name.startswith("__") and name.endswith("__") and name not in _LOOKED_AT
        if dunder or name.startswith(("_repr_", "_ipython_")):
            raise AttributeError(f"{_content(self)['type']!r} object has no attribute {name!r}")
        if WIRE.may(f"get {name}"):
            return WIRE.ask("get", self, name)
        try:
            return getattr(_plain(self), name)
        except NotComparable as error:
            value = WIRE.ask("get", self, name)
            if _holds_handle(value):  # a method could look at what it is compared with; a value cannot
                raise AttributeError(f"{name}: {error}") from None
            return value

    def __setattr__(self, name, value):
        WIRE.ask("set", self, name, value)

    def __delattr__(self, name):
        WIRE.ask("delete", self, name)

    def __dir__(self):
        return WIRE.ask("dir", self)

    def __contains__(self, value):
        if not _content(self)["base"] and WIRE.may("contains"):
            return WIRE.ask("contains", self, value)
        return value in (_plain(self) if _content(self)["base"] else _drawn(self))

    def __str__(self):
        return str(WIRE.ask("str", self))

    def __repr__(self):
        return str(WIRE.ask("repr", self))

    def __format__(self, form):
        return format(str(self), form)

    def __array__(self, dtype=None, copy=None):
        return sys.modules["numpy"].asarray(_plain(self), dtype)

    def __instancecheck__(self, other):
        return _is_handle(other) and WIRE.ask("is a", other, self)

    def __subclasscheck__(self, other):
        return _is_handle(other) and WIRE.ask("is below", other, self)

    def __exit__(self, kind, error, trace):
        """Let it end; it may handle an error of the test's only where the master's did, and an assert never."""
        if kind is None or not issubclass(kind, Exception) or issubclass(kind, AssertionError):
            return WIRE.ask("exit", self) and False
        handled = WIRE.ask("exit", self, builtin_of(kind), str(error))
        return handled and WIRE.may("handle") and WIRE.ask("handle", self)

    def __hash__(self):
        return hash(("handle", _content(self)["id"]))

    def __eq__(self, other):
        return other is self or _compared("eq", self, other)

    def __ne__(self, other):
        return other is not self and _compared("ne", self, other)


class CallableHandle(Handle):
    """What can be called there."""

    __slots__ = ()

    def __call__(self, *arguments, **named):
        return WIRE.ask("call", self, *arguments, named=named)


_OF_SOME = frozenset((*QUESTIONS, "__contains__", "__exit__", "__call__"))  # objects, not of all


def _plain(handle: Handle) -> Any:
    """Return a copy of what the object's plain type holds, or of the array that it can be read as."""
    told = _content(handle)
    try:
        value = WIRE.ask("plain" if told["base"] else "array", handle)
    except Exception:  # noqa: BLE001  too large, or no array
        value = handle
    if not _is_handle(value):
        return value
    can = "give numbers, strings, lists or arrays"
    raise NotComparable(f"got an object of type {told['type']}, which cannot be compared: {can}")


def _compared(how: str, one: Handle, other: object) -> Any:
    """Compare a copy; two objects of which there is none are asked, where the master's were, unless one lies."""
    try:
        return getattr(operator, how)(_plain(one), other)
    except NotComparable:
        if not (_is_handle(other) and WIRE.may(how)):
            raise
    holds = bool(WIRE.ask(how, one, other))
    if holds and how in NOBODY_IS and _agrees(how, one):
        raise NotComparable(f"got an object of type {_content(one)['type']} that agrees with what nothing agrees with")
    return holds


def _agrees(how: str, one: Handle) -> bool:
    try:
        return WIRE.ask(how, one, NOBODY_IS[how]) is True
    except Exception:  # noqa: BLE001  of another kind than it can be compared with
        return False


def _drawn(handle: Handle) -> Any:
    """Return all values of an iterable: what is looked for in them does not stop it, nor does it learn what that is."""
    if len(values := WIRE.ask("drawn", handle, _MANY + 1)) <= _MANY:
        return values
    raise NotComparable(f"got an object of type {_content(handle)['type']} that gives more than {_MANY} values")


def _holds_handle(value: Any) -> bool:
    if type(value) in (list, tuple, set, frozenset):
        return any(map(_holds_handle, value))
    return any(map(_holds_handle, value.values())) if type(value) is dict else _is_handle(value)


def _carry_out(operation: str, handle: Handle, *operands: object) -> object:
    """Let an operator work on a copy; where the master's objects were asked, because there was none, by the object."""
    if WIRE.must(operation):
        return WIRE.ask(operation, *operands)
    try:
        copy = _plain(handle)
    except NotComparable:
        if WIRE.may(operation):
            return WIRE.ask(operation, *operands)
        raise
    return getattr(operator, operation)(*(copy if part is handle else part for part in operands))


give_arithmetic(Handle, _carry_out)
give_questions(Handle, lambda *asked: WIRE.ask(*asked))
for _how in ("lt", "le", "gt", "ge"):
    setattr(Handle, f"__{_how}__", lambda self, other, how=_how: _compared(how, self, other))
