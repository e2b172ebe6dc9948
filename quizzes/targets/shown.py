"""The parts of a question as HTML and as text, the same in every program."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quizzes.kinds.content import MARK, Blanks, Choices, Match, Order, Written
from quizzes.model import Quantity
from quizzes.targets.html import code_html, html, inline_html, plain
from quizzes.targets.questions import NeutralQuestion

GAP = "_____"


def number(value: float) -> str:
    """Return a number with at most ten digits, as programs read it."""
    return f"{value:.10g}"


def prompt_html(question: NeutralQuestion, blank: Callable[[str], str] = lambda _: GAP) -> str:
    """Return prompt and code; `blank` gives what stands in the place of a blank, by the blank's id."""
    shown = MARK.sub(lambda mark: blank(mark[1]), html(question.item.prompt))
    if question.code:
        shown += f"\n{code_html(question.code)}"
    if isinstance(question.content, Quantity) and question.content.unit:
        shown += f"\n<p>Unit: {inline_html(question.content.unit)}</p>"
    if isinstance(question.content, Blanks):
        rows = [f"{each.label}: {blank(each.id)}" for each in question.content.blanks if each.label]
        shown += "".join(f"\n<p>{row}</p>" for row in rows)
    return shown


def key_lines(question: NeutralQuestion) -> tuple[str, ...]:
    """Return the right answer as Markdown, a line for each of its parts."""
    content = question.content
    if isinstance(content, Choices):
        return tuple(option.text.strip() for option in content.options if option.right)
    if isinstance(content, Quantity):
        unit = f" {content.unit}" if content.unit else ""
        return (f"{number(content.value)}{unit} (within {number(content.tolerance)})",)
    if isinstance(content, Written):
        return (_code(content.answers[0].spellings[0]),)
    if isinstance(content, Blanks):
        return tuple(_code(blank.answers[0].spellings[0]) for blank in content.blanks)
    if isinstance(content, Match):
        right = {entry.id: entry.text for entry in content.right}
        return tuple(f"{entry.text.strip()}: {right[entry.match].strip()}" for entry in content.left)
    assert isinstance(content, Order)
    return tuple(step.text.strip() for step in content.steps)


def remarks(question: NeutralQuestion) -> Iterator[tuple[str, str]]:
    """Yield what is said of each wrong answer, of the right one, and of each part: (answer, why), in Markdown."""
    content = question.content
    if isinstance(content, Choices):
        yield from ((option.text.strip(), option.why) for option in content.options)
    elif isinstance(content, Quantity):
        yield from ((number(mistake.value), mistake.why) for mistake in content.mistakes)
    elif isinstance(content, Written):
        yield from ((_code(answer.spellings[0]), answer.why) for answer in content.answers if answer.why)
    elif isinstance(content, Blanks):
        for blank in content.blanks:
            yield from [(_code(blank.answers[0].spellings[0]), blank.why)] if blank.why else []
            yield from ((_code(answer.spellings[0]), answer.why) for answer in blank.answers if answer.why)
    else:
        entries = content.left if isinstance(content, Match) else content.steps
        yield from ((entry.text.strip(), entry.why) for entry in entries)


def remarks_html(question: NeutralQuestion) -> str:
    """Return the remarks as a list."""
    rows = (f"<li>{inline_html(answer)}: {inline_html(why)}</li>" for answer, why in remarks(question))
    return f"<ul>{''.join(rows)}</ul>"


def one_line(texts: tuple[str, ...]) -> str:
    """Return texts of Markdown as one line without markup."""
    return " | ".join(map(plain, texts))


def _code(text: str) -> str:
    """Return a text as code of Markdown, whatever it holds."""
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"
