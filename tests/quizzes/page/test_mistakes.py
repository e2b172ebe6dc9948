"""An author's mistakes: each stops the build and names page, line and what to do."""

import pytest

MISTAKES = {
    "```{quiz} sample-aply\n```": "5: unknown item 'sample-aply'; did you mean 'sample-apply'?",
    "```{quiz}\nsample-apply\n\nsample-cuont\n```": "8: unknown item 'sample-cuont'; did you mean 'sample-count'?",
    "```{quiz} zzz\n```": "5: unknown item 'zzz'\n",
    "```{quiz} sample-count sample-count\n```": "5: the item 'sample-count' is on this page twice",
    "```{quiz}\n```": "5: a quiz names the ids of items, or an ':objective:'",
    "```{quiz} sample-count\n:number: 2\n```":
        "5: ':number:' counts the items of an ':objective:', which is missing",
    "```{quiz}\n:objective: stat\n```": "5: unknown objective 'stat'; did you mean 'state'?",
    "```{quiz} sample-count\n:objective: state\n```":
        "5: 'sample-count' stands beside ':objective:'; use one of the two",
    "```{quiz}\n:objective: state\n:number: 7\n```": "5: the objective 'state' has 1 item, 7 were asked for",
    "```{code-cell}\n1 + 1\n```\n\n```{quiz} sample-forget-on\n```":
        "9: unknown item 'sample-forget-on'; did you mean 'sample-forget-one'?",
    "See {ref}`sample-forget-one`.\n\n(sample-apply)=\n## A paragraph":
        "7: the label 'sample-apply' is the id of an item as well, which is a label; rename the label here",
}  # fmt: skip
NOTEBOOK = "---\nfile_format: mystnb\n---\n"  # a chapter with code: its lines are counted cell by cell


@pytest.fixture(scope="module")
def refused(make_book):
    """Return what the build says of a book with one mistake on each of many pages."""
    book = make_book("mistakes")
    for number, directive in enumerate(MISTAKES):
        path = book.root / "book" / f"wrong{number}.md"
        path.write_text(f"{NOTEBOOK}# Page {number}\n{directive}\n", encoding="utf-8")
    done = book.build()
    assert not (book.root / "html" / "gates.html").exists(), "a page was written"
    return done


def test_mistakes_stop_the_build_with_one_message(refused):
    assert refused.code != 0
    assert refused.output.count("Quiz error:") == 1
    assert f"{len(MISTAKES)} problems found" in refused.output
    assert "Traceback" not in refused.output


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_mistake_names_page_and_line(refused, number):
    assert f"  book/wrong{number}.md:{list(MISTAKES.values())[number]}" in refused.output


def test_unknown_ids_of_the_whole_book_are_told_at_once_and_again_until_mended(book):
    book.edit("book/gates.md", "sample-count\n", "sample-cuont\n")
    book.edit("book/later.md", ":objective: state", ":objective: states")
    for _ in range(2):
        done = book.build()
        assert done.code != 0
        assert "2 problems found" in done.output
        assert "gates.md:17: unknown item" in done.output
        assert "later.md:5: unknown objective 'states'; did you mean 'state'?" in done.output
    book.edit("book/gates.md", "sample-cuont\n", "sample-count\n")
    book.edit("book/later.md", ":objective: states", ":objective: state")
    done = book.build("-W")
    assert done.code == 0, done.output


def test_broken_bank_stops_the_build_with_all_its_problems(book):
    book.edit("quizzes/bank/gates.yml", "objective: forget-gate", "objektive: forget-gate")
    book.edit("quizzes/bank/state.yml", "right: true, why: It is", "right: 7, why: It is")
    done = book.build()
    assert done.code != 0
    assert "Quiz error:" in done.output
    assert "gates.yml:" in done.output and "state.yml:" in done.output
    assert "Traceback" not in done.output


def test_label_that_becomes_the_id_of_an_item_is_told_though_no_page_changed_or_shows_it(book):
    book.edit("book/plain.md", "# ", "(sample-applied)=\n# ")
    book.edit("book/gates.md", " sample-apply", "")
    book.edit("book/later.md", ":objective: state\n:number: 1", "sample-count")
    assert book.build("-W").code == 0
    book.edit("quizzes/bank/state.yml", "id: sample-apply", "id: sample-applied")
    done = book.build()
    assert done.code != 0 and done.read == ("plain",)
    assert "book/plain.md:1: the label 'sample-applied' is the id of an item as well" in done.output


def test_label_that_no_page_has_is_a_warning(book):
    book.edit("quizzes/bank/gates.yml", "see: a-paragraph", "see: a-paragraf")
    done = book.build("-W")
    assert done.code != 0
    assert (
        "item 'sample-count' says 'see: a-paragraf', a label that no page has; did you mean 'a-paragraph'?"
        in done.output
    )
