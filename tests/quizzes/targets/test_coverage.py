"""The table of coverage: what is there is counted, what is missing is named."""

from dataclasses import replace

import pytest

from quizzes.model import Kind
from quizzes.project import find_project
from quizzes.targets.check import Check, check_item
from quizzes.targets.coverage import CoveragePart, as_json, cards_as_json, coverage, missing_of


@pytest.fixture(scope="module")
def sample(sample):  # with the tasks of the course, and what it promises
    return replace(sample, project=find_project())


@pytest.fixture(scope="module")
def checks(sample):
    return [check_item(item) for item in sample.items.values()]


def part(bank, checks, name):
    return next(each for each in coverage(bank, checks) if each.name == name)


def test_parts_count_what_the_sample_holds(sample, checks):
    parts = {each.name: each for each in coverage(sample, checks)}
    assert list(parts) == [
        "items", "chapters", "kinds", "cards", "objectives", "misconceptions", "proofs", "variants"]  # fmt: skip
    assert parts["chapters"].rows == {"kinds": tuple(sample.items)}
    assert set(parts["kinds"].rows) == {kind.value for kind in Kind}
    assert parts["cards"].rows["A-01"][:2] == ("kinds-choice", "kinds-choices")
    axes = parts["misconceptions"].rows["AXES_SWAPPED"]
    assert axes[:2] == ("kinds-shape", "kinds-shape-variants")
    assert "gates-lstm-forward" in axes[2:]  # a task whose mutants show it
    sourced = tuple(name for name, item in sample.items.items() if item.sources)
    assert sourced[0] == "kinds-choices" and parts["proofs"].rows["source"] == sourced
    assert set(parts["proofs"].rows["proof"]) == set(sample.items) - set(sourced)
    assert {name: len(rows) for name, rows in parts["variants"].rows.items()} == dict.fromkeys(varied(sample), 20)


def varied(bank):
    """Return the items with variants; of the sample bank three at least."""
    names = [name for name in bank.items if name.endswith("-variants")]
    assert len(names) >= 3
    return names


def test_thresholds_are_named(sample, checks):
    missing = set(missing_of(coverage(sample, checks)))
    assert {
        f"expected at least 90 items, got {len(sample.items)}",
        f"expected at least 20 items with variants, got {len(varied(sample))}",
        "expected at least 25 misconceptions, got 6",
    } <= missing


def without(bank, *ids):
    return replace(bank, items={name: item for name, item in bank.items.items() if name not in ids})


def test_card_objective_and_kind_without_an_item_are_named(sample, checks):
    carded = [name for name, item in sample.items.items() if item.cards]
    assert part(without(sample, *carded), checks, "cards").missing == ("card A-01 has no item",)
    bank = replace(sample, items={"kinds-code": sample.items["kinds-code"]})
    others = ", ".join(kind.value for kind in Kind if kind is not Kind.CODE)
    assert part(bank, checks, "kinds").missing == (f"expected items of at least 10 kinds, got 1: none of {others}",)
    assert part(sample, checks, "kinds").missing == ()
    shapes = [name for name, item in sample.items.items() if item.objective == "shapes"]
    assert part(without(sample, *shapes), checks, "objectives").missing == ("objective shapes has no item",)


def test_unused_misconception_and_one_seen_nowhere_are_named(sample, checks):
    naming = [name for name, item in sample.items.items() if "OUTPUT_FIRST" in item.misconceptions]
    missing = part(without(sample, *naming), checks, "misconceptions").missing
    assert "misconception OUTPUT_FIRST is named by no item and no mutant" in missing
    assert "misconception OUTPUT_FIRST does not say where it is seen" in missing
    assert not any("FORGET_ONE_FORGETS" in line for line in missing)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (None, "item kinds-choice was not checked"),
        (Check("kinds-choice", "proof", False, "option 'all' differs"), "item kinds-choice: option 'all' differs"),
        (Check("kinds-choice", "source", True, ""), "item kinds-choice has neither proof nor source"),
    ],
)
def test_item_that_nothing_shows_is_named(sample, check, message):
    bank = replace(sample, items={"kinds-choice": sample.items["kinds-choice"]})
    assert part(bank, [check] if check else [], "proofs").missing == (message,)


FEW = """
def few(draw):
    steps = draw.randint(2, 8)
    return {"parameters": {"gate": 0.5, "steps": steps}, "answer": 0.5**steps,
            "mistakes": {"linear": 1.0 - steps / 2, "lost": 1 - 0.5**steps}}
"""


def test_item_with_too_few_variants_is_named(sample, checks, tmp_path):
    (tmp_path / "few.py").write_text(FEW)
    item = sample.items["kinds-number-variants"]
    item = replace(item, proof="few.py::few", project=replace(item.project, root=tmp_path))
    few = part(replace(sample, items={item.id: item}), checks, "variants")
    assert len(few.rows[item.id]) == 7
    assert "item kinds-number-variants: expected 20 different variants, got 7" in few.missing
    assert part(sample, checks, "variants").missing == (
        f"expected at least 20 items with variants, got {len(varied(sample))}",)  # fmt: skip


def test_line_names_rows_where_they_fit_and_counts_them_where_not():
    assert CoveragePart("kinds", {"a": ("x", "y"), "b": ()}, ()).as_line() == "ok       kinds           2    a 2, b 0"
    many = CoveragePart("cards", {f"A-{n:02}": ("x",) * (n % 2) for n in range(58)}, ("card A-00 has no item",))
    assert many.as_line() == "MISSING  cards           58   29 of 58 covered"


def test_code_item_rests_on_its_assignment(sample):
    assert as_json(sample.items["kinds-code"])["proof"] == "code of kinds-code"


def test_each_card_names_its_items_and_what_shows_them(bank):
    cards = {card["id"]: card for card in cards_as_json(bank)}
    assert list(cards) == list(bank.cards)
    assert "quizzes/proofs/gates.py::forget_one" in cards["C-11"]["proofs"]
    assert cards["B-01"]["verdict"] == "wrong"
    assert cards["B-01"]["truth"] == bank.cards["B-01"].truth
    for card in cards.values():
        assert card["items"], card["id"]
        assert card["proofs"] or card["sources"], card["id"]
