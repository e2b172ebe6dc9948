"""The kinds' nodes where a whole book would show too little."""

import re
from dataclasses import replace

import pytest
from docutils import nodes

from quizzes.kinds import KINDS, cloze, number
from quizzes.model import Kind
from quizzes.page.fields import QuizBlank, QuizList, QuizPair, QuizTask
from quizzes.page.parts import Say, UnshowableError


def parse(text):
    """Return a paragraph in which $...$ is a formula and `...` is code."""
    line = nodes.paragraph()
    for piece in re.split(r"(\$[^$]*\$|`[^`]*`)", text):
        if piece.startswith("$"):
            line += nodes.math("", piece.strip("$"))
        else:
            line += nodes.literal("", piece.strip("`")) if piece.startswith("`") else nodes.Text(piece)
    return [line]


@pytest.fixture
def say(sample):
    return lambda item: Say(sample, parse, (item,))


def test_every_kind_has_its_page():
    assert set(KINDS) == set(Kind)


def test_blanks_become_fields_in_the_line_in_the_order_of_the_text(sample, say):
    item = sample.items["kinds-cloze"]
    parts = cloze.compose(item, say(item))
    blanks = list(parts.prompt[0].findall(QuizBlank))
    assert [(blank["blank_id"], blank["named"]) for blank in blanks] == [
        ("every-step", "Blank 1"),
        ("count", "Blank 2"),
    ]
    assert blanks[1]["options"] == ["one", "two", "four"]
    assert parts.prompt[0].astext().startswith("The flag ____ gives ")


@pytest.mark.parametrize("broken", ["It is $x = {{count}}$ and {{every-step}}."])
def test_blank_in_a_formula_is_an_authors_mistake(sample, say, broken):
    item = replace(sample.items["kinds-cloze"], prompt=broken)
    with pytest.raises(UnshowableError) as raised:
        cloze.compose(item, say(item))
    assert str(raised.value) == ("kinds-cloze: the blank 'count' stands in a formula or in code, where no field can be")


def test_plain_texts_stand_in_the_selects_themselves(sample, say):
    item = sample.items["kinds-match"]
    plain = tuple(replace(entry, text=f"number {n}") for n, entry in enumerate(item.body.right))
    parts = KINDS[Kind.MATCH].compose(replace(item, body=replace(item.body, right=plain)), say(item))
    assert not any(isinstance(field, QuizList) for field in parts.fields)
    pair = next(field for field in parts.fields if isinstance(field, QuizPair))
    assert sorted(pair["choices"])[0] == ("candidate", "number 1")


def test_task_of_an_assignment_is_named(sample, say):
    stub, field = KINDS[Kind.CODE].compose(sample.items["kinds-code"], say(sample.items["kinds-code"])).fields
    assert (stub["stub"], stub["points"]) == ('def sample_step(x):\n    """Return twice x."""', 2)
    assert isinstance(field, QuizTask)
    assert (field["assignment"], field["task"]) == ("sample", "sample-step")


@pytest.mark.parametrize(("value", "shown"), [(-1e-17, "0"), (-0.0, "0"), (-0.5, "\N{MINUS SIGN}0.5"), (0.0, "0")])
def test_zero_has_no_sign(sample, value, shown):
    quantity = next(item.quantity for item in sample.items.values() if item.quantity)
    assert number.written(value, replace(quantity, tolerance=0.01)) == shown
