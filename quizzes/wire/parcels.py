"""Values between a test cell and a learner's kernel, which are two processes: plain copies, and handles for the rest.

More crosses than `quizzes.wire.values` takes, since here a test cell of somebody else's looks at the values: sets,
bytes, dicts with any keys, numpy's scalars and strings. Every value is one node of JSON: None, bool, int and str as
themselves, everything else an object with one tag, such as ``{"tuple": [...]}``. What cannot be copied stays where it
is, and a node names it: ``{"handle": {"id": 3, "type": "Dog", "base": "", "callable": false}}``.

The module runs in three processes. The learner's one encodes; the grader's one, in between, checks each text and
writes it anew without making anything of it; the one with the test cell decodes.
"""

from __future__ import annotations

import base64
import collections
import decimal
import fractions
import json
import math
import re
import sys
from collections.abc import Callable
from typing import Any

from quizzes.wire.values import MAX_DIGITS, MAX_VALUES, NotPlain, TooLarge, is_crowded, read_json

MAX_TEXT = 24 * 2**20  # characters of one message
MAX_NODES = 500_000
MAX_DEPTH = 40

Node = Any  # None, bool, int, str, or an object of JSON with one tag
SEQUENCES: dict[str, Callable[[list], object]] = {
    "list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "deque": collections.deque,
}  # fmt: skip
MAPPINGS: dict[str, Callable[[dict], object]] = {
    "dict": dict, "OrderedDict": collections.OrderedDict, "Counter": collections.Counter,
    "defaultdict": lambda pairs: collections.defaultdict(None, pairs),
}  # fmt: skip
BYTES: dict[str, Callable[[bytes], object]] = {"bytes": bytes, "bytearray": bytearray}
_EXACT: dict[type, str] = {  # exact types, never their subclasses: those may have methods of their own
    list: "list", tuple: "tuple", set: "set", frozenset: "frozenset", collections.deque: "deque",
    dict: "dict", collections.OrderedDict: "OrderedDict", collections.Counter: "Counter",
    collections.defaultdict: "defaultdict", bytes: "bytes", bytearray: "bytearray",
}  # fmt: skip
DTYPE = re.compile(r"[<|](?:[biuf](1|2|4|8)|c(8|16)|S([1-9]\d{0,3})|U([1-9]\d{0,3}))\Z")


class Packer:
    """Makes the node of a value; `keep` gives the node of what cannot be copied, or raises NotPlain."""

    def __init__(self, keep: Callable[[object], Node], known: dict[int, Node] | None = None) -> None:
        """Take the way out for what is not a plain value, and nodes of objects by their id."""
        self._keep, self._known, self._nodes = keep, known or {}, 0

    def node(self, value: Any, depth: int = MAX_DEPTH) -> Node:
        """Return the node of a value; raise TooLarge where there are too many."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise TooLarge(f"more than {MAX_NODES} values")
        kind = type(value)
        if value is None or kind in (bool, str):
            return value
        if kind is int:
            if value.bit_length() > 3 * MAX_DIGITS:
                return self._keep(value)
            return value
        if kind is float:
            return value if math.isfinite(value) else {"float": str(value)}
        if id(value) in self._known:
            return self._known[id(value)]
        if depth <= 0:
            return self._keep(value)
        tag = _EXACT.get(kind, "")
        if tag in SEQUENCES:
            return {tag: [self.node(part, depth - 1) for part in value]}
        if tag in MAPPINGS:
            return {tag: [[self.node(key, depth - 1), self.node(part, depth - 1)] for key, part in value.items()]}
        if tag in BYTES:
            return {tag: base64.b64encode(value).decode("ascii")}
        return self._other(value, kind, depth)

    def _other(self, value: Any, kind: type, depth: int) -> Node:
        if kind is complex:
            return {"complex": [self.node(value.real), self.node(value.imag)]}
        if kind is range:
            return {"range": [value.start, value.stop, value.step]}
        if kind is slice:
            return {"slice": [self.node(part, depth - 1) for part in (value.start, value.stop, value.step)]}
        if kind is fractions.Fraction:
            return {"fraction": [self.node(value.numerator), self.node(value.denominator)]}
        if kind is decimal.Decimal:
            return {"decimal": str(value)[:MAX_DIGITS]}
        if str(getattr(kind, "__module__", "")).partition(".")[0] == "numpy" and hasattr(kind, "tobytes"):
            return self._of_numpy(value, kind)
        fields = getattr(kind, "_fields", None)
        if kind.__bases__ == (tuple,) and type(fields) is tuple:
            parts = [self.node(part, depth - 1) for part in tuple.__iter__(value)]
            return {"namedtuple": {"name": kind.__name__, "fields": list(fields), "parts": parts}}
        return self._keep(value)

    def _of_numpy(self, value: Any, kind: type) -> Node:
        if kind.__name__ in ("matrix", "memmap"):  # arrays by other names; a masked one has to be asked itself
            numpy = sys.modules["numpy"]
            value, kind = value.view(numpy.ndarray), numpy.ndarray
        number = value.dtype
        if number.kind in "fc" and number.itemsize > (8 if number.kind == "f" else 16):
            value = value.astype("<f8" if number.kind == "f" else "<c16")
        name = value.dtype.newbyteorder("<").str
        exact = kind.__name__ == "ndarray" or not hasattr(kind, "__array_finalize__")
        if not exact or not DTYPE.match(name):
            return self._keep(value)
        if value.nbytes * 4 // 3 > MAX_TEXT:
            raise TooLarge(f"an array of {value.nbytes} bytes")
        data = base64.b64encode(value.astype(name).tobytes()).decode("ascii")
        if kind.__name__ == "ndarray":
            return {"array": {"data": data, "dtype": name, "shape": list(value.shape)}}
        return {"scalar": {"data": data, "dtype": name, "shape": []}}


def to_text(message: Node) -> str:
    """Return a message, made of nodes, as text."""
    text = json.dumps(message, allow_nan=False, separators=(",", ":"))
    if len(text) > MAX_TEXT:
        raise TooLarge(f"it takes {len(text)} characters; at most {MAX_TEXT} are taken")
    if is_crowded(text):
        raise TooLarge(f"it holds more than {MAX_VALUES} values")
    return text


def from_text(text: str) -> dict:
    """Return a message, unchecked but for its size and that it is JSON."""
    told = read_json(text, MAX_TEXT)
    if type(told) is not dict:
        raise NotPlain("no message")
    return told


class Unpacker:
    """Makes the value of a node that has been checked; `handle` gives what stands for an object of the other side."""

    def __init__(self, handle: Callable[[dict], object], arguments: list[object] | None = None) -> None:
        """Take what handles become, and the arguments of the call that a result may give back."""
        self._handle, self._arguments = handle, arguments or []

    def value(self, node: Node) -> Any:
        """Return the value."""
        if type(node) is not dict:
            return node
        ((tag, content),) = node.items()
        if tag in SEQUENCES:
            return SEQUENCES[tag]([self.value(part) for part in content])
        if tag in MAPPINGS:
            return MAPPINGS[tag]({self.value(key): self.value(part) for key, part in content})
        if tag in BYTES:
            return BYTES[tag](base64.b64decode(content))
        return getattr(self, f"_{tag}")(content)

    def _float(self, content: str) -> float:
        return float(content)

    def _complex(self, content: list) -> complex:
        real, imaginary = map(self.value, content)
        return complex(real, imaginary)

    def _range(self, content: list) -> range:
        return range(*content)

    def _slice(self, content: list) -> slice:
        return slice(*map(self.value, content))

    def _fraction(self, content: list) -> fractions.Fraction:
        return fractions.Fraction(*content)

    def _decimal(self, content: str) -> decimal.Decimal:
        return decimal.Decimal(content)

    def _array(self, content: dict) -> Any:
        import numpy

        data = base64.b64decode(content["data"])
        return numpy.frombuffer(data, dtype=content["dtype"]).reshape(content["shape"]).copy()

    def _scalar(self, content: dict) -> object:
        return self._array(content)[()]

    def _namedtuple(self, content: dict) -> object:
        make: Callable[..., type] = collections.namedtuple  # whose names are known at run time alone
        kind = make(content["name"], content["fields"], rename=True)
        return kind(*map(self.value, content["parts"]))

    def _argument(self, content: int) -> object:
        return self._arguments[content]
