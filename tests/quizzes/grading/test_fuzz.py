"""Mutated notebooks through reading, rebuilding and judging: nothing is raised, and each has an outcome.

`FUZZ=10000 pytest tests/quizzes/grading/test_fuzz.py` (or `make fuzz`) tries as many; an ordinary run some hundred.
"""

import contextlib
import copy
import json
import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.assignments.master import load_masters
from quizzes.grading.examine import examine
from quizzes.grading.judge.exercise import Exercise, Job
from quizzes.grading.outcome import GradingOutcome
from quizzes.grading.record.grade_json import grade_from_record
from quizzes.grading.sandbox.session import CellResult, Stop
from quizzes.load import load_bank
from quizzes.targets.nbgrader_source import source_notebook

EXAMPLES = int(os.environ.get("FUZZ", "100"))
BANK = load_bank()
SOURCE = source_notebook(BANK, load_masters(BANK)["gates"])
ITEMS = {name: item for name, item in BANK.items.items() if name.startswith("gates-")}
GATES = Exercise("gates", SOURCE, ITEMS)
OTHERS = Exercise("another", SOURCE)  # none of our tasks: every graded cell is an ordinary test cell


def released():
    """Return a notebook as a learner hands it in: the source without solutions and hidden tests."""
    notebook = copy.deepcopy(SOURCE)
    for cell in notebook["cells"]:
        lines, inside = [], False
        for line in cell["source"].split("\n"):
            inside = (inside or "### BEGIN" in line) and "### END" not in line
            if not inside and "### END" not in line:
                lines.append(line)
        cell["source"] = "\n".join(lines)
    return notebook


RELEASED = released()


class NoKernel:
    """In the place of a kernel: answers whatever it likes, cheaply, and now and then it dies."""

    def __init__(self, rolls):
        self.rolls, self.ended, self.limits = rolls, None, None

    def begin(self):
        pass

    def put(self, files):
        pass

    def close(self, why=None):
        self.ended = self.ended or why or Stop.CRASHED

    def _stop(self):
        if self.rolls.random() < 0.04:
            self.ended = self.rolls.choice(list(Stop))
            return self.ended
        return None

    def run(self, source):
        stop = self._stop()
        error = self.rolls.choice(["", "", "", "NameError", "AssertionError", "OSError", "MemoryError"])
        return CellResult(
            error=error, message="\ud800" if error else "", errno=28 if error == "OSError" else None, stop=stop
        )

    def ask(self, request):
        stop = self._stop()
        return ("" if stop else self.rolls.choice(ANSWERS)), stop


ANSWERS = [
    "", "null", "[]", '{"dict":{}}', "\x00", "[" * 3000,
    '{"dict":{"kind":"value","value":7,"arguments":[],"message":""}}',
    *(
        f'{{"dict":{{"kind":"value","value":{value},"arguments":{{"tuple":[]}},"message":""}}}}'
        for value in (
            "null", "true", '"kept"', "180", '{"float":"nan"}', '{"list":["x","h-before"]}', '{"tuple":[1,2,3,4]}',
            '{"array":"AAAAAAAA8D8=","dtype":"<f8","shape":[]}', '{"array":"","dtype":"<f8","shape":[0,4]}',
            '{"set":["x","h-before"]}', '{"set":[{"list":[]}]}', '{"set":[]}',
            '{"dict":{"a":{"list":[]}}}', '{"list":[{"list":[{"list":[]}]}]}', "1" + "0" * 300,
        )
    ),
    '{"dict":{"kind":"error","value":null,"arguments":{"tuple":[]},"message":"ValueError: no"}}',
    '{"dict":{"kind":"absent","value":null,"arguments":{"tuple":[]},"message":"there is no function gates"}}',
    '{"dict":{"kind":"too large","value":null,"arguments":{"tuple":[]},"message":"8"}}',
]  # fmt: skip

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=12),
    st.sampled_from(["code", "markdown", "raw", "gates-count", "gates-count-solution", "\ud800", "\x00", "def gates(z:",
                     "def parameter_count(D, H):\n    return 1", "    return 7", "%%time", "../../x",
                     "YOUR ANSWER HERE"]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
DO = st.sampled_from(["set", "set", "delete", "copy", "swap", "move", "insert", "cut", "retype"])
CHANGES = st.lists(st.tuples(DO, st.integers(0, 2**20), st.integers(0, 2**20), VALUES), min_size=1, max_size=8)
BYTES = st.one_of(
    st.none(), st.tuples(st.just("cut"), st.floats(0, 1)), st.tuples(st.just("flip"), st.integers(0, 2**20)),
    st.tuples(st.just("code"), st.sampled_from(["utf-16", "utf-8-sig", "latin-1"])),
    st.tuples(st.just("front"), st.binary(max_size=4)),
)  # fmt: skip


def places(value, at=()):
    """Yield the path of every part of a JSON value."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield (*at, key)
            yield from places(value[key], (*at, key))


def mutated(changes, spoil):
    """Return the bytes of the notebook after some changes anywhere in it, and of its bytes."""
    notebook = copy.deepcopy(RELEASED)
    for do, one, two, value in changes:
        paths = list(places(notebook))
        if not paths:
            break
        path, other = paths[one % len(paths)], paths[two % len(paths)]
        holder, key = at(notebook, path[:-1]), path[-1]
        if do == "set":
            holder[key] = value
        elif do == "delete":
            del holder[key]
        elif do == "copy":
            put(notebook, other, copy.deepcopy(holder[key]))
        elif do == "swap" and path != other[: len(path)] and other != path[: len(other)]:
            mine, yours = copy.deepcopy(holder[key]), copy.deepcopy(at(notebook, other))
            put(notebook, path, yours)
            put(notebook, other, mine)
        elif do in ("move", "insert") and isinstance(notebook.get("cells"), list) and notebook["cells"]:
            cells = notebook["cells"]
            cell = cells.pop(one % len(cells)) if do == "move" else value
            cells.insert(two % (len(cells) + 1), cell)
        elif do == "cut" and isinstance(holder[key], str):
            holder[key] = holder[key][: two % (len(holder[key]) + 1)]
        elif do == "retype":
            holder[key] = [holder[key]] if two % 2 else {"was": holder[key]}
    data = json.dumps(notebook).encode()
    if spoil is None:
        return data
    how, what = spoil
    if how == "cut":
        return data[: int(what * len(data))]
    if how == "flip":
        place = what % len(data)
        return data[:place] + bytes([data[place] ^ (1 << what % 8)]) + data[place + 1 :]
    if how == "code":
        return data.decode().encode(what, "replace")
    return what + data


def at(value, path):
    for key in path:
        value = value[key]
    return value


def put(notebook, path, value):
    with contextlib.suppress(KeyError, IndexError, TypeError):  # the other change has taken the place away
        at(notebook, path[:-1])[path[-1]] = value


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(CHANGES, BYTES, st.integers(0, 2**32))
def test_no_mutated_notebook_makes_the_grader_raise(changes, spoil, seed):
    content = mutated(changes, spoil)
    rolls = random.Random(seed)
    for exercise in (GATES, OTHERS):
        examined = examine(Job("ada", content), exercise, lambda spent: NoKernel(rolls))
        grade = examined.grade
        assert type(grade.outcome) is GradingOutcome and grade.outcome is not GradingOutcome.FAULT
        assert 0 <= grade.score <= grade.max_score == 20
        assert (grade.outcome is GradingOutcome.UNREADABLE) == (examined.notebook is None) == (not grade.tasks)
        assert grade.message or grade.outcome is not GradingOutcome.UNREADABLE
        notes = [cell["metadata"].get("nbgrader", {}) for cell in SOURCE["cells"]]
        own = [each["grade_id"] for each in notes if each.get("points")]
        all_graded = [each["grade_id"] for each in notes if each.get("grade") or each.get("task")]
        assert [task.id for task in grade.tasks] in ([], own if exercise is GATES else all_graded)
        assert all(task.message and 0 <= task.score <= task.max_score for task in grade.tasks)
        record = json.dumps(grade.as_record("gates")).encode("utf-8", "backslashreplace")
        assert grade_from_record(json.loads(record)).score == grade.score
        json.dumps(examined.notebook, ensure_ascii=False).encode("utf-8", "backslashreplace")


@pytest.mark.parametrize("spoil", [("cut", 0.5), ("flip", 1), ("code", "utf-16"), ("front", b"<"), None])
def test_mutations_do_what_they_say(spoil):
    """The fuzzer's own parts: what it makes differs from what it was given, and the released notebook stays."""
    before = json.dumps(RELEASED)
    assert mutated([("set", 5, 0, "x"), ("delete", 9, 0, None)], spoil) != before.encode()
    assert json.dumps(RELEASED) == before
