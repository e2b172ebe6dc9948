"""Requests answered in the learner's process: whatever their code does is a reply, and their names stay theirs."""

import sys
import warnings

import numpy as np
import pytest

from quizzes.checks.messages import from_text, to_text
from quizzes.checks.model import Call, Read, Reply, ReplyKind
from quizzes.wire.serve import MAX_MESSAGE, answer
from quizzes.wire.values import encode


def asked(request, source="", **limits) -> Reply:
    space = {"np": np}
    exec(source, space)
    return from_text(answer(to_text(request), space, **limits))


def test_call_gives_the_value_and_the_arguments_as_they_are_after_it():
    reply = asked(Call("f", (np.array([1.0, 2.0]), 3)), "def f(x, k):\n    x[0] = 7\n    return x * k, 'text'")
    assert reply.kind is ReplyKind.VALUE
    np.testing.assert_array_equal(reply.value[0], [21.0, 6.0])
    assert reply.value[1] == "text"
    np.testing.assert_array_equal(reply.arguments[0], [7.0, 2.0])
    assert reply.arguments[1] == 3


def test_the_grader_s_own_arguments_are_never_touched():
    mine = np.array([1.0, 2.0])
    asked(Call("f", (mine,)), "def f(x):\n    x[:] = 0")
    assert mine.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f():\n    return 1 / 0", "ZeroDivisionError: division by zero"),
        ("def f():\n    raise SystemExit(3)", "SystemExit: 3"),
        ("def f():\n    raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f():\n    return f()", "RecursionError: maximum recursion depth exceeded"),
        ("def f(x):\n    pass", "TypeError: f() missing 1 required positional argument: 'x'"),
        ("class E(Exception):\n    __str__ = None\ndef f():\n    raise E", "E: (its message cannot be read)"),
    ],
)
def test_whatever_is_raised_is_an_error_with_its_message(source, message):
    reply = asked(Call("f", ()), source)
    assert (reply.kind, reply.message) == (ReplyKind.ERROR, message)


def test_long_message_is_cut():
    reply = asked(Call("f", ()), "def f():\n    raise ValueError('x' * 10**6)")
    assert len(reply.message) == MAX_MESSAGE


def test_memory_error_is_told_apart():
    assert asked(Call("f", ()), "def f():\n    raise MemoryError").kind is ReplyKind.OVER_MEMORY


@pytest.mark.parametrize(
    ("request_", "source", "message"),
    [
        (Call("f", ()), "", "there is no function f"),
        (Call("f", ()), "f = 3", "f is not a function but a value of type int"),
        (Read("x"), "", "there is no variable x"),
    ],
)
def test_absent_name_is_said(request_, source, message):
    reply = asked(request_, source)
    assert (reply.kind, reply.message) == (ReplyKind.ABSENT, message)


def test_variable_is_read():
    assert asked(Read("x"), "x = ['a', 2.5]").value == ["a", 2.5]
    assert asked(Read("x"), "x = np.float32(1.5)").value == 1.5


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f():\n    return iter([1])", "a value of type list_iterator (put list(...) around it)"),
        ("def f():\n    return lambda: 1", "a value of type function"),
        ("class A:\n    def __array__(self): raise ValueError('no')\ndef f():\n    return A()",
         "a value of type A that cannot be read: ValueError: no"),
        ("class A:\n    def __eq__(self, other): return True\ndef f():\n    return A()", "a value of type A"),
        ("def f():\n    return np.array([object()])", "a value of type object"),
    ],
)  # fmt: skip
def test_what_is_no_plain_value_is_refused_with_its_kind(source, message):
    reply = asked(Call("f", ()), source)
    assert (reply.kind, reply.message) == (ReplyKind.NOT_PLAIN, message)


def test_value_that_is_too_large_is_refused():
    reply = asked(Call("f", ()), "def f():\n    return np.zeros(1000)", max_bytes=2000)
    assert reply.kind is ReplyKind.TOO_LARGE


def test_argument_that_is_no_plain_value_any_more_counts_as_changed():
    reply = asked(Call("f", ([1.0],)), "def f(x):\n    x[0] = object()\n    return 1")
    assert reply.kind is ReplyKind.VALUE
    assert reply.arguments != ([1.0],)


GIVEN = {"g": "def g(x):\n    return x + 100"}
USES_G = "def g(x):\n    return x\ndef f(x):\n    return g(x)"


def test_given_function_stands_in_the_place_of_hers_for_this_call_alone():
    space = {}
    exec(USES_G, space)
    hers = space["g"]
    reply = from_text(answer(to_text(Call("f", (1,), GIVEN)), space))
    assert reply.value == 101
    assert space["g"] is hers
    assert from_text(answer(to_text(Call("f", (1,))), space)).value == 1


def test_given_function_is_taken_back_when_the_call_raises_and_when_she_had_none():
    space = {}
    exec("def f(x):\n    g(x)\n    raise ValueError", space)
    assert from_text(answer(to_text(Call("f", (1,), GIVEN)), space)).kind is ReplyKind.ERROR
    assert "g" not in space


def test_prints_and_warnings_of_a_call_are_dropped(capfd):
    source = "import sys, warnings\ndef f():\n    print('x' * 10)\n    print('y', file=sys.stderr)\n    warnings.warn('z')\n    return 4"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert asked(Call("f", ()), source).value == 4
    assert capfd.readouterr() == ("", "")
    assert sys.stdout.writable()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '"value"',
        encode({"kind": "value"}),
        encode({"kind": "great", "value": 1, "arguments": (), "message": ""}),
        encode({"kind": "value", "value": 1, "arguments": [], "message": ""}),
        encode({"kind": "value", "value": 1, "arguments": (), "message": 2}),
        '{"dict":{"kind":"value","value":{"array":"AAAA","dtype":"|O8","shape":[1]},"arguments":{"tuple":[]},"message":""}}',
    ],
)
def test_reply_that_says_none_of_the_known_things_is_a_crash(text):
    reply = from_text(text)
    assert reply.kind is ReplyKind.CRASHED
    assert reply.message.startswith("the reply cannot be read: ")
    assert reply.value is None
