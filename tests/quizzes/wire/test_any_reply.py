"""Whatever comes out of the learner's process, judging it gives a verdict."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from quizzes.checks.load import all_tasks
from quizzes.checks.messages import from_text
from quizzes.checks.model import Reply, ReplyKind
from quizzes.checks.verify import verify
from quizzes.wire.values import decode, encode

TASKS = all_tasks()
# One task of each form: arrays in a tuple, one array, a number, a list of shapes, arrays by number, a dict, a view.
FORMS = ["gates-lstm-forward", "gates-initial-bias", "gates-count", "states-shapes", "states-stack", "states-weights",
         "gates-adding", "seq2seq-greedy", "gates-backward-error"]  # fmt: skip
NUMBERS = st.one_of(st.booleans(), st.integers(-(10**400), 10**400), st.floats(), st.integers(-3, 9))
ARRAYS = st.sampled_from(["<f8", "<f4", "<f2", "<i8", "<u8", "|b1", "|i1"]).flatmap(
    lambda dtype: arrays.arrays(np.dtype(dtype), arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
PLAIN = st.recursive(
    st.one_of(st.none(), NUMBERS, st.text(max_size=5), ARRAYS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.sampled_from([*"figo", "W", ""]), inner, max_size=4),
    ),
    max_leaves=6,
)
REPLIES = st.builds(
    Reply, st.sampled_from(ReplyKind), PLAIN, st.lists(PLAIN, max_size=4).map(tuple), st.text(max_size=10)
)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def changed(task, value):
    """Return the value in the place of each part of a right result, so that what lies deeper is looked at as well."""
    right = task.reference(*task.cases[0].arguments, *task.cases[0].beside)
    yield value
    if type(right) in (tuple, list):
        for k in range(len(right)):
            yield type(right)([*right[:k], value, *right[k + 1 :]])
    if type(right) is dict:
        for key in right:
            yield {**right, key: value}


@pytest.mark.parametrize("name", FORMS)
@FEW
@given(value=PLAIN)
def test_any_value_gets_a_verdict(name, value):
    task = TASKS[name]
    for one in changed(task, value):
        reply = Reply(ReplyKind.VALUE, one, task.cases[0].arguments)
        verdict = verify(task, lambda requests, reply=reply: [reply] * len(requests))
        assert 0 <= verdict.points <= verdict.max_points
        assert verdict.message
        assert len(verdict.message) < 3000


@FEW
@given(replies=st.lists(REPLIES, max_size=12))
def test_any_replies_get_a_verdict(replies):
    for name in ("gates-lstm-forward", "gates-adding"):
        verdict = verify(TASKS[name], lambda requests: replies)
        assert 0 <= verdict.points < verdict.max_points


@FEW
@given(value=PLAIN)
def test_plain_value_comes_back_as_it_went(value):
    try:
        text = encode(value)
    except ValueError:
        return
    back = decode(text)
    assert repr(back) == repr(value)


@FEW
@given(
    text=st.one_of(
        st.text(),
        st.binary(),
        st.recursive(st.none() | st.integers() | st.text(), lambda s: st.lists(s), max_leaves=5).map(repr),
    )
)
def test_any_text_is_a_reply(text):
    assert from_text(text).kind in ReplyKind
