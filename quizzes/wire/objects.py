"""Answers, in the process in which the learner's code runs, what a test cell in another one asks of its objects.

A request is a JSON object: what to ``do``, ``on`` which object, with which ``arguments`` (nodes of
`quizzes.wire.parcels`, the last of them by the names in ``named``), and the state of ``chance`` where a seed was
set. An answer holds the ``value`` or the ``error``, the arguments that the call has ``changed`` in place and what was
``printed``. Whatever is false in an answer is as good as a false result: no more.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import io
import itertools
import operator
import warnings
from collections.abc import Callable
from typing import Any

from quizzes.wire.chance import set_chance
from quizzes.wire.parcels import Packer, Unpacker, from_text, to_text

MAX_MESSAGE = 2000  # characters of an error's message
MAX_PRINTED = 50_000
_BASES = (int, float, complex, str, bytes, list, tuple, dict, set, frozenset)
_COPY: dict[str, Callable] = {  # by the base's own methods, whatever a subclass has made of them
    "int": int.__int__, "float": float.__float__, "str": str.__str__,
    "complex": lambda value: complex.__add__(value, 0), "bytes": lambda value: bytes.__getitem__(value, slice(None)),
    "list": lambda value: [*list.__iter__(value)], "tuple": lambda value: (*tuple.__iter__(value),),
    "dict": lambda value: dict(dict.items(value)), "set": lambda value: {*set.__iter__(value)},
    "frozenset": lambda value: frozenset(frozenset.__iter__(value)),
}  # fmt: skip
_MISSING = object()


class _Sink(io.TextIOBase):
    """Keeps the beginning of what is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def write(self, text: str) -> int:
        """Keep what there is room for."""
        self.text += str(text)[: max(MAX_PRINTED - len(self.text), 0)]
        return len(text)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True


class _Received(Unpacker):
    """Values of a request: also functions of installed modules, by name, and numpy's generators, by state."""

    def _imported(self, content: list) -> object:
        value = importlib.import_module(content[0])
        for name in content[1].split("."):
            value = getattr(value, name)
        return value

    def _generator(self, content: object) -> object:
        import numpy

        state = self.value(content)
        made = numpy.random.Generator(getattr(numpy.random, state["bit_generator"])())
        made.bit_generator.state = state
        return made


class Desk:
    """The objects that a test cell holds a handle of."""

    def __init__(self) -> None:
        """Begin with none."""
        self._objects: list[object] = []
        self._numbers: dict[int, int] = {}  # by Python's id, which is nobody else's while the object is kept

    def keep(self, value: object) -> dict:
        """Return the node of a handle."""
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        kind = type(value)
        told = {"id": self._numbers[id(value)], "type": str(kind.__name__)[:100], "base": base_of(value)}
        return {"handle": told | {"callable": callable(value)}}

    def answer(self, request: str, namespace: dict) -> str:
        """Carry out one request and return its result; whatever the learner's code raises is an answer."""
        asked = from_text(request)
        receive = _Received(self._held)
        if "chance" in asked:
            set_chance(receive.value(asked["chance"]))
        nodes = asked.get("arguments", [])
        arguments = [receive.value(node) for node in nodes]
        sink = _Sink()
        told: dict[str, Any] = {}
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(sink), contextlib.redirect_stderr(_Sink()):
                warnings.simplefilter("ignore")
                told["value"] = self._do(asked, arguments, namespace)
        except BaseException as error:  # noqa: BLE001  whatever it raises is its result
            told["error"] = self._error(error)
        if sink.text:
            told["printed"] = sink.text
        told["changed"] = self._changed(nodes, arguments)
        return to_text(told)

    def _held(self, content: dict) -> object:
        return self._objects[content["id"]]

    def _do(self, asked: dict, arguments: list, namespace: dict) -> object:
        if asked["do"] == "names":
            found = {name: namespace[name] for name in asked["names"] if name in namespace}
            there = {name: True for name in asked["there"] if name in namespace}
            return self._pack(found | there)
        given = {id(argument): {"argument": number} for number, argument in enumerate(arguments)}
        cut = len(arguments) - len(asked.get("named", []))
        named = dict(zip(asked.get("named", []), arguments[cut:], strict=True))
        value = _OPERATIONS[asked["do"]](*arguments[:cut], **named)
        if asked["do"] in ("plain", "array"):
            return Packer(self.keep).node(value)
        return self._pack(value, given)

    def _pack(self, value: object, given: dict | None = None) -> object:
        try:
            node = Packer(self.keep, given).node(value)
            to_text({"value": node})
        except Exception:  # noqa: BLE001  too large, or it changes while it is looked at
            return self.keep(value)
        return node

    def _changed(self, nodes: list, arguments: list) -> list:
        changed = []
        for number, (node, argument) in enumerate(zip(nodes, arguments, strict=True)):
            if type(node) is dict and not {"handle", "imported", "generator"} & set(node):
                with contextlib.suppress(Exception):
                    after = Packer(self.keep).node(argument)
                    if after != node:
                        to_text({"value": after})
                        changed.append([number, after])
        return changed

    def _error(self, error: BaseException) -> dict:
        kinds = [kind.__name__ for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind]
        told: dict[str, Any] = {"type": str(type(error).__name__)[:200], "kinds": kinds, "message": _message(error)}
        if isinstance(error, Exception) and type(error).__name__ in kinds:
            with contextlib.suppress(Exception):
                node = Packer(_refuse).node(error.args)
                if len(to_text({"args": node})) < MAX_MESSAGE:
                    told["args"] = node
        return told


def base_of(value: object) -> str:
    """Return the plain type that the value's own type is made from; empty where there is none."""
    for kind in type(value).__mro__:
        if kind in _BASES:
            return kind.__name__
        if kind.__name__ == "ndarray" and kind.__module__ == "numpy":
            return "ndarray"
    return ""


def _plain(value: object) -> object:
    base = base_of(value)
    if base == "ndarray":
        kind: Any = next(kind for kind in type(value).__mro__ if kind.__name__ == "ndarray")
        return kind.view(value, kind)
    return _COPY[base](value)


def _as_array(value: object) -> object:
    if not hasattr(type(value), "__array__"):
        raise TypeError(f"an object of type {type(value).__name__} is not an array")
    import numpy

    return numpy.asarray(value).view(numpy.ndarray)


def _refuse(value: object) -> object:
    raise TypeError(type(value).__name__)


def _is_a(value: object, kind: object) -> bool:
    return any(each is kind for each in type(value).__mro__)


def _is_below(one: type, other: object) -> bool:
    return any(each is other for each in one.__mro__)


def _drawn(value: Any, most: int) -> list:
    return list(itertools.islice(iter(value), most))


def _enter(manager: Any) -> object:
    return type(manager).__enter__(manager)


def _exit(manager: Any, kind: type[Exception] | None = None, message: str = "") -> bool:
    """Let a context manager end, and say whether it has handled the error."""
    if kind is None:
        return bool(type(manager).__exit__(manager, None, None, None))
    try:
        error = kind(message)
    except TypeError:  # it takes other arguments
        error = kind.__new__(kind)
    return bool(type(manager).__exit__(manager, kind, error, None))


def _call(function: Callable, /, *arguments: object, **named: object) -> object:
    return function(*arguments, **named)


ARITHMETIC = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor", "lshift", "rshift",
    "neg", "pos", "abs", "invert",
)  # fmt: skip
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
_OPERATIONS: dict[str, Callable] = {
    "call": _call, "get": getattr, "set": setattr, "delete": delattr, "len": len, "iter": iter, "next": next,
    "item": operator.getitem, "set item": operator.setitem, "delete item": operator.delitem, "str": str, "repr": repr,
    "int": int, "float": float, "complex": complex, "bool": bool, "index": operator.index, "round": round,
    "contains": operator.contains, "drawn": _drawn, "enter": _enter, "exit": _exit, "handle": lambda manager: True,
    "dir": dir, "array": _as_array, "plain": _plain, "is a": _is_a, "is below": _is_below,
    **{name: getattr(operator, name) for name in (*ARITHMETIC, *COMPARISONS)},
}  # fmt: skip


def _message(error: BaseException) -> str:
    try:
        text = str(error)
    except BaseException:  # noqa: BLE001  an object of the learner's own may do anything when it is looked at
        text = "(its message cannot be read)"
    return text[:MAX_MESSAGE].encode("utf-8", "replace").decode()
