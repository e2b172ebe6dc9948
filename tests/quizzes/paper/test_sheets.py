"""Sheets for 200 students: right keys, found in two other ways, equal spread, neighbours apart, the same twice."""

import json
import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from quizzes.errors import UsageError
from quizzes.judge import Outcome, judge
from quizzes.kinds import KINDS
from quizzes.kinds.content import TaskPlace
from quizzes.model import Kind
from quizzes.paper.asked import ask, judged
from quizzes.paper.difficulty import ENOUGH, Share, band, calculates, steps
from quizzes.paper.make import make_files, version_of
from quizzes.paper.manifest import read_manifest
from quizzes.paper.plan import known_objectives, plan
from quizzes.paper.sheets import Person, sheets
from quizzes.prove import disagreements, run_proof
from quizzes.targets.html import plain, readable
from quizzes.targets.questions import item_questions
from quizzes.variants import values_of, variants

SLOW = ("_keras.py", "_training.py")


def test_every_key_is_what_the_item_is_judged_by_and_what_its_proof_computes(bank, class_of_200):
    seen = {}
    for sheet in class_of_200:
        for asked in sheet.asked:
            verdict = judge(asked.item, judged(asked, asked.boxes))
            assert (verdict.outcome, verdict.score) == (Outcome.RIGHT, 1.0), (sheet.person.id, asked.item.id)
            seen[asked.item.id, asked.item.seed] = asked
    assert len({seed for _, seed in seen}) > 10 and len(seen) > 40
    for (name, seed), asked in seen.items():
        if bank.items[name].proof.partition("::")[0].endswith(SLOW):
            continue  # these train, or run Keras; test_prove.py runs them all
        if seed is not None:  # computed anew from the parameters, with other weights
            truth = values_of(bank.items[name], seed, draw=1)["answer"]
            answer = truth if asked.item.kind in (Kind.NUMBER, Kind.SHAPE) else str(truth)
            assert judge(asked.item, answer).outcome is Outcome.RIGHT, name
        else:
            assert disagreements(asked.item, run_proof(asked.item)) == (), name


def test_every_kind_that_paper_holds_has_a_key_its_judge_takes(bank, sample):
    kinds = Counter()
    for item in [*bank.items.values(), *sample.items.values()]:
        for question in item_questions(item):
            for seed in range(3):
                asked = ask(question, random.Random(f"{item.id}/{seed}"))
                assert judge(asked.item, judged(asked, asked.boxes)).outcome is Outcome.RIGHT, item.id
            kinds[item.kind] += 1
    assert set(kinds) == {kind for kind in Kind if not isinstance(example(sample, kind), TaskPlace)}
    assert Kind.CODE not in kinds


def example(bank, kind):
    """Return what the first item of a kind holds."""
    return KINDS[kind].content(next(item for item in bank.items.values() if item.kind is kind))


def test_the_judge_finds_a_key_that_is_wrong(bank):
    (question,) = item_questions(bank.items["gates-forget-role"])
    asked = ask(question, random.Random("x"))
    others = tuple(letter for letter in "ABCDE" if letter not in asked.boxes)
    assert judge(asked.item, judged(asked, others)).outcome is Outcome.WRONG


def test_what_is_printed_leads_from_the_sheet_by_the_key_to_full_points(files, class_of_200):
    for place in (0, 57, 199):
        sheet = class_of_200[place]
        name = f"{place + 1:03}-{sheet.person.id}.html"
        page = BeautifulSoup(files[f"sheets/{name}"], "html.parser")
        key = BeautifulSoup(files[f"keys/{name}"], "html.parser")
        asked = page.select("section.question")
        rows = key.select("table.key tbody tr")
        assert len(asked) == len(rows) == len(sheet.asked) == 8
        for section, row, each in zip(asked, rows, sheet.asked, strict=True):
            told = row.select_one("td").get_text()
            if each.item.kind not in (Kind.CHOICE, Kind.CHOICES):
                continue
            shown = [li.select_one(".letter").get_text() for li in section.select("ol.options > li")]
            bare = [_bare(li.select_one("div")) for li in section.select("ol.options > li")]
            mine = {_words(plain(option.text)): option.id for option in each.item.options}
            texts = dict(zip(shown, bare, strict=True))
            chosen = [next(name for text, name in mine.items() if text == texts[letter]) for letter in told.split(", ")]
            answer = chosen if each.item.kind is Kind.CHOICES else chosen[0]
            assert judge(each.item, answer).score == 1.0, (each.item.id, told)


def _bare(element):
    """Return an option's words, its formulas as a reader without TeX writes them."""
    for formula in element.select(".katex"):
        formula.replace_with(readable(formula.select_one("annotation").get_text()))
    return _words(element.get_text())


def _words(text):
    return " ".join(text.split())


def test_nothing_in_a_neighbours_boxes_is_right_in_ones_own(files):
    sheets_of = json.loads(files["test.json"])["sheets"]
    assert len(sheets_of) == 200
    for one, other in pairwise(sheets_of.values()):
        for mine, theirs in zip(one, other, strict=True):
            assert [box.casefold() for box in mine["key"]] != [box.casefold() for box in theirs["key"]]


def test_every_sheet_has_as_many_questions_the_same_objectives_points_and_difficulty(class_of_200, slots):
    def spread(sheet):
        return [(each.item.objective, band(each.item, {}), each.item.points) for each in sheet.asked]

    wanted = [(slot.objective, slot.difficulty, slot.points) for slot in slots]
    assert all(spread(sheet) == wanted for sheet in class_of_200)
    assert all(len({each.item.id for each in sheet.asked}) == 8 for sheet in class_of_200)
    assert len({objective for objective, *_ in wanted}) == 6


def test_the_same_seed_makes_the_same_bytes_and_another_one_other_sheets(bank, manifest, slots, files, class_of_200):
    people = [sheet.person for sheet in class_of_200]
    again = tuple(sheets(bank, slots, people, "2026"))
    assert make_files(bank, manifest, again).files == files
    other = tuple(sheets(bank, slots, people[:5], "2027"))
    assert [each.as_json() for each in other[0].asked] != [each.as_json() for each in class_of_200[0].asked]


def test_who_joins_at_the_end_changes_nobodys_sheet(bank, slots, class_of_200):
    people = [*(sheet.person for sheet in class_of_200[:20]), Person("late", "Late Comer")]
    assert tuple(sheets(bank, slots, people, "2026"))[:20] == class_of_200[:20]


def test_seed_and_version_stand_on_every_page_of_a_sheet(files, manifest):
    page = BeautifulSoup(files["sheets/001-s000.html"], "html.parser")
    assert f"seed 2026 · version {manifest.version}" in page.select_one("thead").get_text()
    assert page.select_one("dl.who").get_text(" ", strip=True).startswith("Test paper-1 Name First0 Last0 Id s000")


def test_no_page_asks_a_network_or_runs_a_script(files):
    for name, content in files.items():
        if name.endswith(".html"):
            assert b"<script" not in content, name
            page = content.decode().replace("http://www.w3.org/1998/Math/MathML", "").replace(
                "http://www.w3.org/2000/svg", ""
            )  # fmt: skip
            assert "http" not in page.replace("http-equiv", ""), name


def test_the_version_follows_what_is_asked(bank, manifest):
    name = manifest.slots[0].items[0]
    changed = replace(bank.items[name], explain="Another explanation.")
    other = replace(bank, items={**bank.items, name: changed})
    assert version_of(bank, manifest) == manifest.version
    assert version_of(other, manifest) != manifest.version
    assert version_of(bank, manifest, node="") != version_of(bank, manifest, node="node")


def test_an_alternative_has_the_same_objectives_without_calculation(bank, slots):
    people = [Person(f"s{k}", "") for k in range(12)]
    found = tuple(sheets(bank, slots, people, "1", alternative={"s3", "s4"}))
    for sheet in (found[3], found[4]):
        assert len(sheet.asked) == len(slots) and sheet.calculated == ()
        assert not any(calculates(each.item) for each in sheet.asked)
        assert Counter(each.item.objective for each in sheet.asked) <= Counter(
            dict.fromkeys({slot.objective for slot in slots}, 8)
        )
    assert any(sheet.calculated for sheet in found)


def test_an_alternative_that_there_is_not_is_said(bank, manifest):
    objectives = ("baselines", "perplexity")
    hard = plan(bank, ("baselines",), 4, {})
    asked = tuple(sheets(bank, hard, [Person("a", ""), Person("b", "")], "1", alternative={"b"}))
    made = make_files(bank, replace(manifest, slots=hard, objectives=objectives), asked)
    assert asked[1].calculated
    assert any(note.startswith("b: q") and "must be calculated" in note for note in made.notes)


def test_large_print_changes_the_page_alone(bank, slots, manifest):
    people = [Person("a", ""), Person("b", "")]
    small, large = (tuple(sheets(bank, slots, people, "1", large=large)) for large in ((), ("b",)))
    assert [sheet.asked for sheet in small] == [sheet.asked for sheet in large]
    page = make_files(bank, manifest, large).files
    assert b'class="sheet large"' in page["sheets/2-b.html"]
    assert b'class="sheet large"' not in page["sheets/1-a.html"]


def test_difficulty_is_what_was_answered_where_enough_did_and_counted_steps_elsewhere(bank):
    item = bank.items["gates-forget-one"]
    counted = band(item, {})
    assert band(item, {item.id: Share(0.95, ENOUGH)}) == "easier"
    assert band(item, {item.id: Share(0.7, ENOUGH)}) == "middling"
    assert band(item, {item.id: Share(0.2, ENOUGH)}) == "harder"
    assert band(item, {item.id: Share(0.2, ENOUGH - 1)}) == counted
    assert steps(bank.items["gates-cell-update"]) > steps(bank.items["gates-hidden-from-cell"])


def test_what_has_to_be_calculated_is_told_by_the_answer(bank):
    assert calculates(bank.items["gates-cell-update"])
    assert not calculates(bank.items["gates-update-order"])
    assert not calculates(bank.items["gates-equations"])


def test_a_plan_that_the_bank_cannot_fill_says_how_many_questions_there_are(bank):
    with pytest.raises(UsageError, match="expected 5 different questions, got 2: broken-cell 2"):
        plan(bank, ("broken-cell",), 5, {})
    with pytest.raises(UsageError, match="expected at least 1 question, got 0"):
        plan(bank, ("broken-cell",), 0, {})
    with pytest.raises(UsageError, match="did you mean 'forget-gate'"):
        known_objectives(bank, ["forget-gat"])
    with pytest.raises(UsageError, match="forget-gate +4 questions: "):
        known_objectives(bank, [])


def test_a_question_that_is_the_same_for_all_is_told(bank, manifest):
    fixed = next(item for item in bank.items.values() if item.kind is Kind.TEXT)
    slot = replace(manifest.slots[0], items=(fixed.id,), without=())
    asked = tuple(sheets(bank, (slot,), [Person("a", ""), Person("b", "")], "1"))
    assert asked[1].same == ("q1",)
    notes = make_files(bank, replace(manifest, slots=(slot,)), asked).notes
    assert notes == (f"q1 has the same answer for everybody: {fixed.id} is the one question of {slot.objective} left, "
                     "and it has no variants",)  # fmt: skip


def test_a_manifest_is_read_as_it_was_written(files, manifest, tmp_path):
    (tmp_path / "test.json").write_bytes(files["test.json"])
    found = read_manifest(tmp_path / "test.json")
    assert (found.slots, found.version, len(found.sheets)) == (manifest.slots, manifest.version, 200)
    for broken in (b"", b"[]", b"{}", b'{"format": 2}', files["test.json"][:-100]):
        (tmp_path / "test.json").write_bytes(broken)
        with pytest.raises(UsageError, match="not as `quizzes sheet` wrote it"):
            read_manifest(tmp_path / "test.json")


def test_variants_of_one_item_are_as_long(bank, slots):
    for slot in slots:
        for name in slot.items:
            assert len({steps(made) for made in variants(bank.items[name])} | {steps(bank.items[name])}) <= 3
