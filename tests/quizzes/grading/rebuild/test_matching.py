"""Which of the cells that were sent hold an answer, and what of an answer stands in another one's cell."""

import pytest

from quizzes.grading.rebuild.match_cells import Wanted, find_sources
from quizzes.grading.rebuild.merged import with_merged
from quizzes.grading.rebuild.read_notebook import SentCell

STUB = "def double(x):\n    # Write your code here.\n    pass"
DOUBLE = Wanted("double", "code", STUB, frozenset({"double"}), after="Now double a number.")
HALVE = Wanted("halve", "code", "def halve(x):\n    pass", frozenset({"halve"}))
ESSAY = Wanted(
    "essay", "markdown", "Say here why a gate is a number between 0 and 1.", frozenset(), after="A question:"
)
MINE = "def double(x):\n    return x + x"


def sent(*cells):
    """Return cells from (source, {what differs})."""
    plain = {"type": "code", "id": "", "grade_id": "", "schema": "", "tags": (), "points": None}
    return [SentCell(number, source=source, **plain | other) for number, (source, other) in enumerate(cells, 1)]


def found(wanted, *cells, locked=frozenset()):
    return find_sources(sent(*cells), wanted, locked)


def named(name, **other):
    return {"grade_id": name, **other}


TEXT = {"type": "markdown"}


def test_cell_of_the_same_id_counts_before_one_that_defines_the_name():
    got = found([DOUBLE], (MINE, {"id": "double"}), ("def double(x):\n    return 7", {}))
    assert (got.sources, got.used) == ({"double": MINE}, {1})
    assert got.notes == ("double was found by its cell's id, in cell 1; it was put back into its place.",)


def test_cell_of_the_same_id_and_another_type_is_not_it():
    got = found([DOUBLE], ("Double it.", {"id": "double", **TEXT}), (MINE, {}))
    assert (got.sources, got.used) == ({"double": MINE}, {2})
    assert found([ESSAY], ("why = 1", {"id": "essay"})).sources == {}


def test_cell_of_the_same_id_that_is_the_stub_gives_way_to_one_that_answers():
    assert found([DOUBLE], (STUB, {"id": "double"}), (MINE, {})).used == {2}


def test_of_two_cells_of_the_same_id_the_last_decides_whether_they_answer():
    got = found([DOUBLE], ("note = 1", {"id": "double"}), (MINE, {"id": "double"}))
    assert got.used == {1, 2}
    assert got.notes[-1] == "double was found by its cell's id, in cell 2; it was put back into its place."
    other = found([DOUBLE], (MINE, {"id": "double"}), ("note = 1", {"id": "double"}))
    assert (other.sources["double"], other.used) == (MINE, {1})
    assert "what it defines" in other.notes[-1]


def test_cell_of_the_same_id_serves_where_nothing_answers():
    got = found([DOUBLE], (STUB, {"id": "double"}))
    assert got.sources == {"double": STUB}


def test_text_is_found_by_its_likeness_to_what_was_handed_out_and_the_likest_is_taken():
    like, liker = ESSAY.stub.replace("why", "in short"), ESSAY.stub.replace("why", "now why")
    got = found([ESSAY], ("Something else entirely.", TEXT), (like, TEXT), (liker, TEXT), (like, TEXT))
    assert (got.sources, got.used) == ({"essay": liker}, {3})
    assert got.notes == (
        "essay was found by its likeness to the text handed out, in cell 3; it was put back into its place.",
    )


def test_likeness_has_an_end():
    wanted = Wanted("word", "markdown", "abcdefghij", frozenset())
    assert found([wanted], ("abcdef----", TEXT)).used == {1}  # six letters of ten in each
    assert found([wanted], ("abcde-----", TEXT)).used == frozenset()


def test_code_that_is_like_a_text_is_none():
    assert found([ESSAY], (ESSAY.stub + " # yes", {})).sources == {}


def test_only_so_many_cells_are_compared_and_only_their_beginnings():
    far = [("x", TEXT)] * 200
    assert found([ESSAY], *far[:-1], (ESSAY.stub + "!", TEXT)).used == {200}
    assert found([ESSAY], *far, (ESSAY.stub + "!", TEXT)).used == frozenset()
    long = Wanted("essay", "markdown", "ab" * 2000, frozenset())
    assert found([long], ("ab" * 2000 + "z" * 9000, TEXT)).used == {1}
    assert found([long], ("z" * 4000 + "ab" * 2000, TEXT)).used == frozenset()


def test_comparing_ends_after_so_much_work():
    letters = "ab" * 2000  # sixteen million pairs of letters, of twenty million
    wanted = [Wanted(name, "markdown", letters, frozenset()) for name in ("one", "two")]
    assert list(found(wanted, (letters + "1", TEXT), (letters + "2", TEXT)).sources) == ["one"]


def test_answer_is_found_right_below_the_text_that_stood_before_it():
    got = found([ESSAY], ("A question:", TEXT), ("A gate lets a part through.", TEXT), ("More.", TEXT))
    assert (got.sources, got.used) == ({"essay": "A gate lets a part through."}, {2})
    assert got.notes == ("essay was found by its place, in cell 2; it was put back into its place.",)
    assert found([ESSAY], ("A question:", TEXT), ("gate = 1", {}), ("More.", TEXT)).sources == {}


def test_of_a_text_that_stands_twice_the_last_counts():
    twice = [("A question:", TEXT), ("First try.", TEXT), ("A question:", TEXT), ("Second try.", TEXT)]
    assert found([ESSAY], *twice, locked=frozenset({"A question:"})).sources == {"essay": "Second try."}


def test_no_place_is_sought_without_a_text_before():
    wanted = Wanted("essay", "markdown", ESSAY.stub, frozenset())
    assert found([wanted], ("", TEXT), ("Because it is a sigmoid's.", TEXT)).sources == {}


def test_locked_and_empty_cells_and_those_of_others_are_nobodys_answer():
    assert found([DOUBLE], (MINE, {}), locked=frozenset({MINE})).sources == {}
    assert found([DOUBLE], (" \n", {"id": "double"})).sources == {}
    got = found([DOUBLE, HALVE], ("def double(x):\n    return 2 * x\ndef halve(x):\n    return x / 2", named("halve")))
    assert list(got.sources) == ["halve"]


def test_cell_under_a_name_that_nobody_knows_may_be_the_answer():
    assert found([DOUBLE], (MINE, named("renamed"))).sources == {"double": MINE}


def test_answer_in_its_own_cell_is_not_looked_for_elsewhere():
    got = found([DOUBLE], (MINE, named("double")), ("print(1)", {}), ("def double(x):\n    return 7", {}))
    assert (got.sources, got.notes) == ({"double": f"{MINE}\ndef double(x):\n    return 7"}, (CONTINUED,))
    away = found([DOUBLE], ("def double(x):\n    return 7", {}), (MINE, named("double")))
    assert (away.sources, away.notes, away.used) == ({"double": MINE}, (), {2})


CONTINUED = "double was continued in a cell that was added; that cell was joined to it."


@pytest.mark.parametrize(
    ("below", "joined"),
    [
        ([("    return y", {})], True),  # the other half
        ([(MINE, {})], True),  # the same name again
        ([("def double(x):\n    return x +", {})], False),  # broken, and not by the cut
        ([(MINE + "\ndef halve(x):\n    return x / 2", {})], False),  # another's answer as well
        ([(MINE, TEXT)], False),
        ([(MINE, named("mine"))], False),
        ([("locked = 1", {}), (MINE, {})], False),
        ([("print(1)", {}), (MINE, {})], True),  # an experiment between them
    ],
)
def test_what_stands_right_below_goes_on_with_the_answer_or_not(below, joined):
    first = "def double(x):\n    y = 2 * x"
    got = found([DOUBLE, HALVE], (first, named("double")), *below, locked=frozenset({"locked = 1"}))
    assert (got.notes == (CONTINUED,)) == joined
    assert not joined or got.used == {1, len(below) + 1}
    assert got.sources["double"] == ("\n".join([first, below[-1][0]]) if joined else first)


def test_what_stands_below_a_text_is_no_part_of_it():
    begun = "Because (it"
    assert found([ESSAY], (begun, named("essay", type="markdown")), (")", {})).sources == {"essay": begun}


def test_type_that_was_changed_is_told_and_one_that_is_gone():
    assert found([ESSAY], ("Because", named("essay"))).notes == (
        "essay was a cell of type code; it was read as markdown.",
    )
    assert found([ESSAY], ("Because", named("essay", type=""))).notes == (
        "essay was a cell of type none; it was read as markdown.",
    )


@pytest.mark.parametrize(
    ("copies", "source", "note"),
    [
        ([MINE, MINE], MINE, "stood in the notebook 2 times; the one that was worked on was taken."),
        ([MINE, STUB], MINE, "stood in the notebook 2 times; the one that was worked on was taken."),
        (["a = 1", "double = abs"], "a = 1\ndouble = abs", "had been split into 2 cells; they were joined."),
        (
            ["double = abs", " ", "double = int"],
            "double = int",
            "stood in the notebook 2 times; the last one was taken.",
        ),
        (
            ["double = abs", "double = int", "double = str"],
            "double = str",
            "stood in the notebook 3 times; the last one was taken.",
        ),
        (["double = (", "double = int"], "double = int", "stood in the notebook 2 times; the last one was taken."),
        (["double = (", "int)"], "double = (\nint)", "had been split into 2 cells; they were joined."),
    ],
)
def test_several_cells_of_one_name_make_one_source(copies, source, note):
    got = found([DOUBLE], *((text, named("double")) for text in copies))
    assert (got.sources, got.notes) == ({"double": source}, (f"double {note}",))
    assert got.used == set(range(1, len(copies) + 1))


def test_copies_that_nobody_worked_on_are_a_stub_without_a_note():
    got = found([DOUBLE], (STUB, named("double")), ("", named("double")))
    assert (got.sources, got.notes) == ({"double": ""}, ())


def test_stub_is_one_in_every_form_in_which_it_was_handed_out():
    wanted = Wanted("double", "code", STUB, frozenset({"double"}), stubs=frozenset({"earlier = 1"}))
    assert wanted.is_stub(f"\n{STUB}\n") and wanted.is_stub(" earlier = 1 ")
    assert not wanted.is_stub(MINE)


ONE = Wanted(
    "one",
    "code",
    "import math\n\n@staticmethod\ndef one():\n    pass\n\nraise NotImplementedError()",
    frozenset({"one", "math"}),
)
TWO = Wanted("two", "code", "two = None\nmore = 1", frozenset({"two", "more"}))
WORDS = Wanted("words", "markdown", "one", frozenset())


def test_answers_in_their_own_cells_stay_as_they_are():
    sources = {"one": "def one():\n    return 1", "two": TWO.stub, "words": "one"}
    assert with_merged([ONE, TWO, WORDS], sources) == (sources, frozenset(), ())


def test_answer_that_was_written_into_an_earlier_cell_is_cut_out_of_the_stub():
    sources = {"one": "def one():\n    return 1\ntwo = 2", "two": TWO.stub, "words": "one"}
    made, merged, notes = with_merged([ONE, TWO, WORDS], sources)
    assert made == {**sources, "two": "# Written elsewhere: two\nmore = 1"}
    assert (merged, notes) == ({"two"}, ("two was written in the cell of one; it was taken from there.",))


def test_answer_that_was_written_into_a_later_cell_stands_in_the_stubs_place_as_well():
    late = "two = 2\ndef one():\n    return 1"
    made, merged, notes = with_merged([ONE, TWO], {"one": ONE.stub, "two": late})
    assert made == {"one": f"# Written elsewhere: one\nimport math\n{late}", "two": late}
    assert (merged, notes) == ({"one"}, ("one was written in the cell of two; it was taken from there.",))


def test_of_several_cells_the_last_before_the_stub_is_named_else_the_first_after_it():
    wants = [Wanted(name, "code", f"{name} = None", frozenset({name})) for name in "abcd"]
    _, _, notes = with_merged(wants, {"a": "a = c = 1", "b": "b = c = 2", "c": "c = None", "d": "d = c = 3"})
    assert notes == ("c was written in the cell of b; it was taken from there.",)
    made, _, notes = with_merged(wants, {"a": "a = None", "b": "b = a = 2", "c": "c = a = 1", "d": "d = 3"})
    assert notes == ("a was written in the cell of b; it was taken from there.",)
    assert made["a"] == "# Written elsewhere: a\nb = a = 2"


def test_what_a_stub_imports_is_no_answer_of_anybody():
    sources = {"one": ONE.stub, "two": "import math\ntwo = 2"}
    assert with_merged([ONE, TWO], sources) == (sources, frozenset(), ())


def test_text_is_neither_written_elsewhere_nor_a_place_to_write_to():
    words = Wanted("words", "markdown", "two = 1", frozenset({"two"}))
    sources = {"words": "two = 1", "two": "two = 2"}
    assert with_merged([words, TWO], sources) == (sources, frozenset(), ())
    said = {"words": "two = 7", "two": TWO.stub}
    assert with_merged([words, TWO], said) == (said, frozenset(), ())


def test_stub_that_does_not_parse_is_left_out_as_a_whole():
    broken = Wanted("broken", "code", "broken = \nrest = 1", frozenset({"broken"}))
    made, _, _ = with_merged([ONE, broken], {"one": "def one(): return 1\nbroken = 2", "broken": broken.stub})
    assert made["broken"] == "# Written elsewhere: broken"


def test_only_the_statement_that_is_written_elsewhere_is_cut_and_not_the_one_below_it():
    stub = Wanted("more", "code", "import os\ntwo = None\nmore = 1", frozenset({"two", "more"}))
    made, _, _ = with_merged([ONE, stub], {"one": "def one(): return 1\ntwo = 2", "more": stub.stub})
    assert made["more"] == "# Written elsewhere: two\nimport os\nmore = 1"


def test_answer_in_its_own_cell_counts_though_nobody_can_tell_what_it_defines():
    half = "def double(x:\n    return"
    assert found([DOUBLE], (MINE, {}), (half, named("double"))).sources == {"double": half}
    assert found([ESSAY], ("Because", named("essay", **TEXT)), (ESSAY.stub + "!", TEXT)).sources == {"essay": "Because"}


@pytest.mark.parametrize("own", [STUB, "", "  ", "other = 1"])
def test_cell_that_does_not_define_what_is_asked_for_gives_way(own):
    got = found([DOUBLE], (MINE, {}), (own, named("double")))
    assert (got.sources, got.used) == ({"double": MINE}, {1, 2})
    assert found([DOUBLE], (own, named("double"))).sources == {"double": own}


def test_emptied_text_gives_way_to_one_that_is_like_what_was_handed_out():
    got = found([ESSAY], (ESSAY.stub, named("essay", **TEXT)), (ESSAY.stub + "!", TEXT))
    assert got.sources == {"essay": ESSAY.stub + "!"}


def test_of_two_cells_that_define_it_the_last_that_was_worked_on_is_taken():
    got = found([DOUBLE], (MINE, {}), ("def double(x):\n    return 7", {}), (STUB, {}))
    assert (got.sources, got.used) == ({"double": "def double(x):\n    return 7"}, {1, 2})
    assert got.notes == (
        "double stood in the notebook 2 times; the last one was taken.",
        "double was found by what it defines, in cell 2; it was put back into its place.",
    )


def test_answer_right_below_the_text_before_it_is_of_its_own_type_and_next_to_it():
    assert found([ESSAY], ("A question:", TEXT), ("", TEXT), ("Because.", TEXT)).sources == {}
    assert found([ESSAY], ("Because.", TEXT), ("A question:", TEXT)).sources == {}


def test_copies_of_a_cell_are_not_continued_below():
    first, again = (MINE, named("double")), ("def double(x):\n    return 7", named("double"))
    got = found([DOUBLE], first, again, ("def double(x):\n    return 9", {}))
    assert (got.sources, got.used) == ({"double": again[0]}, {1, 2})


def test_type_of_the_last_copy_is_told():
    got = found([ESSAY], ("Because", named("essay", **TEXT)), ("Since", named("essay", type="raw")))
    assert got.notes[-1] == "essay was a cell of type raw; it was read as markdown."


def test_cell_that_goes_on_with_the_last_one_before_it_is_not_one_of_the_first():
    got = found(
        [DOUBLE, HALVE], ("print(1)", {}), ("def halve(x):\n    return x / 2", named("halve")), (MINE, named("double"))
    )
    assert got.sources == {"double": MINE, "halve": "def halve(x):\n    return x / 2"} and got.notes == ()


def test_two_wanted_cells_are_found_each_in_its_own():
    got = found([DOUBLE, HALVE], ("def halve(x):\n    return x / 2", {}), (MINE, {}))
    assert (got.sources, got.used) == ({"double": MINE, "halve": "def halve(x):\n    return x / 2"}, {1, 2})
    assert [note.partition(",")[0] for note in got.notes] == [
        "double was found by what it defines", "halve was found by what it defines",
    ]  # fmt: skip


def test_statement_of_many_lines_is_cut_as_a_whole():
    stub = Wanted(
        "two", "code", "@wraps(\n    one\n)\ndef two():\n    a = 1\n    return a\nmore = 1", frozenset({"two", "more"})
    )
    made, _, _ = with_merged([ONE, stub], {"one": "def one(): return 1\ntwo = 2", "two": stub.stub})
    assert made["two"] == "# Written elsewhere: two\nmore = 1"


def test_names_that_are_written_elsewhere_are_told_in_order():
    stub = Wanted("more", "code", "b = None\na = None\nc = None", frozenset("abc"))
    made, merged, notes = with_merged([ONE, stub], {"one": "def one(): return 1\na = b = 2", "more": stub.stub})
    assert (made["more"], merged) == ("# Written elsewhere: a, b\nc = None", {"more"})
    assert notes == ("more was written in the cell of one; it was taken from there.",)


def test_long_text_that_was_added_to_is_still_like_what_was_handed_out():
    stub = "Say why. " * 40
    wanted = Wanted("essay", "markdown", stub, frozenset())
    assert found([wanted], ("Because a sigmoid gives nothing else. " + stub, TEXT)).used == {1}
