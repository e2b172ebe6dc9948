"""The part of the report that shows similar solutions side by side, what they share marked."""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.grading.report.html_page import code, text
from quizzes.grading.report.similar import Likeness
from quizzes.plain_text import several


def similar_part(found: Likeness) -> Iterator[str]:
    """Yield the part as HTML."""
    yield "<h2>Similar solutions</h2>"
    yield (
        f"<p>{found.compared} pairs were compared, without the code that everybody was given and whatever the names of "
        f"variables; half of them share {found.usual:.0%} or less. Short tasks have few ways to be right, so this is "
        "evidence for a person to look at, and no verdict.</p>"
    )
    for group in found.identical:
        yield f"<p>The same letter for letter (spaces aside): {text(several(group))}.</p>"
    if found.left_out:
        yield f"<p class='soft'>Too little code of their own to compare: {text(several(found.left_out))}.</p>"
    for pair in found.pairs:
        head = f"{pair.one} and {pair.other}: {pair.share:.0%} of the own code, {pair.letters} letters"
        one, other = (
            f"<div><h3>{text(name)}</h3>{_marked(f'Code of {name} in {head}', source, marks)}</div>"
            for name, source, marks in zip((pair.one, pair.other), pair.code, pair.marks, strict=True)
        )
        yield f'<details><summary>{text(head)}</summary><div class="two">{one}{other}</div></details>'
    if not found.pairs:
        yield "<p>No two share any.</p>"


def _marked(label: str, source: str, marks: tuple[tuple[int, int], ...]) -> str:
    parts, place = [], 0
    for start, end in sorted(marks):
        start = max(start, place)
        if end > start:
            parts += [text(source[place:start]), f"<mark>{text(source[start:end])}</mark>"]
            place = end
    whole = code("", label)
    return whole.replace("<code></code>", f"<code>{''.join(parts)}{text(source[place:])}</code>")
