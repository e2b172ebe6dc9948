"""Items as questions: what other programs compare letter by letter is what the course's own judge says."""

from dataclasses import replace

import pytest

from quizzes.judge import judge
from quizzes.kinds.content import Blanks, Written
from quizzes.kinds.shape import canonical, spellings_of_shape
from quizzes.kinds.text import accepted, spellings_of_text
from quizzes.model import Kind
from quizzes.targets.questions import Loss, lost, parts, questions
from quizzes.targets.shown import key_lines, prompt_html, remarks
from quizzes.verdict import Outcome


def test_every_item_but_code_is_a_question(exported_bank):
    expected = [item.id for item in exported_bank.items.values() if item.kind is not Kind.CODE]
    assert [question.id for question in questions(exported_bank)] == expected


def test_more_variants_get_ids_of_their_own(sample):
    made = [question.id for question in questions(sample, 3) if question.item.id == "kinds-number-variants"]
    assert made[0] == "kinds-number-variants"
    assert len(set(made)) == 3
    assert all(name.startswith("kinds-number-variants-v") for name in made[1:])


def test_every_spelling_gets_the_verdict_that_the_page_gives(exported_bank):
    """A trace of several lines is compared line by line instead, without the spaces around a line."""
    for question in questions(exported_bank, 3):
        if isinstance(question.content, Written) and question.item.kind is not Kind.TRACING:
            for answer in question.content.answers:
                assert answer.spellings
                for spelling in answer.spellings:
                    verdict = judge(question.item, spelling)
                    assert (verdict.outcome is Outcome.RIGHT) == answer.right, (question.id, spelling)
                    assert verdict.shown == (() if answer.right else (answer.id,)), (question.id, spelling)


def test_every_spelling_of_a_blank_gets_the_verdict_that_the_page_gives(exported_bank):
    for question in questions(exported_bank, 3):
        if isinstance(question.content, Blanks) and question.item.kind is Kind.CLOZE:
            key = {blank.id: blank.answers[0].spellings[0] for blank in question.content.blanks}
            assert judge(question.item, key).outcome is Outcome.RIGHT
            for blank in question.content.blanks:
                for answer in blank.answers:
                    for spelling in answer.spellings:
                        verdict = judge(question.item, {**key, blank.id: spelling})
                        expected = () if answer.right else (f"{blank.id}/{answer.id}",)
                        assert verdict.shown == expected, (question.id, blank.id, spelling)


def test_lines_of_a_trace_together_are_its_answer(exported_bank):
    for question in questions(exported_bank, 3):
        if question.item.kind is Kind.TRACING:
            lines = [part.answers[0].spellings[0] for part in parts(question.content)]
            assert lines == [line.strip() for line in question.item.body.answer.splitlines() if line.strip()]


def test_no_two_answers_of_a_question_have_a_spelling_in_common(exported_bank):
    for question in questions(exported_bank, 3):
        for part in parts(question.content):
            spelled = [spelling.casefold() for answer in part.answers for spelling in answer.spellings]
            assert len(spelled) == len(set(spelled)), question.id


def test_blanks_stand_once_each_in_the_prompt(exported_bank):
    for question in questions(exported_bank):
        if isinstance(question.content, Blanks):
            shown = prompt_html(question, lambda name: f"<<{name}>>")
            assert [shown.count(f"<<{blank.id}>>") for blank in question.content.blanks] == [
                1 for _ in question.content.blanks
            ]


def test_gaps_between_words_and_an_article_are_spelled():
    assert spellings_of_text(["forget gate"]) == ("forget gate", "forget_gate", "forget-gate", "the forget gate")
    assert spellings_of_text(["-1"]) == ("-1",)
    assert all(accepted(one, ("return_sequences=True",)) for one in spellings_of_text(["return_sequences=True"]))


@pytest.mark.parametrize(
    ("axes", "some"),
    [
        ((None, 3, 1), {"(None, 3, 1)", "(None,3,1)", "[N, 3, 1]", "N,3,1"}),
        ((5,), {"(5,)", "(5)", "5", "[5]"}),
        ((), {"()", "[]"}),
    ],
)
def test_shape_is_spelled_in_every_usual_way(axes, some):
    spelled = spellings_of_shape(axes)
    assert some <= set(spelled)
    assert {canonical(one) for one in spelled} == {axes}


def test_code_is_left_out_with_the_place_where_it_is_judged(sample):
    note = "left out: code is written and judged in quizzes/assignments/sample.md, task sample-step"
    assert Loss("kinds-code", "code", "-", note) in list(lost(sample))


def test_mistake_that_no_line_shows_is_listed(sample):
    item = sample.items["kinds-tracing"]
    longer = replace(item.body, mistakes=(replace(item.body.mistakes[0], value="0 0.5\n1 0.25\n2 0.1\n"),))
    bank = replace(sample, items={item.id: replace(item, body=longer)})
    assert list(lost(bank)) == [
        Loss(item.id, "tracing", "blanks", "mistake 'linear' prints other lines: what is said of it is lost")
    ]


KEYS = {
    "kinds-choice": ("all of it",),
    "kinds-number": ("0.25 (within 0.01)",),
    "kinds-shape": ("`(None, 3, 5)`",),
    "kinds-match": (
        "forget gate $f_t$: $c_{t-1}$",
        "input gate $i_t$: $g_t$",
        r"output gate $o_t$: $\tanh(c_t)$",
    ),
    "kinds-cloze": ("`return_sequences`", "`two`"),
    "kinds-tracing": ("`0 0.5`", "`1 0.25`"),
}


@pytest.mark.parametrize("name", KEYS)
def test_key_is_written_for_people(sample, name):
    found = {question.id: key_lines(question) for question in questions(sample)}
    assert found[name] == KEYS[name]


def test_losses_say_how_many_variants_there_are(sample):
    for count, told in ((1, "1 variant"), (3, "3 variants")):
        assert {loss.becomes for loss in lost(sample, count) if loss.note.startswith("the page makes")} == {told}


def test_what_is_said_of_each_blank_is_a_remark(sample):
    question = next(question for question in questions(sample) if question.id == "kinds-cloze")
    said = [why for _, why in remarks(question)]
    assert all(blank.why and blank.why in said for blank in question.content.blanks)
