"""Variants: the same seed gives the same one everywhere, twenty differ, and each is proven by what made it."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import quizzes.variants
from quizzes import Outcome, judge
from quizzes.errors import BankError
from quizzes.kinds import KINDS
from quizzes.prove import disagreements, flips, run_proof
from quizzes.variants import COUNT, MARK, variant, variants, written
from quizzes.wording import text_problems, texts

TEMPLATES = ["kinds-number-variants", "kinds-shape-variants", "kinds-tracing-variants"]
ROOT = Path(__file__).resolve().parent.parent.parent


def key(item):
    return item.quantity or item.body


def every_template(bank, sample):
    return [item for each in (bank, sample) for item in each.items.values() if item.template]


def test_an_item_without_parameters_is_its_own_variant(sample):
    item = sample.item("kinds-number")
    assert variant(item, 3) is item
    assert variants(item) == (item,)


def test_a_template_has_no_key_and_a_variant_stays_what_it_is(sample):
    item = sample.item("kinds-number-variants")
    assert (item.quantity, item.body, item.seed) == (None, None, None)
    assert item.proof == "quizzes/proofs/sample.py::left_variants"
    assert item.misconceptions == ("LINEAR_DECAY", "FORGET_ONE_FORGETS")
    second = variant(item, 1)
    assert (second.id, second.seed) == (item.id, "1")
    assert variant(second, 7) is second


def test_the_first_variant_is_filled_in_everywhere(sample):
    item = variant(sample.item("kinds-number-variants"), 0)
    assert item.prompt == "What is left of $c_0 = 1$ after 2 steps at $f_t = 0.8$? Three digits are enough."
    assert item.hints == ("Multiply 2 times.",)
    assert item.explain == "It is $0.8^{2}$."
    assert item.quantity.value == pytest.approx(0.64, abs=1e-12)
    assert [mistake.why for mistake in item.quantity.mistakes] == [
        "That subtracts $1 - 0.8$ at each step.",
        "That is what is lost.",
    ]
    assert judge(item, "0.6").misconceptions == ("LINEAR_DECAY",)


def test_a_number_as_a_seed_and_its_text_are_the_same(sample):
    item = sample.item("kinds-shape-variants")
    assert variant(item, 5) == variant(item, "5")


def test_the_same_seed_gives_the_same_variant_in_another_process(sample):
    code = (
        "import json, sys\nfrom pathlib import Path\nfrom quizzes import load_bank\n"
        "from quizzes.project import read_project\n"
        "from quizzes.variants import variants\nroot = Path(sys.argv[1])\n"
        "bank = load_bank(read_project(root))\n"
        "made = [v for item_id in sys.argv[2:] for v in variants(bank.item(item_id))]\n"
        "print(json.dumps([repr(v.quantity or v.body) + v.prompt for v in made]))"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent / "fixtures"), *TEMPLATES]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    here = [repr(key(v)) + v.prompt for item_id in TEMPLATES for v in variants(sample.item(item_id))]
    assert json.loads(done.stdout) == here


def test_twenty_variants_differ(bank, sample):
    for item in every_template(bank, sample):
        made = variants(item)
        assert len(made) == COUNT == 20
        assert len({(v.prompt, repr(key(v))) for v in made}) == 20, item.id
        assert len({v.seed for v in made}) == 20
        assert made[0] == variant(item, 0), "the first one is that of 0"


def test_a_function_that_gives_too_few_is_told(monkeypatch, sample):
    monkeypatch.setattr(quizzes.variants, "proof_at", lambda item: lambda *_: GOOD)
    item = replace(sample.item("kinds-number-variants"), cards=("A-01",))  # not one that was made before
    with pytest.raises(BankError) as caught:
        variants(item)
    message = "kinds-number-variants: expected 20 different variants, got 1 from 200 seeds"
    assert [problem.message for problem in caught.value.problems] == [message]


def test_every_variant_is_valid_readable_and_proven_and_no_other_key_is(bank, sample):
    for item in every_template(bank, sample):
        for made in variants(item):
            assert list(KINDS[made.kind].problems(made)) == []
            truth = run_proof(made, draws=2)
            assert disagreements(made, truth) == ()
            assert all(disagreements(other, truth) for other in flips(made))
            for path, text in texts(made):
                assert not MARK.search(text), f"{item.id}: {path}"
                assert list(text_problems(text)) == []


def test_a_template_is_proven_by_its_first_variant(sample):
    for item_id in TEMPLATES:
        item = sample.item(item_id)
        assert disagreements(item, run_proof(item)) == ()
        assert flips(item) == flips(variant(item, 0))
        assert flips(item)


def test_a_variant_is_judged(sample):
    item = variant(sample.item("kinds-tracing-variants"), 0)
    assert judge(item, item.body.answer).outcome is Outcome.RIGHT
    assert judge(item, item.body.mistakes[0].value).misconceptions == ("GATES_SWAPPED",)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (3, "3"), (-0.5, "-0.5"), ("relu", "relu"), (1e-5, "1e-05"), ([1, 2], "[1, 2]")],
)
def test_a_parameter_is_written_without_the_dust_of_floats(value, text):
    assert written(value) == text


GOOD = {"parameters": {"gate": 0.5, "steps": 2}, "answer": 0.25, "mistakes": {"linear": 0.0, "lost": 0.75}}


@pytest.mark.parametrize(
    ("values", "messages"),
    [
        (
            {"parameters": {"gate": 0.5}, "answer": 0.25, "mistakes": GOOD["mistakes"]},
            ["variant 0: the item has a mark <<steps>> that is no parameter"],
        ),
        (
            GOOD | {"parameters": GOOD["parameters"] | {"more": 1}},
            ["variant 0: the parameter 'more' stands nowhere in the item"],
        ),
        (
            {"parameters": GOOD["parameters"], "extra": 1},
            [
                "variant 0: the function returned 'extra'; known are answer, code, mistakes, parameters, tolerance",
                "variant 0: the function returned no 'answer'",
                "variant 0: the function returned no value of mistake 'linear'",
                "variant 0: the function returned no value of mistake 'lost'",
            ],
        ),
        (
            GOOD | {"mistakes": GOOD["mistakes"] | {"other": 1}},
            ["variant 0: the function speaks of mistake 'other', which the item does not name"],
        ),
        (
            GOOD | {"mistakes": {"linear": 0.25, "lost": 0.75}},
            ["mistake 'linear' (0.25) lies within the tolerance of the answer (0.25) (variant 0)"],
        ),
        (GOOD | {"tolerance": 0}, ["expected a tolerance above 0, got 0.0 (variant 0)"]),
        (None, ["variant 0: expected a dict of values, got None"]),
    ],
)
def test_values_that_do_not_fit_the_item_are_told(monkeypatch, sample, values, messages):
    monkeypatch.setattr(quizzes.variants, "proof_at", lambda item: lambda *_: values)
    item = sample.item("kinds-number-variants")
    item = replace(item, prompt=f"{item.prompt} {messages}")  # not one that was made before
    with pytest.raises(BankError) as caught:
        variant(item, 0)
    assert [problem.message for problem in caught.value.problems] == [f"{item.id}: {told}" for told in messages]
    assert {problem.where for problem in caught.value.problems} == {item.where}
