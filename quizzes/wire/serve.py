"""Answers requests inside the process in which the learner's code runs: one JSON text in, one out.

The folders `quizzes/wire` and `quizzes/grading/sandbox/agent` are all that the learner's process gets of the project.
A request is a plain value as `values.encode` writes it::

    {"call": "lstm_step", "arguments": (...), "given": {"gates": "(a definition, compiled)"}}
    {"read": "answer_gates_forget_one"}

and so is the answer: ``{"kind": ..., "value": ..., "arguments": (...), "message": ...}``. Each call gets arrays of its
own, so that what a function writes into its arguments stays in that call.
"""

from __future__ import annotations

import base64
import contextlib
import io
import marshal
import warnings
from collections.abc import Iterator

from quizzes.wire.values import MAX_BYTES, NotPlain, TooLarge, decode, encode

MAX_MESSAGE = 600  # characters of an error's message
_NOTHING = encode(None)
_CHANGED = encode("(something that is neither a number nor an array nor a list of them)")
_MISSING = object()


class _Sink(io.TextIOBase):
    """Takes what the learner's function prints, and forgets it."""

    def write(self, text: str) -> int:
        """Forget the text."""
        return len(text)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True


def answer(request: str, namespace: dict, max_bytes: int = MAX_BYTES) -> str:
    """Carry out one request on the learner's names and return the result.

    Whatever the learner's code raises, SystemExit and KeyboardInterrupt included, is an answer of kind "error".
    """
    asked = decode(request, 4 * max_bytes)
    del request  # what is given is in it, and the learner's code can look at this frame
    assert isinstance(asked, dict)
    if "read" in asked:
        value = namespace.get(asked["read"], _MISSING)
        if value is _MISSING:
            return _reply("absent", message=f"there is no variable {asked['read']}")
        return _value_reply(value, (), max_bytes)
    name, arguments = asked["call"], asked["arguments"]
    function = namespace.get(name, _MISSING)
    if function is _MISSING:
        return _reply("absent", message=f"there is no function {name}")
    if not callable(function):
        return _reply("absent", message=f"{name} is not a function but {_a(function)}")
    try:
        with _in_place(namespace, asked.pop("given", {})), _quiet():
            value = function(*arguments)
    except MemoryError as error:
        return _reply("over memory", message=_message(error))
    except BaseException as error:  # noqa: BLE001  whatever it raises is its result
        return _reply("error", arguments=_arguments(arguments, max_bytes), message=_message(error))
    return _value_reply(value, arguments, max_bytes)


def _value_reply(value: object, arguments: tuple, max_bytes: int) -> str:
    try:
        text = encode(value, max_bytes)
    except TooLarge as error:
        return _reply("too large", message=str(error))
    except NotPlain as error:
        return _reply("not plain", message=_message(error, bare=True))
    except BaseException as error:  # noqa: BLE001  an object of the learner's own may do anything when it is looked at
        return _reply("not plain", message=f"{_a(value)} that cannot be read: {_message(error)}")
    return _reply("value", text, _arguments(arguments, max_bytes))


def _arguments(arguments: tuple, max_bytes: int) -> list[str]:
    """Return the arguments as they are after the call; what was put into them may be no plain value any more."""
    texts = []
    for argument in arguments:
        try:
            texts.append(encode(argument, max_bytes))
        except BaseException:  # noqa: BLE001  as above
            texts.append(_CHANGED)
    return texts


def _reply(kind: str, value: str = _NOTHING, arguments: list[str] | tuple = (), message: str = "") -> str:
    parts = f'"kind":{encode(kind)},"value":{value},"arguments":{{"tuple":[{",".join(arguments)}]}}'
    return f'{{"dict":{{{parts},"message":{encode(message)}}}}}'


@contextlib.contextmanager
def _in_place(namespace: dict, given: dict) -> Iterator[None]:
    """Let the given definitions, which are emptied, stand in the place of the learner's, and put hers back."""
    before = {name: namespace.get(name, _MISSING) for name in given}
    while given:
        name, code = given.popitem()
        space: dict = {"__name__": "given"}
        exec(marshal.loads(base64.b64decode(code)), space)
        namespace[name] = space[name]
    name = code = None
    try:
        yield
    finally:
        for name, value in before.items():
            if value is _MISSING:
                namespace.pop(name, None)
            else:
                namespace[name] = value


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """A warning or a print inside a judged call is nobody's concern."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(_Sink()), contextlib.redirect_stderr(_Sink()):
        warnings.simplefilter("ignore")
        yield


def _message(error: BaseException, *, bare: bool = False) -> str:
    try:
        text = str(error)
    except BaseException:  # noqa: BLE001  as above
        text = "(its message cannot be read)"
    text = " ".join(text.encode("utf-8", "replace").decode().split())
    name = "" if bare else type(error).__name__
    return (f"{name}: {text}" if name and text else name or text)[:MAX_MESSAGE]


def _a(value: object) -> str:
    return f"a value of type {type(value).__name__}"[:MAX_MESSAGE]
