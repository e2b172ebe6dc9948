"""Items as questions: what other programs compare letter by letter is what the course's own judge says."""

from dataclasses import FrozenInstanceError, replace

import pytest

from quizzes.judge import judge
from quizzes.kinds.content import Blanks, Written
from quizzes.kinds.shape import canonical, spellings_of_shape
from quizzes.kinds.text import accepted, spellings_of_text
from quizzes.model import Kind
from quizzes.targets.canvas_parts import comment, menu
from quizzes.targets.gift import export_gift
from quizzes.targets.html import html
from quizzes.targets.moodle import export_moodle
from quizzes.targets.questions import Omission, lost, parts, questions
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
    assert Omission("kinds-code", "code", "-", note) in list(lost(sample))


def test_mistake_that_no_line_shows_is_listed(sample):
    item = sample.items["kinds-tracing"]
    longer = replace(item.body, mistakes=(replace(item.body.mistakes[0], value="0 0.5\n1 0.25\n2 0.1\n"),))
    bank = replace(sample, items={item.id: replace(item, body=longer)})
    assert list(lost(bank)) == [
        Omission(item.id, "tracing", "blanks", "mistake 'linear' prints other lines: what is said of it is lost")
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


def test_loss_of_spellings_counts_those_of_the_key(sample):
    notes = {loss.item: loss.note for loss in export_moodle(sample).losses if "right spellings" in loss.note}
    for question in questions(sample):
        if isinstance(question.content, Written):
            count = len(next(answer for answer in question.content.answers if answer.right).spellings)
            assert notes[question.id] == f"right spellings: {count}; the page takes any spacing"


def test_text_of_an_item_holds_no_tags_of_its_own():
    assert html("<b>a</b> *b*") == "<p>&lt;b&gt;a&lt;/b&gt; <em>b</em></p>"


def test_field_of_canvas_takes_one_answer_unless_several_are_said():
    rows = [("a", "x")]
    assert menu("f", rows).get("rcardinality") == "Single"
    assert menu("f", rows, several=True).get("rcardinality") == "Multiple"


@pytest.mark.parametrize(
    "kept", ["<p>a &lt; b</p><p>c</p>", "<p>a</p><p>&lt;</p>", "<p>&lt; <em>b</em></p>", "<p>plain</p>", "<p></p>", ""]
)
def test_only_one_run_of_text_with_signs_needs_a_mark(kept):
    assert comment(kept) == kept


@pytest.mark.parametrize("sign", ["&lt;", "&gt;", "&amp;"])
def test_one_run_of_text_with_a_sign_has_it(sign):
    assert comment(f"<p>{sign}</p>") == f'<p lang="en">{sign}</p>'


def with_item(bank, name, **changed):
    return replace(bank, items={name: replace(bank.item(name), **changed)})


@pytest.mark.parametrize(("rights", "share"), [(1, "100"), (2, "50"), (3, "33.33333"), (4, "25")])
def test_points_of_several_right_options_are_shared_and_a_wrong_one_takes_a_share(sample, rights, share):
    option = sample.item("kinds-choices").options[0]
    options = [replace(option, id=f"o{n}", text=f"text {n}", right=n < rights) for n in range(rights + 1)]
    bank = with_item(sample, "kinds-choices", options=tuple(options))
    gift = export_gift(bank).files["recurrent-networks.gift"].decode()
    moodle = export_moodle(bank)
    for n in range(rights + 1):
        sign = "" if n < rights else "-"
        assert f"~%{sign}{share}%text {n}#" in gift
        assert f'fraction="{sign}{share}"' in moodle.files["recurrent-networks.xml"].decode()
    assert [loss.note for loss in moodle.losses] == []


def test_shares_that_moodle_does_not_allow_are_told(sample):
    option = sample.item("kinds-choices").options[0]
    options = tuple(replace(option, id=f"o{n}", text=f"text {n}", right=n < 11) for n in range(12))
    losses = export_moodle(with_item(sample, "kinds-choices", options=options)).losses
    assert [loss.note for loss in losses] == ["the grades are the nearest that Moodle allows"]


def test_blanks_that_are_worth_other_points_than_the_item_are_told(sample):
    count = next(len(q.content.blanks) for q in questions(sample) if q.id == "kinds-cloze")
    for points in (count - 1, count, count + 1):
        losses = export_moodle(with_item(sample, "kinds-cloze", points=points)).losses
        told = [loss.note for loss in losses if loss.note.startswith("points")]
        assert told == ([] if points == count else [f"points: {count}, one a blank, instead of {points}"])


def test_questions_and_losses_do_not_change_once_they_are_made(sample):
    for value in (questions(sample)[0], export_moodle(sample).losses[0], export_moodle(sample)):
        with pytest.raises(FrozenInstanceError):
            value.item = None
