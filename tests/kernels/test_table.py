"""How the rows of all settings become one table, and which of them are called too tight."""

import pytest
from table import faults_of, lines_of, table_of


def result(**rows):
    return {
        "rows": {key: {"source": key, "value": v, "bound": b, "room": r} for key, (v, b, r) in rows.items()},
        "failed": [],
    }


def joined(first, second):
    return lines_of({"Prescott": {"gates": result(a=first)}, "Haswell": {"gates": result(a=second)}})[0]


@pytest.mark.parametrize(
    ("first", "second", "tight"),
    [
        ((0.1, 0.3, 3.0), (0.12, 0.3, 2.5), False),
        ((0.1, 0.3, 3.0), (0.2, 0.3, 1.5), True),  # another number on another kernel, and little room
        ((0.2, 0.3, 1.5), (0.2, 0.3, 1.5), False),  # the same on all: it holds on each or on none
        ((0.2, 0.3, 1.5), (0.2 + 1e-9, 0.3, 1.5), False),
        ((0.4, 0.3, 0.75), (0.4, 0.3, 0.75), False),  # false on all: a mask, or an assert that is told as failed
        ((0.4, 0.3, 0.75), (0.1, 0.3, 3.0), True),
    ],
)
def test_number_that_depends_on_the_kernel_needs_room_of_two(first, second, tight):
    assert joined(first, second).tight is tight


def test_worst_kernel_stands_in_the_line():
    line = joined((0.1, 0.3, 3.0), (0.2, 0.3, 1.5))
    assert (line.what, line.kernel, line.value, line.room) == ("gates a", "Haswell", 0.2, 1.5)
    assert table_of([line]).splitlines()[1].split() == [
        "gates",
        "a",
        "Haswell",
        "0.2",
        "0.3",
        "1.5",
        "<-",
        "too",
        "little",
    ]


def test_what_failed_outright_is_listed_with_its_place():
    fault = {"line": 12, "source": "assert a", "error": "AssertionError"}
    results = {"Prescott": {"gates": {"rows": {}, "failed": [fault]}}}
    assert faults_of(results) == ["Prescott: gates: 12 assert a: AssertionError"]


def test_claim_of_an_experiment_needs_room_on_one_kernel_too():
    rows = {"a": {"source": "a", "value": 0.2, "bound": 0.3, "room": 1.5, "trained": True}}
    assert lines_of({"Nehalem": {"experiment": {"rows": rows, "failed": []}}})[0].tight
