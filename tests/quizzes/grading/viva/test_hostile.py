"""A handful of the corpus through `quizzes viva`, between two that did right work: all of it was tried once."""

import json
import shutil
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from benchmarks.corpus.course import hand_in_all, hand_in_right, read_release
from benchmarks.corpus.entries import SUBMISSIONS, read_entry
from quizzes.cli import main

CHOSEN = (
    "cheats/answering_replaced", "crashes/modules_deleted", "files/a_pipe",
    "floods/code_nested_too_deep", "metadata/half_letters_everywhere", "unlucky/functions_of_every_kind",
)  # fmt: skip
RIGHT = ("aa-canary", "zz-canary")


@pytest.mark.slow
def test_hostile_and_damaged_work_gets_its_sheet_and_costs_nobody_theirs(released, tmp_path, capsys):
    course = tmp_path / "course"
    shutil.copytree(released, course)
    shutil.rmtree(course / "submitted", ignore_errors=True)
    release = read_release(course, "gates")
    entries = [read_entry(SUBMISSIONS / f"{name}.py") for name in CHOSEN]
    hand_in_all(course, "gates", release, entries)
    for student in RIGHT:
        hand_in_right(course, student, "gates", release)
    assert main(["viva", "gates", "--course", str(course), "--seed", "s", "--workers", "2", "--no-pdf"]) == 0
    err = capsys.readouterr().err
    assert f"{len(CHOSEN) + len(RIGHT)} sheets of 5 questions" in err
    asked = Counter()
    for student in (*(entry.student for entry in entries), *RIGHT):
        folder = course / "viva" / "gates" / student
        for name in ("sheet.html", "key.html"):
            page = BeautifulSoup((folder / name).read_bytes(), "html.parser")
            assert len(page.select("section.asked")) == 5
            assert not page.select("script, img, iframe, object, svg, form, base")
            assert "STOLEN" not in page.get_text()
        told = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
        asked.update(told["asked"])
        own = [each for each in told["questions"] if each["kind"] != "bank"]
        assert len(own) == 5 or told["notes"], student
        assert student not in RIGHT or (len(own) == 5 and not told["notes"])
    assert max(asked.values()) == 1
