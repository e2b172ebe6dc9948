"""What the front page says of questions, proofs and sources is what the bank holds."""

import re
from pathlib import Path

from quizzes import Kind, load_bank

ROOT = Path(__file__).resolve().parent.parent
INDEX = (ROOT / "book" / "index.md").read_text(encoding="utf-8")


def test_questions_proofs_and_sources_are_counted():
    items = load_bank().items.values()
    proven = sum(item.proof is not None for item in items)
    cited = sum(item.proof is None and bool(item.sources) for item in items)
    said = re.search(r"Of its (\d+) questions (\d+) rest on a proof,.*?and (\d+) on a source", INDEX, re.DOTALL)
    assert said, "the front page does not say how many questions rest on what"
    assert tuple(map(int, said.groups())) == (len(items), proven, cited)
    assert len(items) - proven - cited == sum(item.kind is Kind.CODE for item in items)


def test_nobody_says_that_each_question_has_a_proof():
    pages = [*(ROOT / "book").rglob("*.md"), ROOT / "README.md"]
    for page in pages:
        text = " ".join(page.read_text(encoding="utf-8").split())
        assert not re.search(r"\b(each|every) (quiz|answer|question) has a proof\b(?! or)", text, re.I), page.name
