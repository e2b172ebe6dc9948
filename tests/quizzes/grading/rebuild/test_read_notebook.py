"""A submission's file read as cells: how much of it, what is odd about it, and what no notebook is."""

import json

import pytest
from frozen import changeable

from quizzes.grading import rebuild as room
from quizzes.grading.rebuild.match_cells import Wanted, find_sources
from quizzes.grading.rebuild.names_in_code import MAX_CHARACTERS, names_of
from quizzes.grading.rebuild.read_notebook import MAX_BYTES, MAX_TEXT, SentCell, clean, read_notebook
from quizzes.grading.rebuild.rebuild import rebuild


def notebook(*cells, **other):
    return json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5, "metadata": {}} | other).encode()


def first(**cell):
    """Return the first cell of a notebook that holds one."""
    return read_notebook(notebook(cell)).cells[0]


def test_what_was_read_cannot_be_changed():
    assert changeable(room) == []


def test_every_field_of_a_cell_is_read():
    notes = {"grade_id": "double", "schema_version": 3, "points": 2}
    cell = {"cell_type": "code", "id": "a", "source": "x", "metadata": {"nbgrader": notes, "tags": ["hide-cell", 7]}}
    assert first(**cell) == SentCell(1, "code", "x", "a", "double", "3", ("hide-cell",), 2)


@pytest.mark.parametrize(
    "cell",
    [
        {},
        {"metadata": 3, "source": {}, "id": [], "cell_type": None},
        {"metadata": {"nbgrader": [], "tags": "hide-cell"}},
    ],
)
def test_cell_that_says_nothing_is_an_empty_one(cell):
    assert first(**cell) == SentCell(1, "", "", "", "", "", (), None)


def test_what_is_no_cell_keeps_its_number():
    cells = read_notebook(notebook(3, {"source": "a"}, None, {"source": "b"})).cells
    assert [(cell.number, cell.source) for cell in cells] == [(2, "a"), (4, "b")]


def test_source_of_an_older_format_is_its_input():
    assert first(input="a").source == "a"
    assert first(input="a", source="b").source == "b"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 200),
        ("\0" * 200 + "x" * 201, "x" * 200),  # twice as many are looked at
        ("\0" * 201 + "x" * 201, "x" * 199),
    ],
)
def test_names_have_two_hundred_letters_at_most(written, kept):
    assert first(id=written).id == kept
    assert first(metadata={"nbgrader": {"grade_id": written}}).grade_id == kept


@pytest.mark.parametrize(
    ("version", "kept"),
    [
        (3, "3"),
        ("v" * 20, "v" * 20),
        ("v" * 21, "v" * 20),
        (None, "None"),
        ([1], "[1]"),
        (list("abcdefghij"), "['a', 'b', 'c', 'd',"),
    ],
)  # fmt: skip
def test_version_of_the_notes_is_read_as_a_short_text(version, kept):
    assert first(metadata={"nbgrader": {"schema_version": version}}).schema == kept


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("\0" * 999_999 + "x", "x"),
        ("\0" * 1_000_000 + "x", ""),
        (["", 3, "a", None, "b"], "ab"),
        ([""] * 499_999 + ["x"], "x"),
        ([""] * 500_000 + ["x"], ""),
    ],
)
def test_of_a_source_so_much_is_looked_at(source, kept):
    assert first(source=source).source == kept


def test_so_many_letters_of_all_cells_are_read_and_the_rest_is_told():
    full = [{"source": "x" * 500_000}] * (MAX_TEXT // 500_000)
    whole = read_notebook(notebook(*full, {"source": ""}))
    assert (len(whole.cells), whole.notes) == (5, ())
    more = read_notebook(notebook(*full, {"source": "x"}, {"source": ""}))
    assert len(more.cells) == 4
    assert more.notes == ("The notebook's cells hold more than 2000000 letters; the first 4 cells were read.",)


def test_file_is_read_up_to_a_size():
    assert "it is empty" in read_notebook(b" " * MAX_BYTES).unreadable
    assert "it takes 32 MB, and at most 32 are read" in read_notebook(b" " * (MAX_BYTES + 1)).unreadable


@pytest.mark.parametrize("content", [b"", b"\0\0", b" \t\r\n"])
def test_empty_file_is_told(content):
    assert "it is empty" in read_notebook(content).unreadable


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04...", "a zip archive or an Office document"),
        (b"\n %PDF-1.4", "a PDF"),
        (b"<html>", "a web page"),
        (b"<", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS, not the file itself"),
    ],
)
def test_file_of_another_kind_is_called_by_its_name(content, what):
    assert f"it is {what}. Hand in" in read_notebook(content).unreadable


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<<<<<<< HEAD\n{}\n>>>>>>> other", "it holds a conflict of a merge"),
        (b'{"cells": [\n<<<<<<< HEAD\n>>>>>>> other', "it holds a conflict of a merge"),
        (b'{"cells": [', "it is not JSON (line 1: "),
        (b"import numpy", "it is not JSON (line 1: "),
        (b'{"cells": [\n<<<<<<< HEAD', "it is not JSON (line 2: "),
        (b'{"cells": [\n\n>>>>>>> other', "it is not JSON (line 3: "),
        (b"[" * 100_000, "its JSON cannot be read (RecursionError)"),
        (b'{"cells": ' + b"9" * 5000 + b"}", "its JSON cannot be read (ValueError)"),
        (b"[" + b"," * 10_000_000, "it holds millions of values"),
        (b"[]", "it is JSON but not a notebook"),
        (b'{"cells": {}}', "it is JSON but not a notebook"),
        (b'{"worksheets": {}}', "it is JSON but not a notebook"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_do(content, why):
    found = read_notebook(content)
    assert why in found.unreadable and not found.cells


def test_cells_of_all_worksheets_are_read():
    sheets = [{"cells": [{"input": "a"}]}, {"cells": 3}, 7, {"cells": [{"input": "b"}, {"input": "c"}]}]
    found = read_notebook(json.dumps({"worksheets": sheets}).encode())
    assert [(cell.number, cell.source) for cell in found.cells] == [(1, "a"), (2, "b"), (3, "c")]
    assert found.notes == ("The notebook's format is older than 4; it was read all the same.",)


@pytest.mark.parametrize(
    ("version", "expected", "note"),
    [
        ((4, 5), (4, 5), ()),
        ((4, 5), (4, 4), ()),
        ((4, 4), (4, 4), ()),
        ((4, 2), (4, 4), ("The notebook's format is 4.2; it was read as 4.5.",)),
        ((4, "2" * 99), (4, 5), (f"The notebook's format is 4.{'2' * 20}; it was read as 4.5.",)),
        ((None, None), (4, 5), ("The notebook's format is None.None; it was read as 4.5.",)),
    ],
)
def test_format_that_nobody_expected_is_told(version, expected, note):
    content = notebook(nbformat=version[0], nbformat_minor=version[1])
    assert read_notebook(content, expected).notes == note


def test_line_ends_are_one_sign_and_what_cannot_be_written_is_gone():
    assert clean("a\r\nb\rc\0\ud800") == "a\nb\nc?"


@pytest.mark.parametrize(("gap", "bound"), [(MAX_CHARACTERS - 4, {"x"}), (MAX_CHARACTERS - 3, set())])
def test_name_at_the_end_of_what_is_searched(gap, bound):
    """The sign that binds it is the last one that is read, or the next."""
    assert names_of("(" + "#" * gap + "\nx=1").bound == bound


@pytest.mark.parametrize(("length", "parses"), [(5000, True), (5001, False)])
def test_ipython_is_asked_about_short_cells_only(length, parses):
    assert names_of("%timeit \\\n    f()\na = 1\n".ljust(length, "#")).parses == parses


def test_likeness_is_asked_of_short_texts_too():
    """Three letters of seven: each length, and each count of letters, is just enough."""
    text = {"type": "markdown", "id": "", "grade_id": "", "schema": "", "tags": (), "points": None}
    wanted = [Wanted("word", "markdown", "abc", frozenset())]
    assert find_sources([SentCell(1, source="abcdefg", **text)], wanted, frozenset()).used == {1}
    assert find_sources([SentCell(1, source="abcdefgh", **text)], wanted, frozenset()).used == frozenset()


def test_comparing_ends_with_the_last_letter_that_may_be_compared():
    """Sixteen million pairs of letters, then four, of twenty; then one."""
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 6000)))
    text = {"type": "markdown", "id": "", "grade_id": "", "schema": "", "tags": (), "points": None}
    stubs = {"long": letters[:4000], "short": letters[4000:], "last": "z"}
    wanted = [Wanted(name, "markdown", stub, frozenset()) for name, stub in stubs.items()]
    cells = [SentCell(place, source=f"{stub[:-1]}!", **text) for place, stub in enumerate(stubs.values(), 1)]
    cells[2] = SentCell(3, source="zz", **text)
    assert list(find_sources(cells, wanted, frozenset()).sources) == ["long", "short"]
    assert list(find_sources(cells, wanted[1:], frozenset()).sources) == ["short", "last"]


def master(**metadata):
    notes = {"grade": False, "locked": False, "schema_version": 3, "solution": True, "task": False}
    cell = {
        "cell_type": "code", "id": "a", "source": "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "outputs": [],
        "execution_count": None, "metadata": {"nbgrader": notes | {"grade_id": "a" * 90}} | metadata,
    }  # fmt: skip
    return {"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}


@pytest.mark.parametrize(("letters", "kept"), [(50_000, True), (50_001, False)])
def test_names_of_a_large_submission_are_not_kept_for_the_next(letters, kept):
    names_of.cache_clear()
    rebuild(notebook({"cell_type": "code", "source": "#" * letters}), master())
    assert (names_of.cache_info().currsize > 0) == kept


def test_id_of_a_helper_has_so_many_letters_as_the_format_allows():
    cells = [
        {"cell_type": "code", "source": "y = 2"},
        {"cell_type": "code", "source": "x = y", "metadata": {"nbgrader": {"grade_id": "a" * 90}}},
    ]
    made = rebuild(notebook(*cells), master()).notebook
    assert [cell["id"] for cell in made["cells"]] == ["a" * 55 + "-helper-1", "a"]


def named(grade_id, version=3):
    return {"source": "", "metadata": {"nbgrader": {"grade_id": grade_id, "schema_version": version}}}


def test_versions_of_the_notes_are_told_in_sixty_letters():
    notes = rebuild(notebook(*(named(sign, sign * 20) for sign in "xwv")), master()).notes
    shown = ", ".join(sign * 20 for sign in "vwx")[:60]
    assert f"nbgrader's notes had version {shown}; the assignment's own were used." in notes


def test_a_long_note_is_cut():
    notes = rebuild(notebook(*(named(f"{sign}" * 200) for sign in "abcd")), master()).notes
    assert len(notes) == 1 and len(notes[0].partition(" ... (")[0]) == 600
