"""The chapters, the proofs and some experiments under the matrix kernels that differ most from each other.

A third of the chapters, another for each commit (drawn.py). `make kernels` does all of this for every setting, and
prints the table.
"""

import json
import random
import sys
from pathlib import Path

import pytest
from jobs import jobs_of, pages_with_cells, perform
from settings import chosen, possible
from table import faults_of, lines_of, table_of

from experiments.__main__ import drawn
from experiments.catalogue import load, names

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "running"))
from drawn import drawn as share_of  # noqa: E402
from drawn import word  # noqa: E402

ALL = {page.relative_to(ROOT / "book").with_suffix("").as_posix(): page for page in pages_with_cells()}
PAGES = {name: ALL[name] for name in share_of(sorted(ALL), 1 / 3, "chapters under other kernels")}
EACH = str(ROOT / "tools" / "kernels" / "chapter.py"), "--each", "{out}"
DRAWN = ("Nehalem", "Sandybridge")  # on which every claim of every experiment was measured, beside the pair
DRAWS = "3"  # of each proof; `make kernels` takes all, and test_prove does on the kernel at hand
SECONDS = 20  # of CPU, as the experiments took when they were stored


def hold(results):
    """Assert that nothing failed and that whatever depends on the kernel has room of two."""
    assert faults_of(results) == []
    tight = [line for line in lines_of(results) if line.tight]
    assert not tight, table_of(tight)


@pytest.fixture(scope="module")
def chapters():
    """What the chapters compared: by setting, by page."""
    command = [*EACH, *map(str, PAGES.values())]
    return {setting.name: perform(setting, "chapters", command)[2] for setting in chosen("pair")}


@pytest.mark.parametrize("page", PAGES)
def test_chapter_holds_on_the_kernels_that_differ_most(chapters, page):
    results = {setting: {page: found.get(page, found)} for setting, found in chapters.items()}
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
