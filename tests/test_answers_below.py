"""On the built pages no question's answer was printed by a cell of its own section above it."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from quizzes import Kind, load_bank
from quizzes.model import Item

pytestmark = pytest.mark.slow
BANK = load_bank()
BOOK = Path(__file__).resolve().parents[1] / "book"
CHAPTERS = [
    page.relative_to(BOOK).with_suffix("").as_posix()
    for page in sorted(BOOK.rglob("*.md"))
    if "```{quiz}" in page.read_text(encoding="utf-8")
]
PARTS = re.compile(
    r"(?P<heading><h2)|<div class=\"[^\"]*cell_(?P<cell>input|output)|<pre[^>]*>(?P<lines>.*?)</pre>"
    r"|<script type=\"application/json\" class=\"quiz-data\">(?P<question>.*?)</script>",
    re.DOTALL,
)
TAG = re.compile(r"<[^>]+>")
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.]*\d)")


def questions(page: str) -> Iterator[tuple[str, str]]:
    """Yield each question of a page with what the cells above it, in the same section, have printed."""
    above, inside = "", ""
    for part in PARTS.finditer(page):
        if part["heading"]:
            above = ""
        elif part["cell"]:
            inside = part["cell"]
        elif part["question"]:
            yield json.loads(part["question"])["id"], above
        elif inside == "output":
            above += unescape(TAG.sub("", part["lines"])) + "\n"


def given_away(item: Item, above: str) -> bool:
    """Tell whether the answer to a question that asks for numbers or for what is printed can be read off."""
    if item.template:  # has other numbers each time
        return False
    if item.kind is Kind.TRACING:
        lines = str(item.body.answer).strip().splitlines()
        return len(lines) > 1 and " ".join(lines) in " ".join(above.split("\n"))
    if item.quantity is None or item.quantity.value in (0, 1, 2, 0.5):  # printed everywhere
        return False
    exact = min(item.quantity.tolerance, 0.002 * abs(item.quantity.value))
    return any(abs(float(number) - item.quantity.value) <= exact for number in NUMBER.findall(above))


def test_an_answer_that_is_printed_above_is_found():
    assert given_away(BANK.items["gates-parameters"], "in the layer: 180\n")
    assert not given_away(BANK.items["gates-parameters"], "in the layer: 1800, 264\n")
    assert given_away(BANK.items["states-mask"], "False\nTrue\nTrue\n")


def test_the_pages_that_ask_are_found():
    assert {"gates/bias", "states/practice", "now/tracking"} < set(CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_cell_above_a_question_prints_its_answer(book_folder, chapter):
    found = list(questions((book_folder / f"{chapter}.html").read_text(encoding="utf-8")))
    assert found
    assert [item_id for item_id, above in found if given_away(BANK.items[item_id], above)] == []
