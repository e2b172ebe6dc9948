"""The proofs under the matrix kernels that differ most from each other, some chapters under one of them, experiments.

A sixth of the chapters, another for each commit (drawn.py). `make kernels` does all of this for every setting, and
prints the table.
"""

import json
import random
from pathlib import Path

import pytest
from jobs import jobs_of, pages_with_cells, perform
from settings import chosen, possible
from table import faults_of, lines_of, table_of

from experiments.__main__ import drawn
from experiments.catalogue import load, names

ROOT = Path(__file__).resolve().parents[2]
from drawn import WHOLE, word  # noqa: E402
from drawn import drawn as share_of  # noqa: E402

ALL = {page.relative_to(ROOT / "book").with_suffix("").as_posix(): page for page in pages_with_cells()}
PAGES = {name: ALL[name] for name in share_of(sorted(ALL), 1 / 6, "chapters under other kernels")}
EACH = str(ROOT / "tools" / "kernels" / "chapter.py"), "--each", "{out}"
DRAWN = ("Nehalem", "Sandybridge")  # on which every claim of every experiment was measured, beside the pair
DRAWS = "2"  # of each proof; `make kernels` takes all, and test_prove does on the kernel at hand
SECONDS = 10  # of CPU, as the experiments took when they were stored


def hold(results):
    """Assert that nothing failed and that whatever depends on the kernel has room of two."""
    assert faults_of(results) == []
    tight = [line for line in lines_of(results) if line.tight]
    assert not tight, table_of(tight)


@pytest.fixture(scope="module")
def chapters():
    """What the chapters compared: by setting, by page; each under one of the pair, in a whole run under both."""
    settings = chosen("pair")
    first = share_of(sorted(PAGES), 1 / 2, "chapters under the first of the pair")
    parts = [first, [name for name in PAGES if name not in first]]
    if WHOLE or len(settings) == 1:
        parts = [list(PAGES)] * len(settings)
    return {
        setting.name: perform(setting, "chapters", [*EACH, *(str(PAGES[name]) for name in part)])[2]
        for setting, part in zip(settings, parts, strict=True)
    }


@pytest.mark.parametrize("page", PAGES)
def test_chapter_holds_on_the_kernels_that_differ_most(chapters, page):
    asked = {setting: found for setting, found in chapters.items() if page in found or "failed" in found}
    assert len(asked) == (len(chapters) if WHOLE else 1) or any("failed" in found for found in asked.values())
    results = {setting: {page: found.get(page, found)} for setting, found in asked.items()}
    hold(results)
    assert all(found[page]["printed"] for found in results.values()), "no cell ran"


def test_proofs_hold_on_the_kernels_that_differ_most():
    (job,) = jobs_of(["proofs"], [], [], [])
    few = (job[0], [*job[1], DRAWS])
    results = {setting.name: {job[0]: perform(setting, *few)[2]} for setting in chosen("pair")}
    hold(results)
    assert len(lines_of(results)) > 100, "the proofs' comparisons were not seen"


def test_some_experiments_hold_on_another_kernel():
    chance = random.Random(word())
    chosen_ones = [one.name for one in drawn([load(name) for name in names()], SECONDS, chance)]
    setting = chance.choice([each for each in possible() if each.name in DRAWN] or possible()[:1])
    (job,) = jobs_of(["experiments"], [], chosen_ones, [])
    result = perform(setting, *job)[2]
    rows = {key: row["room"] for key, row in result["rows"].items()}
    assert rows, json.dumps(result)
    assert {key: room for key, room in rows.items() if room < 2} == {}, f"{setting.name}, {chosen_ones}"
