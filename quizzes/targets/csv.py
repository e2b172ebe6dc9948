"""The bank as a table: one row an item, as CSV that a spreadsheet reads as text."""

from __future__ import annotations

from collections.abc import Iterable

from quizzes.kinds.content import Choices, TaskPlace
from quizzes.model import Bank, Item
from quizzes.targets.html import plain
from quizzes.targets.questions import Exported, NeutralQuestion, questions
from quizzes.targets.shown import key_lines, remarks
from quizzes.targets.table import table
from quizzes.variants import variant

COLUMNS = (
    "id", "chapter", "objective", "kind", "cards", "points", "prompt", "options", "answer", "remarks", "hints",
    "explanation", "see", "proof", "sources", "misconceptions", "variants",
)  # fmt: skip


def export_csv(bank: Bank) -> Exported:
    """Return every item as a row; of an item with variants the first."""
    asked = {question.id: question for question in questions(bank)}
    rows = (_row(variant(item, 0), asked.get(item.id)) for item in bank.items.values())
    return Exported({"items.csv": table(COLUMNS, rows, mark=True)}, (), len(bank.items))


def _row(item: Item, question: NeutralQuestion | None) -> tuple[str, ...]:
    if question is None:
        task = item.body
        assert isinstance(task, TaskPlace)
        prompt, options, answer, said = item.prompt, "", f"{task.assignment}: {task.task}", ""
    else:
        prompt = "\n\n".join(part for part in (item.prompt.strip(), question.code.strip()) if part)
        content = question.content
        options = _lines(plain(o.text) for o in content.options) if isinstance(content, Choices) else ""
        answer = _lines(map(plain, key_lines(question)))
        said = _lines(f"{plain(about)}: {plain(why)}" for about, why in remarks(question))
    return (
        item.id, item.chapter, item.objective, item.kind.value, " ".join(item.cards), str(item.points), prompt.strip(),
        options, answer, said, _lines(map(plain, item.hints)), plain(item.explain), item.see, item.proof or "",
        " ".join(item.sources), " ".join(item.misconceptions), "yes" if item.template else "no",
    )  # fmt: skip


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
