"""What holds of every kind: any answer gets a verdict, keys are proven, faulty entries are told with their line."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import Kind, Outcome, judge, load_bank
from quizzes.errors import BankError
from quizzes.project import read_project
from quizzes.prove import disagreements, flips, proof_of, run_proof
from quizzes.variants import variant

SAMPLE = Path(__file__).parent / "fixtures"
BANK = load_bank(read_project(SAMPLE))
KEYS = {
    "kinds-choice": "all",
    "kinds-choices": ["zero", "one"],
    "kinds-number": "0.25",
    "kinds-shape": "(None, 3, 5)",
    "kinds-order": ["pre", "candidate", "forget", "sum", "hidden"],
    "kinds-match": {"forget": "memory", "input": "candidate", "output": "squashed"},
    "kinds-cloze": {"every-step": "return_sequences", "count": "two"},
    "kinds-text": "forget gate",
    "kinds-tracing": "0 0.5\n1 0.25",
}
ITEMS = "quizzes/bank/kinds.yml"


def test_the_sample_has_an_item_of_every_kind():
    assert {item.kind for item in BANK.items.values()} == set(Kind)


@pytest.mark.parametrize(("item_id", "answer"), KEYS.items())
def test_the_key_of_every_kind_is_judged_right(item_id, answer):
    assert judge(BANK.item(item_id), answer).as_json() == {
        "outcome": "right",
        "score": 1.0,
        "message": "Right.",
        "shown": {"kinds-choice": ["all"], "kinds-choices": ["one", "zero"]}.get(item_id, []),
        "misconceptions": [],
    }


@pytest.mark.parametrize("item_id", [item_id for item_id in BANK.items if proof_of(BANK.item(item_id))])
def test_the_key_is_proven_and_every_other_key_is_refuted(item_id):
    item = BANK.item(item_id)
    truth = run_proof(item)
    assert disagreements(item, truth) == ()
    assert flips(item) or item.kind is Kind.CODE
    for other in flips(item):
        assert disagreements(other, truth), f"the proof would also accept {other.body or other.quantity or other.key}"


SCALAR = st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=8)
WORDS = st.sampled_from(
    ["all", "pre", "forget", "memory", "raw", "input", "output", "every-step", "count", "two", "four", "(None, 3)",
     "[", "N", "3,5", "0 0.5\n1 0.0", "\ud800", "return_state"]
)  # fmt: skip
JSON = st.recursive(
    SCALAR | WORDS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("item_id", BANK.items)
@given(answer=JSON)
def test_no_answer_raises_and_every_verdict_is_plain_json(item_id, answer):
    item = variant(BANK.item(item_id), 0)
    verdict = judge(item, answer)
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.message.endswith(".")
    assert (verdict.score == 1.0) == (verdict.outcome is Outcome.RIGHT)
    if verdict.outcome in (Outcome.UNANSWERED, Outcome.UNREADABLE):
        assert (verdict.score, verdict.shown, verdict.misconceptions) == (0.0, (), ())
    assert set(verdict.misconceptions) <= set(item.misconceptions)
    plain = verdict.as_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


@pytest.fixture
def copy(tmp_path):
    """A copy of the sample, and a function that breaks it and returns its problems."""
    shutil.copytree(SAMPLE, tmp_path / "sample")
    root = tmp_path / "sample"

    def broken(old: str, new: str, name: str = ITEMS) -> list[str]:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(BankError) as caught:
            load_bank(read_project(root))
        return [f"{problem.message}" for problem in caught.value.problems]

    return broken


FAULTS = {
    "shape without answer": ("  answer: [null, 3, 5]\n", "", ["kinds-shape: field 'answer' is missing"]),
    "shape as text": (
        "answer: [null, 3, 5]",
        'answer: "(None, 3, 5)"',
        ["kinds-shape: 'answer': expected a list, got \"(None, 3, 5)\""],
    ),
    "half an axis": (
        "answer: [null, 3, 5]",
        "answer: [null, 3, 0.5]",
        ["kinds-shape: 2: expected a whole number or a text or nothing, got 0.5"],
    ),
    "shape's mistake without value": (
        "    value: [null, 5]\n",
        "",
        ["kinds-shape: field 'value' is missing"],
    ),
    "variants with an answer": (
        "  tolerance: 0.002\n",
        "  tolerance: 0.002\n  answer: 1\n",
        ["kinds-number-variants: 'answer': does not belong to an item of this kind"],
    ),
    "variants with a proof": (
        "  variants: quizzes/proofs/sample.py::left_variants",
        "  variants: quizzes/proofs/sample.py::left_variants\n  proof: quizzes/proofs/sample.py::left",
        ["kinds-number-variants: 'proof': does not belong to an item of this kind"],
    ),
    "variants of another kind": (
        "  proof: quizzes/proofs/sample.py::gate_roles",
        "  variants: quizzes/proofs/sample.py::gate_roles",
        ["kinds-match: 'variants': does not belong to an item of this kind"],
    ),
    "unknown function of variants": (
        "sample.py::left_variants",
        "sample.py::left_variant",
        [
            "kinds-number-variants: proof missing: quizzes/proofs/sample.py has no function 'left_variant'; "
            "did you mean 'left_variants'?"
        ],
    ),
    "steps of another kind": (
        "  left:\n",
        "  steps: []\n  left:\n",
        ["kinds-match: 'steps': does not belong to an item of this kind"],
    ),
    "no right side": (
        "  right:\n  - id: memory",
        "  rigth:\n  - id: memory",
        ["kinds-match: field 'right' is missing", "kinds-match: unknown field 'rigth'; did you mean 'right'?"],
    ),
    "tie of one": (
        "ties: [[forget, candidate]]",
        "ties: [[forget]]",
        ['kinds-order: 0: expected at least 2, got ["forget"]'],
    ),
    "tie that is no step": (
        "ties: [[forget, candidate]]",
        "ties: [[forget, input]]",
        ["kinds-order: the ties name 'input', which is no step"],
    ),
    "blank without a mark": (
        "{{count}}",
        "count",
        ["kinds-cloze: expected {{count}} once in the prompt, got 0 times"],
    ),
    "text without forms": (
        "  accept: [forget gate, forget, $f$]\n",
        "  accept: []\n",
        ["kinds-text: 'accept': expected at least 1, got []"],
    ),
    "mistake of a text with a value": (
        "    accept: [input gate, input]\n",
        "    accept: [input gate, input]\n    value: 3\n",
        ["kinds-text: 'value': does not belong to an item of this kind"],
    ),
    "code that is no Python": (
        "    c, f = 1.0, 0.5\n",
        "    c, f = 1.0,, 0.5\n",
        ["kinds-tracing: the code is not valid Python: invalid syntax"],
    ),
    "no assignment": (
        "assignment: sample",
        "assignment: other",
        ["kinds-code: there is no assignment quizzes/assignments/other.md"],
    ),
    "no task": (
        "task: sample-step",
        "task: sample-steps",
        ["kinds-code: quizzes/assignments/sample.md has no task 'sample-steps'; did you mean 'sample-step'?"],
    ),
    "unknown misconception of a step": (
        "misconception: OUTPUT_FIRST",
        "misconception: OUTPUT_FIRS",
        ["kinds-order: unknown misconception 'OUTPUT_FIRS'; did you mean 'OUTPUT_FIRST'?"],
    ),
    "empty hint": ("  - The gate is a factor.", '  - " "', ["kinds-choice: hints[0]: the text is empty"]),
}


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_an_item_is_told(copy, old, new, expected):
    assert copy(old, new) == expected


SEEN_FAULTS = [
    ("    url: https://example.org/thread\n", "", ["AXES_SWAPPED: field 'key' is missing"]),
    (
        "https://example.org/thread",
        "http://example.org",
        ["AXES_SWAPPED: 'url': expected an address that begins with https://, got \"http://example.org\""],
    ),
    (
        "key: someone1997",
        "key: someone1998",
        [
            "FORGET_ONE_FORGETS: source 'someone1998' is not in book/references.bib; did you mean 'someone1997'?",
        ],
    ),
    (
        "key: someone1997",
        "key: someone1997\n    url: https://example.org",
        ["FORGET_ONE_FORGETS: 'key': does not belong to an item of this kind"],
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), SEEN_FAULTS)
def test_a_fault_in_where_a_misconception_was_seen_is_told(copy, old, new, expected):
    assert copy(old, new, "quizzes/bank/misconceptions.yml") == expected
