"""Sheets as pages and as PDF: whose they are and which page of how many stands on each, whatever the name holds."""

import io
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from quizzes.chromium import chromium, find_chromium
from quizzes.grading.viva.page import explain_page, key_page, sheet_page
from quizzes.grading.viva.sheets import Sheet
from quizzes.project import find_project
from quizzes.viva.choose import choose
from quizzes.viva.here import open_here
from quizzes.viva.make import make_questions
from quizzes.viva.words import in_words

sys.path.append(str(Path(__file__).resolve().parents[2] / "viva"))  # pytest's importlib mode does not
from labs import handed_in  # noqa: E402

NAME = "ann\u00e4 \"o'b</style><script>{}\\"


@pytest.fixture(scope="module")
def sheet():
    work, tasks = handed_in("gates", 6)
    return Sheet(NAME, "gates", "s", 10, choose(make_questions(work, tasks, open_here, "s").questions, 5))


def test_a_name_breaks_no_style_and_no_page(sheet):
    for made in (sheet_page(sheet), key_page(sheet, find_project(), ""), explain_page(sheet)):
        page = BeautifulSoup(made, "html.parser")
        assert not page.select("script")
        assert len(page.select("style")) == 1
        assert len(page.select("section.asked")) == 5
    assert NAME in BeautifulSoup(sheet_page(sheet), "html.parser").h1.get_text()


def test_large_print_and_a_sheet_without_calculation_say_so_and_are_so(sheet):
    words = replace(sheet, questions=tuple(map(in_words, sheet.questions)), large=True, alternative=True)
    page = BeautifulSoup(sheet_page(words), "html.parser")
    assert "Nothing on this sheet has to be calculated" in page.get_text()
    assert "wrong number" not in page.get_text() and "pocket calculator" not in page.get_text()
    assert page.select_one("p.foot").get_text().count(", large print, without calculation. The same command") == 1
    assert "font-size: 18pt" in page.style.get_text() and "font-size: 18pt" not in sheet_page(sheet).decode()
    told = json.loads(words.as_json())
    assert (told["large"], told["alternative"], len(told["gists"])) == (True, True, 5)
    key = BeautifulSoup(key_page(words, find_project(), ""), "html.parser").get_text()
    assert all(part in key for question in sheet.questions for part in question.key.split("`")[::2])


def test_functions_that_the_shown_one_calls_are_shown_below_it():
    work, tasks = handed_in("gates", 0)
    found = make_questions(work, tasks, open_here, "a").questions
    step = next(each for each in found if each.task == "gates-lstm-step" and each.kind.value == "one line changed")
    assert "def gates(z):" in step.beside
    page = BeautifulSoup(sheet_page(Sheet("x", "gates", "s", 10, (step,))), "html.parser")
    assert [each["aria-label"] for each in page.select("pre")][-1] == "Functions that it calls"


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine: no PDF was looked at")
def test_each_printed_page_says_whose_it_is_and_which_of_how_many(sheet, tmp_path):
    page = tmp_path / "sheet.html"
    page.write_bytes(sheet_page(sheet))
    made = []
    for _ in range(2):
        with chromium(find_chromium()) as browser:
            made.append(browser.pdf(page))
    assert made[0] == made[1]
    texts = [each.extract_text() for each in PdfReader(io.BytesIO(made[0])).pages]
    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        assert re.search(rf"{number} / {len(texts)}", text)
        assert NAME in text


def test_the_newest_chromium_of_playwright_is_found_where_there_is_no_other(tmp_path, monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", os.fspath(tmp_path / "nothing"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", os.fspath(tmp_path))
    assert find_chromium() is None
    for name in ("chromium-998/chrome-linux/chrome", "chromium-1255/chrome-linux64/chrome"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("")
        path.chmod(0o755)
    assert find_chromium() == os.fspath(path)
