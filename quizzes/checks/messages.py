"""Requests and replies as the texts that cross between the grader's process and the learner's."""

from __future__ import annotations

import base64
import marshal
from collections.abc import Mapping
from functools import lru_cache

from quizzes.checks.model import Call, Reply, ReplyKind, Request
from quizzes.wire.values import MAX_BYTES, NotPlain, decode, encode

_KINDS = {kind.value: kind for kind in ReplyKind}
ROOM = 4 * MAX_BYTES  # of a request or a reply: a value and the arguments beside it


def to_text(request: Request) -> str:
    """Return a request as `quizzes.wire.serve.answer` takes it."""
    if isinstance(request, Call):
        asked = {"call": request.function, "arguments": tuple(request.arguments), "given": _compiled(request.given)}
    else:
        asked = {"read": request.name}
    return encode(asked, ROOM)


class Compiled(str):
    """A definition that is compiled already."""


def _compiled(given: Mapping[str, str]) -> dict[str, str]:
    return {name: str(each) if isinstance(each, Compiled) else compiled(each) for name, each in given.items()}


@lru_cache(maxsize=256)
def compiled(source: str) -> str:
    """Return a definition as `serve` takes it: compiled, so that its source never enters the learner's process."""
    return base64.b64encode(marshal.dumps(compile(source, "<given>", "exec", optimize=2))).decode("ascii")


def from_text(text: str | bytes) -> Reply:
    """Return the reply that a text says; one that says nothing is from a process that is not to be believed."""
    try:
        told = decode(text, ROOM)
    except NotPlain as error:
        return Reply(ReplyKind.CRASHED, message=f"the reply cannot be read: {error}")
    if type(told) is not dict or set(told) != {"kind", "value", "arguments", "message"}:
        return Reply(ReplyKind.CRASHED, message="the reply cannot be read: it has other fields")
    kind, message, arguments = told["kind"], told["message"], told["arguments"]
    if type(kind) is not str or kind not in _KINDS or type(message) is not str or type(arguments) is not tuple:
        return Reply(ReplyKind.CRASHED, message="the reply cannot be read: its fields have other types")
    return Reply(_KINDS[kind], told["value"], arguments, message[:1000])
