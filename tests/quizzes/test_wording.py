"""What cannot be read as written is told when the bank is loaded, and so are options that give themselves away."""

from dataclasses import replace

import pytest

from quizzes.errors import BankError
from quizzes.wording import giveaway_problem, giveaways, text_problems, texts

GATES = "quizzes/bank/gates.yml"
LEFT = "What is left after two steps at a half?"


def problems(project) -> list[str]:
    with pytest.raises(BankError) as caught:
        project.load()
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        "plain", "$a_{t-1}$ and $b$", "$$\nx^{2}\n$$", r"\$5 and $\{x\}$", "`$HOME` and ``{``", "{{blank}} and $f$",
        "```\n$x {\n```", "one $a$\n\ntwo $b$", "a { b",
    ],
)  # fmt: skip
def test_readable_texts_pass(text):
    assert list(text_problems(text)) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \n", "the text is empty"),
        ("$a and b", "a formula is not closed: $a and b"),
        ("one $a\n\ntwo b$ and more", "a formula is not closed: one $a"),
        ("$a_{t$ is", "the braces of a formula do not match: $a_{t$"),
        ("$}a{$", "the braces of a formula do not match: $}a{$"),
        ("$$x_{t}}$$", "the braces of a formula do not match: $$x_{t}}$$"),
    ],
)
def test_unreadable_texts_are_told(text, message):
    assert next(text_problems(text)) == message


def test_all_that_a_learner_reads_is_checked(sample):
    assert dict(texts(sample.item("kinds-cloze"))).keys() == {
        "prompt", "explain", "body.blanks[0].why", "body.blanks[0].mistakes[0].why", "body.blanks[1].why",
        "body.blanks[1].mistakes[0].why",
    }  # fmt: skip
    template = dict(texts(sample.item("kinds-number-variants")))
    assert template["hints[0]"] == "Multiply <<steps>> times."
    assert template["mistakes[1].why"] == "That is what is lost."
    assert dict(texts(sample.item("kinds-choice")))["options[1].text"] == "nothing of it"


def test_a_text_that_cannot_be_read_is_told_with_its_place(project):
    project.edit("why: Zero would do that.", "why: Zero $would do that.")
    project.edit("text: A gate multiplies.", "text: A gate $f_{t$.", "quizzes/bank/misconceptions.yml")
    assert problems(project) == [
        f"{GATES}:5: gates-keep: options[1].why: a formula is not closed: Zero $would do that.",
        "quizzes/bank/misconceptions.yml:5: LINEAR_DECAY: text: the braces of a formula do not match: $f_{t$",
    ]


@pytest.mark.parametrize("text", ["All of the above", "none of the above.", "neither of these", "None of the options"])
def test_an_option_that_speaks_of_the_others_is_told(project, text):
    project.edit("nothing of it", text)
    assert problems(project) == [
        f"{GATES}:5: gates-keep: option 'nothing' speaks of the other options; let it stand by itself"
    ]


def test_a_misconception_is_optional(project):
    project.edit("text: A half erases.\n    right: false\n    why: It keeps a half.\n    misconception: ONE_ERASES\n",
                 "text: A half erases.\n    right: false\n    why: It keeps a half.\n")  # fmt: skip
    assert project.load().item("gates-apply").misconceptions == ()


def many(bank, longest: int, count: int):
    """Return choice items, of which in the first `longest` the right option is the longest."""
    item = bank.item("gates-values")
    right, wrong = (next(o for o in item.options if o.right is kind) for kind in (True, False))
    for n in range(count):
        text = "a longer one" if n < longest else "short"
        yield replace(item, id=f"item-{n}", options=(replace(right, text=text), replace(wrong, text=r"$\tanh(c)$ x")))


def test_the_longest_option_may_be_right_in_four_of_ten(bank):
    assert giveaway_problem(many(bank, 4, 10)) is None
    assert giveaway_problem(many(bank, 5, 10)) == (
        "the right option is the longest in 5 of 10 choice items, more than 40 %: "
        "item-0, item-1, item-2, item-3, item-4"
    )
    assert giveaway_problem(many(bank, 9, 9)) is None, "a share of fewer than ten says nothing"


def test_options_of_the_same_length_and_commands_of_formulas_give_nothing_away(bank):
    (item,) = many(bank, 1, 1)
    right, wrong = item.options
    assert giveaways([item]) == ((item,), 1)
    same = replace(item, options=(replace(right, text=r"$\odot$ and b"), replace(wrong, text="x and b")))
    assert giveaways([same]) == ((), 1)


def test_a_bank_whose_longest_options_are_right_is_told(project):
    text = (project.root / GATES).read_text()
    head, rest = text.split("- id: gates-keep\n")
    entry, others = rest.split("- id: gates-apply")
    entry = entry.replace("all of it", "all of it and more")
    entries = "".join(f"- id: gates-keep{n or ''}\n{entry}" for n in range(10))
    project.write(GATES, f"{head}{entries}- id: gates-apply{others}")
    ids = ", ".join(f"gates-keep{n or ''}" for n in range(10))
    assert problems(project) == [
        f"{GATES}:5: the right option is the longest in 10 of 10 choice items, more than 40 %: {ids}"
    ]
