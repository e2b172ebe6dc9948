"""What follows a formula without a space stays on its line, and a bracket before it: a comma, the rest of the word.

KaTeX draws a formula in boxes, and browsers break a line before and behind any box. So what touches it is put into the
formula's own element, which the style does not let break; between its boxes it still may, unless it is short (z = 0.9)
or they lie in one short pair of brackets, as in k(1 - z).

Why: DECISIONS.md#formula-ends.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import accumulate, pairwise
from pathlib import Path

from spans import CLOSE, end_of_span
from sphinx.application import Sphinx

_FORMULA = re.compile(r'([(\[“‘]*)(<span class="math(?: [^"]*)?">)')
# Between two boxes comes a space that is not seen, and at which a line may break in every browser (at a <wbr> in
# Chromium alone).
_GAP = '<span class="yw"> </span>'
_BOXES = re.compile(r'</span>(?=<span class="base">)')
_SHORT = 10  # signs
_SHORT_INSIDE = 16  # signs between two brackets
_BRACKETS = str.maketrans("[{⟨)]}⟩", "(((" + "))))")
_UNSEEN = re.compile(r"<span class=\"katex-mathml\">.*?</math></span>|<[^>]*>|[\s\u200b]", re.DOTALL)
_NUMBER = re.compile(r"−?[\d.,]+")  # in "a = −1" no line breaks behind the sign
_FOLLOWS = re.compile(r"""(?:[-–\w.,;:!?)\]}%°…'"’”]|&(?:quot|amp|#x27|#39);)*""")


def with_kept_ends(text: str) -> str:
    """Return the page with what touches each formula of a line inside the formula's element."""
    parts, done = [], 0
    while found := _FORMULA.search(text, done):
        end = end_of_span(text, found.end())
        after = end + len(CLOSE)
        follows = _FOLLOWS.match(text, after)
        tail = follows[0] if follows else ""
        formula = _with_gaps(text[found.end() : end].replace(_GAP, ""))
        parts += [text[done : found.start()], found[2], found[1], formula, tail, CLOSE]
        done = after + len(tail)
    return "".join([*parts, text[done:]])


def _with_gaps(formula: str) -> str:
    """Return a formula that may break before its boxes, unless it is short or the box holds a number alone."""
    if len(_shown(formula)) <= _SHORT:
        return formula
    parts = _BOXES.split(formula)
    inside = _ends_inside([_shown(box) for box in parts])
    gaps = (
        "" if kept or _belongs(before, box) else _GAP
        for kept, (before, box) in zip(inside, pairwise(parts), strict=False)
    )
    return parts[0] + "".join(CLOSE + gap + box for gap, box in zip(gaps, parts[1:], strict=True))


def _belongs(before: str, box: str) -> bool:
    """Return whether a box stays with the one before it: the number behind a sign, a short factor behind its dot."""
    shown = _shown(box)
    return bool(_NUMBER.fullmatch(shown)) or (_shown(before).endswith("⋅") and len(shown) <= _SHORT)


def _ends_inside(boxes: list[str]) -> list[bool]:
    """Return of each box whether it ends between two brackets that are not far from each other."""
    said = "".join(boxes).translate(_BRACKETS)
    pairs, open_ = [], []
    for place, sign in enumerate(said):
        if sign == "(":
            open_.append(place)
        elif sign == ")" and open_:
            pairs.append((open_.pop(), place))
    ends = accumulate(map(len, boxes))
    return [any(a < end <= b <= a + _SHORT_INSIDE for a, b in pairs) for end in ends]


def _shown(markup: str) -> str:
    return unescape(_UNSEEN.sub("", markup))


def keep_ends(app: Sphinx, exception: Exception | None) -> None:
    """Do it for every page; in those of an earlier build nothing follows any more."""
    if exception is not None or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        kept = with_kept_ends(text)
        if kept != text:
            page.write_text(kept, encoding="utf-8")
