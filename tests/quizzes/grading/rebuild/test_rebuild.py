"""What a submission is rebuilt to: the master with the learner's sources, whatever was done to the rest."""

import copy
import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.grading.rebuild.names_in_code import names_of
from quizzes.grading.rebuild.read_notebook import read_notebook
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


def test_name_from_a_locked_cell_that_was_changed_is_not_taken_along():
    notebook = handed_in(**{"double-solution": "def double(x):\n    return twice(x)"})
    at(notebook, "tools")["source"] += "\n\n\ndef twice(x):\n    return 2 * x"
    result = rebuilt(notebook)
    assert len(result.notebook["cells"]) == len(SOURCE["cells"])
    assert result.notes == ("Cells of the assignment had been changed; the originals were used: tools.",)


def test_what_is_no_notebook_says_so():
    result = rebuild(b"PK\x03\x04rest", SOURCE)
    assert result.unreadable.startswith("The file is not a notebook that can be read: it is a zip archive")
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


def test_text_of_the_assignment_that_became_code_is_told():
    notebook = handed_in()
    at(notebook, "one-question").update(cell_type="code", outputs=[], execution_count=None)
    assert rebuilt(notebook).notes == (
        "Cells of the assignment had been made cells of another type; the originals were used: one-question.",
    )


def test_tags_that_change_nothing_in_a_run_are_nothing_to_tell():
    notebook = handed_in()
    at(notebook, "double")["metadata"]["tags"] = ["hide-input", "hide-output", "hide-cell"]
    assert rebuilt(notebook).notes == ()


def test_notes_name_eight_cells_and_say_that_there_are_more():
    notebook = handed_in()
    fresh = [cell(f"fresh-{k}", "print(1)", locked=True) for k in range(9)]
    notebook["cells"] += fresh[:8]
    begin = "Cells of the assignment had been added under a name of their own; the originals were used: "
    eight = ", ".join(f"fresh-{k}" for k in range(8))
    assert rebuilt(notebook).notes == (f"{begin}{eight}.",)
    notebook["cells"].append(fresh[8])
    assert rebuilt(notebook).notes == (f"{begin}{eight}, ....",)


def test_notes_have_an_end_and_say_how_many_are_left_out():
    notebook = handed_in()
    for k in range(41):
        tagged = cell(f"fresh-{k}", "print(1)", locked=True)
        tagged["metadata"]["tags"] = [f"tag-{k}"]
        notebook["cells"].append(tagged)
    notes = rebuilt(notebook).notes
    assert len(notes) == 41
    assert notes[-1] == "... (2 more of the kind)"
    del notebook["cells"][-2:]
    assert len(rebuilt(notebook).notes) == 40
    assert "more of the kind" not in rebuilt(notebook).notes[-1]


SETTING = "import sys\nsys.setrecursionlimit(10_000)"


def test_setting_of_the_interpreter_is_taken_along_before_the_first_answer():
    notebook = handed_in()
    notebook["cells"].append(cell("mine", SETTING))
    result = rebuilt(notebook)
    sources = [each["source"] for each in result.notebook["cells"]]
    assert sources.index(SETTING) == sources.index(MINE) - 1
    assert result.added == {sources.index(SETTING)}
    assert result.notes == ("sys.setrecursionlimit is called in a cell that was added; that cell was taken along.",)


def test_helpers_stand_before_the_first_answer_that_needs_them_and_are_named_there():
    notebook = handed_in(**{"one-answer": "answer_one = HELP"})
    notebook["cells"] += [
        cell("a", "HELP = np.three"),
        cell("b", "import numpy as np\nnp.three = 3"),
        cell("c", "x = 1"),
    ]
    result = rebuilt(notebook)
    sources = [each["source"] for each in result.notebook["cells"]]
    place = sources.index("answer_one = HELP")
    assert sources[place - 2 : place] == ["HELP = np.three", "import numpy as np\nnp.three = 3"]
    assert "x = 1" not in sources
    assert [result.notebook["cells"][k]["id"] for k in sorted(result.added)] == [
        "one-answer-helper-1",
        "one-answer-helper-2",
    ]
    assert result.notes == (
        "one-answer uses HELP, np, np.three from a cell that was added; that cell was taken along.",
    )


def noted(source, name, **notes):
    """Return the source with what a course notes of its releases in one cell."""
    changed = copy.deepcopy(source)
    at(changed, name)["metadata"]["quizzes"] = notes
    return changed


def test_cell_as_an_earlier_release_had_it_is_nothing_to_tell():
    notebook = handed_in()
    at(notebook, "double").update(source="# Of last week.")
    at(notebook, "double")["metadata"]["nbgrader"]["points"] = 2
    source = noted(SOURCE, "double", earlier={"texts": ["# Of last week."], "points": [2]})
    assert rebuild(sent(notebook), source).notes == ()
    assert len(rebuild(sent(notebook), SOURCE).notes) == 2


def test_cell_that_an_earlier_release_did_not_have_was_not_deleted():
    notebook = handed_in()
    delete_test(notebook)
    assert rebuild(sent(notebook), noted(SOURCE, "double", earlier={"new": True})).notes == ()


def test_cell_that_the_assignment_had_once_was_not_added_by_the_learner():
    notebook = handed_in()
    added_cell(notebook)
    source = copy.deepcopy(SOURCE)
    source["metadata"]["quizzes"] = {"gone": ["fresh"]}
    assert rebuild(sent(notebook), source).notes == ()


def test_stub_of_an_earlier_release_and_the_released_one_are_untouched():
    source = noted(SOURCE, "double-solution", released="def double(x): ...", earlier={"texts": ["# old stub"]})
    for stub in ("def double(x): ...", "# old stub"):
        assert rebuild(sent(handed_in(**{"double-solution": stub})), source).untouched == ("double-solution",)
    assert rebuild(sent(handed_in()), source).untouched == ()


def test_text_answer_in_nbgraders_own_words_is_untouched():
    source = copy.deepcopy(SOURCE)
    at(source, "essay")["source"] = "Say why.\n### BEGIN SOLUTION\nBecause.\n### END SOLUTION"
    for stub in ("YOUR ANSWER HERE", "Say why.\nYOUR ANSWER HERE", "Say why."):
        assert rebuild(sent(handed_in(essay=stub)), source).untouched == ("essay",)
    whole = rebuild(sent(handed_in(essay="Write your answer here.")), SOURCE)
    assert whole.untouched == ("essay",)


def test_code_answer_in_nbgraders_own_words_keeps_its_indentation():
    result = rebuilt(handed_in(**{"one-answer": "answer_one = None\n# YOUR CODE HERE\nraise NotImplementedError()"}))
    assert result.untouched == ("one-answer",)


def test_rebuilt_notebook_has_no_outputs_of_the_masters():
    source = copy.deepcopy(SOURCE)
    at(source, "tools").update(outputs=[{"output_type": "stream", "name": "stdout", "text": "1"}], execution_count=3)
    made = at(rebuild(sent(handed_in()), source).notebook, "tools")
    assert (made["outputs"], made["execution_count"]) == ([], None)
    assert "outputs" not in at(rebuild(sent(handed_in()), source).notebook, "text")


def test_file_of_an_older_format_that_was_handed_out_so_is_nothing_to_tell():
    notebook, source = handed_in(), copy.deepcopy(SOURCE)
    notebook["nbformat_minor"] = source["nbformat_minor"] = 4
    assert rebuild(sent(notebook), source).notes == ()
    assert rebuild(sent(notebook), SOURCE).notes == ("The notebook's format is 4.4; it was read as 4.5.",)


def test_added_cell_that_binds_a_name_of_the_masters_is_not_needed_for_it():
    """Though it binds a name of its own as well."""
    notebook = handed_in(**{"double-solution": "def double(x):\n    show(x)\n    return 2 * x"})
    notebook["cells"].insert(2, cell("extra", "def show(x):\n    steal()\nown = 1"))
    result = rebuilt(notebook)
    assert len(result.notebook["cells"]) == len(SOURCE["cells"])
    assert result.notes == ()


def test_only_the_beginning_of_a_long_source_is_read():
    notebook = handed_in(essay="\0" * 1_000_000 + "x")
    assert rebuild(sent(notebook), SOURCE).sources["essay"] == ""
    assert len(rebuild(sent(handed_in(essay="x" * 500_001)), SOURCE).sources["essay"]) == 500_000


def test_cells_are_read_up_to_a_number_and_the_rest_is_told():
    notebook = handed_in()
    notebook["cells"] += [cell(f"more-{k}", "", "markdown") for k in range(2000 - len(notebook["cells"]))]
    assert rebuilt(notebook).notes == ()
    notebook["cells"].append(cell("last", "", "markdown"))
    assert rebuilt(notebook).notes == ("The notebook has 2001 cells; the first 2000 were read.",)


def test_tags_are_read_up_to_a_length_and_a_number():
    notebook = handed_in()
    at(notebook, "double")["metadata"]["tags"] = [7, *["hide-cell"] * 49, "x" * 101, "late"]
    tags = next(each.tags for each in read_notebook(sent(notebook)).cells if each.id == "double")
    assert tags == ("hide-cell",) * 49 + ("x" * 100,)


def test_cell_of_an_unknown_type_is_no_helper():
    notebook = handed_in(**{"double-solution": "def double(x):\n    return TWO * x"})
    odd = cell("extra", "TWO = 2")
    odd["cell_type"] = "cell"
    notebook["cells"].insert(2, odd)
    result = rebuild(sent(notebook), SOURCE)
    assert len(result.notebook["cells"]) == len(SOURCE["cells"])


def test_added_cell_that_binds_a_name_of_the_masters_is_not_needed_by_a_helper_either():
    notebook = handed_in(**{"double-solution": "def double(x):\n    return twice(x) + answer_one"})
    notebook["cells"].insert(2, cell("extra", "def twice(x):\n    show(x)\n    return x + x + answer_one"))
    for source in ("def show(x):\n    steal()", "def show(x):\n    steal()\nown = 1", "answer_one = 0\nmore = 1"):
        notebook["cells"].insert(2, cell(f"not-{len(source)}", source))
    made = rebuilt(notebook).notebook
    own = [each["source"] for each in made["cells"] if each["id"] not in {each["id"] for each in SOURCE["cells"]}]
    assert own == ["def twice(x):\n    show(x)\n    return x + x + answer_one"]


def test_helper_that_an_earlier_answer_took_stands_there_alone():
    notebook = handed_in(
        **{"double-solution": "def double(x):\n    return TWO * x", "one-answer": "answer_one = TWO + ONE"}
    )
    notebook["cells"] += [cell("a", "ONE = TWO / 2"), cell("b", "TWO = 2")]
    made = rebuilt(notebook).notebook["cells"]
    assert [each["source"] for each in made if "-helper-" in each["id"]] == ["TWO = 2", "ONE = TWO / 2"]
    assert [each["id"] for each in made if "-helper-" in each["id"]] == [
        "double-solution-helper-1",
        "one-answer-helper-1",
    ]


@pytest.mark.parametrize(
    "own", ["def show(x):\n    steal()\nown = 1", "answer_one = 0\nown = 1", "import cmath as own"]
)
def test_added_cell_that_nobody_names_stays_away_though_another_is_taken_along(own):
    notebook = handed_in(**{"double-solution": "def double(x):\n    return twice(x)"})
    notebook["cells"][2:2] = [cell("extra", "def twice(x):\n    return x + x"), cell("mine", own)]
    made = rebuilt(notebook).notebook["cells"]
    assert [each["source"] for each in made if "-helper-" in each["id"]] == ["def twice(x):\n    return x + x"]


REGION = "{0}### BEGIN SOLUTION\n{0}return 2 * x\n{0}### END SOLUTION"
WORDS = "{0}# YOUR CODE HERE\n{0}raise NotImplementedError()"


@pytest.mark.parametrize("gap", [" ", "  ", "   ", "    ", "\t", "      ", "        "])
def test_nbgraders_words_stand_as_deep_as_the_solution_did(gap):
    source = copy.deepcopy(SOURCE)
    at(source, "double-solution")["source"] = f"def double(x):\n{REGION.format(gap)}\n\nafter = 1"
    stub = f"def double(x):\n{WORDS.format(gap)}\n\nafter = 1"
    assert rebuild(sent(handed_in(**{"double-solution": stub})), source).untouched == ("double-solution",)
    other = f"def double(x):\n{WORDS.format(gap + ' ')}\n\nafter = 1"
    assert rebuild(sent(handed_in(**{"double-solution": other})), source).untouched == ()


def test_each_region_of_a_cell_is_in_nbgraders_words():
    source = copy.deepcopy(SOURCE)
    text = "def double(x):\n{}\nbetween = 1\ndef more(x):\n{}"
    at(source, "double-solution")["source"] = text.format(REGION.format("    "), REGION.format("  "))
    stub = text.format(WORDS.format("    "), WORDS.format("  "))
    assert rebuild(sent(handed_in(**{"double-solution": stub})), source).untouched == ("double-solution",)


def test_answer_whose_cell_is_gone_and_that_stands_in_another_is_not_missing():
    notebook = handed_in(**{"double-solution": f"{MINE}\nanswer_one = 3"})
    notebook["cells"].remove(at(notebook, "one-answer"))
    result = rebuilt(notebook)
    assert result.missing == () and result.untouched == ()
    assert "one-answer was written in the cell of double-solution; it was taken from there." in result.notes
    gone = handed_in()
    gone["cells"].remove(at(gone, "one-answer"))
    assert rebuilt(gone).missing == ("one-answer",)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ({"locked": True}, True),
        ({"grade": True}, True),
        ({"grade": True, "locked": True}, True),
        ({}, False),
        ({"grade": True, "solution": True}, False),
        ({"solution": True}, False),
    ],
)
def test_only_cells_that_learners_cannot_change_are_told_to_be_changed(flags, told):
    source = copy.deepcopy(SOURCE)
    source["cells"].append(cell("last", "first = 1", points=1, **{"grade": False} | flags))
    notebook = handed_in()
    notebook["cells"].append(cell("last", "first = 2", points=1, **{"grade": False} | flags))
    note = "Cells of the assignment had been changed; the originals were used: last."
    assert (note in rebuild(sent(notebook), source).notes) == told


def test_notes_that_are_gone_are_told_once_and_nothing_else():
    notebook = handed_in()
    strip_notes(notebook)
    notes = [note for note in rebuilt(notebook).notes if "was found by" not in note]
    assert notes == ["All notes of nbgrader were gone from the notebook; they were put back."]


def test_assignment_without_locked_cells_has_nothing_to_put_back():
    source = copy.deepcopy(SOURCE)
    source["cells"] = [at(source, "text"), at(source, "double-solution")]
    result = rebuild(sent({**handed_in(), "cells": [cell("text", "# Doubling", "markdown")]}), source)
    assert result.notes == () and result.missing == ("double-solution",)


@pytest.mark.parametrize(("points", "told"), [(3, False), (None, False), (4, True), (0, True)])
def test_other_points_are_told(points, told):
    notebook = handed_in()
    at(notebook, "double")["metadata"]["nbgrader"]["points"] = points
    note = "Cells of the assignment had been given other points; the originals were used: double."
    assert (rebuilt(notebook).notes == (note,)) == told


def test_several_settings_and_names_are_told_in_order():
    notebook = handed_in(**{"double-solution": "def double(x):\n    return TWO * x + ONE"})
    notebook["cells"] += [cell("a", SETTING), cell("b", "TWO = 2"), cell("c", "ONE = 1\nimport threading"),
                          cell("d", "import threading\nthreading.stack_size(99)")]  # fmt: skip
    assert rebuilt(notebook).notes == (
        "sys.setrecursionlimit, threading.stack_size is called in a cell that was added; that cell was taken along.",
        "double-solution uses ONE, TWO, threading from a cell that was added; that cell was taken along.",
    )


def test_names_of_helpers_are_told_in_two_hundred_letters():
    names = [f"name_{k:02}_{'x' * 30}" for k in range(8)]
    notebook = handed_in(**{"double-solution": f"def double(x):\n    return {' + '.join(names)}"})
    notebook["cells"].append(cell("a", " = ".join([*names, "1"])))
    (note,) = rebuilt(notebook).notes
    shown = note.removeprefix("double-solution uses ").partition(" from a cell")[0]
    assert shown == ", ".join(names)[:200]


def test_cells_below_a_task_and_helpers_have_ids_and_places_of_their_own():
    source = copy.deepcopy(SOURCE)
    source["cells"].insert(0, cell("plot", "Plot below.", "markdown", task=True, locked=True, points=4))
    notebook = handed_in(**{"double-solution": "def double(x):\n    return TWO * x"})
    notebook["cells"][0:0] = [copy.deepcopy(source["cells"][0]), cell("p", "plot(1)"), cell("q", "Why.", "markdown")]
    notebook["cells"].append(cell("r", "TWO = 2"))
    result = rebuild(sent(notebook), source)
    ids = [each["id"] for each in result.notebook["cells"]]
    assert ids[:6] == ["plot", "plot-added-1", "plot-added-2", "text", "tools", "double-solution-helper-1"]
    assert result.added == {1, 2, 5}
