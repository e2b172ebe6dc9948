"""What stands in the pages of the small book, read as text: variants, ids, links."""

import json
import re
from pathlib import Path

import pytest

import quizzes.proofs
from quizzes import load_bank
from quizzes.page.key import page_key
from quizzes.project import read_project
from quizzes.variants import COUNT, variant

SAMPLE = Path(__file__).resolve().parents[1] / "quizzes" / "fixtures"
DATA = re.compile(r'<script type="application/json" class="quiz-data">(.*?)</script>')
TEMPLATE = re.compile(r'<template class="quiz-variant" data-seed="([^"]+)">(.*?)</template>', re.DOTALL)
WITH_VARIANTS = ["kinds-number-variants", "kinds-shape-variants", "kinds-tracing-variants"]


@pytest.fixture(scope="module")
def bank():
    folder = str(SAMPLE / "quizzes" / "proofs")
    if folder not in quizzes.proofs.__path__:
        quizzes.proofs.__path__.append(folder)
    return load_bank(read_project(SAMPLE))


@pytest.fixture(scope="module")
def section(kinds_folder):
    """Return a function that cuts a question out of its page."""

    def cut(item_id):
        page = "more" if item_id in WITH_VARIANTS else "kinds"
        html = (kinds_folder / f"{page}.html").read_text(encoding="utf-8")
        return re.search(rf'<section class="quiz" id="{item_id}".*?</section>', html, re.DOTALL).group()

    return cut


@pytest.fixture(scope="module")
def variants_of(kinds_folder, section):
    """Return a function that reads the file of a question's variants."""

    def read(item_id):
        at = re.search(r'data-variants-at="([^"]+)"', section(item_id))[1]
        return (kinds_folder / at).read_text(encoding="utf-8")

    return read


@pytest.mark.parametrize("item_id", WITH_VARIANTS)
def test_same_seed_is_the_same_variant_in_python_and_in_the_page(bank, section, variants_of, item_id):
    html = section(item_id)
    item = bank.items[item_id]
    assert json.loads(DATA.search(html)[1]) == page_key(variant(item, 0))
    found = {seed: json.loads(DATA.search(body)[1]) for seed, body in TEMPLATE.findall(variants_of(item_id))}
    assert len(found) == COUNT - 1
    assert found == {seed: page_key(variant(item, seed)) for seed in found}
    assert re.search(r'data-variants="([^"]+)"', html)[1].split() == [key["hash"] for key in found.values()]


@pytest.mark.parametrize("item_id", WITH_VARIANTS)
def test_variants_are_shown_without_marks_and_are_not_in_the_page(section, variants_of, item_id):
    for html in (section(item_id), variants_of(item_id)):
        assert "&lt;&lt;" not in html and "<<" not in html
    assert "<template" not in section(item_id)


def test_ids_stand_once_on_a_page(kinds_folder):
    for page in ("kinds", "more"):
        html = (kinds_folder / f"{page}.html").read_text(encoding="utf-8")
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))


def test_select_of_formulas_chooses_letters_that_are_listed(section):
    html = section("kinds-match")
    assert html.count('<option value="memory">') == 3
    letter = re.search(r'<option value="memory">(.)</option>', html)[1]
    assert re.search(rf'<li><span class="quiz-letter">{letter}</span> <span class="math">', html)


def test_answer_of_a_tracing_item_has_a_field_as_high_as_what_is_printed(section):
    assert '<textarea class="quiz-mono" name="kinds-tracing" id="kinds-tracing--entry" rows="2"' in section(
        "kinds-tracing"
    )
    assert "<textarea" not in section("kinds-tracing-variants")


def test_search_finds_questions_and_not_their_answers(kinds_folder):
    words = (kinds_folder / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(words.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
    assert "batch" in terms and "fraction" not in terms
    assert "subtract" not in terms and "quarter" not in terms, "a folded answer"
    assert "multipli" not in terms and "factor" not in terms, "a hint"
