"""What a submission is rebuilt to: the master with the learner's sources, whatever was done to the rest."""

import copy
import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.grading.rebuild.names_in_code import names_of
from quizzes.grading.rebuild.rebuild import rebuild


def cell(name, source, kind="code", **flags):
    notes = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": False, "task": False}
    metadata = {"nbgrader": notes | flags} if flags else {}
    made = {"cell_type": kind, "id": name, "metadata": metadata, "source": source}
    return made if kind == "markdown" else made | {"outputs": [], "execution_count": None}


STUB = "def double(x):\n    # Write your code here.\n"
SOLUTION = STUB + "    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
SOURCE = {
    "cells": [
        cell("text", "# Doubling", "markdown"),
        cell("tools", "import math\n\n\ndef show(x):\n    print(x)", locked=True),
        cell("double-solution", SOLUTION, solution=True),
        cell("double-tests", "assert double(1) == 2", locked=True),
        cell(
            "double",
            "# Graded.\n### BEGIN HIDDEN TESTS\nimport cmath\nassert double(3) == 6\n### END HIDDEN TESTS",
            grade=True,
            locked=True,
            points=3,
        ),
        cell("one-question", "How many gates?", "markdown", locked=True),
        cell(
            "one-answer",
            "answer_one = None\n### BEGIN SOLUTION\nanswer_one = 3\n### END SOLUTION",
            solution=True,
        ),
        cell("one", "assert answer_one is not None", grade=True, locked=True, points=1),
        cell("essay", "Write your answer here.", "markdown", grade=True, solution=True, points=2),
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
MINE = "def double(x):\n    return x + x"


def handed_in(**answers):
    """Return what a learner has after filling the released notebook."""
    notebook = copy.deepcopy(SOURCE)
    answers = {"double-solution": MINE, "one-answer": "answer_one = 3", "essay": "Because."} | answers
    for each in notebook["cells"]:
        lines, inside = [], False
        for line in each["source"].split("\n"):
            if "### BEGIN" in line or "### END" in line:
                inside = "### BEGIN" in line
            elif not inside:
                lines.append(line)
        each["source"] = answers.get(each["id"], "\n".join(lines))
    return notebook


def at(notebook, name):
    return next(each for each in notebook["cells"] if each["id"] == name)


def sent(notebook):
    return json.dumps(notebook).encode()


def rebuilt(notebook):
    result = rebuild(sent(notebook), SOURCE)
    assert not result.unreadable
    nbformat.validate(nbformat.from_dict(result.notebook))
    for original in SOURCE["cells"]:
        if not original["metadata"].get("nbgrader", {}).get("solution"):
            assert at(result.notebook, original["id"]) == original, "what is not the learner's comes from the master"
    return result


RIGHT = {"double-solution": MINE, "one-answer": "answer_one = 3", "essay": "Because."}


def test_untouched_structure_is_taken_without_a_note():
    result = rebuilt(handed_in())
    assert result.sources == RIGHT
    assert result.notes == () and result.missing == () and result.untouched == ()
    assert at(result.notebook, "double-solution")["source"] == MINE


def test_stub_that_was_left_is_named_untouched():
    result = rebuilt(handed_in(**{"double-solution": STUB, "essay": "Write your answer here."}))
    assert result.untouched == ("double-solution", "essay")
    assert result.missing == ()


def change_test(notebook):
    at(notebook, "double")["source"] = "pass"


def delete_test(notebook):
    notebook["cells"].remove(at(notebook, "double"))


def copy_test(notebook):
    notebook["cells"].append({**copy.deepcopy(at(notebook, "double")), "id": "other"})


def retag(notebook):
    at(notebook, "double")["metadata"]["tags"] = ["skip-execution"]


def retag_answer(notebook):
    at(notebook, "double-solution")["metadata"]["tags"] = ["raises-exception"]


def more_points(notebook):
    at(notebook, "double")["metadata"]["nbgrader"]["points"] = 300


def retype_test(notebook):
    notebook["cells"][4] = {**at(notebook, "double"), "cell_type": "markdown"}


def reverse(notebook):
    notebook["cells"].reverse()


def strip_notes(notebook):
    for each in notebook["cells"]:
        each["metadata"] = {}


def strip_everything(notebook):
    for number, each in enumerate(notebook["cells"]):
        each["metadata"] = {}
        each["id"] = f"new-{number}"


def no_ids(notebook):
    for each in notebook["cells"]:
        del each["id"]
    notebook["nbformat_minor"] = 4


def foreign_schema(notebook):
    for each in notebook["cells"]:
        if "nbgrader" in each["metadata"]:
            each["metadata"]["nbgrader"]["schema_version"] = 99


def odd_schema(notebook):
    at(notebook, "double")["metadata"]["nbgrader"]["schema_version"] = {"a": []}


def added_cell(notebook):
    notebook["cells"].insert(0, cell("fresh", "print('hello')", grade=True, locked=True, points=50))


def format_three(notebook):
    cells = notebook.pop("cells")
    for each in cells:
        if each["cell_type"] == "code":
            each["input"] = each.pop("source")
            each["language"] = "python"
    notebook |= {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells, "metadata": {}}]}


def lines(notebook):
    for each in notebook["cells"]:
        each["source"] = each["source"].splitlines(keepends=True)


DONE = [
    (change_test, "Cells of the assignment had been changed; the originals were used: double."),
    (delete_test, "Cells of the assignment had been deleted; the originals were used: double."),
    (copy_test, "Cells of the assignment had been copied; the originals were used: double."),
    (retag, "Cells of the assignment had been tagged skip-execution; the originals were used: double."),
    (
        retag_answer,
        "Cells of the assignment had been tagged raises-exception; the originals were used: double-solution.",
    ),
    (more_points, "Cells of the assignment had been given other points; the originals were used: double."),
    (retype_test, "Cells of the assignment had been made cells of another type; the originals were used: double."),
    (reverse, "The cells stood in another order; they were put back into that of the assignment."),
    (strip_notes, "All notes of nbgrader were gone from the notebook; they were put back."),
    (strip_everything, "All notes of nbgrader were gone from the notebook; they were put back."),
    (no_ids, "The notebook's format is 4.4; it was read as 4.5."),
    (foreign_schema, "nbgrader's notes had version 99; the assignment's own were used."),
    (odd_schema, "nbgrader's notes had version {'a': []}; the assignment's own were used."),
    (added_cell, "Cells of the assignment had been added under a name of their own; the originals were used: fresh."),
    (format_three, "The notebook's format is older than 4; it was read all the same."),
]


@pytest.mark.parametrize(("do", "note"), DONE, ids=[do.__name__ for do, _ in DONE])
def test_what_was_done_to_the_structure_is_put_right_and_told(do, note):
    notebook = handed_in()
    do(notebook)
    result = rebuilt(notebook)
    assert result.sources == RIGHT
    assert note in result.notes
    assert result.missing == ()


def test_source_as_a_list_of_lines_is_the_same():
    notebook = handed_in()
    lines(notebook)
    assert rebuilt(notebook).notes == ()


def test_parts_of_a_split_cell_are_joined():
    notebook = handed_in(**{"double-solution": "def double(x):\n    y = x"})
    notebook["cells"].insert(
        3, {**copy.deepcopy(at(notebook, "double-solution")), "id": "b", "source": "    return x + y"}
    )
    result = rebuilt(notebook)
    assert result.sources["double-solution"] == "def double(x):\n    y = x\n    return x + y"
    assert result.notes == ("double-solution had been split into 2 cells; they were joined.",)


def test_of_two_copies_the_last_that_was_worked_on_counts():
    notebook = handed_in()
    answer = at(notebook, "double-solution")
    notebook["cells"].insert(3, {**copy.deepcopy(answer), "id": "b", "source": "def double(x):\n    return x * 2"})
    notebook["cells"].insert(4, {**copy.deepcopy(answer), "id": "c", "source": STUB})
    result = rebuilt(notebook)
    assert result.sources["double-solution"] == "def double(x):\n    return x * 2"
    assert result.notes == ("double-solution stood in the notebook 2 times; the last one was taken.",)


def test_answer_in_a_cell_of_its_own_is_found_by_what_it_defines():
    notebook = handed_in(**{"double-solution": STUB})
    notebook["cells"].append(cell("elsewhere", MINE))
    result = rebuilt(notebook)
    assert result.sources["double-solution"] == MINE
    assert result.notes == (
        "double-solution was found by what it defines, in cell 10; it was put back into its place.",
    )


def test_answer_whose_cell_became_text_is_read_as_code():
    notebook = handed_in()
    notebook["cells"][2] = {key: at(notebook, "double-solution")[key] for key in ("id", "metadata", "source")}
    notebook["cells"][2]["cell_type"] = "markdown"
    result = rebuilt(notebook)
    assert result.sources == RIGHT
    assert "double-solution was a cell of type markdown; it was read as code." in result.notes


def test_deleted_answer_is_missing_and_its_stub_stands_there():
    notebook = handed_in()
    notebook["cells"].remove(at(notebook, "double-solution"))
    result = rebuilt(notebook)
    assert result.missing == ("double-solution",)
    assert result.sources["double-solution"].strip() == STUB.strip()
    assert "BEGIN SOLUTION" not in json.dumps(at(result.notebook, "double-solution"))


def test_added_cell_that_an_answer_needs_is_taken_along_with_what_it_needs_itself():
    notebook = handed_in(**{"double-solution": "def double(x):\n    return twice(x)"})
    notebook["cells"].insert(1, cell("extra", "def twice(x):\n    return TWO * x + math.floor(cmath.pi) - 3"))
    notebook["cells"].insert(1, cell("extra-2", "TWO = 2\nimport cmath"))
    notebook["cells"].insert(1, cell("extra-3", "raise SystemExit\nunused = 1"))
    result = rebuilt(notebook)
    order = [each["source"] for each in result.notebook["cells"]][2:5]
    assert order == [
        "TWO = 2\nimport cmath",
        "def twice(x):\n    return TWO * x + math.floor(cmath.pi) - 3",
        at(notebook, "double-solution")["source"],
    ]
    assert result.notes == (
        "double-solution uses TWO, cmath, twice from a cell that was added; that cell was taken along.",
    )


def test_added_cell_cannot_stand_in_for_what_the_master_defines():
    notebook = handed_in(**{"double-solution": "def double(x):\n    show(x)\n    return 2 * x"})
    notebook["cells"].insert(2, cell("extra", "def show(x):\n    steal()\ndef double(x):\n    return 7"))
    result = rebuilt(notebook)
    assert len(result.notebook["cells"]) == len(SOURCE["cells"])


UNREADABLE = [
    (b"", "it is empty."),
    (b" \n\0", "it is empty."),
    (b"PK\x03\x04rest", "it is a zip archive"),
    (b"%PDF-1.7", "it is a PDF."),
    (b"\n<!DOCTYPE html>", "it is a web page."),
    (b"version https://git-lfs.github.com/spec/v1", "it is a pointer of Git LFS"),
    (b'{"cells": [', "it is not JSON (line 1: Expecting value)."),
    (b'{"cells":\n<<<<<<< HEAD\n[]\n=======\n[1]\n>>>>>>> x\n}', "it holds a conflict of a merge"),
    (b"[" * 200_000, "its JSON cannot be read (RecursionError)."),
    (b'{"cells": [], "n": ' + b"9" * 5000 + b"}", "its JSON cannot be read (ValueError)."),
    (b"[1, 2]", "it is JSON but not a notebook"),
    (b'{"cells": 3}', "it is JSON but not a notebook"),
    (b"import numpy", "it is not JSON (line 1: Expecting value)."),
]


@pytest.mark.parametrize(("content", "why"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_is_no_notebook_says_so(content, why):
    result = rebuild(content, SOURCE)
    assert result.unreadable.startswith(f"The file is not a notebook that can be read: {why}")
    assert result.notebook == {}


def test_file_that_is_too_large_is_not_read():
    assert "it takes 40 MB, and at most 32 are read" in rebuild(b'"' + b"x" * (40 * 2**20) + b'"', SOURCE).unreadable


def test_other_encodings_are_read_and_told():
    text = json.dumps(handed_in(essay="Größe"), ensure_ascii=False)
    for name in ("utf-8-sig", "utf-16"):
        result = rebuild(text.encode(name), SOURCE)
        assert result.sources["essay"] == "Größe"
        assert result.notes == (
            f"The file began with the mark of {name[:6].upper().rstrip('-')}; it was read as that.",
        )
    result = rebuild(text.encode("latin-1"), SOURCE)
    assert result.notes == ("The file was not in UTF-8; letters that could not be read were replaced.",)
    assert result.sources["double-solution"] == MINE


def test_letters_that_cannot_be_written_again_are_replaced():
    result = rebuilt(handed_in(**{"double-solution": "x = '\ud800\x00'"}))
    assert result.sources["double-solution"] == "x = '?'"
    json.dumps(result.notebook, ensure_ascii=False).encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["double", "code"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
PLACES = ("cell_type", "id", "metadata", "source", "nbgrader", "grade_id", "points", "tags", "schema_version", "cells")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(PLACES), JSON), min_size=1, max_size=6))
def test_nothing_that_is_sent_raises_and_the_master_always_stands(changes):
    notebook = handed_in()
    for number, key, value in changes:
        each = notebook["cells"][number] if isinstance(notebook["cells"], list) else {}
        notes = each.get("metadata", {})
        if key == "cells":
            each["cells"] = value
        elif key in ("cell_type", "id", "metadata", "source"):
            each[key] = value
        elif isinstance(notes, dict) and isinstance(notes.get("nbgrader"), dict):
            notes["nbgrader"][key] = value
        elif isinstance(notes, dict):
            notes[key] = value
    rebuilt(notebook)


def test_solution_without_a_marked_region_is_never_handed_out():
    source = copy.deepcopy(SOURCE)
    source["cells"][2]["source"] = "def double(x):\n    return 2 * x"  # nbgrader replaces all of it
    result = rebuild(json.dumps({"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode(), source)
    assert "double-solution" in result.missing
    assert result.sources["double-solution"] == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert "return 2 * x" not in json.dumps(result.notebook)


def test_stub_in_the_words_of_nbgrader_is_untouched():
    stub = "def double(x):\n    # Write your code here.\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    result = rebuilt(handed_in(**{"double-solution": stub}))
    assert "double-solution" in result.untouched


def with_cell_below(source, **answers):
    """Return a submission with a cell of the learner's own below the solution."""
    notebook = handed_in(**answers)
    place = next(k for k, each in enumerate(notebook["cells"]) if each["id"] == "double-solution")
    notebook["cells"].insert(place + 1, cell("own", source))
    return notebook


def test_second_half_of_a_split_cell_is_joined_though_its_name_is_gone():
    first = "def double(x):\n    twice = x + x"
    result = rebuilt(with_cell_below("    return twice", **{"double-solution": first}))
    assert result.sources["double-solution"] == first + "\n    return twice"
    assert result.notes == ("double-solution was continued in a cell that was added; that cell was joined to it.",)


def test_function_written_again_in_a_cell_below_counts():
    result = rebuilt(with_cell_below(MINE, **{"double-solution": "def double(x):\n    pass"}))
    assert result.sources["double-solution"].endswith(MINE)


def test_experiment_below_a_solution_is_not_joined():
    result = rebuilt(with_cell_below("print(double(2))\nwhile True: pass"))
    assert result.sources["double-solution"] == MINE


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x1c", "\x1e"])
def test_names_of_a_cell_whose_comment_holds_another_line_separator(sign):
    assert names_of(f"# from the slides:{sign} read\nx = (\n").bound == {"x"}  # without a warning of IPython's
