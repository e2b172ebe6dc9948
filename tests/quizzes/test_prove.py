"""The key of every item is shown by its proof, every other key is refuted; proofs compute, and none is missing."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lstm_lib import lstm_step
from quizzes import Item, Kind, load_bank
from quizzes.kinds.match import body as match_of
from quizzes.kinds.tracing import CODE
from quizzes.proofs import draw
from quizzes.prove import DRAWS, disagreements, drawn_of, draws_of, flips, proof_of, run_proof
from quizzes.targets import check
from quizzes.targets.coverage import coverage, missing_of
from quizzes.variants import proof_at, variant

BANK = load_bank()
PROVEN = [item.id for item in BANK.items.values() if proof_of(item) and item.kind is not Kind.CODE]
ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted({item.proof.partition("::")[0] for item in BANK.items.values() if item.proof})


@cache
def truth_of(item_id: str) -> dict[str, object]:
    """Return what the proof found out; each is run once."""
    return dict(run_proof(BANK.item(item_id)))


@pytest.mark.parametrize("item_id", PROVEN)
def test_proof_agrees_with_the_key(item_id):
    assert disagreements(BANK.item(item_id), truth_of(item_id)) == ()


@pytest.mark.parametrize("item_id", PROVEN)
def test_every_other_key_disagrees_with_the_proof(item_id):
    others = flips(BANK.item(item_id))
    assert others
    for other in others:
        key = other.quantity.value if other.quantity else other.key or other.body
        assert disagreements(other, truth_of(item_id)), f"the proof would also accept {key}"


@pytest.mark.parametrize("item_id", PROVEN)
def test_proof_speaks_of_every_option_and_every_mistake(item_id):
    item, truth = variant(BANK.item(item_id), 0), truth_of(item_id)
    named = [option.id for option in item.options]
    if item.quantity:
        named = ["answer", *(mistake.id for mistake in item.quantity.mistakes)]
    assert set(named) <= set(truth)
    for name in truth:
        optional = (item.kind is Kind.TRACING and name == CODE) or (item.kind is Kind.CLOZE and "/" in name)
        silent = {other: value for other, value in truth.items() if other != name}
        assert len(disagreements(item, silent)) == (0 if optional else 1), name


def test_nothing_is_missing_of_the_bank(monkeypatch):
    """It has every card, objective, kind, misconception, proof and variant that the course promises."""
    monkeypatch.setattr(check, "run_proof", lambda item: truth_of(item.id))  # what the other tests take, too
    checks = [check.check_item(item) for item in BANK.items.values()]
    assert list(missing_of(coverage(BANK, checks))) == []


def otherwise(item: Item, name: str, found: object) -> object:
    """Return something else that the proof might have found."""
    if item.options:
        return not found
    if item.quantity:
        return float(found) + 2 * item.quantity.tolerance
    if item.kind is Kind.MATCH:
        return next(entry.id for entry in match_of(item).right if entry.id != found)
    if item.kind is Kind.ORDER:
        ranks = truth_of(item.id).values()
        return max(ranks) + 1 if found != max(ranks) else min(ranks) - 1
    return (*found, 9) if isinstance(found, tuple) else f"not {found}"


@pytest.mark.parametrize("item_id", PROVEN)
def test_proof_that_found_one_thing_otherwise_would_disagree(item_id):
    item, truth = variant(BANK.item(item_id), 0), truth_of(item_id)
    for name, found in truth.items():
        told = disagreements(item, truth | {name: otherwise(item, name, found)})
        assert told, name
        assert all(repr(name) in message for message in told), told
        assert len(told) == 1 or item.kind is Kind.ORDER, told


@pytest.mark.parametrize("item_id", PROVEN)
def test_what_a_proof_finds_of_an_option_is_a_truth_value(item_id):
    if BANK.item(item_id).options:
        assert {type(found).__name__ for found in truth_of(item_id).values()} <= {"bool"}


def gates_swapped(x, h, c, W_x, W_h, b):
    """Take the step of a library that reads the weights of i and f the wrong way round."""
    i, f, g, o = np.arange(4 * c.shape[1]).reshape(4, -1)
    order = np.concatenate([f, i, g, o])
    return lstm_step(x, h, c, W_x[:, order], W_h[:, order], b[order])


def tanh_missing(*arguments):
    """Take the step of a library that forgets the tanh on the memory."""
    step = lstm_step(*arguments)
    return step._replace(h=step.o * step.c)


def gates_by_tanh(*arguments):
    """Take the step of a library whose output gate has the candidate's function."""
    step = lstm_step(*arguments)
    return step._replace(o=2 * step.o - 1)


@pytest.mark.parametrize(
    ("broken_step", "item_ids"),
    [
        (gates_swapped, ["gates-forget-one", "gates-cell-update", "gates-input-zero", "gates-responsible"]),
        (tanh_missing, ["gates-hidden-from-cell", "gates-output-zero", "gates-responsible"]),
        (gates_by_tanh, ["gates-output-function", "gates-three"]),
    ],
)
def test_a_broken_library_is_found_out_by_the_proofs(monkeypatch, broken_step, item_ids):
    monkeypatch.setattr(draw, "lstm_step", lambda x, h, c, W_x, W_h, b: broken_step(x, h, c, W_x, W_h, b))
    for item_id in item_ids:
        item = BANK.item(item_id)
        assert disagreements(item, run_proof(item, draws=1)), item_id


@pytest.mark.parametrize("item_id", [item.id for item in BANK.items.values() if item.proof])
def test_a_proof_draws_what_its_question_leaves_open_and_says_so(item_id):
    item = BANK.item(item_id)
    what, _ = drawn_of(item)
    if item.template or proof_at(item).kept:
        assert draws_of(item) == DRAWS
    else:
        assert what
        assert draws_of(item) == DRAWS >= 20


def test_every_proof_rests_on_twenty_draws():
    assert [item.id for item in BANK.items.values() if item.proof and draws_of(item) < DRAWS] == []


def test_no_draw_is_drawn_twice():
    assert draw.generator("a", 0).random() == draw.generator("a", 0).random()
    assert len({draw.generator(name, n).random() for name in ("a", "b") for n in range(20)}) == 40


def by_a_proof_of(folder, name, source):
    """Return an item of the bank whose proof is this file's function `proof`."""
    (folder / "own.py").write_text(source)
    item = BANK.item(name)
    return replace(item, proof="own.py::proof", project=replace(item.project, root=folder))


LUCKY = """
from quizzes.proofs.gates import forget_one

def proof(rng):
    return forget_one(rng) | {"kept": bool(rng.random() > 0.5)}
"""
BY_LUCK = """
from quizzes.proofs.states_variants import last_shape

def proof(rng):
    values = last_shape(rng)
    return values | {"answer": (*values["answer"], int(rng.weights.integers(2)))}
"""


def test_draws_that_disagree_are_no_proof(tmp_path):
    item = by_a_proof_of(tmp_path, "gates-forget-one", LUCKY)
    either = r"\{'kept': (True|False), "
    with pytest.raises(AssertionError, match=rf"^draw \d+: expected {either}.*\}}, as in draw 0, got {either}"):
        run_proof(item)


def test_a_variant_whose_key_rests_on_its_weights_is_found(tmp_path):
    item = by_a_proof_of(tmp_path, "states-last-shape", BY_LUCK)
    with pytest.raises(AssertionError, match=r"^variant \d+: "):
        run_proof(item)


def test_steps_that_restate_their_order_prove_nothing():
    """An order is found by what comes out; where nothing that is wanted can come out, there is none."""
    steps = {"one": lambda k: {"a": 1}, "two": lambda k: {"b": k["a"] + 1}}
    assert draw.ranks_of_orders(steps, {"a": 0, "b": 0}, lambda k: k["b"] == 2) == {"one": 0, "two": 1}
    assert draw.ranks_of_orders(steps, {"a": 1, "b": 0}, lambda k: k["b"] == 2) == {"one": 0, "two": 0}
    with pytest.raises(AssertionError, match="no order gives what the library gives"):
        draw.ranks_of_orders(steps, {"a": 0, "b": 0}, lambda k: k["b"] == 3)


def test_item_without_a_proof_cites_a_source():
    for item_id, item in BANK.items.items():
        assert proof_of(item) or item.sources, item_id


def test_no_two_items_share_a_proof():
    proofs = [item.proof for item in BANK.items.values() if item.proof]
    assert len(proofs) == len(set(proofs))


def computed(node: ast.expr) -> bool:
    """Tell whether an expression has anything in it that is not a literal."""
    return any(isinstance(part, ast.Name | ast.Call) for part in ast.walk(node))


LIBRARIES = ("lstm_lib", "keras", "experiments", "quizzes.proofs")  # of proofs: helpers that run lstm_lib themselves
# What proofs share and what runs nothing of the library by itself.
HELPERS = ("drawn", "near", "same", "sizes", "logit", "Rng", "OPEN", "CLOSED", "ranks_of_orders", "apart", "MODEL")


def proof_faults(source: str, proofs: set[str] | None = None) -> Iterator[str]:
    """Yield where a file of proofs states a result instead of computing it, or runs no library.

    What an experiment stored is a run of the library, whose hash tests/experiments hold to today's code.
    """
    tree = ast.parse(source)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    library = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(LIBRARIES)
        for alias in node.names
        if alias.name not in HELPERS
    }
    for name in functions if proofs is None else sorted(proofs):
        for node in ast.walk(functions[name]):
            values: list[ast.expr] = []
            if isinstance(node, ast.Dict):
                values = node.values
            elif isinstance(node, ast.DictComp):
                values = [node.value]
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "dict":
                values = [keyword.value for keyword in node.keywords]
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                index = node.targets[0].slice
                values = [node.value] if isinstance(index, ast.Constant) and isinstance(index.value, str) else []
            stated = [value for value in values if not computed(value) and not is_text(value)]
            yield from (
                f"{value.lineno}: {name} states {ast.unparse(value)} instead of computing it" for value in stated
            )
        if not reaches(name, functions, library):
            yield f"{functions[name].lineno}: {name} runs nothing of the library"


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def reaches(name: str, functions: dict[str, ast.FunctionDef], library: set[str]) -> bool:
    """Tell whether a function uses the library, itself or through other functions of its module."""
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        current = ahead.pop()
        if current in seen:
            continue
        seen.add(current)
        used = {node.id for line in functions[current].body for node in ast.walk(line) if isinstance(node, ast.Name)}
        if used & library:
            return True
        ahead += used & functions.keys()
    return False


@pytest.mark.parametrize("path", FILES)
def test_proofs_compute_what_they_find_and_run_the_library(path):
    named = {item.proof.partition("::")[2] for item in BANK.items.values() if (item.proof or "").startswith(path)}
    assert list(proof_faults((ROOT / path).read_text(encoding="utf-8"), named)) == []


HEAD = "from lstm_lib import LSTM;from experiments import stored\ndef helper():\n    return LSTM(1)\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    return {'a': stored('adding')['RNN_40'].mean() > 1}", []),
        ("    return {'a': helper() > 1, 'b': not helper()}", []),
        ("    return {'a': helper() > 1, 'b': False}", ["5: p states False instead of computing it"]),
        ("    return {'answer': helper(), 'b': -0.5}", ["5: p states -0.5 instead of computing it"]),
        (
            "    return {'answer': helper(), 'b': 1 - 0.9 ** 10}",
            ["5: p states 1 - 0.9 ** 10 instead of computing it"],
        ),
        ("    return dict(a=helper(), b=True)", ["5: p states True instead of computing it"]),
        (
            "    found = {'a': helper()}\n    found['b'] = True\n    return found",
            ["6: p states True instead of computing it"],
        ),
        ("    return {name: helper() == name for name in 'ab'}", []),
        (
            "    helper()\n    return {name: True for name in 'ab'}",
            ["6: p states True instead of computing it"],
        ),
        ("    x = 3\n    return {'a': x > 1}", ["4: p runs nothing of the library"]),
    ],
)
def test_a_proof_that_states_instead_of_computing_is_named(body, expected):
    assert list(proof_faults(f"{HEAD}def p():\n{body}\n", {"p"})) == expected
