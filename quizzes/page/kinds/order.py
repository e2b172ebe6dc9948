"""Steps in order: a list whose entries are moved by buttons, which serve keyboard and touch alike."""

from __future__ import annotations

from docutils import nodes

from quizzes.kinds.order import body, ranks, shuffled
from quizzes.model import Item
from quizzes.page.fields import QuizStep, QuizSteps
from quizzes.page.parts import Parts, Say, listed, noted


def compose(item: Item, say: Say) -> Parts:
    """Return the list as it is shown first, and folded in the right order."""
    steps = [QuizStep("", *say.parse(step.text), item_id=item.id, step_id=step.id) for step in shuffled(item)]
    whys = []
    for place, step in enumerate(body(item).steps, 1):
        node = say.why(step.id, False, noted("Another place."), step.why)
        node.insert(0, listed(nodes.strong("", f"{place}."), nodes.Text(" "), *say.inline(step.text)))
        whys.append(node)
    for name in dict.fromkeys(each.misconception for each in body(item).confused):
        told = say.misconception(name)
        told["classes"] += ["quiz-listed", f"names-{name.lower().replace('_', '-')}"]
        whys[-1] += told
    return Parts("Put the steps in order.", say.parse(item.prompt), [QuizSteps("", *steps)], whys)


def key(item: Item) -> dict[str, object]:
    """Return the steps in the right order with the place that each has; those that may change places share one."""
    return {
        "steps": [{"id": name, "rank": rank} for name, rank in ranks(body(item)).items()],
        "confused": [
            {"first": each.first, "second": each.second, "misconception": each.misconception}
            for each in body(item).confused
        ],
    }
