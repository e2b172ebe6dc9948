"""The figure `collapse`: how CTC reads a path, symbol by symbol, and how many paths say the same."""

from __future__ import annotations

from html import escape

from figures.figure import Cell, Figure, Number, Table, Words

PATH, LONGEST, BLANK = "cc-aa-tt", 12, "-"


def collapse(path: str) -> str:
    """What a path says: repeats are merged, then blanks are left out."""
    merged = "".join(symbol for t, symbol in enumerate(path) if t == 0 or symbol != path[t - 1])
    return merged.replace(BLANK, "")


def paths(T: int, word: str) -> int:
    """How many paths of T steps over any alphabet say a word; by the forward recursion of CTC, with counts."""
    symbols = [BLANK, *(each for letter in word for each in (letter, BLANK))]
    ways = [1, 1, *[0] * (len(symbols) - 2)] if len(symbols) > 1 else [1]
    for _ in range(T - 1):
        ways = [
            ways[s]
            + (ways[s - 1] if s else 0)
            + (ways[s - 2] if s > 1 and symbols[s] != BLANK and symbols[s] != symbols[s - 2] else 0)
            for s in range(len(symbols))
        ]
    return sum(ways[-2:]) if T else int(not word)


def stages(path: str) -> list[tuple[str, str]]:
    """What is left of each step: after the path was written, after repeats are merged, after blanks are left out."""
    return [
        (symbol, "repeat" if t and symbol == path[t - 1] else "blank" if symbol == BLANK else "kept")
        for t, symbol in enumerate(path)
    ]


def make() -> Figure:
    """Return the figure at its end."""
    word = collapse(PATH)
    says = f"The path {PATH} says “{word}”; {paths(len(PATH), word)} paths of {len(PATH)} steps do."
    chips = "".join(
        f'<span class="ctc-chip ctc-{kind}"><b>{escape(symbol)}</b></span>' for symbol, kind in stages(PATH)
    )
    drawing = (
        f'<div class="ctc-drawing" role="img" aria-label="{escape(says)}"><div class="ctc-path">{chips}</div>'
        f'<div class="ctc-word">{escape(word)}</div></div>'
    )
    rows = (("says", Cell(word, "word")), ("paths that say it", Cell(str(paths(len(PATH), word)), "paths")))
    return Figure(
        drawing=drawing,
        says=says,
        tables=(Table("The path", ("", "value"), rows),),
        data={"path": PATH, "longest": LONGEST, "blank": BLANK},
        states={"path": Words(LONGEST), "step": Number(0, 2, whole=True)},
    )
