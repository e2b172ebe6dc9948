"""The part of the report that shows similar solutions side by side, what they share marked."""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.grading.report.similar import AlikePair, Likeness


def similar_part(found: Likeness) -> dict[str, object]:
    """Return what ``similar.html.j2`` shows."""
    return {
        "compared": found.compared,
        "usual": found.usual,
        "identical": found.identical,
        "left_out": found.left_out,
        "pairs": [(_head(pair), list(_sides(pair))) for pair in found.pairs],
    }


def _head(pair: AlikePair) -> str:
    return f"{pair.one} and {pair.other}: {pair.share:.0%} of the own code, {pair.letters} letters"


def _sides(pair: AlikePair) -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    for name, source, marks in zip((pair.one, pair.other), pair.code, pair.marks, strict=True):
        yield name, list(_parts(source, marks))


def _parts(source: str, marks: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, bool]]:
    """Yield the code in parts, each with whether it is shared."""
    place = 0
    for start, end in sorted(marks):
        start = max(start, place)
        if end > start:
            yield source[place:start], False
            yield source[start:end], True
            place = end
    yield source[place:], False
